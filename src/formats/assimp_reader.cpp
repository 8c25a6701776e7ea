// SPDX-License-Identifier: MIT
#include "formats/assimp_reader.h"

#include "core/error.h"
#include "formats/assimp_parts.h"
#include "formats/mesh_repair.h"

#include <assimp/Importer.hpp>
#include <assimp/commonMetaData.h>
#include <assimp/config.h>
#include <assimp/postprocess.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace animax::formats {
namespace {

AssimpTree flatten(const aiScene& scene) {
  AssimpTree tree;
  std::vector<std::pair<const aiNode*, int>> pending = {{scene.mRootNode, -1}};
  while (!pending.empty()) {
    const auto [node, parent] = pending.back();
    pending.pop_back();
    const int index = static_cast<int>(tree.nodes.size());
    tree.nodes.push_back(node);
    tree.parent.push_back(parent);
    if (!tree.by_name.try_emplace(node->mName.C_Str(), index).second)
      tree.repeated.insert(node->mName.C_Str());
    for (unsigned i = node->mNumChildren; i > 0; --i)
      pending.push_back({node->mChildren[i - 1], index});
  }
  return tree;
}

int node_named(const AssimpTree& tree, const aiString& name) {
  const auto it = tree.by_name.find(name.C_Str());
  return it == tree.by_name.end() ? -1 : it->second;
}

Vector3d to_value(const aiVector3D& v) { return {v.x, v.y, v.z}; }
Quaterniond to_value(const aiQuaternion& q) { return {q.w, q.x, q.y, q.z}; }
bool same(const Vector3d& a, const Vector3d& b) {
  return (a - b).norm() <= 1e-6 * std::max(1e-3, b.norm());
}
bool same(const Quaterniond& a, const Quaterniond& b) {
  return rotation_distance(a.normalized(), b) < 1e-5;
}
bool is_usable(const Vector3d& v) { return v.allFinite(); }
bool is_usable(const Quaterniond& q) { return q.coeffs().allFinite() && q.norm() > 1e-9; }
void repair(Vector3d&) {}
void repair(Quaterniond& q) { q.normalize(); }

// Keys of one property; empty where they only repeat the rest value (FBX bakes every node).
template <typename Value, typename Key>
Track<Value> read_track(const Key* keys,
                        unsigned count,
                        double ticks_per_second,
                        const Value& rest) {
  Track<Value> track;
  bool moves = false;
  for (unsigned k = 0; k < count; ++k) {
    Value value = to_value(keys[k].mValue);
    const double time = keys[k].mTime / ticks_per_second;
    const bool increasing = track.times.empty() || time > track.times.back();
    if (!is_usable(value) || !std::isfinite(time) || time < 0 || !increasing) continue;
    repair(value);
    moves = moves || !same(value, rest);
    track.times.push_back(time);
    track.values.push_back(value);
  }
  return moves ? track : Track<Value>{};
}

bool moves(const aiNodeAnim& channel, const Transform& rest) {
  const auto any = [](const auto* keys, unsigned count, const auto& value) {
    return !read_track(keys, count, 1, value).empty();
  };
  return any(channel.mPositionKeys, channel.mNumPositionKeys, rest.translation) ||
         any(channel.mRotationKeys, channel.mNumRotationKeys, rest.rotation) ||
         any(channel.mScalingKeys, channel.mNumScalingKeys, rest.scale);
}

// The same rule as for glTF: bones, nodes with rigid meshes, and moving nodes above them.
std::vector<bool> find_joints(const aiScene& scene, const AssimpTree& tree) {
  std::vector<bool> is_joint(tree.nodes.size(), false), animated = is_joint;
  for (unsigned m = 0; m < scene.mNumMeshes; ++m)
    for (unsigned b = 0; b < scene.mMeshes[m]->mNumBones; ++b)
      if (const int n = node_named(tree, scene.mMeshes[m]->mBones[b]->mName); n >= 0)
        is_joint[n] = true;
  for (size_t n = 0; n < tree.nodes.size(); ++n)
    for (unsigned k = 0; k < tree.nodes[n]->mNumMeshes; ++k)
      if (scene.mMeshes[tree.nodes[n]->mMeshes[k]]->mNumBones == 0) is_joint[n] = true;
  for (unsigned a = 0; a < scene.mNumAnimations; ++a)
    for (unsigned c = 0; c < scene.mAnimations[a]->mNumChannels; ++c) {
      const aiNodeAnim& channel = *scene.mAnimations[a]->mChannels[c];
      const int n = node_named(tree, channel.mNodeName);
      if (n >= 0 && moves(channel, decompose_lossy(to_affine(tree.nodes[n]->mTransformation))))
        animated[n] = true;
    }
  if (std::find(is_joint.begin(), is_joint.end(), true) == is_joint.end()) return animated;
  std::vector<bool> moves_joint = is_joint;
  for (size_t n = tree.nodes.size(); n-- > 0;) {
    if (!moves_joint[n]) continue;
    if (animated[n]) is_joint[n] = true;
    if (tree.parent[n] >= 0) moves_joint[tree.parent[n]] = true;
  }
  return is_joint;
}

// Metres and Y up, from what FBX states about itself; for Collada, Assimp does it.
Affine3d world_from_file(const aiScene& scene, bool is_fbx) {
  Affine3d m = Affine3d::Identity();
  const aiMetadata* data = scene.mMetaData;
  if (!data || !is_fbx) return m;
  int up = 1, up_sign = 1, front = 2, front_sign = 1, right = 0, right_sign = 1;
  const bool has_axes =
      data->Get("UpAxis", up) && data->Get("FrontAxis", front) && data->Get("CoordAxis", right);
  data->Get("UpAxisSign", up_sign);
  data->Get("FrontAxisSign", front_sign);
  data->Get("CoordAxisSign", right_sign);
  const bool valid = has_axes && std::set<int>{up, front, right} == std::set<int>{0, 1, 2};
  if (valid) {
    m.linear().setZero();
    m.linear()(0, right) = right_sign < 0 ? -1 : 1;
    m.linear()(1, up) = up_sign < 0 ? -1 : 1;
    m.linear()(2, front) = front_sign < 0 ? -1 : 1;
    // A left-handed statement is taken as a slip in the front axis.
    if (m.linear().determinant() < 0) m.linear().row(2) *= -1;
  }
  double centimetres = 0;
  float single = 0;
  if (!data->Get("UnitScaleFactor", centimetres) && data->Get("UnitScaleFactor", single))
    centimetres = single;
  if (centimetres > 1e-6 && centimetres < 1e6) m.linear() *= 0.01 * centimetres;
  return m;
}

// Bones and channels find their nodes by name.
void warn_of_repeated_names(const aiScene& scene, const AssimpTree& tree, Warnings& warnings) {
  const auto look = [&](const aiString& name) {
    if (tree.repeated.contains(name.C_Str()))
      warnings.add("several nodes are called ", name.C_Str(), "; bones and keys go to the first");
  };
  for (unsigned m = 0; m < scene.mNumMeshes; ++m)
    for (unsigned b = 0; b < scene.mMeshes[m]->mNumBones; ++b)
      look(scene.mMeshes[m]->mBones[b]->mName);
}

void read_skeleton(const aiScene& scene,
                   const Affine3d& world_from_root,
                   AssimpTree& tree,
                   const std::string& path,
                   Rig& rig,
                   Warnings& warnings) {
  const std::vector<bool> is_joint = find_joints(scene, tree);
  tree.joint.assign(tree.nodes.size(), -1);
  std::vector<int> nearest(tree.nodes.size(), -1);
  std::vector<Affine3d> joint_from_node(tree.nodes.size(), Affine3d::Identity());
  for (size_t n = 0; n < tree.nodes.size(); ++n) {
    const int up = tree.parent[n];
    const Affine3d above = up < 0 ? world_from_root : joint_from_node[up];
    nearest[n] = up < 0 ? -1 : nearest[up];
    const Affine3d local = to_affine(tree.nodes[n]->mTransformation);
    if (!local.matrix().allFinite())
      throw Error(path, ": node ", tree.nodes[n]->mName.C_Str(), ": its transform is not finite");
    if (!is_joint[n]) {
      joint_from_node[n] = above * local;
      continue;
    }
    Joint joint;
    joint.name = tree.nodes[n]->mName.C_Str();
    joint.parent = nearest[n];
    joint.parent_from_anchor = above;
    const std::optional<Transform> exact = decompose(local);
    if (!exact)
      warnings.add("node ",
                   joint.name,
                   ": its matrix has shear or no volume; the nearest translation, rotation and "
                   "scale is used");
    joint.rest = exact ? *exact : decompose_lossy(local);
    joint.source_node = static_cast<int>(n);
    joint.deforms = false;
    nearest[n] = tree.joint[n] = rig.skeleton.size();
    rig.skeleton.joints.push_back(std::move(joint));
  }
  if (rig.skeleton.joints.empty())
    throw Error(path, ": has nothing to animate: no bone, no mesh and no animated node");
}

void read_clips(const aiScene& scene, const AssimpTree& tree, Rig& rig) {
  for (unsigned a = 0; a < scene.mNumAnimations; ++a) {
    const aiAnimation& source = *scene.mAnimations[a];
    const double ticks = source.mTicksPerSecond > 0 ? source.mTicksPerSecond : 25;
    Clip clip;
    clip.name = source.mName.C_Str();
    std::set<int> seen;
    for (unsigned c = 0; c < source.mNumChannels; ++c) {
      const aiNodeAnim& channel = *source.mChannels[c];
      const int node = node_named(tree, channel.mNodeName);
      if (node < 0 || tree.joint[node] < 0 || !seen.insert(node).second) continue;
      JointTracks tracks;
      tracks.joint = tree.joint[node];
      const Transform& rest = rig.skeleton.joints[tracks.joint].rest;
      tracks.translation =
          read_track(channel.mPositionKeys, channel.mNumPositionKeys, ticks, rest.translation);
      tracks.rotation =
          read_track(channel.mRotationKeys, channel.mNumRotationKeys, ticks, rest.rotation);
      tracks.scale = read_track(channel.mScalingKeys, channel.mNumScalingKeys, ticks, rest.scale);
      make_sign_continuous(tracks.rotation.values);
      for (const auto* times :
           {&tracks.translation.times, &tracks.rotation.times, &tracks.scale.times})
        if (!times->empty()) clip.duration = std::max(clip.duration, times->back());
      if (clip.duration > 0 || !tracks.rotation.empty() || !tracks.translation.empty() ||
          !tracks.scale.empty())
        clip.tracks.push_back(std::move(tracks));
    }
    const double whole = source.mDuration / ticks;
    if (clip.duration == 0 && std::isfinite(whole) && whole > 0) clip.duration = whole;
    rig.clips.push_back(std::move(clip));
  }
}

}  // namespace

