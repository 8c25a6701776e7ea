// SPDX-License-Identifier: MIT
// One batch item and head is one piece of work. For every block of keys and block of queries the
// probabilities P and their gradients are computed again from the saved log-sums; then
//   grad_v += P^T grad_out,  dS = P * (grad_out v^T - sum(grad_out * out)),
//   grad_q += dS k scale,    grad_k += dS^T q scale.
#include "core/error.h"
#include "kernels/attention.h"
#include "kernels/threads.h"

#include <algorithm>
#include <cmath>
#include <vector>

#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention_backward.cpp"
// clang-format off
#include <hwy/foreach_target.h>  // must come before highway.h
#include "kernels/tiles-inl.h"
// clang-format on

#ifndef ANIMAX_ATTENTION_BACKWARD_SHARED
#define ANIMAX_ATTENTION_BACKWARD_SHARED
namespace animax::kernels {

constexpr int64_t kBackwardKeys = 128;    // keys of a block
constexpr int64_t kBackwardQueries = 96;  // queries of a block, a multiple of 6
constexpr int64_t kBlockRow = 160;  // floats from one query's row of a block to the next: the keys
                                    // rounded up to the widest tile

struct BackwardScratch {
  std::vector<float> grad_q, grad_k, grad_v;  // (rows, padded head_dim), sums
  std::vector<float> delta;                   // (queries): sum(grad_out * out)
  std::vector<float> k_transposed, v_transposed, k_columns;
  std::vector<float> q_rows, g_rows, q_columns, g_columns;  // g: grad_out
  std::vector<float> p, ds;                                 // (kBackwardQueries, kBlockRow)
  std::vector<float> bias;                                  // (kBlockRow)
};

struct StridedRows {
  const float* data;
  int64_t stride;
};
struct MutableRows {
  float* data;
  int64_t stride;
};

/// One batch item and head.
struct BackwardItem {
  StridedRows q, k, v, out, grad_out;
  MutableRows grad_q, grad_k, grad_v;
  int64_t queries, keys, head_dim;
  const float* key_bias;
  const float* log_sums;
  float scale;
};

}  // namespace animax::kernels
#endif  // ANIMAX_ATTENTION_BACKWARD_SHARED

HWY_BEFORE_NAMESPACE();
namespace animax::kernels::HWY_NAMESPACE {

float dot(const float* a, const float* b, int64_t count) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto sum = hn::Zero(d);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    sum = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sum);
  float total = hn::GetLane(hn::SumOfLanes(d, sum));
  for (; i < count; ++i) total += a[i] * b[i];
  return total;
}

void write_rows(const float* from, int64_t rows, int64_t columns, float factor, MutableRows to) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t padded = round_up(columns, tile_width());
  for (int64_t row = 0; row < rows; ++row) {
    int64_t c = 0;
    for (; c + lanes <= columns; c += lanes)
      hn::StoreU(hn::Mul(hn::LoadU(d, from + row * padded + c), hn::Set(d, factor)),
                 d,
                 to.data + row * to.stride + c);
    for (; c < columns; ++c) to.data[row * to.stride + c] = from[row * padded + c] * factor;
  }
}

void start_item(const BackwardItem& item, BackwardScratch& s) {
  const int64_t dim = item.head_dim, padded = round_up(dim, tile_width());
  const int64_t rows = round_up(item.queries, kBackwardQueries);
  s.grad_q.assign(rows * padded, 0.0f);
  s.delta.assign(rows, 0.0f);
  for (int64_t i = 0; i < item.queries; ++i)
    s.delta[i] = dot(
        item.grad_out.data + i * item.grad_out.stride, item.out.data + i * item.out.stride, dim);
  const int64_t keys = kBackwardKeys + kTileRows;
  s.grad_k.resize(keys * padded);
  s.grad_v.resize(keys * padded);
  s.k_transposed.resize(kBlockRow * dim);
  s.v_transposed.resize(kBlockRow * dim);
  s.k_columns.resize(kBackwardKeys * padded);
  for (auto* buffer : {&s.q_rows, &s.g_rows}) buffer->resize(kBackwardQueries * dim);
  for (auto* buffer : {&s.q_columns, &s.g_columns}) buffer->resize(kBackwardQueries * padded);
  s.p.resize(kBackwardQueries * kBlockRow);
  s.ds.resize(kBackwardQueries * kBlockRow);
  s.bias.resize(kBlockRow);
}

