// SPDX-License-Identifier: MIT
// One synthetic world for all tests and benchmarks: small rigs with clean skinned meshes and smooth
// motions whose truth is known. After COLMAP's scene/synthetic.h.
#pragma once

#include "core/random.h"
#include "scene/rig.h"

namespace animax {

enum class SyntheticShape {
  kChain,    ///< `joints` joints upwards from the ground
  kStar,     ///< a core with `branching` limbs of equal length, `joints` joints in all
  kTree,     ///< random tree, at most `branching` children per joint
  kBiped,    ///< 21 joints from pelvis to hands, head and toes; `joints` is not used
  kHinge,    ///< rigid, no blending: a box with a hinged lid, 2 joints
  kDrawers,  ///< rigid: a cabinet with `joints` - 1 sliding drawers
};

struct SyntheticOptions {
  SyntheticShape shape = SyntheticShape::kTree;
  int joints = 12;
  int branching = 3;
  double scale = 1;            ///< height of the object in world units, roughly
  bool oblique_frames = true;  ///< joint axes turned at random, as in real files
  bool anchors = false;        ///< constant transforms between parents and joints
  bool textured = false;       ///< checkerboard; otherwise one plain colour per limb

  double amplitude = 0.5;  ///< radians: largest turn of a joint from rest
  double travel = 0.1;     ///< largest way of the root, as a fraction of `scale`
  int frames = 33;
  double fps = 12;

  void validate() const;  ///< throws Error naming the option
};

/// Makes the rig; passes check(Rig). One clip, "wave", holding the motion of synthetic_motion.
Rig make_synthetic_rig(const SyntheticOptions& options, Rng& rng);

/// Smooth motion: every joint turns by a sum of two sines about an axis of its own (hinges about
/// their hinge, drawers slide), the root travels. The first frame is not the rest pose.
Motion make_synthetic_motion(const Rig& rig, const SyntheticOptions& options, Rng& rng);

struct SyntheticWorld {
  Rig rig;
  Motion motion;
};

SyntheticWorld make_synthetic_world(const SyntheticOptions& options, uint64_t seed);

}  // namespace animax
