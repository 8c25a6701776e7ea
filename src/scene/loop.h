// SPDX-License-Identifier: MIT
// Makes a cycle out of a motion that repeats itself. Kovar, Gleicher and Pighin, "Motion graphs",
// 2002, section 3: compare poses and velocities of all pairs of frames and join the best pair by a
// short bridge.
#pragma once

#include "scene/clip.h"

namespace animax {

/// Play frames `first` to `last`, then `bridge` frames that lead back to `first`.
struct Loop {
  int first = 0, last = 0;
  int bridge = 1;  ///< steps from `last` to the next `first`; 1: no frame between them
  /// How far from `first` the velocities of both ends would lead over the bridge, in places and
  /// directions of joints, over the largest difference of two frames of the cycle: 0 repeats
  /// exactly; above kLoopGapLimit the motion does not repeat itself.
  double gap = 0;
};

inline constexpr double kLoopGapLimit = 0.8;

/// Looks for cycles of at least 0.25 s that hold most of the motion's variety, with bridges of up
/// to 0.25 s. Horizontal travel of the root is no difference, turning is. Cost: frames^2 x joints.
/// Throws Error for a motion that is too short.
/// @param from  frames before this one are left out: the way from a rest pose into the motion
Loop find_loop(const Skeleton& skeleton, const Motion& motion, int from = 0);

/// One cycle; its last frame equals the first but for the root's horizontal travel. Bridges are
/// cubic in rotations and translations (Hermite, with the velocities of both ends).
Motion cut_loop(const Skeleton& skeleton, const Motion& motion, const Loop& loop);

}  // namespace animax
