// SPDX-License-Identifier: MIT
// Trunk, legs and tail of four-legged animals.
#include "data/creatures/quadruped_animal.h"

#include <algorithm>

namespace animax::data {
namespace {

void add_hoof(Animal& a, const Vector3d& sole, int joint) {
  Sculptor& s = a.sculptor;
  const Vector3f horn = a.species.socks > 0.9 ? a.accent * 0.5f : rgb(0x3B2E28);
  const double r = a.shape.foot;
  s.solid(make_lathe({sole.x(), 0, sole.z() + 0.25 * r},
                     Vector3d::UnitY(),
                     {{0, 0, horn},
                      {r, 0, horn},
                      {1.02 * r, 0.2 * r, horn},
                      {0.78 * r, 1.35 * r, horn},
                      {0, 1.5 * r, horn}},
                     s.sides()),
          Finish::kShiny,
          joint);
}

void add_paw(Animal& a,
             const Vector3d& sole,
             const Vector3f& color,
             const std::vector<int>& joints) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const bool pads = a.species.feet == Feet::kPads;
  Solid paw = make_ellipsoid({sole.x(), 0.72 * q.foot, sole.z() + (pads ? 0.1 : 0.45) * q.foot},
                             {q.foot, 0.75 * q.foot, (pads ? 1.05 : 1.4) * q.foot},
                             Matrix3d::Identity(),
                             color,
                             s.detail(8, 14));
  const int toes = s.detail(0, 3);
  for (int i = 0; i < toes; ++i) {
    const double spread = (i - 1) * 0.55;
    const double reach = (pads ? 0.95 : 1.6) - 0.2 * std::abs(spread);
    paw.append(
        make_ellipsoid({sole.x() + spread * q.foot, 0.42 * q.foot, sole.z() + reach * q.foot},
                       Vector3d(0.32, 0.4, 0.36) * q.foot,
                       Matrix3d::Identity(),
                       pads ? rgb(0xD8CFC0) : Vector3f(color * 0.92f),
                       8));
  }
  s.solid(paw, Finish::kMatte, joints);
}

}  // namespace

void make_trunk(Animal& a) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  Rng& rng = a.context.rng;
  // The spine runs above the middle of the trunk; legs end in its lower half.
  a.hip_y = q.hind_leg + 0.35 * q.hip;
  a.shoulder_y = q.leg + 0.35 * q.chest;
  const Vector3d rear(0, a.hip_y, a.hip_z), front(0, a.shoulder_y, a.shoulder_z);
  const int bones = static_cast<int>(rng.integer(2, 4));
  const std::vector<Vector3d> points = line_points(rear, front, bones);
  a.hips = s.draft.add("hips", 0, -1, points[0], points[1], q.hip);
  a.spine = {a.hips};
  for (int i = 1; i < bones; ++i)
    a.spine.push_back(s.draft.add("spine", 0, a.spine.back(), points[i], points[i + 1], q.waist));
  a.chest = a.spine.back();
  s.draft.anatomy.root = a.hips;
  s.draft.add_chain(Part::kSpine, 0, 0, a.spine);

  const double w = q.width;
  s.ellipsoid(front + Vector3d(0, -0.02, -0.08), {q.chest * w, q.chest, 0.3}, a.main, 0.1);
  s.ellipsoid(rear + Vector3d(0, 0, 0.06), {q.hip * w, q.hip, 0.27}, a.main, 0.12);
  s.ellipsoid(
      0.5 * (front + rear) - Vector3d(0, 0.03, 0), {q.waist * w, q.waist, 0.46}, a.main, 0.14);
}

