// SPDX-License-Identifier: MIT
// How fast are the fused CPU kernels beside the same work in plain libtorch calls, and beside the
// matrix product of the same run? Sizes: "mini" is 4 views of 768 tokens, 6 heads of 64; "wide" is
// one block as wide as the 1.3B model on 2,048 tokens. All cores, fp32, warm caches.
//
// Columns: GFLOP/s counts 4 queries keys head_dim for attention and 2 n^3 for the product;
// GB/s counts what a fused pass must read and write at least.
#include "core/parallel.h"
#include "core/random.h"
#include "kernels/attention.h"
#include "kernels/rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <benchmark/benchmark.h>

#include <cmath>
#include <span>

namespace animax {
namespace {

namespace k = kernels;

at::Tensor random(at::IntArrayRef sizes) {
  at::set_num_threads(thread_count());
  return at::rand(sizes) * 2 - 1;
}

std::span<float> values(const at::Tensor& t) {
  return {t.data_ptr<float>(), static_cast<size_t>(t.numel())};
}

void set_gflops(benchmark::State& state, double flops) {
  state.counters["GFLOP/s"] = benchmark::Counter(
      flops * 1e-9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void set_gbytes(benchmark::State& state, double bytes) {
  state.counters["GB/s"] = benchmark::Counter(
      bytes * 1e-9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void BM_MatrixProduct(benchmark::State& state) {
  const int64_t n = state.range(0);
  const at::Tensor a = random({n, n}), b = random({n, n});
  at::Tensor c = at::empty({n, n});
  for (auto _ : state) at::mm_out(c, a, b);
  set_gflops(state, 2.0 * n * n * n);
}
BENCHMARK(BM_MatrixProduct)->Arg(1024)->UseRealTime()->Unit(benchmark::kMillisecond);

// Arguments: batch, queries, keys, heads, head_dim.
void attention_sizes(benchmark::internal::Benchmark* b) {
  b->Args({4, 768, 768, 6, 64})      // mini, within a view
      ->Args({12, 256, 256, 6, 64})  // mini, across views
      ->Args({1, 3072, 33, 6, 64})   // mini, to the text
      ->Args({1, 2048, 2048, 12, 128})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

struct AttentionData {
  explicit AttentionData(const benchmark::State& s)
      : shape{s.range(0), s.range(3), s.range(1), s.range(2), s.range(4)},
        q(random({shape.batch, shape.queries, shape.heads, shape.head_dim})),
        key(random({shape.batch, shape.keys, shape.heads, shape.head_dim})),
        v(random({shape.batch, shape.keys, shape.heads, shape.head_dim})) {}
  double flops() const {
    return 4.0 * static_cast<double>(shape.batch * shape.heads * shape.queries) *
           static_cast<double>(shape.keys * shape.head_dim);
  }
  k::AttentionShape shape;
  at::Tensor q, key, v;
};

void BM_AttentionOurs(benchmark::State& state) {
  const AttentionData d(state);
  const at::Tensor out = at::empty_like(d.q);
  const auto view = [&](const at::Tensor& t) {
    return k::dense_head_rows<const float>(
        t.data_ptr<float>(), t.size(1), d.shape.heads, d.shape.head_dim);
  };
  for (auto _ : state)
    k::attention<float>(
        d.shape,
        view(d.q),
        view(d.key),
        view(d.v),
        k::dense_head_rows(out.data_ptr<float>(), out.size(1), d.shape.heads, d.shape.head_dim));
  set_gflops(state, d.flops());
}
BENCHMARK(BM_AttentionOurs)->Apply(attention_sizes);

void BM_AttentionTorch(benchmark::State& state) {
  const AttentionData d(state);
  const at::NoGradGuard no_grad;
  const double scale = 1 / std::sqrt(static_cast<double>(d.shape.head_dim));
  for (auto _ : state) {
    const at::Tensor q = d.q.transpose(1, 2), key = d.key.transpose(1, 2), v = d.v.transpose(1, 2);
    benchmark::DoNotOptimize(
        at::matmul(at::matmul(q * scale, key.transpose(2, 3)).softmax(-1), v).data_ptr());
  }
  set_gflops(state, d.flops());
}
BENCHMARK(BM_AttentionTorch)->Apply(attention_sizes);

// Arguments: rows, dim.
void row_sizes(benchmark::internal::Benchmark* b) {
  b->Args({3072, 384})->Args({2048, 1536})->UseRealTime()->Unit(benchmark::kMicrosecond);
}

void BM_LayerNormModulateOurs(benchmark::State& state) {
  const int64_t rows = state.range(0), dim = state.range(1);
  const at::Tensor x = random({rows, dim}), m = random({2, dim}), out = at::empty_like(x);
  const k::RowGroup group{rows, m.data_ptr<float>(), m.data_ptr<float>() + dim};
  for (auto _ : state)
    k::layer_norm_modulate<float>(values(x), rows, dim, {&group, 1}, 1e-6f, values(out));
  set_gbytes(state, 8.0 * x.numel());
}
BENCHMARK(BM_LayerNormModulateOurs)->Apply(row_sizes);

void BM_LayerNormModulateTorch(benchmark::State& state) {
  const at::Tensor x = random({state.range(0), state.range(1)}), m = random({2, state.range(1)});
  const at::NoGradGuard no_grad;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        at::addcmul(m[0], at::layer_norm(x, {x.size(1)}, {}, {}, 1e-6), m[1] + 1).data_ptr());
  set_gbytes(state, 8.0 * x.numel());
}
BENCHMARK(BM_LayerNormModulateTorch)->Apply(row_sizes);

struct RotaryData {
  explicit RotaryData(const benchmark::State& s)
      : x(random({s.range(0), s.range(1)})),
        weight(random({s.range(1)})),
        cos_sin(random({s.range(0), 32, 2})) {}
  at::Tensor x, weight, cos_sin;
};

void BM_RmsNormRotateOurs(benchmark::State& state) {
  const RotaryData d(state);
  for (auto _ : state)
    k::rms_norm_rotate<float>(values(d.x),
                              d.x.size(0),
                              d.x.size(1),
                              values(d.weight),
                              1e-6f,
                              {d.cos_sin.data_ptr<float>(), d.x.size(0), 64},
                              values(d.x));
  set_gbytes(state, 8.0 * d.x.numel());
}
BENCHMARK(BM_RmsNormRotateOurs)->Apply(row_sizes);

void BM_RmsNormRotateTorch(benchmark::State& state) {
  const RotaryData d(state);
  const at::NoGradGuard no_grad;
  const at::Tensor table = at::view_as_complex(d.cos_sin).unsqueeze(1);
  for (auto _ : state) {
    const at::Tensor y = d.x * at::rsqrt(d.x.square().mean(-1, true) + 1e-6) * d.weight;
    const at::Tensor pairs = at::view_as_complex(y.view({y.size(0), -1, 32, 2}));
    benchmark::DoNotOptimize(at::view_as_real(pairs * table).data_ptr());
  }
  set_gbytes(state, 8.0 * d.x.numel());
}
BENCHMARK(BM_RmsNormRotateTorch)->Apply(row_sizes);

void BM_GeluOurs(benchmark::State& state) {
  const at::Tensor x = random({state.range(0), 4 * state.range(1)});
  for (auto _ : state) k::gelu_tanh<float>(values(x), values(x));
  set_gbytes(state, 8.0 * x.numel());
}
BENCHMARK(BM_GeluOurs)->Apply(row_sizes);

void BM_GeluTorch(benchmark::State& state) {
  const at::Tensor x = random({state.range(0), 4 * state.range(1)});
  const at::NoGradGuard no_grad;
  for (auto _ : state) benchmark::DoNotOptimize(at::gelu(x, "tanh").data_ptr());
  set_gbytes(state, 8.0 * x.numel());
}
BENCHMARK(BM_GeluTorch)->Apply(row_sizes);

void BM_GatedResidualOurs(benchmark::State& state) {
  const int64_t rows = state.range(0), dim = state.range(1);
  const at::Tensor x = random({rows, dim}), y = random({rows, dim}), gate = random({dim}) * 1e-3;
  const k::GateGroup group{rows, gate.data_ptr<float>()};
  for (auto _ : state) k::gated_residual<float>(values(x), values(y), rows, dim, {&group, 1});
  set_gbytes(state, 12.0 * x.numel());
}
BENCHMARK(BM_GatedResidualOurs)->Apply(row_sizes);

void BM_GatedResidualTorch(benchmark::State& state) {
  const int64_t rows = state.range(0), dim = state.range(1);
  const at::Tensor x = random({rows, dim}), y = random({rows, dim}), gate = random({dim}) * 1e-3;
  const at::NoGradGuard no_grad;
  for (auto _ : state) benchmark::DoNotOptimize(at::addcmul(x, gate, y).data_ptr());
  set_gbytes(state, 12.0 * x.numel());
}
BENCHMARK(BM_GatedResidualTorch)->Apply(row_sizes);

}  // namespace
}  // namespace animax

BENCHMARK_MAIN();
