// SPDX-License-Identifier: MIT
// Changes a rig's joints without spoiling its skin: variety for training, and repairs that motion
// programs need (feet that an animator's controls carry instead of the legs).
#pragma once

#include "core/random.h"
#include "data/anatomy.h"
#include "scene/rig.h"

#include <vector>

namespace animax::data {

/// A rig after an edit. At rest it looks like the original unless an edit says otherwise. Clips are
/// dropped: carry their motion over with carry_motion.
struct EditedRig {
  Rig rig;
  Anatomy anatomy;              ///< of the edited rig (as given, if the edit has none)
  std::vector<int> old_of_new;  ///< per joint: its index in the original; -1: inserted
};

/// Nothing changed; where a row of edits begins.
EditedRig unedited(const Rig& rig, const Anatomy& anatomy = {});

/// Gives every joint another parent (-1: root) and drops the joints marked so; their flesh follows
/// the nearest joint above that stays. Rest pose and skin in the rest pose stay the same.
/// @param parent  new parent of each joint by index of edited.rig; may come later in the order
/// Throws CheckFailure when the parents form a ring, or when no joint or not the root stays.
EditedRig reparent(const EditedRig& edited,
                   const std::vector<int>& parent,
                   const std::vector<char>& drop = {});

/// Drops one joint; its children hang from its parent. Roots and joints whose chain would end are
/// a caller's bug: CheckFailure for roots.
EditedRig merge_joint(const EditedRig& edited, int joint);

/// A new joint on the bone from `joint` to its child `child`, at `fraction` (0, 1) of the way. The
/// flesh of the bone's far part follows it, with a soft border; weights still sum to 1.
EditedRig insert_joint(const EditedRig& edited, int joint, int child, double fraction);

/// Lengthens the bones that lead to these joints by `factors` (one per joint of the rig, > 0).
/// Flesh between them stretches. Moves the body so that it stands on the ground again.
EditedRig scale_bones(const EditedRig& edited, const std::vector<double>& factors);

/// Makes `pose` the rest pose. Any pose still looks as before.
EditedRig repose(const EditedRig& edited, const Pose& pose);

/// Mirrors the model at x = `plane_x`; sides of the anatomy swap. Local poses keep their meaning.
EditedRig mirror(const EditedRig& edited, double plane_x = 0);

/// Poses of the edited rig that look like those of the original: kept joints are where they were
/// in the world (but for mirrored, scaled and re-posed rigs: local poses relative to rest are kept
/// where the parent is the same). Inserted joints follow their parents.
/// @param original  the skeleton that `motion` belongs to
Motion carry_motion(const Skeleton& original, const Motion& motion, const EditedRig& edited);

struct TopologyOptions {
  double insert = 0.3;         ///< probability of one more joint per spine, neck, tail, wing, arm
  double merge = 0.3;          ///< probability of one joint fewer per spine, neck, tail, finger
  double drop_leaves = 0.2;    ///< probability of dropping all fingers, ears or antennae
  double length_spread = 0.1;  ///< standard deviation of the logarithm of bone lengths
  double mirror = 0.5;         ///< probability
  double repose = 0.12;        ///< rad: largest turn of neck, tail and arm joints at rest
  bool rename = true;          ///< names without meaning

  void validate() const;  ///< throws Error naming the option
};

/// Draws a variant of a rig. Legs keep their joints, so every motion of the body stays possible.
/// Deterministic in `rng`.
EditedRig augment_topology(const Rig& rig,
                           const Anatomy& anatomy,
                           const TopologyOptions& options,
                           Rng& rng);

}  // namespace animax::data
