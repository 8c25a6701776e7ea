// SPDX-License-Identifier: MIT
// Poses from points: inverse of forward kinematics, from the root to the ends.
#pragma once

#include "lift/evidence.h"
#include "scene/pose_map.h"

namespace animax::lift {

/// Which joints of a skeleton the points of a legend tell something about.
struct Influence {
  /// Per joint: drawn points that move when the joint turns (below it, or off its head), nearest in
  /// the tree first. Only those with no other turning joint's drawn head in between.
  std::vector<std::vector<int>> points_turned_by;
  std::vector<int> head_point;  ///< per joint: the point at its head, -1: not drawn
  /// Joints that carry whole trees of drawn points: they get the free translation. Everything above
  /// them stays at rest.
  std::vector<int> carriers;
  std::vector<bool> moves;  ///< per joint: a carrier or below one, with points that it turns
};

Influence find_influence(const Skeleton& skeleton, const Legend& legend);

/// The pose of each frame whose joints point at the points: the carrier is placed and turned by all
/// points it carries directly, then every joint is turned so that the points it moves lie in the
/// directions found (Kabsch over several; over one the smallest turn from rest, that is no twist).
/// Joints of `sliding` are put where their heads were found; where they were not, they stay where
/// they were in the frame before (at the beginning: after), relative to their parents.
/// Joints whose points were not found (views below `min_views`) stay at rest relative to their
/// parents; so do joints that no point depends on.
/// Source: AnimaX (arXiv 2506.19851), "Reconstruction", step 3.
std::vector<Pose> solve_rotations(const Skeleton& skeleton,
                                  const Legend& legend,
                                  const Track3d& track,
                                  int min_views = 1,
                                  const std::vector<int>& sliding = {});

}  // namespace animax::lift
