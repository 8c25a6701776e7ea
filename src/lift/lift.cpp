// SPDX-License-Identifier: MIT
#include "lift/lift.h"

#include "core/error.h"
#include "lift/triangulate.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace animax::lift {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point& start) {
  const auto now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - start).count();
  start = now;
  return seconds;
}

void require(const Skeleton& skeleton, const Legend& legend, const PoseMaps& maps) {
  if (maps.cameras.empty()) throw Error("lift: found no views, expected at least one");
  if (maps.frames < 1) throw Error("lift: found no frames, expected at least one");
  if (!(maps.fps > 0)) throw Error("lift: found a rate of ", maps.fps, " fps, expected above 0");
  if (legend.joints.empty()) throw Error("lift: the palette has no joints");
  for (const DrawnJoint& drawn : legend.joints)
    if (drawn.joint < 0 || drawn.joint >= skeleton.size())
      throw Error("lift: the palette names joint ", drawn.joint, " of ", skeleton.size());
}

std::vector<Vector3d> rest_points(const Skeleton& skeleton, const Legend& legend) {
  return drawn_positions(legend, forward_kinematics(skeleton, skeleton.rest_pose()));
}

// How much each frame's points agree with the found motion: the paper's way has no loss of its own,
// so agreement means within two percent of the image.
void describe_paper(const Skeleton& skeleton,
                    const Legend& legend,
                    const PoseMaps& maps,
                    const Evidence& evidence,
                    JointFit& fit) {
  std::vector<std::vector<double>> errors(legend.joints.size());
  for (size_t t = 0; t < fit.poses.size(); ++t) {
    const auto points = drawn_positions(legend, forward_kinematics(skeleton, fit.poses[t]));
    fit.support.emplace_back(points.size(), 0.0);
    for (size_t p = 0; p < points.size(); ++p) {
      double mass = 0;
      for (int v = 0; v < evidence.views(); ++v) {
        const auto& spots = evidence.at(v, static_cast<int>(t), static_cast<int>(p));
        const auto projected = maps.cameras[v].project(points[p]);
        if (spots.empty() || !projected) continue;
        const double error = (*projected - spots[0].position).norm();
        errors[p].push_back(error);
        const double tolerance = 0.02 * maps.cameras[v].width;
        mass += 1 / (1 + error * error / (tolerance * tolerance));
      }
      fit.support[t][p] = 1 - std::exp(-1.5 * mass);
    }
  }
  for (auto& list : errors) {
    std::sort(list.begin(), list.end());
    fit.residual_px.push_back(list.empty() ? 0 : list[list.size() / 2]);
  }
}

// Points that views agree on, the closely agreeing ones first. Loosely agreed on, a tip still tells
// the direction of a part that is long against the error.
Track3d triangulate_for_start(const Skeleton& skeleton,
                              const Legend& legend,
                              const std::vector<Camera>& cameras,
                              const Evidence& evidence,
                              const JointFitOptions& options) {
  constexpr double kErrorOfLever = 0.5;
  double agreement = kAgreement;
  Track3d track = triangulate_robustly(cameras, evidence, agreement);
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  const auto rest = drawn_positions(legend, world_from_joint);
  while (2 * agreement <= options.start_agreement) {
    agreement *= 2;
    const Track3d looser = triangulate_robustly(cameras, evidence, agreement);
    for (size_t p = 0; p < rest.size(); ++p) {
      const int joint = legend.joints[p].joint;
      if (!options.may_slide.empty() && !options.may_slide[joint]) continue;
      const double lever = (rest[p] - world_from_joint[joint].translation()).norm();
      const double shown = cameras[0].width * cameras[0].depth(rest[p]) / cameras[0].focal;
      if (agreement * shown > kErrorOfLever * lever) continue;
      for (size_t t = 0; t < track.size(); ++t)
        if (track[t][p].views == 0) track[t][p] = looser[t][p];
    }
  }
  return track;
}

// Triangulates for a start, then fits.
JointFit fit_evidence(const Skeleton& skeleton,
                      const Legend& legend,
                      const PoseMaps& maps,
                      const Evidence& evidence,
                      const JointFitOptions& options,
                      LiftSeconds& seconds) {
  auto clock = Clock::now();
  const Track3d track = triangulate_for_start(skeleton, legend, maps.cameras, evidence, options);
  seconds.triangulate = seconds_since(clock);
  JointFit fit = fit_joints(skeleton,
                            legend,
                            maps.cameras,
                            evidence,
                            maps.fps,
                            solve_rotations(skeleton, legend, track, 2),
                            options);
  seconds.solve = seconds_since(clock);
  return fit;
}

// What circles that were seen elsewhere than the motion puts them take off the confidence. Measured
// on the corruption suite (docs/lifting.md): up to a twentieth is what ghosts and swaps of single
// frames leave; from an eighth on whole limbs may follow the wrong circles.
double trust_in(double contradicted) { return std::exp(-std::max(0.0, contradicted - 0.05) / 0.1); }

