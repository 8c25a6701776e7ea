// SPDX-License-Identifier: MIT
#include "scene/rig.h"

#include "core/error.h"
#include "scene/skinning.h"

#include <algorithm>
#include <charconv>

namespace animax {

size_t Rig::vertex_count() const {
  size_t count = 0;
  for (const Mesh& mesh : meshes) count += mesh.positions.size();
  return count;
}

size_t Rig::triangle_count() const {
  size_t count = 0;
  for (const Mesh& mesh : meshes) count += mesh.indices.size() / 3;
  return count;
}

namespace {

void check_mesh(const Rig& rig, const Mesh& mesh) {
  const size_t n = mesh.positions.size();
  CHECK_EQ(mesh.normals.size(), n);
  CHECK_THAT(mesh.uvs.empty() || mesh.uvs.size() == n);
  CHECK_THAT(mesh.colors.empty() || mesh.colors.size() == n);
  CHECK_EQ(mesh.indices.size() % 3, 0u);
  for (uint32_t index : mesh.indices) CHECK_LT(index, n);
  CHECK_LT(mesh.material, static_cast<int>(rig.materials.size()));
  CHECK_THAT(mesh.skin >= 0 && mesh.skin < static_cast<int>(rig.skins.size()));
  CHECK_GE(mesh.influences, 1);
  CHECK_EQ(mesh.slots.size(), n * mesh.influences);
  CHECK_EQ(mesh.weights.size(), n * mesh.influences);
  const size_t slots = rig.skins[mesh.skin].joints.size();
  for (uint32_t slot : mesh.slots) CHECK_LT(slot, slots);
  for (const Vector3f& p : mesh.positions) CHECK_THAT(p.allFinite());
  for (float w : mesh.weights) CHECK_THAT(w >= 0 && w <= 1.001f);
}

void check_clip(const Rig& rig, const Clip& clip) {
  for (const JointTracks& t : clip.tracks) {
    CHECK_THAT(t.joint >= 0 && t.joint < rig.skeleton.size());
    const auto check_track = [](const auto& track) {
      const size_t per_key = track.interpolation == Interpolation::kCubicSpline ? 3 : 1;
      CHECK_EQ(track.values.size(), track.times.size() * per_key);
      CHECK_THAT(std::adjacent_find(track.times.begin(),
                                    track.times.end(),
                                    std::greater_equal<>()) == track.times.end());
    };
    check_track(t.translation);
    check_track(t.rotation);
    check_track(t.scale);
  }
}

}  // namespace

void check(const Rig& rig) {
  rig.skeleton.check();
  for (const Skin& skin : rig.skins) {
    CHECK_EQ(skin.joints.size(), skin.joint_from_bind.size());
    for (int joint : skin.joints) CHECK_THAT(joint >= -1 && joint < rig.skeleton.size());
    for (const Affine3d& m : skin.joint_from_bind) CHECK_THAT(m.matrix().allFinite());
  }
  for (const Material& material : rig.materials) {
    CHECK_LT(material.base_color_texture, static_cast<int>(rig.textures.size()));
    CHECK_LT(material.emissive_texture, static_cast<int>(rig.textures.size()));
  }
  for (const Mesh& mesh : rig.meshes) check_mesh(rig, mesh);
  for (const Clip& clip : rig.clips) check_clip(rig, clip);
}

Bounds bounds_of(const Rig& rig, const Pose& pose) {
  Bounds bounds;
  const auto world_from_joint = forward_kinematics(rig.skeleton, pose);
  std::vector<Vector3f> positions;
  for (const Mesh& mesh : rig.meshes) {
    skin_mesh(mesh, skin_matrices(rig.skins[mesh.skin], world_from_joint), positions, nullptr);
    for (const Vector3f& p : positions) bounds.extend(p.cast<double>());
  }
  if (bounds.empty())
    for (const Affine3d& m : world_from_joint) bounds.extend(m.translation());
  return bounds;
}

Bounds rest_bounds(const Rig& rig) { return bounds_of(rig, rig.skeleton.rest_pose()); }

Bounds bounds_of(const Rig& rig, const Motion& motion) {
  Bounds bounds;
  for (const Pose& pose : motion.frames) bounds.extend(bounds_of(rig, pose));
  return bounds;
}

double rig_height(const Rig& rig) {
  const Bounds bounds = rest_bounds(rig);
  const double diagonal = bounds.diagonal();
  if (!(diagonal > 1e-12)) return 1;
  const double height = bounds.size().y();
  return height > 1e-3 * diagonal ? height : diagonal;
}

const Clip& find_clip(const Rig& rig, const std::string& name_or_index) {
  for (const Clip& clip : rig.clips)
    if (clip.name == name_or_index) return clip;
  size_t index = 0;
  const char* end = name_or_index.data() + name_or_index.size();
  const auto [rest, code] = std::from_chars(name_or_index.data(), end, index);
  if (code == std::errc() && rest == end && index < rig.clips.size()) return rig.clips[index];
  if (rig.clips.empty())
    throw Error(rig.name, ": has no clips, so none called \"", name_or_index, "\"");
  std::string names;
  for (size_t i = 0; i < std::min<size_t>(rig.clips.size(), 12); ++i)
    names += str_cat(i ? ", " : "", i, " \"", rig.clips[i].name, "\"");
  if (rig.clips.size() > 12) names += ", ...";
  throw Error(rig.name, ": has no clip \"", name_or_index, "\"; it has ", names);
}

}  // namespace animax
