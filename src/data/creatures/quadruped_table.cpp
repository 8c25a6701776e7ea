// SPDX-License-Identifier: MIT
#include "data/creatures/quadruped_shape.h"

namespace animax::data {
namespace {

QuadrupedShape canine() {
  QuadrupedShape s;
  s.leg = 0.74, s.hind_leg = 0.76;
  return s;
}

QuadrupedShape feline() {
  QuadrupedShape s;
  s.leg = 0.66, s.hind_leg = 0.68, s.chest = 0.22, s.waist = 0.2, s.hip = 0.21;
  s.neck = 0.24, s.neck_pitch = 48, s.neck_base = 0.15, s.neck_top = 0.13;
  s.head = 0.19, s.head_width = 1.08, s.snout = 0.1, s.snout_base = 0.09, s.snout_tip = 0.06;
  s.snout_pitch = -20, s.eye = 0.05, s.eye_side = 0.62, s.eye_up = 0.28;
  s.tail = 0.9, s.tail_base = 0.045, s.tail_middle = 0.042, s.tail_tip = 0.035;
  s.tail_pitch = -10, s.tail_curl = 75;
  return s;
}

QuadrupedShape hoofed() {
  QuadrupedShape s;
  s.leg = 0.95, s.hind_leg = 0.98, s.chest = 0.27, s.waist = 0.25, s.hip = 0.27;
  s.thigh = 0.13, s.knee = 0.07, s.ankle = 0.048, s.foot = 0.065, s.crouch = 0.06;
  s.neck = 0.62, s.neck_pitch = 52, s.neck_base = 0.19, s.neck_top = 0.11;
  s.head = 0.14, s.head_long = 1.25, s.snout = 0.3, s.snout_base = 0.1, s.snout_tip = 0.08;
  s.snout_pitch = -38, s.eye = 0.036, s.eye_side = 0.95, s.eye_up = 0.3;
  s.ear = 0.14, s.ear_width = 0.045, s.tail = 0.62, s.tail_base = 0.05, s.tail_middle = 0.075;
  s.tail_tip = 0.03, s.tail_pitch = -62, s.tail_curl = -10, s.height_m = 1.5;
  return s;
}

QuadrupedShape heavy() {
  QuadrupedShape s;
  s.leg = 0.68, s.hind_leg = 0.66, s.chest = 0.33, s.waist = 0.34, s.hip = 0.32, s.width = 0.9;
  s.thigh = 0.17, s.knee = 0.12, s.ankle = 0.1, s.foot = 0.12, s.crouch = 0.05;
  s.neck = 0.2, s.neck_pitch = 25, s.neck_base = 0.25, s.neck_top = 0.2;
  s.head = 0.23, s.snout = 0.2, s.snout_base = 0.14, s.snout_tip = 0.09, s.snout_pitch = -14;
  s.eye = 0.038, s.ear = 0.1, s.ear_width = 0.09, s.tail = 0.12, s.tail_base = 0.06;
  s.tail_middle = 0.06, s.tail_tip = 0.04, s.height_m = 1;
  return s;
}

template <typename Change>
QuadrupedShape with(QuadrupedShape shape, Change change) {
  change(shape);
  return shape;
}

using S = QuadrupedShape;

std::vector<QuadrupedSpecies> canines() {
  std::vector<QuadrupedSpecies> all;
  all.push_back({.name = "fox",
                 .shape = with(canine(),
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
                 .shape = with(canine(),
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
                 .shape = with(canine(),
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
  all.push_back(
      {.name = "cat",
       .shape = with(feline(), [](S& s) { s.ear = 0.17, s.ear_width = 0.085, s.height_m = 0.27; }),
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
                 .shape = with(feline(),
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
                 .shape = with(feline(),
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
                 .shape = with(feline(),
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

std::vector<QuadrupedSpecies> hoofed_animals() {
  std::vector<QuadrupedSpecies> all;
  all.push_back({.name = "horse",
                 .shape = hoofed(),
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
                 .shape = with(hoofed(), [](S& s) { s.neck = 0.5, s.tail_middle = 0.03; }),
                 .ears = Ears::kRound,
                 .feet = Feet::kHooves,
                 .hair = Hair::kHorseMane,
                 .pattern = Pattern::kStripes,
                 .pattern_scale = 0.15,
                 .pattern_cover = 0.5,
                 .tail_accent = 1,
                 .colors = {{"striped", 0xF4F3EF, 0xFFFFFF, 0x1C1B1E}}});
  all.push_back({.name = "deer",
                 .shape = with(hoofed(),
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
                 .shape = with(hoofed(),
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
                 .shape = with(hoofed(),
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
                 .shape = with(hoofed(),
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
                 .shape = with(hoofed(),
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
                 .shape = with(heavy(),
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
                 .shape = heavy(),
                 .ears = Ears::kRound,
                 .muzzle_under = true,
                 .family = "forest animal",
                 .colors = {{"brown", 0x7A4A28, 0xC79A68, 0x5A351C},
                            {"black", 0x2C2A2C, 0xA88868, 0x1C1A1C},
                            {"polar", 0xF1F1EC, 0xFAFAF8, 0xDEDDD6}}});
  all.push_back({.name = "panda",
                 .shape = with(heavy(), [](S& s) { s.head = 0.27, s.snout = 0.13, s.eye = 0.045; }),
                 .ears = Ears::kRound,
                 .socks = 1.2,
                 .colors = {{"", 0xF4F3EF, 0xFFFFFF, 0x222124}}});
  all.push_back({.name = "elephant",
                 .shape = with(heavy(),
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
                 .shape = with(heavy(),
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
                 .shape = with(heavy(),
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

std::vector<QuadrupedSpecies> small_animals() {
  std::vector<QuadrupedSpecies> all;
  all.push_back({.name = "rabbit",
                 .shape = with(feline(),
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
                 .shape = with(feline(),
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
                 .shape = with(feline(),
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
                 .shape = with(feline(),
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
       .shape = with(heavy(),
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
                 .shape = with(heavy(),
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

}  // namespace

const std::vector<QuadrupedSpecies>& quadruped_table() {
  static const std::vector<QuadrupedSpecies> table = [] {
    std::vector<QuadrupedSpecies> all;
    for (auto group : {canines(), felines(), hoofed_animals(), heavy_animals(), small_animals()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return table;
}

const std::vector<QuadrupedSpecies>& dragon_table() {
  static const std::vector<QuadrupedSpecies> table = [] {
    const QuadrupedShape dragon = with(feline(), [](S& s) {
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
                   .shape = hoofed(),
                   .feet = Feet::kHooves,
                   .hair = Hair::kHorseMane,
                   .wings = Wings::kFeather,
                   .tail_accent = 3,
                   .family = "pegasus",
                   .colors = {{"white", 0xF6F4F0, 0xFFFFFF, 0xE8C8E0},
                              {"black", 0x2E2C34, 0x3C3A42, 0x6A5CA0}}});
    all.push_back({.name = "unicorn",
                   .shape = with(hoofed(), [](S& s) { s.neck = 0.54, s.head = 0.16; }),
                   .feet = Feet::kHooves,
                   .horns = Horns::kUnicorn,
                   .hair = Hair::kHorseMane,
                   .wings = Wings::kFeather,
                   .tail_accent = 3,
                   .family = "winged unicorn",
                   .colors = {{"white", 0xF8F6F6, 0xFFFFFF, 0xF08CC0},
                              {"purple", 0xC9B0E8, 0xEADFF8, 0x6CC4E0}}});
    all.push_back({.name = "griffin",
                   .shape = with(feline(),
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

std::span<double QuadrupedShape::*const> quadruped_numbers() {
  using S = QuadrupedShape;
  static constexpr double S::*kNumbers[] = {
      &S::leg,        &S::hind_leg,   &S::chest,     &S::waist, &S::hip,        &S::width,
      &S::thigh,      &S::knee,       &S::ankle,     &S::foot,  &S::crouch,     &S::neck,
      &S::neck_pitch, &S::neck_base,  &S::neck_top,  &S::head,  &S::head_width, &S::head_long,
      &S::snout,      &S::snout_base, &S::snout_tip, &S::eye,   &S::eye_side,   &S::eye_up,
      &S::ear,        &S::ear_width,  &S::ear_out,   &S::tail,  &S::tail_base,  &S::tail_middle,
      &S::tail_tip,   &S::trunk};
  return kNumbers;
}

}  // namespace animax::data
