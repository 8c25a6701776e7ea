// SPDX-License-Identifier: MIT
#include "data/creatures/quadruped_shape.h"

#include <array>

namespace animax::data {
namespace {

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
  bool crest = false;
  bool ear_tufts = false;
  EyeStyle eyes = EyeStyle::kButton;
  double belly = 0.4;
  const char* family = "bird";
  std::vector<Colorway> colors;  ///< main, belly, wing tips and tail
};

template <typename Change>
BirdShape with(Change change) {
  BirdShape shape;
  change(shape);
  return shape;
}

using B = BirdShape;

std::vector<BirdSpecies> make_table() {
  std::vector<BirdSpecies> all;
  all.push_back({.name = "eagle",
                 .shape = with([](B& s) { s.span = 1.25, s.height_m = 0.9, s.leg = 0.34; }),
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
                 .shape = with([](B& s) {
                   s.head = 0.15, s.tail = 0.5, s.span = 0.95, s.pitch = 40, s.leg = 0.26,
                   s.height_m = 0.4;
                 }),
                 .beak = Beak::kHook,
                 .beak_color = 0x3A3634,
                 .leg_color = 0x6A6460,
                 .eyes = EyeStyle::kCartoon,
                 .colors = {{"red", 0xD8342C, 0xE8583A, 0x2F5FC8},
                            {"green", 0x4CB04A, 0x9AD060, 0xE8C02C},
                            {"blue", 0x2F7FD0, 0xF2C030, 0x1F4FA0}}});
  all.push_back({.name = "owl",
                 .shape = with([](B& s) {
                   s.pitch = 70, s.length = 0.36, s.breast = 0.22, s.rump = 0.18, s.neck = 0.08,
                   s.neck_radius = 0.16, s.head = 0.2, s.eye = 0.075, s.tail = 0.18, s.leg = 0.22,
                   s.beak = 0.06, s.height_m = 0.45;
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
                 .shape = with([](B& s) {
                   s.breast = 0.22, s.head = 0.16, s.neck = 0.1, s.beak = 0.09, s.span = 0.7,
                   s.leg = 0.26, s.height_m = 0.14;
                 }),
                 .beak_color = 0x4A3C34,
                 .leg_color = 0xB08060,
                 .colors = {{"brown", 0x9A6C44, 0xEFE0C8, 0x5A3C28},
                            {"little", 0xB08A60, 0xF4E8D4, 0x6A4A34},
                            {"blue", 0x4A8AD0, 0xF4D8A0, 0x2A4F8A}}});
  all.push_back({.name = "robin",
                 .shape = with([](B& s) {
                   s.breast = 0.23, s.head = 0.17, s.neck = 0.09, s.beak = 0.08, s.span = 0.68,
                   s.leg = 0.28, s.pitch = 40, s.height_m = 0.14;
                 }),
                 .beak_color = 0x4A3C34,
                 .leg_color = 0x8A6450,
                 .belly = 0.55,
                 .colors = {{"", 0x7A6850, 0xE8702C, 0x4A3E30}}});
  all.push_back({.name = "crow",
                 .shape = with([](B& s) {
                   s.span = 1.05, s.height_m = 0.45;
                   s.beak = 0.15;
                 }),
                 .beak_color = 0x2A2A2E,
                 .leg_color = 0x2A2A2E,
                 .belly = 0,
                 .colors = {{"black", 0x26262C, 0x2E2E36, 0x16161C}}});
  all.push_back({.name = "seagull",
                 .shape = with([](B& s) {
                   s.span = 1.2, s.height_m = 0.5;
                   s.beak = 0.14;
                 }),
                 .beak = Beak::kHook,
                 .beak_color = 0xF0B02C,
                 .belly = 0.5,
                 .colors = {{"white", 0xF2F2F0, 0xFFFFFF, 0x8A929C}}});
  all.push_back({.name = "chicken",
                 .shape = with([](B& s) {
                   s.pitch = 28, s.breast = 0.24, s.rump = 0.2, s.neck = 0.22, s.neck_pitch = 72,
                   s.head = 0.115, s.tail = 0.28, s.tail_pitch = 50, s.span = 0.46, s.leg = 0.4,
                   s.shank = 0.024, s.height_m = 0.45;
                 }),
                 .wings = BirdWings::kFolded,
                 .comb = true,
                 .family = "farm bird",
                 .colors = {{"white", 0xF6F2EA, 0xFFFFFF, 0xE4DCCC},
                            {"brown", 0xA8602C, 0xC8864A, 0x6A3418},
                            {"black", 0x2E2C30, 0x3A383C, 0x1E3A34}}});
  all.push_back({.name = "rooster",
                 .shape = with([](B& s) {
                   s.pitch = 38, s.breast = 0.22, s.rump = 0.17, s.neck = 0.26, s.neck_pitch = 75,
                   s.head = 0.115, s.tail = 0.5, s.tail_pitch = 58, s.span = 0.46, s.leg = 0.46,
                   s.shank = 0.026, s.height_m = 0.6;
                 }),
                 .wings = BirdWings::kFolded,
                 .comb = true,
                 .belly = 0.2,
                 .family = "farm bird",
                 .colors = {{"proud", 0xB8501E, 0x6A2A18, 0x1F4A3A},
                            {"golden", 0xD89A34, 0xA85A24, 0x26405A}}});
  all.push_back({.name = "duck",
                 .shape = with([](B& s) {
                   s.pitch = 12, s.breast = 0.2, s.rump = 0.17, s.neck = 0.22, s.neck_pitch = 78,
                   s.neck_radius = 0.08, s.head = 0.13, s.beak = 0.15, s.tail = 0.16,
                   s.tail_pitch = 35, s.span = 0.55, s.leg = 0.26, s.shank = 0.026,
                   s.height_m = 0.4;
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
       .shape = with([](B& s) {
         s.pitch = 84, s.length = 0.46, s.breast = 0.21, s.rump = 0.22, s.neck = 0.08,
         s.neck_radius = 0.13, s.head = 0.15, s.beak = 0.1, s.beak_radius = 0.035, s.tail = 0.1,
         s.tail_pitch = -50, s.span = 0.42, s.leg = 0.14, s.shank = 0.05, s.foot = 0.13,
         s.height_m = 0.8;
       }),
       .wings = BirdWings::kFlipper,
       .belly = 0,
       .family = "water bird",
       .colors = {{"", 0x25272E, 0xFAFAF6, 0x1A1C22}, {"blue", 0x34507A, 0xF6F8FA, 0x24385A}}});
  all.push_back({.name = "flamingo",
                 .shape = with([](B& s) {
                   s.leg = 0.95, s.pitch = 15, s.length = 0.4, s.breast = 0.18, s.rump = 0.13,
                   s.neck = 0.6, s.neck_pitch = 78, s.neck_radius = 0.045, s.head = 0.095,
                   s.beak = 0.15, s.beak_radius = 0.04, s.tail = 0.16, s.tail_pitch = -10,
                   s.span = 0.7, s.shank = 0.022, s.eye = 0.028, s.height_m = 1.3;
                 }),
                 .beak = Beak::kHook,
                 .beak_color = 0xF4D8D0,
                 .leg_color = 0xE87A90,
                 .family = "wading bird",
                 .colors = {{"pink", 0xF28AA4, 0xF8AEC0, 0xD8486A}}});
  all.push_back(
      {.name = "ostrich",
       .shape = with([](B& s) {
         s.leg = 0.85, s.pitch = 12, s.length = 0.46, s.breast = 0.24, s.rump = 0.22, s.neck = 0.7,
         s.neck_pitch = 80, s.neck_radius = 0.055, s.head = 0.1, s.beak = 0.12,
         s.beak_radius = 0.05, s.tail = 0.22, s.tail_pitch = 15, s.span = 0.5, s.shank = 0.035,
         s.foot = 0.16, s.height_m = 2.2;
       }),
       .beak = Beak::kFlat,
       .wings = BirdWings::kFolded,
       .beak_color = 0xD8B090,
       .leg_color = 0xD8B090,
       .belly = 0.1,
       .colors = {{"", 0x2E2A2C, 0x3A3638, 0xF4F2EE}, {"brown", 0x7A6450, 0x8A7460, 0xE8E0D4}}});
  all.push_back({.name = "toucan",
                 .shape = with([](B& s) {
                   s.pitch = 45, s.head = 0.14, s.beak = 0.32, s.beak_radius = 0.085, s.tail = 0.3,
                   s.span = 0.75, s.leg = 0.24, s.height_m = 0.5;
                 }),
                 .beak = Beak::kToucan,
                 .beak_color = 0xF2942C,
                 .leg_color = 0x5A7AA0,
                 .eyes = EyeStyle::kCartoon,
                 .family = "tropical bird",
                 .colors = {{"black", 0x26262C, 0xF8F0D0, 0x1A1A20}}});
  return all;
}

const std::vector<BirdSpecies>& table() {
  static const std::vector<BirdSpecies> birds = make_table();
  return birds;
}

struct Bird {
  const MakeContext& context;
  const BirdSpecies& species;
  BirdShape shape;
  Sculptor sculptor;
  Vector3f main, under, accent, beak, legs;
  Vector3d rear, front, skull;
  int hips = -1, chest = -1, head = -1;
};

void make_trunk(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d along(0, std::sin(radians(q.pitch)), std::cos(radians(q.pitch)));
  const double hip_y = q.leg + 0.3 * q.rump;
  b.rear = Vector3d(0, hip_y, -0.32 * q.length * std::cos(radians(q.pitch)));
  b.front = b.rear + q.length * along;
  const int bones = static_cast<int>(b.context.rng.integer(2, 3));
  const std::vector<Vector3d> points = line_points(b.rear, b.front, bones);
  b.hips = s.draft.add("hips", 0, -1, points[0], points[1], q.rump);
  std::vector<int> spine{b.hips};
  for (int i = 1; i < bones; ++i)
    spine.push_back(s.draft.add("spine", 0, spine.back(), points[i], points[i + 1], q.breast));
  b.chest = spine.back();
  s.draft.anatomy.root = b.hips;
  s.draft.add_chain(Part::kSpine, 0, 0, spine);
  const Matrix3d axes = frame_along(along);
  s.ellipsoid(b.rear + 0.66 * q.length * along - 0.1 * q.breast * axes.col(1),
              {0.95 * q.breast, q.breast, 0.46 * q.length},
              b.main,
              0.05,
              axes);
  s.ellipsoid(b.rear + 0.15 * q.length * along,
              {q.rump, 0.95 * q.rump, 0.42 * q.length},
              b.main,
              0.1,
              axes);
  if (b.species.name == std::string("penguin"))
    s.solid(make_ellipsoid(b.rear + 0.42 * q.length * along + Vector3d(0, -0.02, 0.3 * q.breast),
                           {0.82 * q.breast, 0.62 * q.length, 0.8 * q.breast},
                           Matrix3d::Identity(),
                           b.under,
                           s.detail(10, 20)),
            Finish::kMatte,
            spine);
}

void make_neck_and_head(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d up(0, std::sin(radians(q.neck_pitch)), std::cos(radians(q.neck_pitch)));
  const Vector3d base = b.front - Vector3d(0, 0, 0.02);
  // Long necks swing forward like an S.
  const double sway = q.neck > 0.4 ? 0.14 * q.neck : 0;
  const std::vector<Vector3d> curve{base,
                                    base + 0.35 * q.neck * up + Vector3d(0, 0, sway),
                                    base + 0.7 * q.neck * up - Vector3d(0, 0, 0.3 * sway),
                                    base + q.neck * up};
  const int bones = q.neck > 0.4 ? static_cast<int>(b.context.rng.integer(3, 5))
                                 : static_cast<int>(b.context.rng.integer(1, 2));
  const std::vector<Vector3d> path = resample(curve, bones);
  const std::vector<int> neck =
      s.draft.add_run({"neck"}, 0, b.chest, path, std::max(q.neck_radius, 0.25 * q.neck / bones));
  s.draft.add_chain(Part::kNeck, 0, 0, neck);
  const Vector3f tone = b.species.white_head ? rgb(0xF8F6F0) : b.main;
  LimbLook look;
  look.blend = 0.06;
  look.colors = {mix(b.main, tone, 0.5), tone};
  look.coat = q.neck > 0.4 ? 0 : 1;
  const int fine = q.neck > 0.4 ? 6 : 2;
  s.limb(resample(curve, fine),
         resample(std::vector<double>{q.neck > 0.4 ? 1.5 * q.neck_radius : 0.85 * q.breast,
                                      q.neck_radius,
                                      q.neck_radius},
                  fine),
         neck,
         look);
  const Vector3d top = path.back();
  b.skull = top + Vector3d(0, 0.4 * q.head, 0.3 * q.head);
  b.head = s.draft.add(
      "head", 0, neck.back(), top, b.skull + Vector3d(0, 0, q.head + 0.5 * q.beak), q.head);
  s.draft.add_chain(Part::kHead, 0, 0, {b.head});
  s.ellipsoid(b.skull, {0.95 * q.head, q.head, 1.05 * q.head}, tone, 0.04).coat = 0;
}

void make_beak(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d root = b.skull + Vector3d(0, -0.12 * q.head, 0.82 * q.head);
  const double l = q.beak, r = q.beak_radius;
  std::vector<Vector3d> top;
  std::vector<double> radii;
  double flat = 0.9;
  switch (b.species.beak) {
    case Beak::kHook:
      top = {root,
             root + Vector3d(0, 0.05 * l, 0.5 * l),
             root + Vector3d(0, -0.18 * l, 0.95 * l),
             root + Vector3d(0, -0.6 * l, 1.05 * l)};
      radii = {1.1 * r, r, 0.6 * r, 0.12 * r};
      break;
    case Beak::kCone:
    case Beak::kLong:
      top = {root, root + Vector3d(0, -0.02 * l, 0.6 * l), root + Vector3d(0, -0.08 * l, 1.2 * l)};
      radii = {r, 0.6 * r, 0.1 * r};
      break;
    case Beak::kFlat:
      top = {root, root + Vector3d(0, -0.1 * l, 0.55 * l), root + Vector3d(0, -0.1 * l, 1.1 * l)};
      radii = {0.9 * r, 1.05 * r, 1.05 * r};
      flat = 0.4;
      break;
    case Beak::kToucan:
      top = {root,
             root + Vector3d(0, 0.1 * l, 0.4 * l),
             root + Vector3d(0, 0.02 * l, 0.8 * l),
             root + Vector3d(0, -0.25 * l, 1.1 * l)};
      radii = {1.1 * r, 1.1 * r, 0.85 * r, 0.2 * r};
      break;
  }
  std::vector<Vector3f> colors(top.size(), b.beak);
  if (b.species.beak == Beak::kToucan || b.species.name == std::string("flamingo"))
    colors.back() = rgb(0x1E1A1C);
  s.solid(make_tube(top, radii, colors, s.sides(), s.detail(1, 2), Vector3d::UnitY(), flat),
          Finish::kShiny,
          b.head);
  // The lower half hangs on the jaw.
  const double drop = (b.species.beak == Beak::kFlat ? 0.35 : 0.55) * r;
  const Vector3d hinge = root - Vector3d(0, drop, 0.1 * l),
                 end = hinge +
                       Vector3d(0, -0.02 * l, (b.species.beak == Beak::kFlat ? 1.08 : 0.82) * l);
  const int jaw = s.draft.add("jaw", 0, b.head, hinge, end, r);
  s.draft.add_chain(Part::kJaw, 0, 0, {jaw});
  s.solid(make_tube({hinge, 0.5 * (hinge + end), end},
                    {0.8 * r, 0.65 * r, (flat < 0.5 ? 0.8 : 0.15) * r},
                    std::vector<Vector3f>(3, b.beak * 0.85f),
                    s.sides(),
                    s.detail(0, 1),
                    Vector3d::UnitY(),
                    0.6 * flat),
          Finish::kShiny,
          jaw);
}

void make_face(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const double h = q.head;
  const bool owl = b.species.ear_tufts;
  EyeLook eye;
  eye.style = b.species.eyes;
  eye.radius = q.eye;
  eye.iris = rgb(owl ? 0xF2B02C : b.species.eyes == EyeStyle::kSlit ? 0xF2C230 : 0x6A3A1A);
  if (owl)
    for (int side : {1, -1})
      s.solid(make_ellipsoid(s.surface(b.skull, Vector3d(0.48 * side, 0.15, 1)),
                             Vector3d(1.55, 1.55, 0.3) * q.eye,
                             frame_along(Vector3d(0.35 * side, 0.1, 1)),
                             b.under,
                             s.detail(8, 16)),
              Finish::kMatte,
              b.head);
  s.eyes(b.skull,
         owl ? Vector3d(0.48, 0.15, 1) : Vector3d(0.85, 0.35, 0.8),
         owl ? Vector3d(0.2, 0, 1) : Vector3d(0.75, 0.1, 0.8),
         eye,
         b.head);
  if (b.species.eyes == EyeStyle::kSlit)
    for (int side : {1, -1})
      s.solid(make_ellipsoid(b.skull + h * Vector3d(side * 0.66, 0.62, 0.66),
                             h * Vector3d(0.34, 0.12, 0.36),
                             frame_along(Vector3d(side * 0.5, -0.3, 1)),
                             rgb(b.species.white_head ? 0xE8E4DA : 0x4A3A2A),
                             10),
              Finish::kMatte,
              b.head);
  if (b.species.comb) {
    const Vector3f red = rgb(0xD8342E);
    for (int i = 0; i < 4; ++i)
      s.solid(make_ellipsoid(
                  b.skull + h * Vector3d(0, 1.02 + 0.12 * std::sin(1.1 * i), 0.55 - 0.38 * i),
                  h * Vector3d(0.13, 0.34, 0.24),
                  Matrix3d::Identity(),
                  red,
                  s.detail(8, 12)),
              Finish::kMatte,
              b.head);
    for (int side : {1, -1})
      s.solid(make_ellipsoid(b.skull + h * Vector3d(side * 0.14, -0.75, 0.85),
                             h * Vector3d(0.13, 0.34, 0.16),
                             Matrix3d::Identity(),
                             red,
                             s.detail(8, 12)),
              Finish::kMatte,
              b.head);
  }
  if (owl)
    for (int side : {1, -1})
      s.solid(make_tube({b.skull + h * Vector3d(0.45 * side, 0.7, 0.1),
                         b.skull + h * Vector3d(0.8 * side, 1.35, 0)},
                        {0.26 * h, 0.04 * h},
                        {b.main, b.accent},
                        s.sides(),
                        0,
                        Vector3d::UnitZ(),
                        0.5),
              Finish::kMatte,
              b.head);
}

void make_leg(Bird& b, int side) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const double x = side * 0.5 * q.rump;
  const double z = b.rear.z() + 0.28 * q.length * std::cos(radians(q.pitch));
  const double bend = std::min(0.1, 0.22 * q.leg);
  // Thigh hidden in the body, shank back to the ankle, then down to the toes.
  const std::vector<Vector3d> path{{x, q.leg, z - 0.02},
                                   {x, 0.72 * q.leg, z + 0.5 * bend},
                                   {x, 0.38 * q.leg, z - bend},
                                   {x, 0.02 + q.shank, z},
                                   {x, 0.02, z + q.foot}};
  const std::vector<int> leg =
      s.draft.add_run({"thigh", "shin", "foot", "toe"}, side, b.hips, path, 0.3 * q.rump);
  for (size_t i = 1; i < leg.size(); ++i) s.draft.joints[leg[i]].radius = 1.5 * q.shank;
  s.draft.add_chain(Part::kLeg, side, 0, leg);
  LimbLook look;
  look.colors = {b.main, b.main, b.legs};
  look.blend = 0.04;
  look.coat = 0;
  s.limb({path[0], path[1], 0.5 * (path[1] + path[2])},
         {0.42 * q.rump, 0.3 * q.rump, 1.3 * q.shank},
         {leg[0], leg[1]},
         look);
  look.tube = true;
  look.colors = {b.legs};
  s.limb({path[1], path[2], path[3]}, {q.shank, q.shank, q.shank}, {leg[1], leg[2], leg[3]}, look);
  const bool webbed = b.species.beak == Beak::kFlat || b.species.wings == BirdWings::kFlipper;
  Solid foot;
  if (webbed)
    foot = make_ellipsoid({x, 0.018, z + 0.45 * q.foot},
                          {0.45 * q.foot, 0.018, 0.75 * q.foot},
                          Matrix3d::Identity(),
                          b.legs,
                          s.detail(8, 14));
  for (int toe = -1; toe <= 1; ++toe) {
    const Vector3d out(0.5 * toe, 0, 1);
    foot.append(make_tube({{x, 0.02, z}, Vector3d(x, 0.02, z) + q.foot * out.normalized()},
                          {0.9 * q.shank, 0.45 * q.shank},
                          {b.legs, b.legs * 0.8f},
                          s.detail(5, 8)));
  }
  foot.append(make_tube({{x, 0.02, z}, {x, 0.015, z - 0.5 * q.foot}},
                        {0.8 * q.shank, 0.4 * q.shank},
                        {b.legs, b.legs},
                        s.detail(5, 8)));
  s.solid(foot, Finish::kMatte, {leg[2], leg[3]});
}

void make_tail(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d back(0, std::sin(radians(q.tail_pitch)), -std::cos(radians(q.tail_pitch)));
  const Vector3d trunk(0, std::sin(radians(q.pitch)), std::cos(radians(q.pitch)));
  const Vector3d base = b.rear - 0.16 * q.length * trunk;
  const int bones = q.tail > 0.28 ? static_cast<int>(b.context.rng.integer(1, 3)) : 1;
  const std::vector<int> tail = s.draft.add_run(
      {"tail"}, 0, b.hips, line_points(base, base + q.tail * back, bones), 0.5 * q.rump);
  s.draft.add_chain(Part::kTail, 0, 0, tail);
  const int count = s.detail(3, 5);
  const Vector3d up = Vector3d::UnitX().cross(back) * -1.0;
  const bool raised = q.tail_pitch > 30;
  for (int i = 0; i < count; ++i) {
    const double t = count > 1 ? 2.0 * i / (count - 1) - 1 : 0;
    const Vector3d fan =
        (raised ? Vector3d(0.15 * t, 0, 0) + 0.55 * t * Vector3d(0, back.z(), -back.y())
                : Vector3d(0.38 * t, 0, 0));
    const Vector3d tip = base + q.tail * (back + fan).normalized() * (1 - 0.12 * t * t) +
                         Vector3d(0, raised ? -0.1 * q.tail * (t + 1) : 0, 0);
    const double w = 0.3 * q.rump + 0.05 * q.tail;
    const Vector3d normal = raised ? Vector3d(Vector3d::UnitX()) : up;
    s.solid(make_tube({base + Vector3d(0.05 * t * q.rump, 0, 0),
                       0.5 * (base + tip) + Vector3d(0, raised ? 0.08 * q.tail : 0, 0),
                       tip},
                      {0.7 * w, w, 0.5 * w},
                      {b.main, b.accent, b.accent},
                      s.detail(5, 8),
                      s.detail(0, 1),
                      normal,
                      0.22),
            Finish::kMatte,
            tail);
  }
}

void make_small_wings(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d trunk(0, std::sin(radians(q.pitch)), std::cos(radians(q.pitch)));
  const bool flipper = b.species.wings == BirdWings::kFlipper;
  for (int side : {1, -1}) {
    const Vector3d root =
        b.rear + 0.82 * q.length * trunk + Vector3d(side * 0.86 * q.breast, 0.1 * q.breast, 0);
    const Vector3d out =
        flipper ? Vector3d(side * 0.5, -1, -0.05) : Vector3d(side * 0.42, -0.3, -1);
    const Vector3d tip = root + q.span * out.normalized();
    const int bones = static_cast<int>(b.context.rng.fork("wing").integer(2, 3));
    const std::vector<int> wing =
        s.draft.add_run({"wing"}, side, b.chest, line_points(root, tip, bones), 0.3 * q.span);
    s.draft.add_chain(Part::kWing, side, 0, wing);
    const double w = (flipper ? 0.17 : 0.3) * q.span;
    const Vector3d normal = Vector3d(side, 0.35, 0.1).normalized();
    s.solid(make_tube(line_points(root, tip, 4),
                      {0.55 * w, w, 1.05 * w, 0.75 * w, 0.25 * w},
                      {b.main, b.main, b.main, b.accent, b.accent},
                      s.sides(),
                      s.detail(0, 1),
                      normal,
                      0.3),
            Finish::kMatte,
            wing);
    if (flipper) continue;
    for (int i = 0; i < 3; ++i) {
      const Vector3d from = root + (0.45 + 0.1 * i) * (tip - root) - Vector3d(0, 0.25 * w * i, 0);
      s.solid(make_tube({from, from + 0.65 * (tip - root) * (1 - 0.12 * i)},
                        {0.36 * w, 0.2 * w},
                        {b.accent, b.accent * 0.8f},
                        s.detail(5, 8),
                        0,
                        normal,
                        0.3),
              Finish::kMatte,
              wing);
    }
  }
}

}  // namespace

std::vector<std::string> bird_species() {
  std::vector<std::string> names;
  for (const BirdSpecies& species : table()) names.push_back(species.name);
  return names;
}

Creature make_bird(const MakeContext& context) {
  const auto& species = *std::find_if(
      table().begin(), table().end(), [&](const auto& s) { return s.name == context.species; });
  Rng& rng = context.rng;
  const Colorway& colors = rng.pick(species.colors);
  Bird b{context,
         species,
         species.shape,
         Sculptor(context.options.triangles, 1.25),
         {},
         {},
         {},
         {},
         {},
         {},
         {},
         {},
         -1,
         -1,
         -1};
  BirdShape& q = b.shape;
  for (double* number : {&q.leg,
                         &q.length,
                         &q.breast,
                         &q.rump,
                         &q.neck,
                         &q.neck_radius,
                         &q.head,
                         &q.beak,
                         &q.beak_radius,
                         &q.eye,
                         &q.tail,
                         &q.span,
                         &q.shank,
                         &q.foot})
    *number = context.vary(*number, 0.06);
  q.pitch += 4 * context.options.variety * rng.normal();
  const double cute = std::clamp(1 + 0.12 * context.options.variety * rng.normal(), 0.9, 1.35);
  q.head *= cute, q.eye *= cute;
  b.main = context.vary_color(rgb(colors.main));
  b.under = rgb(colors.under);
  b.accent = context.vary_color(rgb(colors.accent));
  b.beak = rgb(species.beak_color);
  b.legs = rgb(species.leg_color);
  Coat& coat = b.sculptor.coat;
  coat.belly = species.belly;
  coat.belly_color = b.under;
  coat.seed = static_cast<uint32_t>(rng.next());
  if (species.ear_tufts)
    coat.pattern = Pattern::kSpots, coat.pattern_color = b.accent, coat.scale = 0.07,
    coat.cover = 0.05;

  make_trunk(b);
  for (int side : {1, -1}) make_leg(b, side);
  make_neck_and_head(b);
  make_beak(b);
  make_face(b);
  make_tail(b);
  if (species.wings == BirdWings::kSpread)
    add_wings(
        b.sculptor,
        context,
        Wings::kFeather,
        b.chest,
        b.front +
            Vector3d(0.6 * q.breast, 0.25 * q.breast, -0.3 * q.length * std::cos(radians(q.pitch))),
        q.span * 0.75,
        b.main,
        b.accent);
  else
    make_small_wings(b);
  const double metres = context.vary(q.height_m, 0.12) / (b.skull.y() + q.head);
  const RigStyle style = draw_style(rng, context.options, metres, 1);
  Creature creature = b.sculptor.finish(BodyPlan::kBird, style, rng);
  name_creature(creature, context, colors.adjective, {species.family, "bird", "animal"});
  return creature;
}

}  // namespace animax::data
