// SPDX-License-Identifier: MIT
#include "data/creatures/species.h"

#include <array>

namespace animax::data {
namespace {

struct SnakeSpecies {
  const char* name;
  double length = 2.2, radius = 0.1, head = 0.13;
  double taper = 0.25;  ///< radius of the tail's end by the body's
  double hood = 0;      ///< a cobra's
  double raised = 0.3;  ///< height of the head
  bool segments = false, worm = false, rattle = false;
  Pattern pattern = Pattern::kBands;
  double scale = 0.3, cover = 0.4;
  double length_m = 1.5;
  const char* family = "snake";
  std::vector<Colorway> colors;
};

const std::vector<SnakeSpecies>& table() {
  static const std::vector<SnakeSpecies> snakes{
      {.name = "snake",
       .colors = {{"green", 0x5AA03C, 0xE8E8A8, 0x2F6A2A},
                  {"red", 0xC8402C, 0xF4D8A0, 0x2A2424},
                  {"yellow", 0xE8C23A, 0xFFF4C8, 0x6A4A1E}}},
      {.name = "cobra",
       .radius = 0.095,
       .hood = 0.2,
       .raised = 0.75,
       .pattern = Pattern::kPlain,
       .colors = {{"brown", 0x8A6A3A, 0xE8D8A0, 0x4A3620},
                  {"black", 0x34343A, 0xD8CFA0, 0x1E1E22}}},
      {.name = "python",
       .length = 2.6,
       .radius = 0.135,
       .head = 0.14,
       .pattern = Pattern::kPatches,
       .scale = 0.22,
       .cover = 0.45,
       .length_m = 4,
       .colors = {{"brown", 0xC8A46A, 0xF0E0B8, 0x6A4A2A},
                  {"golden", 0xF0D890, 0xFFF8E0, 0xE0A83A}}},
      {.name = "rattlesnake",
       .raised = 0.4,
       .rattle = true,
       .pattern = Pattern::kSpots,
       .scale = 0.2,
       .cover = 0.45,
       .colors = {{"", 0xC0A070, 0xF0E4C8, 0x7A5834}}},
      {.name = "worm",
       .length = 1.6,
       .radius = 0.12,
       .head = 0.125,
       .taper = 0.6,
       .raised = 0.3,
       .segments = true,
       .worm = true,
       .pattern = Pattern::kPlain,
       .length_m = 0.12,
       .family = "worm",
       .colors = {{"pink", 0xE89A96, 0xF4B8B0, 0xD07A78},
                  {"purple", 0xA87AC8, 0xC8A0E0, 0x7A4AA0}}},
      {.name = "caterpillar",
       .length = 1.4,
       .radius = 0.15,
       .head = 0.19,
       .taper = 0.75,
       .raised = 0.26,
       .segments = true,
       .worm = true,
       .pattern = Pattern::kBands,
       .scale = 0.35,
       .cover = 0.4,
       .length_m = 0.06,
       .family = "bug",
       .colors = {{"green", 0x86C440, 0xD8F0A0, 0xF2D83A},
                  {"yellow", 0xF2D03A, 0xFFF4B8, 0x3A3A3A}}},
      {.name = "eel",
       .length = 2.2,
       .radius = 0.095,
       .head = 0.11,
       .raised = 0.12,
       .pattern = Pattern::kPlain,
       .length_m = 0.8,
       .family = "sea creature",
       .colors = {{"dark", 0x4A5244, 0xC8C4A0, 0x343A30}, {"blue", 0x3F5A8A, 0xC0D0E0, 0x2A3F6A}}}};
  return snakes;
}

}  // namespace

std::vector<std::string> snake_species() { return names_of(table()); }

Creature make_snake(const MakeContext& context) {
  const auto& q = find_species(table(), context.species);
  Rng& rng = context.rng;
  const Colorway& colors = rng.pick(q.colors);
  const Vector3f main = context.vary_color(rgb(colors.main)), under = rgb(colors.under),
                 accent = rgb(colors.accent);
  Sculptor s(context.options.triangles, 1.5);
  s.coat.pattern = q.pattern;
  s.coat.pattern_color = accent;
  s.coat.scale = context.vary(q.scale, 0.15);
  s.coat.cover = q.cover;
  s.coat.belly = 0.35;
  s.coat.belly_color = under;
  s.coat.seed = static_cast<uint32_t>(rng.next());

  const double length = context.vary(q.length, 0.1), r = context.vary(q.radius),
               head_r = context.vary(q.head);
  const double raised = context.vary(q.raised, 0.12);
  // From the head back: a raised neck, then along the ground in gentle waves.
  const double wave = q.worm ? 0.0 : rng.uniform(0.0, 0.16), waves = rng.uniform(1.0, 1.8);
  std::vector<Vector3d> path;
  const int fine = 40;
  for (int i = 0; i <= fine; ++i) {
    const double t = static_cast<double>(i) / fine, z = 0.5 * length - t * length;
    const double lift = raised * smooth_step(0.3, 0.06, t) * (raised > 0.5 ? 1 : 0.8);
    const double fade = smooth_step(0.1, 0.45, t);
    path.push_back(
        {wave * fade * std::sin(2 * M_PI * waves * t), r + lift, z - (raised > 0.5 ? 0.0 : 0.0)});
  }
  const int bones = static_cast<int>(q.worm ? rng.integer(5, 9) : rng.integer(8, 16));
  const std::vector<Vector3d> joints_at = resample(path, bones);
  const std::vector<int> spine =
      s.draft.add_run({"spine"}, 0, -1, joints_at, std::max(1.1 * r, 0.5 * length / bones));
  s.draft.joints[spine[0]].role = "hips";
  s.draft.anatomy.root = spine[0];
  s.draft.add_chain(Part::kSpine, 0, 0, spine);
  const Vector3d neck = path[0], skull = neck + Vector3d(0, 0.1 * head_r, 0.75 * head_r);
  const int head =
      s.draft.add("head", 0, spine[0], neck, skull + Vector3d(0, 0, 1.2 * head_r), head_r);
  s.draft.add_chain(Part::kHead, 0, 0, {head});

  std::vector<double> radii;
  const int pieces = q.segments ? 12 : 24;
  const std::vector<Vector3d> outline = resample(path, pieces);
  for (int i = 0; i <= pieces; ++i) {
    const double t = static_cast<double>(i) / pieces;
    radii.push_back(r * (0.72 + 0.28 * smooth_step(0, 0.25, t)) *
                    (1 + (q.taper - 1) * smooth_step(0.5, 1, t)));
  }
  if (q.segments) {
    for (int i = 0; i <= pieces; ++i) {
      Clay& ball = s.ellipsoid(outline[i],
                               Vector3d(1.08, 1.08, 0.85) * radii[i],
                               i % 2 && q.pattern != Pattern::kPlain ? accent : main,
                               0.02);
      ball.coat = 0.5f;
    }
    s.coat.pattern = Pattern::kPlain;
  } else {
    for (int i = 0; i < pieces; ++i)
      s.cone(outline[i],
             std::max(radii[i], 0.6 * s.cell()),
             outline[i + 1],
             std::max(radii[i + 1], 0.6 * s.cell()),
             main,
             0.02);
  }
  if (q.hood > 0) {
    s.ellipsoid(neck - Vector3d(0, 0.75 * q.hood, 0.04), {q.hood, 1.3 * q.hood, 0.05}, main, 0.05);
    s.solid(make_ellipsoid(neck - Vector3d(0, 0.75 * q.hood, 0.0),
                           {0.62 * q.hood, 1.0 * q.hood, 0.045},
                           Matrix3d::Identity(),
                           under,
                           s.detail(10, 18)),
            Finish::kMatte,
            {spine[0], spine[1]});
  }
  const bool worm = q.worm;
  s.ellipsoid(
       skull,
       worm ? Vector3d::Constant(head_r) : Vector3d(0.95 * head_r, 0.68 * head_r, 1.25 * head_r),
       main,
       0.05)
      .coat = worm ? 0 : 0.4f;

  EyeLook eye;
  eye.style = worm ? EyeStyle::kCartoon : EyeStyle::kSlit;
  eye.radius = (worm ? 0.32 : 0.26) * head_r;
  eye.iris = worm ? rgb(0x4A3A2A) : rgb(rng.chance(0.5) ? 0xF2C82C : 0xE8542C);
  s.eyes(skull,
         worm ? Vector3d(0.5, 0.45, 1) : Vector3d(0.9, 0.75, 0.62),
         worm ? Vector3d(0.2, 0.1, 1) : Vector3d(0.9, 0.2, 0.6),
         eye,
         head);
  if (worm) {
    std::vector<Vector3d> smile;
    for (int i = -3; i <= 3; ++i)
      smile.push_back(s.surface(skull, Vector3d(0.35 * i / 3.0, -0.35 + 0.1 * i * i / 9.0, 1)));
    s.solid(make_tube(smile,
                      std::vector<double>(7, 0.04 * head_r),
                      std::vector<Vector3f>(7, rgb(0x6A2A30)),
                      5),
            Finish::kMatte,
            head);
    for (int side : {1, -1}) {
      const Vector3d root = skull + head_r * Vector3d(0.35 * side, 0.8, 0.1),
                     tip = root + head_r * Vector3d(0.3 * side, 0.8, 0.1);
      const int antenna = s.draft.add("antenna", side, head, root, tip, 0.3 * head_r);
      s.draft.add_chain(Part::kAntenna, side, 0, {antenna});
      s.solid(make_tube({root, tip}, {0.07 * head_r, 0.06 * head_r}, {accent, accent}, s.sides()),
              Finish::kMatte,
              antenna);
      s.solid(make_ellipsoid(tip,
                             Vector3d::Constant(0.15 * head_r),
                             Matrix3d::Identity(),
                             accent,
                             s.detail(6, 10)),
              Finish::kMatte,
              antenna);
    }
  } else {
    const Vector3d hinge = skull + head_r * Vector3d(0, -0.28, -0.3),
                   chin = skull + head_r * Vector3d(0, -0.38, 1.0);
    const int jaw = s.draft.add("jaw", 0, head, hinge, chin, 0.5 * head_r);
    s.draft.add_chain(Part::kJaw, 0, 0, {jaw});
    s.solid(make_tube({hinge, 0.5 * (hinge + chin), chin},
                      {0.72 * head_r, 0.7 * head_r, 0.45 * head_r},
                      std::vector<Vector3f>(3, mix(main, under, 0.7)),
                      s.sides(),
                      1,
                      Vector3d::UnitY(),
                      0.48),
            Finish::kMatte,
            jaw);
    const Vector3f tongue = rgb(0xD8304A);
    const Vector3d mouth = chin + head_r * Vector3d(0, 0.12, 0.2),
                   split = mouth + head_r * Vector3d(0, -0.02, 0.6);
    s.solid(make_tube({mouth, split}, {0.06 * head_r, 0.05 * head_r}, {tongue, tongue}, 5),
            Finish::kMatte,
            jaw);
    for (int side : {1, -1}) {
      s.solid(make_tube({split, split + head_r * Vector3d(0.16 * side, 0.03, 0.26)},
                        {0.05 * head_r, 0.025 * head_r},
                        {tongue, tongue},
                        5),
              Finish::kMatte,
              jaw);
      s.solid(make_ellipsoid(s.surface(skull, Vector3d(0.3 * side, 0.25, 1)),
                             head_r * Vector3d(0.06, 0.05, 0.05),
                             Matrix3d::Identity(),
                             rgb(0x1E1A18),
                             6),
              Finish::kMatte,
              head);
    }
  }
  if (q.rattle) {
    const Vector3d end = path.back(), along = (path[fine] - path[fine - 2]).normalized();
    for (int i = 0; i < 4; ++i)
      s.solid(make_ellipsoid(end + (0.03 + 0.05 * i) * along,
                             Vector3d::Constant(0.042 - 0.006 * i),
                             Matrix3d::Identity(),
                             rgb(0xD8B880) * (i % 2 ? 0.8f : 1.0f),
                             8),
              Finish::kMatte,
              spine.back());
  }
  return finish_creature(s,
                         context,
                         colors.adjective,
                         context.vary(q.length_m, 0.15) / length,
                         {q.family, worm ? "crawler" : "reptile", "animal"});
}

}  // namespace animax::data
