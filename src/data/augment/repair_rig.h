// SPDX-License-Identifier: MIT
// Rigs made for an animator's controls often carry the feet by bones of their own, beside the legs
// rather than below them, and have several roots. Motion programs and retargeting want one tree.
#pragma once

#include "data/augment/topology.h"

namespace animax::data {

/// Hangs detached feet (and what else lies at the end of a limb without being its child) from the
/// limb, and all roots from the one that carries the body. At rest everything looks the same; clips
/// are carried over with carry_motion. A rig that is one tree comes back as it is.
EditedRig attach_detached_parts(const Rig& rig);

/// A rig that motion programs and retargeting can work on.
struct RepairedRig {
  EditedRig edited;
  /// Joints as in the file, but with the rest pose and heading of `edited`: what carry_motion takes
  /// as the original of the file's own clips.
  Skeleton original;
};

/// Makes the bind pose the rest pose where it is clearly more symmetric, turns a body that was
/// modelled along x to look along +z, and hangs detached parts together. A motion of the file
/// sampled on its own skeleton has the same local poses on `original`.
RepairedRig repair_rig(const Rig& rig);

/// How the body was turned about the vertical to look along +z.
Eigen::Isometry3d repaired_from_file(const RepairedRig& repaired, const Skeleton& file);

/// A motion of the repaired rig on the file's own joints: what carry_motion does, the other way.
Motion carry_back(const RepairedRig& repaired, const Motion& motion);

}  // namespace animax::data
