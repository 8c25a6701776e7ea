// SPDX-License-Identifier: MIT
// What a video model does to pose maps, with a strength for each kind, and the take to try it on.
#pragma once

#include "core/random.h"
#include "lift/lift.h"
#include "scene/synthetic.h"

#include <string>
#include <vector>

namespace animax::lift {

enum class Corruption {
  kNone,
  kBlur,         ///< Gaussian; strength: sigma in thousandths of the width
  kRinging,      ///< over-sharpening after a blur, as of a decoder; strength: overshoot
  kNoise,        ///< smooth coloured noise; strength: sigma as a fraction of white
  kHue,          ///< all colours turned about the grey axis; strength: degrees
  kJpeg,         ///< strength: 100 - quality
  kHiddenViews,  ///< circles painted over in some views for some frames; strength: part of all
  kHiddenEver,   ///< some joints painted over in all views for part of the take; strength: part
  kSwaps,        ///< two circles trade colours for a few frames; strength: part of all
  kJitter,       ///< circles drawn off their place; strength: sigma in thousandths of the width
  kGhosts,       ///< second copies of circles elsewhere; strength: part of all
  kAll,          ///< a mild amount of everything at once; strength: a factor on it
};

std::string to_string(Corruption kind);

/// Strengths from weakest to strongest that the suite tries.
std::vector<double> strengths_of(Corruption kind);

/// True pose maps of a known motion.
struct Take {
  Rig rig;
  Motion truth;
  Legend legend;
  std::vector<Camera> cameras;
  int size = 128;
};

Take make_take(const SyntheticOptions& options, const PoseMapStyle& style, int size, uint64_t seed);

/// Draws the take's pose maps and corrupts them; kept in memory.
PoseMaps corrupted_maps(const Take& take, Corruption kind, double strength, uint64_t seed);

/// How far a lifted motion is from the truth.
struct LiftError {
  double mean = 0;  ///< mean distance of drawn joints, fractions of the rig's height
  double p95 = 0;
  double median_rotation_deg = 0;  ///< world orientation of joints that move drawn points
};

LiftError measure(const Take& take, const Motion& lifted);

}  // namespace animax::lift
