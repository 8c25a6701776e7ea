// SPDX-License-Identifier: MIT
// Doors, lids and turntables: parts that turn about an axis of the world. One tip does not show how
// such a part is turned about its own bone, and the smallest turn tilts a door whose tip is not
// level with its hinge.
#pragma once

#include "lift/solve_rotations.h"

namespace animax::lift {

/// Turns every joint of `parts` that a single point shows (its tip, or the head of the one joint
/// that it carries), and whose point stays on a circle about one of the world's axes (at rest), or
/// cuts the corner of one and comes near no other, about that axis alone. Joints whose points do
/// otherwise are left as they are, and so are those that hardly turn. What a hinge carries keeps
/// its directions: a crane's turntable turns upright under a boom that then need not twist.
/// @param parts  per joint of the skeleton
/// @param round  likewise: parts that turn about their middle, if at all (wheels), whose tips may
///               stray farther from the circle
/// @param poses  changed: rotations of these joints and of what they carry
/// @returns the joints that were found to be hinges
std::vector<int> straighten_hinges(const Skeleton& skeleton,
                                   const Legend& legend,
                                   const std::vector<bool>& parts,
                                   const std::vector<bool>& round,
                                   std::vector<Pose>& poses);

/// A base that a fit turned far stands still where its own points and the heads of its parts stay
/// where they rest, it has such parts alone, and their tips do not turn as one: puts it there, and
/// turns the parts to where their tips were found. A lid that lies on its base shows neither how it
/// nor how the base is turned about the line through both, and a fit may turn either.
/// @param track  (frames of `poses`, points of the legend)
/// @returns whether that is so; else nothing was changed
bool hold_still(const Skeleton& skeleton,
                const Legend& legend,
                const std::vector<bool>& parts,
                const Track3d& track,
                std::vector<Pose>& poses);

}  // namespace animax::lift
