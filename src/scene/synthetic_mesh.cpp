// SPDX-License-Identifier: MIT
#include "scene/synthetic_mesh.h"

#include <algorithm>
#include <cmath>

namespace animax {
namespace {

constexpr int kSides = 12;    // around a capsule
constexpr int kRings = 5;     // of each half sphere, pole excluded
constexpr int kSegments = 4;  // along the straight part

Vector4f limb_color(int index) {
  // Golden-angle hues: neighbours differ clearly.
  const double hue = std::fmod(0.12 + 0.381966 * index, 1.0) * 6;
  const auto channel = [&](double shift) {
    const double h = std::fmod(hue + shift, 6.0);
    return static_cast<float>(0.25 + 0.45 * std::clamp(std::abs(h - 3) - 1, 0.0, 1.0));
  };
  return {channel(0), channel(4), channel(2), 1};
}

int add_material(Rig& rig, int index) {
  Material material;
  material.name = "limb " + std::to_string(index);
  material.base_color = limb_color(index);
  rig.materials.push_back(material);
  return static_cast<int>(rig.materials.size()) - 1;
}

// Who moves the two ends of a limb, and how much.
struct LimbSkin {
  int joint = 0;    // slot of the limb's own joint
  int before = -1;  // slot that shares the near end, -1: none
  int after = -1;   // slot that shares the far end
};

void push_vertex(Mesh& mesh,
                 const Vector3d& position,
                 const Vector3d& normal,
                 const Vector2f& uv,
                 int slot,
                 double share) {
  mesh.positions.push_back(position.cast<float>());
  mesh.normals.push_back(normal.normalized().cast<float>());
  mesh.uvs.push_back(uv);
  mesh.slots.push_back(static_cast<uint32_t>(slot));
  mesh.weights.push_back(static_cast<float>(1 - share));
}

// Capsule from a to b; `t` runs from 0 at a to 1 at b.
Mesh make_capsule(const Vector3d& a, const Vector3d& b, double radius, const LimbSkin& skin) {
  Mesh mesh;
  mesh.influences = 2;
  const Vector3d along = b - a;
  const Quaterniond turn = shortest_rotation(Vector3d::UnitY(), along);
  const auto add_ring = [&](const Vector3d& center, double sine, double cosine, double t) {
    // cosine: part of the normal along the axis
    double share = std::max(0.0, 0.5 - 2 * std::min(t, 1 - t));
    const int other = t < 0.5 ? skin.before : skin.after;
    if (other < 0) share = 0;
    for (int i = 0; i <= kSides; ++i) {
      const double angle = 2 * M_PI * i / kSides;
      const Vector3d normal =
          turn * Vector3d(sine * std::cos(angle), cosine, -sine * std::sin(angle));
      const Vector2f uv(float(i) / kSides * 2, static_cast<float>(t));
      push_vertex(mesh, center + radius * normal, normal, uv, skin.joint, share);
      mesh.slots.push_back(static_cast<uint32_t>(std::max(other, 0)));
      mesh.weights.push_back(static_cast<float>(share));
    }
  };
  for (int r = 0; r <= kRings; ++r) {
    const double angle = 0.5 * M_PI * r / kRings;
    add_ring(a, std::sin(angle), -std::cos(angle), 0);
  }
  for (int s = 1; s < kSegments; ++s) {
    const double t = double(s) / kSegments;
    add_ring(a + t * along, 1, 0, t);
  }
  for (int r = kRings; r >= 0; --r) {
    const double angle = 0.5 * M_PI * r / kRings;
    add_ring(b, std::sin(angle), std::cos(angle), 1);
  }
  const uint32_t stride = kSides + 1;
  const uint32_t rings = static_cast<uint32_t>(mesh.positions.size()) / stride;
  for (uint32_t r = 0; r + 1 < rings; ++r) {
    for (uint32_t i = 0; i < kSides; ++i) {
      const uint32_t v = r * stride + i;
      if (r > 0) mesh.indices.insert(mesh.indices.end(), {v, v + 1, v + stride});
      if (r + 2 < rings)
        mesh.indices.insert(mesh.indices.end(), {v + 1, v + stride + 1, v + stride});
    }
  }
  return mesh;
}

Mesh make_box(const Vector3d& min, const Vector3d& max) {
  Mesh mesh;
  for (int face = 0; face < 6; ++face) {
    const int axis = face / 2, u = (axis + 1) % 3, v = (axis + 2) % 3;
    const double sign = face % 2 ? 1 : -1;
    const uint32_t first = static_cast<uint32_t>(mesh.positions.size());
    for (int corner = 0; corner < 4; ++corner) {
      Vector3d p;
      p[axis] = sign > 0 ? max[axis] : min[axis];
      p[u] = corner & 1 ? max[u] : min[u];
      p[v] = corner & 2 ? max[v] : min[v];
      const Vector2f uv(static_cast<float>(corner & 1), static_cast<float>(corner >> 1));
      push_vertex(mesh, p, sign * Vector3d::Unit(axis), uv, 0, 0);
    }
    if (sign > 0)
      mesh.indices.insert(mesh.indices.end(),
                          {first, first + 1, first + 3, first, first + 3, first + 2});
    else
      mesh.indices.insert(mesh.indices.end(),
                          {first, first + 3, first + 1, first, first + 2, first + 3});
  }
  return mesh;
}

void add_box(Rig& rig, int joint, const Affine3d& world_from_joint, const Bounds& box_in_world) {
  Mesh mesh = make_box(box_in_world.min, box_in_world.max);
  mesh.name = rig.skeleton.joints[joint].name;
  mesh.material = add_material(rig, joint);
  mesh.skin = static_cast<int>(rig.skins.size());
  rig.skins.push_back({mesh.name, {joint}, {Affine3d(world_from_joint.inverse())}});
  rig.meshes.push_back(std::move(mesh));
}

}  // namespace

void add_synthetic_limbs(const SyntheticOptions& options, Rig& rig) {
  const Skeleton& skeleton = rig.skeleton;
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  const auto heads = origins(world_from_joint);
  Skin skin{"skin", {}, {}};
  for (int j = 0; j < skeleton.size(); ++j) {
    skin.joints.push_back(j);
    skin.joint_from_bind.push_back(world_from_joint[j].inverse());
  }
  rig.skins.push_back(skin);

  const auto children = skeleton.children();
  for (int j = 0; j < skeleton.size(); ++j) {
    const int parent = skeleton.joints[j].parent;
    const int material = add_material(rig, j);
    const auto add = [&](const Vector3d& end, double radius, int after) {
      Mesh mesh = make_capsule(heads[j], end, radius, {j, parent, after});
      mesh.name = skeleton.joints[j].name;
      mesh.material = material;
      rig.meshes.push_back(std::move(mesh));
    };
    for (int child : children[j])
      add(heads[child], 0.16 * (heads[child] - heads[j]).norm() + 0.008 * options.scale, child);
    if (!children[j].empty()) continue;
    const Vector3d bone = parent < 0 ? Vector3d(0.2 * options.scale * Vector3d::UnitY())
                                     : Vector3d(0.6 * (heads[j] - heads[parent]));
    add(heads[j] + bone, 0.15 * bone.norm() + 0.008 * options.scale, -1);
  }
}

void add_synthetic_boxes(const SyntheticOptions& options, Rig& rig) {
  const Skeleton& skeleton = rig.skeleton;
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  const double s = options.scale;
  if (options.shape == SyntheticShape::kHinge) {
    add_box(rig, 0, world_from_joint[0], {{-0.4 * s, 0, -0.3 * s}, {0.4 * s, 0.5 * s, 0.3 * s}});
    add_box(
        rig, 1, world_from_joint[1], {{-0.4 * s, 0.5 * s, -0.3 * s}, {0.4 * s, 0.7 * s, 0.3 * s}});
    return;
  }
  add_box(rig, 0, world_from_joint[0], {{-0.4 * s, 0, -0.25 * s}, {0.4 * s, s, 0.2 * s}});
  const int drawers = skeleton.size() - 1;
  for (int i = 0; i < drawers; ++i) {
    const double low = (i + 0.1) / drawers, high = (i + 0.9) / drawers;
    add_box(rig,
            i + 1,
            world_from_joint[i + 1],
            {{-0.35 * s, low * s, -0.1 * s}, {0.35 * s, high * s, 0.25 * s}});
  }
}

void add_synthetic_texture(Rig& rig) {
  Texture texture;
  texture.image = Image(64, 64, 4, 255);
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x)
      if ((x / 8 + y / 8) % 2) std::fill_n(texture.image.at(x, y), 3, uint8_t{140});
  rig.textures.push_back(std::move(texture));
  for (Material& material : rig.materials)
    material.base_color_texture = static_cast<int>(rig.textures.size()) - 1;
}

}  // namespace animax
