// SPDX-License-Identifier: MIT
// The steps of the Assimp reader. Internal.
#pragma once

#include "formats/gltf_parts.h"
#include "scene/rig.h"

#include <assimp/scene.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace animax::formats {

/// The node tree in depth-first order.
struct AssimpTree {
  std::vector<const aiNode*> nodes;
  std::vector<int> parent;             ///< by node, -1: root
  std::vector<int> joint;              ///< by node: joint index, -1: none
  std::map<std::string, int> by_name;  ///< first node of each name
  std::set<std::string> repeated;      ///< names of several nodes
};

Affine3d to_affine(const aiMatrix4x4& m);

/// Fills rig.materials and rig.textures, one material per aiMaterial.
void read_assimp_materials(const aiScene& scene,
                           const std::filesystem::path& path,
                           Rig& rig,
                           Warnings& warnings);

/// Fills rig.skins and rig.meshes.
void read_assimp_meshes(const aiScene& scene,
                        const AssimpTree& tree,
                        const std::string& path,
                        Rig& rig,
                        Warnings& warnings);

}  // namespace animax::formats
