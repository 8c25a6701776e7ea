// SPDX-License-Identifier: MIT
// Necks, heads, beaks and faces of birds.
#include "data/creatures/bird_shape.h"

#include <algorithm>

namespace animax::data {

void make_neck_and_head(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d up(0, std::sin(radians(q.neck_pitch)), std::cos(radians(q.neck_pitch)));
  const Vector3d base = b.front - Vector3d(0, 0, 0.02);
  // Long necks swing forward like an S.
  const double sway = q.neck > 0.4 ? 0.14 * q.neck : 0;
  const std::vector<Vector3d> curve{base,
                                    base + 0.35 * q.neck * up + Vector3d(0, 0, sway),
                                    base + 0.7 * q.neck * up - Vector3d(0, 0, 0.3 * sway),
                                    base + q.neck * up};
  const int bones = q.neck > 0.4 ? static_cast<int>(b.context.rng.integer(3, 5))
                                 : static_cast<int>(b.context.rng.integer(1, 2));
  const std::vector<Vector3d> path = resample(curve, bones);
  const std::vector<int> neck =
      s.draft.add_run({"neck"}, 0, b.chest, path, std::max(q.neck_radius, 0.25 * q.neck / bones));
  s.draft.add_chain(Part::kNeck, 0, 0, neck);
  const Vector3f tone = b.species.white_head ? rgb(0xF8F6F0) : b.main;
  LimbLook look;
  look.blend = 0.06;
  look.colors = {mix(b.main, tone, 0.5), tone};
  look.coat = q.neck > 0.4 ? 0 : 1;
  const int fine = q.neck > 0.4 ? 6 : 2;
  s.limb(resample(curve, fine),
         resample(std::vector<double>{q.neck > 0.4 ? 1.5 * q.neck_radius : 0.85 * q.breast,
                                      q.neck_radius,
                                      q.neck_radius},
                  fine),
         neck,
         look);
  const Vector3d top = path.back();
  b.skull = top + Vector3d(0, 0.4 * q.head, 0.3 * q.head);
  b.head = s.draft.add(
      "head", 0, neck.back(), top, b.skull + Vector3d(0, 0, q.head + 0.5 * q.beak), q.head);
  s.draft.add_chain(Part::kHead, 0, 0, {b.head});
  s.ellipsoid(b.skull, {0.95 * q.head, q.head, 1.05 * q.head}, tone, 0.04).coat = 0;
}

void make_beak(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const Vector3d root = b.skull + Vector3d(0, -0.12 * q.head, 0.82 * q.head);
  const double l = q.beak, r = q.beak_radius;
  std::vector<Vector3d> top;
  std::vector<double> radii;
  double flat = 0.9;
  switch (b.species.beak) {
    case Beak::kHook:
      top = {root,
             root + Vector3d(0, 0.05 * l, 0.5 * l),
             root + Vector3d(0, -0.18 * l, 0.95 * l),
             root + Vector3d(0, -0.6 * l, 1.05 * l)};
      radii = {1.1 * r, r, 0.6 * r, 0.12 * r};
      break;
    case Beak::kCone:
    case Beak::kLong:
      top = {root, root + Vector3d(0, -0.02 * l, 0.6 * l), root + Vector3d(0, -0.08 * l, 1.2 * l)};
      radii = {r, 0.6 * r, 0.1 * r};
      break;
    case Beak::kFlat:
      top = {root, root + Vector3d(0, -0.1 * l, 0.55 * l), root + Vector3d(0, -0.1 * l, 1.1 * l)};
      radii = {0.9 * r, 1.05 * r, 1.05 * r};
      flat = 0.4;
      break;
    case Beak::kToucan:
      top = {root,
             root + Vector3d(0, 0.1 * l, 0.4 * l),
             root + Vector3d(0, 0.02 * l, 0.8 * l),
             root + Vector3d(0, -0.25 * l, 1.1 * l)};
      radii = {1.1 * r, 1.1 * r, 0.85 * r, 0.2 * r};
      break;
  }
  std::vector<Vector3f> colors(top.size(), b.beak);
  if (b.species.beak == Beak::kToucan || b.species.name == std::string("flamingo"))
    colors.back() = rgb(0x1E1A1C);
  s.solid(make_tube(top, radii, colors, s.sides(), s.detail(1, 2), Vector3d::UnitY(), flat),
          Finish::kShiny,
          b.head);
  // The lower half hangs on the jaw.
  const double drop = (b.species.beak == Beak::kFlat ? 0.35 : 0.55) * r;
  const Vector3d hinge = root - Vector3d(0, drop, 0.1 * l),
                 end = hinge +
                       Vector3d(0, -0.02 * l, (b.species.beak == Beak::kFlat ? 1.08 : 0.82) * l);
  const int jaw = s.draft.add("jaw", 0, b.head, hinge, end, r);
  s.draft.add_chain(Part::kJaw, 0, 0, {jaw});
  s.solid(make_tube({hinge, 0.5 * (hinge + end), end},
                    {0.8 * r, 0.65 * r, (flat < 0.5 ? 0.8 : 0.15) * r},
                    std::vector<Vector3f>(3, b.beak * 0.85f),
                    s.sides(),
                    s.detail(0, 1),
                    Vector3d::UnitY(),
                    0.6 * flat),
          Finish::kShiny,
          jaw);
}

void make_face(Bird& b) {
  Sculptor& s = b.sculptor;
  const BirdShape& q = b.shape;
  const double h = q.head;
  const bool owl = b.species.ear_tufts;
  EyeLook eye;
  eye.style = b.species.eyes;
  eye.radius = q.eye;
  eye.iris = rgb(owl ? 0xF2B02C : b.species.eyes == EyeStyle::kSlit ? 0xF2C230 : 0x6A3A1A);
  if (owl)
    for (int side : {1, -1})
      s.solid(make_ellipsoid(s.surface(b.skull, Vector3d(0.48 * side, 0.15, 1)),
                             Vector3d(1.55, 1.55, 0.3) * q.eye,
                             frame_along(Vector3d(0.35 * side, 0.1, 1)),
                             b.under,
                             s.detail(8, 16)),
              Finish::kMatte,
              b.head);
  s.eyes(b.skull,
         owl ? Vector3d(0.48, 0.15, 1) : Vector3d(0.85, 0.35, 0.8),
         owl ? Vector3d(0.2, 0, 1) : Vector3d(0.75, 0.1, 0.8),
         eye,
         b.head);
  if (b.species.eyes == EyeStyle::kSlit)
    for (int side : {1, -1})
      s.solid(make_ellipsoid(b.skull + h * Vector3d(side * 0.66, 0.62, 0.66),
                             h * Vector3d(0.34, 0.12, 0.36),
                             frame_along(Vector3d(side * 0.5, -0.3, 1)),
                             rgb(b.species.white_head ? 0xE8E4DA : 0x4A3A2A),
                             10),
              Finish::kMatte,
              b.head);
  if (b.species.comb) {
    const Vector3f red = rgb(0xD8342E);
    for (int i = 0; i < 4; ++i)
      s.solid(make_ellipsoid(
                  b.skull + h * Vector3d(0, 1.02 + 0.12 * std::sin(1.1 * i), 0.55 - 0.38 * i),
                  h * Vector3d(0.13, 0.34, 0.24),
                  Matrix3d::Identity(),
                  red,
                  s.detail(8, 12)),
              Finish::kMatte,
              b.head);
    for (int side : {1, -1})
      s.solid(make_ellipsoid(b.skull + h * Vector3d(side * 0.14, -0.75, 0.85),
                             h * Vector3d(0.13, 0.34, 0.16),
                             Matrix3d::Identity(),
                             red,
                             s.detail(8, 12)),
              Finish::kMatte,
              b.head);
  }
  if (owl)
    for (int side : {1, -1})
      s.solid(make_tube({b.skull + h * Vector3d(0.45 * side, 0.7, 0.1),
                         b.skull + h * Vector3d(0.8 * side, 1.35, 0)},
                        {0.26 * h, 0.04 * h},
                        {b.main, b.accent},
                        s.sides(),
                        0,
                        Vector3d::UnitZ(),
                        0.5),
              Finish::kMatte,
              b.head);
}

}  // namespace animax::data
