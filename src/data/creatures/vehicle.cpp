// SPDX-License-Identifier: MIT
// Wheeled toys: the wheels, and how a vehicle is put together.
#include "data/creatures/vehicle.h"

namespace animax::data {
namespace {

struct Wheel {
  Vector3d center;
  double radius, width;
};

void add_wheel(Sculptor& s, const Wheel& w, int side, int index, int parent, const Paint& paint) {
  const int joint = s.draft.add(
      "wheel", side, parent, w.center, w.center + Vector3d(side * w.width, 0, 0), w.radius);
  // Positive turns drive forward.
  add_hinge(s, Part::kWheel, side, index, joint, Vector3d::UnitX(), 0);
  const Vector3f rubber = rgb(0x24262A);
  const double r = w.radius, h = w.width;
  const Vector3d out(side ? side : 1, 0, 0);
  s.solid(make_lathe(w.center - 0.5 * h * out,
                     out,
                     {{0, 0, rubber},
                      {0.8 * r, 0, rubber},
                      {r, 0.2 * h, rubber},
                      {r, 0.8 * h, rubber},
                      {0.8 * r, h, rubber},
                      {0.62 * r, h, rubber},
                      {0.6 * r, 0.85 * h, rubber},
                      {0, 0.85 * h, rubber}},
                     s.detail(12, 24)),
          Finish::kMatte,
          joint);
  s.solid(make_lathe(w.center + 0.32 * h * out,
                     out,
                     {{0, 0, paint.trim},
                      {0.58 * r, 0, paint.trim},
                      {0.55 * r, 0.16 * h, paint.trim},
                      {0.2 * r, 0.3 * h, paint.trim},
                      {0, 0.34 * h, paint.trim}},
                     s.detail(10, 20)),
          Finish::kMetal,
          joint);
  for (int i = 0; i < 5; ++i) {  // nuts show that it turns
    const double a = 2 * M_PI * i / 5;
    s.solid(
        make_ellipsoid(w.center + 0.5 * h * out + 0.38 * r * Vector3d(0, std::sin(a), std::cos(a)),
                       Vector3d(0.12 * h, 0.07 * r, 0.07 * r),
                       Matrix3d::Identity(),
                       i == 0 ? paint.main : paint.dark,
                       8),
        Finish::kMatte,
        joint);
  }
}

void add_wheels(const Vehicle& v, const std::string& kind) {
  const double w = v.half_width;
  const int axles = kind == "tank" ? 3 : kind == "toy train" ? 3 : 2;
  for (int side : {1, -1})
    for (int i = 0; i < axles; ++i) {
      const double t = static_cast<double>(i) / (axles - 1);
      const double radius = i == axles - 1 ? v.rear_wheel_radius : v.wheel_radius;
      const double width = radius * (kind == "tank" ? 0.35 : 0.62);
      const double x = kind == "tank" ? 0.8 * w + 0.1 : kind == "toy train" ? 0.75 * w : 0.95 * w;
      add_wheel(v.sculptor,
                {{side * x, radius, v.front + t * (v.rear - v.front)},
                 radius * (kind == "tank" ? 0.85 : 1),
                 width},
                side,
                i,
                v.base,
                v.paint);
    }
}

}  // namespace

Creature make_vehicle(const MakeContext& context) {
  Rng& rng = context.rng;
  const std::string& kind = context.species;
  const Colorway& colors = rng.pick(kMachineColors);
  const Paint paint = draw_paint(context, colors);
  Sculptor s(context.options.triangles, 3.4);
  const double w = context.vary(kind == "race car" ? 0.34 : 0.36),
               l = context.vary(kind == "bus" ? 0.95 : 0.75);
  const double r = context.vary(kind == "tractor" ? 0.19 : kind == "truck" ? 0.19 : 0.16);
  const double floor = 0.75 * r;
  const int base = s.draft.add("body", 0, -1, {0, floor, 0}, {0, floor + 0.3, 0}, 0.4);
  s.draft.anatomy.root = base;
  const int shell = s.add_body(Finish::kShiny, {base});
  Vehicle v{context, paint, s, w, l, r, r, floor, 0.62 * l, -0.62 * l, base, shell};
  add_vehicle_body(v, kind);
  add_wheels(v, kind);
  const double metres = context.vary(0.3, 0.2);
  return finish_object(s,
                       context,
                       colors.adjective,
                       metres,
                       {kind == "toy train" ? "locomotive" : "car", "vehicle", "toy"});
}

}  // namespace animax::data
