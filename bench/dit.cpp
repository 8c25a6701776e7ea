// SPDX-License-Identifier: MIT
// How fast is a pass of the transformer beside the same model written with plain libtorch calls,
// and beside the matrix products of the same run? "mini": 4 views of 12 frames of 64 tokens, width
// 256, 8 blocks, multi-view attention. "wide": one block as wide as the 1.3B model on 2,048 tokens.
// "whole": Wan2.1 T2V-1.3B, 30 blocks, on a clip of 17 frames of 256 x 256 (1,280 tokens), bf16.
// All cores, fp32 unless named, warm caches, text of 24 tokens whose keys and values are at hand as
// in a sampler; "with_text": 512 text rows, embedded anew in every pass.
//
// GFLOP/s counts 2 per multiply-add of the Linears and attention products that a pass needs
// (backward: twice as many again), the same number for both forms.
#include "nn/dit.h"

#include "core/random.h"
#include "nn/device.h"
#include "nn/rope.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <benchmark/benchmark.h>

#include <cmath>

namespace animax::nn {
namespace {

struct Size {
  DitConfig config;
  int64_t views, frames, side;  // side: of the square latent
  int64_t text_rows = 24;
  bool joint = true;  // clean and noisy frames, RGB and pose; else one run of frames

  double tokens() const { return static_cast<double>(views * frames * (side / 2) * (side / 2)); }

  double flops() const {
    const auto d = static_cast<double>(config.dim), l = tokens(), v = static_cast<double>(views);
    const double keys = static_cast<double>(text_rows + 1);
    double per_block =
        l * 2 * (4 * d * d + 2 * d * d + 2 * d * static_cast<double>(config.ffn_dim)) +
        4 * l * (l / v) * d + 4 * l * keys * d;
    if (config.multiview)
      per_block += l * 8 * d * d + 4 * l * (l / static_cast<double>(frames)) * d;
    return per_block * static_cast<double>(config.num_layers);
  }

  // Of embedding the text's rows and making their keys and values.
  double text_flops() const {
    const auto d = static_cast<double>(config.dim), n = static_cast<double>(text_rows);
    return n * 2 *
           (static_cast<double>(config.text_dim) * d + d * d +
            2 * d * d * static_cast<double>(config.num_layers));
  }
};

Size mini() {
  DitConfig c;
  c.dim = 256;
  c.ffn_dim = 1024;
  c.num_heads = 4;
  c.num_layers = 8;
  c.text_dim = 256;
  c.multiview = true;
  return {c, 4, 12, 16};
}

Size wide() {
  DitConfig c;
  c.num_layers = 1;
  return {c, 1, 2, 64};
}

Size whole(int64_t text_rows) { return {DitConfig(), 1, 5, 32, text_rows, false}; }

at::Tensor random(at::IntArrayRef shape, uint64_t seed) {
  Rng rng(seed);
  at::Tensor t = at::empty(shape);
  for (int64_t i = 0; i < t.numel(); ++i) t.data_ptr<float>()[i] = static_cast<float>(rng.normal());
  return t;
}

struct Setup {
  explicit Setup(const Size& s) : size(s) {
    use_all_threads();
    Rng rng(1);
    model = random_dit(size.config, rng);
    sequence.latents =
        random({1, size.views, size.config.in_dim, size.frames, size.side, size.side}, 2);
    sequence.groups = {{size.frames, 0, 0, false}};
    if (size.joint) sequence.groups = joint_groups(size.frames / 2);
    sequence.timesteps = at::full({1, static_cast<int64_t>(sequence.groups.size())}, 500.0F);
    text = random({size.text_rows, size.config.text_dim}, 3);
  }

  static std::vector<FrameGroup> joint_groups(int64_t half) {
    std::vector<FrameGroup> groups = {
        {1, 0, 0, false}, {half - 1, 1, 0, false}, {1, 0, 1, false}, {half - 1, 1, 1, false}};
    std::erase_if(groups, [](const FrameGroup& g) { return g.frames == 0; });
    return groups;
  }

  Size size;
  JointVideoPoseTransformer model;
  FrameSequence sequence;
  at::Tensor text;
};

// The straightforward form: one modulation vector per token, all padding rows as keys, the whole
// matrix of logits, every operation its own pass.
class PlainForm {
 public:
  explicit PlainForm(const Setup& setup) : s_(setup), c_(setup.size.config) {}

