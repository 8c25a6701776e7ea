// SPDX-License-Identifier: MIT
#include "lift/hinges.h"

#include "core/error.h"
#include "core/statistics.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace animax::lift {
namespace {

constexpr double kLeastTurn = 0.2;    // of the tip, in lengths of its lever
constexpr double kOffCircle = 0.2;    // root mean square, over the farthest the tip goes
constexpr double kOffWheel = 0.5;     // the same for round parts
constexpr double kLeastRadius = 0.3;  // of the circle, in lengths of the lever
constexpr double kLeaning =
    0.4;  // of the base of a spindle: level way of its point, over its length

// Where the tip is seen from the joint's head, unit length, in the frame that the joint turns in.
Vector3d direction(const Transform& local, const Vector3d& tip) {
  return (local.rotation * local.scale.cwiseProduct(tip)).normalized();
}

// A point that alone shows how a joint is turned: its tip, or the head of a joint below it.
struct LonePoint {
  Vector3d in_joint;
  int owner = -1;  // the joint whose tip or head it is
};
using LonePoints = std::vector<std::optional<LonePoint>>;  // per joint

LonePoints lone_points(const Skeleton& skeleton, const Legend& legend) {
  const Influence influence = find_influence(skeleton, legend);
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  const auto rest = drawn_positions(legend, world_from_joint);
  LonePoints lone(skeleton.size());
  for (int j = 0; j < skeleton.size(); ++j) {
    const auto& points = influence.points_turned_by[j];
    if (points.size() != 1) continue;
    const Vector3d point = world_from_joint[j].inverse() * rest[points[0]];
    if (!point.isZero(1e-9) && point.allFinite())
      lone[j] = LonePoint{point, legend.joints[points[0]].joint};
  }
  return lone;
}

// The rotation that brings the point from where it rests to where `local` has it, without a twist.
Quaterniond smallest_turn(const Transform& rest, const Transform& local, const LonePoint& lone) {
  return shortest_rotation(direction(rest, lone.in_joint), direction(local, lone.in_joint)) *
         rest.rotation;
}

// Gives `joint` another rotation. What hangs on it stays as it is turned in the world, but for
// joints that a single point shows: they keep that point's direction by the smallest turn.
void turn_under(const Skeleton& skeleton,
                const LonePoints& lone,
                int joint,
                const Quaterniond& rotation,
                Pose& pose) {
  const auto before = forward_kinematics(skeleton, pose);
  auto now = before;
  std::vector<bool> turned(skeleton.size(), false);
  const auto place = [&](int j) {
    const Affine3d anchor = skeleton.joints[j].parent_from_anchor * pose[j].matrix();
    const int parent = skeleton.joints[j].parent;
    now[j] = parent < 0 ? anchor : now[parent] * anchor;
  };
  pose[joint].rotation = rotation;
  place(joint);
  turned[joint] = true;
  for (int j = joint + 1; j < skeleton.size(); ++j) {
    const int parent = skeleton.joints[j].parent;
    if (parent < 0 || !turned[parent]) continue;
    const Affine3d& anchor = skeleton.joints[j].parent_from_anchor;
    const Quaterniond carried((now[parent] * anchor).rotation().transpose() *
                              (before[parent] * anchor).rotation());
    pose[j].rotation = (carried * pose[j].rotation).normalized();
    const Transform& rest = skeleton.joints[j].rest;
    if (lone[j]) pose[j].rotation = smallest_turn(rest, pose[j], *lone[j]);
    turned[j] = true;
    place(j);
  }
}

struct Axis {
  Vector3d direction;
  double off_circle = 0;
};

// The axis of the world, as it lies at rest, whose circle through `rest` the tip keeps to best.
std::optional<Axis> hinge_axis(const Eigen::Matrix3d& anchor_from_world,
                               const Vector3d& rest,
                               const std::vector<Vector3d>& tips,
                               double off_circle) {
  double farthest = 0;
  for (const Vector3d& tip : tips) farthest = std::max(farthest, (tip - rest).norm());
  if (farthest < kLeastTurn) return std::nullopt;
  std::optional<Axis> best;
  for (int k = 0; k < 3; ++k) {
    const Vector3d axis = anchor_from_world.col(k).normalized();
    const double radius = axis.cross(rest).norm();
    if (radius < kLeastRadius) continue;
    double squares = 0;  // both ways off the circle: near its pole a tip hardly rises as it leaves
    for (const Vector3d& tip : tips)
      squares += std::pow(axis.dot(tip - rest), 2) + std::pow(axis.cross(tip).norm() - radius, 2);
    const double off = std::sqrt(squares / tips.size());
    if (off <= off_circle * farthest && (!best || off < best->off_circle)) best = Axis{axis, off};
  }
  return best;
}

// Angle about `axis` from `from` to `to`.
double angle_about(const Vector3d& axis, const Vector3d& from, const Vector3d& to) {
  const Vector3d a = from - axis * axis.dot(from), b = to - axis * axis.dot(to);
  return std::atan2(axis.dot(a.cross(b)), a.dot(b));
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
    Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
    for (int p : tips)
      if (points[p].views >= 2)
        covariance += (points[p].position - centre) * (rest[p] - centre).transpose();
    const Eigen::JacobiSVD<Eigen::Matrix3d> svd(covariance,
                                                Eigen::ComputeFullU | Eigen::ComputeFullV);
    const double sign = (svd.matrixU() * svd.matrixV().transpose()).determinant() < 0 ? -1 : 1;
    const Eigen::Matrix3d turn =
        svd.matrixU() * Vector3d(1, 1, sign).asDiagonal() * svd.matrixV().transpose();
    for (int p : tips) {
      if (points[p].views < 2) continue;
      squares += (turn * (rest[p] - centre) - (points[p].position - centre)).squaredNorm();
      all += (points[p].position - rest[p]).squaredNorm();
    }
  }
  return squares < kUnexplained * kUnexplained * all;
}

