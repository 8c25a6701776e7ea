// SPDX-License-Identifier: MIT
#include "lift/spindle.h"

#include "core/error.h"
#include "lift/lone_points.h"
#include "lift/solve_rotations.h"

#include <algorithm>
#include <cmath>

namespace animax::lift {
namespace {

constexpr double kUpright = 0.3;   // level way of a point over its length, at rest
constexpr double kLeaning = 0.4;   // the same of the base's point in motion
constexpr double kFullTurn = 0.6;  // rad: what shakes and sways seems to turn less
constexpr double kLow = 0.15;      // length of the part over that of the chain

// What of `v` is level.
Vector3d level(const Vector3d& v) { return {v.x(), 0, v.z()}; }

// A part that turns on a base whose only point lies on the axis: a chain of points above shows how
// far it is turned.
struct Spindle {
  int base = -1, part = -1;
  std::vector<LonePoint> pointers;  // owner: the joint in whose frame it is given
  Vector3d plane;                   // level direction in which the chain rests
  bool pointed = false;             // the part's own point shows it
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
    const bool upright = level(lever(j)).norm() < kUpright * lever(j).norm();
    if (!upright && j == base) return std::nullopt;
    if (j != base) spindle.pointers.push_back({lone[j]->in_joint, j});
    if (!upright) {
      const Vector3d foot = world_from_joint[spindle.part].translation();
      spindle.plane = level(lever(j));
      spindle.pointed = j == spindle.part;
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
    if (std::hypot(cosine, sine) > std::pow(kUpright, 2) * extent) {
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
  const Transform& rest = skeleton.joints[part].rest;
  const Vector3d axis = rest.rotation * (world_from_joint[part].rotation().transpose() *
                                         Vector3d::UnitY());  // in the frame that the part turns in
  for (size_t t = 0; t < poses.size(); ++t) {
    turn_under(skeleton,
               lone,
               base,
               smallest_turn(skeleton.joints[base].rest, poses[t][base], *lone[base]),
               poses[t]);
    Quaterniond turned = rotation_exp((*turns)[t] * axis) * rest.rotation;
    if (!spindle->low) {
      const Transform upright{rest.translation, turned, rest.scale};
      turned = shortest_rotation(direction_in_anchor(upright, lone[part]->in_joint),
                                 direction_in_anchor(poses[t][part], lone[part]->in_joint)) *
               turned;
    }
    turn_under(skeleton, lone, part, turned.normalized(), poses[t]);
  }
  if (spindle->pointed) return {base};
  return {base, part};
}

}  // namespace animax::lift