/// Turns a row of logits into probabilities and a row of their gradients into those of the logits.
void differentiate_row(
    float* p, float* ds, const float* bias, int64_t count, float log_sum, float delta) {
  const Lanes d;
  const auto shift = hn::Set(d, log_sum), minus = hn::Set(d, delta);
  for (int64_t j = 0; j < count; j += static_cast<int64_t>(hn::Lanes(d))) {
    const auto logit = hn::Add(hn::LoadU(d, p + j), hn::LoadU(d, bias + j));
    const auto probability = exp2_fast(d, hn::Sub(logit, shift));
    hn::StoreU(probability, d, p + j);
    hn::StoreU(hn::Mul(probability, hn::Sub(hn::LoadU(d, ds + j), minus)), d, ds + j);
  }
}

/// P and dS of the packed blocks of `rows` queries and `keys` keys, and what they add to grad_q.
void differentiate_block(
    const BackwardItem& item, BackwardScratch& s, int64_t first, int64_t rows, int64_t keys) {
  const int64_t dim = item.head_dim, width = tile_width(), padded = round_up(dim, width);
  const int64_t padded_keys = round_up(keys, width);
  for (int64_t t = 0; t < rows; t += kTileRows) {
    float *p = s.p.data() + t * kBlockRow, *ds = s.ds.data() + t * kBlockRow;
    for (int64_t n = 0; n < padded_keys; n += width) {
      multiply_tile<false>(s.q_rows.data() + t * dim,
                           dim,
                           1,
                           s.k_transposed.data() + n * dim,
                           dim,
                           p + n,
                           kBlockRow);
      multiply_tile<false>(s.g_rows.data() + t * dim,
                           dim,
                           1,
                           s.v_transposed.data() + n * dim,
                           dim,
                           ds + n,
                           kBlockRow);
    }
    for (int64_t m = 0; m < kTileRows; ++m) {
      const bool real = t + m < rows;
      differentiate_row(p + m * kBlockRow,
                        ds + m * kBlockRow,
                        s.bias.data(),
                        padded_keys,
                        real ? item.log_sums[first + t + m] : kInfinity,
                        real ? s.delta[first + t + m] : 0.0f);
      // The products with the transposed blocks read keys six at a time.
      for (int64_t j = padded_keys; j < round_up(keys, kTileRows); ++j)
        p[m * kBlockRow + j] = ds[m * kBlockRow + j] = 0.0f;
    }
    for (int64_t c = 0; c < padded; c += width)
      multiply_tile<true>(ds,
                          kBlockRow,
                          1,
                          s.k_columns.data() + c * keys,
                          keys,
                          s.grad_q.data() + (first + t) * padded + c,
                          padded);
  }
}

void add_query_block(const BackwardItem& item, BackwardScratch& s, int64_t first, int64_t keys) {
  const int64_t rows = std::min(kBackwardQueries, item.queries - first), dim = item.head_dim;
  const int64_t width = tile_width(), padded = round_up(dim, width);
  const float* q = item.q.data + first * item.q.stride;
  const float* g = item.grad_out.data + first * item.grad_out.stride;
  const int64_t padded_rows = round_up(rows, kTileRows);
  pack_rows(q, item.q.stride, rows, padded_rows, dim, item.scale * kLog2E, s.q_rows.data());
  pack_rows(g, item.grad_out.stride, rows, padded_rows, dim, 1.0f, s.g_rows.data());
  pack_columns(q, item.q.stride, rows, dim, s.q_columns.data());
  pack_columns(g, item.grad_out.stride, rows, dim, s.g_columns.data());
  differentiate_block(item, s, first, rows, keys);
  for (int64_t t = 0; t < keys; t += kTileRows)
    for (int64_t c = 0; c < padded; c += width) {
      multiply_tile<true>(s.p.data() + t,
                          1,
                          kBlockRow,
                          s.g_columns.data() + c * rows,
                          rows,
                          s.grad_v.data() + t * padded + c,
                          padded);
      multiply_tile<true>(s.ds.data() + t,
                          1,
                          kBlockRow,
                          s.q_columns.data() + c * rows,
                          rows,
                          s.grad_k.data() + t * padded + c,
                          padded);
    }
}

