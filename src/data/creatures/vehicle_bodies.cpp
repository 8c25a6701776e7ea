// SPDX-License-Identifier: MIT
// What stands on the wheels: cars, a bus, a truck, a tractor, a train, a tank.
#include "data/creatures/vehicle.h"

namespace animax::data {
namespace {

constexpr uint32_t kGlass = 0x7AB8DC, kLampGlow = 0xFFF0B0, kTailLamp = 0xE03A30;

void add_lump(Vehicle& v,
              const Vector3d& at,
              const Vector3d& radii,
              const Vector3f& color,
              double blend = 0.08) {
  v.sculptor.ellipsoid(at, radii, color, blend, Matrix3d::Identity(), v.shell).coat = 0;
}

// Head and tail lamps, `x` to both sides.
void add_lamps(Vehicle& v, double y, double z, double x) {
  Sculptor& s = v.sculptor;
  for (int side : {1, -1}) {
    s.solid(make_ellipsoid({side * x, y, z},
                           {0.065, 0.065, 0.04},
                           Matrix3d::Identity(),
                           rgb(kLampGlow),
                           s.detail(8, 14)),
            Finish::kGlow,
            v.base);
    s.solid(make_ellipsoid({side * x, y, -z},
                           {0.05, 0.04, 0.03},
                           Matrix3d::Identity(),
                           rgb(kTailLamp),
                           s.detail(8, 12)),
            Finish::kShiny,
            v.base);
  }
}

// A pair of eyes on the windscreen.
void add_eyes(Vehicle& v) {
  Sculptor& s = v.sculptor;
  const double w = v.half_width, l = v.half_length, floor = v.floor;
  for (int side : {1, -1}) {
    const Vector3d eye(side * 0.34 * w, floor + 0.42, 0.33 * l);
    s.solid(make_eyeball(eye,
                         0.11,
                         frame_along({0.08 * side, 0.1, 1}),
                         {{0.42, rgb(0x101014)}, {0.75, rgb(0x3A7AC8)}, {M_PI, rgb(0xFAFAF8)}},
                         s.detail(8, 16)),
            Finish::kShiny,
            v.base);
  }
}

void add_toy_car(Vehicle& v) {
  Sculptor& s = v.sculptor;
  const Paint& paint = v.paint;
  const double w = v.half_width, l = v.half_length, floor = v.floor;
  add_lump(v, {0, floor + 0.16, 0}, {w, 0.2, l}, paint.main);
  add_lump(v, {0, floor + 0.16, 0.4 * l}, {w * 0.98, 0.17, 0.55 * l}, paint.main);
  add_lump(v, {0, floor + 0.16, -0.4 * l}, {w * 0.98, 0.18, 0.55 * l}, paint.main);
  add_lump(v, {0, floor + 0.4, -0.08}, {0.78 * w, 0.24, 0.46 * l}, paint.main, 0.12);
  s.solid(make_ellipsoid({0, floor + 0.4, -0.06},
                         {0.815 * w, 0.13, 0.37 * l},
                         Matrix3d::Identity(),
                         rgb(kGlass),
                         s.detail(10, 20)),
          Finish::kShiny,
          v.base);
  s.solid(make_ellipsoid({0, floor + 0.39, -0.06},
                         {0.6 * w, 0.14, 0.475 * l},
                         Matrix3d::Identity(),
                         rgb(kGlass),
                         s.detail(10, 20)),
          Finish::kShiny,
          v.base);
  add_lamps(v, floor + 0.18, 0.95 * l, 0.6 * w);
  for (int side : {1, -1})
    add_box(s,
            {0, floor + 0.03, side * 0.94 * l},
            {0.75 * w, 0.04, 0.05},
            paint.trim,
            v.base,
            0.03,
            Finish::kMetal);
  if (v.context.rng.chance(0.7)) add_eyes(v);
}

void add_race_car(Vehicle& v) {
  Sculptor& s = v.sculptor;
  const Paint& paint = v.paint;
  const double w = v.half_width, l = v.half_length, r = v.wheel_radius, floor = v.floor;
  add_lump(v, {0, floor + 0.1, -0.05}, {0.6 * w, 0.14, 0.9 * l}, paint.main);
  add_lump(v, {0, floor + 0.06, 0.75 * l}, {0.28 * w, 0.08, 0.42 * l}, paint.main);
  for (int side : {1, -1})
    add_lump(
        v, {side * 0.62 * w, floor + 0.08, -0.15}, {0.32 * w, 0.1, 0.42 * l}, paint.main, 0.05);
  add_lump(v, {0, floor + 0.26, -0.3 * l}, {0.16, 0.12, 0.3}, paint.main, 0.08);
  s.solid(make_ellipsoid({0, floor + 0.27, -0.02},
                         {0.1, 0.1, 0.11},
                         Matrix3d::Identity(),
                         paint.trim,
                         s.detail(8, 16)),
          Finish::kShiny,
          v.base);
  add_box(s, {0, floor + 0.0, 1.05 * l}, {1.0 * w, 0.016, 0.09}, paint.trim, v.base, 0.012);
  add_box(s, {0, floor + 0.4, -0.95 * l}, {0.85 * w, 0.02, 0.1}, paint.trim, v.base, 0.012);
  for (int side : {1, -1})
    add_box(s, {side * 0.6 * w, floor + 0.27, -0.95 * l}, {0.02, 0.14, 0.07}, paint.dark, v.base);
  v.front = 0.75 * l, v.rear = -0.68 * l, v.rear_wheel_radius = 1.2 * r;
}

void add_bus(Vehicle& v) {
  Sculptor& s = v.sculptor;
  const Paint& paint = v.paint;
  const double w = v.half_width, l = v.half_length, floor = v.floor;
  add_box(s, {0, floor + 0.4, 0}, {w, 0.4, l}, paint.main, v.base, 0.1);
  add_box(s, {0, floor + 0.14, 0}, {w + 0.006, 0.03, l + 0.006}, paint.trim, v.base, 0.01);
  for (int i = 0; i < 4; ++i)
    add_box(s,
            {0, floor + 0.52, l * (-0.66 + 0.44 * i)},
            {w + 0.008, 0.14, 0.17 * l},
            rgb(kGlass),
            v.base,
            0.02,
            Finish::kShiny);
  add_box(s,
          {0, floor + 0.5, l - 0.02},
          {0.8 * w, 0.18, 0.03},
          rgb(kGlass),
          v.base,
          0.02,
          Finish::kShiny);
  add_lamps(v, floor + 0.16, l, 0.68 * w);
}

void add_truck(Vehicle& v) {
  Sculptor& s = v.sculptor;
  const Paint& paint = v.paint;
  Rng& rng = v.context.rng;
  const double w = v.half_width, l = v.half_length, floor = v.floor;
  add_box(s, {0, floor + 0.06, 0}, {0.8 * w, 0.06, l}, paint.dark, v.base);
  add_box(s, {0, floor + 0.36, 0.62 * l}, {w, 0.3, 0.34 * l}, paint.main, v.base, 0.07);
  add_box(s,
          {0, floor + 0.45, 0.62 * l + 0.02},
          {w + 0.006, 0.13, 0.26 * l},
          rgb(kGlass),
          v.base,
          0.03,
          Finish::kShiny);
  add_box(s,
          {0, floor + 0.47, 0.95 * l},
          {0.82 * w, 0.12, 0.02},
          rgb(kGlass),
          v.base,
          0.02,
          Finish::kShiny);
  add_lamps(v, floor + 0.14, 0.97 * l, 0.7 * w);
  const Vector3d pivot(0, floor + 0.12, -0.98 * l);
  const int bed = s.draft.add("bed", 0, v.base, pivot, {0, floor + 0.12, 0.2 * l}, 0.3);
  add_hinge(s, Part::kLid, 0, 0, bed, -Vector3d::UnitX(), radians(50));
  const double mid = -0.37 * l, half = 0.6 * l;
  add_box(s, {0, floor + 0.16, mid}, {w, 0.03, half}, paint.trim, bed);
  for (int side : {1, -1})
    add_box(s, {side * (w - 0.025), floor + 0.32, mid}, {0.03, 0.16, half}, paint.trim, bed);
  add_box(s, {0, floor + 0.34, mid + half - 0.03}, {w - 0.02, 0.18, 0.03}, paint.trim, bed);
  for (int i = 0; i < 6; ++i)
    s.solid(make_ellipsoid(
                {rng.uniform(-0.5, 0.5) * w, floor + 0.24, mid + rng.uniform(-0.7, 0.7) * half},
                {0.17, 0.14, 0.19},
                Matrix3d::Identity(),
                rgb(0x8A7458) * static_cast<float>(rng.uniform(0.8, 1.2)),
                s.detail(6, 12)),
            Finish::kMatte,
            bed);
}

void add_tractor(Vehicle& v) {
  Sculptor& s = v.sculptor;
  const Paint& paint = v.paint;
  const double w = v.half_width, l = v.half_length, r = v.wheel_radius, floor = v.floor;
  add_box(s, {0, floor + 0.3, 0.4 * l}, {0.5 * w, 0.17, 0.48 * l}, paint.main, v.base, 0.08);
  add_box(s, {0, floor + 0.18, -0.3 * l}, {0.45 * w, 0.1, 0.4 * l}, paint.dark, v.base, 0.04);
  add_box(s, {0, floor + 0.98, -0.35 * l}, {0.72 * w, 0.035, 0.36 * l}, paint.main, v.base, 0.03);
  for (int sx : {1, -1})
    for (int sz : {1, -1})
      s.solid(make_tube({{sx * 0.6 * w, floor + 0.25, (-0.35 + sz * 0.3) * l},
                         {sx * 0.6 * w, floor + 0.96, (-0.35 + sz * 0.3) * l}},
                        {0.02, 0.02},
                        {paint.dark, paint.dark},
                        s.sides()),
              Finish::kMatte,
              v.base);
  add_box(s, {0, floor + 0.42, -0.45 * l}, {0.16, 0.16, 0.1}, paint.dark, v.base, 0.06);
  add_drum(s, {0.1, floor + 0.45, 0.5 * l}, Vector3d::UnitY(), 0.035, 0.32, paint.dark, v.base);
  for (int side : {1, -1})
    s.solid(make_ellipsoid({side * 0.28 * w, floor + 0.34, 0.88 * l},
                           {0.05, 0.05, 0.03},
                           Matrix3d::Identity(),
                           rgb(kLampGlow),
                           s.detail(8, 12)),
            Finish::kGlow,
            v.base);
  v.rear_wheel_radius = 2.0 * r, v.rear = -0.38 * l, v.front = 0.6 * l;
}

void add_toy_train(Vehicle& v) {
  Sculptor& s = v.sculptor;
  const Paint& paint = v.paint;
  const double w = v.half_width, l = v.half_length, floor = v.floor;
  add_box(s, {0, floor + 0.08, 0}, {0.85 * w, 0.06, l}, paint.dark, v.base, 0.03);
  add_drum(s, {0, floor + 0.36, -0.2 * l}, Vector3d::UnitZ(), 0.26, 1.08 * l, paint.main, v.base);
  for (double z : {0.1, 0.5})
    add_drum(s,
             {0, floor + 0.36, z * l},
             Vector3d::UnitZ(),
             0.268,
             0.06,
             paint.trim,
             v.base,
             Finish::kMetal);
  add_box(s, {0, floor + 0.45, -0.6 * l}, {0.82 * w, 0.36, 0.36 * l}, paint.main, v.base, 0.04);
  add_box(s, {0, floor + 0.84, -0.6 * l}, {w, 0.04, 0.44 * l}, paint.dark, v.base, 0.03);
  add_box(s,
          {0, floor + 0.58, -0.6 * l},
          {0.83 * w, 0.13, 0.2 * l},
          rgb(kGlass),
          v.base,
          0.02,
          Finish::kShiny);
  const Vector3f d = paint.dark;
  s.solid(
      make_lathe(
          {0, floor + 0.58, 0.6 * l},
          Vector3d::UnitY(),
          {{0, 0, d}, {0.07, 0, d}, {0.07, 0.16, d}, {0.13, 0.28, d}, {0.1, 0.29, d}, {0, 0.22, d}},
          s.detail(10, 18)),
      Finish::kMatte,
      v.base);
  s.solid(make_ellipsoid({0, floor + 0.36, 0.9 * l},
                         {0.07, 0.07, 0.04},
                         Matrix3d::Identity(),
                         rgb(kLampGlow),
                         s.detail(8, 14)),
          Finish::kGlow,
          v.base);
  s.solid(make_ellipsoid({0, floor + 0.64, 0.15 * l},
                         {0.1, 0.1, 0.1},
                         Matrix3d::Identity(),
                         paint.trim,
                         s.detail(8, 14)),
          Finish::kMetal,
          v.base);
}

void add_tank(Vehicle& v) {
  Sculptor& s = v.sculptor;
  const Paint& paint = v.paint;
  const double w = v.half_width, l = v.half_length, floor = v.floor;
  for (int side : {1, -1})
    add_box(s, {side * 0.8 * w, floor + 0.06, 0}, {0.09, 0.15, l}, paint.dark, v.base, 0.1);
  add_box(s, {0, floor + 0.16, 0}, {0.8 * w, 0.11, 0.92 * l}, paint.main, v.base, 0.06);
  const int turret =
      s.draft.add("turret", 0, v.base, {0, floor + 0.27, -0.05}, {0, floor + 0.5, -0.05}, 0.3);
  add_hinge(s, Part::kTurntable, 0, 0, turret, Vector3d::UnitY(), radians(170));
  s.solid(make_lathe({0, floor + 0.26, -0.05},
                     Vector3d::UnitY(),
                     {{0, 0, paint.main},
                      {0.3, 0, paint.main},
                      {0.31, 0.06, paint.main},
                      {0.25, 0.18, paint.main},
                      {0.12, 0.23, paint.main},
                      {0, 0.24, paint.main}},
                     s.detail(12, 24)),
          Finish::kMatte,
          turret);
  add_drum(s, {0.08, floor + 0.47, -0.1}, Vector3d::UnitY(), 0.08, 0.05, paint.dark, turret);
  const Vector3d gun(0, floor + 0.36, 0.2);
  const int barrel = s.draft.add("barrel", 0, turret, gun, gun + Vector3d(0, 0.03, 0.7), 0.1);
  add_hinge(s, Part::kSegment, 0, 0, barrel, -Vector3d::UnitX(), radians(25));
  add_drum(
      s, gun - Vector3d(0, 0, 0.05), Vector3d(0, 0.05, 1), 0.05, 0.72, paint.main * 0.85f, barrel);
  add_drum(s, gun + Vector3d(0, 0.031, 0.62), Vector3d(0, 0.05, 1), 0.07, 0.14, paint.dark, barrel);
}

}  // namespace

void add_vehicle_body(Vehicle& v, const std::string& kind) {
  if (kind == "toy car") return add_toy_car(v);
  if (kind == "race car") return add_race_car(v);
  if (kind == "bus") return add_bus(v);
  if (kind == "truck") return add_truck(v);
  if (kind == "tractor") return add_tractor(v);
  if (kind == "toy train") return add_toy_train(v);
  add_tank(v);
}

}  // namespace animax::data
