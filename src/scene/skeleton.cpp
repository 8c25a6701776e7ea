// SPDX-License-Identifier: MIT
#include "scene/skeleton.h"

#include "core/error.h"

namespace animax {

Pose Skeleton::rest_pose() const {
  Pose pose;
  pose.reserve(joints.size());
  for (const Joint& joint : joints) pose.push_back(joint.rest);
  return pose;
}

std::optional<int> Skeleton::find(const std::string& name) const {
  for (int i = 0; i < size(); ++i)
    if (joints[i].name == name) return i;
  return std::nullopt;
}

std::vector<std::vector<int>> Skeleton::children() const {
  std::vector<std::vector<int>> lists(joints.size());
  for (int i = 0; i < size(); ++i)
    if (joints[i].parent >= 0) lists[joints[i].parent].push_back(i);
  return lists;
}

std::vector<int> Skeleton::roots() const {
  std::vector<int> found;
  for (int i = 0; i < size(); ++i)
    if (joints[i].parent < 0) found.push_back(i);
  return found;
}

void Skeleton::check() const {
  for (int i = 0; i < size(); ++i) {
    CHECK_LT(joints[i].parent, i);
    CHECK_GE(joints[i].parent, -1);
    CHECK_THAT(joints[i].parent_from_anchor.matrix().allFinite());
    CHECK_THAT(joints[i].rest.matrix().matrix().allFinite());
  }
}

std::vector<Affine3d> forward_kinematics(const Skeleton& skeleton, const Pose& pose) {
  CHECK_EQ(pose.size(), skeleton.joints.size());
  std::vector<Affine3d> world_from_joint(pose.size());
  for (size_t i = 0; i < pose.size(); ++i) {
    const Joint& joint = skeleton.joints[i];
    const Affine3d parent_from_joint = joint.parent_from_anchor * pose[i].matrix();
    world_from_joint[i] = joint.parent < 0
                              ? parent_from_joint
                              : Affine3d(world_from_joint[joint.parent] * parent_from_joint);
  }
  return world_from_joint;
}

std::vector<Vector3d> origins(const std::vector<Affine3d>& world_from_joint) {
  std::vector<Vector3d> points;
  points.reserve(world_from_joint.size());
  for (const Affine3d& m : world_from_joint) points.push_back(m.translation());
  return points;
}

std::vector<Vector3d> joint_positions(const Skeleton& skeleton, const Pose& pose) {
  return origins(forward_kinematics(skeleton, pose));
}

void rotate_joint(Pose& pose, int joint, const Quaterniond& delta) {
  pose[joint].rotation = (pose[joint].rotation * delta).normalized();
}

}  // namespace animax
