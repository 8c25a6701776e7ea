// SPDX-License-Identifier: MIT
#include "diffusion/flow_matching.h"

#include "diffusion/schedule.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace animax::diffusion {

at::Tensor draw_sigmas(int64_t count, double shift, Rng& rng) {
  at::Tensor sigmas = at::empty({count});
  for (int64_t i = 0; i < count; ++i) {
    const double u = (static_cast<double>(i) + rng.uniform()) / static_cast<double>(count);
    sigmas[i] = std::max(shift_sigma(u, shift), 1e-3);
  }
  return sigmas;
}

at::Tensor add_noise(const at::Tensor& x0, const at::Tensor& noise, const at::Tensor& sigma) {
  return (1 - sigma) * x0 + sigma * noise;
}

at::Tensor clean_error_weight(const at::Tensor& sigma, LossSpace space) {
  constexpr double kSmallestSigma = 0.2;
  return space == LossSpace::kVelocity ? sigma.clamp_min(kSmallestSigma).pow(-2)
                                       : at::ones_like(sigma);
}

}  // namespace animax::diffusion
