// SPDX-License-Identifier: MIT
// Hats, crowns, helmets and hoods.
#include "data/creatures/biped_shape.h"

namespace animax::data {
namespace {

// The axis of hats: they sit a little to the back.
Vector3d hat_axis() { return Vector3d(0, 1, -0.12).normalized(); }

// A turned shape `lift` above the middle of the skull; all lengths in radii of the head.
void add_turned(Biped& f, double lift, std::vector<Step> profile, Finish finish) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Vector3d up = hat_axis();
  for (Step& step : profile) step.radius *= h, step.height *= h;
  s.solid(make_lathe(f.skull + lift * h * up, up, profile, s.detail(10, 22)), finish, f.head);
}

void add_crown(Biped& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Vector3d up = hat_axis();
  const Vector3f gold = rgb(0xF2C23C);
  add_turned(
      f,
      0.62,
      {{0.8, 0, gold}, {0.9, 0, gold}, {0.98, 0.4, gold}, {0.86, 0.42, gold}, {0.78, 0.05, gold}},
      Finish::kMetal);
  for (int i = 0; i < 7; ++i) {
    const double turn = 2 * M_PI * i / 7;
    const Vector3d at =
        f.skull + h * Vector3d(0.93 * std::sin(turn), 1.02, 0.93 * std::cos(turn) - 0.1);
    s.solid(
        make_lathe(at, up, {{0, 0, gold}, {0.2 * h, 0, gold}, {0, 0.45 * h, gold}}, s.detail(4, 6)),
        Finish::kMetal,
        f.head);
    s.solid(make_ellipsoid(at + 0.45 * h * up,
                           Vector3d::Constant(0.08 * h),
                           Matrix3d::Identity(),
                           rgb(0xD8304A),
                           8),
            Finish::kShiny,
            f.head);
  }
}

void add_pirate_hat(Biped& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Vector3f a = f.accent;
  add_turned(f,
             0.5,
             {{0, 0, a},
              {1.4, 0, a},
              {1.55, 0.35, a},
              {1.0, 0.3, a},
              {0.95, 0.75, a},
              {0.6, 1.0, a},
              {0, 1.05, a}},
             Finish::kMatte);
  s.solid(make_ellipsoid(f.skull + h * Vector3d(0, 0.92, 1.12),
                         h * Vector3d(0.24, 0.22, 0.1),
                         Matrix3d::Identity(),
                         rgb(0xF4F0E4),
                         10),
          Finish::kMatte,
          f.head);
}

void add_helmet(Biped& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Vector3f a = f.accent, t = f.top;
  add_turned(f,
             -0.95,
             {{0.75, 0, t},
              {1.12, 0.0, t},
              {1.2, 0.6, t},
              {1.18, 1.1, t},
              {1.02, 1.7, t},
              {0.6, 2.05, t},
              {0, 2.2, t}},
             Finish::kMetal);
  s.solid(make_box(f.skull + h * Vector3d(0, 0.12, 0.98),
                   h * Vector3d(0.8, 0.1, 0.32),
                   Matrix3d::Identity(),
                   0.04 * h,
                   rgb(0x16161A)),
          Finish::kMatte,
          f.head);
  s.solid(make_box(f.skull + h * Vector3d(0, -0.35, 1.14),
                   h * Vector3d(0.06, 0.45, 0.1),
                   Matrix3d::Identity(),
                   0.03 * h,
                   f.bottom),
          Finish::kMetal,
          f.head);
  std::vector<Vector3d> plume;
  for (int i = 0; i < 5; ++i)
    plume.push_back(f.skull + h * Vector3d(0, 1.25 + 0.75 * std::sin(0.7 * i), 0.35 - 0.42 * i));
  s.solid(make_tube(plume,
                    {0.12 * h, 0.24 * h, 0.28 * h, 0.24 * h, 0.08 * h},
                    std::vector<Vector3f>(5, a),
                    s.sides(),
                    1),
          Finish::kMatte,
          f.head);
}

void add_hood(Biped& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Vector3f a = f.accent, t = f.top;
  const int body = s.add_body(Finish::kMatte, {f.head, f.neck});
  s.ellipsoid(f.skull + h * Vector3d(0, 0.35, -0.14),
              h * Vector3d(1.1, 0.9, 1.08),
              t,
              0.02,
              Matrix3d::Identity(),
              body)
      .coat = 0;
  s.ellipsoid(f.skull + h * Vector3d(0, -0.6, 0.05),
              h * Vector3d(1.04, 0.62, 1.03),
              t,
              0.02,
              Matrix3d::Identity(),
              body)
      .coat = 0;
  add_turned(f,
             0.32,
             {{0.95, 0, a}, {1.13, 0, a}, {1.12, 0.22, a}, {0.95, 0.22, a}, {0.9, 0.1, a}},
             Finish::kMatte);
  s.solid(make_tube({f.skull + h * Vector3d(0.1, 0.35, -1.1),
                     f.skull + h * Vector3d(0.35, 0.0, -1.6),
                     f.skull + h * Vector3d(0.3, -0.5, -1.9)},
                    {0.08 * h, 0.16 * h, 0.1 * h},
                    {a, a, a},
                    s.detail(5, 8),
                    1),
          Finish::kMatte,
          f.head);
}

void add_space_helmet(Biped& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Vector3f a = f.accent, t = f.top;
  // The glass is a dark visor: transparent materials would hide the face in small pictures.
  s.solid(make_ellipsoid(f.skull + h * Vector3d(0, 0.05, -0.18),
                         h * Vector3d(1.32, 1.3, 1.22),
                         Matrix3d::Identity(),
                         t,
                         s.detail(10, 20)),
          Finish::kMatte,
          f.head);
  s.solid(make_ellipsoid(f.skull + h * Vector3d(0, 0.05, 0.28),
                         h * Vector3d(1.0, 0.86, 0.9),
                         Matrix3d::Identity(),
                         rgb(0x27406A),
                         s.detail(10, 20)),
          Finish::kShiny,
          f.head);
  s.solid(make_box(Vector3d(0, f.shape.leg + 0.6 * f.shape.torso, -1.3 * f.shape.chest),
                   {0.09, 0.11, 0.05},
                   Matrix3d::Identity(),
                   0.02,
                   mix(t, rgb(0x8A9098), 0.5)),
          Finish::kMatte,
          f.chest);
  for (int side : {1, -1})
    s.solid(make_ellipsoid(f.skull + h * Vector3d(side * 1.25, 0, -0.1),
                           h * Vector3d(0.2, 0.4, 0.4),
                           Matrix3d::Identity(),
                           a,
                           s.detail(8, 12)),
            Finish::kMatte,
            f.head);
}

}  // namespace