// What of `v` is level.
Vector3d level(const Vector3d& v) { return {v.x(), 0, v.z()}; }

// A part that turns on a base: the head of what it carries lies above its own, and a chain of
// points above shows how far it is turned.
struct Spindle {
  int base = -1, part = -1;
  std::vector<LonePoint> pointers;  // owner: the joint in whose frame it is given
  Vector3d plane;                   // level direction in which the chain rests
  bool low = false;                 // the part is short against the chain: how it leans is noise
};

std::optional<Spindle> find_spindle(const Skeleton& skeleton,
                                    const LonePoints& lone,
                                    const std::vector<bool>& parts,
                                    int base) {
  if (!lone[base]) return std::nullopt;
  Spindle spindle;
  spindle.base = base;
  spindle.part = lone[base]->owner;
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  const auto lever = [&](int j) -> Vector3d {
    return world_from_joint[j] * lone[j]->in_joint - world_from_joint[j].translation();
  };
  for (int j = base; lone[j] && (j == base || parts[j]); j = lone[j]->owner) {
    const bool upright = level(lever(j)).norm() < kLeastRadius * lever(j).norm();
    if (!upright && (j == base || j == spindle.part)) return std::nullopt;
    if (j != base) spindle.pointers.push_back({lone[j]->in_joint, j});
    if (!upright) {
      constexpr double kLow = 0.15;
      const Vector3d foot = world_from_joint[spindle.part].translation();
      spindle.plane = level(lever(j));
      spindle.low = lever(spindle.part).norm() <
                    kLow * (world_from_joint[j] * lone[j]->in_joint - foot).norm();
      return spindle;
    }
    if (lone[j]->owner == j) break;  // it ends in a tip
  }
  return std::nullopt;
}

