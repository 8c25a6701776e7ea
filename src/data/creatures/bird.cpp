// SPDX-License-Identifier: MIT
// Birds: trunk, legs, tail, small wings, and how the parts come together.
#include "data/creatures/bird_shape.h"
#include "data/creatures/species.h"

#include <algorithm>

namespace animax::data {
namespace {

void make_trunk(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d along(0, std::sin(radians(q.pitch)), std::cos(radians(q.pitch)));
  const double hip_y = q.leg + 0.3 * q.rump;
  b.rear = Vector3d(0, hip_y, -0.32 * q.length * std::cos(radians(q.pitch)));
  b.front = b.rear + q.length * along;
  const int bones = static_cast<int>(b.context.rng.integer(2, 3));
  const std::vector<Vector3d> points = line_points(b.rear, b.front, bones);
  b.hips = s.draft.add("hips", 0, -1, points[0], points[1], q.rump);
  std::vector<int> spine{b.hips};
  for (int i = 1; i < bones; ++i)
    spine.push_back(s.draft.add("spine", 0, spine.back(), points[i], points[i + 1], q.breast));
  b.chest = spine.back();
  s.draft.anatomy.root = b.hips;
  s.draft.add_chain(Part::kSpine, 0, 0, spine);
  const Matrix3d axes = frame_along(along);
  s.ellipsoid(b.rear + 0.66 * q.length * along - 0.1 * q.breast * axes.col(1),
              {0.95 * q.breast, q.breast, 0.46 * q.length},
              b.main,
              0.05,
              axes);
  s.ellipsoid(b.rear + 0.15 * q.length * along,
              {q.rump, 0.95 * q.rump, 0.42 * q.length},
              b.main,
              0.1,
              axes);
  if (b.species.name == std::string("penguin"))
    s.solid(make_ellipsoid(b.rear + 0.42 * q.length * along + Vector3d(0, -0.02, 0.3 * q.breast),
                           {0.82 * q.breast, 0.62 * q.length, 0.8 * q.breast},
                           Matrix3d::Identity(),
                           b.under,
                           s.detail(10, 20)),
            Finish::kMatte,
            spine);
}

void make_leg(Bird& b, int side) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const double x = side * 0.5 * q.rump;
  const double z = b.rear.z() + 0.28 * q.length * std::cos(radians(q.pitch));
  const double bend = std::min(0.1, 0.22 * q.leg);
  // Thigh hidden in the body, shank back to the ankle, then down to the toes.
  const std::vector<Vector3d> path{{x, q.leg, z - 0.02},
                                   {x, 0.72 * q.leg, z + 0.5 * bend},
                                   {x, 0.38 * q.leg, z - bend},
                                   {x, 0.02 + q.shank, z},
                                   {x, 0.02, z + q.foot}};
  const std::vector<int> leg =
      s.draft.add_run({"thigh", "shin", "foot", "toe"}, side, b.hips, path, 0.3 * q.rump);
  for (size_t i = 1; i < leg.size(); ++i) s.draft.joints[leg[i]].radius = 1.5 * q.shank;
  s.draft.add_chain(Part::kLeg, side, 0, leg);
  LimbLook look;
  look.colors = {b.main, b.main, b.legs};
  look.blend = 0.04;
  look.coat = 0;
  s.limb({path[0], path[1], 0.5 * (path[1] + path[2])},
         {0.42 * q.rump, 0.3 * q.rump, 1.3 * q.shank},
         {leg[0], leg[1]},
         look);
  look.tube = true;
  look.colors = {b.legs};
  s.limb({path[1], path[2], path[3]}, {q.shank, q.shank, q.shank}, {leg[1], leg[2], leg[3]}, look);
  const bool webbed = b.species.beak == Beak::kFlat || b.species.wings == BirdWings::kFlipper;
  Solid foot;
  if (webbed)
    foot = make_ellipsoid({x, 0.018, z + 0.45 * q.foot},
                          {0.45 * q.foot, 0.018, 0.75 * q.foot},
                          Matrix3d::Identity(),
                          b.legs,
                          s.detail(8, 14));
  for (int toe = -1; toe <= 1; ++toe) {
    const Vector3d out(0.5 * toe, 0, 1);
    foot.append(make_tube({{x, 0.02, z}, Vector3d(x, 0.02, z) + q.foot * out.normalized()},
                          {0.9 * q.shank, 0.45 * q.shank},
                          {b.legs, b.legs * 0.8f},
                          s.detail(5, 8)));
  }
  foot.append(make_tube({{x, 0.02, z}, {x, 0.015, z - 0.5 * q.foot}},
                        {0.8 * q.shank, 0.4 * q.shank},
                        {b.legs, b.legs},
                        s.detail(5, 8)));
  s.solid(foot, Finish::kMatte, {leg[2], leg[3]});
}

void make_tail(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d back(0, std::sin(radians(q.tail_pitch)), -std::cos(radians(q.tail_pitch)));
  const Vector3d trunk(0, std::sin(radians(q.pitch)), std::cos(radians(q.pitch)));
  const Vector3d base = b.rear - 0.16 * q.length * trunk;
  const int bones = q.tail > 0.28 ? static_cast<int>(b.context.rng.integer(1, 3)) : 1;
  const std::vector<int> tail = s.draft.add_run(
      {"tail"}, 0, b.hips, line_points(base, base + q.tail * back, bones), 0.5 * q.rump);
  s.draft.add_chain(Part::kTail, 0, 0, tail);
  const int count = s.detail(3, 5);
  const Vector3d up = Vector3d::UnitX().cross(back) * -1.0;
  const bool raised = q.tail_pitch > 30;
  for (int i = 0; i < count; ++i) {
    const double t = count > 1 ? 2.0 * i / (count - 1) - 1 : 0;
    const Vector3d fan =
        (raised ? Vector3d(0.15 * t, 0, 0) + 0.55 * t * Vector3d(0, back.z(), -back.y())
                : Vector3d(0.38 * t, 0, 0));
    const Vector3d tip = base + q.tail * (back + fan).normalized() * (1 - 0.12 * t * t) +
                         Vector3d(0, raised ? -0.1 * q.tail * (t + 1) : 0, 0);
    const double w = 0.3 * q.rump + 0.05 * q.tail;
    const Vector3d normal = raised ? Vector3d(Vector3d::UnitX()) : up;
    s.solid(make_tube({base + Vector3d(0.05 * t * q.rump, 0, 0),
                       0.5 * (base + tip) + Vector3d(0, raised ? 0.08 * q.tail : 0, 0),
                       tip},
                      {0.7 * w, w, 0.5 * w},
                      {b.main, b.accent, b.accent},
                      s.detail(5, 8),
                      s.detail(0, 1),
                      normal,
                      0.22),
            Finish::kMatte,
            tail);
  }
}

void make_small_wings(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d trunk(0, std::sin(radians(q.pitch)), std::cos(radians(q.pitch)));
  const bool flipper = b.species.wings == BirdWings::kFlipper;
  for (int side : {1, -1}) {
    const Vector3d root =
        b.rear + 0.82 * q.length * trunk + Vector3d(side * 0.86 * q.breast, 0.1 * q.breast, 0);
    const Vector3d out =
        flipper ? Vector3d(side * 0.5, -1, -0.05) : Vector3d(side * 0.42, -0.3, -1);
    const Vector3d tip = root + q.span * out.normalized();
    const int bones = static_cast<int>(b.context.rng.fork("wing").integer(2, 3));
    const std::vector<int> wing =
        s.draft.add_run({"wing"}, side, b.chest, line_points(root, tip, bones), 0.3 * q.span);
    s.draft.add_chain(Part::kWing, side, 0, wing);
    const double w = (flipper ? 0.17 : 0.3) * q.span;
    const Vector3d normal = Vector3d(side, 0.35, 0.1).normalized();
    s.solid(make_tube(line_points(root, tip, 4),
                      {0.55 * w, w, 1.05 * w, 0.75 * w, 0.25 * w},
                      {b.main, b.main, b.main, b.accent, b.accent},
                      s.sides(),
                      s.detail(0, 1),
                      normal,
                      0.3),
            Finish::kMatte,
            wing);
    if (flipper) continue;
    for (int i = 0; i < 3; ++i) {
      const Vector3d from = root + (0.45 + 0.1 * i) * (tip - root) - Vector3d(0, 0.25 * w * i, 0);
      s.solid(make_tube({from, from + 0.65 * (tip - root) * (1 - 0.12 * i)},
                        {0.36 * w, 0.2 * w},
                        {b.accent, b.accent * 0.8f},
                        s.detail(5, 8),
                        0,
                        normal,
                        0.3),
              Finish::kMatte,
              wing);
    }
  }
}

}  // namespace

