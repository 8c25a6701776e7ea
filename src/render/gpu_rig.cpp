// SPDX-License-Identifier: MIT
#include "render/gpu_rig.h"

#include "core/error.h"
#include "scene/skinning.h"

#include <algorithm>
#include <numeric>

namespace animax::render {

namespace {

constexpr float kOpaqueAlpha = 0.99f;

template <typename T>
void upload(GLenum target, const GlBuffer& buffer, const std::vector<T>& data, GLenum usage) {
  glBindBuffer(target, buffer.id());
  glBufferData(target, static_cast<GLsizeiptr>(data.size() * sizeof(T)), data.data(), usage);
}

void attribute(Attribute location, const GlBuffer& buffer, int components) {
  glBindBuffer(GL_ARRAY_BUFFER, buffer.id());
  glVertexAttribPointer(location, components, GL_FLOAT, GL_FALSE, 0, nullptr);
  glEnableVertexAttribArray(location);
}

// Averages 2x2 pixels until both sides fit. Averaging sRGB values instead of linear ones is close
// enough within four neighbouring pixels.
Image reduced(Image image, int max_size) {
  while (std::max(image.width, image.height) > max_size) {
    const int width = std::max(1, image.width / 2), height = std::max(1, image.height / 2);
    Image half(width, height, 4);
    for (int y = 0; y < height; ++y) {
      const int y0 = std::min(2 * y, image.height - 1), y1 = std::min(2 * y + 1, image.height - 1);
      for (int x = 0; x < width; ++x) {
        const int x0 = std::min(2 * x, image.width - 1), x1 = std::min(2 * x + 1, image.width - 1);
        for (int c = 0; c < 4; ++c)
          half.at(x, y)[c] = static_cast<uint8_t>((image.at(x0, y0)[c] + image.at(x1, y0)[c] +
                                                   image.at(x0, y1)[c] + image.at(x1, y1)[c] + 2) /
                                                  4);
      }
    }
    image = std::move(half);
  }
  return image;
}

GlTexture make_texture(const Texture& texture, int max_size) {
  Image image = texture.image.empty() ? Image(1, 1, 4, 255) : with_channels(texture.image, 4);
  image = reduced(std::move(image), max_size);
  GlTexture gl;
  glBindTexture(GL_TEXTURE_2D, gl.id());
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D,
               0,
               GL_SRGB8_ALPHA8,
               image.width,
               image.height,
               0,
               GL_RGBA,
               GL_UNSIGNED_BYTE,
               image.pixels.data());
  glGenerateMipmap(GL_TEXTURE_2D);
  const auto set = [](GLenum name, GLenum value) {
    glTexParameteri(GL_TEXTURE_2D, name, static_cast<GLint>(value));
  };
  set(GL_TEXTURE_WRAP_S, texture.repeat_u ? GL_REPEAT : GL_CLAMP_TO_EDGE);
  set(GL_TEXTURE_WRAP_T, texture.repeat_v ? GL_REPEAT : GL_CLAMP_TO_EDGE);
  set(GL_TEXTURE_MAG_FILTER, texture.smooth ? GL_LINEAR : GL_NEAREST);
  set(GL_TEXTURE_MIN_FILTER, texture.smooth ? GL_LINEAR_MIPMAP_LINEAR : GL_NEAREST_MIPMAP_NEAREST);
  return gl;
}

bool any_translucent_pixel(const Image& image) {
  if (image.channels != 4) return false;
  for (size_t i = 3; i < image.pixels.size(); i += 4)
    if (image.pixels[i] < 255 * kOpaqueAlpha) return true;
  return false;
}

}  // namespace

GpuRig::GpuRig(const Rig& rig, int max_texture_size) : rig_(&rig) {
  default_material_.base_color = Vector4f(0.6f, 0.6f, 0.6f, 1);
  default_material_.double_sided = true;
  for (const Texture& texture : rig.textures) {
    textures_.push_back(make_texture(texture, max_texture_size));
    texture_is_translucent_.push_back(any_translucent_pixel(texture.image));
  }
  std::vector<size_t> order(rig.meshes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return rig.meshes[a].material < rig.meshes[b].material;
  });
  upload_static(order);
  list_draws(order);
  check_gl("uploading the model");
}

const Material& GpuRig::material(const DrawCall& draw) const {
  return draw.material < 0 ? default_material_ : rig_->materials[draw.material];
}

