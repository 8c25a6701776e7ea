// SPDX-License-Identifier: MIT
#include "formats/gltf_parts.h"

#include <algorithm>
#include <cmath>

namespace animax::formats {
namespace {

Transform local_trs(const GltfModel& model, int index, Warnings& warnings) {
  const tinygltf::Node& node = model.gltf().nodes[index];
  Transform t;
  if (!node.translation.empty())
    t.translation = Eigen::Map<const Vector3d>(node.translation.data());
  if (!node.scale.empty()) t.scale = Eigen::Map<const Vector3d>(node.scale.data());
  if (!node.rotation.empty()) {
    const Quaterniond q(node.rotation.data());  // x, y, z, w
    if (std::abs(q.norm() - 1) > 1e-2)
      warnings.add(node_label(model, index), ": its rotation is not of unit length");
    if (q.norm() > 1e-9) t.rotation = q.normalized();
  }
  return t;
}

Affine3d local_matrix(const GltfModel& model, int index, Warnings& warnings) {
  const tinygltf::Node& node = model.gltf().nodes[index];
  if (node.matrix.empty()) return local_trs(model, index, warnings).matrix();
  Affine3d matrix(Eigen::Map<const Eigen::Matrix4d>(node.matrix.data()));
  if ((matrix.matrix().row(3) - Eigen::RowVector4d(0, 0, 0, 1)).norm() > 1e-6)
    warnings.add(node_label(model, index), ": its matrix is not affine; the last row is ignored");
  matrix.makeAffine();
  return matrix;
}

// The local transform of a joint, which has to be a TRS to be animated.
Transform joint_rest(const GltfModel& model, int index, Warnings& warnings) {
  if (model.gltf().nodes[index].matrix.empty()) return local_trs(model, index, warnings);
  const Affine3d matrix = local_matrix(model, index, warnings);
  if (const std::optional<Transform> exact = decompose(matrix)) return *exact;
  warnings.add(
      node_label(model, index),
      ": its matrix has shear or no volume; the nearest translation, rotation and scale is used");
  return decompose_lossy(matrix);
}

void find_parents(const GltfModel& model, NodeTree& tree) {
  const auto& nodes = model.gltf().nodes;
  tree.parent.assign(nodes.size(), -1);
  for (size_t n = 0; n < nodes.size(); ++n)
    for (int child : nodes[n].children) tree.parent[child] = static_cast<int>(n);
  std::vector<int> pending;
  for (int n = static_cast<int>(nodes.size()) - 1; n >= 0; --n)
    if (tree.parent[n] < 0) pending.push_back(n);
  while (!pending.empty()) {
    const int n = pending.back();
    pending.pop_back();
    tree.order.push_back(n);
    pending.insert(pending.end(), nodes[n].children.rbegin(), nodes[n].children.rend());
  }
}

// The default scene; everything where there is no scene or it shows no mesh.
void find_scene(const GltfModel& model, NodeTree& tree, Warnings& warnings) {
  const tinygltf::Model& gltf = model.gltf();
  tree.in_scene.assign(gltf.nodes.size(), gltf.scenes.empty());
  if (gltf.scenes.empty()) return;
  const size_t shown = std::max(gltf.defaultScene, 0);
  for (int root : gltf.scenes[shown].nodes) tree.in_scene[root] = true;
  bool any_mesh = false;
  for (int n : tree.order) {
    if (tree.parent[n] >= 0 && tree.in_scene[tree.parent[n]]) tree.in_scene[n] = true;
    any_mesh = any_mesh || (tree.in_scene[n] && gltf.nodes[n].mesh >= 0);
  }
  if (!any_mesh) tree.in_scene.assign(gltf.nodes.size(), true);
  if (any_mesh && gltf.scenes.size() > 1)
    warnings.add("has ", gltf.scenes.size(), " scenes; only scene ", shown, " is read");
}

std::vector<bool> find_animated(const GltfModel& model) {
  std::vector<bool> animated(model.gltf().nodes.size(), false);
  for (const tinygltf::Animation& animation : model.gltf().animations)
    for (const tinygltf::AnimationChannel& channel : animation.channels)
      if (channel.target_node >= 0 &&
          (channel.target_path == "translation" || channel.target_path == "rotation" ||
           channel.target_path == "scale"))
        animated[channel.target_node] = true;
  return animated;
}

bool carries_rigid_mesh(const tinygltf::Model& gltf, const tinygltf::Node& node) {
  if (node.mesh < 0) return false;
  const auto& primitives = gltf.meshes[node.mesh].primitives;
  return std::any_of(
      primitives.begin(), primitives.end(), [&](const auto& p) { return !is_skinned(node, p); });
}

std::vector<bool> find_joints(const GltfModel& model, const NodeTree& tree) {
  const tinygltf::Model& gltf = model.gltf();
  const std::vector<bool> animated = find_animated(model);
  std::vector<bool> is_joint(gltf.nodes.size(), false);
  for (const tinygltf::Skin& skin : gltf.skins)
    for (int n : skin.joints) is_joint[n] = true;
  for (size_t n = 0; n < gltf.nodes.size(); ++n)
    if (tree.in_scene[n] && carries_rigid_mesh(gltf, gltf.nodes[n])) is_joint[n] = true;
  if (std::find(is_joint.begin(), is_joint.end(), true) == is_joint.end()) return animated;
  // Animated nodes count where they move a joint.
  std::vector<bool> moves_joint = is_joint;
  for (auto n = tree.order.rbegin(); n != tree.order.rend(); ++n)
    if (moves_joint[*n] && tree.parent[*n] >= 0) moves_joint[tree.parent[*n]] = true;
  for (size_t n = 0; n < gltf.nodes.size(); ++n)
    if (animated[n] && moves_joint[n]) is_joint[n] = true;
  return is_joint;
}

}  // namespace

std::string node_label(const GltfModel& model, int node) {
  const std::string& name = model.gltf().nodes[node].name;
  return name.empty() ? str_cat("nodes[", node, "]")
                      : str_cat("nodes[", node, "] (", name.substr(0, 60), ")");
}

bool is_skinned(const tinygltf::Node& node, const tinygltf::Primitive& primitive) {
  return node.skin >= 0 && primitive.attributes.contains("JOINTS_0") &&
         primitive.attributes.contains("WEIGHTS_0");
}

NodeTree read_skeleton(const GltfModel& model, Rig& rig, Warnings& warnings) {
  NodeTree tree;
  find_parents(model, tree);
  find_scene(model, tree, warnings);
  const std::vector<bool> is_joint = find_joints(model, tree);

  const size_t count = tree.parent.size();
  tree.joint.assign(count, -1);
  tree.world.assign(count, Affine3d::Identity());
  // By node: the joint at or above it, and where the node is as seen from that joint.
  std::vector<int> nearest(count, -1);
  std::vector<Affine3d> joint_from_node(count, Affine3d::Identity());
  for (int n : tree.order) {
    const int up = tree.parent[n];
    const Affine3d above = up < 0 ? Affine3d::Identity() : joint_from_node[up];
    nearest[n] = up < 0 ? -1 : nearest[up];
    Affine3d local;
    if (is_joint[n]) {
      Joint joint;
      joint.name = model.gltf().nodes[n].name;
      joint.parent = nearest[n];
      joint.parent_from_anchor = above;
      joint.rest = joint_rest(model, n, warnings);
      joint.source_node = n;
      joint.deforms = false;
      local = joint.rest.matrix();
      nearest[n] = tree.joint[n] = rig.skeleton.size();
      rig.skeleton.joints.push_back(std::move(joint));
    } else {
      local = local_matrix(model, n, warnings);
      joint_from_node[n] = above * local;
    }
    tree.world[n] = up < 0 ? local : Affine3d(tree.world[up] * local);
    if (!tree.world[n].matrix().allFinite() || !joint_from_node[n].matrix().allFinite())
      model.fail(node_label(model, n), "its place in the world is not finite");
  }
  if (rig.skeleton.joints.empty())
    model.fail("document", "has nothing to animate: no skin, no mesh and no animated node");
  return tree;
}

}  // namespace animax::formats
