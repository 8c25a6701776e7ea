// SPDX-License-Identifier: MIT
// A skeleton while a creature is being made: joints in model units with their places in the world
// of the rest pose, before names, frames and scale are chosen.
#pragma once

#include "core/random.h"
#include "data/anatomy.h"
#include "data/creatures/creature.h"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace animax::data {

struct DraftJoint {
  std::string role;  ///< "thigh", "spine": what a readable name is made from
  int side = 0;      ///< as Chain::side
  int parent = -1;
  Vector3d head = Vector3d::Zero();
  Vector3d tail = Vector3d::Zero();  ///< where its bone ends
  double radius = 0.1;               ///< of the flesh around the bone; how far it reaches for skin
  bool deforms = true;
};

/// Up to four joints that move a vertex. Weights sum to 1; unused slots have weight 0.
struct Influences {
  std::array<int, 4> joints{};
  std::array<float, 4> weights{1, 0, 0, 0};
};

struct SkeletonDraft {
  std::vector<DraftJoint> joints;
  Anatomy anatomy;  ///< chains with axes and limits in model space and units

  int add(const std::string& role,
          int side,
          int parent,
          const Vector3d& head,
          const Vector3d& tail,
          double radius);

  /// Joints from points[0] on, one per segment, each the parent of the next; roles[i] names the
  /// i-th (the last role repeats). Returns their indices.
  std::vector<int> add_run(const std::vector<std::string>& roles,
                           int side,
                           int parent,
                           const std::vector<Vector3d>& points,
                           double radius);

  Chain& add_chain(Part part, int side, int index, std::vector<int> joints);

  /// Skin weights of a point: falls off with the distance from each bone measured in its radius;
  /// only joints near the closest one in the hierarchy take part.
  /// @param candidates  joints to choose from; empty: all
  Influences influences(const Vector3d& point, std::span<const int> candidates = {}) const;
};

/// Names, joint frames and scale of the finished rig.
struct RigStyle {
  enum class Names { kBlender, kMixamo, kVrm, kUnreal, kMaya, kCamel, kBiped, kAnonymous };
  enum class Frames { kWorld, kBoneY, kBoneX, kMirroredX, kRandom };
  Names names = Names::kBlender;
  Frames frames = Frames::kBoneY;
  int anonymous_style = 0;
  double world_from_model = 1;  ///< world units per model unit
  /// Joints live under an armature node that turns z-up centimetres into the world.
  bool armature = false;
};

RigStyle draw_style(Rng& rng, const CreatureOptions& options, double height_m, double model_height);

/// Joint names in `style`, all different.
std::vector<std::string> joint_names(const SkeletonDraft& draft, const RigStyle& style);

/// The skeleton of the draft: rest pose in the world of the style.
Skeleton build_skeleton(const SkeletonDraft& draft, const RigStyle& style, Rng& rng);

/// The anatomy with axes in joint frames and lengths in world units.
Anatomy build_anatomy(const SkeletonDraft& draft, const RigStyle& style, const Skeleton& skeleton);

}  // namespace animax::data
