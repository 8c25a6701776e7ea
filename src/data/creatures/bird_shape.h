// SPDX-License-Identifier: MIT
// Proportions of birds, and a bird while its parts are made. Internal to data/creatures.
#pragma once

#include "data/creatures/quadruped_shape.h"

#include <vector>

namespace animax::data {

enum class Beak { kHook, kCone, kLong, kFlat, kToucan };
enum class BirdWings { kSpread, kFolded, kFlipper };

/// Lengths in units of about the body's length; angles in degrees.
struct BirdShape {
  double leg = 0.4;     ///< ground to hip
  double pitch = 25;    ///< of the trunk: 0 level, 90 upright
  double length = 0.5;  ///< of the trunk, hip to shoulder
  double breast = 0.2, rump = 0.14;
  double neck = 0.16, neck_pitch = 60, neck_radius = 0.1;
  double head = 0.13;
  double beak = 0.12, beak_radius = 0.05;
  double eye = 0.036;
  double tail = 0.3, tail_pitch = 5;
  double span = 0.9;
  double shank = 0.02, foot = 0.11;
  double height_m = 0.5;
};

struct BirdSpecies {
  const char* name;
  BirdShape shape;
  Beak beak = Beak::kCone;
  BirdWings wings = BirdWings::kSpread;
  uint32_t beak_color = 0xF0A030, leg_color = 0xE0902C;
  bool white_head = false;
  bool comb = false;
  bool ear_tufts = false;
  EyeStyle eyes = EyeStyle::kButton;
  double belly = 0.4;
  const char* family = "bird";
  std::vector<Colorway> colors;  ///< main, belly, wing tips and tail
};

const std::vector<BirdSpecies>& bird_table();

/// Everything the parts of one bird share.
struct Bird {
  const MakeContext& context;
  const BirdSpecies& species;
  BirdShape shape;
  Sculptor sculptor;
  Vector3f main, under, accent, beak, legs;
  Vector3d rear, front, skull;
  int hips = -1, chest = -1, head = -1;
};

void make_neck_and_head(Bird& bird);  ///< after the trunk
void make_beak(Bird& bird);
void make_face(Bird& bird);  ///< eyes, comb, ear tufts

}  // namespace animax::data
