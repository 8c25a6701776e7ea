// SPDX-License-Identifier: MIT
// How fast does the text encoder run a caption of 20 tokens (i) padded to 512 in plain libtorch
// calls, as the original does, (ii) in plain calls without padding, (iii) ours? And how far is each
// from the matrix product of the same run? Sizes: "mini" is 4 layers of width 256, "wide" one layer
// of umT5-XXL. Random weights, fp32, all cores, warm caches.
//
// GFLOP/s counts the products of the 20 real tokens only: what padding adds is waste.
#include "nn/umt5.h"

#include "nn/device.h"

#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include <cmath>

namespace animax::nn {
namespace {

constexpr int64_t kTokens = 20, kPadded = 512;

// ---- The same model, plainly -------------------------------------------------------------------

at::Tensor norm(const at::Tensor& x, const at::Tensor& weight) {
  return x * at::rsqrt(x.pow(2).mean(-1, true) + 1e-6) * weight;
}

at::Tensor gelu_by_hand(const at::Tensor& x) {
  return 0.5 * x * (1 + at::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x.pow(3))));
}

at::Tensor plain(const UmT5& m, const at::Tensor& ids, const at::Tensor& mask) {
  const int64_t length = ids.size(1);
  at::Tensor x = at::embedding(m.token_embedding, ids);
  for (size_t i = 0; i < m.blocks.size(); ++i) {
    const UmT5Block& b = m.blocks[i];
    const auto heads = [&](const at::Tensor& t) {
      return t.view({1, length, m.config.num_heads, -1}).transpose(1, 2);
    };
    const at::Tensor y = norm(x, b.norm1);
    at::Tensor bias = position_bias(m, i, length);
    bias = bias.masked_fill(mask.view({1, 1, 1, length}) == 0, -3.4e38);
    const at::Tensor q = heads(at::linear(y, b.q)), k = heads(at::linear(y, b.k));
    const at::Tensor w = at::softmax(at::matmul(q, k.transpose(2, 3)) + bias, -1);
    const at::Tensor seen = at::matmul(w, heads(at::linear(y, b.v)));
    x = x + at::linear(seen.transpose(1, 2).reshape({1, length, -1}), b.o);
    const at::Tensor z = norm(x, b.norm2);
    x = x + at::linear(gelu_by_hand(at::linear(z, b.gate)) * at::linear(z, b.fc1), b.fc2);
  }
  return norm(x, m.norm);
}

// ---- Cases -------------------------------------------------------------------------------------

struct Case {
  UmT5 encoder;
  std::vector<int64_t> tokens;
  double flops = 0;
};

Case make_case(const UmT5Config& config) {
  use_all_threads();
  Rng rng(1);
  Case c{.encoder = random_umt5(config, rng)};
  for (int64_t i = 0; i < kTokens; ++i) c.tokens.push_back(rng.integer(2, config.vocab - 1));
  const double per_token = static_cast<double>(config.dim) *
                           static_cast<double>(4 * config.dim_attn + 3 * config.dim_ffn);
  const double attention = 2.0 * kTokens * static_cast<double>(config.dim_attn);
  c.flops = 2.0 * kTokens * static_cast<double>(config.num_layers) * (per_token + attention);
  return c;
}

const Case& mini() {
  static const Case c = make_case({.vocab = 1024,
                                   .dim = 256,
                                   .dim_attn = 256,
                                   .dim_ffn = 640,
                                   .num_heads = 4,
                                   .num_layers = 4});
  return c;
}
const Case& wide() {
  static const Case c = make_case({.vocab = 1024, .num_layers = 1});
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
  const int64_t rows = state.range(0), n = state.range(1);
  const at::Tensor a = at::rand({rows, n}), b = at::rand({n, n});
  time_it(state, 2.0 * rows * n * n, [&] { return at::linear(a, b); });
}

template <const Case& (*choose)()>
void BM_Plain(benchmark::State& state) {
  const Case& c = choose();
  const int64_t length = state.range(0);
  at::Tensor ids = at::zeros({1, length}, at::kLong), mask = at::zeros({1, length}, at::kLong);
  ids[0].narrow(0, 0, kTokens).copy_(at::tensor(c.tokens));
  mask[0].narrow(0, 0, kTokens).fill_(1);
  const at::Tensor expected = umt5_encode(c.encoder, c.tokens);
  const at::Tensor found = plain(c.encoder, ids, mask)[0].narrow(0, 0, kTokens);
  if (!at::allclose(found, expected, 1e-3, 1e-3)) state.SkipWithError("the two disagree");
  time_it(state, c.flops, [&] { return plain(c.encoder, ids, mask); });
}

template <const Case& (*choose)()>
void BM_Ours(benchmark::State& state) {
  const Case& c = choose();
  time_it(state, c.flops, [&] { return umt5_encode(c.encoder, c.tokens); });
}

void settings(benchmark::internal::Benchmark* b) {
  b->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK(BM_MatrixProduct)->Args({1024, 1024})->Args({kTokens, 4096})->Apply(settings);
BENCHMARK(BM_Plain<mini>)->Name("mini/plain_libtorch")->Arg(kPadded)->Arg(kTokens)->Apply(settings);
BENCHMARK(BM_Ours<mini>)->Name("mini/ours")->Apply(settings);
BENCHMARK(BM_Plain<wide>)->Name("wide/plain_libtorch")->Arg(kPadded)->Arg(kTokens)->Apply(settings);
BENCHMARK(BM_Ours<wide>)->Name("wide/ours")->Apply(settings);

}  // namespace
}  // namespace animax::nn

BENCHMARK_MAIN();
