// SPDX-License-Identifier: MIT
// The fused CPU kernels with gradients: autograd functions for training in fp32 on the CPU. Each
// keeps its inputs and recomputes the rest going back, so that a block needs a fraction of the
// memory traffic of the same chain of torch operators. No second derivatives. Internal to nn;
// letters as in dit.h, shapes as in nn/fused.h and nn/attention.h.
#pragma once

#include <ATen/core/Tensor.h>

namespace animax::nn {

/// True where these functions may be used: gradients on, on the CPU, everything fp32.
bool training_kernels_apply(const at::Tensor& x, at::ScalarType compute);

/// As attention() for tensors whose heads are (B, L, N, d). `key_bias` gets no gradient.
at::Tensor attention_with_gradients(const at::Tensor& q,
                                    const at::Tensor& k,
                                    const at::Tensor& v,
                                    const at::Tensor& key_bias);

/// As norm_modulate().
at::Tensor norm_modulate_with_gradients(const at::Tensor& x,
                                        const at::Tensor& shift,
                                        const at::Tensor& scale,
                                        double eps);

/// As norm_rotate() with a weight; `rope` may be undefined and gets no gradient.
at::Tensor norm_rotate_with_gradients(const at::Tensor& y,
                                      const at::Tensor& weight,
                                      double eps,
                                      const at::Tensor& rope,
                                      int64_t heads);

/// As activate(). y is kept as it is.
at::Tensor activate_with_gradients(const at::Tensor& y);

/// As add_gated() with a gate. x is kept as it is.
at::Tensor add_gated_with_gradients(const at::Tensor& x,
                                    const at::Tensor& gate,
                                    const at::Tensor& y);

}  // namespace animax::nn
