// SPDX-License-Identifier: MIT
#include "diffusion/guidance.h"

#include "core/error.h"

#include <ATen/ATen.h>

namespace animax::diffusion {
namespace {

void check_range(const char* name, double value, double low, double high) {
  if (!(value >= low && value <= high))
    throw Error(name, ": found ", value, ", expected ", low, " to ", high);
}

}  // namespace

void GuidanceOptions::validate() const {
  check_range("text guidance", text, 0, 100);
  check_range("image guidance", image, 0, 100);
  check_range("guidance interval, low", sigma_low, 0, 1);
  check_range("guidance interval, high", sigma_high, 0, 1);
  check_range("guidance rescale", rescale, 0, 1);
  if (sigma_low > sigma_high)
    throw Error("guidance interval: found ", sigma_low, " to ", sigma_high, ", expected low first");
}

GuidancePlan plan_guidance(const GuidanceOptions& options, double sigma) {
  constexpr Pass kNothing{false, false}, kImage{true, false}, kText{false, true}, kBoth{true, true};
  const double g_image = options.image, g_text = options.text;
  if (sigma < options.sigma_low || sigma > options.sigma_high || (g_image == 1 && g_text == 1))
    return {{kBoth}, {1}, 0};
  if (g_image == 1) return {{kImage, kBoth}, {1 - g_text, g_text}, options.rescale};
  if (g_text == 1) return {{kText, kBoth}, {1 - g_image, g_image}, options.rescale};
  if (g_image == g_text) return {{kNothing, kBoth}, {1 - g_text, g_text}, options.rescale};
  return {{kNothing, kImage, kBoth}, {1 - g_image, g_image - g_text, g_text}, options.rescale};
}

int count_passes(const GuidanceOptions& options, const std::vector<double>& sigmas) {
  int passes = 0;
  for (size_t i = 0; i + 1 < sigmas.size(); ++i)
    passes += static_cast<int>(plan_guidance(options, sigmas[i]).passes.size());
  return passes;
}

at::Tensor combine_passes(const GuidancePlan& plan, const at::Tensor& velocities) {
  CHECK_EQ(velocities.size(0), static_cast<int64_t>(plan.passes.size()));
  at::Tensor guided = velocities[0] * plan.weights[0];
  for (size_t i = 1; i < plan.passes.size(); ++i)
    guided = guided + velocities[static_cast<int64_t>(i)] * plan.weights[i];
  if (plan.rescale == 0) return guided;
  const at::Tensor conditional = velocities[velocities.size(0) - 1];
  const at::Tensor ratio = conditional.std() / guided.std().clamp_min(1e-12);
  return guided * (plan.rescale * ratio + (1 - plan.rescale));
}

}  // namespace animax::diffusion
