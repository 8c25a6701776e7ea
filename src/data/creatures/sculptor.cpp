// SPDX-License-Identifier: MIT
#include "data/creatures/sculptor.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace animax::data {

Sculptor::Sculptor(int triangles, double area) : triangles_(triangles) {
  // A surface net has about 1.5 quads per cell face of the area it covers; a good third of the
  // triangles goes into eyes and other solids.
  cell_ = std::sqrt(3 * area / (0.65 * triangles));
}

int Sculptor::detail(int low, int high) const {
  const double t = std::clamp((triangles_ - 1000) / 4000.0, 0.0, 1.0);
  return low + static_cast<int>(std::lround(t * (high - low)));
}

int Sculptor::add_body(Finish finish, std::vector<int> candidates) {
  Body body;
  body.finish = finish;
  body.candidates = std::move(candidates);
  bodies_.push_back(std::move(body));
  return static_cast<int>(bodies_.size()) - 1;
}

Clay& Sculptor::ellipsoid(const Vector3d& center,
                          const Vector3d& radii,
                          const Vector3f& color,
                          double blend,
                          const Matrix3d& axes,
                          int body) {
  Clay clay = ellipsoid_clay(center, radii.cwiseMax(0.55 * cell_), axes);
  clay.color = color;
  clay.blend = static_cast<float>(blend);
  bodies_[body].clays.push_back(clay);
  return bodies_[body].clays.back();
}

Clay& Sculptor::cone(const Vector3d& a,
                     double radius_a,
                     const Vector3d& b,
                     double radius_b,
                     const Vector3f& color,
                     double blend,
                     int body) {
  Clay clay = limb_clay(a, radius_a, b, radius_b, Vector3d::UnitX(), 1);
  clay.color = color;
  clay.blend = static_cast<float>(blend);
  bodies_[body].clays.push_back(clay);
  return bodies_[body].clays.back();
}

void Sculptor::limb(const std::vector<Vector3d>& points,
                    const std::vector<double>& radii,
                    const std::vector<int>& joints,
                    const LimbLook& look) {
  CHECK_EQ(points.size(), radii.size());
  const auto color = [&](size_t i) { return look.colors[std::min(i, look.colors.size() - 1)]; };
  std::vector<Vector3d> tube_points;
  std::vector<double> tube_radii;
  std::vector<Vector3f> tube_colors;
  const auto flush = [&] {
    if (tube_points.size() > 1) {
      solid(make_tube(tube_points,
                      tube_radii,
                      tube_colors,
                      sides(),
                      detail(1, 2),
                      look.normal,
                      look.flatten),
            look.finish,
            joints,
            look.coat);
    }
    tube_points.clear();
    tube_radii.clear();
    tube_colors.clear();
  };
  for (size_t i = 0; i + 1 < points.size(); ++i) {
    const double thinnest = std::min(radii[i], radii[i + 1]) * std::min(1.0, look.flatten);
    if (!look.tube && thinnest > 1.1 * cell_) {
      flush();
      Clay clay =
          limb_clay(points[i], radii[i], points[i + 1], radii[i + 1], look.normal, look.flatten);
      clay.color = color(i);
      clay.coat = static_cast<float>(look.coat);
      // Further down the limb it must not melt into its neighbours.
      clay.blend = static_cast<float>(i == 0 ? look.blend : std::min(look.blend, 0.4 * radii[i]));
      bodies_[look.body].clays.push_back(clay);
      continue;
    }
    if (tube_points.empty()) {
      tube_points.push_back(points[i]);
      tube_radii.push_back(radii[i]);
      tube_colors.push_back(color(i));
    }
    tube_points.push_back(points[i + 1]);
    tube_radii.push_back(radii[i + 1]);
    tube_colors.push_back(color(i + 1));
  }
  flush();
}

void Sculptor::solid(const Solid& solid, Finish finish, int joint) {
  Influences rigid;
  rigid.joints[0] = joint;
  pieces_.push_back({solid, finish, std::vector<Influences>(solid.positions.size(), rigid)});
}

void Sculptor::solid(const Solid& solid,
                     Finish finish,
                     const std::vector<int>& joints,
                     double coat_amount) {
  Piece piece{solid, finish, {}};
  for (size_t v = 0; v < solid.positions.size(); ++v) {
    piece.influences.push_back(draft.influences(solid.positions[v].cast<double>(), joints));
    if (coat_amount > 0)
      piece.solid.colors[v] =
          paint(coat, solid.colors[v], coat_amount, solid.positions[v], solid.normals[v]);
  }
  pieces_.push_back(std::move(piece));
}

