// SPDX-License-Identifier: MIT
#include "diffusion/flow_matching.h"

#include "core/error.h"
#include "diffusion/noise.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace animax::diffusion {
namespace {

/// Inverse of the standard normal distribution function, by Newton's method from a logistic start.
double normal_quantile(double p) {
  double x = std::log(p / (1 - p)) / 1.702;
  for (int i = 0; i < 8; ++i) {
    const double density = std::exp(-0.5 * x * x) * 0.3989422804014327;
    const double step = (0.5 * std::erfc(-x * M_SQRT1_2) - p) / std::max(density, 1e-12);
    x -= std::clamp(step, -1.0, 1.0);
  }
  return x;
}

/// The noise level at quantile u of the options' distribution.
double sigma_at(const FlowMatchingOptions& options, double u) {
  // Levels of exactly 0 or 1 teach nothing and divide by zero.
  constexpr double kMargin = 1e-4;
  u = std::clamp(u, kMargin, 1 - kMargin);
  double sigma = u;
  if (options.sampling == SigmaSampling::kLogitNormal)
    sigma = 1 / (1 + std::exp(-options.logit_mean - options.logit_deviation * normal_quantile(u)));
  return std::clamp(shift_sigma(sigma, options.shift), kMargin, 1 - kMargin);
}

/// (B) to (B, 1, 1, ...) with the dimensions of `like`.
at::Tensor per_item(const at::Tensor& values, const at::Tensor& like) {
  std::vector<int64_t> sizes(static_cast<size_t>(like.dim()), 1);
  sizes[0] = values.size(0);
  return values.view(sizes);
}

void check_range(const char* name, double value, double low, double high) {
  if (!(value >= low && value <= high))
    throw Error(name, ": found ", value, ", expected ", low, " to ", high);
}

}  // namespace

void FlowMatchingOptions::validate() const {
  check_range("logit_mean", logit_mean, -10, 10);
  check_range("logit_deviation", logit_deviation, 0, 10);
  check_range("shift", shift, 1e-3, 1000);
  check_range("smallest_divisor", smallest_divisor, 1e-4, 1);
  check_range("drop_image", drop_image, 0, 1);
  check_range("drop_text", drop_text, 0, 1);
}

double draw_sigma(const FlowMatchingOptions& options, Rng& rng) {
  return sigma_at(options, rng.uniform());
}

FlowBatch make_flow_batch(const at::Tensor& x0, const FlowMatchingOptions& options, Rng& rng) {
  options.validate();
  const int64_t count = x0.size(0);
  std::vector<double> quantiles;
  for (int64_t i = 0; i < count; ++i)
    quantiles.push_back((static_cast<double>(i) + rng.uniform()) / static_cast<double>(count));
  rng.shuffle(quantiles);

  FlowBatch batch;
  std::vector<float> sigmas;
  for (const double u : quantiles) {
    sigmas.push_back(static_cast<float>(sigma_at(options, u)));
    batch.drop_image.push_back(rng.chance(options.drop_image));
    batch.drop_text.push_back(rng.chance(options.drop_text));
  }
  batch.sigma = at::tensor(at::ArrayRef<float>(sigmas), at::kFloat).to(x0.device());
  batch.timesteps = batch.sigma * 1000;
  batch.noise = gaussian_noise(x0.sizes(), rng, x0.device()).to(x0.scalar_type());
  const at::Tensor s = per_item(batch.sigma, x0);
  batch.noisy = (1 - s) * x0 + s * batch.noise;
  return batch;
}

at::Tensor drop_templates(const at::Tensor& templates, const std::vector<bool>& drop_image) {
  CHECK_EQ(templates.size(0), static_cast<int64_t>(drop_image.size()));
  std::vector<float> kept;
  for (const bool drop : drop_image) kept.push_back(drop ? 0.0f : 1.0f);
  return templates *
         per_item(at::tensor(at::ArrayRef<float>(kept), at::kFloat).to(templates.options()),
                  templates);
}

at::Tensor flow_matching_loss(const at::Tensor& output,
                              Prediction prediction,
                              const at::Tensor& x0,
                              const FlowBatch& batch,
                              const FlowMatchingOptions& options,
                              const at::Tensor& weights) {
  CHECK_THAT(output.sizes() == x0.sizes());
  const at::Tensor s = per_item(batch.sigma, x0);
  at::Tensor error = output.to(at::promoteTypes(x0.scalar_type(), at::kFloat)) -
                     (prediction == Prediction::kClean ? x0 : batch.noise - x0);
  // An error of x0 is -s times the error of the velocity.
  if (prediction == Prediction::kClean && options.loss == LossSpace::kVelocity)
    error = error / s.clamp_min(options.smallest_divisor);
  if (prediction == Prediction::kVelocity && options.loss == LossSpace::kClean) error = error * s;
  const at::Tensor squares = error * error;
  if (!weights.defined()) return squares.mean();
  return (squares * weights).sum() / weights.expand_as(squares).sum();
}

at::Tensor motion_weights(const at::Tensor& x0,
                          const at::Tensor& still,
                          int64_t channel,
                          double strength) {
  const at::Tensor change = (x0 - still).abs().mean({channel}, /*keepdim=*/true);
  return 1 + strength * change / change.mean().clamp_min(1e-6);
}

}  // namespace animax::diffusion
