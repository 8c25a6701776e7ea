// SPDX-License-Identifier: MIT
// Work is split into chunks of queries of one head. For its chunk a thread walks over blocks of
// keys: it packs a block of K and V into panels one register tile wide, then for every six queries
// computes the logits, folds them into the running softmax and adds P V to the output.
#include "kernels/attention.h"

#include "core/error.h"
#include "kernels/threads.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

// Targets without vectors of a size known to the compiler; they fall back to another target.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention.cpp"
// clang-format off
#include <hwy/foreach_target.h>  // must come before highway.h
#include "kernels/tiles-inl.h"
// clang-format on

#ifndef ANIMAX_ATTENTION_SHARED
#define ANIMAX_ATTENTION_SHARED
namespace animax::kernels {

constexpr int64_t kKeyBlock = 128;  // keys packed at a time: K and V of a block stay in L1/L2

/// Buffers of one thread, kept between chunks.
struct AttentionScratch {
  std::vector<float> queries;  // (chunk, head_dim), times scale * log2(e)
  std::vector<float> outputs;  // (chunk, padded head_dim), not yet divided by the sum
  std::vector<float> largest;  // (chunk): running maximum of the logits
  std::vector<float> sums;     // (chunk): running sum of exponentials
  std::vector<float> k_panels, v_panels;
  std::vector<float> logits;  // (6, kKeyBlock)
  std::vector<float> bias;    // (kKeyBlock), times log2(e), -inf past the last key
};

/// One chunk: queries [first_query, first_query + queries) of one batch item and head.
template <typename T>
struct AttentionChunk {
  const T* q;
  const T* k;
  const T* v;
  T* out;
  int64_t q_stride, k_stride, v_stride, out_stride;
  int64_t queries, keys, head_dim;
  const float* key_bias;
  float* log_sums;  // of each query, or null
  float scale;
};

}  // namespace animax::kernels
#endif  // ANIMAX_ATTENTION_SHARED

HWY_BEFORE_NAMESPACE();
namespace animax::kernels::HWY_NAMESPACE {

/// Turns a row of logits into 2^(logit + bias - maximum), scales what was summed so far to the new
/// maximum and returns that factor. A null `bias` means none.
float fold_row(float* logits, const float* bias, int64_t count, float& largest, float& sum) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto peak = hn::Set(d, largest);
  for (int64_t j = 0; j < count; j += lanes) {
    auto x = hn::LoadU(d, logits + j);
    if (bias) {
      x = hn::Add(x, hn::LoadU(d, bias + j));
      hn::StoreU(x, d, logits + j);
    }
    peak = hn::Max(peak, x);
  }
  const float old_largest = largest;
  largest = hn::GetLane(hn::MaxOfLanes(d, peak));
  // Every key hidden so far: any finite reference gives exponentials of zero.
  const float reference = largest == -kInfinity ? 0.0f : largest;
  const auto shift = hn::Set(d, reference);
  auto total = hn::Zero(d);
  for (int64_t j = 0; j < count; j += lanes) {
    const auto p = exp2_fast(d, hn::Sub(hn::LoadU(d, logits + j), shift));
    hn::StoreU(p, d, logits + j);
    total = hn::Add(total, p);
  }
  float factor = 1.0f;
  if (old_largest != largest)
    factor = old_largest == -kInfinity ? 0.0f : std::exp2(old_largest - reference);
  sum = sum * factor + hn::GetLane(hn::SumOfLanes(d, total));
  return factor;
}

void scale_row(float* row, int64_t count, float factor) {
  const Lanes d;
  const auto f = hn::Set(d, factor);
  for (int64_t j = 0; j < count; j += static_cast<int64_t>(hn::Lanes(d)))
    hn::StoreU(hn::Mul(hn::LoadU(d, row + j), f), d, row + j);
}