Vector3d Sculptor::surface(const Vector3d& origin, const Vector3d& direction, int body) const {
  const Vector3f step = direction.normalized().cast<float>();
  const Vector3f from = origin.cast<float>();
  float t = 0;
  for (int i = 0; i < 40; ++i) {
    const float d = distance_to(bodies_[body].clays, from + t * step);
    t -= 0.8f * d;
    if (std::abs(d) < 1e-4f) break;
  }
  return (from + std::max(t, 0.0f) * step).cast<double>();
}

void Sculptor::eyes(const Vector3d& center,
                    const Vector3d& direction,
                    const Vector3d& gaze,
                    const EyeLook& look,
                    int joint,
                    int body) {
  const Vector3d place = surface(center, direction, body);
  const Vector3d inward = (center - place).normalized();
  const Vector3d middle = place + inward * look.depth * look.radius;
  const Matrix3d axes = frame_along(gaze);
  const Vector3f black = rgb(0x0B0B0F), white = rgb(0xF8F8F4);
  const int segments = detail(7, 14);
  Solid eye;
  switch (look.style) {
    case EyeStyle::kCartoon:
      eye = make_eyeball(
          middle, look.radius, axes, {{0.42, black}, {0.78, look.iris}, {M_PI, white}}, segments);
      break;
    case EyeStyle::kButton:
      eye = make_eyeball(middle, look.radius, axes, {{M_PI, black}}, segments);
      break;
    case EyeStyle::kSlit: {
      eye = make_eyeball(middle, look.radius, axes, {{M_PI, look.iris}}, segments);
      eye.append(make_ellipsoid(middle + axes.col(2) * 0.72 * look.radius,
                                look.radius * Vector3d(0.13, 0.6, 0.34),
                                axes,
                                black,
                                detail(6, 8)));
      break;
    }
    case EyeStyle::kGlow:
      eye = make_eyeball(middle, look.radius, axes, {{M_PI, look.iris}}, segments);
      break;
  }
  if (look.style != EyeStyle::kGlow) {
    const Vector3d glint =
        middle + axes * Vector3d(0.33, 0.42, 0.78).normalized() * look.radius * 0.93;
    eye.append(
        make_ellipsoid(glint, Vector3d::Constant(0.2 * look.radius), axes, white, detail(4, 7)));
  }
  Solid lid;
  if (look.lid > 0) {
    const Vector3d offset(0, 0.75 - 0.45 * look.lid, -0.35);
    lid = make_ellipsoid(middle + axes * offset * look.radius,
                         Vector3d::Constant(1.06 * look.radius),
                         axes,
                         look.lid_color,
                         detail(6, 10));
  }
  const Finish finish = look.style == EyeStyle::kGlow ? Finish::kGlow : Finish::kShiny;
  for (int side = 0; side < (std::abs(direction.x()) > 1e-9 ? 2 : 1); ++side) {
    solid(eye, finish, joint);
    if (look.lid > 0) solid(lid, Finish::kMatte, joint);
    const Affine3d mirror(Eigen::Scaling(-1.0, 1.0, 1.0));
    eye.transform(mirror);
    lid.transform(mirror);
  }
}

void Sculptor::bake_bodies() {
  for (const Body& body : bodies_) {
    if (body.clays.empty()) continue;
    const ClayMesh mesh = mesh_clays(body.clays, cell_);
    Piece piece;
    piece.finish = body.finish;
    piece.solid.positions = mesh.positions;
    piece.solid.normals = mesh.normals;
    piece.solid.indices = mesh.indices;
    std::vector<float> distances(body.clays.size());
    for (size_t v = 0; v < mesh.positions.size(); ++v) {
      const Vector3f& p = mesh.positions[v];
      // The colours of the lumps nearby, the closest counting most.
      float nearest = 1e6f;
      for (size_t i = 0; i < distances.size(); ++i)
        nearest = std::min(nearest, distances[i] = body.clays[i].distance(p));
      Vector3f color = Vector3f::Zero();
      float amount = 0, sum = 0;
      const float width = 0.3f * static_cast<float>(cell_);
      for (size_t i = 0; i < distances.size(); ++i) {
        const float gap = (distances[i] - nearest) / width;
        if (gap > 5) continue;
        const float weight = std::exp(-gap);
        color += weight * body.clays[i].color;
        amount += weight * body.clays[i].coat;
        sum += weight;
      }
      color = paint(coat, color / sum, amount / sum, p, mesh.normals[v]);
      piece.solid.colors.push_back(color * (0.72f + 0.28f * mesh.openness[v]));
      piece.influences.push_back(draft.influences(p.cast<double>(), body.candidates));
    }
    pieces_.push_back(std::move(piece));
  }
  bodies_.clear();
}

