// SPDX-License-Identifier: MIT
// Softmax attention on the CPU without the queries x keys matrix.
#pragma once

#include "kernels/bf16.h"

#include <cstdint>

namespace animax::kernels {

/// A view of rows split into heads, element (b, row, head, j) at
/// data[b * batch_stride + row * row_stride + head * head_stride + j]; j is contiguous.
template <typename T>
struct HeadRows {
  T* data = nullptr;
  int64_t batch_stride = 0;
  int64_t row_stride = 0;
  int64_t head_stride = 0;
};

/// The view of a dense (batch, rows, heads, head_dim) array.
template <typename T>
HeadRows<T> dense_head_rows(T* data, int64_t rows, int64_t heads, int64_t head_dim) {
  return {data, rows * heads * head_dim, heads * head_dim, head_dim};
}

struct AttentionShape {
  int64_t batch = 0;
  int64_t heads = 0;
  int64_t queries = 0;
  int64_t keys = 0;
  int64_t head_dim = 0;
};

struct AttentionOptions {
  float scale = 0;  ///< factor of q.k; 0 means 1/sqrt(head_dim)
  /// Added to the scaled logit of key j of batch b: key_bias[b * key_bias_stride + j]; null means
  /// 0. -inf hides the key. Stride 0 shares one row among the batch.
  const float* key_bias = nullptr;
  int64_t key_bias_stride = 0;
  /// If not null, receives log2(sum of exp(logits)) of every query, (batch, heads, queries), which
  /// attention_backward needs; +inf where every key is hidden.
  float* log_sums = nullptr;
  int threads = 0;  ///< 0: those of core/parallel.h
};

/// Computes out = softmax(scale q k^T + key_bias) v for every batch item and head.
///
/// Sums and softmax are fp32 whatever T is; the result is rounded once. `out` may be q's memory
/// but not k's or v's. A query all of whose keys are hidden, and any query when keys = 0, gives
/// zeros. The result does not depend on the number of threads.
///
/// Cost per query and key: 2 head_dim multiply-adds and one exponential (about 14 operations), so
/// arithmetic is the limit; extra memory is about 0.5 MiB a thread, independent of the lengths.
/// Throws CheckFailure for a negative size or a null view of a non-empty array.
///
/// Source: Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018, algorithm 3;
/// Dao et al., "FlashAttention", 2022, algorithm 1 (the same over blocks of keys).
template <typename T>
void attention(const AttentionShape& shape,
               HeadRows<const T> q,
               HeadRows<const T> k,
               HeadRows<const T> v,
               HeadRows<T> out,
               const AttentionOptions& options = {});

/// Gradients of a function of attention's result: given d/d out, writes d/d q, d/d k and d/d v.
///
/// `out` and options.log_sums must come from attention() on the same q, k, v, scale and key_bias;
/// log_sums is read here. Logits are computed again, block by block: no queries x keys matrix. The
/// result does not depend on the number of threads, of which at most batch * heads work.
///
/// Cost per query and key: 5 head_dim multiply-adds; extra memory about 0.5 MiB and queries x
/// head_dim floats a thread. Source: Dao, "FlashAttention-2", 2023, algorithm 2.
void attention_backward(const AttentionShape& shape,
                        HeadRows<const float> q,
                        HeadRows<const float> k,
                        HeadRows<const float> v,
                        HeadRows<const float> out,
                        HeadRows<const float> grad_out,
                        HeadRows<float> grad_q,
                        HeadRows<float> grad_k,
                        HeadRows<float> grad_v,
                        const AttentionOptions& options);

extern template void attention<float>(const AttentionShape&,
                                      HeadRows<const float>,
                                      HeadRows<const float>,
                                      HeadRows<const float>,
                                      HeadRows<float>,
                                      const AttentionOptions&);
extern template void attention<Bf16>(const AttentionShape&,
                                     HeadRows<const Bf16>,
                                     HeadRows<const Bf16>,
                                     HeadRows<const Bf16>,
                                     HeadRows<Bf16>,
                                     const AttentionOptions&);

}  // namespace animax::kernels
