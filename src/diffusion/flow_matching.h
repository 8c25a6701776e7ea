// SPDX-License-Identifier: MIT
// What a model is trained towards. Kept beside the solvers so that training and sampling agree on
// x_s = (1 - s) x0 + s noise, v = noise - x0, timestep = 1000 s.
// Lipman et al., "Flow Matching for Generative Modeling", 2023; Liu et al., "Flow Straight and
// Fast", 2023.
#pragma once

#include "core/random.h"

#include <ATen/core/Tensor.h>

namespace animax::diffusion {

/// The space in which the error is squared. A model may predict one and be judged in the other.
enum class LossSpace { kVelocity, kClean };

/// (count) noise levels in [0.001, 1): uniform ones, shifted as in sampling (schedule.h). They are
/// stratified, one from each of `count` equal parts of [0, 1), which lowers the variance of the
/// loss.
at::Tensor draw_sigmas(int64_t count, double shift, Rng& rng);

/// x_s; `sigma` broadcasts to x0.
at::Tensor add_noise(const at::Tensor& x0, const at::Tensor& noise, const at::Tensor& sigma);

/// Factor of the squared error of x0 that makes it the squared error in `space`, per sigma. A
/// velocity's, sigma^-2, grows without bound where little noise is left; it is cut at sigma 0.2.
/// Li and He, "Back to Basics: Let Denoising Generative Models Denoise", 2025, cut at 0.05.
at::Tensor clean_error_weight(const at::Tensor& sigma, LossSpace space);

}  // namespace animax::diffusion
