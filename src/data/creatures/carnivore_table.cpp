// SPDX-License-Identifier: MIT
// Dogs and cats.
#include "data/creatures/quadruped_table.h"

namespace animax::data {
namespace {

using S = QuadrupedShape;

}  // namespace

std::vector<QuadrupedSpecies> canines() {
  std::vector<QuadrupedSpecies> all;
  all.push_back({.name = "fox",
                 .shape = with(canine_shape(),
                               [](S& s) {
                                 s.leg = 0.66, s.hind_leg = 0.68, s.chest = 0.22, s.waist = 0.18;
                                 s.hip = 0.2, s.head = 0.18, s.head_width = 1.1, s.snout = 0.21;
                                 s.snout_base = 0.085, s.snout_tip = 0.035, s.ear = 0.25;
                                 s.ear_width = 0.1, s.tail = 0.85, s.tail_base = 0.06;
                                 s.tail_middle = 0.15, s.tail_tip = 0.05, s.tail_pitch = -25;
                                 s.eye = 0.045, s.height_m = 0.4, s.thigh = 0.1, s.ankle = 0.045;
                               }),
                 .eyes = Eyes::kCartoon,
                 .socks = 0.55,
                 .tail_accent = 2,
                 .muzzle_under = true,
                 .colors = {{"red", 0xD2612A, 0xF6EFE4, 0x2E2320},
                            {"grey", 0x8E8C88, 0xF2EEE8, 0x3A3838},
                            {"white", 0xF0F0EC, 0xFFFFFF, 0xC9C9C9},
                            {"orange", 0xEE8434, 0xFFF4E6, 0x46291C}}});
  all.push_back({.name = "wolf",
                 .shape = with(canine_shape(),
                               [](S& s) {
                                 s.leg = 0.82, s.hind_leg = 0.82, s.chest = 0.27, s.snout = 0.24;
                                 s.snout_base = 0.1, s.snout_tip = 0.06, s.ear = 0.16;
                                 s.tail = 0.6, s.tail_middle = 0.1, s.tail_tip = 0.05;
                                 s.tail_pitch = -50, s.neck_base = 0.21, s.height_m = 0.8;
                                 s.neck_pitch = 30;
                               }),
                 .eyes = Eyes::kCartoon,
                 .pattern = Pattern::kDorsal,
                 .pattern_cover = 0.35,
                 .muzzle_under = true,
                 .colors = {{"grey", 0x8B9097, 0xDCDDDA, 0x4A4D55},
                            {"black", 0x33343A, 0x5A5B60, 0x18191C},
                            {"white", 0xE8E9EA, 0xFAFAFA, 0xB8BCC2},
                            {"brown", 0x7A5B40, 0xD8C4A4, 0x4A3425}}});
  all.push_back({.name = "dog",
                 .shape = with(canine_shape(),
                               [](S& s) {
                                 s.leg = 0.6, s.hind_leg = 0.6, s.head = 0.21, s.snout = 0.17;
                                 s.snout_base = 0.12, s.snout_tip = 0.09, s.ear = 0.27;
                                 s.ear_width = 0.095, s.tail = 0.42, s.tail_base = 0.05;
                                 s.tail_middle = 0.04, s.tail_tip = 0.03, s.tail_pitch = 35;
                                 s.eye = 0.05, s.neck_pitch = 48;
                               }),
                 .ears = Ears::kFloppy,
                 .pattern = Pattern::kPatches,
                 .pattern_scale = 0.5,
                 .pattern_cover = 0.42,
                 .muzzle_under = true,
                 .colors = {{"brown", 0xA8682F, 0xFBF4E8, 0x5A3218},
                            {"spotted", 0xF3EFE6, 0xFFFFFF, 0x3A2A20},
                            {"golden", 0xDDA650, 0xF6E3B8, 0xC78C38},
                            {"black", 0x2B2A2D, 0xB58350, 0x1E1D20}}});
  return all;
}

std::vector<QuadrupedSpecies> felines() {
  std::vector<QuadrupedSpecies> all;
  all.push_back({.name = "cat",
                 .shape = with(feline_shape(),
                               [](S& s) { s.ear = 0.17, s.ear_width = 0.085, s.height_m = 0.27; }),
                 .eyes = Eyes::kCartoon,
                 .pattern = Pattern::kStripes,
                 .pattern_scale = 0.16,
                 .pattern_cover = 0.34,
                 .muzzle_under = true,
                 .family = "pet",
                 .colors = {{"ginger", 0xE09A4A, 0xFBEBD2, 0xB5651F},
                            {"grey", 0x9A9CA3, 0xEFEFF0, 0x5E6068},
                            {"black", 0x26262B, 0x3A3A40, 0x161619},
                            {"white", 0xF4F2EE, 0xFFFFFF, 0xE2DCD2}}});
  all.push_back({.name = "tiger",
                 .shape = with(feline_shape(),
                               [](S& s) {
                                 s.head = 0.22, s.chest = 0.26, s.waist = 0.24, s.thigh = 0.15;
                                 s.knee = 0.1, s.ankle = 0.085, s.foot = 0.1, s.snout_base = 0.13;
                                 s.snout_tip = 0.09, s.snout = 0.13, s.ear = 0.1;
                                 s.ear_width = 0.075, s.eye = 0.042, s.height_m = 0.95;
                                 s.neck_base = 0.2, s.neck_top = 0.17, s.neck_pitch = 30;
                               }),
                 .ears = Ears::kRound,
                 .eyes = Eyes::kCartoon,
                 .pattern = Pattern::kStripes,
                 .pattern_scale = 0.15,
                 .pattern_cover = 0.42,
                 .muzzle_under = true,
                 .family = "big cat",
                 .colors = {{"orange", 0xE8872B, 0xFFF6E8, 0x1E1714},
                            {"white", 0xF2F0EA, 0xFFFFFF, 0x33302E}}});
  all.push_back({.name = "lion",
                 .shape = with(feline_shape(),
                               [](S& s) {
                                 s.head = 0.22, s.chest = 0.26, s.waist = 0.22, s.thigh = 0.15;
                                 s.knee = 0.1, s.ankle = 0.085, s.foot = 0.1, s.snout_base = 0.13;
                                 s.snout_tip = 0.095, s.snout = 0.15, s.ear = 0.1;
                                 s.ear_width = 0.075, s.eye = 0.04, s.height_m = 1;
                                 s.neck_base = 0.2, s.neck_top = 0.17, s.neck_pitch = 34;
                                 s.tail_base = 0.03, s.tail_middle = 0.026, s.tail_tip = 0.065;
                               }),
                 .ears = Ears::kRound,
                 .hair = Hair::kLionMane,
                 .eyes = Eyes::kCartoon,
                 .tail_accent = 1,
                 .muzzle_under = true,
                 .family = "big cat",
                 .colors = {{"golden", 0xDDA855, 0xF5E2BC, 0x7A4318},
                            {"brown", 0xB98546, 0xE8CFA2, 0x4A2A14}}});
  all.push_back({.name = "leopard",
                 .shape = with(feline_shape(),
                               [](S& s) {
                                 s.head = 0.19, s.ear = 0.085, s.ear_width = 0.065;
                                 s.thigh = 0.13, s.ankle = 0.07, s.height_m = 0.7, s.eye = 0.042;
                               }),
                 .ears = Ears::kRound,
                 .eyes = Eyes::kCartoon,
                 .pattern = Pattern::kSpots,
                 .pattern_scale = 0.1,
                 .pattern_cover = 0.3,
                 .muzzle_under = true,
                 .family = "big cat",
                 .colors = {{"spotted", 0xE5B25A, 0xFFF3DA, 0x2B1D12},
                            {"snow", 0xD9DADB, 0xFAFAFA, 0x4A4A4E}}});
  return all;
}

}  // namespace animax::data
