// SPDX-License-Identifier: MIT
// Carries motions from one rig to another of the same kind of body, by what their joints are for.
#pragma once

#include "data/anatomy.h"
#include "scene/clip.h"

namespace animax::data {

struct RetargetOptions {
  bool plant_feet = true;  ///< bend the legs so that feet go where the source's feet go, to scale
  bool align_arms = true;  ///< make arms point where the source's point, whatever the bind pose
};

struct RetargetReport {
  int chains = 0;          ///< of the target
  int matched_chains = 0;  ///< of those, driven by a chain of the source
  double foot_error = 0;  ///< mean distance of target feet from the scaled source feet, leg heights
};

/// Turns of the source's joints relative to its rest pose, in the model's frame, are laid over the
/// target's chains by arc length; the root's way is scaled by the leg heights (body extents where
/// there are no legs); hinges and slides move by the same fraction of their limits. Joints without
/// a counterpart stay at rest relative to their parents. Equal rigs give the motion itself back.
/// Based on the paper's retargeting across characters (arXiv 2506.19851, "Data") in our own way.
/// Throws CheckFailure when motion and skeleton disagree or an anatomy does not fit its skeleton.
Motion retarget_motion(const Skeleton& source,
                       const Anatomy& source_anatomy,
                       const Motion& motion,
                       const Skeleton& target,
                       const Anatomy& target_anatomy,
                       const RetargetOptions& options = {},
                       RetargetReport* report = nullptr);

}  // namespace animax::data
