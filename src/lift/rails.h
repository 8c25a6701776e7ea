// SPDX-License-Identifier: MIT
// Drawers and sliding doors: parts that move along a straight rail. A generated drawer is seen
// well from two of four views only, so that less speaks for its way than for a torn limb's; that
// its way is straight, along an axis of the world and long is what tells the two apart.
#pragma once

#include "lift/solve_rotations.h"

#include <optional>

namespace animax::lift {

/// The rail of joint `j`: unit length, in the frame that its translation is written in; none
/// where the joint goes less than `least_way` (world units), not straight, or askew to the axes
/// of the world at rest.
std::optional<Vector3d> find_rail(const Skeleton& skeleton,
                                  int j,
                                  const std::vector<Pose>& poses,
                                  double least_way);

/// Keeps a joint on its rail, turned as at rest: what else a fit lets it do is noise.
void keep_on_rail(const Skeleton& skeleton, int j, const Vector3d& rail, std::vector<Pose>& poses);

}  // namespace animax::lift