void report(const Skeleton& skeleton,
            const Legend& legend,
            const PoseMaps& maps,
            const JointFit& fit,
            double trust,
            LiftResult& result) {
  result.joint_confidence.assign(skeleton.size(), 0);
  result.residual_px.assign(skeleton.size(), 0);
  result.contradicted = fit.contradicted;
  std::vector<int> poor;
  for (size_t p = 0; p < legend.joints.size(); ++p) {
    double sum = 0;
    for (const auto& support : fit.support) sum += support[p];
    const double confidence = fit.support.empty() ? 0 : sum / fit.support.size();
    const int joint = legend.joints[p].joint;
    // A joint with a tip is as sure as the better of the two.
    result.joint_confidence[joint] = std::max(result.joint_confidence[joint], confidence);
    result.residual_px[joint] = std::max(result.residual_px[joint], fit.residual_px[p]);
    result.confidence += confidence / legend.joints.size();
    if (confidence < 0.4) poor.push_back(joint);
  }
  // Points that agree only within a loss that had to be made very wide prove little.
  const double tolerated = 0.015 * maps.cameras[0].width;
  double residual = 0;
  for (double r : fit.residual_px) residual += r / fit.residual_px.size();
  result.confidence *= std::min(1.0, std::exp(1 - std::max(1.0, residual / tolerated)));
  result.confidence *= trust;
  if (result.confidence < 0.5)
    result.warning = str_cat("the pose maps are too poor to trust the motion: confidence ",
                             std::round(100 * result.confidence) / 100,
                             ", ",
                             poor.size(),
                             " of ",
                             legend.joints.size(),
                             " joints hardly seen, ",
                             std::round(100 * result.contradicted),
                             " % of the circles contradict it");
  else if (!poor.empty())
    result.warning = str_cat(poor.size(),
                             " of ",
                             legend.joints.size(),
                             " joints are hardly seen and follow their neighbours, first \"",
                             skeleton.joints[poor[0]].name,
                             "\"");
}

}  // namespace

LiftResult lift(const Skeleton& skeleton,
                const Legend& legend,
                const PoseMaps& maps,
                const LiftOptions& options) {
  require(skeleton, legend, maps);
  const Rng rng(options.seed);
  LiftResult result;
  JointFit fit;
  auto clock = Clock::now();
  if (options.method == Method::kPaper) {
    const Evidence evidence = localise_by_clustering(legend, maps, rng);
    result.seconds.localise = seconds_since(clock);
    const Track3d track =
        triangulate_with_bones(legend, rest_points(skeleton, legend), maps.cameras, evidence);
    result.seconds.triangulate = seconds_since(clock);
    fit.poses = solve_rotations(skeleton, legend, track);
    describe_paper(skeleton, legend, maps, evidence, fit);
  } else {
    const Evidence evidence = localise(legend, maps, options.localise, rng);
    result.seconds.localise = seconds_since(clock);
    fit = fit_evidence(skeleton, legend, maps, evidence, options.fit, result.seconds);
    clock = Clock::now();
  }
  result.seconds.solve += seconds_since(clock);
  report(skeleton, legend, maps, fit, trust_in(fit.contradicted), result);
  result.sliding = fit.sliding;
  result.motion = {maps.fps, std::move(fit.poses)};
  return result;
}

LiftResult lift_evidence(const Skeleton& skeleton,
                         const Legend& legend,
                         const PoseMaps& maps,
                         const Evidence& evidence,
                         const JointFitOptions& options) {
  require(skeleton, legend, maps);
  LiftResult result;
  JointFit fit = fit_evidence(skeleton, legend, maps, evidence, options, result.seconds);
  // A model's evidence has a place for every joint, right or not: only its own weights count.
  report(skeleton, legend, maps, fit, 1, result);
  result.sliding = fit.sliding;
  result.motion = {maps.fps, std::move(fit.poses)};
  return result;
}

void plant_feet(const Skeleton& skeleton,
                const Legend& legend,
                const PoseMaps& maps,
                const Evidence& evidence,
                JointFitOptions options,
                const Floor& floor,
                double lead_in,
                LiftResult& lifted) {
  // Of the image's width: a third of what is expected of located points.
  constexpr double kSigma = 0.002;
  std::vector<Pose>& poses = lifted.motion.frames;
  if (poses.empty()) return;
  poses[0] = skeleton.rest_pose();
  const Footing footing = find_footing(skeleton, legend, poses, maps.fps, floor, lead_in);
  if (!stands(footing)) return;
  auto clock = Clock::now();
  options.start_sigmas *= 3;  // of these sigmas: sunken feet are far from the floor
  options.may_slide.assign(skeleton.size(), false);
  for (int joint : lifted.sliding) options.may_slide[joint] = true;
  JointFit fit = fit_joints(skeleton,
                            legend,
                            maps.cameras,
                            hold_footing(evidence, maps.cameras, footing, kSigma),
                            maps.fps,
                            std::move(poses),
                            options);
  poses = std::move(fit.poses);
  lifted.sliding = std::move(fit.sliding);
  lifted.seconds.solve += seconds_since(clock);
}

PoseMaps pose_maps_of(const WorkingFolder& folder) {
  PoseMaps maps;
  maps.fps = folder.fps;
  maps.frames = folder.frames;
  maps.cameras = folder.cameras;
  maps.image = [folder](int view, int frame) {
    return read_image(folder.frame_image("pose", view, frame), 3);
  };
  return maps;
}

}  // namespace animax::lift
