// SPDX-License-Identifier: MIT
// Laptops and handheld consoles: a base with a screen on a hinge.
#include "data/creatures/furniture_parts.h"

#include <array>

namespace animax::data {
namespace {

const std::array<Colorway, 4> kLaptops{{{"silver", 0xB8BCC2, 0x2A2C30, 0x4AA8F0},
                                        {"black", 0x2E3036, 0x1A1C20, 0x6AE08A},
                                        {"pink", 0xE8A8B8, 0x3A3034, 0xF06A9A},
                                        {"grey", 0x7A8088, 0x24262A, 0xF0A03A}}};

// The keys of a console; `w` and `d` are half sizes, `top` is the height of the surface.
void add_buttons(Sculptor& s, Rng& rng, double w, double d, double top, int base) {
  for (int arm = 0; arm < 2; ++arm)
    add_box(s,
            {-0.6 * w, top + 0.012, 0},
            arm ? Vector3d(0.13 * w, 0.014, 0.05 * w) : Vector3d(0.05 * w, 0.014, 0.13 * w),
            rgb(0x3A3C44),
            base,
            Finish::kMatte,
            0.006);
  for (int i = 0; i < 4; ++i) {
    const double a = M_PI / 2 * i;
    s.solid(make_ellipsoid({0.6 * w + 0.11 * w * std::cos(a), top + 0.008, 0.11 * w * std::sin(a)},
                           {0.05 * w, 0.018, 0.05 * w},
                           Matrix3d::Identity(),
                           random_color(rng),
                           s.detail(8, 12)),
            Finish::kShiny,
            base);
  }
  add_box(s, {0, top, 0}, {0.36 * w, 0.006, 0.55 * d}, rgb(0x8AC8E8), base, Finish::kGlow, 0.003);
}

void add_keyboard(Sculptor& s, const Wood& look, double w, double d, double top, int base) {
  const int rows = s.detail(3, 4), keys = s.detail(6, 11);
  for (int r = 0; r < rows; ++r)
    for (int k = 0; k < keys; ++k)
      add_box(s,
              {0.86 * w * ((2 * k + 1.0) / keys - 1),
               top + 0.004,
               d * (-0.62 + 0.82 * (r + 0.5) / rows)},
              {0.76 * w / keys, 0.006, 0.33 * d / rows},
              mix(look.trim, rgb(0xFFFFFF), 0.12),
              base,
              Finish::kMatte,
              0.004);
  add_box(s,
          {0, top - 0.002, 0.62 * d},
          {0.3 * w, 0.003, 0.24 * d},
          look.main * 0.8f,
          base,
          Finish::kMatte,
          0.002);
}

// Where the screen hangs: half sizes in model units, `rest` radians from closed.
struct ScreenPlace {
  Vector3d pivot;
  double half_width, half_depth, half_height;
  double rest;
};

void add_screen(Sculptor& s, const ScreenPlace& place, const Wood& look, int lid) {
  const Vector3d& pivot = place.pivot;
  const double w = place.half_width, d = place.half_depth, rest = place.rest;
  const Vector3d up = Vector3d(0, std::sin(rest), std::cos(rest));
  Matrix3d axes;  // lateral, outward (away from the keys), along the lid
  axes << Vector3d::UnitX(), Vector3d(0, std::cos(rest), -std::sin(rest)), up;
  const double lt = 0.7 * place.half_height;
  const auto on_lid = [&](double x, double out, double along) {
    return Vector3d(pivot + axes * Vector3d(x, lt + out, along));
  };
  s.solid(make_box(on_lid(0, 0, d), {w, lt, d}, axes, 0.012, look.main), Finish::kMetal, lid);
  s.solid(make_box(on_lid(0, -lt, d), {0.94 * w, 0.004, 0.92 * d}, axes, 0.003, rgb(0x16181C)),
          Finish::kMatte,
          lid);
  s.solid(
      make_box(
          on_lid(0, -lt - 0.002, 1.02 * d), {0.88 * w, 0.004, 0.82 * d}, axes, 0.002, look.metal),
      Finish::kGlow,
      lid);
  for (int i = 0; i < 3; ++i)
    s.solid(make_box(on_lid(-0.35 * w, -lt - 0.005, (1.45 - 0.28 * i) * d),
                     {(0.4 - 0.09 * i) * w, 0.003, 0.06 * d},
                     axes,
                     0.002,
                     mix(look.metal, rgb(0xFFFFFF), 0.75)),
            Finish::kGlow,
            lid);
  s.solid(make_ellipsoid(on_lid(0, lt, d),
                         {0.09 * w, 0.006, 0.09 * w},
                         axes,
                         mix(look.main, rgb(0xFFFFFF), 0.6),
                         s.detail(10, 18)),
          Finish::kShiny,
          lid);
}

}  // namespace

Creature make_laptop(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool console = context.species == "handheld console";
  const Colorway& colors = rng.pick(kLaptops);
  const Wood look = draw_wood(context, colors);
  Sculptor s(context.options.triangles, 2);
  const double w = context.vary(console ? 0.4 : 0.5), d = context.vary(console ? 0.26 : 0.35),
               t = context.vary(0.018, 0.2) + (console ? 0.02 : 0);
  const int base = s.draft.add("base", 0, -1, {0, t, 0}, {0, t, d}, 0.2);
  s.draft.anatomy.root = base;
  add_box(s, {0, t, 0}, {w, t, d}, look.main, base, Finish::kMetal, 0.014);
  add_box(s,
          {0, 2 * t, console ? 0 : -0.22 * d},
          {0.9 * w, 0.003, console ? 0.8 * d : 0.5 * d},
          look.trim,
          base,
          Finish::kMatte,
          0.002);
  const double top = 2 * t + 0.004;
  if (console)
    add_buttons(s, rng, w, d, top, base);
  else
    add_keyboard(s, look, w, d, top, base);
  const double pi_open = radians(rng.uniform(95, 125));
  // The rest pose is half open, as laptops are shown; closed is at minus this angle.
  const double rest = rng.chance(0.5) ? 0.0 : radians(rng.uniform(80, 110));
  const Vector3d pivot(0, 2 * t + 0.006, -d);
  const Vector3d up = Vector3d(0, std::sin(rest), std::cos(rest));
  const int lid = s.draft.add("screen", 0, base, pivot, pivot + 2 * d * up, 0.2);
  Chain& hinge = add_hinge(
      s, Part::kLid, 0, 0, lid, -Vector3d::UnitX(), rest > 0 ? radians(135) - rest : pi_open);
  hinge.closed = -rest;
  add_screen(s, {pivot, w, d, t, rest}, look, lid);
  for (int side : {1, -1})
    s.solid(make_lathe(pivot + Vector3d(side * 0.6 * w - 0.08 * w, 0.004, 0),
                       Vector3d::UnitX(),
                       {{0, 0, look.trim},
                        {0.9 * t, 0, look.trim},
                        {0.9 * t, 0.16 * w, look.trim},
                        {0, 0.16 * w, look.trim}},
                       10),
            Finish::kMatte,
            base);
  return finish_object(s,
                       context,
                       colors.adjective,
                       context.vary(0.36, 0.08),
                       {console ? "game console" : "computer", "device", "object"});
}

}  // namespace animax::data
