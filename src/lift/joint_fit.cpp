// SPDX-License-Identifier: MIT
#include "lift/joint_fit.h"

#include "core/error.h"
#include "core/statistics.h"
#include "lift/minimise.h"
#include "lift/rails.h"
#include "lift/sliding.h"
#include "lift/triangulate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

namespace animax::lift {
namespace {

// What a freed joint has to take off the objective per frame. A circle that was not explained and
// then is takes off the loss's scale squared, 9; free joints explain some false circles, too. A way
// along a rail is hardly false, and may be seen from two sides alone.
constexpr double kLeastSlidingGain = 12;
constexpr double kLeastRailGain = 2;

// The best of several starts, judged by one loss.
Outcome minimise_from_best(const FitModel& model,
                           FitProblem& problem,
                           const Evidence& evidence,
                           std::vector<std::vector<Pose>> starts,
                           const Loss& judge,
                           const JointFitOptions& options) {
  Outcome best;
  double least = std::numeric_limits<double>::infinity();
  int iterations = 0;
  for (auto& start : starts) {
    problem.forget_rest();
    Outcome out =
        minimise(model, problem, evidence, std::move(start), options.start_sigmas, options);
    iterations += out.iterations;
    problem.forget_rest();
    const double cost = problem.cost(out.poses, judge);
    if (cost >= least) continue;
    least = cost;
    best = std::move(out);
  }
  best.iterations = iterations;
  return best;
}

// How far the points of a track are from their spots: noise that owes nothing to the skeleton.
Noise noise_of(const Track3d& track, const std::vector<Camera>& cameras) {
  std::vector<double> pixels, factors;
  for (const auto& points : track)
    for (const SpacePoint& point : points) {
      if (point.views < 3) continue;
      // Three of the 2 * views coordinates were fitted.
      const double error = point.error_px * std::sqrt(2.0 * point.views / (2 * point.views - 3));
      pixels.push_back(error);
      const double sigma_px = point.sigma * cameras[0].focal / cameras[0].depth(point.position);
      factors.push_back(error / std::max(1e-9, sigma_px));
    }
  if (pixels.empty()) return {};
  return {std::clamp(quantile(factors, 0.5), 0.3, 30.0), quantile(pixels, 0.5)};
}

struct Inputs {
  const Skeleton& skeleton;
  const Legend& legend;
  const Influence& influence;
  const std::vector<Camera>& cameras;
  const Evidence& evidence;
  double fps;
  const JointFitOptions& options;
};

// The joints to try as sliding, from points that owe nothing to the skeleton.
std::vector<int> sliding_candidates(const Inputs& in, const Track3d& track, double extent) {
  constexpr size_t kMostParts = 16;
  if (in.options.try_all_parts) {
    std::vector<int> parts;
    for (int j = 0; j < in.skeleton.size(); ++j) {
      const auto& carriers = in.influence.carriers;
      const bool carries = std::find(carriers.begin(), carriers.end(), j) != carriers.end();
      const bool may = in.options.may_slide.empty() || in.options.may_slide[j];
      if (may && !carries && in.influence.head_point[j] >= 0) parts.push_back(j);
    }
    if (parts.size() <= kMostParts) return parts;
  }
  const Noise noise = noise_of(track, in.cameras);
  const auto rest =
      drawn_positions(in.legend, forward_kinematics(in.skeleton, in.skeleton.rest_pose()));
  const double noise_in_world = noise.px * in.cameras[0].depth(rest[0]) / in.cameras[0].focal;
  SlidingOptions slide;
  slide.threshold = std::max(in.options.slide_threshold * extent, 9 * noise_in_world);
  slide.noise = noise.factor;
  slide.may_slide = in.options.may_slide;
  return find_sliding(in.skeleton, in.legend, in.influence, track, slide);
}

// A fit in which some joints may slide.
struct FreeFit {
  FreeFit(const Inputs& inputs, std::vector<int> joints)
      : in(inputs),
        sliding(std::move(joints)),
        model(in.skeleton, in.legend, in.influence, sliding),
        problem(in.skeleton, in.legend, model, in.cameras, in.evidence, in.fps, in.options) {}

  void run(const Track3d& track, const Outcome& stiff) {
    outcome = minimise_from_best(
        model,
        problem,
        in.evidence,
        {solve_rotations(in.skeleton, in.legend, track, 2, sliding), stiff.poses},
        stiff.loss,
        in.options);
    outcome.iterations += stiff.iterations;
  }

  // What it takes off the objective of the fit without.
  double gain_over(FitProblem& stiff_problem, const Outcome& stiff) {
    stiff_problem.forget_rest();
    problem.forget_rest();
    const Loss judge{in.options.inlier_sigmas, std::min(stiff.loss.noise, outcome.loss.noise)};
    return stiff_problem.cost(stiff.poses, judge) - problem.cost(outcome.poses, judge);
  }

  bool is_worth(double least_gain, FitProblem& stiff_problem, const Outcome& stiff) {
    return gain_over(stiff_problem, stiff) > least_gain * sliding.size() * in.evidence.frames();
  }

