// SPDX-License-Identifier: MIT
// Flowers, and plants that bite.
#include "data/creatures/plant_parts.h"

#include <array>

namespace animax::data {
namespace {

const std::array<Colorway, 6> kBlossoms{{{"red", 0xD8342E, 0xF2C22E, 0x4A9A3E},
                                         {"pink", 0xF07AA8, 0xFFE08A, 0x5AA84A},
                                         {"yellow", 0xF6C92C, 0x6A4220, 0x4A8A34},
                                         {"white", 0xF8F6F0, 0xF2C22E, 0x5AA04A},
                                         {"purple", 0x8A4AC0, 0xF2D24A, 0x4A8A4A},
                                         {"blue", 0x4A7AE0, 0xF8F0C0, 0x3F8A4A}}};

}  // namespace

Creature make_flower(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool sunflower = context.species == "sunflower", tulip = context.species == "tulip";
  Colorway colors = rng.pick(kBlossoms);
  if (sunflower) colors = {"", 0xF6BE24, 0x5A381C, 0x4A8A34};
  Plant p{context, Sculptor(context.options.triangles, 1), {}, {}, 0};
  Sculptor& s = p.sculptor;
  const Vector3f petal = context.vary_color(rgb(colors.main)), core = rgb(colors.under),
                 green = context.vary_color(rgb(colors.accent));
  const bool pot = rng.chance(0.65);
  const double pot_h = pot ? context.vary(0.3) : 0, height = context.vary(sunflower ? 1.0 : 0.75),
               lean = 0.1 * rng.normal();
  const Vector3d foot(0, 0.7 * pot_h, 0), top(lean, pot_h + height, 0.06);
  make_stem(p,
            {foot,
             foot + Vector3d(-0.3 * lean, 0.4 * height, 0),
             top - Vector3d(0, 0.2 * height, 0.02),
             top},
            static_cast<int>(rng.integer(3, 6)),
            0.034,
            0.026,
            green);
  if (pot) make_pot(p, 0.24, pot_h);
  make_leaves(p, static_cast<int>(rng.integer(2, 5)), context.vary(0.36), green);

  const Vector3d face = tulip ? Vector3d::UnitY() : Vector3d(0, 0.35, 1).normalized();
  const Matrix3d axes = frame_along(face);
  const double r = context.vary(sunflower ? 0.17 : tulip ? 0.07 : 0.1);
  const int head = s.draft.add("head", 0, p.stem.back(), top, top + 0.12 * face, 0.15);
  s.draft.add_chain(Part::kHead, 0, 0, {head});
  s.solid(make_ellipsoid(
              top + 0.02 * face, {r, r, tulip ? 0.3 * r : 0.5 * r}, axes, core, s.detail(10, 20)),
          Finish::kMatte,
          head);
  const int petals = tulip ? 6 : sunflower ? 12 : static_cast<int>(rng.integer(5, 9));
  const double length = context.vary(tulip ? 0.28 : 0.2);
  int left = 0, right = 0, middle = 0;
  for (int i = 0; i < petals; ++i) {
    const double a = 2 * M_PI * (i + 0.5 * (i % 2 ? 0.0 : 0.0)) / petals;
    const Vector3d out = std::cos(a) * axes.col(0) + std::sin(a) * axes.col(1);
    const Vector3d root = top + 0.75 * r * out + (tulip ? 0 : 0.01) * face;
    const Vector3d tip =
        root +
        length * (tulip ? Vector3d(0.28 * out + face) : Vector3d(out + 0.22 * face)).normalized();
    const int side = out.x() > 0.3 ? 1 : out.x() < -0.3 ? -1 : 0;
    const int joint = s.draft.add("petal", side, head, root, tip, 0.3 * length);
    Chain& chain = s.draft.add_chain(Part::kPetal,
                                     side,
                                     side > 0   ? left++
                                     : side < 0 ? right++
                                                : middle++,
                                     {joint});
    // Positive angles open the blossom: the petal leans away from the face's direction.
    chain.axis = face.cross(out).normalized();
    chain.limit = radians(tulip ? 60 : 35);
    const double width =
        tulip ? 0.42 * length : std::min(0.42 * length, 0.9 * M_PI * (r + 0.5 * length) / petals);
    s.solid(blade(root - 0.15 * r * out,
                  tip,
                  tulip ? Vector3d(-out) : face,
                  width,
                  tulip ? 0.5 : 0.3,
                  petal * 0.88f,
                  petal,
                  s.detail(4, 8),
                  s.detail(2, 4)),
            Finish::kMatte,
            joint);
  }
  if (!tulip && rng.chance(sunflower ? 0.6 : 0.3)) {  // a friendly face
    for (int side : {1, -1}) {
      const Vector3d at = top + 0.02 * face + axes * Vector3d(side * 0.34 * r, 0.2 * r, 0.46 * r);
      s.solid(
          make_ellipsoid(at, Vector3d(0.12, 0.17, 0.09) * r, axes, rgb(0x101014), s.detail(8, 12)),
          Finish::kShiny,
          head);
    }
    std::vector<Vector3d> smile;
    for (int i = -3; i <= 3; ++i)
      smile.push_back(
          top + 0.02 * face +
          axes * Vector3d(0.4 * r * i / 3.0, -0.3 * r + 0.012 * i * i * r * 1.6, 0.45 * r));
    s.solid(
        make_tube(
            smile, std::vector<double>(7, 0.04 * r), std::vector<Vector3f>(7, rgb(0x101014)), 6),
        Finish::kMatte,
        head);
  }
  return finish_creature(
      p.sculptor, context, colors.adjective, context.vary(0.4, 0.15), {"flower", "plant"});
}

Creature make_carnivore(const MakeContext& context) {
  Rng& rng = context.rng;
  Plant p{context, Sculptor(context.options.triangles, 1), {}, {}, 0};
  Sculptor& s = p.sculptor;
  const Vector3f green = context.vary_color(rgb(0x56A040)),
                 red = context.vary_color(rgb(rng.chance(0.5) ? 0xC8303A : 0x9A3AA0)),
                 white = rgb(0xFAF6EC);
  const double pot = context.vary(0.3), height = context.vary(0.7);
  const Vector3d foot(0, 0.7 * pot, 0), top(0, pot + height, 0.05);
  make_stem(
      p,
      {foot, foot + Vector3d(0, 0.35 * height, -0.16), top - Vector3d(0, 0.25 * height, 0.14), top},
      static_cast<int>(rng.integer(4, 7)),
      0.055,
      0.045,
      green);
  make_pot(p, 0.26, pot);
  make_leaves(p, static_cast<int>(rng.integer(2, 4)), context.vary(0.4), green);
  const double r = context.vary(0.24);
  const Vector3d skull = top + Vector3d(0, 0.3 * r, 0.55 * r);
  const int head = s.draft.add("head", 0, p.stem.back(), top, skull + Vector3d(0, 0, r), r);
  s.draft.add_chain(Part::kHead, 0, 0, {head});
  const Vector3d hinge = skull + Vector3d(0, -0.1 * r, -0.6 * r);
  const int jaw = s.draft.add("jaw", 0, head, hinge, skull + Vector3d(0, -0.35 * r, r), r);
  s.draft.add_chain(Part::kJaw, 0, 0, {jaw});
  // Two half balls with lips; the lower one hangs on the jaw.
  for (int upper = 0; upper < 2; ++upper) {
    const int joint = upper ? head : jaw;
    const Vector3d up(0, upper ? 1 : -1, upper ? 0.28 : 0.05);
    const Vector3d at = skull + Vector3d(0, upper ? 0.02 : -0.06, 0);
    s.solid(make_lathe(at,
                       up,
                       {{0, 0.05 * r, rgb(0x5A1420)},
                        {0.86 * r, 0.02, rgb(0x8A2230)},
                        {0.92 * r, 0, white},
                        {1.08 * r, 0.06 * r, white},
                        {1.04 * r, 0.2 * r, red},
                        {0.9 * r, 0.5 * r, red},
                        {0.6 * r, 0.78 * r, red},
                        {0.25 * r, 0.92 * r, red},
                        {0, 0.95 * r, red}},
                       s.detail(12, 24)),
            Finish::kMatte,
            joint);
    const Matrix3d axes = frame_along(up, Vector3d::UnitZ());
    for (int i = 0; i < 7; ++i) {
      const double a = radians(-75 + 25 * i);
      const Vector3d out = Vector3d(std::sin(a), 0, std::cos(a));
      s.solid(
          make_lathe(at + 0.9 * r * out + Vector3d(0, upper ? -0.02 * std::cos(a) : 0, 0) * r,
                     Vector3d(0, upper ? -1 : 1, 0),
                     {{0, -0.05 * r, white}, {0.09 * r, -0.05 * r, white}, {0, 0.24 * r, white}},
                     6),
          Finish::kShiny,
          joint);
    }
    if (upper)
      for (int i = 0; i < 5; ++i) {
        const Vector3d spot =
            Vector3d(0.6 * std::sin(2.4 * i), 1, 0.6 * std::cos(2.4 * i)).normalized();
        s.solid(
            make_ellipsoid(
                at + 0.83 * r * (axes.col(2) * spot.y() * 1.08 + Vector3d(spot.x(), 0, spot.z())),
                Vector3d(0.17, 0.17, 0.07) * r,
                frame_along(spot),
                white,
                s.detail(8, 12)),
            Finish::kMatte,
            joint);
      }
  }
  const double metres = context.vary(0.7, 0.2);
  const std::string mood = rng.chance(0.5) ? "hungry" : "";
  return finish_creature(p.sculptor, context, mood, metres, {"plant", "monster"});
}

}  // namespace animax::data
