// SPDX-License-Identifier: MIT
// Chests, doors, cabinets and laptops: bevelled boxes on hinges and slides.
#include "data/creatures/plans.h"

#include <array>

namespace animax::data {
namespace {

const Matrix3d kAxes = Matrix3d::Identity();

struct Wood {
  Vector3f main, trim, metal;
};

Wood draw_wood(const MakeContext& context, const Colorway& colors) {
  return {context.vary_color(rgb(colors.main)),
          context.vary_color(rgb(colors.under)),
          rgb(colors.accent)};
}

// A board made of several planks, slightly different in tone; `across` is the axis they lie side by
// side on.
void planks(Sculptor& s,
            const Vector3d& center,
            const Vector3d& half,
            int across,
            int count,
            const Vector3f& color,
            int joint,
            Rng& rng) {
  for (int i = 0; i < count; ++i) {
    Vector3d h = half, c = center;
    h[across] = half[across] / count * 0.985;
    c[across] += half[across] * ((2 * i + 1.0) / count - 1);
    s.solid(make_box(c,
                     h,
                     kAxes,
                     0.35 * std::min(half.minCoeff(), h[across]),
                     color * static_cast<float>(rng.uniform(0.86, 1.08))),
            Finish::kMatte,
            joint);
  }
}

void box(Sculptor& s,
         const Vector3d& center,
         const Vector3d& half,
         const Vector3f& color,
         int joint,
         Finish finish = Finish::kMatte,
         double bevel = 0.015) {
  s.solid(make_box(center, half, kAxes, bevel, color), finish, joint);
}

// A knob that sticks out along +z.
void knob(Sculptor& s, const Vector3d& at, double r, const Vector3f& color, int joint) {
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

Chain& hinge(Sculptor& s, Part part, int index, int joint, const Vector3d& axis, double limit) {
  Chain& chain = s.draft.add_chain(part, 0, index, {joint});
  chain.axis = axis;
  chain.limit = limit;
  return chain;
}

Creature finish(Sculptor& s,
                const MakeContext& context,
                const Colorway& colors,
                double metres,
                const std::vector<std::string>& classes) {
  const RigStyle style = draw_style(context.rng, context.options, metres, 1);
  Creature creature = s.finish(context.plan, style, context.rng, context.rng.chance(0.5));
  name_creature(creature, context, colors.adjective, classes);
  return creature;
}

const std::array<Colorway, 4> kChests{{{"wooden", 0x8A5A30, 0x5E3A1C, 0xD8A83A},
                                       {"red", 0x9A3A2E, 0x5A2A20, 0xE8C04A},
                                       {"old", 0x6A5A48, 0x4A3E32, 0x7A7A80},
                                       {"blue", 0x3A5F8A, 0x2A3F5E, 0xC8CCD4}}};

const std::array<Colorway, 5> kDoors{{{"wooden", 0x9A6434, 0x6A4424, 0xD8A83A},
                                      {"green", 0x3F7A54, 0xE8E2D4, 0xD8B04A},
                                      {"white", 0xF0EEE8, 0xD8D4CA, 0xA8A8AC},
                                      {"red", 0xB83A30, 0xE8E0D0, 0xE0B84A},
                                      {"blue", 0x3A6AA0, 0xE8E8E4, 0xC0C4CA}}};

const std::array<Colorway, 4> kCabinets{{{"wooden", 0xA8713C, 0x8A5A2E, 0xD8B060},
                                         {"white", 0xEFEDE6, 0xDCD8CE, 0xA0A4A8},
                                         {"blue", 0x5A86A8, 0x4A7090, 0xE8D8A0},
                                         {"dark", 0x4A3628, 0x382820, 0xC0A060}}};

const std::array<Colorway, 4> kLaptops{{{"silver", 0xB8BCC2, 0x2A2C30, 0x4AA8F0},
                                        {"black", 0x2E3036, 0x1A1C20, 0x6AE08A},
                                        {"pink", 0xE8A8B8, 0x3A3034, 0xF06A9A},
                                        {"grey", 0x7A8088, 0x24262A, 0xF0A03A}}};

}  // namespace

std::vector<std::string> furniture_species(BodyPlan plan) {
  switch (plan) {
    case BodyPlan::kChest:
      return {"treasure chest", "toy box", "mimic"};
    case BodyPlan::kDoor:
      return {"door", "castle gate", "sliding door"};
    case BodyPlan::kDrawers:
      return {"chest of drawers", "cabinet", "desk"};
    default:
      return {"laptop", "handheld console"};
  }
}

Creature make_chest(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool mimic = context.species == "mimic", toy = context.species == "toy box";
  const Colorway& colors = rng.pick(kChests);
  const Wood wood = draw_wood(context, colors);
  Sculptor s(context.options.triangles, 2);
  const double w = context.vary(0.55), d = context.vary(0.36), h = context.vary(0.42), wall = 0.03;
  const int base = s.draft.add("base", 0, -1, {0, 0, 0}, {0, h, 0}, 0.3);
  s.draft.anatomy.root = base;
  const Vector3d pivot(0, h, -d);
  const int lid = s.draft.add("lid", 0, base, pivot, pivot + Vector3d(0, 0, 2 * d), 0.3);
  // Opens about -x: the front edge rises.
  hinge(s, Part::kLid, 0, lid, -Vector3d::UnitX(), radians(rng.uniform(95, 120)));

  const int boards = s.detail(2, 4);
  for (int side : {1, -1}) {
    planks(s, {0, 0.5 * h, side * (d - wall)}, {w, 0.5 * h, wall}, 1, boards, wood.main, base, rng);
    planks(s,
           {side * (w - wall), 0.5 * h, 0},
           {wall, 0.5 * h, d - 2 * wall},
           1,
           boards,
           wood.main,
           base,
           rng);
  }
  box(s, {0, wall, 0}, {w - wall, wall, d - wall}, wood.trim, base);
  // What is inside: gold, a mouth, or toys.
  if (mimic) {
    box(s, {0, 0.8 * h, 0}, {w - 2 * wall, 0.02, d - 2 * wall}, rgb(0x7A2A3A), base);
  } else if (!toy) {
    s.solid(make_ellipsoid({0, 0.62 * h, 0},
                           {w - 2 * wall, 0.3 * h, d - 2 * wall},
                           kAxes,
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
  } else {
    for (int i = 0; i < 5; ++i)
      s.solid(make_ellipsoid({(i - 2) * 0.34 * w, 0.72 * h, 0.3 * d * ((i % 2) * 2 - 1)},
                             Vector3d::Constant(0.2 * w),
                             kAxes,
                             random_color(rng),
                             s.detail(8, 14)),
              Finish::kMatte,
              base);
  }
  // Metal corners and bands.
  for (int sx : {1, -1})
    for (int sz : {1, -1})
      box(s,
          {sx * (w - 0.02), 0.5 * h, sz * (d - 0.02)},
          {0.032, 0.5 * h + 0.005, 0.032},
          toy ? wood.trim : wood.metal,
          base,
          toy ? Finish::kMatte : Finish::kMetal,
          0.008);
  box(s, {0, 0.02, 0}, {w + 0.012, 0.03, d + 0.012}, wood.trim, base);

  const bool flat = toy || rng.chance(0.2);
  const double rise = flat ? 0.05 : context.vary(0.9) * d;
  if (flat) {
    planks(s, {0, h + rise, 0}, {w + 0.015, rise, d + 0.015}, 2, boards, wood.main, lid, rng);
  } else {
    // A barrel of planks between two half-round ends.
    const int strips = s.detail(5, 9);
    for (int i = 0; i < strips; ++i) {
      const double a0 = M_PI * i / strips, a1 = M_PI * (i + 1) / strips, am = 0.5 * (a0 + a1);
      const Vector3d mid(0, h + rise * std::sin(am), d * std::cos(am));
      const Vector3d tangent =
          Vector3d(0, rise * (std::sin(a1) - std::sin(a0)), d * (std::cos(a1) - std::cos(a0)));
      Matrix3d axes;
      axes << Vector3d::UnitX(), Vector3d::UnitX().cross(tangent.normalized()),
          -tangent.normalized();
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
                             kAxes,
                             wood.main * 0.85f,
                             s.detail(10, 20)),
              Finish::kMatte,
              lid);
  }
  if (mimic) {
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
  } else {
    box(s, {0, h + 0.02, d + 0.02}, {0.06, 0.055, 0.015}, wood.metal, lid, Finish::kMetal, 0.01);
    box(s, {0, h - 0.1, d + 0.015}, {0.075, 0.075, 0.02}, wood.metal, base, Finish::kMetal, 0.012);
    s.solid(make_ellipsoid({0, h - 0.1, d + 0.035}, {0.016, 0.028, 0.008}, kAxes, rgb(0x1A1614), 8),
            Finish::kMatte,
            base);
  }
  return finish(s,
                context,
                colors,
                context.vary(0.8, 0.15),
                {mimic ? "monster chest" : "chest", "box", "container"});
}

Creature make_door(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool gate = context.species == "castle gate", sliding = context.species == "sliding door";
  const Colorway& colors = rng.pick(kDoors);
  const Wood wood = draw_wood(context, colors);
  Sculptor s(context.options.triangles, 2);
  const double w = context.vary(gate ? 0.62 : 0.42), h = context.vary(1.9) * 0.5,
               t = 0.03;  // half sizes
  const int base = s.draft.add("frame", 0, -1, {0, 0, 0}, {0, 2 * h, 0}, 0.3);
  s.draft.anatomy.root = base;
  const Vector3f stone = rgb(0x8A8880);
  if (gate) {
    for (int side : {1, -1})
      for (int i = 0; i < 6; ++i)
        box(s,
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
  } else {
    const double f = 0.055;
    for (int side : {1, -1})
      box(s, {side * (w + f + 0.006), h + 0.5 * f, 0}, {f, h + 0.5 * f, 0.075}, wood.trim, base);
    box(s, {0, 2 * h + f, 0}, {w + 2 * f, f, 0.085}, wood.trim, base);
    if (sliding)
      box(s,
          {-w, 2 * h + f, 0.12},
          {2 * w + 0.1, 0.02, 0.02},
          wood.metal,
          base,
          Finish::kMetal,
          0.008);
  }
  box(s,
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
    const double mid = h + 0.02;
    if (gate || rng.fork("planks").chance(0.3)) {
      planks(s, {x, mid, z}, {half - 0.006, h - 0.025, t}, 0, gate ? 3 : 5, wood.main, panel, rng);
      for (double y : {0.35, 1.65})
        box(s,
            {x, y * h, z},
            {half - 0.02, 0.05, t + 0.012},
            wood.metal * (gate ? 0.4f : 1.0f),
            panel,
            Finish::kMetal);
    } else {
      box(s, {x, mid, z}, {half - 0.006, h - 0.025, t}, wood.main, panel);
      const bool window = rng.fork("window").chance(0.4);
      for (int row = 0; row < 2; ++row) {
        const double ph = row == 0 ? 0.36 * h : 0.42 * h, py = row == 0 ? 0.52 * h : 1.42 * h;
        for (int column : {1, -1})
          for (int face : {1, -1}) {
            const Vector3f color = window && row == 1 ? rgb(0x9AC4DC) : Vector3f(wood.main * 0.72f);
            box(s,
                {x + column * 0.46 * half, py, z + face * (t + 0.001)},
                {0.36 * half, ph, 0.006},
                color,
                panel,
                window && row == 1 ? Finish::kShiny : Finish::kMatte,
                0.02);
            box(s,
                {x + column * 0.46 * half, py, z + face * (t + 0.008)},
                {0.27 * half, ph - 0.08 * half, 0.006},
                window && row == 1 ? color : Vector3f(wood.main * 1.05f),
                panel,
                window && row == 1 ? Finish::kShiny : Finish::kMatte,
                0.02);
          }
      }
    }
    const double handle_x = leaves == 2 ? side * 0.12 * half : -side * 0.82 * half;
    for (int face : {1, -1}) {
      const Vector3d at(handle_x, 0.98 * h, z + face * t);
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
              panel);
    }
    if (!sliding)
      for (double y : {0.4, 1.6})
        s.solid(make_lathe({side * w, y * h - 0.06, z + t},
                           Vector3d::UnitY(),
                           {{0, 0, wood.metal},
                            {0.018, 0, wood.metal},
                            {0.018, 0.12, wood.metal},
                            {0, 0.12, wood.metal}},
                           8),
                Finish::kMetal,
                panel);
  }
  return finish(s,
                context,
                colors,
                context.vary(gate ? 1.8 : 1.05, 0.1),
                {"door", gate ? "gate" : "entrance", "object"});
}

Creature make_drawers(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool desk = context.species == "desk", cabinet = context.species == "cabinet";
  const Colorway& colors = rng.pick(kCabinets);
  const Wood wood = draw_wood(context, colors);
  Sculptor s(context.options.triangles, 2);
  const int rows = desk ? static_cast<int>(rng.integer(2, 3)) : static_cast<int>(rng.integer(2, 5));
  const int columns = desk ? 1 : static_cast<int>(rng.integer(1, 2));
  const double w = context.vary(desk ? 0.26 : 0.45), d = context.vary(0.3),
               h = context.vary(desk ? 0.4 : 0.5), t = 0.022;
  const double legs = context.vary(0.08);
  const double x0 = desk ? 0.5 : 0;
  const double low = legs, high = legs + 2 * h;
  const int base = s.draft.add("body", 0, -1, {0, 0, 0}, {0, high, 0}, 0.3);
  s.draft.anatomy.root = base;
  for (int side : {1, -1})
    box(s, {x0 + side * (w - t), 0.5 * (low + high), 0}, {t, h, d}, wood.main, base);
  box(s, {x0, 0.5 * (low + high), -d + t}, {w - 2 * t, h, t}, wood.main * 0.8f, base);
  box(s, {x0, low + t, 0}, {w - 2 * t, t, d}, wood.main, base);
  const double top_w = desk ? 0.85 : w + 0.03;
  box(s, {0, high + 0.02, 0.01}, {top_w, 0.03, d + 0.03}, wood.trim, base, Finish::kMatte, 0.02);
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
  const double gap = 0.012, cell_h = (2 * h - 2 * t) / rows, cell_w = (2 * w - 4 * t) / columns;
  int index = 0;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column, ++index) {
      const Vector3d middle(
          x0 - w + 2 * t + cell_w * (column + 0.5), low + 2 * t + cell_h * (row + 0.5) - t, 0);
      const int drawer = s.draft.add("drawer", 0, base, middle, middle + Vector3d(0, 0, d), 0.2);
      Chain& chain = s.draft.add_chain(Part::kDrawer, 0, index, {drawer});
      chain.slides = true;
      chain.axis = Vector3d::UnitZ();
      chain.limit = 1.35 * d;
      const double hw = 0.5 * cell_w - gap, hh = 0.5 * cell_h - gap;
      box(s,
          middle + Vector3d(0, 0, d + 0.004),
          {hw, hh, t},
          cabinet && (row + column) % 2 ? wood.trim : Vector3f(wood.main * 1.06f),
          drawer,
          Finish::kMatte,
          0.014);
      // The box behind the front: bottom, sides and back.
      const double depth = d - 0.03;
      const Vector3f inside = wood.main * 0.7f;
      box(s,
          middle + Vector3d(0, -hh + 0.02, 0),
          {hw - 0.02, 0.008, depth},
          inside,
          drawer,
          Finish::kMatte,
          0.004);
      for (int side : {1, -1})
        box(s,
            middle + Vector3d(side * (hw - 0.02), -0.15 * hh, 0),
            {0.008, 0.75 * hh, depth},
            inside,
            drawer,
            Finish::kMatte,
            0.004);
      box(s,
          middle + Vector3d(0, -0.15 * hh, -depth + 0.01),
          {hw - 0.02, 0.75 * hh, 0.008},
          inside,
          drawer,
          Finish::kMatte,
          0.004);
      const int knobs = columns == 1 && !desk ? 2 : 1;
      for (int k = 0; k < knobs; ++k)
        knob(s,
             middle + Vector3d(knobs == 1 ? 0 : (2 * k - 1) * 0.45 * hw, 0, d + t),
             0.028,
             wood.metal,
             drawer);
    }
  return finish(s,
                context,
                colors,
                context.vary(0.9, 0.1),
                {desk ? "table" : "dresser", "furniture", "object"});
}

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
  box(s, {0, t, 0}, {w, t, d}, look.main, base, Finish::kMetal, 0.014);
  box(s,
      {0, 2 * t, console ? 0 : -0.22 * d},
      {0.9 * w, 0.003, console ? 0.8 * d : 0.5 * d},
      look.trim,
      base,
      Finish::kMatte,
      0.002);
  const double top = 2 * t + 0.004;
  if (console) {
    for (int arm = 0; arm < 2; ++arm)
      box(s,
          {-0.6 * w, top + 0.012, 0},
          arm ? Vector3d(0.13 * w, 0.014, 0.05 * w) : Vector3d(0.05 * w, 0.014, 0.13 * w),
          rgb(0x3A3C44),
          base,
          Finish::kMatte,
          0.006);
    for (int i = 0; i < 4; ++i) {
      const double a = M_PI / 2 * i;
      s.solid(
          make_ellipsoid({0.6 * w + 0.11 * w * std::cos(a), top + 0.008, 0.11 * w * std::sin(a)},
                         {0.05 * w, 0.018, 0.05 * w},
                         kAxes,
                         random_color(rng),
                         s.detail(8, 12)),
          Finish::kShiny,
          base);
    }
    box(s, {0, top, 0}, {0.36 * w, 0.006, 0.55 * d}, rgb(0x8AC8E8), base, Finish::kGlow, 0.003);
  } else {
    const int rows = s.detail(3, 4), keys = s.detail(6, 11);
    for (int r = 0; r < rows; ++r)
      for (int k = 0; k < keys; ++k)
        box(s,
            {0.86 * w * ((2 * k + 1.0) / keys - 1),
             top + 0.004,
             d * (-0.62 + 0.82 * (r + 0.5) / rows)},
            {0.76 * w / keys, 0.006, 0.33 * d / rows},
            mix(look.trim, rgb(0xFFFFFF), 0.12),
            base,
            Finish::kMatte,
            0.004);
    box(s,
        {0, top - 0.002, 0.62 * d},
        {0.3 * w, 0.003, 0.24 * d},
        look.main * 0.8f,
        base,
        Finish::kMatte,
        0.002);
  }
  const double pi_open = radians(rng.uniform(95, 125));
  // The rest pose is half open, as laptops are shown; closed is at minus this angle.
  const double rest = rng.chance(0.5) ? 0.0 : radians(rng.uniform(80, 110));
  const Vector3d pivot(0, 2 * t + 0.006, -d);
  const Vector3d up = Vector3d(0, std::sin(rest), std::cos(rest));
  const int lid = s.draft.add("screen", 0, base, pivot, pivot + 2 * d * up, 0.2);
  hinge(s, Part::kLid, 0, lid, -Vector3d::UnitX(), rest > 0 ? radians(135) - rest : pi_open);
  Matrix3d axes;  // lateral, outward (away from the keys), along the lid
  axes << Vector3d::UnitX(), Vector3d(0, std::cos(rest), -std::sin(rest)), up;
  const double lt = 0.7 * t;
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
  return finish(s,
                context,
                colors,
                context.vary(0.36, 0.08),
                {console ? "game console" : "computer", "device", "object"});
}

}  // namespace animax::data
