// SPDX-License-Identifier: MIT
// How a rig hangs together by its surface, which its hierarchy of joints does not always say.
#pragma once

#include "scene/rig.h"

namespace animax {

/// True for joints whose flesh, taken with that of the joints below, is a piece of its own: no
/// triangle (and no vertex) joins it to the rest, so that it may slide without tearing the surface.
/// A drawer and a chest's lid are, an arm is not. Also true where a joint has no flesh below it.
std::vector<bool> separate_parts(const Rig& rig);

/// A rig's skeleton as its flesh hangs together. Rigs made for inverse kinematics keep feet and
/// hands beside the body, as children of its root: where nothing but the end of a limb joins such
/// a part to the rest, it hangs on that limb here. Same places in the world at rest.
struct FleshSkeleton {
  Skeleton skeleton;
  std::vector<int> old_from_new, new_from_old;  ///< joint indices
  std::vector<int> rehung;                      ///< old indices, in order

  /// The pose of the rig's own skeleton that puts every joint where `pose` does. Shear that the own
  /// hierarchy cannot express is dropped.
  Pose original_pose(const Skeleton& original, const Pose& pose) const;
};
FleshSkeleton skeleton_by_flesh(const Rig& rig);

}  // namespace animax