Affine3d to_affine(const aiMatrix4x4& m) {
  Affine3d out;
  out.matrix() << m.a1, m.a2, m.a3, m.a4, m.b1, m.b2, m.b3, m.b4, m.c1, m.c2, m.c3, m.c4, 0, 0, 0,
      1;
  return out;
}

Rig read_with_assimp(const std::filesystem::path& path) {
  Assimp::Importer importer;
  importer.SetPropertyBool(AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, false);
  importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE,
                              aiPrimitiveType_POINT | aiPrimitiveType_LINE);
  const unsigned steps = aiProcess_Triangulate | aiProcess_SortByPType |
                         aiProcess_GenSmoothNormals | aiProcess_JoinIdenticalVertices |
                         aiProcess_FlipUVs;
  const aiScene* scene = importer.ReadFile(path.string(), steps);
  if (!scene || !scene->mRootNode) {
    std::string reason = importer.GetErrorString();
    std::replace(reason.begin(), reason.end(), '\n', ' ');
    throw Error(path.string(), ": cannot be read: ", reason.empty() ? "no scene in it" : reason);
  }
  Rig rig;
  rig.name = path.filename().string();
  Warnings warnings(rig.warnings);
  AssimpTree tree = flatten(*scene);
  warn_of_repeated_names(*scene, tree, warnings);
  aiString format;
  const bool is_fbx = scene->mMetaData &&
                      scene->mMetaData->Get(AI_METADATA_SOURCE_FORMAT, format) &&
                      std::string(format.C_Str()).find("FBX") != std::string::npos;
  read_skeleton(*scene, world_from_file(*scene, is_fbx), tree, path.string(), rig, warnings);
  read_assimp_materials(*scene, path, rig, warnings);
  read_assimp_meshes(*scene, tree, path.string(), rig, warnings);
  read_clips(*scene, tree, rig);
  mark_deforming(rig);
  if (rig.meshes.empty())
    for (Joint& joint : rig.skeleton.joints) joint.deforms = true;
  check(rig);
  return rig;
}

}  // namespace animax::formats
