// SPDX-License-Identifier: MIT
// Linear-blend skinning on the CPU.
#pragma once

#include "scene/rig.h"

namespace animax {

/// world_from_bind of each joint of the skin: world_from_joint * joint_from_bind.
std::vector<Affine3d> skin_matrices(const Skin& skin,
                                    const std::vector<Affine3d>& world_from_joint);

/// Vertices of one mesh in the world.
/// @param positions  resized to the vertex count
/// @param normals    resized likewise, unit length; pass nullptr where not needed
/// Cost: influences * 18 multiply-adds per vertex, bound by memory above four influences.
void skin_mesh(const Mesh& mesh,
               const std::vector<Affine3d>& world_from_bind,
               std::vector<Vector3f>& positions,
               std::vector<Vector3f>* normals);

/// All meshes of a rig in one pose: result[mesh][vertex].
std::vector<std::vector<Vector3f>> skinned_positions(const Rig& rig, const Pose& pose);

}  // namespace animax
