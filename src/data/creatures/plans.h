// SPDX-License-Identifier: MIT
// The makers of each body plan, and what they share. Internal to data/creatures.
#pragma once

#include "data/creatures/sculptor.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace animax::data {

/// What a maker is told: which species and how much it may vary.
struct MakeContext {
  BodyPlan plan;
  const CreatureOptions& options;
  Rng& rng;
  std::string species;

  /// `value` times a random factor near 1 (standard deviation `spread` for variety 1).
  double vary(double value, double spread = 0.07) const {
    const double n = std::clamp(rng.normal(), -2.0, 2.0);
    return value * std::exp(spread * options.variety * n);
  }
  Vector3f vary_color(const Vector3f& color) const {
    const double v = options.variety;
    return shift_color(color,
                       0.02 * v * rng.normal(),
                       1 + 0.1 * v * rng.normal(),
                       1 + 0.12 * v * std::clamp(rng.normal(), -1.5, 1.5));
  }
};

/// One of a species' usual colourings. Colours are sRGB 0xRRGGBB.
struct Colorway {
  const char* adjective;  ///< "red"; may be empty
  uint32_t main, under, accent;
};

Creature make_quadruped(const MakeContext& context);  ///< also dragons and winged horses
Creature make_biped(const MakeContext& context);
Creature make_bird(const MakeContext& context);
Creature make_fish(const MakeContext& context);
Creature make_snake(const MakeContext& context);
Creature make_insect(const MakeContext& context);
Creature make_plant(const MakeContext& context);
Creature make_chest(const MakeContext& context);
Creature make_door(const MakeContext& context);
Creature make_drawers(const MakeContext& context);
Creature make_laptop(const MakeContext& context);
Creature make_robot_arm(const MakeContext& context);
Creature make_crane(const MakeContext& context);
Creature make_vehicle(const MakeContext& context);
Creature make_other(const MakeContext& context);

/// Species names of each maker.
std::vector<std::string> quadruped_species(BodyPlan plan);
std::vector<std::string> biped_species();
std::vector<std::string> bird_species();
std::vector<std::string> fish_species();
std::vector<std::string> snake_species();
std::vector<std::string> insect_species();
std::vector<std::string> plant_species();
std::vector<std::string> furniture_species(BodyPlan plan);
std::vector<std::string> machine_species(BodyPlan plan);
std::vector<std::string> other_species();

/// "a red fox", "an owl".
std::string with_article(const std::string& noun);

/// Fills species, subject and words: `adjective` may be empty, `classes` run from near to vague.
void name_creature(Creature& creature,
                   const MakeContext& context,
                   const std::string& adjective,
                   const std::vector<std::string>& classes);

/// Points from `a` on through `b`, evenly spaced: `count` + 1 of them.
std::vector<Vector3d> line_points(const Vector3d& a, const Vector3d& b, int count);

/// Joint points for a chain along `path`, resampled evenly to `count` bones.
std::vector<Vector3d> resample(const std::vector<Vector3d>& path, int count);

/// The same with values that go along, linear between them.
std::vector<double> resample(const std::vector<double>& values, int count);

inline Vector3d mirrored(const Vector3d& p, int side) { return {p.x() * side, p.y(), p.z()}; }

inline const char* side_suffix(int side) { return side > 0 ? "left" : "right"; }

inline double radians(double degrees) { return degrees * M_PI / 180; }

}  // namespace animax::data