  at::Tensor run() const {
    const at::Tensor& latents = s_.sequence.latents;
    const Linear patch{s_.model.patch_embedding.weight.flatten(1), s_.model.patch_embedding.bias};
    at::Tensor x = patch.forward(patchify(latents[0], c_.patch_size).flatten(1, 3), at::kFloat);
    const at::Tensor times = at::full({x.size(0), x.size(1)}, 500.0F);
    const at::Tensor code = sinusoid(times.narrow(1, 0, 1), c_.freq_dim).to(at::kFloat);
    const at::Tensor e =
        linear(s_.model.time_embedding2, at::silu(linear(s_.model.time_embedding0, code)));
    const at::Tensor e0 = linear(s_.model.time_projection1, at::silu(e))
                              .view({x.size(0), 1, 6, c_.dim})
                              .repeat({1, x.size(1), 1, 1});
    const at::Tensor rows =
        at::constant_pad_nd(s_.text, {0, 0, 0, c_.text_len - s_.text.size(0)}).unsqueeze(0);
    const at::Tensor context =
        linear(s_.model.text_embedding2, at::gelu(linear(s_.model.text_embedding0, rows), "tanh"));
    std::vector<int64_t> positions;
    for (int64_t f = 0; f < s_.size.frames; ++f) positions.push_back(f % (s_.size.frames / 2));
    const int64_t side = s_.size.side / 2;
    const at::Tensor rope =
        rope_table(positions, side, side, c_.head_dim()).flatten(0, 2).to(at::kComplexFloat);
    for (const DitBlock& block : s_.model.blocks) x = run_block(block, x, e0, context, rope);
    const at::Tensor m = s_.model.head_modulation.unsqueeze(1) + e.unsqueeze(2);
    return linear(s_.model.head, norm(x) * (1 + m.select(2, 1)) + m.select(2, 0));
  }

 private:
  static at::Tensor linear(const Linear& l, const at::Tensor& x) {
    return at::linear(x, l.weight, l.bias);
  }
  at::Tensor norm(const at::Tensor& x) const { return at::layer_norm(x, {c_.dim}, {}, {}, c_.eps); }

  at::Tensor heads(const at::Tensor& x) const {
    return x.view({x.size(0), x.size(1), c_.num_heads, c_.head_dim()});
  }

  at::Tensor attend(const DitAttention& a,
                    const at::Tensor& x,
                    const at::Tensor& source,
                    const at::Tensor& rope) const {
    at::Tensor q = heads(rms_norm(linear(a.q, x), a.norm_q, c_.eps));
    at::Tensor k =
        heads(rms_norm(linear(a.k, source), a.norm_k, c_.eps)).expand({x.size(0), -1, -1, -1});
    const at::Tensor v = heads(linear(a.v, source)).expand({x.size(0), -1, -1, -1}).transpose(1, 2);
    if (rope.defined()) {
      q = apply_rope(q, rope);
      k = apply_rope(k, rope);
    }
    const double scale = 1.0 / std::sqrt(static_cast<double>(c_.head_dim()));
    const at::Tensor weights =
        (at::matmul(q.transpose(1, 2), k.permute({0, 2, 3, 1})) * scale).softmax(-1);
    return linear(a.o, at::matmul(weights, v).transpose(1, 2).flatten(2));
  }

  at::Tensor run_block(const DitBlock& b,
                       at::Tensor x,
                       const at::Tensor& e0,
                       const at::Tensor& context,
                       const at::Tensor& rope) const {
    const at::Tensor e = b.modulation.unsqueeze(1) + e0;
    x = x + attend(b.self_attn,
                   norm(x) * (1 + e.select(2, 1)) + e.select(2, 0),
                   norm(x) * (1 + e.select(2, 1)) + e.select(2, 0),
                   rope) *
                e.select(2, 2);
    if (c_.multiview) {
      const int64_t v = x.size(0), f = s_.size.frames, p = x.size(1) / f;
      const at::Tensor n =
          at::layer_norm(x, {c_.dim}, b.multiview_norm_weight, b.multiview_norm_bias, c_.eps);
      const at::Tensor y = n.view({v, f, p, c_.dim}).transpose(0, 1).reshape({f, v * p, c_.dim});
      x = x + attend(b.multiview_attn, y, y, {})
                  .view({f, v, p, c_.dim})
                  .transpose(0, 1)
                  .reshape(x.sizes());
    }
    x = x + attend(b.cross_attn,
                   at::layer_norm(x, {c_.dim}, b.norm3_weight, b.norm3_bias, c_.eps),
                   context,
                   {});
    const at::Tensor y = norm(x) * (1 + e.select(2, 4)) + e.select(2, 3);
    return x + linear(b.ffn2, at::gelu(linear(b.ffn0, y), "tanh")) * e.select(2, 5);
  }

