// SPDX-License-Identifier: MIT
#include "data/recognition/bind_pose.h"

#include "data/recognition/rig_shape.h"

#include <cmath>

namespace animax::data {
namespace {

/// Nearest rotation by quarter turns: bind frames differ from the world by which axis is up, not by
/// how the hips happen to lean at rest.
Matrix3d nearest_quarter_turns(const Matrix3d& linear) {
  Matrix3d best = Matrix3d::Identity();
  double most = -1e300;
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b)
      for (int signs = 0; signs < 4 && a != b; ++signs) {
        Matrix3d turn = Matrix3d::Zero();
        turn(a, 0) = signs & 1 ? -1 : 1;
        turn(b, 1) = signs & 2 ? -1 : 1;
        turn.col(2) = turn.col(0).cross(turn.col(1));
        const double match = turn.cwiseProduct(linear).sum();
        if (match > most) most = match, best = turn;
      }
  return best;
}

/// Places the bind frame in the world: up to quarter turns and a uniform scale, so that the skin's
/// first joint is where it rests.
Affine3d world_from_bind(const Rig& rig, const Skin& skin) {
  const auto world = forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
  size_t first = 0;
  for (size_t s = 1; s < skin.joints.size(); ++s)
    if (skin.joints[s] >= 0 && (skin.joints[first] < 0 || skin.joints[s] < skin.joints[first]))
      first = s;
  if (skin.joints[first] < 0) return Affine3d::Identity();
  const Affine3d placed = world[skin.joints[first]] * skin.joint_from_bind[first];
  const double scale = std::cbrt(std::abs(placed.linear().determinant()));
  const Affine3d bind_from_joint = skin.joint_from_bind[first].inverse();
  Affine3d snapped = Affine3d::Identity();
  snapped.linear() = scale * nearest_quarter_turns(placed.linear());
  snapped.translation() =
      world[skin.joints[first]].translation() - snapped.linear() * bind_from_joint.translation();
  return snapped;
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
