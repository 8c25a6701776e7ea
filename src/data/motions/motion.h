// SPDX-License-Identifier: MIT
// Motion programs: what a body does, as a function of time, for every body plan. Each program is
// written against an Anatomy, so it drives any rig whose anatomy is known.
#pragma once

#include "core/random.h"
#include "data/anatomy.h"
#include "scene/clip.h"

#include <string>
#include <vector>

namespace animax::data {

/// What to perform and in which manner. Captions are made from the same struct, so text and motion
/// agree.
struct MotionParams {
  std::string motion = "idle";  ///< one of motion_names()
  double speed = 1;             ///< tempo: below 0.8 reads as slow, above 1.3 as fast
  double energy = 1;            ///< size of the movement: below 0.8 gentle, above 1.25 vigorous
  int side = 1;                 ///< +1 left, -1 right, for motions that have a side
  double phase = 0;             ///< of a cyclic motion at time 0, in cycles [0, 1)
  double direction = 0;         ///< heading of travel or fall, rad: 0 forward, pi backward
  double style = 0.5;           ///< [0, 1): small differences between performances
  double blend_in = 0.17;  ///< seconds from the rest pose into the motion; 0: start right in it
  bool travel = false;     ///< locomotion carries the root along instead of a treadmill
};

/// What is known about a motion.
struct MotionTraits {
  std::string name;
  bool cyclic = false;      ///< repeats a whole number of times within the clip
  bool sided = false;       ///< `side` matters and may be named in a caption
  bool ends_away = false;   ///< ends in another pose than it began (sit, open, die)
  bool locomotion = false;  ///< `travel` matters
  bool directed = false;    ///< `direction` matters
};

/// Names of all motions, in a fixed order.
const std::vector<std::string>& motion_names();

/// Throws Error when the name is unknown.
const MotionTraits& traits_of(const std::string& motion);

/// Motions that suit a body plan, when it has all its usual parts.
std::vector<std::string> motions_for(BodyPlan plan);

/// Motions that this very body can do: those of its plan for which it has the parts (no bite
/// without jaw or head, no wagging without a tail).
std::vector<std::string> motions_for(const Anatomy& anatomy);

/// Performs a motion. The model stands in place unless params.travel. Frame 0 is the rest pose when
/// blend_in > 0; with blend_in = 0 a cyclic motion's last frame equals its first. Deterministic.
/// @param fps     frames per second, > 0
/// @param frames  at least 2
/// Throws Error when the motion is unknown or does not suit the anatomy.
Motion make_motion(const Skeleton& skeleton,
                   const Anatomy& anatomy,
                   const MotionParams& params,
                   double fps,
                   int frames);

/// The middle of what reads as slow, fast, gentle and vigorous.
inline constexpr double kSlowSpeed = 0.7, kFastSpeed = 1.5, kGentleEnergy = 0.72,
                        kStrongEnergy = 1.4;
/// The usual one of a motion's performances: where they differ in kind, one kind.
inline constexpr double kUsualStyle = 0.42;

/// Draws the manner of a motion: speed, energy, side, phase, style.
MotionParams random_params(const std::string& motion, Rng& rng);

}  // namespace animax::data
