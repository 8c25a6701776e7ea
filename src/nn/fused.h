// SPDX-License-Identifier: MIT
// The passes of a block between its matrix products. Where no gradient is wanted on the CPU each is
// one fused kernel; elsewhere the same in torch's operators. Internal to nn; letters as in dit.h.
#pragma once

#include <ATen/core/Tensor.h>

namespace animax::nn {

/// True where the fused kernels may be used: gradients off, on the CPU, fp32 or bf16.
bool kernels_apply(const at::Tensor& x, at::ScalarType compute);

/// LN(x) (1 + scale) + shift in `compute`: x (B, V, f, P, D) fp32 or fp64; shift and scale
/// (B, 1, f or 1, 1, D).
at::Tensor norm_modulate(const at::Tensor& x,
                         const at::Tensor& shift,
                         const at::Tensor& scale,
                         double eps,
                         at::ScalarType compute);

/// LN(x) weight + bias in `compute`, over the last axis.
at::Tensor norm_affine(const at::Tensor& x,
                       const at::Tensor& weight,
                       const at::Tensor& bias,
                       double eps,
                       at::ScalarType compute);

/// RMS norm of y (S, L, D) over all heads, split into `heads` heads, rotated: (S, L, N, d) in
/// `compute`. Undefined `weight`: no norm; undefined `rope` ((S, L, d / 2) or (L, d / 2) complex):
/// no rotation. May overwrite y.
at::Tensor norm_rotate(const at::Tensor& y,
                       const at::Tensor& weight,
                       double eps,
                       const at::Tensor& rope,
                       int64_t heads,
                       at::ScalarType compute);

/// GELU, tanh form. May overwrite y.
at::Tensor activate(const at::Tensor& y);

/// x + gate y in x's type: x (B, V, f, P, D), y of as many elements, gate (B, 1, f or 1, 1, D) or
/// undefined for 1. May overwrite x.
at::Tensor add_gated(const at::Tensor& x, const at::Tensor& gate, const at::Tensor& y);

}  // namespace animax::nn
