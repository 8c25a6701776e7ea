// SPDX-License-Identifier: MIT
// Robot arms and desk lamps.
#include "data/creatures/machine_parts.h"

#include <cmath>

namespace animax::data {
namespace {

// A tapered link with ball-like ends.
void add_link(Sculptor& s,
              const Vector3d& from,
              const Vector3d& to,
              double r0,
              double r1,
              const Paint& paint,
              int joint) {
  const Vector3d along = to - from;
  s.solid(make_tube(line_points(from, to, 3),
                    {0.85 * r0, 0.72 * r0, 0.72 * r1, 0.85 * r1},
                    {paint.main, paint.main, paint.main, paint.main},
                    s.sides(),
                    s.detail(0, 1)),
          Finish::kMatte,
          joint);
  add_drum_between(s, from, Vector3d::UnitX(), r0, 2.5 * r0, paint.dark, joint);
  add_drum_between(
      s, from, Vector3d::UnitX(), 0.55 * r0, 2.75 * r0, paint.trim, joint, Finish::kMetal);
  add_drum(s,
           from + 0.38 * along,
           along,
           0.8 * (r0 * 0.62 + r1 * 0.38),
           0.06 * along.norm(),
           paint.dark,
           joint);
}

// The two thin rods of a lamp's arm.
void add_rods(
    Sculptor& s, const Vector3d& at, const Vector3d& to, double r, const Paint& paint, int joint) {
  for (int side : {1, -1})
    s.solid(make_tube({at + Vector3d(side * 0.025, 0, 0), to + Vector3d(side * 0.025, 0, 0)},
                      {0.35 * r, 0.35 * r},
                      {paint.trim, paint.trim},
                      s.sides()),
            Finish::kMetal,
            joint);
  add_drum_between(s, at, Vector3d::UnitX(), 1.1 * r, 0.12, paint.dark, joint);
}

void add_lamp_shade(
    Sculptor& s, const Vector3d& at, const Vector3d& along, const Paint& paint, int joint) {
  s.solid(make_lathe(at - 0.02 * along,
                     along,
                     {{0, 0, paint.main},
                      {0.07, 0, paint.main},
                      {0.085, 0.08, paint.main},
                      {0.17, 0.26, paint.main},
                      {0.16, 0.262, paint.trim},
                      {0.07, 0.1, paint.trim},
                      {0, 0.09, paint.trim}},
                     s.detail(12, 24)),
          Finish::kMatte,
          joint);
  s.solid(make_ellipsoid(at + 0.15 * along,
                         Vector3d::Constant(0.07),
                         Matrix3d::Identity(),
                         rgb(0xFFE9A0),
                         s.detail(8, 16)),
          Finish::kGlow,
          joint);
}

// A palm with two or three fingers; `r` is the wrist's radius.
void add_gripper(Sculptor& s,
                 Rng& rng,
                 const Vector3d& at,
                 const Vector3d& along,
                 double r,
                 const Paint& paint,
                 int wrist) {
  add_drum(s, at, along, 0.85 * r, 0.12, paint.trim, wrist, Finish::kMetal);
  add_box(s,
          at + 0.14 * along,
          {1.5 * r, 0.7 * r, 0.03},
          paint.dark,
          wrist,
          0.015,
          Finish::kMatte,
          frame_along(along));
  const int fingers = static_cast<int>(rng.integer(2, 3));
  for (int i = 0; i < fingers; ++i) {
    const double a = 2 * M_PI * i / fingers + (fingers == 3 ? M_PI / 2 : 0);
    const Matrix3d frame = frame_along(along);
    const Vector3d out = std::cos(a) * frame.col(0) + std::sin(a) * frame.col(1);
    const Vector3d root = at + 0.16 * along + 1.05 * r * out,
                   knuckle = root + 0.09 * along + 0.05 * out,
                   tip = knuckle + 0.1 * along - 0.07 * out;
    const int finger = s.draft.add("gripper",
                                   i == 0 && fingers == 2   ? 1
                                   : i == 1 && fingers == 2 ? -1
                                                            : 0,
                                   wrist,
                                   root,
                                   tip,
                                   0.05);
    // Opening swings the tip outwards.
    add_hinge(s,
              Part::kGripper,
              s.draft.joints[finger].side,
              fingers == 2 ? 0 : i,
              finger,
              along.cross(out),
              radians(35));
    s.solid(make_tube({root, knuckle, tip},
                      {0.034, 0.032, 0.02},
                      {paint.main, paint.main, paint.dark},
                      s.sides(),
                      s.detail(0, 1)),
            Finish::kMatte,
            finger);
  }
}

}  // namespace

Creature make_robot_arm(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool lamp = context.species == "desk lamp";
  const Colorway& colors = rng.pick(kMachineColors);
  const Paint paint = draw_paint(context, colors);
  Sculptor s(context.options.triangles, 2);
  const double r = context.vary(lamp ? 0.035 : 0.09);
  const int base = s.draft.add("base", 0, -1, {0, 0, 0}, {0, 0.12, 0}, 0.2);
  s.draft.anatomy.root = base;
  add_drum(s,
           {0, 0, 0},
           Vector3d::UnitY(),
           lamp ? 0.24 : 0.27,
           lamp ? 0.05 : 0.08,
           lamp ? paint.main : paint.dark,
           base);
  const double shoulder_y = lamp ? 0.1 : 0.3;
  const int turn = s.draft.add("turntable", 0, base, {0, 0.07, 0}, {0, shoulder_y, 0}, 0.2);
  add_hinge(s, Part::kTurntable, 0, 0, turn, Vector3d::UnitY(), radians(170));
  if (!lamp) {
    add_drum(s, {0, 0.075, 0}, Vector3d::UnitY(), 0.2, 0.07, paint.main, turn);
    for (int side : {1, -1})
      add_box(s, {side * 0.11, 0.23, 0}, {0.035, 0.12, 0.09}, paint.main, turn, 0.03);
  } else {
    add_drum(s, {0, 0.045, 0}, Vector3d::UnitY(), 0.07, 0.05, paint.dark, turn);
  }
  // Links: each bends forward about +x.
  const int links = lamp ? 2 : static_cast<int>(rng.integer(2, 4));
  const double reach = context.vary(lamp ? 0.95 : 1.15);
  std::vector<double> pitches = links == 2   ? std::vector<double>{105, 30}
                                : links == 3 ? std::vector<double>{100, 45, -15}
                                             : std::vector<double>{98, 60, 20, -25};
  Vector3d at(0, shoulder_y, 0);
  int parent = turn;
  for (int i = 0; i < links; ++i) {
    const double pitch = pitches[i] + 8 * rng.normal();
    const double length = reach / links * (i == 0 ? 1.15 : 0.95);
    const Vector3d to =
        at + length * Vector3d(0, std::sin(radians(pitch)), std::cos(radians(pitch)));
    parent = s.draft.add("segment", 0, parent, at, to, 0.1);
    add_hinge(s, Part::kSegment, 0, i, parent, Vector3d::UnitX(), radians(75));
    const double shrink = std::pow(0.85, i);
    if (lamp) {
      add_rods(s, at, to, r, paint, parent);
    } else {
      add_link(s, at, to, r * shrink, r * shrink * 0.85, paint, parent);
    }
    at = to;
  }
  const double end_pitch = lamp ? -40 : rng.uniform(-80, -30);
  const Vector3d along(0, std::sin(radians(end_pitch)), std::cos(radians(end_pitch)));
  const double rr = r * std::pow(0.85, links);
  const int wrist =
      s.draft.add(lamp ? "head" : "wrist", 0, parent, at, at + (lamp ? 0.3 : 0.14) * along, 0.1);
  add_hinge(s, Part::kSegment, 0, links, wrist, Vector3d::UnitX(), radians(80));
  add_drum_between(s,
                   at,
                   Vector3d::UnitX(),
                   lamp ? 1.1 * r : 0.95 * rr,
                   lamp ? 0.1 : 2.3 * rr,
                   paint.dark,
                   wrist);
  if (lamp)
    add_lamp_shade(s, at, along, paint, wrist);
  else
    add_gripper(s, rng, at, along, rr, paint, wrist);
  return finish_object(s,
                       context,
                       colors.adjective,
                       context.vary(lamp ? 0.4 : 0.9, 0.15),
                       {lamp ? "lamp" : "industrial robot", lamp ? "light" : "robot", "machine"});
}

}  // namespace animax::data
