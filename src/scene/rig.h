// SPDX-License-Identifier: MIT
// A rigged 3D object as every module sees it, whatever file it came from.
#pragma once

#include "core/image.h"
#include "scene/clip.h"
#include "scene/skeleton.h"

#include <cstdint>
#include <string>
#include <vector>

namespace animax {

using Eigen::Vector2f;
using Eigen::Vector3f;
using Eigen::Vector4f;

/// A texture image with its sampling rules. Colour images are sRGB, 4 channels.
struct Texture {
  Image image;
  bool repeat_u = true;
  bool repeat_v = true;
  bool smooth = true;  ///< linear filtering
};

enum class AlphaMode { kOpaque, kMask, kBlend };

struct Material {
  std::string name;
  Vector4f base_color = Vector4f::Ones();  ///< linear RGBA
  int base_color_texture = -1;             ///< index into Rig::textures, -1: none
  Vector3f emissive = Vector3f::Zero();    ///< linear RGB
  int emissive_texture = -1;
  float metallic = 0;
  float roughness = 1;
  AlphaMode alpha_mode = AlphaMode::kOpaque;
  float alpha_cutoff = 0.5f;
  bool double_sided = false;
  bool unlit = false;
};

/// Which joints move a mesh, and where its vertices are seen from them.
/// vertex_in_world = sum_k weight_k * world_from_joint(joints[k]) * joint_from_bind[k] * vertex.
/// A rigid mesh has a skin with one joint. Joint -1 is the world itself (scenery).
struct Skin {
  std::string name;
  std::vector<int> joints;                ///< indices into Skeleton::joints, or -1
  std::vector<Affine3d> joint_from_bind;  ///< inverse bind matrices, one per joint
};

/// Triangles of one material.
struct Mesh {
  std::string name;
  std::vector<Vector3f> positions;  ///< in the skin's bind frame
  std::vector<Vector3f> normals;    ///< unit, one per vertex (made from the triangles if missing)
  std::vector<Vector2f> uvs;        ///< glTF convention (origin top left); empty: none
  std::vector<Vector4f> colors;     ///< linear RGBA; empty: white
  std::vector<uint32_t> indices;    ///< three per triangle, counter-clockwise from outside
  int material = -1;                ///< index into Rig::materials, -1: default grey
  int skin = 0;                     ///< index into Rig::skins
  int influences = 1;               ///< per vertex
  std::vector<uint32_t> slots;  ///< vertex-major, `influences` per vertex: index into Skin::joints
  std::vector<float> weights;   ///< vertex-major, sum 1 per vertex, none negative
};

struct Rig {
  std::string name;
  Skeleton skeleton;
  std::vector<Skin> skins;
  std::vector<Mesh> meshes;
  std::vector<Material> materials;
  std::vector<Texture> textures;
  std::vector<Clip> clips;
  std::vector<std::string> warnings;  ///< what the reader had to repair or leave out, one line each

  size_t vertex_count() const;
  size_t triangle_count() const;
};

/// Throws CheckFailure unless all indices are in range, sizes agree and numbers are finite. Readers
/// call it last; it is a guard against bugs of ours, not against bad files.
void check(const Rig& rig);

/// Bounds of the skinned mesh (of the joints where there is no mesh) in one pose.
Bounds bounds_of(const Rig& rig, const Pose& pose);
Bounds rest_bounds(const Rig& rig);

/// Bounds over all frames of a motion.
Bounds bounds_of(const Rig& rig, const Motion& motion);

/// Vertical extent of the rest pose in world units: the unit of all relative errors. Where the
/// object is flatter than a thousandth of its diagonal, the diagonal; never 0 (1 for a single
/// point).
double rig_height(const Rig& rig);

/// Finds a clip by its name, or by its index when `name_or_index` is a number and no name equals
/// it. Throws Error listing what there is.
const Clip& find_clip(const Rig& rig, const std::string& name_or_index);

}  // namespace animax
