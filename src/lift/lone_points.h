// SPDX-License-Identifier: MIT
// Joints that one drawn point alone shows: it tells where their bone points, not how they are
// turned about it.
#pragma once

#include "scene/pose_map.h"

#include <optional>
#include <vector>

namespace animax::lift {

/// The one point that a joint turns: its tip, or the head of a joint below it.
struct LonePoint {
  Vector3d in_joint;  ///< never 0
  int owner = -1;     ///< the joint whose tip or head it is
};
using LonePoints = std::vector<std::optional<LonePoint>>;  ///< per joint

/// Joints that turn no point, several, or one at their own head have none.
LonePoints lone_points(const Skeleton& skeleton, const Legend& legend);

/// Where `point`, given in the joint's frame, is seen from the joint's head: unit length, in the
/// joint's anchor frame (that which `local` leads into).
Vector3d direction_in_anchor(const Transform& local, const Vector3d& point);

/// Angle about the unit vector `axis` from `from` to `to`, rad.
double angle_about(const Vector3d& axis, const Vector3d& from, const Vector3d& to);

/// The rotation that brings the point from where it rests to where `local` has it, without a twist.
Quaterniond smallest_turn(const Transform& rest, const Transform& local, const LonePoint& lone);

/// Gives `joint` another rotation. What hangs on it stays as it is turned in the world, but for
/// joints of `lone`: they keep their point's direction by the smallest turn.
void turn_under(const Skeleton& skeleton,
                const LonePoints& lone,
                int joint,
                const Quaterniond& rotation,
                Pose& pose);

}  // namespace animax::lift
