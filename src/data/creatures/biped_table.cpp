// SPDX-License-Identifier: MIT
#include "data/creatures/biped_shape.h"
#include "data/creatures/species.h"

namespace animax::data {
namespace {

using B = BipedShape;

BipedShape adult() { return {}; }

BipedShape child() {
  BipedShape s;
  s.leg = 0.36, s.torso = 0.27, s.head = 0.17, s.neck = 0.02, s.shoulder = 0.105, s.arm = 0.28;
  s.eye = 0.036, s.height_m = 1.15, s.chest = 0.095, s.waist = 0.092;
  return s;
}

BipedShape plush() {
  BipedShape s;
  s.leg = 0.27, s.torso = 0.3, s.head = 0.2, s.neck = 0.01, s.head_width = 1.08, s.shoulder = 0.13;
  s.chest = 0.13, s.waist = 0.155, s.hip = 0.14, s.hip_width = 0.085, s.arm = 0.27;
  s.upper_arm = 0.062, s.wrist = 0.055, s.hand = 0.058, s.thigh = 0.085, s.ankle = 0.07;
  s.foot = 0.07, s.belly = 0.03, s.eye = 0.03, s.height_m = 0.5;
  return s;
}

std::vector<BipedSpecies> people() {
  std::vector<BipedSpecies> all;
  const std::vector<Colorway> casual{{"", 0xE2483D, 0x34568B, 0xF2F2F2},
                                     {"", 0x4AA564, 0x5A4A3A, 0x2E2A28},
                                     {"", 0xF2B632, 0x2F4858, 0xD8452E},
                                     {"", 0x5B8DD9, 0x3A3A44, 0xF0EDE6},
                                     {"", 0x9A5BB5, 0x2C3E50, 0xE0A030}};
  all.push_back({.name = "boy",
                 .shape = child(),
                 .dress = Dress::kShorts,
                 .hair = {HairCut::kShort, HairCut::kSpiky},
                 .long_sleeves = false,
                 .family = "kid",
                 .colors = casual});
  all.push_back({.name = "girl",
                 .shape = child(),
                 .dress = Dress::kSkirt,
                 .hair = {HairCut::kBob, HairCut::kPonytail, HairCut::kBun},
                 .long_sleeves = false,
                 .family = "kid",
                 .colors = {{"", 0xEE6C8A, 0xEE6C8A, 0xF8E4B0},
                            {"", 0x58B8C8, 0x58B8C8, 0xD8425A},
                            {"", 0xF4C64A, 0xE08A3A, 0x7A4A2A}}});
  all.push_back({.name = "man",
                 .shape = adult(),
                 .hair = {HairCut::kShort, HairCut::kBeard},
                 .colors = casual});
  all.push_back({.name = "woman",
                 .shape = with(adult(),
                               [](B& s) {
                                 s.shoulder = 0.11, s.waist = 0.075, s.thigh = 0.062;
                                 s.height_m = 1.6, s.eye = 0.028;
                               }),
                 .hair = {HairCut::kBob, HairCut::kPonytail, HairCut::kBun},
                 .colors = casual});
  all.push_back({.name = "chef",
                 .shape = with(adult(), [](B& s) { s.belly = 0.05, s.waist = 0.115; }),
                 .hat = Hat::kChef,
                 .hair = {HairCut::kBeard, HairCut::kShort},
                 .family = "cook",
                 .colors = {{"", 0xF7F7F4, 0x3A3F4A, 0x222222}}});
  all.push_back(
      {.name = "pirate",
       .shape = adult(),
       .hat = Hat::kPirate,
       .hair = {HairCut::kBeard},
       .family = "sailor",
       .colors = {{"", 0xA83232, 0x2E2A34, 0x1E1A18}, {"", 0x3A4A7A, 0x5A4A3A, 0x1E1A18}}});
  all.push_back(
      {.name = "cowboy",
       .shape = adult(),
       .hat = Hat::kCowboy,
       .hair = {HairCut::kShort, HairCut::kBeard},
       .colors = {{"", 0xB8643A, 0x3F5F8F, 0x5A3418}, {"", 0x4A7A5A, 0x6A5038, 0x3A2414}}});
  all.push_back({.name = "superhero",
                 .shape = with(adult(),
                               [](B& s) {
                                 s.shoulder = 0.15, s.chest = 0.12, s.upper_arm = 0.056;
                                 s.waist = 0.085, s.height_m = 1.85;
                               }),
                 .hair = {HairCut::kShort, HairCut::kSpiky},
                 .cape = true,
                 .family = "hero",
                 .colors = {{"", 0x2F55C0, 0x2F55C0, 0xD8302C},
                            {"", 0xC8302C, 0xC8302C, 0xF2C22E},
                            {"", 0x2E2E38, 0x2E2E38, 0x7A3FC0}}});
  return all;
}

std::vector<BipedSpecies> fantasy() {
  std::vector<BipedSpecies> all;
  all.push_back({.name = "knight",
                 .shape = with(adult(), [](B& s) { s.shoulder = 0.14, s.chest = 0.115; }),
                 .dress = Dress::kArmour,
                 .hat = Hat::kHelmet,
                 .family = "warrior",
                 .colors = {{"", 0xA9B0BA, 0x8A919C, 0xC03A34},
                            {"golden", 0xD0A848, 0xA88434, 0x3A5AA8},
                            {"black", 0x4A4C54, 0x3A3C44, 0x8A3AA8}}});
  all.push_back({.name = "wizard",
                 .shape = adult(),
                 .dress = Dress::kRobe,
                 .hat = Hat::kWizard,
                 .hair = {HairCut::kBeard},
                 .family = "magician",
                 .colors = {{"", 0x4A3F9A, 0x4A3F9A, 0xF2C84B},
                            {"", 0x2F6F7A, 0x2F6F7A, 0xE8E0C0},
                            {"old", 0x7A7A84, 0x7A7A84, 0x4A6AA8}}});
  all.push_back(
      {.name = "king",
       .shape = with(adult(), [](B& s) { s.waist = 0.12, s.belly = 0.04; }),
       .dress = Dress::kRobe,
       .hat = Hat::kCrown,
       .hair = {HairCut::kBeard},
       .cape = true,
       .colors = {{"", 0xA8283A, 0xA8283A, 0xF2C84B}, {"", 0x2F4FA0, 0x2F4FA0, 0xF2C84B}}});
  all.push_back(
      {.name = "ninja",
       .shape = adult(),
       .hat = Hat::kHood,
       .family = "warrior",
       .colors = {{"", 0x26262E, 0x26262E, 0xB8302C}, {"blue", 0x2A3F7A, 0x2A3F7A, 0xD8D8D8}}});
  all.push_back(
      {.name = "astronaut",
       .shape = with(adult(),
                     [](B& s) {
                       s.chest = 0.13, s.waist = 0.12, s.hip = 0.12, s.upper_arm = 0.062;
                       s.wrist = 0.055, s.hand = 0.055, s.thigh = 0.09, s.ankle = 0.075;
                       s.foot = 0.075, s.head = 0.14;
                     }),
       .hat = Hat::kSpace,
       .hair = {HairCut::kShort},
       .colors = {{"", 0xF0F0F0, 0xE6E6E8, 0xE8762C}, {"", 0xF0903A, 0xE0822E, 0x3A5A9A}}});
  all.push_back(
      {.name = "zombie",
       .shape = with(adult(), [](B& s) { s.head = 0.14, s.eye = 0.032; }),
       .dress = Dress::kShorts,
       .hair = {HairCut::kNone, HairCut::kSpiky},
       .long_sleeves = false,
       .skins = {0x7FA36A, 0x8AA88A, 0x6A9A8A},
       .family = "monster",
       .colors = {{"", 0x6A5A7A, 0x4A4A54, 0x3A2A24}, {"", 0x7A4A3A, 0x3F4F5F, 0x2A2420}}});
  all.push_back(
      {.name = "elf",
       .shape = child(),
       .hair = {HairCut::kBob, HairCut::kShort},
       .pointed_ears = true,
       .colors = {{"", 0x3F9A4A, 0x8A6A3A, 0x5A3A1E}, {"", 0xC83A3A, 0x3A8A4A, 0xF2E8D0}}});
  all.push_back(
      {.name = "goblin",
       .shape = with(child(), [](B& s) { s.head_width = 1.15, s.arm = 0.34, s.eye = 0.042; }),
       .dress = Dress::kShorts,
       .long_sleeves = false,
       .pointed_ears = true,
       .eyes = EyeStyle::kSlit,
       .skins = {0x6A9A3A, 0x88A84A, 0x4A8A5A},
       .family = "monster",
       .colors = {{"green", 0x7A5A3A, 0x5A4630, 0x3A2A1E}}});
  all.push_back({.name = "alien",
                 .shape = with(child(),
                               [](B& s) {
                                 s.head = 0.19, s.shoulder = 0.09, s.eye = 0.06,
                                 s.upper_arm = 0.035;
                                 s.thigh = 0.05, s.ankle = 0.034, s.arm = 0.32;
                               }),
                 .dress = Dress::kFur,
                 .eyes = EyeStyle::kButton,
                 .skins = {0x7CC86A, 0x8AB4D8, 0xB088D0},
                 .family = "creature",
                 .colors = {{"green", 0x7CC86A, 0xA8E08A, 0x4A9A4A},
                            {"blue", 0x6AA4DC, 0xA8CCEC, 0x3A6AA8},
                            {"purple", 0xA878D0, 0xD0B0E8, 0x6A3FA0}}});
  all.push_back({.name = "robot",
                 .shape = with(adult(),
                               [](B& s) {
                                 s.head = 0.13, s.neck = 0.05, s.shoulder = 0.15, s.chest = 0.115;
                                 s.eye = 0.03;
                               }),
                 .dress = Dress::kMachine,
                 .eyes = EyeStyle::kGlow,
                 .family = "machine",
                 .colors = {{"grey", 0x9AA4AE, 0x5A626C, 0xE8762C},
                            {"red", 0xC8443A, 0x5A5A62, 0xF2D04A},
                            {"blue", 0x3F7FC8, 0x4A4F5A, 0xF0F0F0},
                            {"yellow", 0xF0BE3A, 0x4A4A50, 0x2E2E34},
                            {"white", 0xECEEF0, 0x6A727C, 0x3AB0D8}}});
  return all;
}

std::vector<BipedSpecies> plush_animals() {
  std::vector<BipedSpecies> all;
  const auto add = [&](const char* name, Muzzle muzzle, double tail, std::vector<Colorway> colors) {
    all.push_back({.name = name,
                   .shape = plush(),
                   .dress = Dress::kFur,
                   .muzzle = muzzle,
                   .tail = tail,
                   .eyes = EyeStyle::kButton,
                   .family = "plush toy",
                   .colors = std::move(colors)});
  };
  add("teddy bear",
      Muzzle::kBear,
      0.04,
      {{"brown", 0xA06A3A, 0xE2C08C, 0x7A4A24},
       {"pink", 0xEEA0B0, 0xFBE0E4, 0xC86A84},
       {"white", 0xF2EEE6, 0xFFFAF0, 0xC8B8A0}});
  add("toy bunny",
      Muzzle::kRabbit,
      0.06,
      {{"white", 0xF6F2EC, 0xFFE4E4, 0xF0A0A8},
       {"grey", 0xA8A8B0, 0xF0F0F0, 0xE8A0A8},
       {"blue", 0x8AB4E0, 0xF0F6FC, 0x5A84C0}});
  add("toy cat",
      Muzzle::kCat,
      0.34,
      {{"orange", 0xE89A4A, 0xFFF0DC, 0xB8641F}, {"black", 0x2E2C32, 0xE8E4E0, 0x1A181C}});
  add("toy fox", Muzzle::kFox, 0.36, {{"red", 0xD8642C, 0xFFF4E8, 0x3A241C}});
  add("toy mouse", Muzzle::kMouse, 0.36, {{"grey", 0xA0A0A8, 0xF0E4E0, 0xE8A0A0}});
  all.push_back({.name = "gorilla",
                 .shape = with(plush(),
                               [](B& s) {
                                 s.arm = 0.42, s.shoulder = 0.19, s.chest = 0.17,
                                 s.upper_arm = 0.08;
                                 s.wrist = 0.07, s.hand = 0.07, s.head = 0.15, s.height_m = 1.7;
                               }),
                 .dress = Dress::kFur,
                 .muzzle = Muzzle::kApe,
                 .family = "ape",
                 .colors = {{"black", 0x34343A, 0x6A6460, 0x24242A},
                            {"grey", 0x6A6A72, 0x8A847E, 0x4A4A52}}});
  all.push_back({.name = "monkey",
                 .shape = with(plush(),
                               [](B& s) {
                                 s.arm = 0.36, s.waist = 0.11, s.chest = 0.105, s.upper_arm = 0.045;
                                 s.wrist = 0.04, s.thigh = 0.06, s.ankle = 0.045, s.height_m = 0.7;
                                 s.leg = 0.33, s.head = 0.17;
                               }),
                 .dress = Dress::kFur,
                 .muzzle = Muzzle::kApe,
                 .tail = 0.5,
                 .family = "ape",
                 .colors = {{"brown", 0x8A5A34, 0xE8C49A, 0x5A3820}}});
  return all;
}

}  // namespace

const std::vector<BipedSpecies>& biped_table() {
  static const std::vector<BipedSpecies> table = [] {
    std::vector<BipedSpecies> all;
    for (auto group : {people(), fantasy(), plush_animals()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return table;
}

}  // namespace animax::data
