// SPDX-License-Identifier: MIT
// Feet that stand. Located joints are some per cent of the body's size off, which nobody sees in
// a hand; a foot that creeps over the floor or sinks into it everybody sees.
#pragma once

#include "lift/solve_rotations.h"

#include <optional>

namespace animax::lift {

/// The floor is horizontal.
struct Floor {
  double y = 0;       ///< world units: what the rest pose stands on
  double height = 1;  ///< world units, > 0: of what stands there, rig_height()
};

/// Where the points of feet have to be, [frame][point]; nullopt for those in the air and for all
/// that belong to no foot.
using Footing = std::vector<std::vector<std::optional<Vector3d>>>;

/// Points near the floor at the end of a leg (at least two joints that lead down to it) stand where
/// they are as low as at rest and as slow as the floor for two frames or more; they stand on one
/// spot then, at their height at rest. The floor rests, or runs below a body that walks on the
/// spot: like most of the low points, after the lead-in. What is below the floor comes up to it.
/// @param poses    at least one; poses[0] is the rest pose
/// @param lead_in  seconds from the rest pose into the motion
Footing find_footing(const Skeleton& skeleton,
                     const Legend& legend,
                     const std::vector<Pose>& poses,
                     double fps,
                     const Floor& floor,
                     double lead_in);

/// Whether any point has a place to be.
bool stands(const Footing& footing);

/// Evidence in which these points are seen exactly where they have to be, by all cameras.
/// @param sigma  expected error in parts of the image's width
Evidence hold_footing(Evidence evidence,
                      const std::vector<Camera>& cameras,
                      const Footing& footing,
                      double sigma);

}  // namespace animax::lift
