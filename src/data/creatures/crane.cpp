// SPDX-License-Identifier: MIT
// Cranes and excavators.
#include "data/creatures/machine_parts.h"

#include <array>

namespace animax::data {
namespace {

void add_tracks(Sculptor& s, double w, double l, const Paint& paint, int base) {
  for (int side : {1, -1}) {
    add_box(s, {side * w, 0.12, 0}, {0.1, 0.12, l}, paint.dark, base, 0.1);
    for (int i = 0; i < 4; ++i)
      add_drum_between(s,
                       {side * (w + 0.09), 0.12, l * (-0.72 + 0.48 * i)},
                       Vector3d::UnitX(),
                       0.08,
                       0.06,
                       paint.trim,
                       base,
                       Finish::kMetal);
  }
  add_box(s, {0, 0.16, 0}, {w, 0.06, 0.6 * l}, paint.dark, base);
}

// The cab and the engine, which turn on the tracks.
void add_house(Sculptor& s, const Paint& paint, int turn) {
  const Vector3f glass = rgb(0x8AC0DC);
  add_drum(s, {0, 0.22, 0}, Vector3d::UnitY(), 0.26, 0.06, paint.dark, turn);
  add_box(s, {0, 0.36, -0.1}, {0.36, 0.09, 0.42}, paint.main, turn, 0.05);
  add_box(s, {0, 0.5, -0.36}, {0.34, 0.12, 0.16}, paint.main * 0.9f, turn, 0.05);
  add_box(s, {0.22, 0.58, 0.1}, {0.13, 0.16, 0.18}, paint.main, turn, 0.04);
  add_box(s, {0.22, 0.61, 0.13}, {0.134, 0.1, 0.16}, glass, turn, 0.03, Finish::kShiny);
  add_drum(s, {-0.24, 0.6, -0.4}, Vector3d::UnitY(), 0.03, 0.16, paint.dark, turn);
}

void add_digger_arm(Sculptor& s, const Paint& paint, int turn) {
  const std::array<Vector3d, 4> at{Vector3d(-0.06, 0.42, 0.28),
                                   Vector3d(-0.06, 0.98, 0.62),
                                   Vector3d(-0.06, 0.7, 1.15),
                                   Vector3d(-0.06, 0.42, 1.08)};
  int parent = turn;
  for (int i = 0; i < 3; ++i) {
    parent = s.draft.add(i == 2 ? "bucket" : "boom", 0, parent, at[i], at[i + 1], 0.1);
    add_hinge(s, Part::kSegment, 0, i, parent, Vector3d::UnitX(), radians(i == 2 ? 80 : 45));
    add_drum_between(s, at[i], Vector3d::UnitX(), 0.07, 0.2, paint.dark, parent);
    if (i < 2) {
      const Vector3d along = at[i + 1] - at[i];
      add_box(s,
              0.5 * (at[i] + at[i + 1]),
              {0.055, 0.075 - 0.012 * i, 0.5 * along.norm()},
              paint.main,
              parent,
              0.03,
              Finish::kMatte,
              frame_along(along));
      s.solid(make_tube({at[i] + 0.15 * along + Vector3d(0, 0.11, 0),
                         at[i] + 0.75 * along + Vector3d(0, 0.11, 0)},
                        {0.022, 0.022},
                        {paint.trim, paint.trim},
                        s.sides()),
              Finish::kMetal,
              parent);
    }
  }
  add_box(s, {-0.06, 0.55, 1.12}, {0.16, 0.13, 0.09}, paint.dark, parent, 0.05);
  for (int i = 0; i < 4; ++i)
    s.solid(make_lathe({-0.06 + 0.09 * (i - 1.5), 0.44, 1.06},
                       Vector3d(0, -1, -0.4),
                       {{0, 0, paint.trim}, {0.026, 0, paint.trim}, {0, 0.09, paint.trim}},
                       6),
            Finish::kMetal,
            parent);
}

// Two chords and struts between them, from `a` to `b`: one of `bones` pieces of a boom.
void add_lattice(Sculptor& s,
                 const Vector3d& a,
                 const Vector3d& b,
                 const Matrix3d& frame,
                 int bones,
                 const Paint& paint,
                 int joint) {
  for (int sx : {1, -1})
    for (int sy : {1, -1}) {
      const Vector3d off = 0.07 * sx * frame.col(0) + 0.06 * sy * frame.col(1);
      s.solid(
          make_tube(
              {a + off, b + 0.6 * off}, {0.022, 0.018}, {paint.main, paint.main}, s.detail(5, 8)),
          Finish::kMatte,
          joint);
    }
  const int struts = s.detail(4, 8) / bones;
  for (int k = 0; k < struts; ++k) {
    const Vector3d p = a + (b - a) * (k + 0.1) / struts, q = a + (b - a) * (k + 0.9) / struts;
    const double flip = k % 2 ? 1 : -1;
    for (int sx : {1, -1})
      s.solid(make_tube({p + Vector3d(sx * 0.06, 0, 0) + 0.05 * flip * frame.col(1),
                         q + Vector3d(sx * 0.06, 0, 0) - 0.05 * flip * frame.col(1)},
                        {0.012, 0.012},
                        {paint.main * 0.85f, paint.main * 0.85f},
                        5),
              Finish::kMatte,
              joint);
  }
}

// The bent end of a hook.
void add_bow(Sculptor& s, const Vector3d& end, const Paint& paint, int tip) {
  std::vector<Vector3d> bow;
  for (int i = 0; i <= 6; ++i) {
    const double a = M_PI * (0.5 + 1.3 * i / 6);
    bow.push_back(end + Vector3d(0, -0.14 + 0.065 * std::sin(a), -0.065 * std::cos(a)));
  }
  s.solid(make_tube(bow,
                    {0.02, 0.022, 0.024, 0.024, 0.022, 0.018, 0.01},
                    std::vector<Vector3f>(7, paint.trim),
                    s.sides()),
          Finish::kMetal,
          tip);
}

// A cable of one to three bones with a hook at its end.
void add_hook(
    Sculptor& s, const MakeContext& context, const Vector3d& top, const Paint& paint, int parent) {
  Rng& rng = context.rng;
  const double drop = context.vary(0.7);
  const Vector3d end = top + Vector3d(0, -drop, 0.06);
  const int cable = static_cast<int>(rng.integer(1, 3));
  const std::vector<int> hook = s.draft.add_run(
      {"cable"}, 0, parent, line_points(top + Vector3d(0, 0, 0.06), end, cable), 0.08);
  const int tip = s.draft.add("hook", 0, hook.back(), end, end - Vector3d(0, 0.18, 0), 0.06);
  std::vector<int> chain = hook;
  chain.push_back(tip);
  s.draft.add_chain(Part::kHook, 0, 0, chain);
  for (size_t i = 0; i < hook.size(); ++i)
    s.solid(make_tube({s.draft.joints[hook[i]].head, s.draft.joints[hook[i]].tail},
                      {0.012, 0.012},
                      {paint.dark, paint.dark},
                      6),
            Finish::kMatte,
            hook[i]);
  add_drum(s, end - Vector3d(0, 0.06, 0), Vector3d::UnitY(), 0.045, 0.08, paint.main, tip);
  add_bow(s, end, paint, tip);
}

void add_boom(Sculptor& s, const MakeContext& context, const Paint& paint, int turn) {
  Rng& rng = context.rng;
  const Vector3d foot(-0.06, 0.44, 0.2);
  const double pitch = radians(rng.uniform(45, 62)), length = context.vary(1.5);
  const Vector3d along(0, std::sin(pitch), std::cos(pitch)), top = foot + length * along;
  const int bones = static_cast<int>(rng.integer(1, 2));
  int parent = turn;
  const std::vector<Vector3d> joints = line_points(foot, top, bones);
  for (int i = 0; i < bones; ++i) {
    parent = s.draft.add("boom", 0, parent, joints[i], joints[i + 1], 0.1);
    add_hinge(s, Part::kSegment, 0, i, parent, Vector3d(-1, 0, 0), radians(i ? 15 : 30));
    add_lattice(s, joints[i], joints[i + 1], frame_along(along), bones, paint, parent);
  }
  add_drum_between(s, top, Vector3d::UnitX(), 0.08, 0.1, paint.dark, parent, Finish::kMetal);
  add_hook(s, context, top, paint, parent);
}

}  // namespace

Creature make_crane(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool excavator = context.species == "excavator";
  const Colorway& colors = rng.pick(kMachineColors);
  const Paint paint = draw_paint(context, colors);
  Sculptor s(context.options.triangles, 2);
  const int base = s.draft.add("base", 0, -1, {0, 0, 0}, {0, 0.2, 0}, 0.3);
  s.draft.anatomy.root = base;
  const double w = context.vary(0.36), l = context.vary(0.5);
  add_tracks(s, w, l, paint, base);
  const int turn = s.draft.add("turntable", 0, base, {0, 0.24, 0}, {0, 0.5, 0}, 0.3);
  add_hinge(s, Part::kTurntable, 0, 0, turn, Vector3d::UnitY(), radians(170));
  add_house(s, paint, turn);
  if (excavator)
    add_digger_arm(s, paint, turn);
  else
    add_boom(s, context, paint, turn);
  return finish_object(s,
                       context,
                       colors.adjective,
                       context.vary(2.2, 0.15),
                       {excavator ? "digger" : "construction crane", "machine", "vehicle"});
}

}  // namespace animax::data
