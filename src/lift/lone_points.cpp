// SPDX-License-Identifier: MIT
#include "lift/lone_points.h"

#include "lift/solve_rotations.h"

#include <cmath>

namespace animax::lift {

Vector3d direction_in_anchor(const Transform& local, const Vector3d& point) {
  return (local.rotation * local.scale.cwiseProduct(point)).normalized();
}

double angle_about(const Vector3d& axis, const Vector3d& from, const Vector3d& to) {
  const Vector3d a = from - axis * axis.dot(from), b = to - axis * axis.dot(to);
  return std::atan2(axis.dot(a.cross(b)), a.dot(b));
}

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

Quaterniond smallest_turn(const Transform& rest, const Transform& local, const LonePoint& lone) {
  return shortest_rotation(direction_in_anchor(rest, lone.in_joint),
                           direction_in_anchor(local, lone.in_joint)) *
         rest.rotation;
}

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

}  // namespace animax::lift
