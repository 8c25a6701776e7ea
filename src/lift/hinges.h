// SPDX-License-Identifier: MIT
// Doors, lids and levers: parts that turn about an axis of the world. One tip does not show how
// such a part is turned about its own bone, and the smallest turn tilts a door whose tip is not
// level with its hinge.
#pragma once

#include "lift/solve_rotations.h"

namespace animax::lift {

/// Turns every joint of `parts` that a single tip shows, and whose tip stays on a circle about one
/// of the world's axes (at rest), about that axis alone. Joints whose tips do otherwise are left as
/// they are, and so are those that hardly turn.
/// @param parts  per joint of the skeleton
/// @param poses  changed: rotations of these joints
/// @returns the joints that were found to be hinges
std::vector<int> straighten_hinges(const Skeleton& skeleton,
                                   const Legend& legend,
                                   const std::vector<bool>& parts,
                                   std::vector<Pose>& poses);

}  // namespace animax::lift
