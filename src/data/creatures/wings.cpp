// SPDX-License-Identifier: MIT
// Bat and feather wings, spread to the sides in the rest pose.
#include "data/creatures/quadruped_shape.h"

#include <array>

namespace animax::data {
namespace {

// Places along a wing: `u` from shoulder to tip, `v` from leading to trailing edge.
struct WingFrame {
  std::array<Vector3d, 4> arm;  ///< shoulder, elbow, wrist, tip
  double span, chord;
  int side;

  Vector3d leading(double u) const {
    const double at = std::clamp(u, 0.0, 1.0) * 3;
    const int i = std::min(2, static_cast<int>(at));
    return arm[i] + (at - i) * (arm[i + 1] - arm[i]);
  }
};

WingFrame wing_frame(const Vector3d& root, double span, double chord, double lift_deg, int side) {
  WingFrame f;
  f.span = span;
  f.chord = chord;
  f.side = side;
  const double c = std::cos(radians(lift_deg)), s = std::sin(radians(lift_deg));
  const auto at = [&](double out, double forward, double up) {
    return mirrored(root + span * Vector3d(c * out - s * up, s * out + c * up, forward), side);
  };
  f.arm = {at(0, 0, 0), at(0.3, 0.05, 0.1), at(0.62, 0.12, 0.06), at(1, -0.14, 0)};
  return f;
}

void add_membrane(Sculptor& s,
                  const WingFrame& f,
                  const std::vector<int>& joints,
                  const Vector3f& skin,
                  const Vector3f& accent) {
  // Spars fan out from the wrist; between their ends the edge is scalloped.
  const std::array<double, 4> ends{0.0, 0.42, 0.74, 1.0};
  const auto reach = [&](double u) {
    const double depth = f.chord * (1 - 0.55 * u * u);
    for (int i = 0; i < 3; ++i)
      if (u <= ends[i + 1] + 1e-9) {
        const double t = (u - ends[i]) / (ends[i + 1] - ends[i]);
        return depth * (1 - 0.7 * t * (1 - t));
      }
    return depth;
  };
  SheetShape sheet;
  sheet.surface = [&](double u, double v) {
    const double taper = u > 0.97 ? 0.15 : 1;
    const Vector3d sag(0, -0.05 * f.span * v * (1 - 0.5 * u), 0);
    return Vector3d(f.leading(u) + Vector3d(0, 0, -reach(u) * v * taper) + sag);
  };
  sheet.color = [&](double, double v) { return mix(accent, accent * 0.6f, v); };
  sheet.thickness = [&](double, double v) { return 0.012 * f.span * (1 - 0.6 * v); };
  const Solid solid = make_sheet(sheet, s.detail(9, 18), s.detail(3, 6));
  s.solid(solid, Finish::kMatte, joints);
  const double r = 0.032 * f.span;
  s.solid(make_tube({f.arm[0], f.arm[1], f.arm[2], f.arm[3]},
                    {1.5 * r, 1.15 * r, r, 0.3 * r},
                    {skin, skin, skin, skin},
                    s.sides(),
                    s.detail(0, 2)),
          Finish::kMatte,
          joints);
  for (int i = 1; i < 3; ++i) {
    const Vector3d tip = sheet.surface(ends[i], 1);
    s.solid(make_tube({f.arm[2], 0.5 * (f.arm[2] + tip) + Vector3d(0, 0.02 * f.span, 0), tip},
                      {0.7 * r, 0.5 * r, 0.25 * r},
                      {skin, skin, skin},
                      s.detail(5, 8),
                      1),
            Finish::kMatte,
            joints);
  }
  s.solid(make_tube({f.arm[2], f.arm[2] + Vector3d(0, 0.05, 0.06) * f.span},
                    {0.6 * r, 0.12 * r},
                    {rgb(0xE6DCC4), rgb(0xE6DCC4)},
                    s.detail(5, 8)),
          Finish::kShiny,
          joints);
}

// One feather: a thin blade with a rounded end.
Solid feather(const Vector3d& root,
              const Vector3d& tip,
              double width,
              const Vector3d& normal,
              const Vector3f& base,
              const Vector3f& end,
              int sides) {
  const std::vector<Vector3d> points = line_points(root, tip, 3);
  return make_tube(points,
                   {0.55 * width, width, 0.95 * width, 0.3 * width},
                   {base, base, mix(base, end, 0.6), end},
                   sides,
                   0,
                   normal,
                   0.16);
}

void add_feathers(Sculptor& s,
                  const WingFrame& f,
                  const std::vector<int>& joints,
                  const Vector3f& color,
                  const Vector3f& accent) {
  const double r = 0.045 * f.span;
  s.solid(make_tube({f.arm[0], f.arm[1], f.arm[2], 0.6 * f.arm[2] + 0.4 * f.arm[3]},
                    {1.9 * r, 1.6 * r, 1.2 * r, 0.4 * r},
                    {color, color, color, color},
                    s.sides(),
                    s.detail(0, 2),
                    Vector3d::UnitY(),
                    0.6),
          Finish::kMatte,
          joints);
  // Long feathers, then a row of short ones over their roots.
  for (int row = 0; row < 2; ++row) {
    const int count = row == 0 ? s.detail(6, 10) : s.detail(4, 7);
    for (int i = 0; i < count; ++i) {
      const double u = (i + 0.5) / count;
      const double fan = std::pow(u, 2.2);
      const Vector3d root =
          f.leading(row == 0 ? u * 0.86 : u * 0.8) + Vector3d(0, row * 0.25 * r, 0);
      const double length = f.chord * (row == 0 ? 1 - 0.15 * u : 0.5);
      const Vector3d along =
          Vector3d(f.side * (0.1 + 1.25 * fan), -0.06, -1 + 0.55 * fan).normalized();
      const double width = (row == 0 ? 0.95 : 0.8) * f.span / count * 0.62;
      const Solid blade = feather(root,
                                  root + length * along,
                                  width,
                                  Vector3d::UnitY(),
                                  color,
                                  row == 0 ? accent : mix(color, accent, 0.25),
                                  s.detail(4, 5));
      s.solid(blade, Finish::kMatte, joints);
    }
  }
}

}  // namespace

void add_wings(Sculptor& sculptor,
               const MakeContext& context,
               Wings kind,
               int parent,
               const Vector3d& root,
               double span,
               const Vector3f& color,
               const Vector3f& accent) {
  const double lift = context.rng.uniform(8, 28);
  const double chord = span * context.rng.uniform(0.42, 0.55);
  for (int side : {1, -1}) {
    const WingFrame f = wing_frame(root, span, chord, lift, side);
    const std::vector<int> joints =
        sculptor.draft.add_run({"wing"}, side, parent, {f.arm.begin(), f.arm.end()}, 0.16 * span);
    sculptor.draft.add_chain(Part::kWing, side, 0, joints);
    if (kind == Wings::kBat)
      add_membrane(sculptor, f, joints, color, accent);
    else
      add_feathers(sculptor, f, joints, color, accent);
  }
}

}  // namespace animax::data
