// SPDX-License-Identifier: MIT
#include "diffusion/solvers.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace animax::diffusion {
namespace {

/// ln((1 - s) / s): -inf at s = 1, +inf at s = 0. The formulas below hold for both: exponentials of
/// an infinite step vanish and its corrections get weight 0.
double log_ratio(double sigma) { return std::log(1 - sigma) - std::log(sigma); }

}  // namespace

at::Tensor clean_from_velocity(const at::Tensor& x, const at::Tensor& velocity, double sigma) {
  return x - sigma * velocity;
}

at::Tensor velocity_from_clean(const at::Tensor& x, const at::Tensor& clean, double sigma) {
  CHECK_GT(sigma, 0);
  return (x - clean) / sigma;
}

at::Tensor Solver::step(const at::Tensor& x, const at::Tensor& prediction, Prediction kind) {
  CHECK_LT(index_ + 1, static_cast<int>(sigmas_.size()));
  CHECK_THAT(x.sizes() == prediction.sizes());
  at::Tensor next =
      advance(x,
              kind == Prediction::kClean ? prediction
                                         : clean_from_velocity(x, prediction, sigmas_[index_]));
  ++index_;
  return next;
}

at::Tensor EulerSolver::advance(const at::Tensor& x, const at::Tensor& clean) {
  const double ratio = sigmas_[index_ + 1] / sigmas_[index_];
  return ratio * x + (1 - ratio) * clean;
}

at::Tensor DpmppSolver::advance(const at::Tensor& x, const at::Tensor& clean) {
  const int i = index_, last = static_cast<int>(sigmas_.size()) - 2;
  const double h = log_ratio(sigmas_[i + 1]) - log_ratio(sigmas_[i]);
  const double weight = -(1 - sigmas_[i + 1]) * std::expm1(-h);
  at::Tensor next = (sigmas_[i + 1] / sigmas_[i]) * x + weight * clean;
  if (i > 0 && i < last) {
    const double h0 = log_ratio(sigmas_[i]) - log_ratio(sigmas_[i - 1]);
    next += (0.5 * weight * h / h0) * (clean - clean1_);
  }
  clean1_ = clean;
  return next;
}

at::Tensor UniPcSolver::advance(const at::Tensor& x, const at::Tensor& clean) {
  corrected_ = index_ > 0 ? correct(clean) : x;
  const int remaining = static_cast<int>(sigmas_.size()) - 1 - index_;
  last_order_ = std::min({2, remaining, index_ + 1});
  at::Tensor next = predict(clean, last_order_);
  clean2_ = clean1_;
  clean1_ = clean;
  return next;
}

at::Tensor UniPcSolver::correct(const at::Tensor& clean) const {
  const int i = index_;
  const double h = log_ratio(sigmas_[i]) - log_ratio(sigmas_[i - 1]);
  const double q = std::expm1(-h);
  at::Tensor correction;
  if (last_order_ == 1) {
    correction = 0.5 * (clean - clean1_);
  } else {
    // Solve u1 + u2 = b1, r u1 + u2 = b2 for the weights of the two differences.
    const double r = (log_ratio(sigmas_[i - 2]) - log_ratio(sigmas_[i - 1])) / h;
    const double g1 = q / -h - 1, g2 = g1 / -h - 0.5;
    const double b1 = g1 / q, b2 = 2 * g2 / q;
    const double u1 = (b1 - b2) / (1 - r), u2 = b1 - u1;
    correction = (u1 / r) * (clean2_ - clean1_) + u2 * (clean - clean1_);
  }
  const double weight = -(1 - sigmas_[i]) * q;
  return (sigmas_[i] / sigmas_[i - 1]) * corrected_ + weight * (clean1_ + correction);
}

at::Tensor UniPcSolver::predict(const at::Tensor& clean, int order) const {
  const int i = index_;
  const double h = log_ratio(sigmas_[i + 1]) - log_ratio(sigmas_[i]);
  const double weight = -(1 - sigmas_[i + 1]) * std::expm1(-h);
  at::Tensor next = (sigmas_[i + 1] / sigmas_[i]) * corrected_ + weight * clean;
  if (order == 2) {
    const double r = (log_ratio(sigmas_[i - 1]) - log_ratio(sigmas_[i])) / h;
    next += (weight / (2 * r)) * (clean1_ - clean);
  }
  return next;
}

std::unique_ptr<Solver> make_solver(SolverKind kind, std::vector<double> sigmas) {
  CHECK_GE(sigmas.size(), 2u);
  switch (kind) {
    case SolverKind::kEuler:
      return std::make_unique<EulerSolver>(std::move(sigmas));
    case SolverKind::kDpmpp:
      return std::make_unique<DpmppSolver>(std::move(sigmas));
    case SolverKind::kUniPc:
      return std::make_unique<UniPcSolver>(std::move(sigmas));
  }
  CHECK_THAT(false);
  return nullptr;
}

SamplerOptions sampler_named(const std::string& name, int steps, double shift) {
  struct Named {
    const char* name;
    SolverKind solver;
    SigmaGrid grid;
    TimestepRounding rounding;
  };
  using enum SolverKind;
  using enum SigmaGrid;
  using enum TimestepRounding;
  static constexpr std::array<Named, 9> kTable = {{
      {"unipc", kUniPc, kWanUniPc, kTruncate},
      {"unipc_wan", kUniPc, kWanUniPc, kTruncate},
      {"unipc_diffusers", kUniPc, kDiffusersUniPc, kTruncate},
      {"dpmpp", kDpmpp, kUniform, kTruncate},
      {"dpmpp_wan", kDpmpp, kUniform, kTruncate},
      {"euler", kEuler, kUniform, kNone},
      {"euler_plain", kEuler, kUniform, kNone},
      {"euler_diffusers", kEuler, kDiffusersEuler, kNone},
      {"euler_diffsynth", kEuler, kUniform, kBf16},
  }};
  std::string known;
  for (const Named& entry : kTable) {
    if (name == entry.name) return {entry.solver, {entry.grid, entry.rounding, steps, shift}};
    known += str_cat(known.empty() ? "" : ", ", entry.name);
  }
  throw Error("sampler: found \"", name, "\", expected one of ", known);
}

}  // namespace animax::diffusion
