// SPDX-License-Identifier: MIT
// Inside of the motion library: the table of programs and the timing helpers they share.
#pragma once

#include "data/motions/figure.h"
#include "data/motions/motion.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <span>

namespace animax::data {

/// One moment of a performance.
struct Stage {
  const Puppet& puppet;
  const MotionParams& params;
  double u = 0;         ///< 0 at the first frame, 1 at the last
  double duration = 1;  ///< seconds
  double cycles = 1;    ///< whole repetitions within the clip (cyclic motions)

  /// Angle of the cycle in radians, `rate` (whole) times as fast, `ahead` in cycles.
  double phase(double rate = 1, double ahead = 0) const {
    return 2 * M_PI * rate * (cycles * u + params.phase + ahead);
  }
  /// Progress of a one-off action: fast ones are over before the clip ends.
  double action() const {
    return std::clamp(u / std::clamp(0.9 / params.speed, 0.45, 1.0), 0.0, 1.0);
  }
  double energy() const { return params.energy; }
  double side() const { return params.side; }
  double unit() const { return puppet.unit; }
};

/// 0 before a, 1 after b, smooth between.
inline double ease(double u, double a, double b) {
  const double t = std::clamp((u - a) / std::max(b - a, 1e-9), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}
/// Rises from a to b, stays, falls from c to d.
inline double hold(double u, double a, double b, double c, double d) {
  return ease(u, a, b) * (1 - ease(u, c, d));
}
/// Rises to 1 by t = 0.5 with overshoot and settles at 1 by t = 1.
inline double settle(double t, double bounciness = 0.12) {
  if (t <= 0) return 0;
  return 1 - std::exp(-6 * t) * std::cos(9 * t) * (1 - 0.0 * bounciness);
}
/// Smooth interpolation through keys (time, value), flat at each key.
inline double keys(double u, std::initializer_list<std::pair<double, double>> list) {
  const auto* previous = list.begin();
  if (u <= previous->first) return previous->second;
  for (const auto* key = list.begin() + 1; key != list.end(); previous = key++)
    if (u <= key->first)
      return previous->second +
             (key->second - previous->second) * ease(u, previous->first, key->first);
  return previous->second;
}

using Program = void (*)(const Stage&, Figure&);

/// What a body needs to perform a program.
enum Need : unsigned {
  kNothing = 0,
  kLegs = 1,
  kArms = 2,
  kWings = 4,
  kJaw = 8,
  kTail = 16,
  kHeadOrNeck = 32,
};

struct ProgramEntry {
  MotionTraits traits;
  double frequency = 1;  ///< repetitions a second of a cyclic motion at speed 1
  /// Programs by body plan: the first entry whose plans contain the body's is performed.
  struct Variant {
    std::vector<BodyPlan> plans;
    Program program;
    unsigned needs = kNothing;
  };
  std::vector<Variant> variants;
};

/// All programs. Built once, in catalogue.cpp.
const std::vector<ProgramEntry>& catalogue();
const ProgramEntry* find_program(const std::string& motion);
/// The variant for this anatomy, or nullptr.
const ProgramEntry::Variant* variant_for(const ProgramEntry& entry, const Anatomy& anatomy);

/// Arms hanging at the sides, slightly bent: how a body stands when it is not posing for its bind.
void stand(const Stage& stage, Figure& figure);
/// Rest targets of all feet.
std::vector<FootTarget> rest_feet(const Puppet& puppet);
/// Keeps every foot where it is at rest while the body above moves.
void plant_all(Figure& figure);
void plant_all(Figure& figure, const std::vector<FootTarget>& targets);

}  // namespace animax::data
