// SPDX-License-Identifier: MIT
// Doors, castle gates and sliding doors.
#include "data/creatures/furniture_parts.h"

#include <array>

namespace animax::data {
namespace {

const std::array<Colorway, 5> kDoors{{{"wooden", 0x9A6434, 0x6A4424, 0xD8A83A},
                                      {"green", 0x3F7A54, 0xE8E2D4, 0xD8B04A},
                                      {"white", 0xF0EEE8, 0xD8D4CA, 0xA8A8AC},
                                      {"red", 0xB83A30, 0xE8E0D0, 0xE0B84A},
                                      {"blue", 0x3A6AA0, 0xE8E8E4, 0xC0C4CA}}};

constexpr double kLeaf = 0.03;  // half the thickness of a leaf

struct DoorSize {
  double half_width, half_height;  // of the opening
};

// One leaf of a door: its middle, its half sizes and the joint that moves it.
struct Leaf {
  double x, z, half_width, half_height;
  int joint;
};

// Stones to both sides and in a bow above.
void add_arch(Sculptor& s, Rng& rng, const DoorSize& size, const Vector3f& stone, int base) {
  const double w = size.half_width, h = size.half_height;
  for (int side : {1, -1})
    for (int i = 0; i < 6; ++i)
      add_box(s,
              {side * (w + 0.14 + 0.012 * (i % 2)), (2 * h / 6) * (i + 0.5), 0},
              {0.14, h / 6.3, 0.16},
              stone * static_cast<float>(rng.uniform(0.8, 1.15)),
              base,
              Finish::kMatte,
              0.03);
  for (int i = 0; i < 7; ++i) {
    const double a = M_PI * (i + 0.5) / 7;
    s.solid(make_box({-(w + 0.12) * std::cos(a), 2 * h + 0.3 * std::sin(a), 0},
                     {0.16, 0.13, 0.16},
                     frame_along(Vector3d::UnitZ(),
                                 Vector3d(-std::cos(a), 0.9 * std::sin(a), 0).normalized()),
                     0.03,
                     stone * static_cast<float>(rng.uniform(0.8, 1.15))),
            Finish::kMatte,
            base);
  }
}

void add_frame(Sculptor& s, const DoorSize& size, const Wood& wood, bool sliding, int base) {
  const double w = size.half_width, h = size.half_height;
  const double f = 0.055;
  for (int side : {1, -1})
    add_box(s, {side * (w + f + 0.006), h + 0.5 * f, 0}, {f, h + 0.5 * f, 0.075}, wood.trim, base);
  add_box(s, {0, 2 * h + f, 0}, {w + 2 * f, f, 0.085}, wood.trim, base);
  if (sliding)
    add_box(s,
            {-w, 2 * h + f, 0.12},
            {2 * w + 0.1, 0.02, 0.02},
            wood.metal,
            base,
            Finish::kMetal,
            0.008);
}

// A leaf of planks with two metal bands.
void add_boards(Sculptor& s, Rng& rng, const Leaf& leaf, const Wood& wood, bool gate) {
  const double x = leaf.x, z = leaf.z, half = leaf.half_width, h = leaf.half_height;
  const double mid = h + 0.02;
  add_planks(s,
             {x, mid, z},
             {half - 0.006, h - 0.025, kLeaf},
             0,
             gate ? 3 : 5,
             wood.main,
             leaf.joint,
             rng);
  for (double y : {0.35, 1.65})
    add_box(s,
            {x, y * h, z},
            {half - 0.02, 0.05, kLeaf + 0.012},
            wood.metal * (gate ? 0.4f : 1.0f),
            leaf.joint,
            Finish::kMetal);
}

// A leaf with four panels, of which the upper two may be windows.
void add_panels(Sculptor& s, Rng& rng, const Leaf& leaf, const Wood& wood) {
  const double x = leaf.x, z = leaf.z, half = leaf.half_width, h = leaf.half_height;
  const double mid = h + 0.02;
  add_box(s, {x, mid, z}, {half - 0.006, h - 0.025, kLeaf}, wood.main, leaf.joint);
  const bool window = rng.fork("window").chance(0.4);
  for (int row = 0; row < 2; ++row) {
    const double ph = row == 0 ? 0.36 * h : 0.42 * h, py = row == 0 ? 0.52 * h : 1.42 * h;
    for (int column : {1, -1})
      for (int face : {1, -1}) {
        const Vector3f color = window && row == 1 ? rgb(0x9AC4DC) : Vector3f(wood.main * 0.72f);
        add_box(s,
                {x + column * 0.46 * half, py, z + face * (kLeaf + 0.001)},
                {0.36 * half, ph, 0.006},
                color,
                leaf.joint,
                window && row == 1 ? Finish::kShiny : Finish::kMatte,
                0.02);
        add_box(s,
                {x + column * 0.46 * half, py, z + face * (kLeaf + 0.008)},
                {0.27 * half, ph - 0.08 * half, 0.006},
                window && row == 1 ? color : Vector3f(wood.main * 1.05f),
                leaf.joint,
                window && row == 1 ? Finish::kShiny : Finish::kMatte,
                0.02);
      }
  }
}

void add_handles(Sculptor& s, const Leaf& leaf, double handle_x, const Wood& wood) {
  const double z = leaf.z, h = leaf.half_height;
  for (int face : {1, -1}) {
    const Vector3d at(handle_x, 0.98 * h, z + face * kLeaf);
    s.solid(make_lathe(at,
                       Vector3d(0, 0, face),
                       {{0.045, 0, wood.metal},
                        {0.045, 0.012, wood.metal},
                        {0.016, 0.016, wood.metal},
                        {0.016, 0.05, wood.metal},
                        {0.042, 0.06, wood.metal},
                        {0.042, 0.09, wood.metal},
                        {0, 0.1, wood.metal}},
                       s.detail(8, 16)),
            Finish::kMetal,
            leaf.joint);
  }
}

void add_hinges(Sculptor& s, const Leaf& leaf, double hinge_x, const Wood& wood) {
  const double z = leaf.z, h = leaf.half_height;
  for (double y : {0.4, 1.6})
    s.solid(make_lathe({hinge_x, y * h - 0.06, z + kLeaf},
                       Vector3d::UnitY(),
                       {{0, 0, wood.metal},
                        {0.018, 0, wood.metal},
                        {0.018, 0.12, wood.metal},
                        {0, 0.12, wood.metal}},
                       8),
            Finish::kMetal,
            leaf.joint);
}

}  // namespace

Creature make_door(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool gate = context.species == "castle gate", sliding = context.species == "sliding door";
  const Colorway& colors = rng.pick(kDoors);
  const Wood wood = draw_wood(context, colors);
  Sculptor s(context.options.triangles, 2);
  const double w = context.vary(gate ? 0.62 : 0.42), h = context.vary(1.9) * 0.5;  // half sizes
  const DoorSize size{w, h};
  const int base = s.draft.add("frame", 0, -1, {0, 0, 0}, {0, 2 * h, 0}, 0.3);
  s.draft.anatomy.root = base;
  const Vector3f stone = rgb(0x8A8880);
  if (gate)
    add_arch(s, rng, size, stone, base);
  else
    add_frame(s, size, wood, sliding, base);
  add_box(s,
          {0, 0.012, 0},
          {w + (gate ? 0.3 : 0.12), 0.012, gate ? 0.2 : 0.1},
          stone,
          base,
          Finish::kMatte,
          0.008);

  const int leaves = gate ? 2 : 1;
  for (int leaf = 0; leaf < leaves; ++leaf) {
    const int side = leaves == 2 ? (leaf == 0 ? 1 : -1) : (rng.fork("hinge").chance(0.5) ? 1 : -1);
    const double half = w / leaves, x = leaves == 2 ? side * half : 0;
    const double z = sliding ? 0.12 : 0.01;
    const Vector3d pivot = sliding ? Vector3d(0, 0.03, z) : Vector3d(side * w, 0.03, z);
    const int panel = s.draft.add(
        "door", leaves == 2 ? side : 0, base, pivot, pivot + Vector3d(0, 2 * h - 0.05, 0), 0.3);
    if (sliding) {
      Chain& chain = s.draft.add_chain(Part::kDoorPanel, 0, 0, {panel});
      chain.slides = true;
      chain.axis = Vector3d(-side, 0, 0);
      chain.limit = 1.8 * w;
    } else {
      // Swings forward: the hinge on +x turns about -y... the free edge goes to +z.
      Chain& chain = s.draft.add_chain(
          Part::kDoorPanel, leaves == 2 ? side : 0, leaf == 0 || leaves == 2 ? 0 : leaf, {panel});
      chain.axis = Vector3d(0, side, 0);
      chain.limit = radians(rng.fork("limit").uniform(85, 115));
    }
    const Leaf place{x, z, half, h, panel};
    if (gate || rng.fork("planks").chance(0.3))
      add_boards(s, rng, place, wood, gate);
    else
      add_panels(s, rng, place, wood);
    add_handles(s, place, leaves == 2 ? side * 0.12 * half : -side * 0.82 * half, wood);
    if (!sliding) add_hinges(s, place, side * w, wood);
  }
  return finish_object(s,
                       context,
                       colors.adjective,
                       context.vary(gate ? 1.8 : 1.05, 0.1),
                       {"door", gate ? "gate" : "entrance", "object"});
}

}  // namespace animax::data