std::vector<std::string> bird_species() { return names_of(bird_table()); }

Creature make_bird(const MakeContext& context) {
  const auto& species = find_species(bird_table(), context.species);
  Rng& rng = context.rng;
  const Colorway& colors = rng.pick(species.colors);
  Bird b{context,
         species,
         species.shape,
         Sculptor(context.options.triangles, 1.25),
         {},
         {},
         {},
         {},
         {},
         {},
         {},
         {},
         -1,
         -1,
         -1};
  BirdShape& q = b.shape;
  for (double* number : {&q.leg,
                         &q.length,
                         &q.breast,
                         &q.rump,
                         &q.neck,
                         &q.neck_radius,
                         &q.head,
                         &q.beak,
                         &q.beak_radius,
                         &q.eye,
                         &q.tail,
                         &q.span,
                         &q.shank,
                         &q.foot})
    *number = context.vary(*number, 0.06);
  q.pitch += 4 * context.options.variety * rng.normal();
  const double cute = std::clamp(1 + 0.12 * context.options.variety * rng.normal(), 0.9, 1.35);
  q.head *= cute, q.eye *= cute;
  b.main = context.vary_color(rgb(colors.main));
  b.under = rgb(colors.under);
  b.accent = context.vary_color(rgb(colors.accent));
  b.beak = rgb(species.beak_color);
  b.legs = rgb(species.leg_color);
  Coat& coat = b.sculptor.coat;
  coat.belly = species.belly;
  coat.belly_color = b.under;
  coat.seed = static_cast<uint32_t>(rng.next());
  if (species.ear_tufts)
    coat.pattern = Pattern::kSpots, coat.pattern_color = b.accent, coat.scale = 0.07,
    coat.cover = 0.05;

  make_trunk(b);
  for (int side : {1, -1}) make_leg(b, side);
  make_neck_and_head(b);
  make_beak(b);
  make_face(b);
  make_tail(b);
  if (species.wings == BirdWings::kSpread)
    add_wings(
        b.sculptor,
        context,
        Wings::kFeather,
        b.chest,
        b.front +
            Vector3d(0.6 * q.breast, 0.25 * q.breast, -0.3 * q.length * std::cos(radians(q.pitch))),
        q.span * 0.75,
        b.main,
        b.accent);
  else
    make_small_wings(b);
  const double metres = context.vary(q.height_m, 0.12) / (b.skull.y() + q.head);
  return finish_creature(
      b.sculptor, context, colors.adjective, metres, {species.family, "bird", "animal"});
}

}  // namespace animax::data
