// SPDX-License-Identifier: MIT
// Small animals and reptiles.
#include "data/creatures/quadruped_table.h"

namespace animax::data {
namespace {

using S = QuadrupedShape;

}  // namespace

std::vector<QuadrupedSpecies> small_animals() {
  std::vector<QuadrupedSpecies> all;
  all.push_back({.name = "rabbit",
                 .shape = with(feline_shape(),
                               [](S& s) {
                                 s.leg = 0.5, s.hind_leg = 0.52, s.chest = 0.22, s.waist = 0.27;
                                 s.hip = 0.3, s.thigh = 0.15, s.knee = 0.09, s.ankle = 0.065;
                                 s.foot = 0.075, s.crouch = 0.28, s.head = 0.24, s.snout = 0.08;
                                 s.ear = 0.5, s.ear_width = 0.09, s.ear_out = 0.3;
                                 s.tail = 0.1, s.tail_base = 0.1, s.tail_middle = 0.11;
                                 s.tail_tip = 0.08, s.tail_pitch = 20, s.eye = 0.06;
                                 s.eye_side = 0.9, s.height_m = 0.2;
                               }),
                 .ears = Ears::kLong,
                 .tail_accent = 2,
                 .muzzle_under = true,
                 .family = "pet",
                 .colors = {{"white", 0xF4F1EC, 0xFFFFFF, 0xE6DED2},
                            {"brown", 0xA57B52, 0xF2E6D2, 0x7C5836},
                            {"grey", 0x9C9CA0, 0xF0F0F0, 0x707078}}});
  all.push_back({.name = "mouse",
                 .shape = with(feline_shape(),
                               [](S& s) {
                                 s.leg = 0.36, s.hind_leg = 0.38, s.chest = 0.22, s.waist = 0.27;
                                 s.hip = 0.28, s.thigh = 0.11, s.knee = 0.065, s.ankle = 0.05;
                                 s.foot = 0.06, s.head = 0.22, s.snout = 0.17, s.snout_base = 0.1;
                                 s.snout_tip = 0.04, s.ear = 0.19, s.ear_width = 0.17;
                                 s.tail = 1.1, s.tail_base = 0.035, s.tail_middle = 0.028;
                                 s.tail_tip = 0.014, s.eye = 0.05, s.eye_side = 0.85;
                                 s.height_m = 0.06;
                               }),
                 .ears = Ears::kRound,
                 .tail_accent = 3,
                 .family = "rodent",
                 .colors = {{"grey", 0x9A9AA2, 0xE8E4E0, 0xE8A8A4},
                            {"white", 0xF2F0EE, 0xFFFFFF, 0xF0B0AC},
                            {"brown", 0x8C6A4C, 0xE4D2BA, 0xD89C90}}});
  all.push_back({.name = "lizard",
                 .shape = with(feline_shape(),
                               [](S& s) {
                                 s.leg = 0.3, s.hind_leg = 0.3, s.chest = 0.15, s.waist = 0.17;
                                 s.hip = 0.15, s.width = 1.15, s.thigh = 0.08, s.knee = 0.055;
                                 s.ankle = 0.045, s.foot = 0.06, s.crouch = 0.25, s.neck = 0.2;
                                 s.neck_pitch = 18, s.neck_base = 0.12, s.neck_top = 0.11;
                                 s.head = 0.14, s.snout = 0.17, s.snout_base = 0.1;
                                 s.snout_tip = 0.07, s.snout_pitch = -8, s.tail = 1.2;
                                 s.tail_base = 0.12, s.tail_middle = 0.07, s.tail_tip = 0.02;
                                 s.tail_pitch = -12, s.tail_curl = 25, s.eye = 0.045;
                                 s.eye_side = 0.9, s.eye_up = 0.75, s.height_m = 0.1;
                               }),
                 .ears = Ears::kNone,
                 .eyes = Eyes::kSlit,
                 .pattern = Pattern::kBands,
                 .pattern_scale = 0.22,
                 .pattern_cover = 0.45,
                 .family = "reptile",
                 .colors = {{"green", 0x5FA343, 0xE6EAB0, 0x39722C},
                            {"orange", 0xE08A3C, 0xF6E2B6, 0x8A4A24},
                            {"blue", 0x3E8CB8, 0xC8E6E4, 0x24587A}}});
  all.push_back({.name = "crocodile",
                 .shape = with(feline_shape(),
                               [](S& s) {
                                 s.leg = 0.3, s.hind_leg = 0.3, s.chest = 0.19, s.waist = 0.21;
                                 s.hip = 0.19, s.width = 1.2, s.thigh = 0.1, s.knee = 0.07;
                                 s.ankle = 0.06, s.foot = 0.075, s.crouch = 0.2, s.neck = 0.16;
                                 s.neck_pitch = 8, s.neck_base = 0.17, s.neck_top = 0.14;
                                 s.head = 0.15, s.snout = 0.42, s.snout_base = 0.105;
                                 s.snout_tip = 0.075, s.snout_pitch = -5, s.tail = 1.2;
                                 s.tail_base = 0.16, s.tail_middle = 0.1, s.tail_tip = 0.03;
                                 s.tail_pitch = -12, s.tail_curl = 20, s.eye = 0.045;
                                 s.eye_side = 0.7, s.eye_up = 0.9, s.height_m = 0.4;
                               }),
                 .ears = Ears::kNone,
                 .hair = Hair::kSpikes,
                 .eyes = Eyes::kSlit,
                 .family = "reptile",
                 .colors = {{"green", 0x5E8C3E, 0xD9DCA0, 0x3B5E2A},
                            {"dark", 0x4C5A3C, 0xC6C496, 0x333F28}}});
  all.push_back(
      {.name = "turtle",
       .shape = with(heavy_shape(),
                     [](S& s) {
                       s.leg = 0.3, s.hind_leg = 0.3, s.chest = 0.24, s.waist = 0.26;
                       s.hip = 0.24, s.width = 1.3, s.thigh = 0.12, s.knee = 0.1;
                       s.ankle = 0.09, s.foot = 0.11, s.neck = 0.36, s.neck_pitch = 30;
                       s.neck_base = 0.11, s.neck_top = 0.1, s.head = 0.17;
                       s.snout = 0.09, s.snout_base = 0.11, s.snout_tip = 0.08;
                       s.tail = 0.2, s.tail_base = 0.06, s.tail_middle = 0.045;
                       s.tail_tip = 0.02, s.tail_pitch = -15, s.eye = 0.05;
                       s.height_m = 0.3;
                     }),
       .ears = Ears::kNone,
       .hair = Hair::kShell,
       .eyes = Eyes::kCartoon,
       .family = "reptile",
       .colors = {{"green", 0x7DB04C, 0xE4E2A0, 0x6B4A2A}, {"sea", 0x4EA28C, 0xD4E8C4, 0x3A6A50}}});
  all.push_back({.name = "triceratops",
                 .shape = with(heavy_shape(),
                               [](S& s) {
                                 s.head = 0.24, s.snout = 0.24, s.snout_base = 0.15;
                                 s.snout_tip = 0.07, s.tail = 0.85, s.tail_base = 0.2;
                                 s.tail_middle = 0.11, s.tail_tip = 0.03, s.tail_pitch = -15;
                                 s.tail_curl = 15, s.neck_pitch = 12, s.height_m = 2;
                                 s.eye = 0.045;
                               }),
                 .ears = Ears::kNone,
                 .feet = Feet::kPads,
                 .horns = Horns::kTriceratops,
                 .eyes = Eyes::kCartoon,
                 .pattern = Pattern::kDorsal,
                 .pattern_cover = 0.3,
                 .family = "dinosaur",
                 .colors = {{"green", 0x7A9A58, 0xE4DDB0, 0x4C6A3A},
                            {"orange", 0xD08A4A, 0xF2DEB4, 0x8A4E28},
                            {"purple", 0x8C74AC, 0xE2D4E6, 0x5C4480}}});
  return all;
}

}  // namespace animax::data