// All meshes share one set of vertex arrays, in the given order.
void GpuRig::upload_static(const std::vector<size_t>& order) {
  std::vector<Vector2f> uvs;
  std::vector<Vector4f> colors;
  std::vector<uint32_t> indices;
  bool any_color = false;
  for (const Mesh& mesh : rig_->meshes) any_color = any_color || !mesh.colors.empty();
  first_vertex_.resize(order.size());
  first_index_.resize(order.size());
  for (size_t m : order) {
    const Mesh& mesh = rig_->meshes[m];
    const size_t first = uvs.size(), count = mesh.positions.size();
    first_vertex_[m] = first;
    first_index_[m] = indices.size();
    uvs.insert(uvs.end(), mesh.uvs.begin(), mesh.uvs.end());
    uvs.resize(first + count, Vector2f::Zero());
    if (any_color) {
      colors.insert(colors.end(), mesh.colors.begin(), mesh.colors.end());
      colors.resize(first + count, Vector4f::Ones());
    }
    for (uint32_t index : mesh.indices) indices.push_back(static_cast<uint32_t>(first) + index);
  }
  const auto vertex_bytes = static_cast<GLsizeiptr>(uvs.size() * sizeof(Vector3f));
  glBindVertexArray(vertex_array_.id());
  for (const GlBuffer* buffer : {&position_buffer_, &normal_buffer_}) {
    glBindBuffer(GL_ARRAY_BUFFER, buffer->id());
    glBufferData(GL_ARRAY_BUFFER, vertex_bytes, nullptr, GL_STREAM_DRAW);
  }
  upload(GL_ARRAY_BUFFER, uv_buffer_, uvs, GL_STATIC_DRAW);
  if (any_color) upload(GL_ARRAY_BUFFER, color_buffer_, colors, GL_STATIC_DRAW);
  upload(GL_ELEMENT_ARRAY_BUFFER, index_buffer_, indices, GL_STATIC_DRAW);
  attribute(kPosition, position_buffer_, 3);
  attribute(kNormal, normal_buffer_, 3);
  attribute(kUv, uv_buffer_, 2);
  if (any_color) attribute(kColor, color_buffer_, 4);
  positions_.resize(rig_->meshes.size());
}

// Exporters like to mark opaque materials as blended; those are drawn as opaque.
bool GpuRig::is_translucent(const Mesh& mesh) const {
  if (mesh.material < 0) return false;
  const Material& material = rig_->materials[mesh.material];
  if (material.alpha_mode != AlphaMode::kBlend) return false;
  if (material.base_color.w() < kOpaqueAlpha) return true;
  if (material.base_color_texture >= 0 && texture_is_translucent_[material.base_color_texture])
    return true;
  return std::any_of(mesh.colors.begin(), mesh.colors.end(), [](const Vector4f& c) {
    return c.w() < kOpaqueAlpha;
  });
}

void GpuRig::list_draws(const std::vector<size_t>& order) {
  for (size_t m : order) {
    const Mesh& mesh = rig_->meshes[m];
    if (mesh.indices.empty()) continue;
    DrawCall draw;
    draw.first_index = first_index_[m];
    draw.index_count = mesh.indices.size();
    draw.material = mesh.material;
    draw.colored = !mesh.colors.empty();
    const bool translucent = is_translucent(mesh);
    (translucent ? translucent_ : opaque_).push_back(draw);
    (translucent ? translucent_mesh_ : opaque_mesh_).push_back(m);
  }
}

// Whether most joints of a mesh' skin mirror it. A skin that mirrors only in part has no right
// answer.
std::vector<bool> GpuRig::mirrored_meshes(const std::vector<Affine3d>& world_from_joint) const {
  std::vector<bool> skin_mirrors;
  for (const Skin& skin : rig_->skins) {
    int votes = 0;
    for (const Affine3d& m : skin_matrices(skin, world_from_joint))
      votes += m.linear().determinant() < 0 ? 1 : -1;
    skin_mirrors.push_back(votes > 0);
  }
  std::vector<bool> mirrored;
  for (const Mesh& mesh : rig_->meshes) mirrored.push_back(skin_mirrors[mesh.skin]);
  return mirrored;
}

