// SPDX-License-Identifier: MIT
// Chests, toy boxes and mimics: a box with a lid on a hinge.
#include "data/creatures/furniture_parts.h"

#include <array>

namespace animax::data {
namespace {

const std::array<Colorway, 4> kChests{{{"wooden", 0x8A5A30, 0x5E3A1C, 0xD8A83A},
                                       {"red", 0x9A3A2E, 0x5A2A20, 0xE8C04A},
                                       {"old", 0x6A5A48, 0x4A3E32, 0x7A7A80},
                                       {"blue", 0x3A5F8A, 0x2A3F5E, 0xC8CCD4}}};

constexpr double kWall = 0.03;  // half the thickness of the boards

struct ChestSize {
  double half_width, half_depth, height;  // of the box without its lid
};

void add_gold(Sculptor& s, Rng& rng, const ChestSize& size, int base) {
  const double w = size.half_width, d = size.half_depth, h = size.height;
  s.solid(make_ellipsoid({0, 0.62 * h, 0},
                         {w - 2 * kWall, 0.3 * h, d - 2 * kWall},
                         Matrix3d::Identity(),
                         rgb(0xF0C03A),
                         s.detail(10, 20)),
          Finish::kMetal,
          base);
  for (int i = 0; i < s.detail(6, 24); ++i) {
    const Vector3d at(rng.uniform(-0.75, 0.75) * (w - 0.1),
                      0.78 * h + rng.uniform(0, 0.09) * h,
                      rng.uniform(-0.7, 0.7) * (d - 0.1));
    s.solid(make_lathe(at,
                       Vector3d(rng.normal() * 0.5, 1, rng.normal() * 0.5),
                       {{0, 0, rgb(0xF6CC4A)},
                        {0.05, 0, rgb(0xF6CC4A)},
                        {0.05, 0.015, rgb(0xF6CC4A)},
                        {0, 0.015, rgb(0xF6CC4A)}},
                       10),
            Finish::kMetal,
            base);
  }
}

void add_toys(Sculptor& s, Rng& rng, const ChestSize& size, int base) {
  const double w = size.half_width, d = size.half_depth, h = size.height;
  for (int i = 0; i < 5; ++i)
    s.solid(make_ellipsoid({(i - 2) * 0.34 * w, 0.72 * h, 0.3 * d * ((i % 2) * 2 - 1)},
                           Vector3d::Constant(0.2 * w),
                           Matrix3d::Identity(),
                           random_color(rng),
                           s.detail(8, 14)),
            Finish::kMatte,
            base);
}

// A barrel of planks between two half-round ends.
void add_barrel_lid(
    Sculptor& s, Rng& rng, const ChestSize& size, double rise, const Wood& wood, int lid) {
  const double w = size.half_width, d = size.half_depth, h = size.height;
  const int strips = s.detail(5, 9);
  for (int i = 0; i < strips; ++i) {
    const double a0 = M_PI * i / strips, a1 = M_PI * (i + 1) / strips, am = 0.5 * (a0 + a1);
    const Vector3d mid(0, h + rise * std::sin(am), d * std::cos(am));
    const Vector3d tangent =
        Vector3d(0, rise * (std::sin(a1) - std::sin(a0)), d * (std::cos(a1) - std::cos(a0)));
    Matrix3d axes;
    axes << Vector3d::UnitX(), Vector3d::UnitX().cross(tangent.normalized()), -tangent.normalized();
    axes.col(2) = axes.col(0).cross(axes.col(1));
    s.solid(make_box(mid * 1.0,
                     {w + 0.01, 0.026, 0.53 * tangent.norm()},
                     axes,
                     0.009,
                     wood.main * static_cast<float>(rng.uniform(0.88, 1.07))),
            Finish::kMatte,
            lid);
    for (double x : {-0.94, -0.45, 0.45, 0.94})
      s.solid(make_box(mid * 1.0 + Vector3d(x * w, 0, 0) + 0.004 * axes.col(1),
                       {0.035, 0.034, 0.54 * tangent.norm()},
                       axes,
                       0.008,
                       wood.metal),
              Finish::kMetal,
              lid);
  }
  for (int side : {1, -1})
    s.solid(make_ellipsoid({side * (w - 0.02), h, 0},
                           {0.025, 0.97 * rise, 0.97 * d},
                           Matrix3d::Identity(),
                           wood.main * 0.85f,
                           s.detail(10, 20)),
            Finish::kMatte,
            lid);
}

void add_teeth(Sculptor& s, const ChestSize& size, int base, int lid) {
  const double w = size.half_width, d = size.half_depth, h = size.height;
  const Vector3f tooth = rgb(0xF8F4E8);
  for (int i = 0; i < 7; ++i) {
    const double x = (i - 3) * 0.27 * w;
    s.solid(make_lathe({x, h - 0.01, d - 0.03},
                       Vector3d(0, 1, 0.1),
                       {{0, 0, tooth}, {0.05, 0, tooth}, {0, 0.13, tooth}},
                       8),
            Finish::kShiny,
            base);
    s.solid(make_lathe({x + 0.13 * w, h + 0.05, d + 0.01},
                       Vector3d(0, -1, 0.05),
                       {{0, 0, tooth}, {0.05, 0, tooth}, {0, 0.13, tooth}},
                       8),
            Finish::kShiny,
            lid);
  }
}

void add_mimic_face(Sculptor& s, const ChestSize& size, double rise, int base, int lid) {
  const double w = size.half_width, d = size.half_depth, h = size.height;
  add_teeth(s, size, base, lid);
  const std::vector<Vector3d> tongue_path{
      {0, 0.82 * h, 0}, {0, 0.95 * h, d}, {0.02, 0.62 * h, d + 0.14}, {0.03, 0.4 * h, d + 0.1}};
  s.solid(make_tube(tongue_path,
                    {0.11, 0.12, 0.11, 0.06},
                    std::vector<Vector3f>(4, rgb(0xE0506A)),
                    s.sides(),
                    2,
                    Vector3d(0, 0.3, 1).normalized(),
                    0.35),
          Finish::kMatte,
          base);
  for (int side : {1, -1}) {
    const Vector3d at(side * 0.4 * w, h + 0.72 * rise + 0.05, 0.66 * d + 0.02);
    s.solid(make_eyeball(at,
                         0.1,
                         frame_along({0.1 * side, 0.1, 1}),
                         {{0.4, rgb(0x101010)}, {0.75, rgb(0xE8B020)}, {M_PI, rgb(0xF8F4E0)}},
                         s.detail(8, 14)),
            Finish::kShiny,
            lid);
  }
}

void add_lock(Sculptor& s, const ChestSize& size, const Wood& wood, int base, int lid) {
  const double d = size.half_depth, h = size.height;
  add_box(s, {0, h + 0.02, d + 0.02}, {0.06, 0.055, 0.015}, wood.metal, lid, Finish::kMetal, 0.01);
  add_box(
      s, {0, h - 0.1, d + 0.015}, {0.075, 0.075, 0.02}, wood.metal, base, Finish::kMetal, 0.012);
  s.solid(
      make_ellipsoid(
          {0, h - 0.1, d + 0.035}, {0.016, 0.028, 0.008}, Matrix3d::Identity(), rgb(0x1A1614), 8),
      Finish::kMatte,
      base);
}

}  // namespace

Creature make_chest(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool mimic = context.species == "mimic", toy = context.species == "toy box";
  const Colorway& colors = rng.pick(kChests);
  const Wood wood = draw_wood(context, colors);
  Sculptor s(context.options.triangles, 2);
  const double w = context.vary(0.55), d = context.vary(0.36), h = context.vary(0.42);
  const ChestSize size{w, d, h};
  const int base = s.draft.add("base", 0, -1, {0, 0, 0}, {0, h, 0}, 0.3);
  s.draft.anatomy.root = base;
  const Vector3d pivot(0, h, -d);
  const int lid = s.draft.add("lid", 0, base, pivot, pivot + Vector3d(0, 0, 2 * d), 0.3);
  // Opens about -x: the front edge rises.
  add_hinge(s, Part::kLid, 0, 0, lid, -Vector3d::UnitX(), radians(rng.uniform(95, 120)));

  const int boards = s.detail(2, 4);
  for (int side : {1, -1}) {
    add_planks(
        s, {0, 0.5 * h, side * (d - kWall)}, {w, 0.5 * h, kWall}, 1, boards, wood.main, base, rng);
    add_planks(s,
               {side * (w - kWall), 0.5 * h, 0},
               {kWall, 0.5 * h, d - 2 * kWall},
               1,
               boards,
               wood.main,
               base,
               rng);
  }
  add_box(s, {0, kWall, 0}, {w - kWall, kWall, d - kWall}, wood.trim, base);
  // What is inside: gold, a mouth, or toys.
  if (mimic)
    add_box(s, {0, 0.8 * h, 0}, {w - 2 * kWall, 0.02, d - 2 * kWall}, rgb(0x7A2A3A), base);
  else if (toy)
    add_toys(s, rng, size, base);
  else
    add_gold(s, rng, size, base);
  // Metal corners and bands.
  for (int sx : {1, -1})
    for (int sz : {1, -1})
      add_box(s,
              {sx * (w - 0.02), 0.5 * h, sz * (d - 0.02)},
              {0.032, 0.5 * h + 0.005, 0.032},
              toy ? wood.trim : wood.metal,
              base,
              toy ? Finish::kMatte : Finish::kMetal,
              0.008);
  add_box(s, {0, 0.02, 0}, {w + 0.012, 0.03, d + 0.012}, wood.trim, base);

  const bool flat = toy || rng.chance(0.2);
  const double rise = flat ? 0.05 : context.vary(0.9) * d;
  if (flat) {
    add_planks(s, {0, h + rise, 0}, {w + 0.015, rise, d + 0.015}, 2, boards, wood.main, lid, rng);
  } else {
    add_barrel_lid(s, rng, size, rise, wood, lid);
  }
  if (mimic)
    add_mimic_face(s, size, rise, base, lid);
  else
    add_lock(s, size, wood, base, lid);
  return finish_object(s,
                       context,
                       colors.adjective,
                       context.vary(0.8, 0.15),
                       {mimic ? "monster chest" : "chest", "box", "container"});
}

}  // namespace animax::data
