// SPDX-License-Identifier: MIT
// Hoofed and heavy animals.
#include "data/creatures/quadruped_table.h"

namespace animax::data {
namespace {

using S = QuadrupedShape;

}  // namespace

std::vector<QuadrupedSpecies> hoofed_animals() {
  std::vector<QuadrupedSpecies> all;
  all.push_back({.name = "horse",
                 .shape = hoofed_shape(),
                 .feet = Feet::kHooves,
                 .hair = Hair::kHorseMane,
                 .socks = 0.25,
                 .tail_accent = 3,
                 .family = "farm animal",
                 .colors = {{"brown", 0x8A5430, 0x9A6440, 0x2A1A12},
                            {"white", 0xF0EDE6, 0xFAF8F4, 0xCFC6B6},
                            {"black", 0x2A2628, 0x383336, 0x121012},
                            {"golden", 0xCE9A4C, 0xE0B878, 0xF4E8CC}}});
  all.push_back({.name = "zebra",
                 .shape = with(hoofed_shape(), [](S& s) { s.neck = 0.5, s.tail_middle = 0.03; }),
                 .ears = Ears::kRound,
                 .feet = Feet::kHooves,
                 .hair = Hair::kHorseMane,
                 .pattern = Pattern::kStripes,
                 .pattern_scale = 0.15,
                 .pattern_cover = 0.5,
                 .tail_accent = 1,
                 .colors = {{"striped", 0xF4F3EF, 0xFFFFFF, 0x1C1B1E}}});
  all.push_back({.name = "deer",
                 .shape = with(hoofed_shape(),
                               [](S& s) {
                                 s.chest = 0.23, s.waist = 0.2, s.hip = 0.22, s.thigh = 0.11;
                                 s.knee = 0.055, s.ankle = 0.038, s.foot = 0.05, s.neck = 0.55;
                                 s.neck_pitch = 62, s.neck_base = 0.14, s.neck_top = 0.085;
                                 s.head = 0.125, s.snout = 0.2, s.snout_base = 0.08;
                                 s.snout_tip = 0.05, s.tail = 0.14, s.tail_middle = 0.05;
                                 s.tail_pitch = -20, s.ear = 0.17, s.ear_out = 0.9;
                                 s.height_m = 1.1;
                               }),
                 .feet = Feet::kHooves,
                 .horns = Horns::kAntlers,
                 .pattern = Pattern::kSpots,
                 .pattern_scale = 0.13,
                 .pattern_cover = 0.1,
                 .tail_accent = 2,
                 .family = "forest animal",
                 .colors = {{"brown", 0xA9703F, 0xF0DEC0, 0xEBD6B0},
                            {"young", 0xBE8650, 0xF6E6CC, 0xF5E8D0}}});
  all.push_back({.name = "giraffe",
                 .shape = with(hoofed_shape(),
                               [](S& s) {
                                 s.leg = 1.3, s.hind_leg = 1.2, s.chest = 0.28, s.neck = 1.35;
                                 s.neck_pitch = 68, s.neck_base = 0.19, s.neck_top = 0.1;
                                 s.head = 0.14, s.snout = 0.26, s.tail_middle = 0.025;
                                 s.height_m = 2.8;
                               }),
                 .feet = Feet::kHooves,
                 .horns = Horns::kGoat,
                 .pattern = Pattern::kSpots,
                 .pattern_scale = 0.2,
                 .pattern_cover = 0.62,
                 .tail_accent = 1,
                 .colors = {{"tall", 0xF2DDA4, 0xFBF1D6, 0xA8642C}}});
  all.push_back({.name = "cow",
                 .shape = with(hoofed_shape(),
                               [](S& s) {
                                 s.leg = 0.72, s.hind_leg = 0.74, s.chest = 0.3, s.waist = 0.32;
                                 s.hip = 0.3, s.neck = 0.3, s.neck_pitch = 28, s.neck_base = 0.22;
                                 s.neck_top = 0.16, s.head = 0.18, s.snout = 0.22;
                                 s.snout_base = 0.14, s.snout_tip = 0.13, s.snout_pitch = -28;
                                 s.knee = 0.09, s.ankle = 0.07, s.foot = 0.085, s.ear = 0.16;
                                 s.ear_out = 1.3, s.tail_base = 0.03, s.tail_middle = 0.025;
                                 s.tail_tip = 0.06, s.tail_pitch = -75, s.height_m = 1.3;
                                 s.eye = 0.045;
                               }),
                 .feet = Feet::kHooves,
                 .horns = Horns::kCow,
                 .pattern = Pattern::kPatches,
                 .pattern_scale = 0.4,
                 .pattern_cover = 0.46,
                 .tail_accent = 1,
                 .muzzle_under = true,
                 .family = "farm animal",
                 .colors = {{"spotted", 0xF6F4F0, 0xF0B8AC, 0x231F20},
                            {"brown", 0x9A5C34, 0xE8C8B0, 0x74401F}}});
  all.push_back({.name = "goat",
                 .shape = with(hoofed_shape(),
                               [](S& s) {
                                 s.leg = 0.72, s.hind_leg = 0.74, s.neck = 0.38, s.head = 0.15;
                                 s.snout = 0.2, s.tail = 0.14, s.tail_middle = 0.05;
                                 s.tail_pitch = 30, s.ear = 0.17, s.ear_out = 1.3;
                                 s.height_m = 0.7;
                               }),
                 .feet = Feet::kHooves,
                 .horns = Horns::kGoat,
                 .eyes = Eyes::kSlit,
                 .socks = 0.3,
                 .family = "farm animal",
                 .colors = {{"white", 0xEDE9E0, 0xFAF8F2, 0xB9AE9A},
                            {"brown", 0x8C6844, 0xDCC8A6, 0x4A3624}}});
  all.push_back({.name = "sheep",
                 .shape = with(hoofed_shape(),
                               [](S& s) {
                                 s.leg = 0.6, s.hind_leg = 0.6, s.chest = 0.36, s.waist = 0.38;
                                 s.hip = 0.36, s.width = 0.95, s.neck = 0.42, s.neck_pitch = 35;
                                 s.head = 0.16, s.snout = 0.15, s.snout_base = 0.11;
                                 s.snout_tip = 0.085, s.thigh = 0.1, s.tail = 0.14;
                                 s.tail_middle = 0.09, s.ear = 0.16, s.ear_out = 1.5;
                                 s.height_m = 0.8, s.eye = 0.045;
                               }),
                 .ears = Ears::kFloppy,
                 .feet = Feet::kHooves,
                 .hair = Hair::kWool,
                 .socks = 1,
                 .muzzle_under = true,
                 .family = "farm animal",
                 .colors = {{"white", 0xF5F0E4, 0x3A3432, 0x3A3432},
                            {"fluffy", 0xF7F3EA, 0xE9C9AE, 0xE3BE9F},
                            {"black", 0x3A3638, 0x1E1C1E, 0x1E1C1E}}});
  return all;
}

std::vector<QuadrupedSpecies> heavy_animals() {
  std::vector<QuadrupedSpecies> all;
  all.push_back({.name = "pig",
                 .shape = with(heavy_shape(),
                               [](S& s) {
                                 s.leg = 0.48, s.hind_leg = 0.48, s.thigh = 0.13, s.knee = 0.085;
                                 s.ankle = 0.075, s.foot = 0.08, s.head = 0.24, s.snout = 0.15;
                                 s.snout_base = 0.12, s.snout_tip = 0.1, s.snout_pitch = -8;
                                 s.tail = 0.24, s.tail_base = 0.028, s.tail_middle = 0.025;
                                 s.tail_tip = 0.02, s.tail_pitch = 40, s.tail_curl = 120;
                                 s.ear = 0.16, s.ear_width = 0.09, s.height_m = 0.7;
                                 s.eye = 0.04;
                               }),
                 .feet = Feet::kHooves,
                 .family = "farm animal",
                 .colors = {{"pink", 0xF2ABA8, 0xF7C4BE, 0xC9716E},
                            {"spotted", 0xEDC2B4, 0xF6D8CC, 0x5A4038}}});
  all.push_back({.name = "bear",
                 .shape = heavy_shape(),
                 .ears = Ears::kRound,
                 .muzzle_under = true,
                 .family = "forest animal",
                 .colors = {{"brown", 0x7A4A28, 0xC79A68, 0x5A351C},
                            {"black", 0x2C2A2C, 0xA88868, 0x1C1A1C},
                            {"polar", 0xF1F1EC, 0xFAFAF8, 0xDEDDD6}}});
  all.push_back(
      {.name = "panda",
       .shape = with(heavy_shape(), [](S& s) { s.head = 0.27, s.snout = 0.13, s.eye = 0.045; }),
       .ears = Ears::kRound,
       .socks = 1.2,
       .colors = {{"", 0xF4F3EF, 0xFFFFFF, 0x222124}}});
  all.push_back({.name = "elephant",
                 .shape = with(heavy_shape(),
                               [](S& s) {
                                 s.leg = 0.85, s.hind_leg = 0.82, s.chest = 0.38, s.waist = 0.4;
                                 s.hip = 0.37, s.thigh = 0.17, s.knee = 0.14, s.ankle = 0.125;
                                 s.foot = 0.14, s.head = 0.28, s.snout = 0.1, s.snout_base = 0.16;
                                 s.snout_tip = 0.13, s.trunk = 0.85, s.ear = 0.36;
                                 s.ear_width = 0.3, s.tail = 0.45, s.tail_base = 0.035;
                                 s.tail_middle = 0.025, s.tail_tip = 0.03, s.tail_pitch = -70;
                                 s.eye = 0.036, s.height_m = 2.8, s.neck_pitch = 32;
                               }),
                 .ears = Ears::kElephant,
                 .feet = Feet::kPads,
                 .tusks = true,
                 .colors = {{"grey", 0x8E9299, 0x9FA2A8, 0x5C5F66},
                            {"blue", 0x7C9CC0, 0x9FB8D4, 0x4A668C},
                            {"young", 0xA39C98, 0xB8B0AA, 0x6C6460}}});
  all.push_back({.name = "rhino",
                 .shape = with(heavy_shape(),
                               [](S& s) {
                                 s.head = 0.23, s.snout = 0.3, s.snout_base = 0.18;
                                 s.snout_tip = 0.13, s.snout_pitch = -24, s.ear = 0.12;
                                 s.ear_width = 0.05, s.height_m = 1.6, s.neck_pitch = 5;
                                 s.tail_base = 0.03, s.tail = 0.3, s.tail_pitch = -70;
                               }),
                 .feet = Feet::kPads,
                 .horns = Horns::kRhino,
                 .colors = {{"grey", 0x85878A, 0x9C9C9A, 0xE2DAC8}}});
  all.push_back({.name = "hippo",
                 .shape = with(heavy_shape(),
                               [](S& s) {
                                 s.leg = 0.46, s.hind_leg = 0.46, s.chest = 0.36, s.waist = 0.38;
                                 s.head = 0.23, s.snout = 0.28, s.snout_base = 0.17;
                                 s.snout_tip = 0.19, s.snout_pitch = -12, s.ear = 0.07;
                                 s.ear_width = 0.05, s.height_m = 1.4, s.eye = 0.045;
                                 s.eye_up = 0.7;
                               }),
                 .ears = Ears::kRound,
                 .feet = Feet::kPads,
                 .colors = {{"grey", 0x86788A, 0xD8A8A8, 0x5E5362},
                            {"purple", 0x9A7FB0, 0xE0B8CC, 0x6A5480}}});
  return all;
}

}  // namespace animax::data