void Sculptor::drop_to_ground() {
  float low = 1e9f;
  for (const Piece& piece : pieces_)
    for (const Vector3f& p : piece.solid.positions) low = std::min(low, p.y());
  for (Piece& piece : pieces_)
    for (Vector3f& p : piece.solid.positions) p.y() -= low;
  for (DraftJoint& joint : draft.joints) {
    joint.head.y() -= low;
    joint.tail.y() -= low;
  }
  draft.anatomy.ground = 0;
}

namespace {

Material material_of(Finish finish) {
  Material material;
  switch (finish) {
    case Finish::kMatte:
      material.name = "body";
      material.roughness = 0.8f;
      break;
    case Finish::kShiny:
      material.name = "shiny";
      material.roughness = 0.25f;
      break;
    case Finish::kMetal:
      material.name = "metal";
      material.roughness = 0.45f;
      material.metallic = 0.4f;
      break;
    case Finish::kGlow:
      material.name = "glow";
      material.roughness = 0.5f;
      material.unlit = true;
      break;
  }
  return material;
}

void append_vertex(Mesh& mesh,
                   const Vector3f& position,
                   const Vector3f& normal,
                   const Vector3f& color) {
  mesh.positions.push_back(position);
  mesh.normals.push_back(normal);
  const Vector3f c = color.cwiseMax(0.0f).cwiseMin(1.0f);
  mesh.colors.emplace_back(c.x(), c.y(), c.z(), 1.0f);
}

}  // namespace

void Sculptor::add_meshes(Rig& rig, const RigStyle& style, bool rigid_parts) const {
  const auto world_from_joint = forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
  const auto scale = static_cast<float>(style.world_from_model);

  // Skins: one for all that deforms, or one per joint.
  std::vector<std::pair<int, uint32_t>> place(rig.skeleton.size(), {-1, 0});  // (skin, slot)
  std::vector<bool> used(rig.skeleton.size(), false);
  for (const Piece& piece : pieces_)
    for (const Influences& influences : piece.influences)
      for (int k = 0; k < 4; ++k)
        if (influences.weights[k] > 0) used[influences.joints[k]] = true;
  for (int j = 0; j < rig.skeleton.size(); ++j) {
    rig.skeleton.joints[j].deforms = used[j];
    if (!used[j]) continue;
    if (rig.skins.empty() || rigid_parts) {
      rig.skins.emplace_back();
      rig.skins.back().name = rigid_parts ? rig.skeleton.joints[j].name : "skin";
    }
    Skin& skin = rig.skins.back();
    place[j] = {static_cast<int>(rig.skins.size()) - 1, static_cast<uint32_t>(skin.joints.size())};
    skin.joints.push_back(j);
    skin.joint_from_bind.push_back(world_from_joint[j].inverse());
  }

  std::map<std::pair<Finish, int>, int> mesh_of;  // (finish, skin) -> index
  std::map<Finish, int> material_index;
  for (const Piece& piece : pieces_) {
    if (piece.solid.positions.empty()) continue;
    if (!material_index.count(piece.finish)) {
      material_index[piece.finish] = static_cast<int>(rig.materials.size());
      rig.materials.push_back(material_of(piece.finish));
    }
    const int skin = place[piece.influences[0].joints[0]].first;
    const auto [entry, is_new] = mesh_of.try_emplace({piece.finish, skin}, rig.meshes.size());
    if (is_new) {
      Mesh mesh;
      mesh.material = material_index[piece.finish];
      mesh.name = rig.materials[mesh.material].name;
      mesh.skin = skin;
      mesh.influences = rigid_parts ? 1 : 4;
      rig.meshes.push_back(std::move(mesh));
    }
    Mesh& mesh = rig.meshes[entry->second];
    const auto offset = static_cast<uint32_t>(mesh.positions.size());
    for (size_t v = 0; v < piece.solid.positions.size(); ++v) {
      append_vertex(
          mesh, piece.solid.positions[v] * scale, piece.solid.normals[v], piece.solid.colors[v]);
      for (int k = 0; k < mesh.influences; ++k) {
        const float weight = rigid_parts ? 1.0f : piece.influences[v].weights[k];
        mesh.slots.push_back(weight > 0 ? place[piece.influences[v].joints[k]].second : 0);
        mesh.weights.push_back(weight);
      }
    }
    for (uint32_t index : piece.solid.indices) mesh.indices.push_back(index + offset);
  }
}

Creature Sculptor::finish(BodyPlan plan, const RigStyle& style, Rng& rng, bool rigid_parts) {
  bake_bodies();
  drop_to_ground();
  draft.anatomy.plan = plan;
  Creature creature;
  creature.rig.skeleton = build_skeleton(draft, style, rng);
  creature.anatomy = build_anatomy(draft, style, creature.rig.skeleton);
  add_meshes(creature.rig, style, rigid_parts);
  return creature;
}

}  // namespace animax::data
