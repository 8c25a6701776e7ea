// SPDX-License-Identifier: MIT
// The direction of a Muon step.
// Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; the scale
// is that of Liu et al., "Muon is Scalable for LLM Training", 2025, equation 4.
#pragma once

#include <ATen/core/Tensor.h>

namespace animax::train {

/// The matrix with the singular vectors of `momentum` [rows, columns] and singular values near 1
/// (0.7 to 1.2, after five Newton-Schulz steps), times 0.2 sqrt(max(rows, columns)): so large that
/// its entries have about the root mean square of an Adam step, which lets both share a learning
/// rate. Products are computed in `compute`. Zero stays zero.
at::Tensor orthogonalize(const at::Tensor& momentum, at::ScalarType compute);

}  // namespace animax::train
