// SPDX-License-Identifier: MIT
// How a rig hangs together by its surface, which its hierarchy of joints does not always say.
#pragma once

#include "scene/rig.h"

namespace animax {

/// True for joints whose flesh, taken with that of the joints below, is a piece of its own: no
/// triangle (and no vertex) joins it to the rest, so that it may slide without tearing the surface.
/// A drawer and a chest's lid are, an arm is not. Also true where a joint has no flesh below it.
std::vector<bool> separate_parts(const Rig& rig);

/// True for joints in the middle of their own flesh: wheels, propellers, balls.
std::vector<bool> round_parts(const Rig& rig);

/// Rigs made for inverse kinematics keep feet and hands beside the body, as children of its root.
/// Per joint: where nothing but the end of one limb joins it, and what is below it, to the rest,
/// the last joint of that limb; -1 for all others.
std::vector<int> limbs_by_flesh(const Rig& rig);

}  // namespace animax
