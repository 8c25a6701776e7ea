// SPDX-License-Identifier: MIT
// Is the motion that a caption names really in a clip? Kinematic predicates on any rig with an
// anatomy: feet alternate, a lid turns on its hinge, the root rises, wings beat together.
#pragma once

#include "data/anatomy.h"
#include "scene/clip.h"

#include <string>
#include <vector>

namespace animax::data {

struct CheckResult {
  bool passed = false;  ///< score >= 0.5
  double score = 0;     ///< 0 .. 1: that of the weakest condition
  std::string reason;   ///< the weakest condition, what was measured and what it needs
};

/// Judges whether `motion` shows what `name` (one of motion_names()) says. Signals are smoothed
/// over three frames first, so that the jitter of generated motion does not matter; a clip at any
/// rate and of at least four frames will do. Fails with a reason when the clip is shorter, when
/// numbers are not finite, or when this body can't do that motion. Throws Error when the motion is
/// unknown.
CheckResult check_motion(const Skeleton& skeleton,
                         const Anatomy& anatomy,
                         const Motion& motion,
                         const std::string& name);

/// Motions of this body whose predicates hold, best first.
std::vector<std::string> motions_seen(const Skeleton& skeleton,
                                      const Anatomy& anatomy,
                                      const Motion& motion);

}  // namespace animax::data
