// SPDX-License-Identifier: MIT
// One block of the transformer. Internal to nn; letters as in dit.h.
#pragma once

#include "nn/dit.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace animax::nn {

/// fp32, or fp64 for an fp64 model.
inline at::ScalarType wide_type(at::ScalarType compute) {
  return compute == at::kDouble ? at::kDouble : at::kFloat;
}

/// What every block of one pass reads.
struct BlockInputs {
  at::Tensor e0;           // (B, K, 6, D) fp32
  at::Tensor frame_group;  // (f) int64, the group of each token frame; undefined when K = 1
  at::Tensor rope;         // (L, d / 2) or (S, L, d / 2) complex
  at::Tensor view_rope;    // (V P, d / 2) or (B f, V P, d / 2) complex, for attention across views
  at::Tensor key_bias;     // (S, L) fp32, -inf at padding, or undefined
  at::Tensor view_bias;    // (B f, V P) likewise
  at::ScalarType compute = at::kFloat;
  DitTrace trace;
};

/// Splits the projection of x (S, L, D) into heads after its norm: (S, L, N, d); `norm` undefined
/// means none, `rope` undefined no rotation.
at::Tensor project_heads(const Linear& linear,
                         const at::Tensor& norm,
                         const at::Tensor& rope,
                         const at::Tensor& x,
                         const DitConfig& config,
                         at::ScalarType compute);

/// Modulation rows of each frame, (B, 1, f or 1, 1, rows, D), from `table` (1, rows, D) plus
/// `embedding` (B, K, rows or 1, D).
at::Tensor frame_modulation(const at::Tensor& table,
                            const at::Tensor& embedding,
                            const at::Tensor& frame_group);

/// The residual stream x (B, V, f, h w, D) after block `index`.
at::Tensor run_block(const JointVideoPoseTransformer& model,
                     size_t index,
                     at::Tensor x,
                     const TextContext& text,
                     const BlockInputs& inputs);

}  // namespace animax::nn
