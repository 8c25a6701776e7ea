// SPDX-License-Identifier: MIT
// The species of birds.
#include "data/creatures/bird_shape.h"
#include "data/creatures/species.h"

namespace animax::data {
namespace {

using B = BirdShape;

std::vector<BirdSpecies> make_table() {
  std::vector<BirdSpecies> all;
  all.push_back({.name = "eagle",
                 .shape = with(B(), [](B& s) { s.span = 1.25, s.height_m = 0.9, s.leg = 0.34; }),
                 .beak = Beak::kHook,
                 .beak_color = 0xF2B92C,
                 .leg_color = 0xF0B030,
                 .white_head = true,
                 .eyes = EyeStyle::kSlit,
                 .belly = 0,
                 .family = "bird of prey",
                 .colors = {{"brown", 0x5A3A24, 0x6A4A30, 0x2E2018},
                            {"golden", 0x9A6A30, 0xB88A4C, 0x5A3A1C}}});
  all.push_back({.name = "parrot",
                 .shape = with(B(),
                               [](B& s) {
                                 s.head = 0.15, s.tail = 0.5, s.span = 0.95, s.pitch = 40,
                                 s.leg = 0.26, s.height_m = 0.4;
                               }),
                 .beak = Beak::kHook,
                 .beak_color = 0x3A3634,
                 .leg_color = 0x6A6460,
                 .eyes = EyeStyle::kCartoon,
                 .colors = {{"red", 0xD8342C, 0xE8583A, 0x2F5FC8},
                            {"green", 0x4CB04A, 0x9AD060, 0xE8C02C},
                            {"blue", 0x2F7FD0, 0xF2C030, 0x1F4FA0}}});
  all.push_back({.name = "owl",
                 .shape = with(B(),
                               [](B& s) {
                                 s.pitch = 70, s.length = 0.36, s.breast = 0.22, s.rump = 0.18,
                                 s.neck = 0.08, s.neck_radius = 0.16, s.head = 0.2, s.eye = 0.075,
                                 s.tail = 0.18, s.leg = 0.22, s.beak = 0.06, s.height_m = 0.45;
                               }),
                 .beak = Beak::kHook,
                 .beak_color = 0xE8B040,
                 .ear_tufts = true,
                 .eyes = EyeStyle::kCartoon,
                 .belly = 0.5,
                 .colors = {{"brown", 0x8A6440, 0xE6CFA4, 0x4E3622},
                            {"snowy", 0xF2F0EC, 0xFFFFFF, 0x9A948C},
                            {"grey", 0x84868C, 0xD0D0D0, 0x4A4C52}}});
  all.push_back({.name = "sparrow",
                 .shape = with(B(),
                               [](B& s) {
                                 s.breast = 0.22, s.head = 0.16, s.neck = 0.1, s.beak = 0.09,
                                 s.span = 0.7, s.leg = 0.26, s.height_m = 0.14;
                               }),
                 .beak_color = 0x4A3C34,
                 .leg_color = 0xB08060,
                 .colors = {{"brown", 0x9A6C44, 0xEFE0C8, 0x5A3C28},
                            {"little", 0xB08A60, 0xF4E8D4, 0x6A4A34},
                            {"blue", 0x4A8AD0, 0xF4D8A0, 0x2A4F8A}}});
  all.push_back({.name = "robin",
                 .shape = with(B(),
                               [](B& s) {
                                 s.breast = 0.23, s.head = 0.17, s.neck = 0.09, s.beak = 0.08,
                                 s.span = 0.68, s.leg = 0.28, s.pitch = 40, s.height_m = 0.14;
                               }),
                 .beak_color = 0x4A3C34,
                 .leg_color = 0x8A6450,
                 .belly = 0.55,
                 .colors = {{"", 0x7A6850, 0xE8702C, 0x4A3E30}}});
  all.push_back({.name = "crow",
                 .shape = with(B(),
                               [](B& s) {
                                 s.span = 1.05, s.height_m = 0.45;
                                 s.beak = 0.15;
                               }),
                 .beak_color = 0x2A2A2E,
                 .leg_color = 0x2A2A2E,
                 .belly = 0,
                 .colors = {{"black", 0x26262C, 0x2E2E36, 0x16161C}}});
  all.push_back({.name = "seagull",
                 .shape = with(B(),
                               [](B& s) {
                                 s.span = 1.2, s.height_m = 0.5;
                                 s.beak = 0.14;
                               }),
                 .beak = Beak::kHook,
                 .beak_color = 0xF0B02C,
                 .belly = 0.5,
                 .colors = {{"white", 0xF2F2F0, 0xFFFFFF, 0x8A929C}}});
  all.push_back({.name = "chicken",
                 .shape = with(B(),
                               [](B& s) {
                                 s.pitch = 28, s.breast = 0.24, s.rump = 0.2, s.neck = 0.22,
                                 s.neck_pitch = 72, s.head = 0.115, s.tail = 0.28,
                                 s.tail_pitch = 50, s.span = 0.46, s.leg = 0.4, s.shank = 0.024,
                                 s.height_m = 0.45;
                               }),
                 .wings = BirdWings::kFolded,
                 .comb = true,
                 .family = "farm bird",
                 .colors = {{"white", 0xF6F2EA, 0xFFFFFF, 0xE4DCCC},
                            {"brown", 0xA8602C, 0xC8864A, 0x6A3418},
                            {"black", 0x2E2C30, 0x3A383C, 0x1E3A34}}});
  all.push_back({.name = "rooster",
                 .shape = with(B(),
                               [](B& s) {
                                 s.pitch = 38, s.breast = 0.22, s.rump = 0.17, s.neck = 0.26,
                                 s.neck_pitch = 75, s.head = 0.115, s.tail = 0.5, s.tail_pitch = 58,
                                 s.span = 0.46, s.leg = 0.46, s.shank = 0.026, s.height_m = 0.6;
                               }),
                 .wings = BirdWings::kFolded,
                 .comb = true,
                 .belly = 0.2,
                 .family = "farm bird",
                 .colors = {{"proud", 0xB8501E, 0x6A2A18, 0x1F4A3A},
                            {"golden", 0xD89A34, 0xA85A24, 0x26405A}}});
  all.push_back({.name = "duck",
                 .shape = with(B(),
                               [](B& s) {
                                 s.pitch = 12, s.breast = 0.2, s.rump = 0.17, s.neck = 0.22,
                                 s.neck_pitch = 78, s.neck_radius = 0.08, s.head = 0.13,
                                 s.beak = 0.15, s.tail = 0.16, s.tail_pitch = 35, s.span = 0.55,
                                 s.leg = 0.26, s.shank = 0.026, s.height_m = 0.4;
                               }),
                 .beak = Beak::kFlat,
                 .wings = BirdWings::kFolded,
                 .beak_color = 0xF0982C,
                 .family = "water bird",
                 .colors = {{"yellow", 0xF6D23C, 0xFFE87A, 0xE8B42C},
                            {"white", 0xF8F6F0, 0xFFFFFF, 0xE8E4DC},
                            {"brown", 0x8A6A4A, 0xC8AC88, 0x5A4430}}});
  all.push_back(
      {.name = "penguin",
       .shape = with(B(),
                     [](B& s) {
                       s.pitch = 84, s.length = 0.46, s.breast = 0.21, s.rump = 0.22, s.neck = 0.08,
                       s.neck_radius = 0.13, s.head = 0.15, s.beak = 0.1, s.beak_radius = 0.035,
                       s.tail = 0.1, s.tail_pitch = -50, s.span = 0.42, s.leg = 0.14,
                       s.shank = 0.05, s.foot = 0.13, s.height_m = 0.8;
                     }),
       .wings = BirdWings::kFlipper,
       .belly = 0,
       .family = "water bird",
       .colors = {{"", 0x25272E, 0xFAFAF6, 0x1A1C22}, {"blue", 0x34507A, 0xF6F8FA, 0x24385A}}});
  all.push_back({.name = "flamingo",
                 .shape = with(B(),
                               [](B& s) {
                                 s.leg = 0.95, s.pitch = 15, s.length = 0.4, s.breast = 0.18,
                                 s.rump = 0.13, s.neck = 0.6, s.neck_pitch = 78,
                                 s.neck_radius = 0.045, s.head = 0.095, s.beak = 0.15,
                                 s.beak_radius = 0.04, s.tail = 0.16, s.tail_pitch = -10,
                                 s.span = 0.7, s.shank = 0.022, s.eye = 0.028, s.height_m = 1.3;
                               }),
                 .beak = Beak::kHook,
                 .beak_color = 0xF4D8D0,
                 .leg_color = 0xE87A90,
                 .family = "wading bird",
                 .colors = {{"pink", 0xF28AA4, 0xF8AEC0, 0xD8486A}}});
  all.push_back(
      {.name = "ostrich",
       .shape = with(B(),
                     [](B& s) {
                       s.leg = 0.85, s.pitch = 12, s.length = 0.46, s.breast = 0.24, s.rump = 0.22,
                       s.neck = 0.7, s.neck_pitch = 80, s.neck_radius = 0.055, s.head = 0.1,
                       s.beak = 0.12, s.beak_radius = 0.05, s.tail = 0.22, s.tail_pitch = 15,
                       s.span = 0.5, s.shank = 0.035, s.foot = 0.16, s.height_m = 2.2;
                     }),
       .beak = Beak::kFlat,
       .wings = BirdWings::kFolded,
       .beak_color = 0xD8B090,
       .leg_color = 0xD8B090,
       .belly = 0.1,
       .colors = {{"", 0x2E2A2C, 0x3A3638, 0xF4F2EE}, {"brown", 0x7A6450, 0x8A7460, 0xE8E0D4}}});
  all.push_back({.name = "toucan",
                 .shape = with(B(),
                               [](B& s) {
                                 s.pitch = 45, s.head = 0.14, s.beak = 0.32, s.beak_radius = 0.085,
                                 s.tail = 0.3, s.span = 0.75, s.leg = 0.24, s.height_m = 0.5;
                               }),
                 .beak = Beak::kToucan,
                 .beak_color = 0xF2942C,
                 .leg_color = 0x5A7AA0,
                 .eyes = EyeStyle::kCartoon,
                 .family = "tropical bird",
                 .colors = {{"black", 0x26262C, 0xF8F0D0, 0x1A1A20}}});
  return all;
}

}  // namespace

const std::vector<BirdSpecies>& bird_table() {
  static const std::vector<BirdSpecies> birds = make_table();
  return birds;
}

}  // namespace animax::data
