// SPDX-License-Identifier: MIT
#include "data/recognition/bind_pose.h"

#include "data/recognition/rig_shape.h"

#include <cmath>

namespace animax::data {
namespace {

/// Nearest uniform scale and translation with the rotation part that keeps y up where the bind
/// frame is plainly turned by the whole armature.
Affine3d world_from_bind(const Rig& rig, const Skin& skin) {
  const auto world = forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
  size_t first = 0;
  for (size_t s = 1; s < skin.joints.size(); ++s)
    if (skin.joints[s] >= 0 && (skin.joints[first] < 0 || skin.joints[s] < skin.joints[first]))
      first = s;
  if (skin.joints[first] < 0) return Affine3d::Identity();
  return world[skin.joints[first]] * skin.joint_from_bind[first];
}

}  // namespace

std::optional<Pose> bind_pose(const Rig& rig) {
  const size_t n = rig.skeleton.joints.size();
  std::vector<std::optional<Affine3d>> wanted(n);
  size_t known = 0;
  for (const Skin& skin : rig.skins) {
    if (skin.joints.size() < 2) continue;
    const Affine3d placed = world_from_bind(rig, skin);
    for (size_t s = 0; s < skin.joints.size(); ++s) {
      const int joint = skin.joints[s];
      if (joint < 0 || wanted[joint]) continue;
      const Affine3d& bind = skin.joint_from_bind[s];
      if (!(std::abs(bind.linear().determinant()) > 1e-30)) return std::nullopt;
      wanted[joint] = placed * bind.inverse();
      ++known;
    }
  }
  if (known < 2) return std::nullopt;
  Pose pose = rig.skeleton.rest_pose();
  std::vector<Affine3d> world(n);
  for (size_t j = 0; j < n; ++j) {
    const Joint& joint = rig.skeleton.joints[j];
    const Affine3d anchor = joint.parent < 0 ? joint.parent_from_anchor
                                             : world[joint.parent] * joint.parent_from_anchor;
    if (wanted[j]) pose[j] = decompose_lossy(anchor.inverse() * *wanted[j]);
    world[j] = anchor * pose[j].matrix();
    if (!world[j].matrix().allFinite()) return std::nullopt;
  }
  return pose;
}

std::optional<Pose> more_symmetric_pose(const Rig& rig) {
  const double at_rest = RigShape(rig).symmetry;
  if (at_rest > 0.9) return std::nullopt;
  std::optional<Pose> pose = bind_pose(rig);
  if (!pose) return std::nullopt;
  Rig bound = rig;
  for (size_t j = 0; j < pose->size(); ++j) bound.skeleton.joints[j].rest = (*pose)[j];
  const RigShape shape(bound);
  const bool upright = shape.height > 0.2 * shape.size;
  return upright && shape.symmetry > at_rest + 0.1 ? pose : std::nullopt;
}

}  // namespace animax::data
