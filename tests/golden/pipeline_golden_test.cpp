// SPDX-License-Identifier: MIT
// Text encoder, guided sampling and VAE decoder in one run, against the reference step by step.
#include "core/error.h"
#include "diffusion/sampler.h"
#include "golden/manifest.h"
#include "nn/device.h"
#include "nn/dit.h"
#include "nn/umt5.h"
#include "nn/vae.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <span>

namespace animax::golden {
namespace {

using diffusion::Query;

struct Networks {
  nn::UmT5 text_encoder;
  nn::JointVideoPoseTransformer dit;
  nn::Vae vae;
};

std::vector<float> values_of(const at::Tensor& t) {
  const at::Tensor flat = t.to(at::kFloat).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

/// Latent statistics: of the file itself, of the set's VAE cases, or Wan's.
nn::VaeConfig vae_config(const Manifest& manifest, const File& cases, const File& weights) {
  nn::VaeConfig config = nn::vae_config_from_json(weights.config, weights.path.string());
  std::vector<const File*> sources = {&cases};
  for (const File* file : manifest.with_component("vae")) sources.push_back(file);
  for (const File* source : sources) {
    const Tensors tensors = manifest.load(*source);
    if (!tensors.has("mean") || !tensors.has("std")) continue;
    if (tensors.get("mean").numel() != config.latent_channels) continue;
    config.latent_mean = values_of(tensors.get("mean"));
    config.latent_std = values_of(tensors.get("std"));
    return config;
  }
  config.latent_mean = nn::wan21_vae_config().latent_mean;
  config.latent_std = nn::wan21_vae_config().latent_std;
  return config;
}

Networks load_networks(const Manifest& manifest, const File& cases) {
  const auto pick = [&](const char* component) -> const File& {
    const auto files = manifest.weights_for(cases, component);
    if (files.empty()) throw Error(cases.path.string(), ": no weights for ", component);
    return *files.front();
  };
  const File &umt5 = pick("umt5"), &dit = pick("dit"), &vae = pick("vae");
  return {nn::umt5_from_tensors(nn::umt5_config_from_json(umt5.config, umt5.path.string()),
                                manifest.load(umt5).all(),
                                umt5.path.string()),
          nn::dit_from_tensors(nn::dit_config_from_json(dit.config, dit.path.string()),
                               manifest.load(dit).all(),
                               dit.path.string()),
          nn::vae_from_tensors(
              vae_config(manifest, cases, vae), manifest.load(vae).all(), vae.path.string())};
}

at::Tensor encode_text(const nn::UmT5& encoder, const Tensors& reference, int64_t row) {
  const at::Tensor ids = reference.get("ids")[row].contiguous();
  const auto length = reference.get("mask")[row].sum().item<int64_t>();
  return nn::umt5_encode(encoder, std::span(ids.data_ptr<int64_t>(), static_cast<size_t>(length)));
}

/// Plain text-to-video as a sampler's model: latents (C, F, H, W), one pass per text.
diffusion::Model video_model(const nn::JointVideoPoseTransformer& dit,
                             const at::Tensor& prompt,
                             const at::Tensor& negative) {
  return {[dit, prompt, negative](const Query& query) {
            std::vector<at::Tensor> texts;
            for (const diffusion::Pass& pass : query.passes)
              texts.push_back(pass.text ? prompt : negative);
            const auto passes = static_cast<int64_t>(texts.size());
            const at::Tensor x = query.sample.unsqueeze(0).repeat({passes, 1, 1, 1, 1});
            return nn::forward_video(
                dit, x, at::full({passes}, query.timestep), nn::make_text_context(dit, texts));
          },
          diffusion::Prediction::kVelocity};
}

void run_file(const Manifest& manifest, const File& file) {
  Tensors reference = manifest.load(file);
  const Networks networks = load_networks(manifest, file);
  const at::Tensor prompt = encode_text(networks.text_encoder, reference, 0);
  const at::Tensor negative = encode_text(networks.text_encoder, reference, 1);
  EXPECT_TRUE(reference.matches_if_present("context.pos", prompt));
  EXPECT_TRUE(reference.matches_if_present("context.neg", negative));

  const std::string where = file.path.string();
  diffusion::SampleOptions options;
  options.sampler = diffusion::sampler_named("unipc_wan",
                                             json_get<int>(file.config, "steps", where),
                                             json_get<double>(file.config, "shift", where));
  options.guidance.text = json_get<double>(file.config, "cfg", where);
  std::vector<at::Tensor> latents;
  options.trace = [&](int, const at::Tensor& x) { latents.push_back(x); };
  const at::Tensor x = diffusion::sample(
      video_model(networks.dit, prompt, negative), reference.get("noise"), options);

  const auto schedule = diffusion::make_schedule(options.sampler.schedule);
  EXPECT_TRUE(reference.matches("timesteps", at::tensor(at::ArrayRef<float>(schedule.timesteps))));
  EXPECT_TRUE(reference.matches("latents", at::stack(latents)));
  EXPECT_TRUE(
      reference.matches("video", nn::vae_decode(networks.vae, x.unsqueeze(0))[0].clamp(-1, 1)));
  EXPECT_THAT(reference.not_compared(/*with_intermediates=*/true), ::testing::IsEmpty());
  ::testing::Test::RecordProperty("largest_error", str_cat(reference.largest_error()));
}

TEST(Pipeline, MatchesTheReferenceStepByStep) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  nn::use_all_threads();
  const at::NoGradGuard no_gradients;
  for (const File* file : manifest->with_component("pipeline")) {
    SCOPED_TRACE(file->path.string());
    run_file(*manifest, *file);
  }
}

}  // namespace
}  // namespace animax::golden
