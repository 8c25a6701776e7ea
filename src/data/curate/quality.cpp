// SPDX-License-Identifier: MIT
#include "data/curate/quality.h"

#include "core/random.h"
#include "core/srgb.h"
#include "scene/motion_field.h"
#include "scene/skinning.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace animax::data {
namespace {

constexpr double kFrameRate = 24, kFlowRate = 8, kLongest = 3600;
constexpr int kFlowCells = 64, kFlowPairs = 24;

// FNV-1a over numbers rounded to `step`.
class Hash {
 public:
  void add(double value, double step = 1) {
    const auto rounded = static_cast<int64_t>(std::llround(std::clamp(value / step, -9e17, 9e17)));
    for (int i = 0; i < 8; ++i) {
      state_ ^= static_cast<uint8_t>(rounded >> (8 * i));
      state_ *= 0x100000001b3ull;
    }
  }
  void add(const std::string& text) { add(static_cast<double>(hash64(text) >> 12)); }
  uint64_t value() const { return state_; }

 private:
  uint64_t state_ = 0xcbf29ce484222325ull;
};

double to_srgb(double linear) { return srgb_from_linear(std::clamp(linear, 0.0, 1.0)); }

// sRGB in [0, 1] of a texture at uv, nearest pixel, repeated.
Vector3d texture_color(const Texture& texture, const Vector2f& uv) {
  const auto pixel = [](float t, int size) {
    const double unit = std::isfinite(t) ? t - std::floor(t) : 0;
    return std::min(size - 1, static_cast<int>(unit * size));
  };
  const uint8_t* p =
      texture.image.at(pixel(uv.x(), texture.image.width), pixel(uv.y(), texture.image.height));
  return Vector3d(p[0], p[1], p[2]) / 255.0;
}

// The base colour of one triangle at its centre, sRGB in [0, 1].
Vector3d base_color(const Rig& rig, const Mesh& mesh, size_t first_index) {
  Vector3d factor = Vector3d::Constant(1);
  int texture = -1;
  if (mesh.material >= 0) {
    const Material& material = rig.materials[mesh.material];
    factor = material.base_color.head<3>().cast<double>();
    texture = material.base_color_texture;
  }
  Vector2f uv = Vector2f::Zero();
  Vector3d vertex = Vector3d::Zero();
  for (int k = 0; k < 3; ++k) {
    const uint32_t v = mesh.indices[first_index + k];
    if (!mesh.uvs.empty()) uv += mesh.uvs[v] / 3;
    if (!mesh.colors.empty()) vertex += mesh.colors[v].head<3>().cast<double>() / 3;
  }
  if (!mesh.colors.empty()) factor = factor.cwiseProduct(vertex);
  Vector3d color(to_srgb(factor.x()), to_srgb(factor.y()), to_srgb(factor.z()));
  if (texture >= 0 && !mesh.uvs.empty() && !rig.textures[texture].image.empty())
    color = color.cwiseProduct(texture_color(rig.textures[texture], uv));
  return color;
}

double effective_number(const std::map<int, double>& weights) {
  double total = 0, entropy = 0;
  for (const auto& [color, weight] : weights) total += weight;
  if (!(total > 0)) return weights.empty() ? 0 : 1;
  for (const auto& [color, weight] : weights)
    if (weight > 0) entropy -= weight / total * std::log(weight / total);
  return std::exp(entropy);
}

// Lengths of the flow from one pose to the next, image widths, summed over the cells of one view
// that show the surface; those are counted in `cells`.
double summed_flow(const Rig& rig,
                   const Camera& camera,
                   const std::vector<std::vector<Vector3f>>& from,
                   const std::vector<std::vector<Vector3f>>& to,
                   size_t& cells) {
  const TemplateField field = make_template_field(rig, from, {}, Legend{}, camera, kFlowCells);
  const size_t area = field.surface.size();
  std::vector<float> flow(2 * area);
  encode_surface_motion(field, camera, to, flow);
  double sum = 0;
  for (size_t cell = 0; cell < area; ++cell) {
    if (field.surface[cell].mesh < 0) continue;
    sum += std::hypot(flow[cell], flow[area + cell]) / kDisplacementScale;
    ++cells;
  }
  return sum;
}

double mean_flow(const Rig& rig, const Motion& motion) {
  const int steps = static_cast<int>(motion.frames.size()) - 1;
  if (rig.triangle_count() == 0 || steps < 1) return 0;
  const int pairs = std::min(steps, kFlowPairs);
  const auto frame = [&](int pair) {
    return pairs == steps ? pair : static_cast<int>((pair + 0.5) * steps / pairs);
  };
  // Skinned twice rather than kept: large meshes would take gigabytes.
  Bounds bounds;
  for (int i = 0; i < pairs; ++i) bounds.extend(bounds_of(rig, motion.frames[frame(i)]));
  ViewRigOptions views;
  views.size = kFlowCells;
  const std::vector<Camera> cameras = make_view_rig(bounds, views);
  double sum = 0;
  size_t cells = 0;
  for (int i = 0; i < pairs; ++i) {
    const auto from = skinned_positions(rig, motion.frames[frame(i)]);
    const auto to = skinned_positions(rig, motion.frames[frame(i) + 1]);
    for (int v = 0; v < 2; ++v) sum += summed_flow(rig, cameras[v], from, to, cells);
  }
  return cells == 0 ? 0 : sum / static_cast<double>(cells);
}

}  // namespace

