// SPDX-License-Identifier: MIT
#include "lift/minimise.h"

#include "core/statistics.h"

#include <algorithm>
#include <cmath>

namespace animax::lift {
namespace {

// Keeps turns within what the linear model is good for.
void limit_turns(const FitModel& model, MatrixXd& step) {
  constexpr double kLargestTurn = 0.8;  // rad
  for (Eigen::Index t = 0; t < step.cols(); ++t) {
    double largest = 0;
    for (const Freedom& f : model.freedoms())
      if (f.kind == Freedom::kTurn)
        largest = std::max(largest, step.col(t).segment<3>(f.offset).norm());
    if (largest > kLargestTurn) step.col(t) *= kLargestTurn / largest;
  }
}

// Levenberg-Marquardt at one loss. Returns whether it stopped because nothing improved any more.
class Minimiser {
 public:
  Minimiser(const FitModel& model, const FitProblem& problem) : model_(model), problem_(problem) {}

  bool run(const Loss& loss, int iterations, std::vector<Pose>& poses) {
    double cost = problem_.cost(poses, loss);
    for (int i = 0; i < iterations; ++i) {
      const Normal normal = problem_.linearise(poses, loss);
      ++iterations_;
      const double before = cost;
      if (!improve(normal, loss, cost, poses)) return true;
      if (before - cost < 1e-5 * std::abs(before)) return true;
    }
    return false;
  }

  int iterations() const { return iterations_; }

 private:
  // Tries steps with more and more damping until one lowers the cost.
  bool improve(const Normal& normal, const Loss& loss, double& cost, std::vector<Pose>& poses) {
    for (int attempt = 0; attempt < 5; ++attempt) {
      MatrixXd step = problem_.solve(normal, damping_);
      if (step.allFinite()) {
        limit_turns(model_, step);
        std::vector<Pose> tried = poses;
        for (size_t t = 0; t < tried.size(); ++t) model_.apply(step.col(t).data(), tried[t]);
        const double new_cost = problem_.cost(tried, loss);
        if (new_cost < cost) {
          cost = new_cost;
          poses = std::move(tried);
          damping_ = std::max(1e-7, damping_ / 5);
          return true;
        }
      }
      damping_ = std::min(1e3, damping_ * 10);
    }
    return false;
  }

  const FitModel& model_;
  const FitProblem& problem_;
  double damping_ = 1e-3;
  int iterations_ = 0;
};

// From the median of those that fit at all (2 degrees of freedom: the median of chi-squared is
// 1.386).
Noise measure_noise(const FitModel& model,
                    const FitProblem& problem,
                    const Evidence& evidence,
                    const std::vector<Pose>& poses,
                    const Loss& loss) {
  std::vector<double> distances, pixels;
  FitModel::State state;
  for (size_t t = 0; t < poses.size(); ++t) {
    model.forward(poses[t], state);
    for (int p = 0; p < model.points(); ++p) {
      for (int v = 0; v < evidence.views(); ++v) {
        const auto seen = problem.see(v, static_cast<int>(t), p, state.points[p], loss);
        if (!seen.spot || seen.distance2 > 4 * loss.scale * loss.scale) continue;
        distances.push_back(seen.distance2);
        pixels.push_back(seen.error.norm());
      }
    }
  }
  if (distances.size() < 10) return {loss.noise, quantile(pixels, 0.5)};
  return {std::clamp(loss.noise * std::sqrt(quantile(distances, 0.5) / 1.386), 0.3, 30.0),
          quantile(pixels, 0.5)};
}

// Rounds of learning how joints turn; more change little.
constexpr int kHingeRounds = 3;

}  // namespace

Outcome minimise(const FitModel& model,
                 FitProblem& problem,
                 const Evidence& evidence,
                 std::vector<Pose> start,
                 double start_scale,
                 const JointFitOptions& options) {
  Outcome out;
  out.poses = std::move(start);
  out.loss.scale = start_scale;
  Minimiser minimiser(model, problem);
  while (out.loss.scale > options.inlier_sigmas) {
    minimiser.run(out.loss, 4, out.poses);
    out.loss.scale = std::max(options.inlier_sigmas, 0.5 * out.loss.scale);
    out.loss.noise = measure_noise(model, problem, evidence, out.poses, out.loss).factor;
  }
  const int left = std::max(3, options.max_iterations - minimiser.iterations());
  for (int round = 0; round < kHingeRounds; ++round) {
    problem.adapt_rest(out.poses);
    minimiser.run(out.loss, 6, out.poses);
  }
  out.converged = minimiser.run(out.loss, left, out.poses);
  out.noise_px = measure_noise(model, problem, evidence, out.poses, out.loss).px;
  out.iterations = minimiser.iterations();
  return out;
}

}  // namespace animax::lift
