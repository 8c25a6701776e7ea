// SPDX-License-Identifier: MIT
// How fast does the VAE encode and decode a clip beside the same model in plain libtorch calls
// (every convolution at::conv3d on an explicitly padded clip, norm and SiLU as separate operators),
// and beside the matrix product of the same run? Sizes: "mini" is 17 frames of 128x128 at base
// width 32, "wan" 5 frames of 64x64 at Wan2.1's own width 96, random weights. fp32, all cores, warm
// caches. Argument of the first column: latent frames per chunk, 0 for the whole clip at once.
//
// GFLOP/s counts 2 per multiply-add of the reference's convolutions, also for ours, which leaves
// out some of them.
#include "nn/vae.h"

#include "nn/device.h"

#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

namespace animax::nn {
namespace {

// ---- The same model, plainly -------------------------------------------------------------------

double multiply_adds = 0;  // of the last plain run

at::Tensor conv(const at::Tensor& x, const VaeConv& c, std::vector<int64_t> stride = {1, 1, 1}) {
  const at::Tensor y = at::conv3d(x, c.weight, c.bias, stride);
  multiply_adds += static_cast<double>(y.numel()) * static_cast<double>(c.weight[0].numel());
  return y;
}

at::Tensor causal(const at::Tensor& x, const VaeConv& c) {
  return conv(at::constant_pad_nd(x, {1, 1, 1, 1, 2, 0}), c);
}

at::Tensor norm(const at::Tensor& x, const at::Tensor& gamma) {
  const at::Tensor length = at::norm(x, 2, {1}, /*keepdim=*/true).clamp_min(1e-12).expand_as(x);
  return x / length * std::sqrt(static_cast<double>(x.size(1))) * gamma.view({1, -1, 1, 1, 1});
}

at::Tensor plain_res(const at::Tensor& x, const VaeResBlock& b) {
  at::Tensor y = causal(at::silu(norm(x, b.gamma1)), b.conv1);
  y = causal(at::silu(norm(y, b.gamma2)), b.conv2);
  return (b.shortcut.weight.defined() ? conv(x, b.shortcut) : x) + y;
}

at::Tensor plain_attention(const at::Tensor& x, const VaeAttention& b) {
  const auto as_3d = [](const VaeConv& c) { return VaeConv{c.weight.unsqueeze(2), c.bias}; };
  const at::Tensor qkv = conv(norm(x, b.gamma), as_3d(b.qkv));
  const auto rows = [&](int64_t i) {
    return qkv.narrow(1, i * x.size(1), x.size(1)).permute({0, 2, 3, 4, 1}).flatten(2, 3);
  };
  const double scale = 1 / std::sqrt(static_cast<double>(x.size(1)));
  const at::Tensor w = at::softmax(at::matmul(rows(0), rows(1).transpose(2, 3)) * scale, -1);
  const at::Tensor out = at::matmul(w, rows(2)).permute({0, 3, 1, 2}).reshape(x.sizes());
  return x + conv(out, as_3d(b.proj));
}

VaeConv spatial(const VaeConv& c) { return {c.weight.unsqueeze(2), c.bias}; }

at::Tensor plain_down(const at::Tensor& x, const VaeDown& b) {
  const at::Tensor y = conv(at::constant_pad_nd(x, {0, 1, 0, 1}), spatial(b.spatial), {1, 2, 2});
  if (!b.time.weight.defined() || y.size(2) == 1) return y;
  return at::cat({y.narrow(2, 0, 1), conv(y, b.time, {2, 1, 1})}, 2);
}

at::Tensor plain_up(const at::Tensor& x, const VaeUp& b) {
  at::Tensor y = x;
  if (b.time.weight.defined() && x.size(2) > 1) {
    const at::Tensor rest = x.narrow(2, 1, x.size(2) - 1);
    const at::Tensor two = conv(at::constant_pad_nd(rest, {0, 0, 0, 0, 2, 0}), b.time);
    const std::vector<at::Tensor> halves = two.chunk(2, 1);
    y = at::cat({x.narrow(2, 0, 1), at::stack(halves, 3).flatten(2, 3)}, 2);
  }
  y = at::upsample_nearest3d(y, {y.size(2), y.size(3) * 2, y.size(4) * 2});
  return conv(at::constant_pad_nd(y, {1, 1, 1, 1}), spatial(b.spatial));
}

at::Tensor plain_half(const VaeHalf& half, const at::Tensor& x) {
  at::Tensor y = causal(x, half.conv_in);
  for (const VaeLayer& layer : half.layers) {
    if (const auto* res = std::get_if<VaeResBlock>(&layer.part)) y = plain_res(y, *res);
    if (const auto* att = std::get_if<VaeAttention>(&layer.part)) y = plain_attention(y, *att);
    if (const auto* down = std::get_if<VaeDown>(&layer.part)) y = plain_down(y, *down);
    if (const auto* up = std::get_if<VaeUp>(&layer.part)) y = plain_up(y, *up);
  }
  return causal(at::silu(norm(y, half.gamma_out)), half.conv_out);
}

at::Tensor plain_encode(const Vae& vae, const at::Tensor& video) {
  return conv(plain_half(vae.encoder, video), vae.moments);
}

at::Tensor plain_decode(const Vae& vae, const at::Tensor& latents) {
  return plain_half(vae.decoder, conv(latents, vae.from_latent));
}

// ---- Cases -------------------------------------------------------------------------------------

struct Case {
  Vae vae;
  at::Tensor video, latents;
  double encode_flops = 0, decode_flops = 0;
};

Case make_case(int64_t base, int64_t frames, int64_t side) {
  use_all_threads();
  const at::NoGradGuard no_gradients;
  Rng rng(1);
  VaeConfig config;
  config.base_channels = base;
  Case c{.vae = random_vae(config, rng)};
  c.video = at::rand({1, 3, frames, side, side}) * 2 - 1;
  c.latents = at::randn({1, 16, config.latent_frames(frames), side / 8, side / 8});
  const auto check = [](const at::Tensor& plain, const at::Tensor& ours) {
    if (!at::allclose(plain, ours, 1e-3, 1e-4)) std::abort();
  };
  multiply_adds = 0;
  check(plain_encode(c.vae, c.video), vae_encode_moments(c.vae, c.video));
  c.encode_flops = 2 * multiply_adds;
  multiply_adds = 0;
  check(plain_decode(c.vae, c.latents), vae_decode(c.vae, c.latents));
  c.decode_flops = 2 * multiply_adds;
  return c;
}

const Case& mini() {
  static const Case c = make_case(32, 17, 128);
  return c;
}
const Case& wan() {
  static const Case c = make_case(96, 5, 64);
  return c;
}

template <typename Callable>
void time_it(benchmark::State& state, double flops, Callable&& run) {
  const at::NoGradGuard no_gradients;
  for (auto _ : state) benchmark::DoNotOptimize(run());
  state.counters["GFLOP/s"] = benchmark::Counter(
      flops * 1e-9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void BM_MatrixProduct(benchmark::State& state) {
  use_all_threads();
  const int64_t n = state.range(0);
  const at::Tensor a = at::rand({n, n}), b = at::rand({n, n});
  time_it(state, 2.0 * n * n * n, [&] { return at::mm(a, b); });
}

template <const Case& (*choose)()>
void BM_EncodePlain(benchmark::State& state) {
  const Case& c = choose();
  time_it(state, c.encode_flops, [&] { return plain_encode(c.vae, c.video); });
}
template <const Case& (*choose)()>
void BM_Encode(benchmark::State& state) {
  const Case& c = choose();
  const VaeRunOptions options{.chunk = state.range(0)};
  time_it(state, c.encode_flops, [&] { return vae_encode_moments(c.vae, c.video, options); });
}
template <const Case& (*choose)()>
void BM_DecodePlain(benchmark::State& state) {
  const Case& c = choose();
  time_it(state, c.decode_flops, [&] { return plain_decode(c.vae, c.latents); });
}
template <const Case& (*choose)()>
void BM_Decode(benchmark::State& state) {
  const Case& c = choose();
  const VaeRunOptions options{.chunk = state.range(0)};
  time_it(state, c.decode_flops, [&] { return vae_decode(c.vae, c.latents, options); });
}
/// A template: one frame.
void BM_EncodeImage(benchmark::State& state) {
  const Case& c = mini();
  const at::Tensor image = c.video.narrow(2, 0, 1);
  time_it(state, 0, [&] { return vae_encode_moments(c.vae, image); });
}
void BM_EncodeImagePlain(benchmark::State& state) {
  const Case& c = mini();
  const at::Tensor image = c.video.narrow(2, 0, 1);
  time_it(state, 0, [&] { return plain_encode(c.vae, image); });
}

void settings(benchmark::internal::Benchmark* b) {
  b->UseRealTime()->Unit(benchmark::kMillisecond);
}
void chunks(benchmark::internal::Benchmark* b) { b->Arg(0)->Arg(1), settings(b); }

BENCHMARK(BM_MatrixProduct)->Arg(1024)->Apply(settings);
BENCHMARK(BM_EncodePlain<mini>)->Name("mini/encode/plain_libtorch")->Apply(settings);
BENCHMARK(BM_Encode<mini>)->Name("mini/encode/ours")->Apply(chunks);
BENCHMARK(BM_DecodePlain<mini>)->Name("mini/decode/plain_libtorch")->Apply(settings);
BENCHMARK(BM_Decode<mini>)->Name("mini/decode/ours")->Apply(chunks);
BENCHMARK(BM_EncodeImagePlain)->Name("mini/encode_image/plain_libtorch")->Apply(settings);
BENCHMARK(BM_EncodeImage)->Name("mini/encode_image/ours")->Apply(settings);
BENCHMARK(BM_EncodePlain<wan>)->Name("wan/encode/plain_libtorch")->Apply(settings);
BENCHMARK(BM_Encode<wan>)->Name("wan/encode/ours")->Apply(chunks);
BENCHMARK(BM_DecodePlain<wan>)->Name("wan/decode/plain_libtorch")->Apply(settings);
BENCHMARK(BM_Decode<wan>)->Name("wan/decode/ours")->Apply(chunks);

}  // namespace
}  // namespace animax::nn

BENCHMARK_MAIN();
