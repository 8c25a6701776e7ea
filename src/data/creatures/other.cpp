// SPDX-License-Identifier: MIT
// What fits no other plan: octopus, jellyfish, snail, ghost, slime.
#include "data/creatures/species.h"

#include <array>

namespace animax::data {
namespace {

const Matrix3d kAxes = Matrix3d::Identity();

void add_face(Sculptor& s,
              const MakeContext& context,
              const Vector3d& center,
              double r,
              int head,
              double width = 0.42) {
  EyeLook eye;
  eye.radius = context.vary(0.2 * r);
  const std::array<uint32_t, 4> irises{0x3A6AA8, 0x5A3A1E, 0x3F8A4A, 0x6A3A8A};
  eye.iris = rgb(context.rng.pick(irises));
  s.eyes(center, {width, 0.12, 1}, {0.12, 0, 1}, eye, head);
  std::vector<Vector3d> smile;
  for (int i = -3; i <= 3; ++i)
    smile.push_back(s.surface(center, Vector3d(0.3 * i / 3.0, -0.3 + 0.012 * i * i, 1)));
  s.solid(make_tube(smile,
                    std::vector<double>(7, 0.03 * r),
                    std::vector<Vector3f>(7, rgb(0x4A1E28)),
                    s.detail(4, 7)),
          Finish::kMatte,
          head);
}

// Tentacles around the y axis, each a chain of its own.
void add_tentacles(Sculptor& s,
                   const MakeContext& context,
                   int parent,
                   int count,
                   const std::vector<Vector3d>& profile,
                   double r0,
                   double r1,
                   const Vector3f& color,
                   const Vector3f& below) {
  Rng& rng = context.rng;
  const int bones = static_cast<int>(rng.integer(3, 6));
  int left = 0, right = 0;
  for (int i = 0; i < count; ++i) {
    const double a = 2 * M_PI * (i + 0.5) / count;
    const Matrix3d turn = Eigen::AngleAxisd(a, Vector3d::UnitY()).toRotationMatrix();
    std::vector<Vector3d> path;
    for (const Vector3d& p : profile) path.push_back(turn * p);
    const int side = path.back().x() > 0 ? 1 : -1;
    const std::vector<int> arm =
        s.draft.add_run({"tentacle"},
                        side,
                        parent,
                        resample(path, bones),
                        std::max(1.3 * r0, 0.3 * (path.back() - path.front()).norm() / bones));
    s.draft.add_chain(Part::kArm, side, side > 0 ? left++ : right++, arm);
    LimbLook look;
    look.colors = {color, color, mix(color, below, 0.5)};
    look.tube = true;
    const int fine = 6;
    s.limb(resample(path, fine), resample(std::vector<double>{r0, r1}, fine), arm, look);
    if (s.detail(0, 1))
      for (int k = 1; k < fine; ++k) {
        const Vector3d at = resample(path, fine)[k];
        const double r = r0 + (r1 - r0) * k / fine;
        s.solid(make_ellipsoid(
                    at - Vector3d(0, 0.75 * r, 0), Vector3d(0.55, 0.35, 0.55) * r, kAxes, below, 8),
                Finish::kMatte,
                arm);
      }
  }
}

int add_root(Sculptor& s, const Vector3d& low, const Vector3d& high, double radius, int bones) {
  const std::vector<int> spine =
      s.draft.add_run({"body"}, 0, -1, line_points(low, high, bones), radius);
  s.draft.anatomy.root = spine[0];
  s.draft.add_chain(Part::kSpine, 0, 0, spine);
  return spine.back();
}

void make_octopus(Sculptor& s,
                  const MakeContext& context,
                  const Vector3f& main,
                  const Vector3f& below) {
  const double r = context.vary(0.3), y = 0.34;
  const int head = add_root(s, {0, 0.2, 0}, {0, y + r, 0}, r, 2);
  s.draft.add_chain(Part::kHead, 0, 0, {head});
  s.coat.pattern = Pattern::kSpots;
  s.coat.scale = 0.14;
  s.coat.cover = 0.05;
  s.coat.pattern_color = below;
  const Vector3d skull(0, y + 0.3 * r, 0);
  s.ellipsoid(skull + Vector3d(0, 0.35 * r, -0.12 * r), {0.95 * r, 1.2 * r, r}, main, 0.05);
  s.ellipsoid({0, 0.22, 0}, {0.72 * r, 0.14, 0.72 * r}, main, 0.1);
  add_face(s, context, skull, r, head);
  add_tentacles(s,
                context,
                s.draft.anatomy.root,
                8,
                {{0, 0.2, 0.14}, {0, 0.17, 0.34}, {0, 0.06, 0.5}, {0, 0.05, 0.68}, {0, 0.13, 0.8}},
                0.085,
                0.022,
                main,
                below);
}

void make_jellyfish(Sculptor& s,
                    const MakeContext& context,
                    const Vector3f& main,
                    const Vector3f& below) {
  const double r = context.vary(0.36);
  const int head = add_root(s, {0, 0.8, 0}, {0, 1.1, 0}, r, 1);
  s.solid(make_lathe({0, 0.8, 0},
                     Vector3d::UnitY(),
                     {{0, 0.1, below},
                      {0.82 * r, 0.02, below},
                      {0.95 * r, 0, below},
                      {r, 0.04, main},
                      {0.97 * r, 0.14, main},
                      {0.82 * r, 0.26, main},
                      {0.5 * r, 0.35, main},
                      {0, 0.39, main}},
                     s.detail(14, 28)),
          Finish::kShiny,
          head);
  s.ellipsoid({0, 0.93, 0}, {0.8 * r, 0.2, 0.8 * r}, main, 0.02);
  add_face(s, context, {0, 0.92, 0.1 * r}, r, head, 0.34);
  add_tentacles(s,
                context,
                head,
                7,
                {{0, 0.84, 0.2}, {0, 0.6, 0.27}, {0, 0.35, 0.2}, {0, 0.08, 0.26}},
                0.035,
                0.014,
                below,
                main);
  for (int i = 0; i < 3; ++i) {
    const double a = 2.1 * i;
    s.solid(make_tube({{0.06 * std::cos(a), 0.86, 0.06 * std::sin(a)},
                       {0.1 * std::cos(a), 0.65, 0.1 * std::sin(a)},
                       {0.05 * std::cos(a + 1), 0.45, 0.05 * std::sin(a + 1)}},
                      {0.06, 0.07, 0.02},
                      {main, below, below},
                      s.sides(),
                      1),
            Finish::kMatte,
            head);
  }
}

void make_snail(Sculptor& s,
                const MakeContext& context,
                const Vector3f& main,
                const Vector3f& shell) {
  const std::vector<Vector3d> foot{{0, 0.08, 0.3}, {0, 0.08, -0.55}};
  const std::vector<int> spine = s.draft.add_run(
      {"spine"}, 0, -1, resample(foot, static_cast<int>(context.rng.integer(3, 5))), 0.16);
  s.draft.anatomy.root = spine[0];
  s.draft.add_chain(Part::kSpine, 0, 0, spine);
  const Vector3d base(0, 0.1, 0.3), skull(0, 0.46, 0.56);
  const std::vector<int> neck = s.draft.add_run(
      {"neck"}, 0, spine[0], line_points(base, skull - Vector3d(0, 0.08, 0.04), 2), 0.12);
  s.draft.add_chain(Part::kNeck, 0, 0, neck);
  const int head = s.draft.add("head",
                               0,
                               neck.back(),
                               skull - Vector3d(0, 0.08, 0.04),
                               skull + Vector3d(0, 0.1, 0.08),
                               0.14);
  s.draft.add_chain(Part::kHead, 0, 0, {head});
  s.coat.belly = 0.3;
  s.coat.belly_color = main * 0.7f;
  s.ellipsoid({0, 0.09, -0.1}, {0.17, 0.1, 0.55}, main, 0.05);
  s.cone(base, 0.14, skull, 0.1, main, 0.08);
  s.ellipsoid(skull, {0.13, 0.12, 0.13}, main, 0.05);
  std::vector<Vector3d> smile;
  for (int i = -3; i <= 3; ++i)
    smile.push_back(s.surface(skull, Vector3d(0.35 * i / 3.0, -0.25 + 0.014 * i * i, 1)));
  s.solid(
      make_tube(smile, std::vector<double>(7, 0.006), std::vector<Vector3f>(7, rgb(0x4A1E28)), 5),
      Finish::kMatte,
      head);
  for (int side : {1, -1}) {
    const Vector3d root = skull + Vector3d(side * 0.06, 0.09, 0.02),
                   tip = root + Vector3d(side * 0.07, 0.22, 0.06);
    const int stalk = s.draft.add("antenna", side, head, root, tip, 0.05);
    s.draft.add_chain(Part::kAntenna, side, 0, {stalk});
    s.solid(make_tube({root, tip}, {0.026, 0.022}, {main, main}, s.sides()), Finish::kMatte, stalk);
    s.solid(make_eyeball(tip,
                         0.055,
                         frame_along({0.15 * side, 0, 1}),
                         {{0.5, rgb(0x0B0B0F)}, {M_PI, rgb(0xF8F8F4)}},
                         s.detail(8, 14)),
            Finish::kShiny,
            stalk);
  }
  // The shell: a snail of tube, drawn as a spiral whose radius shrinks.
  std::vector<Vector3d> spiral;
  std::vector<double> radii;
  std::vector<Vector3f> colors;
  const int turns = s.detail(18, 34);
  for (int i = 0; i <= turns; ++i) {
    const double t = static_cast<double>(i) / turns, a = -0.6 + 4.2 * M_PI * t, k = 1 - 0.86 * t;
    spiral.push_back(Vector3d(
        0.07 * t * (i % 2 ? 1 : 1), 0.42 - 0.21 * k * std::cos(a), -0.14 - 0.21 * k * std::sin(a)));
    radii.push_back(0.165 * k + 0.01);
    colors.push_back(mix(shell, rgb(0xFFF0D0), 0.45 * (0.5 + 0.5 * std::cos(9 * a))));
  }
  s.solid(make_tube(spiral, radii, colors, s.detail(8, 14)), Finish::kShiny, spine[1]);
}

void make_blob(Sculptor& s, const MakeContext& context, const Vector3f& main, bool ghost) {
  Rng& rng = context.rng;
  const double r = context.vary(0.36), h = ghost ? context.vary(0.95) : context.vary(0.58);
  const int head =
      add_root(s, {0, 0.02, 0}, {0, h, 0}, 1.2 * r, static_cast<int>(rng.integer(2, 4)));
  s.draft.add_chain(Part::kHead, 0, 0, {head});
  const Vector3d skull(0, ghost ? h - 0.95 * r : 0.5 * h, 0);
  if (ghost) {
    s.ellipsoid(skull, {r, r, 0.92 * r}, main, 0.05);
    s.cone(skull, 0.96 * r, {0, 0.24, 0}, 1.0 * r, main, 0.06);
    for (int i = 0; i < 7; ++i) {
      const double a = 2 * M_PI * i / 7;
      s.ellipsoid({0.78 * r * std::cos(a), 0.14, 0.78 * r * std::sin(a)},
                  {0.3 * r, 0.17, 0.3 * r},
                  main,
                  0.05);
    }
    for (int side : {1, -1}) {
      const Vector3d shoulder(side * 0.85 * r, skull.y() - 0.25 * r, 0.1),
          hand = shoulder + Vector3d(side * 0.24, -0.05, 0.16);
      const std::vector<int> arm =
          s.draft.add_run({"arm"}, side, head, line_points(shoulder, hand, 2), 0.1);
      s.draft.add_chain(Part::kArm, side, 0, arm);
      s.cone(shoulder, 0.1, hand, 0.065, main, 0.06);
    }
  } else {
    s.ellipsoid({0, 0.42 * h, 0}, {1.15 * r, 0.46 * h, 1.05 * r}, main, 0.05);
    s.ellipsoid({0, 0.62 * h, 0}, {0.85 * r, 0.44 * h, 0.8 * r}, main, 0.12);
    for (int i = 0; i < 6; ++i) {
      const double a = 2 * M_PI * i / 6 + rng.uniform(0, 0.5);
      s.ellipsoid(
          {1.05 * r * std::cos(a), 0.05, 1.0 * r * std::sin(a)}, {0.2, 0.055, 0.2}, main, 0.07);
    }
  }
  add_face(s, context, skull, ghost ? r : 1.2 * r, head);
}

}  // namespace

std::vector<std::string> other_species() {
  return {"octopus", "jellyfish", "snail", "ghost", "slime"};
}

Creature make_other(const MakeContext& context) {
  Rng& rng = context.rng;
  static const std::array<Colorway, 6> kColors{{{"red", 0xD84A3E, 0xF8C4A8, 0},
                                                {"purple", 0x8A58C0, 0xE8C4F0, 0},
                                                {"blue", 0x4A8AD8, 0xC4E4F8, 0},
                                                {"green", 0x5AB85A, 0xE0F4B0, 0},
                                                {"pink", 0xF08AB0, 0xFFE0E8, 0},
                                                {"orange", 0xF0923A, 0xFFE4B8, 0}}};
  Colorway colors = rng.pick(kColors);
  const std::string& kind = context.species;
  if (kind == "ghost") colors = rng.chance(0.7) ? Colorway{"white", 0xF4F4FA, 0xFFFFFF, 0} : colors;
  const Vector3f main = context.vary_color(rgb(colors.main)), second = rgb(colors.under);
  Sculptor s(context.options.triangles, kind == "snail" ? 0.9 : 1.6);
  s.coat.seed = static_cast<uint32_t>(rng.next());
  if (kind == "octopus")
    make_octopus(s, context, main, second);
  else if (kind == "jellyfish")
    make_jellyfish(s, context, main, second);
  else if (kind == "snail")
    make_snail(s, context, context.vary_color(rgb(0xD8B488)), main);
  else
    make_blob(s, context, main, kind == "ghost");
  Creature creature = finish_creature(
      s,
      context,
      colors.adjective,
      context.vary(0.5, 0.3),
      {kind == "ghost" || kind == "slime" ? "monster" : "sea creature", "creature"});
  if (kind == "snail") creature.subject_words = {"snail", "mollusc", "creature"};
  return creature;
}

}  // namespace animax::data