void add_hat(Biped& f) {
  const Vector3f a = f.accent, t = f.top;
  switch (f.species.hat) {
    case Hat::kNone:
    case Hat::kCap:
      break;
    case Hat::kWizard:
      add_turned(f,
                 0.45,
                 {{0, 0, t},
                  {1.75, -0.05, t},
                  {1.78, 0.05, t},
                  {1.08, 0.16, a},
                  {1.05, 0.36, t},
                  {0.72, 1.1, t},
                  {0.35, 1.9, t},
                  {0, 2.5, t}},
                 Finish::kMatte);
      break;
    case Hat::kChef:
      add_turned(f,
                 0.55,
                 {{0, 0, t},
                  {0.95, 0, t},
                  {0.98, 0.7, t},
                  {1.35, 0.95, t},
                  {1.35, 1.3, t},
                  {0.8, 1.6, t},
                  {0, 1.68, t}},
                 Finish::kMatte);
      break;
    case Hat::kCrown:
      add_crown(f);
      break;
    case Hat::kPirate:
      add_pirate_hat(f);
      break;
    case Hat::kCowboy:
      add_turned(f,
                 0.5,
                 {{0, 0, a},
                  {1.6, 0.12, a},
                  {1.68, 0.22, a},
                  {1.0, 0.14, a},
                  {0.92, 0.75, a},
                  {0.55, 0.98, a},
                  {0, 0.85, a}},
                 Finish::kMatte);
      break;
    case Hat::kHelmet:
      add_helmet(f);
      break;
    case Hat::kHood:
      add_hood(f);
      break;
    case Hat::kSpace:
      add_space_helmet(f);
      break;
  }
}

}  // namespace animax::data
