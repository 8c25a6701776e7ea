// SPDX-License-Identifier: MIT
#include "train/orthogonalize.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace animax::train {

// Five steps of three products: 212 MFLOP for 192 x 192.
at::Tensor orthogonalize(const at::Tensor& momentum, at::ScalarType compute) {
  CHECK_THAT(momentum.dim() == 2);
  constexpr int kSteps = 5;
  constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315;
  const int64_t rows = momentum.size(0), columns = momentum.size(1);
  const bool tall = rows > columns;  // the products are over the shorter side
  at::Tensor x = momentum / (momentum.norm() + 1e-12);
  x = (tall ? x.t() : x).contiguous().to(compute);
  for (int i = 0; i < kSteps; ++i) {
    const at::Tensor gram = at::mm(x, x.t());
    const at::Tensor polynomial = at::addmm(gram, gram, gram, kB, kC);
    x = at::addmm(x, polynomial, x, kA, 1);
  }
  x = tall ? x.t() : x;
  const double scale = 0.2 * std::sqrt(static_cast<double>(std::max(rows, columns)));
  return x.to(momentum.scalar_type()).mul_(scale);
}

}  // namespace animax::train
