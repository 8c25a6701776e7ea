// SPDX-License-Identifier: MIT
// Classifier-free guidance by the text, by the template image, or by both.
//
// A pass of the model is shown the image or not, and the prompt or (in its place) the negative
// prompt. Writing v(I, T) for the pass that sees both and 0 for what a pass is not shown:
//
//   both         v(0,0) + g_I (v(I,0) - v(0,0)) + g_T (v(I,T) - v(I,0))      3 passes
//                  Brooks et al., "InstructPix2Pix", 2023, equation 3
//   text only    (g_I = 1)   v(I,0) + g_T (v(I,T) - v(I,0))                  2 passes
//                  the same equation; Ho and Salimans, "Classifier-Free Diffusion Guidance", 2022
//   image only   (g_T = 1)   v(0,T) + g_I (v(I,T) - v(0,T))                  2 passes
//                  the same equation with the conditions in the other order: AnimaX' guidance
//   equal        (g_I = g_T) v(0,0) + g (v(I,T) - v(0,0))                    2 passes
//   none         (both 1)    v(I,T)                                          1 pass
//
// Each rule is a weighted sum of passes whose weights add up to 1, so it may be applied to
// velocities or to x0 estimates with the same result.
#pragma once

#include <ATen/core/Tensor.h>

#include <compare>
#include <vector>

namespace animax::diffusion {

struct GuidanceOptions {
  double text = 1;   ///< g_T; 1 means without
  double image = 1;  ///< g_I; AnimaX uses 3
  /// Only steps with low <= sigma <= high are guided, the others take one pass. Kynkaanniemi et
  /// al., "Applying guidance in a limited interval", 2024.
  double sigma_low = 0;
  double sigma_high = 1;
  /// 0 to 1: how far the guided velocity's deviation is pulled back to that of v(I,T). Lin et al.,
  /// "Common Diffusion Noise Schedules and Sample Steps are Flawed", 2023, equations 15 and 16.
  double rescale = 0;

  /// Throws Error naming the option that is out of range.
  void validate() const;
};

/// What one pass of the model is shown.
struct Pass {
  bool image = true;
  bool text = true;  ///< false: the negative prompt
  friend auto operator<=>(const Pass&, const Pass&) = default;
};

/// The passes of one step and their weights, which add up to 1. The last pass is v(I,T).
struct GuidancePlan {
  std::vector<Pass> passes;
  std::vector<double> weights;
  double rescale = 0;
};

GuidancePlan plan_guidance(const GuidanceOptions& options, double sigma);

/// Passes over a whole run: the cost in units of one unguided step.
int count_passes(const GuidanceOptions& options, const std::vector<double>& sigmas);

/// The guided velocity of `velocities` (P, ...), one row per pass of the plan.
at::Tensor combine_passes(const GuidancePlan& plan, const at::Tensor& velocities);

}  // namespace animax::diffusion
