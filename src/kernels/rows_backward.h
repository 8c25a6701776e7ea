// SPDX-License-Identifier: MIT
// Gradients of the kernels in rows.h, fp32. Each takes d/d out and recomputes from the forward
// pass' input what it needs, so that nothing but that input has to be kept. The results do not
// depend on the number of threads. Throw CheckFailure for sizes that do not fit together.
#pragma once

#include "kernels/rows.h"

#include <cstdint>
#include <span>

namespace animax::kernels {

/// Of layer_norm_modulate. `groups` as there (shift is not read). Writes grad_x, and for each group
/// its row of grad_shift and grad_scale (groups x dim).
void layer_norm_modulate_backward(std::span<const float> x,
                                  std::span<const float> grad_out,
                                  int64_t rows,
                                  int64_t dim,
                                  std::span<const RowGroup> groups,
                                  float epsilon,
                                  std::span<float> grad_x,
                                  std::span<float> grad_shift,
                                  std::span<float> grad_scale,
                                  int threads = 0);

/// Of rms_norm_rotate. Writes grad_x and grad_weight (dim; left alone if `weight` is empty).
void rms_norm_rotate_backward(std::span<const float> x,
                              std::span<const float> grad_out,
                              int64_t rows,
                              int64_t dim,
                              std::span<const float> weight,
                              float epsilon,
                              const RotaryTable& table,
                              std::span<float> grad_x,
                              std::span<float> grad_weight,
                              int threads = 0);

/// Of gelu_tanh. grad_x may be grad_out's memory.
void gelu_tanh_backward(std::span<const float> x,
                        std::span<const float> grad_out,
                        std::span<float> grad_x,
                        int threads = 0);

/// Of gated_residual's branch: grad_y = gate * grad_out, and for each group its row of grad_gate
/// (groups x dim), the sum of y * grad_out over its rows. The residual's own gradient is grad_out.
void gated_residual_backward(std::span<const float> y,
                             std::span<const float> grad_out,
                             int64_t rows,
                             int64_t dim,
                             std::span<const GateGroup> groups,
                             std::span<float> grad_y,
                             std::span<float> grad_gate,
                             int threads = 0);

}  // namespace animax::kernels
