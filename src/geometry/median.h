// SPDX-License-Identifier: MIT
#pragma once

#include "geometry/transform.h"

#include <vector>

namespace animax {

/// The point with the least sum of distances to all (Weiszfeld's iteration, 1937): what strays now
/// and then hardly moves it. Zero without points.
Vector2d geometric_median(const std::vector<Vector2d>& points);

}  // namespace animax
