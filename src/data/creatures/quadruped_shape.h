// SPDX-License-Identifier: MIT
// Proportions of four-legged animals. Internal to data/creatures.
#pragma once

#include "data/creatures/plans.h"

#include <vector>

namespace animax::data {

enum class Ears { kNone, kPointed, kRound, kFloppy, kLong, kElephant, kSmall };
enum class Feet { kPaws, kHooves, kPads, kFlippers };
enum class Horns { kNone, kCow, kGoat, kAntlers, kUnicorn, kDragon, kRhino, kTriceratops };
enum class Hair { kNone, kLionMane, kHorseMane, kWool, kSpikes, kShell };
enum class Eyes { kCartoon, kButton, kSlit };
enum class Wings { kNone, kBat, kFeather };

/// Lengths in units of the body's length from hip to shoulder; angles in degrees.
struct QuadrupedShape {
  double leg = 0.8;                                               ///< ground to shoulder joint
  double hind_leg = 0.8;                                          ///< ground to hip joint
  double chest = 0.26, waist = 0.22, hip = 0.24;                  ///< radii of the trunk
  double width = 0.82;                                            ///< of the trunk by its height
  double thigh = 0.12, knee = 0.075, ankle = 0.055, foot = 0.07;  ///< radii of the legs
  double crouch = 0.12;  ///< how far knees and hocks stand out, by the leg's length
  double neck = 0.34, neck_pitch = 42, neck_base = 0.17, neck_top = 0.13;
  double head = 0.17, head_width = 1, head_long = 1;
  double snout = 0.2, snout_base = 0.1, snout_tip = 0.06, snout_pitch = -14;
  double eye = 0.042, eye_side = 0.75, eye_up = 0.35;
  double ear = 0.2, ear_width = 0.08, ear_out = 0.55;
  double tail = 0.5, tail_base = 0.05, tail_middle = 0.05, tail_tip = 0.03, tail_pitch = -35;
  double tail_curl = 30;  ///< by how much the tail bends up along its length
  double trunk = 0;       ///< length of an elephant's trunk
  double height_m = 0.5;  ///< at the shoulder
};

struct QuadrupedSpecies {
  const char* name;
  QuadrupedShape shape;
  Ears ears = Ears::kPointed;
  Feet feet = Feet::kPaws;
  Horns horns = Horns::kNone;
  Hair hair = Hair::kNone;
  Eyes eyes = Eyes::kButton;
  Wings wings = Wings::kNone;
  Pattern pattern = Pattern::kPlain;
  double pattern_scale = 0.2, pattern_cover = 0.4;
  double socks = 0;           ///< how much of the legs has the accent colour
  double tail_accent = 0;     ///< 1: the tail's end has the accent colour, 2: the under colour
  bool muzzle_under = false;  ///< the snout has the under colour
  bool tusks = false;
  const char* family = "animal";
  std::vector<Colorway> colors;

  double snout_jaw() const { return wings == Wings::kBat || ears == Ears::kNone ? 1 : 0.7; }
};

const std::vector<QuadrupedSpecies>& quadruped_table();
const std::vector<QuadrupedSpecies>& dragon_table();

/// Members that vary and blend from species to species.
std::span<double QuadrupedShape::*const> quadruped_numbers();

/// Adds a pair of wings to a body whose shoulders are at `root` (the left one's place).
void add_wings(Sculptor& sculptor,
               const MakeContext& context,
               Wings kind,
               int parent,
               const Vector3d& root,
               double span,
               const Vector3f& color,
               const Vector3f& accent);

}  // namespace animax::data
