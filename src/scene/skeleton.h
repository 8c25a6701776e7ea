// SPDX-License-Identifier: MIT
// Joints, poses and forward kinematics.
#pragma once

#include "geometry/transform.h"

#include <optional>
#include <string>
#include <vector>

namespace animax {

/// One joint. Its place in the world is
///   world_from_joint = world_from_parent * parent_from_anchor * pose[joint].matrix()
struct Joint {
  std::string name;  ///< may be empty or shared with other joints
  int parent = -1;   ///< index of the parent joint, always smaller than the own index; -1: root
  /// Constant transform of whatever lies between parent and joint (unanimated nodes of the file,
  /// FBX pivots); for a root, of everything between the scene and the joint.
  Affine3d parent_from_anchor = Affine3d::Identity();
  Transform rest;        ///< anchor_from_joint in the rest pose
  int source_node = -1;  ///< index of the node in the file it came from; -1: made by us
  /// True when the joint moves vertices (it is in a skin with weight, or carries a rigid mesh).
  bool deforms = true;
};

/// Local transforms (anchor_from_joint), one per joint.
using Pose = std::vector<Transform>;

struct Skeleton {
  std::vector<Joint> joints;  ///< parents before children; may have several roots

  int size() const { return static_cast<int>(joints.size()); }
  Pose rest_pose() const;
  std::optional<int> find(const std::string& name) const;
  std::vector<std::vector<int>> children() const;
  std::vector<int> roots() const;

  /// Throws CheckFailure unless parents come before children and every number is finite.
  void check() const;
};

/// World transform of every joint. `pose` has one entry per joint. O(joints).
std::vector<Affine3d> forward_kinematics(const Skeleton& skeleton, const Pose& pose);

/// Joint heads (origins) in the world.
std::vector<Vector3d> joint_positions(const Skeleton& skeleton, const Pose& pose);
std::vector<Vector3d> origins(const std::vector<Affine3d>& world_from_joint);

/// A pose with `rotation_delta` applied in the joint's own frame and the root moved: small helper
/// for motion programs and tests. pose[joint].rotation = pose[joint].rotation * delta.
void rotate_joint(Pose& pose, int joint, const Quaterniond& delta);

}  // namespace animax
