// SPDX-License-Identifier: MIT
// Feet over time: stepping patterns of two, four, six and more legs.
#pragma once

#include "data/motions/program.h"

namespace animax::data {

enum class GaitPattern {
  kWalk,    ///< two legs alternate; four in lateral sequence; six in alternating tripods
  kTrot,    ///< diagonal pairs
  kGallop,  ///< hind pair, then fore pair
  kBound,   ///< all legs at once, hind slightly ahead
};

struct Gait {
  GaitPattern pattern = GaitPattern::kWalk;
  double stride = 0.8;  ///< ground covered by a stance foot, in leg heights
  double duty = 0.6;    ///< fraction of the cycle that a foot is on the ground
  double lift = 0.15;   ///< height of the swinging foot, in leg heights
  double roll = 0.5;    ///< heel rise at push-off (rad)
};

/// Position of a leg in its cycle [0, 1): 0 is touch-down in front.
double leg_phase(const Leg& leg, const Puppet& puppet, GaitPattern pattern, double cycle);

/// Targets of all feet at the stage's phase, on a treadmill, or carried along when
/// stage.params.travel. Stance feet move straight and evenly against the heading.
std::vector<FootTarget> step(const Stage& stage, const Gait& gait, std::vector<double>* on_ground);

/// Distance travelled since time 0, in the model's units, as the stance feet imply.
double travelled(const Stage& stage, const Gait& gait);

/// Steps, lets the body sink so that planted feet reach the ground, carries the root along when
/// travelling, and plants the feet.
void walk_with(const Stage& stage, Figure& figure, const Gait& gait);

/// An arm that hangs and swings, or one too long for that (a crab's), held as at rest: forward and
/// elbow angles in rad, `out` away from the body.
void swing_arm(Figure& figure, const Arm& arm, double forward, double elbow, double out = 0.14);

}  // namespace animax::data
