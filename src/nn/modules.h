// SPDX-License-Identifier: MIT
// Small building blocks of the transformer. All are differentiable and run on any device.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace animax::nn {

/// y = x W^T + b, with an optional low-rank addition scale * (x down^T) up^T that trains while W
/// stays frozen.
struct Linear {
  at::Tensor weight;     // (out, in)
  at::Tensor bias;       // (out), may be undefined
  at::Tensor lora_down;  // (r, in), may be undefined
  at::Tensor lora_up;    // (out, r)
  double lora_scale = 1;

  /// Multiplies in `compute`: x and the weights are converted to it where they differ.
  at::Tensor forward(const at::Tensor& x, at::ScalarType compute) const;
};

/// LayerNorm over the last axis, population variance; undefined weight and bias mean no affine
/// part. fp32 in and out (fp64 stays fp64).
at::Tensor layer_norm(const at::Tensor& x,
                      double eps,
                      const at::Tensor& weight = {},
                      const at::Tensor& bias = {});

/// x / sqrt(mean(x^2) + eps) * weight over the whole last axis, computed in fp32 or fp64.
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps);

/// The tanh form of GELU.
at::Tensor gelu_tanh(const at::Tensor& x);

/// [cos a_0 .. cos a_{n-1}, sin a_0 .. sin a_{n-1}], a_i = t 10000^(-i/n), n = width / 2, of every
/// element of `t`; fp64, shape t.sizes() + (width).
at::Tensor sinusoid(const at::Tensor& t, int64_t width);

/// Cuts (S, C, F, H, W) into patches: (S, f, h, w, C * pf * ph * pw), channel slowest. Rows,
/// columns and frames that do not fill a patch are left out.
at::Tensor patchify(const at::Tensor& latents, const std::array<int64_t, 3>& patch);

/// The inverse with the other channel order: (S, f, h, w, pf * ph * pw * C), channel FASTEST, to
/// (S, C, f pf, h ph, w pw).
at::Tensor unpatchify(const at::Tensor& tokens, const std::array<int64_t, 3>& patch);

}  // namespace animax::nn
