// SPDX-License-Identifier: MIT
// Trees, palms, firs and cacti.
#include "data/creatures/plant_parts.h"

namespace animax::data {

Creature make_tree(const MakeContext& context) {
  Rng& rng = context.rng;
  const std::string& kind = context.species;
  const bool fir = kind == "fir tree", palm = kind == "palm tree";
  Plant p{context, Sculptor(context.options.triangles, palm ? 1.5 : 3), {}, {}, 0};
  Sculptor& s = p.sculptor;
  const Vector3f bark = context.vary_color(rgb(palm ? 0xA8845A : 0x7A5434));
  static const std::vector<Colorway> kCrowns{{"green", 0x4E9A3C, 0, 0},
                                             {"autumn", 0xE0802C, 0, 0},
                                             {"cherry", 0xF4A8C4, 0, 0},
                                             {"tall", 0x3F8A3A, 0, 0}};
  const Colorway colors = fir    ? Colorway{"green", 0x2F7A44, 0, 0}
                          : palm ? Colorway{"", 0x4AA03A, 0, 0}
                                 : rng.pick(kCrowns);
  const Vector3f green = context.vary_color(rgb(colors.main));
  const double height = context.vary(palm ? 1.3 : 0.75), lean = palm ? 0.22 : 0.03 * rng.normal();
  const Vector3d top(lean, height, 0);
  const int bones = static_cast<int>(rng.integer(3, palm ? 6 : 5));
  make_stem(p,
            {{0, 0, 0}, {0.15 * lean, 0.4 * height, 0}, {0.55 * lean, 0.75 * height, 0}, top},
            bones,
            palm ? 0.085 : 0.12,
            palm ? 0.055 : 0.07,
            bark);
  for (int i = 0; i < 5; ++i) {
    const double a = 2 * M_PI * i / 5;
    s.solid(make_tube({{0.04 * std::cos(a), 0.14, 0.04 * std::sin(a)},
                       {0.2 * std::cos(a), 0.02, 0.2 * std::sin(a)}},
                      {0.07, 0.03},
                      {bark, bark * 0.85f},
                      s.sides()),
            Finish::kMatte,
            p.stem[0]);
  }
  const auto branch = [&](const Vector3d& root, const Vector3d& tip, int index, double radius) {
    const int side = tip.x() - root.x() > 0.05 ? 1 : tip.x() - root.x() < -0.05 ? -1 : 0;
    const int joint = s.draft.add("branch", side, p.stem.back(), root, tip, radius);
    int same = 0;
    for (const Chain* c : s.draft.anatomy.all(Part::kBranch)) same += c->side == side;
    s.draft.add_chain(Part::kBranch, side, same, {joint});
    return joint;
  };
  if (palm) {
    const int fronds = s.detail(6, 9);
    for (int i = 0; i < fronds; ++i) {
      const double a = 2 * M_PI * i / fronds + 0.3;
      const Vector3d out(std::cos(a), 0, std::sin(a));
      const Vector3d tip = top + 0.62 * out + Vector3d(0, -0.12, 0);
      const int joint = branch(top, tip, i, 0.2);
      s.solid(blade(top - 0.02 * out,
                    tip,
                    Vector3d::UnitY(),
                    0.15,
                    0.9,
                    green * 0.8f,
                    green * 1.1f,
                    s.detail(6, 12),
                    s.detail(2, 4)),
              Finish::kMatte,
              joint);
    }
    for (int i = 0; i < 3; ++i)
      s.solid(
          make_ellipsoid(top + Vector3d(0.09 * std::cos(2.1 * i), -0.08, 0.09 * std::sin(2.1 * i)),
                         Vector3d::Constant(0.07),
                         Matrix3d::Identity(),
                         rgb(0x6A4426),
                         s.detail(8, 14)),
          Finish::kMatte,
          p.stem.back());
  } else if (fir) {
    const int tiers = static_cast<int>(rng.integer(3, 4));
    std::vector<int> along = p.stem;
    const int tip_joint = branch(top, top + Vector3d(0, 0.5, 0), 0, 0.4);
    along.push_back(tip_joint);
    for (int i = 0; i < tiers; ++i) {
      const double t = static_cast<double>(i) / tiers, r = 0.52 * (1 - 0.68 * t),
                   y = 0.28 + 0.85 * t * 1.1;
      const Vector3f c = green * static_cast<float>(0.85 + 0.1 * i);
      s.solid(make_lathe({lean * 0.5, y, 0},
                         Vector3d::UnitY(),
                         {{0, 0.06, c * 0.7f},
                          {0.92 * r, 0, c * 0.8f},
                          {r, 0.03, c},
                          {0.55 * r, 0.3, c},
                          {0.06, 0.58, c},
                          {0, 0.6, c}},
                         s.detail(10, 20)),
              Finish::kMatte,
              along);
    }
    if (rng.chance(0.4))
      s.solid(make_ellipsoid({lean * 0.5, 0.28 + 0.935 * (tiers - 1.0) / tiers + 0.62, 0},
                             Vector3d::Constant(0.06),
                             Matrix3d::Identity(),
                             rgb(0xF6D23C),
                             s.detail(8, 14)),
              Finish::kGlow,
              tip_joint);
  } else {
    const int crown = s.add_body(Finish::kMatte);
    const int limbs = static_cast<int>(rng.integer(3, 5));
    s.coat.mottle = 0.12;
    s.ellipsoid(
        top + Vector3d(0, 0.28, 0), {0.36, 0.32, 0.36}, green, 0.06, Matrix3d::Identity(), crown);
    const int up = branch(top, top + Vector3d(0, 0.45, 0), 0, 0.3);
    s.solid(make_tube({top, top + Vector3d(0, 0.3, 0)}, {0.07, 0.04}, {bark, bark}, s.sides()),
            Finish::kMatte,
            up);
    for (int i = 0; i < limbs; ++i) {
      const double a = 2 * M_PI * i / limbs + rng.uniform(0, 0.8);
      const Vector3d out(std::cos(a), 0.35, std::sin(a)), tip = top + 0.36 * out;
      const int joint = branch(top - Vector3d(0, 0.06, 0), tip, i + 1, 0.26);
      s.solid(make_tube({top - Vector3d(0, 0.08, 0), tip}, {0.055, 0.035}, {bark, bark}, s.sides()),
              Finish::kMatte,
              joint);
      s.ellipsoid(tip + Vector3d(0, 0.06, 0),
                  Vector3d::Constant(context.vary(0.27)),
                  green * static_cast<float>(rng.uniform(0.88, 1.1)),
                  0.04,
                  Matrix3d::Identity(),
                  crown);
    }
    if (colors.main == 0x4E9A3C && rng.chance(0.5))
      for (int i = 0; i < 9; ++i) {
        const double u = 1 - 2 * (i + 0.5) / 9, t = 2.4 * i, ring = std::sqrt(1 - u * u);
        const Vector3d at = s.surface(
            top + Vector3d(0, 0.22, 0), {ring * std::cos(t), u, ring * std::sin(t)}, crown);
        s.solid(make_ellipsoid(at,
                               Vector3d::Constant(0.045),
                               Matrix3d::Identity(),
                               rgb(0xD8302C),
                               s.detail(6, 12)),
                Finish::kShiny,
                {p.stem.back(), up});
      }
  }
  return finish_creature(
      p.sculptor, context, colors.adjective, context.vary(2.5, 0.2), {"tree", "plant"});
}

Creature make_cactus(const MakeContext& context) {
  Rng& rng = context.rng;
  Plant p{context, Sculptor(context.options.triangles, 1.3), {}, {}, 0};
  Sculptor& s = p.sculptor;
  const Vector3f green = context.vary_color(rgb(0x4E9A50));
  const double height = context.vary(0.9), r = context.vary(0.16), pot = 0.26;
  const std::vector<Vector3d> path{{0, 0.7 * pot, 0}, {0, pot + height - r, 0}};
  p.stem = s.draft.add_run(
      {"stem"}, 0, -1, resample(path, static_cast<int>(rng.integer(3, 5))), 1.1 * r);
  s.draft.anatomy.root = p.stem[0];
  s.draft.add_chain(Part::kStem, 0, 0, p.stem);
  s.coat.pattern = Pattern::kPlain;
  s.cone(path[0], 0.92 * r, path[1], r, green, 0.03);
  for (int side : {1, -1}) {
    const double y = pot + height * rng.uniform(0.3, 0.5), up = height * rng.uniform(0.22, 0.4),
                 ar = 0.62 * r;
    const Vector3d root(side * 0.5 * r, y, 0), elbow(side * (r + 1.9 * ar), y + 0.02, 0),
        tip = elbow + Vector3d(0, up, 0);
    const std::vector<int> arm =
        s.draft.add_run({"branch"}, side, p.stem[p.stem.size() / 2], {root, elbow, tip}, 1.1 * ar);
    s.draft.add_chain(Part::kBranch, side, 0, arm);
    s.cone(root, 0.85 * ar, elbow, ar, green, 0.04);
    s.cone(elbow, ar, tip, 0.95 * ar, green, 0.04);
  }
  make_pot(p, 0.27, pot);
  Solid spines;
  const int count = s.detail(24, 60);
  for (int i = 0; i < count; ++i) {
    const double t = (i + 0.5) / count, a = 2.4 * i;
    const Vector3d at =
        s.surface({0, pot + 0.05 + t * (height - r), 0}, {std::cos(a), 0.1, std::sin(a)});
    spines.append(
        make_lathe(at,
                   Vector3d(std::cos(a), 0.2, std::sin(a)),
                   {{0, 0, rgb(0xF4ECC8)}, {0.011, 0, rgb(0xF4ECC8)}, {0, 0.05, rgb(0xF4ECC8)}},
                   4));
  }
  s.solid(spines, Finish::kMatte, p.stem);
  const Vector3d top(0, pot + height, 0);
  for (int i = 0; i < 6; ++i) {
    const Vector3d out(std::cos(M_PI * i / 3), 0.7, std::sin(M_PI * i / 3));
    s.solid(make_ellipsoid(top + 0.06 * out,
                           {0.035, 0.03, 0.07},
                           frame_along(out),
                           rgb(0xF0608A),
                           s.detail(8, 12)),
            Finish::kMatte,
            p.stem.back());
  }
  if (rng.chance(0.6)) {
    for (int side : {1, -1})
      s.solid(make_ellipsoid(s.surface({0, pot + 0.62 * height, 0}, {0.35 * side, 0, 1}),
                             {0.026, 0.038, 0.018},
                             Matrix3d::Identity(),
                             rgb(0x101014),
                             s.detail(8, 12)),
              Finish::kShiny,
              p.stem[p.stem.size() / 2]);
  }
  return finish_creature(
      p.sculptor, context, "", context.vary(0.3, 0.2), {"plant", "potted plant"});
}

}  // namespace animax::data