uint64_t fingerprint(const Rig& rig) {
  Hash hash;
  for (const Joint& joint : rig.skeleton.joints) {
    hash.add(joint.name);
    hash.add(joint.parent);
  }
  const double step = std::max(1e-9, 1e-4 * rest_bounds(rig).diagonal());
  for (const Mesh& mesh : rig.meshes) {
    hash.add(static_cast<double>(mesh.indices.size()));
    for (const Vector3f& p : mesh.positions)
      for (int c = 0; c < 3; ++c) hash.add(p[c], step);
  }
  return hash.value();
}

uint64_t fingerprint(const Motion& motion) {
  Hash hash;
  for (const Pose& pose : motion.frames) {
    for (const Transform& t : pose) {
      // q and -q are the same rotation
      const double sign = t.rotation.w() < 0 ? -1 : 1;
      for (int c = 0; c < 4; ++c) hash.add(sign * t.rotation.coeffs()[c], 1e-3);
      for (int c = 0; c < 3; ++c) hash.add(t.translation[c], 1e-3);
      for (int c = 0; c < 3; ++c) hash.add(t.scale[c], 1e-3);
    }
  }
  return hash.value();
}

RigMeasures measure_rig(const Rig& rig) {
  RigMeasures m;
  m.joints = rig.skeleton.size();
  m.skins = static_cast<int>(rig.skins.size());
  m.meshes = static_cast<int>(rig.meshes.size());
  m.textures = static_cast<int>(rig.textures.size());
  m.vertices = rig.vertex_count();
  m.triangles = rig.triangle_count();
  m.hash = fingerprint(rig);
  const double diagonal = rest_bounds(rig).diagonal();
  const auto positions = skinned_positions(rig, rig.skeleton.rest_pose());
  std::map<int, double> area_of_color;
  size_t degenerate = 0;
  for (size_t i = 0; i < rig.meshes.size(); ++i) {
    const Mesh& mesh = rig.meshes[i];
    for (size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
      const auto corner = [&](int k) {
        return positions[i][mesh.indices[t + k]].cast<double>().eval();
      };
      const double area = 0.5 * (corner(1) - corner(0)).cross(corner(2) - corner(0)).norm();
      if (!(area > 1e-12 * diagonal * diagonal)) {
        ++degenerate;
        continue;
      }
      const Vector3d color = base_color(rig, mesh, t);
      const auto level = [&](int c) { return std::min(15, static_cast<int>(color[c] * 16)); };
      area_of_color[level(0) << 8 | level(1) << 4 | level(2)] += area;
    }
  }
  if (m.triangles > 0)
    m.degenerate = static_cast<double>(degenerate) / static_cast<double>(m.triangles);
  m.colors = effective_number(area_of_color);
  return m;
}

ClipRow measure_clip(const Rig& rig, int index) {
  const Clip& clip = rig.clips[index];
  ClipRow row;
  row.index = index;
  row.name = clip.name;
  row.duration = clip.duration;
  const double seconds = std::clamp(clip.duration, 0.0, kLongest);
  row.frames = static_cast<int>(std::floor(seconds * kFrameRate + 1e-6)) + 1;
  const int samples = static_cast<int>(std::floor(seconds * kFlowRate + 1e-6)) + 1;
  const Motion motion = sample_motion(clip, rig.skeleton, kFlowRate, 0, samples);
  row.hash = fingerprint(motion);
  row.flow = mean_flow(rig, motion);
  return row;
}

}  // namespace animax::data
