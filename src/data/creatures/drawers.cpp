// SPDX-License-Identifier: MIT
// Chests of drawers, cabinets and desks: boxes on slides.
#include "data/creatures/furniture_parts.h"

#include <array>

namespace animax::data {
namespace {

const std::array<Colorway, 4> kCabinets{{{"wooden", 0xA8713C, 0x8A5A2E, 0xD8B060},
                                         {"white", 0xEFEDE6, 0xDCD8CE, 0xA0A4A8},
                                         {"blue", 0x5A86A8, 0x4A7090, 0xE8D8A0},
                                         {"dark", 0x4A3628, 0x382820, 0xC0A060}}};

constexpr double kBoard = 0.022;  // half the thickness of the boards

// A knob that sticks out along +z.
void add_knob(Sculptor& s, const Vector3d& at, double r, const Vector3f& color, int joint) {
  s.solid(make_lathe(at,
                     Vector3d::UnitZ(),
                     {{0.4 * r, 0, color},
                      {0.45 * r, 0.7 * r, color},
                      {r, 1.1 * r, color},
                      {0.85 * r, 1.7 * r, color},
                      {0, 1.9 * r, color}},
                     s.detail(8, 14)),
          Finish::kMetal,
          joint);
}

// A drawer around `middle`; `half` is its size with the gap around it taken off.
void add_drawer(Sculptor& s,
                const Vector3d& middle,
                const Vector3d& half,
                const Vector3f& front,
                const Wood& wood,
                int drawer) {
  const double hw = half.x(), hh = half.y(), d = half.z();
  add_box(s,
          middle + Vector3d(0, 0, d + 0.004),
          {hw, hh, kBoard},
          front,
          drawer,
          Finish::kMatte,
          0.014);
  // The box behind the front: bottom, sides and back.
  const double depth = d - 0.03;
  const Vector3f inside = wood.main * 0.7f;
  add_box(s,
          middle + Vector3d(0, -hh + 0.02, 0),
          {hw - 0.02, 0.008, depth},
          inside,
          drawer,
          Finish::kMatte,
          0.004);
  for (int side : {1, -1})
    add_box(s,
            middle + Vector3d(side * (hw - 0.02), -0.15 * hh, 0),
            {0.008, 0.75 * hh, depth},
            inside,
            drawer,
            Finish::kMatte,
            0.004);
  add_box(s,
          middle + Vector3d(0, -0.15 * hh, -depth + 0.01),
          {hw - 0.02, 0.75 * hh, 0.008},
          inside,
          drawer,
          Finish::kMatte,
          0.004);
}

}  // namespace

Creature make_drawers(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool desk = context.species == "desk", cabinet = context.species == "cabinet";
  const Colorway& colors = rng.pick(kCabinets);
  const Wood wood = draw_wood(context, colors);
  Sculptor s(context.options.triangles, 2);
  const int rows = desk ? static_cast<int>(rng.integer(2, 3)) : static_cast<int>(rng.integer(2, 5));
  const int columns = desk ? 1 : static_cast<int>(rng.integer(1, 2));
  const double w = context.vary(desk ? 0.26 : 0.45), d = context.vary(0.3),
               h = context.vary(desk ? 0.4 : 0.5);
  const double legs = context.vary(0.08);
  const double x0 = desk ? 0.5 : 0;
  const double low = legs, high = legs + 2 * h;
  const int base = s.draft.add("body", 0, -1, {0, 0, 0}, {0, high, 0}, 0.3);
  s.draft.anatomy.root = base;
  for (int side : {1, -1})
    add_box(s, {x0 + side * (w - kBoard), 0.5 * (low + high), 0}, {kBoard, h, d}, wood.main, base);
  add_box(s,
          {x0, 0.5 * (low + high), -d + kBoard},
          {w - 2 * kBoard, h, kBoard},
          wood.main * 0.8f,
          base);
  add_box(s, {x0, low + kBoard, 0}, {w - 2 * kBoard, kBoard, d}, wood.main, base);
  const double top_w = desk ? 0.85 : w + 0.03;
  add_box(
      s, {0, high + 0.02, 0.01}, {top_w, 0.03, d + 0.03}, wood.trim, base, Finish::kMatte, 0.02);
  for (int sx : {1, -1})
    for (int sz : {1, -1}) {
      const double lx = desk && sx < 0 ? -0.78 : x0 + sx * (w - 0.05),
                   lh = desk && sx < 0 ? high : legs;
      s.solid(make_lathe({lx, 0, sz * (d - 0.05)},
                         Vector3d::UnitY(),
                         {{0, 0, wood.trim},
                          {0.022, 0, wood.trim},
                          {0.036, lh, wood.trim},
                          {0, lh, wood.trim}},
                         s.detail(8, 14)),
              Finish::kMatte,
              base);
    }
  const double gap = 0.012, cell_h = (2 * h - 2 * kBoard) / rows,
               cell_w = (2 * w - 4 * kBoard) / columns;
  int index = 0;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column, ++index) {
      const Vector3d middle(x0 - w + 2 * kBoard + cell_w * (column + 0.5),
                            low + 2 * kBoard + cell_h * (row + 0.5) - kBoard,
                            0);
      const int drawer = s.draft.add("drawer", 0, base, middle, middle + Vector3d(0, 0, d), 0.2);
      Chain& chain = s.draft.add_chain(Part::kDrawer, 0, index, {drawer});
      chain.slides = true;
      chain.axis = Vector3d::UnitZ();
      chain.limit = 1.35 * d;
      const double hw = 0.5 * cell_w - gap, hh = 0.5 * cell_h - gap;
      const Vector3f front =
          cabinet && (row + column) % 2 ? wood.trim : Vector3f(wood.main * 1.06f);
      add_drawer(s, middle, {hw, hh, d}, front, wood, drawer);
      const int knobs = columns == 1 && !desk ? 2 : 1;
      for (int k = 0; k < knobs; ++k)
        add_knob(s,
                 middle + Vector3d(knobs == 1 ? 0 : (2 * k - 1) * 0.45 * hw, 0, d + kBoard),
                 0.028,
                 wood.metal,
                 drawer);
    }
  return finish_object(s,
                       context,
                       colors.adjective,
                       context.vary(0.9, 0.1),
                       {desk ? "table" : "dresser", "furniture", "object"});
}

}  // namespace animax::data
