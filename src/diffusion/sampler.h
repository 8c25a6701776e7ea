// SPDX-License-Identifier: MIT
// The sampling loop, for any model.
#pragma once

#include "diffusion/guidance.h"
#include "diffusion/solvers.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

namespace animax::diffusion {

/// One evaluation of a model for all passes of a step.
struct Query {
  at::Tensor sample;  ///< x, without a pass dimension
  double sigma = 0;
  float timestep = 0;        ///< 1000 sigma after the schedule's rounding
  std::vector<Pass> passes;  ///< P of them
  int step = 0;
};

/// Returns (P, ...): one prediction of x's shape for each pass, in fp32.
struct Model {
  std::function<at::Tensor(const Query&)> predict;
  Prediction prediction = Prediction::kVelocity;
};

struct SampleProgress {
  int steps_done = 0;
  int steps = 0;
  double seconds = 0;
  double seconds_left = 0;  ///< by the passes done and to do
};

struct SampleOptions {
  SamplerOptions sampler;
  GuidanceOptions guidance;
  std::string label = "denoise";                        ///< of the progress on stderr
  std::function<void(const SampleProgress&)> progress;  ///< after every step, may be empty
  std::function<bool()> cancelled;                      ///< asked before every step, may be empty
  std::function<void(int step, const at::Tensor&)> trace;  ///< receives x after every step

  /// Throws Error naming the option that is out of range.
  void validate() const;
};

/// Runs the solver from `noise` (fp32, any shape and device) down to sigma 0 and returns the result
/// in the same shape. No autograd graph is built.
///
/// Throws Interrupted on Ctrl-C (core/interrupt.h) or when `cancelled` says so, within one step;
/// Error naming the step if the model's prediction is not finite.
at::Tensor sample(const Model& model, const at::Tensor& noise, const SampleOptions& options);

}  // namespace animax::diffusion
