// SPDX-License-Identifier: MIT
#include "lift/joint_fit.h"

#include "core/error.h"
#include "lift/fit_problem.h"
#include "lift/triangulate.h"

#include <algorithm>
#include <cmath>

namespace animax::lift {
namespace {

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  const size_t k = std::min(values.size() - 1, static_cast<size_t>(q * values.size()));
  std::nth_element(values.begin(), values.begin() + k, values.end());
  return values[k];
}

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

struct Noise {
  double factor = 1;  // errors over what the spots' sigmas promise
  double px = 0;      // median error, camera pixels
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

struct Outcome {
  std::vector<Pose> poses;
  Loss loss;
  double noise_px = 0;  // median error of the spots that fit
  int iterations = 0;
  bool converged = false;
};

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

// True when a joint strictly between the two may turn, which changes their distance too.
bool bends_between(const Skeleton& skeleton, const Influence& influence, int joint, int ancestor) {
  for (int j = skeleton.joints[joint].parent; j >= 0 && j != ancestor;
       j = skeleton.joints[j].parent)
    if (influence.moves[j]) return true;
  return false;
}

int root_of(const Skeleton& skeleton, int joint) {
  while (skeleton.joints[joint].parent >= 0) joint = skeleton.joints[joint].parent;
  return joint;
}

// The point without a drawn ancestor that has the most points below it, -1: there is none.
int largest_top(const Skeleton& skeleton, const Legend& legend) {
  std::vector<int> below(legend.joints.size(), 1);
  int best = -1;
  for (int p = static_cast<int>(legend.joints.size()) - 1; p >= 0; --p) {
    const int parent = legend.joints[p].parent;
    if (parent >= 0)
      below[parent] += below[p];
    else if (best < 0 || below[p] >= below[best])
      best = p;
  }
  return best;
}

// How many drawn ancestors a point has.
int drawn_depth(const Legend& legend, int point) {
  int depth = 0;
  for (int p = legend.joints[point].parent; p >= 0; p = legend.joints[p].parent) ++depth;
  return depth;
}

// Joints whose heads are, in a good part of the frames, where no turn of their ancestors can bring
// them: the distance from the nearest drawn ancestor is not that of the rest pose.
std::vector<int> find_sliding(const Skeleton& skeleton,
                              const Legend& legend,
                              const std::vector<Camera>& cameras,
                              const Influence& influence,
                              const Track3d& track,
                              double extent,
                              const Outcome& fit,
                              const JointFitOptions& options) {
  const auto rest = drawn_positions(legend, forward_kinematics(skeleton, skeleton.rest_pose()));
  // What the found noise does to a triangulated distance, in the world.
  const double noise = fit.noise_px * cameras[0].depth(rest[0]) / cameras[0].focal;
  const double threshold = std::max(options.slide_threshold * extent, 9 * noise);
  const int trunk = largest_top(skeleton, legend);
  std::vector<int> sliding;
  for (size_t p = 0; p < legend.joints.size(); ++p) {
    const int joint = legend.joints[p].joint;
    int parent = legend.joints[p].parent;
    if (influence.head_point[joint] != static_cast<int>(p)) continue;
    const bool too_deep = options.deepest_slide >= 0 &&
                          drawn_depth(legend, static_cast<int>(p)) > options.deepest_slide;
    if (too_deep) continue;
    if (parent >= 0 && bends_between(skeleton, influence, joint, legend.joints[parent].joint))
      continue;
    // Without a drawn ancestor (feet that hang on the root beside the body): from the trunk.
    if (parent < 0 && trunk >= 0 && trunk != static_cast<int>(p) &&
        root_of(skeleton, joint) == root_of(skeleton, legend.joints[trunk].joint))
      parent = trunk;
    if (parent < 0) continue;
    std::vector<double> stretched;
    for (const auto& points : track) {
      const SpacePoint &own = points[p], &base = points[parent];
      if (own.views < 2 || base.views < 2) continue;
      stretched.push_back(
          std::abs((own.position - base.position).norm() - (rest[p] - rest[parent]).norm()));
    }
    if (stretched.size() < 2 || stretched.size() * 4 < track.size()) continue;
    if (quantile(stretched, 0.75) > threshold) sliding.push_back(joint);
  }
  return sliding;
}

void describe(const FitModel& model,
              const FitProblem& problem,
              const Evidence& evidence,
              const Outcome& outcome,
              JointFit& fit) {
  std::vector<std::vector<double>> errors(model.points());
  FitModel::State state;
  for (size_t t = 0; t < fit.poses.size(); ++t) {
    model.forward(fit.poses[t], state);
    fit.support.emplace_back(model.points(), 0.0);
    for (int p = 0; p < model.points(); ++p) {
      double mass = 0;
      for (int v = 0; v < evidence.views(); ++v) {
        const auto seen = problem.see(v, static_cast<int>(t), p, state.points[p], outcome.loss);
        if (!seen.spot) continue;
        const double c2 = outcome.loss.scale * outcome.loss.scale;
        mass += seen.spot->weight * c2 / (c2 + seen.distance2);
        if (seen.distance2 < 4 * c2) errors[p].push_back(seen.error.norm());
      }
      fit.support[t][p] = 1 - std::exp(-1.5 * mass);
    }
  }
  for (const auto& list : errors) fit.residual_px.push_back(quantile(list, 0.5));
}

}  // namespace

JointFit fit_joints(const Skeleton& skeleton,
                    const Legend& legend,
                    const std::vector<Camera>& cameras,
                    const Evidence& evidence,
                    double fps,
                    std::vector<Pose> start,
                    const JointFitOptions& options) {
  CHECK_EQ(start.size(), static_cast<size_t>(evidence.frames()));
  CHECK_EQ(cameras.size(), static_cast<size_t>(evidence.views()));
  CHECK_EQ(legend.joints.size(), static_cast<size_t>(evidence.points()));
  CHECK_GT(fps, 0.0);
  JointFit fit;
  const Influence influence = find_influence(skeleton, legend);
  FitModel model(skeleton, legend, influence, {});
  if (start.empty() || model.unknowns() == 0) {
    fit.poses = std::move(start);
    fit.converged = true;
    fit.support.assign(fit.poses.size(), std::vector<double>(legend.joints.size(), 0.0));
    fit.residual_px.assign(legend.joints.size(), 0.0);
    return fit;
  }
  FitProblem stiff(skeleton, legend, model, cameras, evidence, fps, options);
  Outcome outcome =
      minimise(model, stiff, evidence, std::move(start), options.start_sigmas, options);

  // Free the translation of joints that do not fit without, and keep it if that explains more.
  const Track3d track = triangulate_robustly(cameras, evidence);
  const std::vector<int> sliding =
      find_sliding(skeleton, legend, cameras, influence, track, stiff.extent(), outcome, options);
  FitModel free_model(skeleton, legend, influence, sliding);
  FitProblem free(skeleton, legend, free_model, cameras, evidence, fps, options);
  if (!sliding.empty()) {
    Outcome freed =
        minimise(free_model, free, evidence, outcome.poses, options.start_sigmas, options);
    freed.iterations += outcome.iterations;
    if (free.cost(freed.poses, outcome.loss) < stiff.cost(outcome.poses, outcome.loss) ||
        freed.loss.noise < 0.9 * outcome.loss.noise) {
      outcome = std::move(freed);
      fit.sliding = sliding;
    }
  }
  fit.poses = std::move(outcome.poses);
  fit.noise = outcome.loss.noise;
  fit.iterations = outcome.iterations;
  fit.converged = outcome.converged;
  if (fit.sliding.empty())
    describe(model, stiff, evidence, outcome, fit);
  else
    describe(free_model, free, evidence, outcome, fit);
  return fit;
}

}  // namespace animax::lift