/// Adds one block of keys to six queries of the chunk. The first block starts the outputs.
void attend_tile(AttentionScratch& s,
                 int64_t first,
                 int64_t keys,
                 int64_t head_dim,
                 const float* bias,
                 bool first_block) {
  const int64_t width = tile_width();
  const int64_t padded_keys = round_up(keys, width), padded_dim = round_up(head_dim, width);
  for (int64_t n = 0; n < padded_keys; n += width)
    multiply_tile<false>(s.queries.data() + first * head_dim,
                         head_dim,
                         1,
                         s.k_panels.data() + n * head_dim,
                         head_dim,
                         s.logits.data() + n,
                         kKeyBlock);
  float* outputs = s.outputs.data() + first * padded_dim;
  for (int64_t m = 0; m < kTileRows; ++m) {
    const float factor = fold_row(s.logits.data() + m * kKeyBlock,
                                  bias,
                                  padded_keys,
                                  s.largest[first + m],
                                  s.sums[first + m]);
    if (factor != 1.0f && !first_block) scale_row(outputs + m * padded_dim, padded_dim, factor);
  }
  for (int64_t c = 0; c < padded_dim; c += width) {
    const float* panel = s.v_panels.data() + c * keys;
    if (first_block)
      multiply_tile<false>(s.logits.data(), kKeyBlock, 1, panel, keys, outputs + c, padded_dim);
    else
      multiply_tile<true>(s.logits.data(), kKeyBlock, 1, panel, keys, outputs + c, padded_dim);
  }
}

template <typename T>
void start_chunk(const AttentionChunk<T>& chunk, AttentionScratch& s) {
  const int64_t rows = round_up(chunk.queries, kTileRows), dim = chunk.head_dim;
  s.queries.resize(rows * dim);
  // Every output is written by the first block of keys; without keys they must be zero.
  s.outputs.resize(rows * round_up(dim, tile_width()));
  if (chunk.keys == 0) std::fill(s.outputs.begin(), s.outputs.end(), 0.0f);
  s.largest.assign(rows, -kInfinity);
  s.sums.assign(rows, 0.0f);
  s.logits.resize(kTileRows * kKeyBlock);
  s.bias.resize(kKeyBlock);
  s.k_panels.resize(round_up(kKeyBlock, tile_width()) * dim);
  s.v_panels.resize(kKeyBlock * round_up(dim, tile_width()));
  // Exponentials are taken to base 2.
  pack_rows(
      chunk.q, chunk.q_stride, chunk.queries, rows, dim, chunk.scale * kLog2E, s.queries.data());
}

template <typename T>
void finish_chunk(const AttentionChunk<T>& chunk, const AttentionScratch& s) {
  const Lanes d;
  const OneLane d1;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), dim = chunk.head_dim;
  const int64_t padded_dim = round_up(dim, tile_width());
  for (int64_t row = 0; row < chunk.queries; ++row) {
    const float factor = s.sums[row] == 0.0f ? 0.0f : 1.0f / s.sums[row];
    const float* from = s.outputs.data() + row * padded_dim;
    T* to = chunk.out + row * chunk.out_stride;
    if (chunk.log_sums)
      chunk.log_sums[row] =
          s.sums[row] == 0.0f ? kInfinity : s.largest[row] + std::log2(s.sums[row]);
    int64_t c = 0;
    for (; c + lanes <= dim; c += lanes)
      store(d, hn::Mul(hn::LoadU(d, from + c), hn::Set(d, factor)), to + c);
    for (; c < dim; ++c) store(d1, hn::Set(d1, from[c] * factor), to + c);
  }
}

template <typename T>
void attend_chunk(const AttentionChunk<T>& chunk, AttentionScratch& s) {
  start_chunk(chunk, s);
  for (int64_t key = 0; key < chunk.keys; key += kKeyBlock) {
    const int64_t count = std::min(kKeyBlock, chunk.keys - key);
    pack_rows_transposed(
        chunk.k + key * chunk.k_stride, chunk.k_stride, count, chunk.head_dim, s.k_panels.data());
    pack_columns(
        chunk.v + key * chunk.v_stride, chunk.v_stride, count, chunk.head_dim, s.v_panels.data());
    const bool biased = chunk.key_bias != nullptr || count % tile_width() != 0;
    for (int64_t j = 0; biased && j < round_up(count, tile_width()); ++j)
      s.bias[j] = j >= count ? -kInfinity : (chunk.key_bias ? chunk.key_bias[key + j] * kLog2E : 0);
    for (int64_t first = 0; first < chunk.queries; first += kTileRows)
      attend_tile(s, first, count, chunk.head_dim, biased ? s.bias.data() : nullptr, key == 0);
  }
  finish_chunk(chunk, s);
}

