// SPDX-License-Identifier: MIT
#include "data/creatures/species.h"

#include <array>

namespace animax::data {
namespace {

/// Lengths in units of the body from snout to tail root.
struct FishShape {
  std::vector<double> height{0.05, 0.16, 0.2, 0.16, 0.09, 0.045};  ///< half heights, head to tail
  double width = 0.6;                                              ///< by the height
  double tail = 0.28;                                              ///< length of the tail fin
  double fork = 0.5;                                               ///< how deep the tail fin is cut
  double dorsal = 0.14, dorsal_at = 0.4, dorsal_long = 0.3;
  double pectoral = 0.2;
  double eye = 0.045;
  bool flat_tail = false;  ///< whales and dolphins beat up and down
  bool teeth = false;
  double length_m = 0.3;
};

struct FishSpecies {
  const char* name;
  FishShape shape;
  Pattern pattern = Pattern::kPlain;
  double scale = 0.2, cover = 0.3, belly = 0.4;
  EyeStyle eyes = EyeStyle::kCartoon;
  const char* family = "fish";
  std::vector<Colorway> colors;  ///< body, belly, fins and pattern
};

std::vector<FishSpecies> make_table() {
  std::vector<FishSpecies> all;
  all.push_back({.name = "goldfish",
                 .shape = {.height = {0.09, 0.19, 0.25, 0.2, 0.12, 0.06},
                           .width = 0.66,
                           .tail = 0.5,
                           .dorsal = 0.2,
                           .eye = 0.06,
                           .length_m = 0.15},
                 .colors = {{"golden", 0xF29A2E, 0xFFE2A8, 0xF8C25C},
                            {"red", 0xE0482E, 0xFFD0B0, 0xF28A5C},
                            {"white", 0xF6F0E8, 0xFFFFFF, 0xF2703C}}});
  all.push_back(
      {.name = "shark",
       .shape = {.height = {0.035, 0.11, 0.145, 0.125, 0.075, 0.035},
                 .width = 0.82,
                 .tail = 0.32,
                 .fork = 0.75,
                 .dorsal = 0.2,
                 .dorsal_at = 0.42,
                 .dorsal_long = 0.16,
                 .pectoral = 0.26,
                 .eye = 0.026,
                 .teeth = true,
                 .length_m = 3},
       .belly = 0.5,
       .eyes = EyeStyle::kButton,
       .family = "sea creature",
       .colors = {{"grey", 0x6E7C8A, 0xF0F2F2, 0x5E6C7A}, {"blue", 0x4A78A8, 0xEEF4F8, 0x3A6490}}});
  all.push_back({.name = "clownfish",
                 .shape = {.height = {0.08, 0.17, 0.22, 0.18, 0.12, 0.07},
                           .width = 0.58,
                           .tail = 0.24,
                           .fork = 0.05,
                           .dorsal = 0.12,
                           .dorsal_long = 0.5,
                           .eye = 0.055,
                           .length_m = 0.1},
                 .pattern = Pattern::kBands,
                 .scale = 0.34,
                 .cover = 0.3,
                 .belly = 0,
                 .colors = {{"orange", 0xF07A22, 0xFFE8D0, 0xFAF8F2},
                            {"striped", 0xE85A1E, 0xFFE8D0, 0xF8F6F0}}});
  all.push_back({.name = "tropical fish",
                 .shape = {.height = {0.07, 0.26, 0.36, 0.3, 0.16, 0.06},
                           .width = 0.36,
                           .tail = 0.26,
                           .fork = 0.3,
                           .dorsal = 0.24,
                           .dorsal_long = 0.5,
                           .eye = 0.055,
                           .length_m = 0.15},
                 .pattern = Pattern::kBands,
                 .scale = 0.3,
                 .cover = 0.35,
                 .belly = 0,
                 .colors = {{"yellow", 0xF6CE2E, 0xFFF0A0, 0x24242E},
                            {"blue", 0x2E6AD8, 0x9AC8F0, 0xF6C62E},
                            {"purple", 0x8A4AC8, 0xE0B8F0, 0xF0E04A}}});
  all.push_back(
      {.name = "dolphin",
       .shape = {.height = {0.03, 0.1, 0.14, 0.12, 0.07, 0.03},
                 .width = 0.9,
                 .tail = 0.22,
                 .fork = 0.35,
                 .dorsal = 0.16,
                 .dorsal_long = 0.16,
                 .pectoral = 0.22,
                 .eye = 0.028,
                 .flat_tail = true,
                 .length_m = 2.2},
       .belly = 0.45,
       .eyes = EyeStyle::kButton,
       .family = "sea animal",
       .colors = {{"blue", 0x5A86B4, 0xE8F0F4, 0x4A74A0}, {"grey", 0x8896A4, 0xF0F0F0, 0x72808E}}});
  all.push_back(
      {.name = "whale",
       .shape = {.height = {0.1, 0.2, 0.23, 0.18, 0.09, 0.035},
                 .width = 1.0,
                 .tail = 0.24,
                 .fork = 0.35,
                 .dorsal = 0.07,
                 .dorsal_at = 0.65,
                 .dorsal_long = 0.12,
                 .pectoral = 0.26,
                 .eye = 0.026,
                 .flat_tail = true,
                 .length_m = 9},
       .belly = 0.45,
       .eyes = EyeStyle::kButton,
       .family = "sea animal",
       .colors = {{"blue", 0x3F6EA8, 0xD8E6F0, 0x2F5688}, {"grey", 0x5A6470, 0xE4E8EA, 0x4A545E}}});
  all.push_back({.name = "orca",
                 .shape = {.height = {0.06, 0.14, 0.17, 0.14, 0.08, 0.035},
                           .width = 0.92,
                           .tail = 0.24,
                           .fork = 0.35,
                           .dorsal = 0.28,
                           .dorsal_long = 0.14,
                           .pectoral = 0.24,
                           .eye = 0.026,
                           .flat_tail = true,
                           .teeth = true,
                           .length_m = 6},
                 .belly = 0.42,
                 .eyes = EyeStyle::kButton,
                 .family = "whale",
                 .colors = {{"", 0x1E2026, 0xF8F8F6, 0x16181C}}});
  all.push_back({.name = "pufferfish",
                 .shape = {.height = {0.14, 0.29, 0.34, 0.29, 0.16, 0.06},
                           .width = 0.95,
                           .tail = 0.2,
                           .fork = 0.0,
                           .dorsal = 0.1,
                           .dorsal_at = 0.75,
                           .dorsal_long = 0.14,
                           .pectoral = 0.16,
                           .eye = 0.075,
                           .length_m = 0.25},
                 .pattern = Pattern::kSpots,
                 .scale = 0.12,
                 .cover = 0.12,
                 .belly = 0.5,
                 .colors = {{"yellow", 0xE8C24A, 0xFFF8E0, 0x8A6A24},
                            {"green", 0x8AB05A, 0xF6F8E0, 0x4A6A30}}});
  all.push_back({.name = "trout",
                 .shape = {.height = {0.04, 0.11, 0.14, 0.12, 0.08, 0.045},
                           .width = 0.62,
                           .tail = 0.2,
                           .fork = 0.3,
                           .eye = 0.032,
                           .length_m = 0.5},
                 .pattern = Pattern::kSpots,
                 .scale = 0.06,
                 .cover = 0.05,
                 .belly = 0.45,
                 .colors = {{"silver", 0x9AA6A8, 0xF4F2EA, 0x4A5458},
                            {"green", 0x6A8A5E, 0xF2E8CC, 0x3A4A34},
                            {"pink", 0xD88A84, 0xF8ECE4, 0x7A4A4A}}});
  return all;
}

const std::vector<FishSpecies>& table() {
  static const std::vector<FishSpecies> fish = make_table();
  return fish;
}

/// A fin: a thin blade ruled between its root and its edge.
Solid fin(const std::vector<Vector3d>& root,
          const std::vector<Vector3d>& edge,
          const Vector3f& base,
          const Vector3f& tip,
          double thickness,
          int u,
          int v) {
  const auto at = [](const std::vector<Vector3d>& line, double t) {
    const double x = t * (line.size() - 1);
    const auto i = std::min(static_cast<size_t>(x), line.size() - 2);
    return Vector3d(line[i] + (x - i) * (line[i + 1] - line[i]));
  };
  SheetShape sheet;
  sheet.surface = [&](double a, double b) {
    return Vector3d(at(root, a) + b * (at(edge, a) - at(root, a)));
  };
  sheet.color = [&](double a, double b) {
    return Vector3f(mix(base, tip, b) * static_cast<float>(0.93 + 0.07 * std::cos(30 * a)));
  };
  sheet.thickness = [&](double a, double b) {
    return thickness * (1 - 0.75 * b) * (0.35 + 0.65 * std::sin(M_PI * std::clamp(a, 0.05, 0.95)));
  };
  return make_sheet(sheet, u, v);
}

}  // namespace

std::vector<std::string> fish_species() { return names_of(table()); }

Creature make_fish(const MakeContext& context) {
  const auto& species = find_species(table(), context.species);
  Rng& rng = context.rng;
  FishShape q = species.shape;
  const Colorway& colors = rng.pick(species.colors);
  for (double& h : q.height) h = context.vary(h, 0.05);
  for (double* number : {&q.width, &q.tail, &q.dorsal, &q.pectoral, &q.eye, &q.dorsal_long})
    *number = context.vary(*number, 0.09);
  Sculptor s(context.options.triangles, 0.75);
  const Vector3f main = context.vary_color(rgb(colors.main)), under = rgb(colors.under),
                 accent = context.vary_color(rgb(colors.accent));
  s.coat.pattern = species.pattern;
  s.coat.pattern_color = accent;
  s.coat.scale = species.scale;
  s.coat.cover = species.cover;
  s.coat.belly = species.belly;
  s.coat.belly_color = under;
  s.coat.seed = static_cast<uint32_t>(rng.next());

  // The body lies along z: snout at 0.5, tail root at -0.5.
  const auto half_height = [&](double t) {  // t: 0 at the snout, 1 at the tail root
    const double x = std::clamp(t, 0.0, 1.0) * (q.height.size() - 1);
    const auto i = std::min(static_cast<size_t>(x), q.height.size() - 2);
    return q.height[i] + (x - i) * (q.height[i + 1] - q.height[i]);
  };
  const auto at = [](double t) { return Vector3d(0, 0, 0.5 - t); };
  const double thickest = *std::max_element(q.height.begin(), q.height.end());

  // Root in the middle of the body's front third, spine back to the tail, head forward.
  const double neck = 0.3;
  const int bones = static_cast<int>(rng.integer(4, 8));
  const std::vector<int> spine =
      s.draft.add_run({"spine"}, 0, -1, line_points(at(neck), at(1), bones), 1.1 * thickest);
  s.draft.joints[spine[0]].role = "hips";
  for (size_t i = 1; i < spine.size(); ++i)
    s.draft.joints[spine[i]].radius =
        std::max(1.2 * half_height(neck + 0.7 * i / bones), 0.5 * 0.7 / bones);
  s.draft.anatomy.root = spine[0];
  s.draft.add_chain(Part::kSpine, 0, 0, spine);
  const int head = s.draft.add("head", 0, spine[0], at(neck), at(0), thickest);
  s.draft.add_chain(Part::kHead, 0, 0, {head});

  std::vector<Vector3d> points;
  std::vector<double> radii;
  const int steps = 9;
  for (int i = 0; i <= steps; ++i) {
    points.push_back(at(static_cast<double>(i) / steps));
    radii.push_back(half_height(static_cast<double>(i) / steps));
  }
  for (int i = 0; i < steps; ++i) {
    Clay& clay = s.cone(points[i],
                        std::max(radii[i], 0.6 * s.cell() / q.width),
                        points[i + 1],
                        std::max(radii[i + 1], 0.6 * s.cell() / q.width),
                        main,
                        0.05);
    clay.shape = (Matrix3d::Identity() +
                  (1 / q.width - 1) * Vector3d::UnitX() * Vector3d::UnitX().transpose())
                     .cast<float>();
    if (q.width > 1) clay.reach *= static_cast<float>(q.width);
  }
  if (species.name == std::string("dolphin"))
    s.cone(
        at(0.04) - Vector3d(0, 0.015, 0), 0.045, at(-0.1) - Vector3d(0, 0.03, 0), 0.03, main, 0.03);

  // Tail fin, on a joint or two of its own.
  const Vector3d root = at(0.97);
  const int tail_bones = static_cast<int>(rng.integer(1, 2));
  const std::vector<int> tail = s.draft.add_run(
      {"tail"}, 0, spine.back(), line_points(at(1), at(1 + q.tail), tail_bones), 0.5 * q.tail);
  s.draft.add_chain(Part::kTail, 0, 0, tail);
  const double spread = 0.72 * q.tail + 0.04;
  const Vector3d up = q.flat_tail ? Vector3d::UnitX() : Vector3d::UnitY();
  const Vector3d back = -Vector3d::UnitZ();
  std::vector<Vector3d> fin_root, fin_edge;
  for (int i = 0; i <= 8; ++i) {
    const double t = i / 4.0 - 1;
    fin_root.push_back(root + 0.8 * half_height(1) * t * up);
    const double reach = q.tail * (1 - q.fork * (1 - std::abs(t)));
    const double swell = q.fork < 0.2 ? std::cos(0.9 * t) : 1;
    fin_edge.push_back(root + spread * t * up + reach * swell * back);
  }
  s.solid(fin(fin_root,
              fin_edge,
              mix(main, accent, 0.6),
              accent,
              0.02,
              s.detail(8, 16),
              s.detail(3, 6)),
          Finish::kMatte,
          [&] {
            std::vector<int> j{spine.back()};
            j.insert(j.end(), tail.begin(), tail.end());
            return j;
          }());

  // Fin on the back; it bends with the body.
  std::vector<Vector3d> dorsal_root, dorsal_edge;
  for (int i = 0; i <= 6; ++i) {
    const double t = i / 6.0, along = q.dorsal_at + q.dorsal_long * (t - 0.3);
    dorsal_root.push_back(at(along) + Vector3d(0, 0.9 * half_height(along), 0));
    const double lift =
        q.dorsal * std::pow(std::sin(M_PI * (0.12 + 0.78 * std::pow(t, 0.75))), 0.8);
    dorsal_edge.push_back(dorsal_root.back() + Vector3d(0, lift, -0.55 * lift));
  }
  s.solid(fin(dorsal_root,
              dorsal_edge,
              mix(main, accent, 0.5),
              accent,
              0.02,
              s.detail(5, 10),
              s.detail(2, 4)),
          Finish::kMatte,
          spine);

  for (int side : {1, -1}) {
    const double w = half_height(0.36) * q.width;
    const Vector3d shoulder = at(0.33) + Vector3d(side * 0.85 * w, -0.3 * half_height(0.36), 0);
    const Vector3d out = Vector3d(side * 0.85, -0.4, -0.6).normalized();
    const int joint =
        s.draft.add("fin", side, spine[0], shoulder, shoulder + q.pectoral * out, 0.5 * q.pectoral);
    s.draft.add_chain(Part::kFin, side, 0, {joint});
    std::vector<Vector3d> near, far;
    for (int i = 0; i <= 4; ++i) {
      const double t = i / 4.0 - 0.5;
      near.push_back(shoulder + Vector3d(0, 0, -0.12 * t * (q.pectoral / 0.2)));
      far.push_back(shoulder + q.pectoral * (1 - 0.5 * std::abs(t + 0.2)) * out +
                    Vector3d(0, 0, -0.75 * t * q.pectoral));
    }
    s.solid(fin(near, far, mix(main, accent, 0.6), accent, 0.022, s.detail(4, 8), s.detail(2, 5)),
            Finish::kMatte,
            {joint});
  }

  // Face.
  EyeLook eye;
  eye.style = species.eyes;
  eye.radius = q.eye;
  eye.depth = 0.45;
  eye.iris = rgb(rng.chance(0.5) ? 0xE8B830 : 0x3A6AA8);
  s.eyes(at(0.16), {1, 0.42, 0.25}, {1, 0.08, 0.35}, eye, head);
  const Vector3d hinge = at(0.14) - Vector3d(0, 0.52 * half_height(0.14), 0);
  const Vector3d chin = at(0.01) - Vector3d(0, 0.6 * half_height(0.02) + 0.005, 0);
  const int jaw = s.draft.add("jaw", 0, head, hinge, chin, 0.5 * half_height(0.1));
  s.draft.add_chain(Part::kJaw, 0, 0, {jaw});
  const double jr = 0.5 * half_height(0.1);
  s.solid(make_tube({hinge, 0.5 * (hinge + chin), chin},
                    {jr, 0.95 * jr, 0.62 * jr},
                    std::vector<Vector3f>(3, species.belly > 0 ? under : main),
                    s.sides(),
                    1,
                    Vector3d::UnitY(),
                    0.55),
          Finish::kMatte,
          jaw);
  std::vector<Vector3d> lips;
  for (int i = -3; i <= 3; ++i)
    lips.push_back(
        s.surface(at(0.14), Vector3d(0.5 * i / 3.0 * q.width, -0.3 + 0.03 * i * i / 9.0, 1)));
  s.solid(make_tube(lips, std::vector<double>(7, 0.008), std::vector<Vector3f>(7, main * 0.35f), 5),
          Finish::kMatte,
          head);
  if (q.teeth)
    for (int i = -3; i <= 3; ++i) {
      const Vector3d place = lips[i + 3] - Vector3d(0, 0.004, 0.003);
      s.solid(
          make_lathe(place,
                     Vector3d(0, -1, 0.1),
                     {{0, 0, rgb(0xFFFFFF)}, {0.011, 0, rgb(0xFFFFFF)}, {0, 0.028, rgb(0xFFFFFF)}},
                     5),
          Finish::kMatte,
          head);
    }
  if (species.name == std::string("orca"))
    for (int side : {1, -1})
      s.solid(make_ellipsoid(s.surface(at(0.2), Vector3d(side, 0.62, 0)),
                             {0.02, 0.025, 0.06},
                             frame_along(Vector3d(0, 0, 1), Vector3d(side, 0.6, 0)),
                             rgb(0xFAFAF8),
                             10),
              Finish::kMatte,
              head);
  if (species.name == std::string("pufferfish")) {
    Solid spikes;
    for (int i = 0; i < 44; ++i) {
      const double u = 1 - 2 * (i + 0.5) / 44, t = 2.399963 * i, ring = std::sqrt(1 - u * u);
      const Vector3d unit(ring * std::cos(t), ring * std::sin(t), u);
      const Vector3d place = s.surface(at(0.42), unit);
      spikes.append(make_lathe(
          place - 0.01 * unit, unit, {{0, 0, under}, {0.013, 0, under}, {0, 0.06, under}}, 5));
    }
    s.solid(spikes, Finish::kMatte, spine);
  }
  const double metres = context.vary(q.length_m, 0.15);
  return finish_creature(
      s, context, colors.adjective, metres, {species.family, "sea creature", "animal"});
}

}  // namespace animax::data
