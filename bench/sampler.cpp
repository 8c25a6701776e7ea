// SPDX-License-Identifier: MIT
// What does a step of joint sampling cost beside the bare passes of the network that it needs? Two
// views of 2 x (1 + 3) latent frames of 64 tokens, width 128, 4 blocks, random weights, all cores,
// fp32. "Bare" calls the network on prepared inputs; "Sampler" adds noise, guidance, the solver and
// checks; "Separate" runs the passes of a step one by one; "TextEveryStep" prepares keys and values
// of the texts again in each step, as a sampler without the cache would.
#include "diffusion/joint_sampler.h"
#include "diffusion/noise.h"
#include "nn/device.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <benchmark/benchmark.h>

namespace animax::diffusion {
namespace {

constexpr int kSteps = 4;

struct Setup {
  Setup() {
    nn::use_all_threads();
    nn::DitConfig config;
    config.dim = 128;
    config.ffn_dim = 512;
    config.num_heads = 2;
    config.num_layers = 4;
    config.text_dim = 64;
    config.text_len = 64;
    config.multiview = config.modality_embedding = true;
    Rng rng(1);
    network = nn::random_dit(config, rng);
    conditions.clean_rgb = gaussian_noise({2, 16, 1, 16, 16}, rng);
    conditions.clean_pose = gaussian_noise({2, 16, 1, 16, 16}, rng);
    conditions.text = gaussian_noise({20, 64}, rng);
    conditions.negative_text = gaussian_noise({1, 64}, rng);
    options.latent_frames = 4;
    options.sampling.sampler = sampler_named("unipc", kSteps, 5);
  }
  nn::JointVideoPoseTransformer network;
  JointConditions conditions;
  JointSampleOptions options;
};

/// Argument: passes per step, 1 to 3.
void set_guidance(GuidanceOptions& guidance, int64_t passes) {
  guidance.text = passes > 1 ? 5 : 1;
  guidance.image = passes > 2 ? 3 : 1;
}

void run_bare(benchmark::State& state, bool text_every_step) {
  const Setup s;
  const at::NoGradGuard no_grad;
  GuidanceOptions guidance;
  set_guidance(guidance, state.range(0));
  Rng rng(2);
  Query query{gaussian_noise({2, 2, 16, 4, 16, 16}, rng), 0.5, 500, {}, 0};
  query.passes = plan_guidance(guidance, 0.5).passes;
  Model model = joint_model(s.network, s.conditions);
  for (auto _ : state)
    for (int step = 0; step < kSteps; ++step) {
      if (text_every_step) model = joint_model(s.network, s.conditions);
      benchmark::DoNotOptimize(model.predict(query).data_ptr());
    }
}

void run_sampler(benchmark::State& state, int passes_per_batch) {
  Setup s;
  set_guidance(s.options.sampling.guidance, state.range(0));
  s.options.model.passes_per_batch = passes_per_batch;
  for (auto _ : state) {
    Rng rng(2);
    benchmark::DoNotOptimize(sample_joint(s.network, s.conditions, s.options, rng).pose.data_ptr());
  }
}

void BM_Bare(benchmark::State& state) { run_bare(state, false); }
void BM_BareTextEveryStep(benchmark::State& state) { run_bare(state, true); }
void BM_Sampler(benchmark::State& state) { run_sampler(state, 0); }
void BM_SamplerSeparatePasses(benchmark::State& state) { run_sampler(state, 1); }

#define ANIMAX_SAMPLER_BENCH(name) \
  BENCHMARK(name)->DenseRange(1, 3)->UseRealTime()->Unit(benchmark::kMillisecond)
ANIMAX_SAMPLER_BENCH(BM_Bare);
ANIMAX_SAMPLER_BENCH(BM_BareTextEveryStep);
ANIMAX_SAMPLER_BENCH(BM_Sampler);
ANIMAX_SAMPLER_BENCH(BM_SamplerSeparatePasses);

}  // namespace
}  // namespace animax::diffusion

BENCHMARK_MAIN();