void attend_chunk_float(const AttentionChunk<float>& chunk, AttentionScratch& s) {
  attend_chunk(chunk, s);
}
void attend_chunk_bf16(const AttentionChunk<Bf16>& chunk, AttentionScratch& s) {
  attend_chunk(chunk, s);
}

}  // namespace animax::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace animax::kernels {
namespace {

HWY_EXPORT(attend_chunk_float);
HWY_EXPORT(attend_chunk_bf16);

void dispatch(const AttentionChunk<float>& chunk, AttentionScratch& scratch) {
  HWY_DYNAMIC_DISPATCH(attend_chunk_float)(chunk, scratch);
}
void dispatch(const AttentionChunk<Bf16>& chunk, AttentionScratch& scratch) {
  HWY_DYNAMIC_DISPATCH(attend_chunk_bf16)(chunk, scratch);
}

/// Queries and outputs of a chunk take 256 KiB, half of a common L2 cache; packing a block of keys
/// is then shared by enough queries to cost a few percent.
int64_t chunk_rows(int64_t head_dim) {
  const int64_t rows = 32768 / std::max<int64_t>(1, head_dim);
  return std::clamp<int64_t>(rows / 6 * 6, 96, 768);  // whole register tiles
}

}  // namespace

template <typename T>
void attention(const AttentionShape& shape,
               HeadRows<const T> q,
               HeadRows<const T> k,
               HeadRows<const T> v,
               HeadRows<T> out,
               const AttentionOptions& options) {
  const auto& [batch, heads, queries, keys, head_dim] = shape;
  CHECK_THAT(batch >= 0 && heads >= 0 && queries >= 0 && keys >= 0 && head_dim > 0);
  if (batch * heads * queries == 0) return;
  CHECK_THAT(q.data && out.data && (keys == 0 || (k.data && v.data)));
  const float scale =
      options.scale != 0 ? options.scale : 1.0f / std::sqrt(static_cast<float>(head_dim));
  const int64_t step = chunk_rows(head_dim);
  const int64_t chunks = (queries + step - 1) / step;
  for_each_chunk(batch * heads * chunks, options.threads, [&](int64_t item) {
    thread_local AttentionScratch scratch;
    const int64_t first = item % chunks * step, head = item / chunks % heads;
    const int64_t b = item / chunks / heads;
    const auto at = [&](const auto& view, int64_t row) {
      return view.data + b * view.batch_stride + row * view.row_stride + head * view.head_stride;
    };
    dispatch(
        AttentionChunk<T>{
            at(q, first),
            at(k, 0),
            at(v, 0),
            at(out, first),
            q.row_stride,
            k.row_stride,
            v.row_stride,
            out.row_stride,
            std::min(step, queries - first),
            keys,
            head_dim,
            options.key_bias ? options.key_bias + b * options.key_bias_stride : nullptr,
            options.log_sums ? options.log_sums + (b * heads + head) * queries + first : nullptr,
            scale},
        scratch);
  });
}

template void attention<float>(const AttentionShape&,
                               HeadRows<const float>,
                               HeadRows<const float>,
                               HeadRows<const float>,
                               HeadRows<float>,
                               const AttentionOptions&);
template void attention<Bf16>(const AttentionShape&,
                              HeadRows<const Bf16>,
                              HeadRows<const Bf16>,
                              HeadRows<const Bf16>,
                              HeadRows<Bf16>,
                              const AttentionOptions&);

}  // namespace animax::kernels
#endif  // HWY_ONCE
