// SPDX-License-Identifier: MIT
// Dragons and other winged animals of tales.
#include "data/creatures/quadruped_table.h"

namespace animax::data {
namespace {

using S = QuadrupedShape;

}  // namespace

const std::vector<QuadrupedSpecies>& dragon_table() {
  static const std::vector<QuadrupedSpecies> table = [] {
    const QuadrupedShape dragon = with(feline_shape(), [](S& s) {
      s.leg = 0.62, s.hind_leg = 0.64, s.chest = 0.28, s.waist = 0.25, s.hip = 0.25;
      s.thigh = 0.14, s.knee = 0.09, s.ankle = 0.07, s.foot = 0.09, s.neck = 0.6;
      s.neck_pitch = 58, s.neck_base = 0.17, s.neck_top = 0.12, s.head = 0.17, s.snout = 0.24;
      s.snout_base = 0.12, s.snout_tip = 0.09, s.snout_pitch = -10, s.tail = 1.3;
      s.tail_base = 0.16, s.tail_middle = 0.09, s.tail_tip = 0.025, s.tail_pitch = -22;
      s.tail_curl = 50, s.eye = 0.05, s.ear = 0.14, s.height_m = 2.2;
    });
    std::vector<QuadrupedSpecies> all;
    all.push_back({.name = "dragon",
                   .shape = dragon,
                   .ears = Ears::kNone,
                   .horns = Horns::kDragon,
                   .hair = Hair::kSpikes,
                   .eyes = Eyes::kSlit,
                   .wings = Wings::kBat,
                   .pattern = Pattern::kDorsal,
                   .pattern_cover = 0.3,
                   .family = "monster",
                   .colors = {{"red", 0xB8332B, 0xF0C878, 0x6A1A1C},
                              {"green", 0x4C9A4A, 0xE8E2A0, 0x2A5C34},
                              {"blue", 0x3F6FB5, 0xBFDDE8, 0x233F74},
                              {"black", 0x35333B, 0x8A7F88, 0x1E1C22},
                              {"purple", 0x7A4FA0, 0xE4C4E4, 0x4A2C6A}}});
    all.push_back({.name = "baby dragon",
                   .shape = with(dragon,
                                 [](S& s) {
                                   s.leg = 0.5, s.hind_leg = 0.5, s.neck = 0.34, s.head = 0.27;
                                   s.snout = 0.17, s.snout_base = 0.15, s.snout_tip = 0.12;
                                   s.tail = 0.8, s.eye = 0.075, s.waist = 0.3, s.height_m = 0.6;
                                 }),
                   .ears = Ears::kNone,
                   .horns = Horns::kDragon,
                   .hair = Hair::kSpikes,
                   .eyes = Eyes::kCartoon,
                   .wings = Wings::kBat,
                   .family = "dragon",
                   .colors = {{"green", 0x7CC254, 0xF6F0B4, 0xE88A3C},
                              {"orange", 0xF09A3E, 0xFFEBB8, 0xB8482C},
                              {"pink", 0xEE8CA8, 0xFFE6DC, 0xA84C7C}}});
    all.push_back({.name = "winged horse",
                   .shape = hoofed_shape(),
                   .feet = Feet::kHooves,
                   .hair = Hair::kHorseMane,
                   .wings = Wings::kFeather,
                   .tail_accent = 3,
                   .family = "pegasus",
                   .colors = {{"white", 0xF6F4F0, 0xFFFFFF, 0xE8C8E0},
                              {"black", 0x2E2C34, 0x3C3A42, 0x6A5CA0}}});
    all.push_back({.name = "unicorn",
                   .shape = with(hoofed_shape(), [](S& s) { s.neck = 0.54, s.head = 0.16; }),
                   .feet = Feet::kHooves,
                   .horns = Horns::kUnicorn,
                   .hair = Hair::kHorseMane,
                   .wings = Wings::kFeather,
                   .tail_accent = 3,
                   .family = "winged unicorn",
                   .colors = {{"white", 0xF8F6F6, 0xFFFFFF, 0xF08CC0},
                              {"purple", 0xC9B0E8, 0xEADFF8, 0x6CC4E0}}});
    all.push_back({.name = "griffin",
                   .shape = with(feline_shape(),
                                 [](S& s) {
                                   s.head = 0.2, s.thigh = 0.15, s.ankle = 0.08, s.foot = 0.1;
                                   s.snout = 0.16, s.snout_base = 0.1, s.snout_tip = 0.03;
                                   s.snout_pitch = -25, s.tail_middle = 0.03, s.tail_tip = 0.06;
                                   s.neck = 0.36, s.height_m = 1.4;
                                 }),
                   .eyes = Eyes::kCartoon,
                   .wings = Wings::kFeather,
                   .tail_accent = 1,
                   .muzzle_under = true,
                   .family = "monster",
                   .colors = {{"golden", 0xC89A52, 0xF0C23C, 0x7A4E24},
                              {"white", 0xEDE6DA, 0xF2BE3A, 0x9A7A54}}});
    return all;
  }();
  return table;
}

}  // namespace animax::data
