// SPDX-License-Identifier: MIT
// Proportions and dress of two-legged figures. Internal to data/creatures.
#pragma once

#include "data/creatures/plans.h"

#include <vector>

namespace animax::data {

enum class Hat { kNone, kHelmet, kWizard, kChef, kCrown, kPirate, kHood, kSpace, kCap, kCowboy };
enum class HairCut { kNone, kShort, kBob, kPonytail, kSpiky, kBun, kBeard };
enum class Muzzle { kNone, kBear, kRabbit, kCat, kFox, kMouse, kApe };
enum class Dress { kTrousers, kShorts, kRobe, kSkirt, kArmour, kFur, kMachine };

/// Lengths in units of about the figure's height.
struct BipedShape {
  double leg = 0.43;    ///< ground to hip joints
  double torso = 0.29;  ///< hip joints to the base of the neck
  double neck = 0.035;
  double head = 0.125;  ///< radius
  double head_width = 0.95;
  double shoulder = 0.125;  ///< half the distance of the shoulder joints
  double hip_width = 0.07;
  double chest = 0.1, waist = 0.09, hip = 0.1;  ///< radii of the trunk, front to back
  double arm = 0.33;
  double upper_arm = 0.045, wrist = 0.032, hand = 0.045;
  double thigh = 0.068, ankle = 0.042, foot = 0.055;
  double belly = 0.02;  ///< how far it stands out
  double eye = 0.026;
  double height_m = 1.7;
};

struct BipedSpecies {
  const char* name;
  BipedShape shape;
  Dress dress = Dress::kTrousers;
  Hat hat = Hat::kNone;
  Muzzle muzzle = Muzzle::kNone;
  std::vector<HairCut> hair{HairCut::kNone};
  bool long_sleeves = true;
  bool pointed_ears = false;
  bool cape = false;
  double tail = 0;  ///< length
  EyeStyle eyes = EyeStyle::kCartoon;
  std::vector<uint32_t> skins;  ///< empty: human ones
  const char* family = "person";
  std::vector<Colorway>
      colors;  ///< main: top or fur; under: trousers or belly; accent: shoes, trim
};

const std::vector<BipedSpecies>& biped_table();

/// The figure while it is made.
struct Biped {
  const MakeContext& context;
  const BipedSpecies& species;
  BipedShape shape;
  Sculptor sculptor;
  Vector3f skin, hair, top, bottom, accent;
  int top_body = 0, bottom_body = 0, skin_body = 0;
  int hips = -1, chest = -1, neck = -1, head = -1;
  Vector3d skull;

  bool furry() const { return species.dress == Dress::kFur; }
  bool machine() const { return species.dress == Dress::kMachine; }
};

void make_head(Biped& biped);
void add_hat(Biped& biped);
void add_muzzle(Biped& biped);  ///< and a pale belly
void add_animal_ears(Biped& biped);
void make_machine_shell(Biped& biped);  ///< trunk, head and limbs of a robot

}  // namespace animax::data