// How far the part is turned, frame by frame, if what it carries is to keep to the upright plane in
// which it rests. nullopt: the base leans, or nothing turns.
std::optional<std::vector<double>> spindle_turns(const Skeleton& skeleton,
                                                 const LonePoints& lone,
                                                 const Spindle& spindle,
                                                 const std::vector<Pose>& poses) {
  constexpr double kFullTurn = 0.6;  // rad: what shakes and sways seems to turn less
  std::vector<double> turns;
  double turn = 0, farthest = 0;
  for (const Pose& pose : poses) {
    const auto world = forward_kinematics(skeleton, pose);
    const Vector3d lever =
        world[spindle.base] * lone[spindle.base]->in_joint - world[spindle.base].translation();
    if (level(lever).norm() > kLeaning * lever.norm()) return std::nullopt;
    // The plane that the points lie in. Over the top and down on the other side is no turn: half a
    // turn is left out, hence twice the angle.
    double cosine = 0, sine = 0, extent = 0;
    for (const LonePoint& pointer : spindle.pointers) {
      const Vector3d now =
          world[pointer.owner] * pointer.in_joint - world[spindle.part].translation();
      const double angle = angle_about(Vector3d::UnitY(), spindle.plane, now);
      cosine += level(now).squaredNorm() * std::cos(2 * angle);
      sine += level(now).squaredNorm() * std::sin(2 * angle);
      extent = std::max(extent, now.squaredNorm());
    }
    if (std::hypot(cosine, sine) > std::pow(kLeastRadius, 2) * extent) {
      const double seen = std::atan2(sine, cosine) / 2;
      turn = seen + M_PI * std::round((turn - seen) / M_PI);
    }
    farthest = std::max(farthest, std::abs(turn));
    turns.push_back(turn);
  }
  if (farthest < kFullTurn) return std::nullopt;
  return turns;
}

}  // namespace

std::vector<int> turn_spindle(const Skeleton& skeleton,
                              const Legend& legend,
                              const std::vector<bool>& parts,
                              std::vector<Pose>& poses) {
  CHECK_EQ(static_cast<int>(parts.size()), skeleton.size());
  const Influence influence = find_influence(skeleton, legend);
  if (influence.carriers.size() != 1) return {};
  const auto lone = lone_points(skeleton, legend);
  const auto spindle = find_spindle(skeleton, lone, parts, influence.carriers[0]);
  if (!spindle) return {};
  const auto turns = spindle_turns(skeleton, lone, *spindle, poses);
  if (!turns) return {};
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  const int base = spindle->base, part = spindle->part;
  const Vector3d axis = world_from_joint[part].rotation().transpose() * Vector3d::UnitY();
  for (size_t t = 0; t < poses.size(); ++t) {
    const auto upright = [&](int j) {
      return smallest_turn(skeleton.joints[j].rest, poses[t][j], *lone[j]);
    };
    turn_under(skeleton, lone, base, upright(base), poses[t]);
    const Quaterniond leaning = spindle->low ? skeleton.joints[part].rest.rotation : upright(part);
    const Quaterniond turned = leaning * rotation_exp((*turns)[t] * axis);
    turn_under(skeleton, lone, part, turned.normalized(), poses[t]);
  }
  return {base, part};
}

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
    const Vector3d rest_tip = direction(rest, lone[j]->in_joint);
    std::vector<Vector3d> tips;
    for (const Pose& pose : poses) tips.push_back(direction(pose[j], lone[j]->in_joint));
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

  const Vector3d base_head = world_from_joint[base].translation();
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
  if (tips.empty() || turn_as_one(rest, base_head, tips, track)) return false;
  for (size_t t = 0; t < poses.size(); ++t) {
    Pose pose = skeleton.rest_pose();
    for (int p : tips) {
      const int j = legend.joints[p].joint;
      const Transform& local = skeleton.joints[j].rest;
      pose[j].rotation = poses[t][j].rotation;  // where nothing was found
      if (track[t][p].views < 2) continue;
      const Affine3d anchor_from_world = Affine3d(local.matrix()) * world_from_joint[j].inverse();
      const Vector3d tip = anchor_from_world * track[t][p].position - local.translation;
      pose[j].rotation = shortest_rotation(direction(local, legend.joints[p].point_in_joint), tip) *
                         local.rotation;
    }
    poses[t] = std::move(pose);
  }
  return true;
}

}  // namespace animax::lift
