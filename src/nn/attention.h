// SPDX-License-Identifier: MIT
// The one place where attention is computed.
#pragma once

#include <ATen/core/Tensor.h>

namespace animax::nn {

/// softmax(q k^T / sqrt(d) + key_bias) v for q (B, Lq, N, d), k and v (B, Lk, N, d); key_bias is
/// (B or 1, Lk) fp32, added to every query's logits of that key (-inf hides it), or undefined.
/// Returns (B, Lq, N, d) in q's dtype. Softmax statistics are fp32 (fp64 for fp64); no Lq x Lk
/// matrix is kept beyond a bounded chunk unless autograd needs it.
at::Tensor attention(const at::Tensor& q,
                     const at::Tensor& k,
                     const at::Tensor& v,
                     const at::Tensor& key_bias = {});

}  // namespace animax::nn
