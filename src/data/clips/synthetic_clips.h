// SPDX-License-Identifier: MIT
// Training clips of procedural creatures driven by motion programs.
#pragma once

#include "data/captions/caption.h"
#include "data/clips/clip_source.h"
#include "data/creatures/creature.h"
#include "data/motions/motion.h"

namespace animax::data {

struct SyntheticClipOptions {
  uint64_t seed = 1;
  std::vector<BodyPlan> plans;  ///< empty: all that make_creature knows
  int triangles = 900;
  double variety = 1;
  /// kTrain: no pair of held_out_combinations() (splits.h); kTest: held-out wordings, all pairs.
  Split split = Split::kTrain;
  bool with_rgb = false;  ///< encode the RGB half, too
  /// Phase at which cyclic motions start, so that text and template say all there is to say.
  bool fixed_phase = true;
  bool settled_manner = false;  ///< perform what the caption leaves open as usual (caption.h)
  /// Probability that a caption calls the creature something else (captions/subjects.h).
  double unfamiliar_subjects = 0;
  int clips_per_creature = 1;  ///< clips n k to n (k + 1) - 1 show the same creature
};

/// What one clip shows.
struct SyntheticScene {
  Creature creature;
  MotionParams params;
  std::string caption;
};

/// Draws plan, creature, motion and caption of clip `index`: a pure function of options and index.
SyntheticScene draw_scene(const SyntheticClipOptions& options, uint64_t index);

/// Renders on a context of its own: make one per thread, on that thread.
std::unique_ptr<ClipSource> make_synthetic_source(const SyntheticClipOptions& options,
                                                  const ClipFormat& format);

}  // namespace animax::data