// A call costs software GL as much as a hundred triangles, so neighbours in the index buffer that
// look alike are drawn as one.
void GpuRig::merge_opaque() {
  merged_.clear();
  for (const DrawCall& draw : opaque_) {
    const bool alike = !merged_.empty() && merged_.back().material == draw.material &&
                       merged_.back().mirrored == draw.mirrored &&
                       merged_.back().colored == draw.colored &&
                       merged_.back().first_index + merged_.back().index_count == draw.first_index;
    if (alike) {
      merged_.back().index_count += draw.index_count;
    } else {
      merged_.push_back(draw);
    }
  }
}

Bounds GpuRig::skin(const Pose& pose) {
  const auto world_from_joint = forward_kinematics(rig_->skeleton, pose);
  const auto mirrored = mirrored_meshes(world_from_joint);
  for (size_t i = 0; i < opaque_.size(); ++i) opaque_[i].mirrored = mirrored[opaque_mesh_[i]];
  merge_opaque();
  for (size_t i = 0; i < translucent_.size(); ++i)
    translucent_[i].mirrored = mirrored[translucent_mesh_[i]];

  const auto upload_part = [](const GlBuffer& buffer, size_t first, const auto& data) {
    glBindBuffer(GL_ARRAY_BUFFER, buffer.id());
    glBufferSubData(GL_ARRAY_BUFFER,
                    static_cast<GLintptr>(first * sizeof(Vector3f)),
                    static_cast<GLsizeiptr>(data.size() * sizeof(Vector3f)),
                    data.data());
  };
  Eigen::AlignedBox3f box;
  for (size_t m = 0; m < rig_->meshes.size(); ++m) {
    const Mesh& mesh = rig_->meshes[m];
    skin_mesh(
        mesh, skin_matrices(rig_->skins[mesh.skin], world_from_joint), positions_[m], &normals_);
    upload_part(position_buffer_, first_vertex_[m], positions_[m]);
    upload_part(normal_buffer_, first_vertex_[m], normals_);
    for (const Vector3f& p : positions_[m]) box.extend(p);
  }
  Bounds bounds;
  if (!box.isEmpty()) bounds = {box.min().cast<double>(), box.max().cast<double>()};
  return bounds;
}

void GpuRig::bind() const {
  glBindVertexArray(vertex_array_.id());
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, index_buffer_.id());
}

namespace {

// Indices of n things from the farthest to the nearest.
template <typename Depth>
std::vector<uint32_t> far_to_near(size_t n, Depth depth) {
  std::vector<std::pair<float, uint32_t>> keys(n);
  for (size_t i = 0; i < n; ++i) keys[i] = {-depth(i), static_cast<uint32_t>(i)};
  std::sort(keys.begin(), keys.end());
  std::vector<uint32_t> order(n);
  for (size_t i = 0; i < n; ++i) order[i] = keys[i].second;
  return order;
}

}  // namespace

std::vector<DrawCall> GpuRig::sort_translucent(const Camera& camera) {
  const Vector3f axis = camera.camera_from_world.linear().row(2).transpose().cast<float>();
  const auto mesh_depth = [&](size_t i) {
    Vector3f sum = Vector3f::Zero();
    const auto& positions = positions_[translucent_mesh_[i]];
    for (const Vector3f& p : positions) sum += p;
    return axis.dot(sum) / static_cast<float>(std::max<size_t>(positions.size(), 1));
  };
  std::vector<DrawCall> draws;
  sorted_.clear();
  for (uint32_t i : far_to_near(translucent_.size(), mesh_depth)) {
    const Mesh& mesh = rig_->meshes[translucent_mesh_[i]];
    const auto& positions = positions_[translucent_mesh_[i]];
    const auto triangle_depth = [&](size_t t) {
      return axis.dot(positions[mesh.indices[3 * t]] + positions[mesh.indices[3 * t + 1]] +
                      positions[mesh.indices[3 * t + 2]]);
    };
    draws.push_back(translucent_[i]);
    draws.back().first_index = sorted_.size();
    const auto first_vertex = static_cast<uint32_t>(first_vertex_[translucent_mesh_[i]]);
    for (uint32_t t : far_to_near(mesh.indices.size() / 3, triangle_depth))
      for (int k = 0; k < 3; ++k) sorted_.push_back(first_vertex + mesh.indices[3 * t + k]);
  }
  glBindVertexArray(vertex_array_.id());
  upload(GL_ELEMENT_ARRAY_BUFFER, sorted_index_buffer_, sorted_, GL_STREAM_DRAW);
  return draws;
}

}  // namespace animax::render
