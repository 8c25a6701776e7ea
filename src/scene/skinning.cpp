// SPDX-License-Identifier: MIT
#include "scene/skinning.h"

namespace animax {

std::vector<Affine3d> skin_matrices(const Skin& skin,
                                    const std::vector<Affine3d>& world_from_joint) {
  std::vector<Affine3d> world_from_bind(skin.joints.size());
  for (size_t k = 0; k < skin.joints.size(); ++k)
    world_from_bind[k] = skin.joints[k] < 0
                             ? skin.joint_from_bind[k]
                             : Affine3d(world_from_joint[skin.joints[k]] * skin.joint_from_bind[k]);
  return world_from_bind;
}

namespace {

// Normals transform by the inverse transpose; up to a positive factor this is the cofactor matrix
// (turned round where the matrix mirrors), which also exists for singular matrices.
Eigen::Matrix3f cofactor(const Eigen::Matrix3f& m) {
  Eigen::Matrix3f c;
  c.col(0) = m.col(1).cross(m.col(2));
  c.col(1) = m.col(2).cross(m.col(0));
  c.col(2) = m.col(0).cross(m.col(1));
  return c.col(0).dot(m.col(0)) < 0 ? Eigen::Matrix3f(-c) : c;
}

}  // namespace

void skin_mesh(const Mesh& mesh,
               const std::vector<Affine3d>& world_from_bind,
               std::vector<Vector3f>& positions,
               std::vector<Vector3f>* normals) {
  using Matrix34f = Eigen::Matrix<float, 3, 4>;
  std::vector<Matrix34f> matrices(world_from_bind.size());
  for (size_t k = 0; k < matrices.size(); ++k)
    matrices[k] = world_from_bind[k].matrix().topRows<3>().cast<float>();

  const size_t count = mesh.positions.size();
  positions.resize(count);
  if (normals) normals->resize(count);
  for (size_t v = 0; v < count; ++v) {
    Matrix34f blended = Matrix34f::Zero();
    for (int k = 0; k < mesh.influences; ++k) {
      const float weight = mesh.weights[v * mesh.influences + k];
      if (weight != 0) blended += weight * matrices[mesh.slots[v * mesh.influences + k]];
    }
    positions[v] = blended.leftCols<3>() * mesh.positions[v] + blended.col(3);
    if (!normals) continue;
    const Vector3f n = cofactor(blended.leftCols<3>()) * mesh.normals[v];
    const float length = n.norm();
    (*normals)[v] = length > 1e-20f ? Vector3f(n / length) : mesh.normals[v];
  }
}

std::vector<std::vector<Vector3f>> skinned_positions(const Rig& rig, const Pose& pose) {
  const auto world_from_joint = forward_kinematics(rig.skeleton, pose);
  std::vector<std::vector<Vector3f>> all(rig.meshes.size());
  for (size_t m = 0; m < rig.meshes.size(); ++m)
    skin_mesh(rig.meshes[m],
              skin_matrices(rig.skins[rig.meshes[m].skin], world_from_joint),
              all[m],
              nullptr);
  return all;
}

}  // namespace animax
