// SPDX-License-Identifier: MIT
// The steps of the glTF reader, one per source file. Internal.
#pragma once

#include "formats/gltf_model.h"
#include "scene/rig.h"

#include <set>
#include <string>
#include <vector>

namespace animax::formats {

/// Collects warnings, each once.
class Warnings {
 public:
  explicit Warnings(std::vector<std::string>& lines) : lines_(lines) {}
  template <typename... Parts>
  void add(const Parts&... parts) {
    std::string line = str_cat(parts...);
    if (seen_.insert(line).second) lines_.push_back(std::move(line));
  }

 private:
  std::vector<std::string>& lines_;
  std::set<std::string> seen_;
};

/// The node forest and which of its nodes are joints.
struct NodeTree {
  std::vector<int> parent;      ///< by node, -1: root
  std::vector<int> order;       ///< all nodes, parents before children
  std::vector<bool> in_scene;   ///< by node: what the default scene shows
  std::vector<int> joint;       ///< by node: joint index, -1: none
  std::vector<Affine3d> world;  ///< by node: world_from_node at rest
};

/// "nodes[7] (Hips)".
std::string node_label(const GltfModel& model, int node);

/// Whether a primitive is moved by its node's skin (and not by the node itself).
bool is_skinned(const tinygltf::Node& node, const tinygltf::Primitive& primitive);

/// Finds the joints (skin joints, nodes that carry rigid meshes, animated nodes above or between
/// them; in a file without either, the animated nodes) and writes rig.skeleton.
NodeTree read_skeleton(const GltfModel& model, Rig& rig, Warnings& warnings);

/// One material per glTF material, in their order; only textures that colour something are decoded.
/// uv_of_material: which TEXCOORD set and transform each material's colour texture asks for.
struct TextureMapping {
  int set = 0;
  Eigen::Affine2f uv_from_file = Eigen::Affine2f::Identity();
};
std::vector<TextureMapping> read_materials(const GltfModel& model, Rig& rig, Warnings& warnings);

/// Adds rig.skins and rig.meshes: one mesh per primitive and node of the scene.
void read_meshes(const GltfModel& model,
                 const NodeTree& tree,
                 const std::vector<TextureMapping>& mappings,
                 Rig& rig,
                 Warnings& warnings);

/// One clip per glTF animation, in their order; channels that move no joint are left out.
void read_clips(const GltfModel& model, const NodeTree& tree, Rig& rig, Warnings& warnings);

}  // namespace animax::formats