void differentiate_item(const BackwardItem& item, BackwardScratch& s) {
  start_item(item, s);
  const int64_t dim = item.head_dim;
  for (int64_t key = 0; key < item.keys; key += kBackwardKeys) {
    const int64_t count = std::min(kBackwardKeys, item.keys - key);
    const float* k = item.k.data + key * item.k.stride;
    pack_rows_transposed(k, item.k.stride, count, dim, s.k_transposed.data());
    pack_rows_transposed(
        item.v.data + key * item.v.stride, item.v.stride, count, dim, s.v_transposed.data());
    pack_columns(k, item.k.stride, count, dim, s.k_columns.data());
    for (int64_t j = 0; j < round_up(count, tile_width()); ++j)
      s.bias[j] = j >= count ? -kInfinity : (item.key_bias ? item.key_bias[key + j] * kLog2E : 0);
    std::fill(s.grad_k.begin(), s.grad_k.end(), 0.0f);
    std::fill(s.grad_v.begin(), s.grad_v.end(), 0.0f);
    for (int64_t first = 0; first < item.queries; first += kBackwardQueries)
      add_query_block(item, s, first, count);
    write_rows(s.grad_k.data(),
               count,
               dim,
               item.scale,
               {item.grad_k.data + key * item.grad_k.stride, item.grad_k.stride});
    write_rows(s.grad_v.data(),
               count,
               dim,
               1.0f,
               {item.grad_v.data + key * item.grad_v.stride, item.grad_v.stride});
  }
  write_rows(s.grad_q.data(), item.queries, dim, item.scale, item.grad_q);
}

}  // namespace animax::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace animax::kernels {

HWY_EXPORT(differentiate_item);

void attention_backward(const AttentionShape& shape,
                        HeadRows<const float> q,
                        HeadRows<const float> k,
                        HeadRows<const float> v,
                        HeadRows<const float> out,
                        HeadRows<const float> grad_out,
                        HeadRows<float> grad_q,
                        HeadRows<float> grad_k,
                        HeadRows<float> grad_v,
                        const AttentionOptions& options) {
  const auto& [batch, heads, queries, keys, head_dim] = shape;
  CHECK_THAT(batch >= 0 && heads >= 0 && queries >= 0 && keys >= 0 && head_dim > 0);
  CHECK_THAT(options.log_sums != nullptr || batch * heads * queries == 0);
  const float scale =
      options.scale != 0 ? options.scale : 1.0f / std::sqrt(static_cast<float>(head_dim));
  for_each_chunk(batch * heads, options.threads, [&](int64_t item) {
    thread_local BackwardScratch scratch;
    const int64_t b = item / heads, head = item % heads;
    const auto rows = [&](const auto& view) {
      return StridedRows{view.data + b * view.batch_stride + head * view.head_stride,
                         view.row_stride};
    };
    const auto writable = [&](const HeadRows<float>& view) {
      return MutableRows{view.data + b * view.batch_stride + head * view.head_stride,
                         view.row_stride};
    };
    HWY_DYNAMIC_DISPATCH(differentiate_item)
    (BackwardItem{rows(q),
                  rows(k),
                  rows(v),
                  rows(out),
                  rows(grad_out),
                  writable(grad_q),
                  writable(grad_k),
                  writable(grad_v),
                  queries,
                  keys,
                  head_dim,
                  options.key_bias ? options.key_bias + b * options.key_bias_stride : nullptr,
                  options.log_sums + item * queries,
                  scale},
     scratch);
  });
}

}  // namespace animax::kernels
#endif  // HWY_ONCE
