// SPDX-License-Identifier: MIT
#include "eval/roundtrip.h"

#include "core/error.h"
#include "core/parallel.h"
#include "core/statistics.h"
#include "render/pose_map_renderer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

namespace animax::eval {
namespace {

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (double v : values) sum += v;
  return values.empty() ? 0 : sum / values.size();
}

double degrees(double radians) { return radians * 180 / M_PI; }

Quaterniond orientation(const Affine3d& world_from_joint) {
  return decompose_lossy(world_from_joint).rotation;
}

// Largest angle between the true and the lifted direction from a joint's head to what it moves.
double swing_error(const std::vector<int>& points,
                   const Vector3d& true_head,
                   const Vector3d& lifted_head,
                   const std::vector<Vector3d>& truth,
                   const std::vector<Vector3d>& lifted) {
  double largest = 0;
  for (int p : points) {
    const Vector3d a = truth[p] - true_head, b = lifted[p] - lifted_head;
    if (a.norm() > 1e-9 && b.norm() > 1e-9)
      largest = std::max(largest, std::atan2(a.cross(b).norm(), a.dot(b)));
  }
  return largest;
}

lift::PoseMaps draw_truth(const Rig& rig,
                          const Legend& legend,
                          const std::vector<Camera>& cameras,
                          const Motion& motion,
                          int size) {
  const int frames = static_cast<int>(motion.frames.size());
  auto images = std::make_shared<std::vector<Image>>(cameras.size() * frames);
  parallel_for(frames, [&](size_t frame) {
    const auto world = forward_kinematics(rig.skeleton, motion.frames[frame]);
    for (size_t view = 0; view < cameras.size(); ++view)
      (*images)[view * frames + frame] = render::draw_pose_map(legend, world, cameras[view], size);
  });
  lift::PoseMaps maps;
  maps.fps = motion.fps;
  maps.frames = frames;
  maps.cameras = cameras;
  maps.image = [images, frames](int view, int frame) { return (*images)[view * frames + frame]; };
  return maps;
}

}  // namespace

void RoundTripOptions::validate() const {
  if (!(fps > 0)) throw Error("fps: found ", fps, ", expected above 0");
  if (max_frames < 1) throw Error("frames: found ", max_frames, ", expected at least 1");
  ViewRigOptions rig;
  rig.size = size;
  rig.views = views;
  rig.validate();
}

void compare_motions(const Rig& rig,
                     const Legend& legend,
                     const Motion& truth,
                     const Motion& lifted,
                     RoundTripReport& report) {
  CHECK_EQ(truth.frames.size(), lifted.frames.size());
  const Skeleton& skeleton = rig.skeleton;
  const double height = rig_height(rig);
  const lift::Influence influence = lift::find_influence(skeleton, legend);
  std::vector<bool> drawn(skeleton.size(), false);
  for (const DrawnJoint& joint : legend.joints) drawn[joint.joint] = true;

  std::vector<double> distances, all_distances, turns, all_turns, local_turns, swings;
  for (size_t t = 0; t < truth.frames.size(); ++t) {
    const auto a = forward_kinematics(skeleton, truth.frames[t]);
    const auto b = forward_kinematics(skeleton, lifted.frames[t]);
    const auto p = drawn_positions(legend, a), q = drawn_positions(legend, b);
    for (size_t i = 0; i < p.size(); ++i) distances.push_back((p[i] - q[i]).norm() / height);
    for (int j = 0; j < skeleton.size(); ++j) {
      if (skeleton.joints[j].deforms)
        all_distances.push_back((a[j].translation() - b[j].translation()).norm() / height);
      const double turn = degrees(rotation_distance(orientation(a[j]), orientation(b[j])));
      if (drawn[j]) all_turns.push_back(turn);
      if (!influence.moves[j]) continue;
      turns.push_back(turn);
      local_turns.push_back(
          degrees(rotation_distance(truth.frames[t][j].rotation, lifted.frames[t][j].rotation)));
      swings.push_back(degrees(swing_error(
          influence.points_turned_by[j], a[j].translation(), b[j].translation(), p, q)));
    }
  }
  report.mean_joint_error = mean(distances);
  report.p95_joint_error = quantile(distances, 0.95);
  report.mean_all_joints_error = mean(all_distances);
  report.median_rotation_error_deg = quantile(turns, 0.5);
  report.median_all_rotation_error_deg = quantile(all_turns, 0.5);
  report.median_local_rotation_error_deg = quantile(local_turns, 0.5);
  report.median_swing_error_deg = quantile(swings, 0.5);
}

RoundTripReport roundtrip(const Rig& rig, const Motion& motion, const RoundTripOptions& options) {
  options.validate();
  if (rig.skeleton.joints.empty()) throw Error(rig.name, ": has no joints");
  if (motion.frames.empty()) throw Error(rig.name, ": the motion has no frames");
  const Legend legend = make_legend(rig, options.style);
  ViewRigOptions views;
  views.size = options.size;
  views.views = options.views;
  Bounds framed = rest_bounds(rig);
  framed.extend(bounds_of(rig, motion));
  // Heads may lie outside the mesh.
  for (const Pose& pose : motion.frames)
    for (const Vector3d& p : drawn_positions(legend, forward_kinematics(rig.skeleton, pose)))
      framed.extend(p);
  const auto cameras = make_view_rig(framed, views);

  RoundTripReport report;
  report.frames = static_cast<int>(motion.frames.size());
  report.joints_drawn = static_cast<int>(legend.joints.size());
  const auto start = std::chrono::steady_clock::now();
  const lift::PoseMaps maps = draw_truth(rig, legend, cameras, motion, options.size);
  report.render_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  lift::LiftOptions lift_options;
  lift_options.method = options.method;
  lift::LiftResult result = lift::lift(rig.skeleton, legend, maps, lift_options);
  report.seconds = result.seconds;
  report.confidence = result.confidence;
  report.warning = result.warning;
  report.joints_sliding = static_cast<int>(result.sliding.size());
  compare_motions(rig, legend, motion, result.motion, report);
  report.lifted = std::move(result.motion);
  return report;
}

RoundTripReport roundtrip(const Rig& rig, const Clip& clip, const RoundTripOptions& options) {
  options.validate();
  Motion motion = sample_motion(clip, rig.skeleton, options.fps);
  if (static_cast<int>(motion.frames.size()) > options.max_frames)
    motion.frames.resize(options.max_frames);
  return roundtrip(rig, motion, options);
}

Json to_json(const RoundTripReport& report) {
  return {{"mean_joint_error", report.mean_joint_error},
          {"p95_joint_error", report.p95_joint_error},
          {"mean_all_joints_error", report.mean_all_joints_error},
          {"median_rotation_error_deg", report.median_rotation_error_deg},
          {"median_all_rotation_error_deg", report.median_all_rotation_error_deg},
          {"median_local_rotation_error_deg", report.median_local_rotation_error_deg},
          {"median_swing_error_deg", report.median_swing_error_deg},
          {"seconds",
           {{"render", report.render_seconds},
            {"localise", report.seconds.localise},
            {"triangulate", report.seconds.triangulate},
            {"solve", report.seconds.solve}}},
          {"confidence", report.confidence},
          {"warning", report.warning},
          {"frames", report.frames},
          {"joints_drawn", report.joints_drawn},
          {"joints_sliding", report.joints_sliding}};
}

}  // namespace animax::eval
