// SPDX-License-Identifier: MIT
#include "lift/hinges.h"

#include "core/error.h"
#include "core/statistics.h"
#include "lift/lone_points.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace animax::lift {
namespace {

constexpr double kLeastTurn = 0.2;    // of the tip, in lengths of its lever
constexpr double kOffCircle = 0.2;    // root mean square, over the farthest the tip goes
constexpr double kOffClear = 0.3;     // the same where every other axis is off by far more
constexpr double kClear = 0.6;        // so much of the next best at most
constexpr double kOffWheel = 0.5;     // like kOffCircle, for round parts
constexpr double kLeastRadius = 0.3;  // of the circle, in lengths of the lever

struct Axis {
  Vector3d direction;
  double off_circle = 0;
};

// The axis of the world, as it lies at rest, whose circle through `rest` the tip keeps to best. A
// tip that cuts the corner (what is generated often hedges) leaves its circle, but not for another.
std::optional<Axis> hinge_axis(const Eigen::Matrix3d& anchor_from_world,
                               const Vector3d& rest,
                               const std::vector<Vector3d>& tips,
                               double off_circle) {
  double farthest = 0;
  for (const Vector3d& tip : tips) farthest = std::max(farthest, (tip - rest).norm());
  if (farthest < kLeastTurn) return std::nullopt;
  std::vector<Axis> axes;
  for (int k = 0; k < 3; ++k) {
    const Vector3d axis = anchor_from_world.col(k).normalized();
    const double radius = axis.cross(rest).norm();
    if (radius < kLeastRadius) continue;
    double squares = 0;  // both ways off the circle: near its pole a tip hardly rises as it leaves
    for (const Vector3d& tip : tips)
      squares += std::pow(axis.dot(tip - rest), 2) + std::pow(axis.cross(tip).norm() - radius, 2);
    axes.push_back({axis, std::sqrt(squares / tips.size())});
  }
  if (axes.empty()) return std::nullopt;
  std::stable_sort(axes.begin(), axes.end(), [](const Axis& a, const Axis& b) {
    return a.off_circle < b.off_circle;
  });
  const Axis& best = axes.front();
  const bool clear = axes.size() == 1 || best.off_circle <= kClear * axes[1].off_circle;
  const double allowed = clear ? std::max(off_circle, kOffClear) : off_circle;
  if (best.off_circle > allowed * farthest) return std::nullopt;
  return best;
}

// Whether several tips go where a turn of everything about `centre` would take them.
bool turn_as_one(const std::vector<Vector3d>& rest,
                 const Vector3d& centre,
                 const std::vector<int>& tips,
                 const Track3d& track) {
  constexpr double kUnexplained = 0.35;  // of the way of the tips
  if (tips.size() < 2) return false;
  double squares = 0, all = 0;
  for (const auto& points : track) {
    std::vector<Vector3d> from, to;
    for (int p : tips) {
      if (points[p].views < 2) continue;
      from.push_back(rest[p] - centre);
      to.push_back(points[p].position - centre);
    }
    if (from.empty()) continue;
    const Quaterniond turn = fit_rotation(from, to);
    for (size_t i = 0; i < from.size(); ++i) {
      squares += (turn * from[i] - to[i]).squaredNorm();
      all += (to[i] - from[i]).squaredNorm();
    }
  }
  return squares < kUnexplained * kUnexplained * all;
}

}  // namespace

std::vector<int> straighten_hinges(const Skeleton& skeleton,
                                   const Legend& legend,
                                   const std::vector<bool>& parts,
                                   const std::vector<bool>& round,
                                   std::vector<Pose>& poses) {
  CHECK_EQ(static_cast<int>(parts.size()), skeleton.size());
  CHECK_EQ(round.size(), parts.size());
  const auto lone = lone_points(skeleton, legend);
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  std::vector<int> hinges;
  for (int j = 0; j < skeleton.size(); ++j) {
    if (!parts[j] || poses.empty() || !lone[j]) continue;
    const Transform& rest = skeleton.joints[j].rest;
    const Vector3d rest_tip = direction_in_anchor(rest, lone[j]->in_joint);
    std::vector<Vector3d> tips;
    for (const Pose& pose : poses) tips.push_back(direction_in_anchor(pose[j], lone[j]->in_joint));
    const Eigen::Matrix3d world_from_anchor =
        world_from_joint[j].linear() * rest.rotation.toRotationMatrix().transpose();
    const auto axis =
        hinge_axis(world_from_anchor.inverse(), rest_tip, tips, round[j] ? kOffWheel : kOffCircle);
    if (!axis) continue;
    hinges.push_back(j);
    for (size_t t = 0; t < poses.size(); ++t) {
      const double angle = angle_about(axis->direction, rest_tip, tips[t]);
      const Quaterniond turned = rotation_exp(angle * axis->direction) * rest.rotation;
      turn_under(skeleton, lone, j, turned.normalized(), poses[t]);
    }
  }
  return hinges;
}

bool hold_still(const Skeleton& skeleton,
                const Legend& legend,
                const std::vector<bool>& parts,
                const Track3d& track,
                std::vector<Pose>& poses) {
  constexpr double kStill = 0.05;  // of the extent, four of five frames
  constexpr double kAstray = 0.4;  // rad: what shakes turns less
  CHECK_EQ(track.size(), poses.size());
  const Influence influence = find_influence(skeleton, legend);
  if (influence.carriers.size() != 1) return false;
  const int base = influence.carriers[0];
  const bool astray = std::any_of(poses.begin(), poses.end(), [&](const Pose& pose) {
    return rotation_distance(pose[base].rotation, skeleton.joints[base].rest.rotation) > kAstray;
  });
  if (!astray) return false;
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  const auto rest = drawn_positions(legend, world_from_joint);
  Bounds box;
  for (const Vector3d& p : rest) box.extend(p);

  std::vector<int> tips;
  for (size_t p = 0; p < rest.size(); ++p) {
    const DrawnJoint& drawn = legend.joints[p];
    const bool of_part = drawn.joint != base;
    if (of_part && !(parts[drawn.joint] && skeleton.joints[drawn.joint].parent == base))
      return false;
    if (of_part && !drawn.point_in_joint.isZero()) {
      tips.push_back(static_cast<int>(p));
      continue;
    }
    std::vector<double> ways;
    for (const auto& points : track)
      if (points[p].views >= 2) ways.push_back((points[p].position - rest[p]).norm());
    if (ways.empty() || quantile(std::move(ways), 0.8) > kStill * box.diagonal()) return false;
  }
  if (tips.empty() || turn_as_one(rest, world_from_joint[base].translation(), tips, track))
    return false;
  for (size_t t = 0; t < poses.size(); ++t) {
    Pose pose = skeleton.rest_pose();
    for (int p : tips) {
      const int j = legend.joints[p].joint;
      const Transform& local = skeleton.joints[j].rest;
      pose[j].rotation = poses[t][j].rotation;  // where nothing was found
      if (track[t][p].views < 2) continue;
      const Affine3d anchor_from_world = Affine3d(local.matrix()) * world_from_joint[j].inverse();
      const Vector3d tip = anchor_from_world * track[t][p].position - local.translation;
      pose[j].rotation =
          shortest_rotation(direction_in_anchor(local, legend.joints[p].point_in_joint), tip) *
          local.rotation;
    }
    poses[t] = std::move(pose);
  }
  return true;
}

}  // namespace animax::lift
