// SPDX-License-Identifier: MIT
// Joint colours of pose maps; used by make_legend only.
#pragma once

#include "scene/pose_map.h"

namespace animax::detail {

/// `count` colours as far apart from one another as possible and away from the background and from
/// every bone colour (PoseMapStyle::bone_color). Farthest-point sampling on a grid of the RGB cube
/// (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985), then exchanges.
std::vector<Rgb> distinct_colors(size_t count, const PoseMapStyle& style);

/// Deals `colors` to `positions` so that near ones, above all the ends of a bone, get colours that
/// are far apart: pairwise exchanges that lower sum nearness / colour distance^2.
/// @param parents  per position, -1 for none
std::vector<Rgb> deal_colors(std::vector<Rgb> colors,
                             const std::vector<Vector3d>& positions,
                             const std::vector<int>& parents);

/// Each position's place in the box of all of them as (r, g, b); then pairs nearer than 0.17 (of
/// the cube's side; less where so many do not fit) and colours near the background are pushed
/// apart. All different.
std::vector<Rgb> position_colors(const std::vector<Vector3d>& positions, const PoseMapStyle& style);

}  // namespace animax::detail