void make_leg(Animal& a, bool front, int side) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const double leg = front ? q.leg : q.hind_leg;
  const double trunk = front ? q.chest : q.hip;
  const double bow = q.crouch * leg;
  const double z = front ? a.shoulder_z - 0.06 : a.hip_z + 0.04;
  const double x = side * std::max(0.72 * trunk * q.width, 1.12 * q.foot + 0.02);
  // Elbows point back, knees forward, hocks back.
  const double sign = front ? -1 : 1;
  std::vector<Vector3d> path{{0.9 * x, leg, z},
                             {x, 0.56 * leg, z + sign * bow},
                             {x, 0.27 * leg, z - sign * (front ? 0.25 : 0.9) * bow},
                             {x, 0.75 * q.foot, z - (front ? -0.2 : 0.5) * bow},
                             {x, 0.55 * q.foot, z - (front ? -0.2 : 0.5) * bow + 1.3 * q.foot}};
  const std::string prefix = front ? "front_" : "";
  const std::vector<std::string> roles{
      prefix + "thigh", prefix + "shin", prefix + "foot", prefix + "toe"};
  const int parent = front ? a.chest : a.hips;
  const double radius = 0.75 * q.thigh + 0.25 * q.ankle;
  const std::vector<int> joints = s.draft.add_run(roles, side, parent, path, radius);
  s.draft.joints[joints[1]].radius = 0.5 * (q.knee + q.ankle);
  s.draft.joints[joints[2]].radius = q.ankle;
  s.draft.joints[joints[3]].radius = q.foot;
  s.draft.add_chain(Part::kLeg, side, front ? 0 : 1, joints);

  const double socks = a.species.socks;
  const auto tone = [&](double height) {
    return mix(a.main, a.accent, smooth_step(socks + 0.08, socks - 0.08, height));
  };
  LimbLook look;
  look.colors = {tone(1), tone(0.56), tone(0.27), tone(0)};
  look.coat = socks > 0.9 ? 0 : 0.8;
  look.blend = 0.05;
  const double bulk = front ? 0.85 : 1.05;
  s.limb({path[0], path[1], path[2], path[3]},
         {bulk * q.thigh, q.knee * (front ? 1 : 1.15), q.ankle, q.ankle * 0.95},
         joints,
         look);
  if (a.species.feet == Feet::kHooves)
    add_hoof(a, path[3], joints[3]);
  else
    add_paw(a, path[3], tone(0), {joints[2], joints[3]});
}

void make_tail(Animal& a) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const Vector3d base(0, a.hip_y + 0.25 * q.hip, a.hip_z - 0.75 * 0.27);
  const int bones =
      q.tail < 0.2
          ? 1
          : static_cast<int>(a.context.rng.integer(q.tail > 0.7 ? 4 : 2, q.tail > 0.7 ? 7 : 4));
  const int fine = std::max(bones, 6);
  std::vector<Vector3d> path{base + Vector3d(0, -0.02, 0.06)};
  for (int i = 0; i < fine; ++i) {
    const double pitch = q.tail_pitch + q.tail_curl * i / fine;
    path.push_back(path.back() +
                   q.tail / fine *
                       Vector3d(0, std::sin(radians(pitch)), -std::cos(radians(pitch))));
  }
  for (Vector3d& p : path) p.y() = std::max(p.y(), 0.05);
  const std::vector<Vector3d> points = resample(path, bones);
  const std::vector<int> tail =
      s.draft.add_run({"tail"}, 0, a.hips, points, std::max(q.tail_middle, 0.35 * q.tail / bones));
  s.draft.add_chain(Part::kTail, 0, 0, tail);

  std::vector<Vector3d> outline = resample(path, 6);
  std::vector<double> radii =
      resample(std::vector<double>{q.tail_base, q.tail_middle, q.tail_tip}, 6);
  const Vector3f end = a.species.tail_accent == 2 ? a.under : a.accent;
  std::vector<Vector3f> colors;
  for (int i = 0; i <= 6; ++i) {
    const double from = a.species.tail_accent == 3 ? -0.2 : 0.62;
    const double t = a.species.tail_accent > 0 ? smooth_step(from, from + 0.15, i / 6.0) : 0;
    colors.push_back(mix(a.main, end, t));
  }
  // A tuft on a thin tail swells only at the end.
  if (q.tail_tip > 1.4 * q.tail_middle)
    radii[4] = q.tail_middle, radii[5] = q.tail_tip, radii[6] = 0.3 * q.tail_tip;
  LimbLook look;
  look.colors = colors;
  look.blend = 0.05;
  look.coat = 0.8;
  s.limb(outline, radii, tail, look);
}

}  // namespace animax::data