  // The sliding joints that are farther than `least` (world units) from their place in a sixth of
  // the frames.
  std::vector<int> travellers(double least) const {
    const auto rest = forward_kinematics(in.skeleton, in.skeleton.rest_pose());
    std::vector<int> far;
    for (int j : sliding) {
      const Joint& joint = in.skeleton.joints[j];
      const Affine3d world_from_parent =
          (joint.parent >= 0 ? rest[joint.parent] : Affine3d::Identity()) *
          joint.parent_from_anchor;
      std::vector<double> ways;
      for (const Pose& pose : outcome.poses)
        ways.push_back(
            (world_from_parent.linear() * (pose[j].translation - joint.rest.translation)).norm());
      if (quantile(std::move(ways), 5.0 / 6) > least) far.push_back(j);
    }
    return far;
  }

  // Of the sliding joints that hang on what carries the skeleton, those with a rail.
  std::map<int, Vector3d> rails() const {
    std::map<int, Vector3d> found;
    if (in.options.rail_way <= 0) return found;
    const auto& carriers = in.influence.carriers;
    for (int j : sliding) {
      const int parent = in.skeleton.joints[j].parent;
      if (std::find(carriers.begin(), carriers.end(), parent) == carriers.end()) continue;
      const double least_way = in.options.rail_way * problem.extent();
      if (const auto rail = find_rail(in.skeleton, j, outcome.poses, least_way)) found[j] = *rail;
    }
    return found;
  }

  const Inputs in;
  const std::vector<int> sliding;
  FitModel model;
  FitProblem problem;
  Outcome outcome;
};

// Where a fit is not worth its freedom: one with those parts alone that move along rails; none if
// that is not worth it either.
std::unique_ptr<FreeFit> fit_along_rails(std::unique_ptr<FreeFit> free,
                                         FitProblem& stiff_problem,
                                         const Outcome& stiff,
                                         const Track3d& track) {
  std::vector<int> joints;
  for (const auto& [joint, rail] : free->rails()) joints.push_back(joint);
  if (joints.empty()) return nullptr;
  if (joints.size() < free->sliding.size()) {
    free = std::make_unique<FreeFit>(free->in, joints);
    free->run(track, stiff);
  }
  return free->is_worth(kLeastRailGain, stiff_problem, stiff) ? std::move(free) : nullptr;
}

void describe(const FitModel& model,
              const FitProblem& problem,
              const Evidence& evidence,
              const Outcome& outcome,
              JointFit& fit) {
  std::vector<std::vector<double>> errors(model.points());
  FitModel::State state;
  const double c2 = outcome.loss.scale * outcome.loss.scale;
  double found = 0, contradicted = 0;
  for (size_t t = 0; t < fit.poses.size(); ++t) {
    model.forward(fit.poses[t], state);
    fit.support.emplace_back(model.points(), 0.0);
    for (int p = 0; p < model.points(); ++p) {
      double mass = 0;
      for (int v = 0; v < evidence.views(); ++v) {
        const auto& spots = evidence.at(v, static_cast<int>(t), p);
        if (spots.empty()) continue;
        found += spots[0].weight;
        const auto seen = problem.see(v, static_cast<int>(t), p, state.points[p], outcome.loss);
        if (!seen.spot || seen.distance2 > 4 * c2) contradicted += spots[0].weight;
        if (!seen.spot) continue;
        mass += seen.spot->weight * c2 / (c2 + seen.distance2);
        if (seen.distance2 < 4 * c2) errors[p].push_back(seen.error.norm());
      }
      fit.support[t][p] = 1 - std::exp(-1.5 * mass);
    }
  }
  for (const auto& list : errors) fit.residual_px.push_back(quantile(list, 0.5));
  fit.contradicted = found > 0 ? contradicted / found : 0;
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
  const Inputs inputs{skeleton, legend, influence, cameras, evidence, fps, options};
  std::vector<int> sliding = sliding_candidates(inputs, track, stiff.extent());
  std::unique_ptr<FreeFit> free;
  while (!sliding.empty()) {
    free = std::make_unique<FreeFit>(inputs, sliding);
    free->run(track, outcome);
    sliding = free->travellers(0.5 * options.slide_threshold * stiff.extent());
    if (!options.try_all_parts || sliding.size() == free->sliding.size()) break;
    free.reset();  // those that stay where they are are held again
  }
  if (free && !free->is_worth(kLeastSlidingGain, stiff, outcome))
    free = fit_along_rails(std::move(free), stiff, outcome, track);
  if (free) {
    for (const auto& [joint, rail] : free->rails())
      keep_on_rail(skeleton, joint, rail, free->outcome.poses);
    outcome = std::move(free->outcome);
    fit.sliding = free->sliding;
  }
  fit.poses = std::move(outcome.poses);
  fit.noise = outcome.loss.noise;
  fit.iterations = outcome.iterations;
  fit.converged = outcome.converged;
  if (fit.sliding.empty())
    describe(model, stiff, evidence, outcome, fit);
  else
    describe(free->model, free->problem, evidence, outcome, fit);
  return fit;
}

}  // namespace animax::lift
