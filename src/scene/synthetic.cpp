// SPDX-License-Identifier: MIT
#include "scene/synthetic.h"

#include "core/error.h"
#include "scene/synthetic_mesh.h"

#include <algorithm>
#include <cmath>

namespace animax {
namespace {

// Heads of the joints in the world at rest, for an object about 1 unit high.
struct Layout {
  std::vector<std::string> names;
  std::vector<int> parents;
  std::vector<Vector3d> heads;

  int add(std::string name, int parent, const Vector3d& head) {
    names.push_back(std::move(name));
    parents.push_back(parent);
    heads.push_back(head);
    return static_cast<int>(heads.size()) - 1;
  }
};

Vector3d random_direction(Rng& rng) {
  Vector3d v;
  do v = Vector3d(rng.normal(), rng.normal(), rng.normal());
  while (v.norm() < 1e-3);
  return v.normalized();
}

Quaterniond random_rotation(Rng& rng) {
  return rotation_exp(random_direction(rng) * rng.uniform(0, M_PI));
}

Layout lay_out_chain(int joints) {
  Layout layout;
  for (int i = 0; i < joints; ++i)
    layout.add(str_cat("chain", i), i - 1, Vector3d(0.02 * (i % 2), double(i) / joints, 0));
  return layout;
}

Layout lay_out_star(int joints, int limbs) {
  Layout layout;
  layout.add("core", -1, Vector3d(0, 0.5, 0));
  const int per_limb = std::max(1, (joints - 1 + limbs - 1) / limbs);
  for (int limb = 0; limb < limbs; ++limb) {
    const double azimuth = 2 * M_PI * (limb + 0.3) / limbs;
    int parent = 0;
    for (int k = 0; k < per_limb && static_cast<int>(layout.heads.size()) < joints; ++k) {
      const double t = (k + 1.0) / per_limb, radius = 0.08 + 0.5 * t;
      const double height = 0.5 + 0.25 * std::sin(M_PI * t) * (limb % 2 ? -1 : 1);
      parent = layout.add(str_cat("limb", limb, ".", k),
                          parent,
                          Vector3d(radius * std::sin(azimuth), height, radius * std::cos(azimuth)));
    }
  }
  return layout;
}

Layout lay_out_tree(int joints, int branching, Rng& rng) {
  Layout layout;
  layout.add("root", -1, Vector3d(0, 0.1, 0));
  std::vector<int> children = {0};
  while (static_cast<int>(layout.heads.size()) < joints) {
    const int parent = static_cast<int>(rng.integer(0, layout.heads.size() - 1));
    if (children[parent] >= branching) continue;
    const Vector3d direction = (random_direction(rng) + Vector3d(0, 0.4, 0)).normalized();
    const double length = rng.uniform(0.7, 1.3) * 0.6 / std::sqrt(double(joints));
    ++children[parent];
    children.push_back(0);
    layout.add(
        str_cat("branch", layout.heads.size()), parent, layout.heads[parent] + length * direction);
  }
  return layout;
}

Layout lay_out_biped() {
  Layout layout;
  const int pelvis = layout.add("pelvis", -1, {0, 0.52, 0});
  const int spine = layout.add("spine", pelvis, {0, 0.60, 0.005});
  const int chest = layout.add("chest", spine, {0, 0.71, 0.01});
  const int neck = layout.add("neck", chest, {0, 0.83, 0});
  layout.add("head", neck, {0, 0.89, 0.015});
  for (const int side : {1, -1}) {
    const std::string end = side > 0 ? ".L" : ".R";
    int joint = layout.add("clavicle" + end, chest, {0.03 * side, 0.80, 0.01});
    joint = layout.add("arm" + end, joint, {0.11 * side, 0.80, -0.005});
    joint = layout.add("forearm" + end, joint, {0.26 * side, 0.79, -0.02});
    layout.add("hand" + end, joint, {0.39 * side, 0.79, 0});
    joint = layout.add("thigh" + end, pelvis, {0.06 * side, 0.50, 0});
    joint = layout.add("shin" + end, joint, {0.065 * side, 0.27, 0.01});
    joint = layout.add("foot" + end, joint, {0.07 * side, 0.04, -0.02});
    layout.add("toe" + end, joint, {0.075 * side, 0.015, 0.07});
  }
  return layout;
}

Layout lay_out_drawers(int drawers) {
  Layout layout;
  layout.add("cabinet", -1, {0, 0.5, 0});
  for (int i = 0; i < drawers; ++i)
    layout.add(str_cat("drawer", i), 0, {0, (i + 0.5) / drawers, 0.25});
  return layout;
}

Layout lay_out(const SyntheticOptions& options, Rng& rng) {
  switch (options.shape) {
    case SyntheticShape::kChain:
      return lay_out_chain(options.joints);
    case SyntheticShape::kStar:
      return lay_out_star(options.joints, options.branching);
    case SyntheticShape::kTree:
      return lay_out_tree(options.joints, options.branching, rng);
    case SyntheticShape::kBiped:
      return lay_out_biped();
    case SyntheticShape::kDrawers:
      return lay_out_drawers(options.joints - 1);
    case SyntheticShape::kHinge:
      break;
  }
  Layout layout;
  layout.add("box", -1, {0, 0.25, 0});
  layout.add("lid", 0, {0, 0.5, -0.3});
  return layout;
}

bool is_rigid(SyntheticShape shape) {
  return shape == SyntheticShape::kHinge || shape == SyntheticShape::kDrawers;
}

Skeleton make_skeleton(const Layout& layout, const SyntheticOptions& options, Rng& rng) {
  // A hinge turns about its x axis and a drawer slides along its z axis, so theirs stay upright.
  const bool oblique = options.oblique_frames && !is_rigid(options.shape);
  Skeleton skeleton;
  std::vector<Affine3d> world_from_joint;
  for (size_t i = 0; i < layout.heads.size(); ++i) {
    Joint joint;
    joint.name = layout.names[i];
    joint.parent = layout.parents[i];
    Affine3d wanted = Affine3d::Identity();
    wanted.translation() = options.scale * layout.heads[i];
    if (oblique) wanted.linear() = random_rotation(rng).toRotationMatrix();
    if (options.anchors) {
      joint.parent_from_anchor.linear() = random_rotation(rng).toRotationMatrix();
      joint.parent_from_anchor.translation() = options.scale * 0.1 * random_direction(rng);
    }
    Affine3d world_from_anchor = joint.parent_from_anchor;
    if (joint.parent >= 0) world_from_anchor = world_from_joint[joint.parent] * world_from_anchor;
    joint.rest = *decompose(Affine3d(world_from_anchor.inverse() * wanted));
    skeleton.joints.push_back(joint);
    world_from_joint.push_back(wanted);
  }
  return skeleton;
}

double wave(double time, double speed, double phase) {
  return 0.7 * std::sin(speed * time + phase) + 0.3 * std::sin(2.3 * speed * time + 2 * phase);
}

}  // namespace

void SyntheticOptions::validate() const {
  if (joints < 1 || joints > 4096) throw Error("joints: found ", joints, ", expected 1 to 4096");
  if (shape == SyntheticShape::kDrawers && joints < 2)
    throw Error("joints: found ", joints, ", expected at least 2 for a cabinet with drawers");
  if (branching < 1) throw Error("branching: found ", branching, ", expected at least 1");
  if (!(scale > 0)) throw Error("scale: found ", scale, ", expected above 0");
  if (frames < 1) throw Error("frames: found ", frames, ", expected at least 1");
  if (!(fps > 0)) throw Error("fps: found ", fps, ", expected above 0");
}

Rig make_synthetic_rig(const SyntheticOptions& options, Rng& rng) {
  options.validate();
  Rig rig;
  rig.name = "synthetic";
  rig.skeleton = make_skeleton(lay_out(options, rng), options, rng);
  if (is_rigid(options.shape))
    add_synthetic_boxes(options, rig);
  else
    add_synthetic_limbs(options, rig);
  if (options.textured) add_synthetic_texture(rig);
  rig.clips.push_back(to_clip(make_synthetic_motion(rig, options, rng), rig.skeleton, "wave"));
  check(rig);
  return rig;
}

Motion make_synthetic_motion(const Rig& rig, const SyntheticOptions& options, Rng& rng) {
  const Skeleton& skeleton = rig.skeleton;
  Motion motion{options.fps, std::vector<Pose>(options.frames, skeleton.rest_pose())};
  for (int j = 0; j < skeleton.size(); ++j) {
    const bool root = skeleton.joints[j].parent < 0;
    Vector3d axis = random_direction(rng), way = Vector3d::Zero();
    double amplitude = options.amplitude;
    if (is_rigid(options.shape)) {
      axis = Vector3d::UnitX();
      if (root || options.shape == SyntheticShape::kDrawers) amplitude = 0;
      if (!root && options.shape == SyntheticShape::kDrawers)
        way = 0.3 * options.scale * Vector3d::UnitZ();
    } else if (root) {
      way = options.travel * options.scale * random_direction(rng);
    }
    const double speed = rng.uniform(1.5, 3), phase = rng.uniform(0, 2 * M_PI);
    for (int i = 0; i < options.frames; ++i) {
      const double value = wave(i / options.fps, speed, phase);
      // Lids and drawers open to one side only.
      const double opening = is_rigid(options.shape) ? 0.5 + 0.5 * value : value;
      const double turn = is_rigid(options.shape) ? -opening : opening;
      rotate_joint(motion.frames[i], j, rotation_exp(amplitude * turn * axis));
      motion.frames[i][j].translation += opening * way;
    }
  }
  return motion;
}

SyntheticWorld make_synthetic_world(const SyntheticOptions& options, uint64_t seed) {
  Rng rng(seed);
  SyntheticWorld world;
  world.rig = make_synthetic_rig(options, rng);
  world.motion =
      sample_motion(world.rig.clips[0], world.rig.skeleton, options.fps, 0, options.frames);
  return world;
}

}  // namespace animax
