// SPDX-License-Identifier: MIT
// Turntables, and what stands on them, in the world's frame with +y up.
#pragma once

#include "scene/pose_map.h"

#include <vector>

namespace animax::lift {

/// A turntable whose points lie on its own upright axis does not show how far it is turned: what it
/// carries does, and a fit tilts that sideways instead. Where such a part stands on a base that
/// does not lean, gives it the turn that keeps what it carries in its upright plane, and the base
/// none.
/// @param parts  per joint of the skeleton
/// @param poses  changed: rotations of base and part and of what they carry
/// @returns the joints whose turn is settled (the base, and the part if none of its own points
///          shows it), or none where there is no turntable or it turns by less than 0.6 rad
std::vector<int> turn_spindle(const Skeleton& skeleton,
                              const Legend& legend,
                              const std::vector<bool>& parts,
                              std::vector<Pose>& poses);

}  // namespace animax::lift
