// SPDX-License-Identifier: MIT
// Solvers of the probability-flow equation dx/ds = v(x, s), where v = noise - x0. With alpha = 1 -
// s and lambda = ln(alpha / s), one step goes from s_i to s_{i+1} using one model evaluation.
#pragma once

#include "diffusion/schedule.h"
#include "nn/dit_config.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <vector>

namespace animax::diffusion {

using nn::Prediction;

enum class SolverKind {
  kEuler,  ///< order 1
  kDpmpp,  ///< DPM-Solver++(2M): order 2
  kUniPc,  ///< UniPC-2 with B2(h) = e^h - 1 and corrector: order 2 to 3
};

/// Steps a sample down the sigmas of one run. Holds the history of that run: one object per run.
class Solver {
 public:
  virtual ~Solver() = default;

  /// Returns the sample at the next sigma. `x` is the sample that the last call returned (the
  /// noise, in the first call) and `prediction` the model's output for it, of the same shape, fp32
  /// or fp64, any device. Throws CheckFailure after the last step.
  at::Tensor step(const at::Tensor& x, const at::Tensor& prediction, Prediction kind);

  int steps_done() const { return index_; }

 protected:
  explicit Solver(std::vector<double> sigmas) : sigmas_(std::move(sigmas)) {}
  virtual at::Tensor advance(const at::Tensor& x, const at::Tensor& clean) = 0;

  const std::vector<double> sigmas_;
  int index_ = 0;  ///< the step at work
};

/// x + (s' - s) v.
class EulerSolver final : public Solver {
 public:
  explicit EulerSolver(std::vector<double> sigmas) : Solver(std::move(sigmas)) {}

 private:
  at::Tensor advance(const at::Tensor& x, const at::Tensor& clean) override;
};

/// Lu et al., "DPM-Solver++", 2022, algorithm 2, in Wan's form: the second-order term uses half the
/// difference and the last step is of first order.
class DpmppSolver final : public Solver {
 public:
  explicit DpmppSolver(std::vector<double> sigmas) : Solver(std::move(sigmas)) {}

 private:
  at::Tensor advance(const at::Tensor& x, const at::Tensor& clean) override;

  at::Tensor clean1_;  ///< x0 estimate of the step before
};

/// Zhao et al., "UniPC", 2023, algorithms 5 and 6, order 2, B2, data prediction; the x0 estimate
/// comes from the uncorrected sample and is not computed again.
class UniPcSolver final : public Solver {
 public:
  explicit UniPcSolver(std::vector<double> sigmas) : Solver(std::move(sigmas)) {}

  /// The sample at the last step's sigma after correction, from which the predictor started.
  const at::Tensor& corrected() const { return corrected_; }

 private:
  at::Tensor advance(const at::Tensor& x, const at::Tensor& clean) override;
  at::Tensor correct(const at::Tensor& clean) const;
  at::Tensor predict(const at::Tensor& clean, int order) const;

  at::Tensor clean1_, clean2_;  ///< x0 estimates of the last two steps
  at::Tensor corrected_;
  int last_order_ = 0;  ///< of the predictor that made the sample at hand
};

std::unique_ptr<Solver> make_solver(SolverKind kind, std::vector<double> sigmas);

/// x0 = x - s v.
at::Tensor clean_from_velocity(const at::Tensor& x, const at::Tensor& velocity, double sigma);
/// v = (x - x0) / s; sigma must be positive.
at::Tensor velocity_from_clean(const at::Tensor& x, const at::Tensor& clean, double sigma);

/// A solver with the grid and rounding that belong to it.
struct SamplerOptions {
  SolverKind solver = SolverKind::kUniPc;
  ScheduleOptions schedule;
};

/// "unipc_wan" (also "unipc"), "unipc_diffusers", "dpmpp_wan" (also "dpmpp"), "euler_plain" (also
/// "euler"), "euler_diffusers", "euler_diffsynth". Throws Error listing the names for another one.
SamplerOptions sampler_named(const std::string& name, int steps, double shift);

}  // namespace animax::diffusion