  const Setup& s_;
  const DitConfig& c_;
};

void report(benchmark::State& state, double flops, double tokens) {
  using benchmark::Counter;
  const auto runs = static_cast<double>(state.iterations());
  state.counters["GFLOP/s"] = Counter(flops * runs * 1e-9, Counter::kIsRate);
  if (tokens > 0) state.counters["tokens/s"] = Counter(tokens * runs, Counter::kIsRate);
}

// The two products of a feed-forward layer at a size's shape.
void gemm(benchmark::State& state, const Size& size) {
  use_all_threads();
  const at::NoGradGuard no_grad;
  const auto rows = static_cast<int64_t>(size.tokens());
  const at::Tensor x = random({rows, size.config.dim}, 1),
                   w = random({size.config.ffn_dim, size.config.dim}, 2);
  const at::Tensor y = random({rows, size.config.ffn_dim}, 3),
                   u = random({size.config.dim, size.config.ffn_dim}, 4);
  for (auto _ : state) {
    benchmark::DoNotOptimize(at::linear(x, w));
    benchmark::DoNotOptimize(at::linear(y, u));
  }
  report(state, 4.0 * static_cast<double>(rows * size.config.dim * size.config.ffn_dim), 0);
}

void ours(benchmark::State& state, const Size& size, at::ScalarType compute) {
  Setup setup(size);
  const at::NoGradGuard no_grad;
  move_to(setup.model, at::kCPU, compute);
  const TextContext text = make_text_context(setup.model, {setup.text}, compute);
  for (auto _ : state) {
    benchmark::DoNotOptimize(forward_frames(setup.model, setup.sequence, text, {compute, nullptr}));
  }
  report(state, size.flops(), size.tokens());
}

void plain(benchmark::State& state, const Size& size) {
  const Setup setup(size);
  const at::NoGradGuard no_grad;
  const PlainForm form(setup);
  for (auto _ : state) benchmark::DoNotOptimize(form.run());
  report(state, size.flops(), size.tokens());
}

void train(benchmark::State& state, const Size& size, bool plain_form) {
  Setup setup(size);
  transform_parameters(
      setup.model, [](const std::string&, const at::Tensor& t) { return t.requires_grad_(true); });
  const PlainForm form(setup);
  for (auto _ : state) {
    const at::Tensor out =
        plain_form ? form.run()
                   : forward_frames(
                         setup.model, setup.sequence, make_text_context(setup.model, {setup.text}));
    out.square().mean().backward();
  }
  report(state, 3 * size.flops(), size.tokens());
}

// The model of "whole" in bf16, drawn once; it takes 2.7 GiB (twice that while it is drawn).
const Setup& whole_setup() {
  static const Setup setup = [] {
    Setup made(whole(24));
    move_to(made.model, at::kCPU, at::kBFloat16);
    return made;
  }();
  return setup;
}

// One pass of "whole"; `with_text` embeds 512 text rows in the pass.
void whole_pass(benchmark::State& state, bool with_text) {
  const Setup& setup = whole_setup();
  const at::NoGradGuard no_grad;
  const Size size = whole(with_text ? setup.size.config.text_len : setup.size.text_rows);
  const at::Tensor rows = random({size.text_rows, size.config.text_dim}, 3);
  const auto embed_text = [&] {
    return make_text_context(setup.model, {rows}, at::kBFloat16, TextPadding::kShortcut);
  };
  TextContext text = embed_text();
  for (auto _ : state) {
    if (with_text) text = embed_text();
    benchmark::DoNotOptimize(
        forward_frames(setup.model, setup.sequence, text, {at::kBFloat16, nullptr}));
  }
  report(state, size.flops() + (with_text ? size.text_flops() : 0), size.tokens());
}

// The Linears of all blocks of "whole" alone.
void whole_linears(benchmark::State& state) {
  const Setup& setup = whole_setup();
  const at::NoGradGuard no_grad;
  const auto rows = static_cast<int64_t>(setup.size.tokens());
  const DitConfig& config = setup.size.config;
  const at::Tensor x = random({rows, config.dim}, 1).to(at::kBFloat16),
                   y = random({rows, config.ffn_dim}, 2).to(at::kBFloat16);
  for (auto _ : state) {
    for (const DitBlock& b : setup.model.blocks) {
      for (const Linear* linear : {&b.self_attn.q,
                                   &b.self_attn.k,
                                   &b.self_attn.v,
                                   &b.self_attn.o,
                                   &b.cross_attn.q,
                                   &b.cross_attn.o,
                                   &b.ffn0})
        benchmark::DoNotOptimize(linear->forward(x, at::kBFloat16));
      benchmark::DoNotOptimize(b.ffn2.forward(y, at::kBFloat16));
    }
  }
  const auto l = static_cast<double>(rows), d = static_cast<double>(config.dim);
  const double per_block = l * 2 * (6 * d * d + 2 * d * static_cast<double>(config.ffn_dim));
  report(state, per_block * static_cast<double>(config.num_layers), 0);
}

#define ANIMAX_BENCH(name, ...) \
  BENCHMARK_CAPTURE(name, __VA_ARGS__)->UseRealTime()->Unit(benchmark::kMillisecond)
ANIMAX_BENCH(gemm, mini, mini());
ANIMAX_BENCH(ours, mini, mini(), at::kFloat);
ANIMAX_BENCH(plain, mini, mini());
ANIMAX_BENCH(train, mini_ours, mini(), false);
ANIMAX_BENCH(train, mini_plain, mini(), true);
ANIMAX_BENCH(gemm, wide, wide());
ANIMAX_BENCH(ours, wide, wide(), at::kFloat);
ANIMAX_BENCH(ours, wide_bf16, wide(), at::kBFloat16);
ANIMAX_BENCH(plain, wide, wide());
ANIMAX_BENCH(whole_pass, bf16, false)->MeasureProcessCPUTime();
ANIMAX_BENCH(whole_pass, bf16_with_text, true)->MeasureProcessCPUTime();
BENCHMARK(whole_linears)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace animax::nn

BENCHMARK_MAIN();
