// SPDX-License-Identifier: MIT
// A rig's meshes and textures on the GPU. Vertices are skinned on the CPU once per pose, because
// several views share the result and software GL would repeat it for each of them.
#pragma once

#include "geometry/camera.h"
#include "render/gl.h"
#include "scene/rig.h"

#include <vector>

namespace animax::render {

/// A run of indices with one material.
struct DrawCall {
  size_t first_index = 0;  ///< in indices, not bytes
  size_t index_count = 0;
  int material = -1;      ///< of the rig, -1: default grey
  bool mirrored = false;  ///< winding is reversed by a mirroring transform
  bool colored = false;   ///< has vertex colours
};

/// Attribute locations that the shaders agree on.
enum Attribute : GLuint { kPosition = 0, kNormal = 1, kUv = 2, kColor = 3 };

class GpuRig {
 public:
  /// Uploads what stays the same. Keeps a reference to `rig`. Needs a current context.
  GpuRig(const Rig& rig, int max_texture_size);

  /// Skins all meshes and uploads positions and normals; returns their bounds in the world.
  Bounds skin(const Pose& pose);

  const Rig& rig() const { return *rig_; }
  const Material& material(const DrawCall& draw) const;
  GLuint texture(int index) const { return textures_[index].id(); }
  /// As of the last skin().
  const std::vector<DrawCall>& opaque() const { return merged_; }
  bool has_translucent() const { return !translucent_.empty(); }

  /// Binds vertices and the static index buffer.
  void bind() const;

  /// Draw calls of the translucent meshes from far to near, their triangles likewise; uploads the
  /// order and binds its index buffer. Call after skin().
  std::vector<DrawCall> sort_translucent(const Camera& camera);

 private:
  void upload_static(const std::vector<size_t>& order);
  void list_draws(const std::vector<size_t>& order);
  void merge_opaque();
  bool is_translucent(const Mesh& mesh) const;
  std::vector<bool> mirrored_meshes(const std::vector<Affine3d>& world_from_joint) const;

  const Rig* rig_;
  Material default_material_;
  std::vector<bool> texture_is_translucent_;
  std::vector<size_t> first_vertex_, first_index_;  // per mesh
  std::vector<size_t> opaque_mesh_;                 // per entry of opaque_
  std::vector<DrawCall> opaque_, translucent_, merged_;
  std::vector<size_t> translucent_mesh_;
  std::vector<uint32_t> sorted_;                  // scratch
  std::vector<std::vector<Vector3f>> positions_;  // per mesh, in the world
  std::vector<Vector3f> normals_;                 // scratch
  GlVertexArray vertex_array_;
  GlBuffer position_buffer_, normal_buffer_, uv_buffer_, color_buffer_;
  GlBuffer index_buffer_, sorted_index_buffer_;
  std::vector<GlTexture> textures_;
};

}  // namespace animax::render
