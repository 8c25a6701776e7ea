// SPDX-License-Identifier: MIT
// Gaussian noise that depends on a seed and on nothing else.
#pragma once

#include "core/random.h"

#include <ATen/core/Tensor.h>

namespace animax::diffusion {

/// Standard normal fp32 values of shape `sizes`, computed on `device`. Advances `rng` by one draw.
///
/// Every element is a function of the draw and its index alone (a counter-based generator), so the
/// result is the same for any number of threads; between devices it can differ in the last bit, so
/// a sampler that must be reproducible computes it on the CPU and moves it.
///
/// Source: Steele et al., "Fast splittable pseudorandom number generators", 2014 (splitmix64), as
/// the counter's hash; Box and Muller, 1958.
at::Tensor gaussian_noise(at::IntArrayRef sizes, Rng& rng, at::Device device = at::kCPU);

}  // namespace animax::diffusion
