// SPDX-License-Identifier: MIT
// Skeletons without flesh for tests: one of every body plan, with joint frames, scale and number of
// joints at will.
#pragma once

#include "core/random.h"
#include "data/anatomy.h"

namespace animax::data {

struct StickOptions {
  double scale = 1;              ///< world units per metre
  bool random_frames = false;    ///< joints' own axes turned at random
  bool mirrored_frames = false;  ///< joints on the right under anchors that mirror x
  int spine = 3;                 ///< joints per spine
  bool natural_pose = false;     ///< bipeds: arms hang; else a T-pose
};

struct StickFigure {
  Skeleton skeleton;
  Anatomy anatomy;
};

/// Draws frames from `rng` only when options.random_frames.
StickFigure make_stick_figure(BodyPlan plan, Rng& rng, const StickOptions& options = {});

/// All plans that it knows (every one but kOther).
std::vector<BodyPlan> stick_plans();

}  // namespace animax::data
