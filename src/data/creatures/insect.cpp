// SPDX-License-Identifier: MIT
// Insects, spiders, scorpions and crabs, put together from their parts.
#include "data/creatures/insect_shape.h"
#include "data/creatures/species.h"

#include <algorithm>

namespace animax::data {
namespace {

struct Bug {
  const MakeContext& context;
  const InsectSpecies& species;
  Sculptor sculptor;
  Vector3f main, second, accent;
  Vector3d thorax_at, abdomen_at, head_at, thorax, abdomen;
  double head_r = 0;
  int body = -1, tail = -1, head = -1;
};

void make_body(Bug& b) {
  Sculptor& s = b.sculptor;
  const double y = b.context.vary(b.species.hip_y) + 0.3 * b.thorax.y();
  b.thorax_at = {0, y, 0};
  b.abdomen_at = {0,
                  y + (b.species.claws && !b.species.sting ? 0.02 : 0.05),
                  -0.75 * (b.thorax.z() + b.abdomen.z())};
  if (b.species.claws && !b.species.sting) b.abdomen_at.z() = -0.1;
  b.head_at = {0, y + 0.02, 0.85 * b.thorax.z() + 0.75 * b.head_r};
  b.body = s.draft.add("thorax",
                       0,
                       -1,
                       b.thorax_at - Vector3d(0, 0, 0.5 * b.thorax.z()),
                       b.thorax_at + Vector3d(0, 0, 0.5 * b.thorax.z()),
                       b.thorax.y());
  s.draft.anatomy.root = b.body;
  b.tail = s.draft.add("abdomen",
                       0,
                       b.body,
                       b.thorax_at - Vector3d(0, 0, 0.7 * b.thorax.z()),
                       b.abdomen_at - Vector3d(0, 0, 0.9 * b.abdomen.z()),
                       b.abdomen.y());
  s.draft.add_chain(Part::kSpine, 0, 0, {b.body, b.tail});
  b.head = s.draft.add("head",
                       0,
                       b.body,
                       b.thorax_at + Vector3d(0, 0, 0.8 * b.thorax.z()),
                       b.head_at + Vector3d(0, 0, b.head_r),
                       b.head_r);
  s.draft.add_chain(Part::kHead, 0, 0, {b.head});
  s.ellipsoid(b.thorax_at, b.thorax, b.main, 0.02).coat =
      b.species.pattern == Pattern::kBands ? 1 : 0.2f;
  const Vector3f head_color = b.species.shell ? b.accent : b.main;
  s.ellipsoid(b.head_at, Vector3d(1.05, 0.95, 0.95) * b.head_r, head_color, 0.015).coat = 0;
  Clay& rear = s.ellipsoid(b.abdomen_at, b.abdomen, b.main, 0.02);
  if (!b.species.shell) return;
  rear.color = b.accent;
  rear.coat = 0;
  // Two wing cases that meet in the middle.
  const int cases = s.add_body(Finish::kShiny, {b.tail});
  for (int side : {1, -1})
    s.ellipsoid(b.abdomen_at + Vector3d(side * 0.3 * b.abdomen.x(), 0.12 * b.abdomen.y(), 0.02),
                {0.76 * b.abdomen.x(), 0.98 * b.abdomen.y(), 1.02 * b.abdomen.z()},
                b.main,
                0.004,
                Matrix3d::Identity(),
                cases);
}

void make_legs(Bug& b) {
  Sculptor& s = b.sculptor;
  const InsectSpecies& q = b.species;
  const double reach = b.context.vary(q.reach), knee = b.context.vary(q.knee),
               r = b.context.vary(q.leg, 0.12);
  const int bones = static_cast<int>(b.context.rng.integer(3, 4));
  const bool crab = q.claws && !q.sting;
  const double half_z = crab ? 0.2 : 0.75 * b.thorax.z();
  const double half_x = crab ? 0.85 * b.abdomen.x() : 0.8 * b.thorax.x();
  for (int side : {1, -1})
    for (int i = 0; i < q.pairs; ++i) {
      const double t = q.pairs == 1 ? 0 : 1 - 2.0 * i / (q.pairs - 1);  // 1 front, -1 rear
      const double fan = radians(50) * t;
      const Vector3d out(side * std::cos(fan), 0, std::sin(fan));
      const Vector3d hip(
          side * half_x, b.thorax_at.y() - 0.3 * b.thorax.y(), t * half_z + (crab ? -0.06 : 0));
      const Vector3d top = hip + 0.42 * reach * out + Vector3d(0, knee, 0);
      const Vector3d foot = Vector3d(hip.x(), r, hip.z()) + reach * out;
      const Vector3d ankle = 0.35 * top + 0.65 * foot + 0.08 * reach * out;
      std::vector<Vector3d> path{hip, top, ankle, foot};
      if (bones == 4)
        path = {hip, hip + 0.14 * reach * out + Vector3d(0, 0.3 * knee, 0), top, ankle, foot};
      const std::vector<int> leg =
          s.draft.add_run({"leg"}, side, b.body, path, std::max(1.6 * r, 0.05));
      s.draft.add_chain(Part::kLeg, side, i, leg);
      std::vector<double> radii(path.size(), r);
      radii[0] = 1.25 * r;
      radii.back() = 0.45 * r;
      std::vector<Vector3f> colors(path.size(), q.shell ? b.accent : b.main);
      colors.back() = b.accent;
      s.solid(make_tube(path, radii, colors, s.sides(), s.detail(0, 1)), Finish::kMatte, leg, 0);
      if (s.detail(0, 1))
        for (size_t k = 1; k + 1 < path.size(); ++k)
          s.solid(make_ellipsoid(
                      path[k],
                      Vector3d::Constant(1.25 * r),
                      Matrix3d::Identity(),
                      q.name == std::string("tarantula") ? b.second : Vector3f(b.main * 0.85f),
                      8),
                  Finish::kMatte,
                  leg[k]);
    }
}

void make_claws(Bug& b) {
  Sculptor& s = b.sculptor;
  for (int side : {1, -1}) {
    const Vector3d shoulder =
        b.thorax_at + Vector3d(side * b.thorax.x() * 0.8, 0, 0.8 * b.thorax.z());
    const Vector3d elbow = shoulder + Vector3d(side * 0.2, 0.06, 0.14),
                   wrist = elbow + Vector3d(-side * 0.04, 0.02, 0.2),
                   tip = wrist + Vector3d(-side * 0.04, 0, 0.24);
    const std::vector<int> arm = s.draft.add_run(
        {"arm", "forearm", "claw"}, side, b.body, {shoulder, elbow, wrist, tip}, 0.08);
    s.draft.add_chain(Part::kArm, side, 0, arm);
    s.solid(
        make_tube(
            {shoulder, elbow, wrist}, {0.04, 0.05, 0.045}, {b.main, b.main, b.main}, s.sides(), 1),
        Finish::kMatte,
        arm);
    const Matrix3d axes = frame_along(tip - wrist);
    s.solid(make_ellipsoid(
                wrist + 0.09 * axes.col(2), {0.09, 0.06, 0.12}, axes, b.main, s.detail(8, 14)),
            Finish::kMatte,
            arm[2]);
    s.solid(make_tube({wrist + 0.12 * axes.col(2) + 0.04 * axes.col(0) * side,
                       wrist + 0.22 * axes.col(2) + 0.07 * axes.col(0) * side,
                       tip + 0.02 * axes.col(0) * side},
                      {0.045, 0.04, 0.012},
                      {b.main, b.main, b.second},
                      s.sides(),
                      1),
            Finish::kMatte,
            arm[2]);
    const Vector3d hinge = wrist + 0.12 * axes.col(2) - 0.04 * axes.col(0) * side;
    const int thumb = s.draft.add("pincer", side, arm[2], hinge, tip, 0.05);
    Chain& chain = s.draft.add_chain(Part::kGripper, side, 0, {thumb});
    chain.axis = Vector3d(axes.col(1) * -side);
    chain.limit = radians(35);
    s.solid(make_tube({hinge,
                       hinge + 0.1 * axes.col(2) - 0.03 * axes.col(0) * side,
                       tip - 0.02 * axes.col(0) * side},
                      {0.04, 0.034, 0.01},
                      {b.main, b.main, b.second},
                      s.sides(),
                      1),
            Finish::kMatte,
            thumb);
  }
}

void make_sting(Bug& b) {
  Sculptor& s = b.sculptor;
  const Vector3d base = b.abdomen_at - Vector3d(0, 0, 0.92 * b.abdomen.z());
  const Vector3f ink = rgb(0x201A18);
  if (!b.species.claws) {
    s.solid(make_lathe(base + Vector3d(0, 0, 0.02),
                       Vector3d(0, -0.1, -1),
                       {{0, 0, ink}, {0.028, 0, ink}, {0, 0.1, ink}},
                       8),
            Finish::kShiny,
            b.tail);
    return;
  }
  const std::vector<Vector3d> curve{base + Vector3d(0, 0, 0.05),
                                    base + Vector3d(0, 0.12, -0.2),
                                    base + Vector3d(0, 0.4, -0.28),
                                    base + Vector3d(0, 0.62, -0.1),
                                    base + Vector3d(0, 0.66, 0.14)};
  const int bones = static_cast<int>(b.context.rng.integer(4, 6));
  const std::vector<Vector3d> path = resample(curve, bones);
  const std::vector<int> tail = s.draft.add_run({"tail"}, 0, b.tail, path, 0.09);
  s.draft.add_chain(Part::kTail, 0, 0, tail);
  const std::vector<Vector3d> beads = resample(curve, 7);
  for (int i = 0; i <= 7; ++i) {
    const int joint = tail[std::min(bones - 1, i * bones / 8)];
    s.solid(make_ellipsoid(beads[i],
                           Vector3d::Constant(0.085 - 0.004 * i),
                           Matrix3d::Identity(),
                           b.main,
                           s.detail(8, 14)),
            Finish::kMatte,
            joint);
  }
  s.solid(make_tube(
              {beads[7], beads[7] + Vector3d(0, -0.04, 0.12), beads[7] + Vector3d(0, -0.16, 0.15)},
              {0.045, 0.03, 0.006},
              {ink, ink, ink},
              s.sides(),
              1),
          Finish::kShiny,
          tail.back());
}

void make_wings(Bug& b) {
  Sculptor& s = b.sculptor;
  const double span = b.context.vary(b.species.wings);
  const bool butterfly = b.species.butterfly;
  for (int side : {1, -1})
    for (int pair = 0; pair < 2; ++pair) {
      const Vector3d root =
          b.thorax_at +
          Vector3d(side * 0.4 * b.thorax.x(), 0.85 * b.thorax.y(), pair == 0 ? 0.03 : -0.05);
      const double size = span * (pair == 0 ? 1 : 0.72);
      const double sweep = pair == 0 ? (butterfly ? 0.45 : -0.1) : -0.7;
      const Vector3d out = Vector3d(side, butterfly ? 0.35 : 0.45, sweep).normalized();
      const Vector3d across = Vector3d(0, 0.1, -1).normalized();
      const int bones = butterfly ? 2 : 1;
      const std::vector<int> wing = s.draft.add_run(
          {"wing"}, side, b.body, line_points(root, root + size * out, bones), 0.4 * size);
      s.draft.add_chain(Part::kWing, side, pair, wing);
      const Vector3f inner = butterfly ? b.second : rgb(0xDCEEF6),
                     edge = butterfly ? b.accent : rgb(0xB8D4E4);
      SheetShape sheet;
      const double chord = size * (butterfly ? 0.85 : 0.42);
      sheet.surface = [&](double u, double v) {
        const double width =
            std::pow(std::sin(M_PI * std::pow(0.06 + 0.9 * u, butterfly ? 1.5 : 1.15)), 0.75);
        return Vector3d(root + size * u * out + chord * (v - 0.5) * width * across);
      };
      sheet.color = [&](double u, double v) {
        const double rim = std::max(u, 2 * std::abs(v - 0.5));
        const double spot =
            butterfly ? 1 - smooth_step(0.1, 0.16, std::hypot(u - 0.62, 0.8 * (v - 0.5))) : 0;
        return mix(mix(inner, edge, smooth_step(0.72, 0.86, rim)), rgb(0xFFFFFF), 0.85 * spot);
      };
      sheet.thickness = [](double, double) { return 0.008; };
      const Solid solid = make_sheet(sheet, s.detail(7, 16), s.detail(5, 12));
      s.solid(solid, Finish::kMatte, wing);
    }
}

void make_face(Bug& b) {
  Sculptor& s = b.sculptor;
  const InsectSpecies& q = b.species;
  const double h = b.head_r;
  EyeLook eye;
  eye.style = q.eyes;
  eye.radius = b.context.vary(q.eye);
  eye.iris = rgb(0x3A2A1E);
  if (q.claws && !q.sting) {
    for (int side : {1, -1}) {  // eyes on stalks
      const Vector3d root = b.head_at + Vector3d(side * 0.07, 0.06, 0.02),
                     tip = root + Vector3d(side * 0.03, 0.16, 0.02);
      s.solid(make_tube({root, tip}, {0.025, 0.022}, {b.main, b.main}, s.sides()),
              Finish::kMatte,
              b.head);
      s.solid(make_eyeball(tip + Vector3d(0, 0.03, 0),
                           eye.radius,
                           frame_along({0.15 * side, 0.1, 1}),
                           {{0.45, rgb(0x0B0B0F)}, {M_PI, rgb(0xF8F8F4)}},
                           s.detail(8, 14)),
              Finish::kShiny,
              b.head);
    }
  } else {
    s.eyes(b.head_at, {0.6, 0.45, 1}, {0.3, 0.1, 1}, eye, b.head);
  }
  if (q.pairs == 4 && !q.claws) {
    eye.radius *= 0.55;
    s.eyes(b.head_at, {0.25, 0.85, 1}, {0.15, 0.4, 1}, eye, b.head);
    for (int side : {1, -1})
      s.solid(make_tube({b.head_at + h * Vector3d(0.3 * side, -0.4, 0.8),
                         b.head_at + h * Vector3d(0.32 * side, -0.9, 1.1)},
                        {0.22 * h, 0.06 * h},
                        {b.accent, rgb(0x181414)},
                        s.sides()),
              Finish::kShiny,
              b.head);
  }
  if (q.antenna > 0)
    for (int side : {1, -1}) {
      const double l = b.context.vary(q.antenna);
      const Vector3d root = b.head_at + h * Vector3d(0.4 * side, 0.75, 0.35),
                     middle = root + l * Vector3d(0.3 * side, 0.55, 0.3),
                     tip = middle + l * Vector3d(0.3 * side, 0.1, 0.45);
      const std::vector<int> antenna =
          s.draft.add_run({"antenna"}, side, b.head, {root, middle, tip}, 0.06);
      s.draft.add_chain(Part::kAntenna, side, 0, antenna);
      s.solid(make_tube({root, middle, tip},
                        {0.016, 0.014, 0.014},
                        std::vector<Vector3f>(3, b.accent),
                        s.sides(),
                        1),
              Finish::kMatte,
              antenna);
      s.solid(make_ellipsoid(
                  tip, Vector3d::Constant(0.028), Matrix3d::Identity(), b.accent, s.detail(6, 10)),
              Finish::kMatte,
              antenna.back());
    }
}

}  // namespace

std::vector<std::string> insect_species() { return names_of(insect_table()); }

Creature make_insect(const MakeContext& context) {
  const auto& species = find_species(insect_table(), context.species);
  Rng& rng = context.rng;
  const Colorway& colors = rng.pick(species.colors);
  Bug b{context,
        species,
        Sculptor(context.options.triangles, 1.5),
        {},
        {},
        {},
        {},
        {},
        {},
        species.thorax,
        species.abdomen,
        context.vary(species.head),
        -1,
        -1,
        -1};
  for (int i = 0; i < 3; ++i)
    b.thorax[i] = context.vary(b.thorax[i], 0.06), b.abdomen[i] = context.vary(b.abdomen[i], 0.06);
  b.main = context.vary_color(rgb(colors.main));
  b.second = rgb(colors.under);
  b.accent = rgb(colors.accent);
  Coat& coat = b.sculptor.coat;
  coat.pattern = species.pattern;
  coat.pattern_color = b.accent;
  coat.scale = species.scale;
  coat.cover = species.cover;
  coat.seed = static_cast<uint32_t>(rng.next());
  make_body(b);
  make_legs(b);
  if (species.claws) make_claws(b);
  if (species.sting) make_sting(b);
  if (species.wings > 0) make_wings(b);
  make_face(b);
  return finish_creature(b.sculptor,
                         context,
                         colors.adjective,
                         context.vary(species.size_m, 0.2),
                         {species.family, "bug", "creature"});
}

}  // namespace animax::data
