// SPDX-License-Identifier: MIT
// What a model is trained towards. Kept beside the solvers so that training and sampling agree on
// x_s = (1 - s) x0 + s noise, v = noise - x0, timestep = 1000 s.
// Lipman et al., "Flow Matching for Generative Modeling", 2023; Liu et al., "Flow Straight and
// Fast", 2023.
#pragma once

#include "core/random.h"
#include "diffusion/solvers.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace animax::diffusion {

enum class SigmaSampling {
  kUniform,
  kLogitNormal,  ///< logistic(N(mean, deviation)): Esser et al., 2024, section 3.1
};

/// The space in which the error is squared. A model may predict one and be judged in the other.
enum class LossSpace { kVelocity, kClean };

struct FlowMatchingOptions {
  SigmaSampling sampling = SigmaSampling::kLogitNormal;
  double logit_mean = 0;
  double logit_deviation = 1;
  double shift = 1;  ///< applied to the drawn sigma, as in sampling
  LossSpace loss = LossSpace::kVelocity;
  /// A velocity loss on a model that predicts x0 divides by sigma, but not by less than this. Li
  /// and He, "Back to Basics: Let Denoising Generative Models Denoise", 2025, use 0.05.
  double smallest_divisor = 0.05;
  double drop_image = 0.2;  ///< probability of training without the template, for image guidance
  double drop_text = 0.1;   ///< probability of training with the empty text, for text guidance

  /// Throws Error naming the option that is out of range.
  void validate() const;
};

/// One training batch of B items, on the device of x0.
struct FlowBatch {
  at::Tensor sigma;                         ///< (B), fp32
  at::Tensor timesteps;                     ///< (B), 1000 sigma, not rounded
  at::Tensor noise;                         ///< as x0
  at::Tensor noisy;                         ///< (1 - sigma) x0 + sigma noise
  std::vector<bool> drop_image, drop_text;  ///< of each item
};

/// One noise level in (0, 1).
double draw_sigma(const FlowMatchingOptions& options, Rng& rng);

/// Draws noise levels, noise and dropped conditions for clean latents x0 (B, ...). Each item has
/// its own level, which its RGB and pose half share. Deterministic from `rng` on one device.
/// Stratified: the uniform numbers behind the B levels fall into B equal parts of [0, 1), which
/// lowers the variance of the loss.
FlowBatch make_flow_batch(const at::Tensor& x0, const FlowMatchingOptions& options, Rng& rng);

/// Zeroes the template latents (B, ...) of the items whose image is dropped.
at::Tensor drop_templates(const at::Tensor& templates, const std::vector<bool>& drop_image);

/// Weighted mean squared error of the network's output for `batch`: sum(w e^2) / sum(w).
/// `weights` broadcasts to x0 (undefined means 1). Differentiable in `output`.
at::Tensor flow_matching_loss(const at::Tensor& output,
                              Prediction prediction,
                              const at::Tensor& x0,
                              const FlowBatch& batch,
                              const FlowMatchingOptions& options,
                              const at::Tensor& weights = {});

/// Weights 1 + strength * d / mean(d), where d is |x0 - still| averaged over channels (dimension
/// `channel`) and `still` (the template) broadcasts to x0: what moves counts more. Where nothing
/// moves at all the weights are 1.
at::Tensor motion_weights(const at::Tensor& x0,
                          const at::Tensor& still,
                          int64_t channel,
                          double strength);

}  // namespace animax::diffusion
