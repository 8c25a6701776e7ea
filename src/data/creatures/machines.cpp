// SPDX-License-Identifier: MIT
// Robot arms, cranes and wheeled toys.
#include "data/creatures/plans.h"

#include <array>

namespace animax::data {
namespace {

const Matrix3d kAxes = Matrix3d::Identity();

const std::array<Colorway, 5> kMachines{{{"orange", 0xF0802A, 0x3A3E46, 0xE8E8E8},
                                         {"yellow", 0xF4C22E, 0x2E3036, 0xD8D8D8},
                                         {"blue", 0x3A78C8, 0x34383F, 0xF0F0F0},
                                         {"red", 0xD03A30, 0x3A3C42, 0xF2D04A},
                                         {"white", 0xECEEF0, 0x5A626C, 0x3AA0D8}}};

struct Paint {
  Vector3f main, dark, trim;
};

Paint draw_paint(const MakeContext& context, const Colorway& colors) {
  return {context.vary_color(rgb(colors.main)), rgb(colors.under), rgb(colors.accent)};
}

void box(Sculptor& s,
         const Vector3d& center,
         const Vector3d& half,
         const Vector3f& color,
         int joint,
         double bevel = 0.02,
         Finish finish = Finish::kMatte,
         const Matrix3d& axes = kAxes) {
  s.solid(make_box(center, half, axes, bevel, color), finish, joint);
}

// A cylinder with softened edges from `base` along `axis`.
void drum(Sculptor& s,
          const Vector3d& base,
          const Vector3d& axis,
          double radius,
          double length,
          const Vector3f& color,
          int joint,
          Finish finish = Finish::kMatte) {
  const double b = 0.12 * std::min(radius, length);
  s.solid(make_lathe(base,
                     axis,
                     {{0, 0, color},
                      {radius - b, 0, color},
                      {radius, b, color},
                      {radius, length - b, color},
                      {radius - b, length, color},
                      {0, length, color}},
                     s.detail(10, 20)),
          finish,
          joint);
}

void drum_between(Sculptor& s,
                  const Vector3d& middle,
                  const Vector3d& axis,
                  double radius,
                  double width,
                  const Vector3f& color,
                  int joint,
                  Finish finish = Finish::kMatte) {
  drum(s, middle - 0.5 * width * axis.normalized(), axis, radius, width, color, joint, finish);
}

Chain& turning(
    Sculptor& s, Part part, int side, int index, int joint, const Vector3d& axis, double limit) {
  Chain& chain = s.draft.add_chain(part, side, index, {joint});
  chain.axis = axis.normalized();
  chain.limit = limit;
  return chain;
}

Creature finish(Sculptor& s,
                const MakeContext& context,
                const std::string& adjective,
                double metres,
                const std::vector<std::string>& classes) {
  const RigStyle style = draw_style(context.rng, context.options, metres, 1);
  Creature creature = s.finish(context.plan, style, context.rng, context.rng.chance(0.5));
  name_creature(creature, context, adjective, classes);
  return creature;
}

// A tapered link with ball-like ends.
void link(Sculptor& s,
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
  drum_between(s, from, Vector3d::UnitX(), r0, 2.5 * r0, paint.dark, joint);
  drum_between(s, from, Vector3d::UnitX(), 0.55 * r0, 2.75 * r0, paint.trim, joint, Finish::kMetal);
  drum(s,
       from + 0.38 * along,
       along,
       0.8 * (r0 * 0.62 + r1 * 0.38),
       0.06 * along.norm(),
       paint.dark,
       joint);
}

struct Wheel {
  Vector3d center;
  double radius, width;
};

void add_wheel(Sculptor& s, const Wheel& w, int side, int index, int parent, const Paint& paint) {
  const int joint = s.draft.add(
      "wheel", side, parent, w.center, w.center + Vector3d(side * w.width, 0, 0), w.radius);
  // Positive turns drive forward.
  turning(s, Part::kWheel, side, index, joint, Vector3d::UnitX(), 0);
  const Vector3f rubber = rgb(0x24262A);
  const double r = w.radius, h = w.width;
  const Vector3d out(side ? side : 1, 0, 0);
  s.solid(make_lathe(w.center - 0.5 * h * out,
                     out,
                     {{0, 0, rubber},
                      {0.8 * r, 0, rubber},
                      {r, 0.2 * h, rubber},
                      {r, 0.8 * h, rubber},
                      {0.8 * r, h, rubber},
                      {0.62 * r, h, rubber},
                      {0.6 * r, 0.85 * h, rubber},
                      {0, 0.85 * h, rubber}},
                     s.detail(12, 24)),
          Finish::kMatte,
          joint);
  s.solid(make_lathe(w.center + 0.32 * h * out,
                     out,
                     {{0, 0, paint.trim},
                      {0.58 * r, 0, paint.trim},
                      {0.55 * r, 0.16 * h, paint.trim},
                      {0.2 * r, 0.3 * h, paint.trim},
                      {0, 0.34 * h, paint.trim}},
                     s.detail(10, 20)),
          Finish::kMetal,
          joint);
  for (int i = 0; i < 5; ++i) {  // nuts show that it turns
    const double a = 2 * M_PI * i / 5;
    s.solid(
        make_ellipsoid(w.center + 0.5 * h * out + 0.38 * r * Vector3d(0, std::sin(a), std::cos(a)),
                       Vector3d(0.12 * h, 0.07 * r, 0.07 * r),
                       kAxes,
                       i == 0 ? paint.main : paint.dark,
                       8),
        Finish::kMatte,
        joint);
  }
}

}  // namespace

std::vector<std::string> machine_species(BodyPlan plan) {
  switch (plan) {
    case BodyPlan::kRobotArm:
      return {"robot arm", "desk lamp"};
    case BodyPlan::kCrane:
      return {"crane", "excavator"};
    default:
      return {"toy car", "truck", "tractor", "race car", "bus", "toy train", "tank"};
  }
}

Creature make_robot_arm(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool lamp = context.species == "desk lamp";
  const Colorway& colors = rng.pick(kMachines);
  const Paint paint = draw_paint(context, colors);
  Sculptor s(context.options.triangles, 2);
  const double r = context.vary(lamp ? 0.035 : 0.09);
  const int base = s.draft.add("base", 0, -1, {0, 0, 0}, {0, 0.12, 0}, 0.2);
  s.draft.anatomy.root = base;
  drum(s,
       {0, 0, 0},
       Vector3d::UnitY(),
       lamp ? 0.24 : 0.27,
       lamp ? 0.05 : 0.08,
       lamp ? paint.main : paint.dark,
       base);
  const double shoulder_y = lamp ? 0.1 : 0.3;
  const int turn = s.draft.add("turntable", 0, base, {0, 0.07, 0}, {0, shoulder_y, 0}, 0.2);
  turning(s, Part::kTurntable, 0, 0, turn, Vector3d::UnitY(), radians(170));
  if (!lamp) {
    drum(s, {0, 0.075, 0}, Vector3d::UnitY(), 0.2, 0.07, paint.main, turn);
    for (int side : {1, -1})
      box(s, {side * 0.11, 0.23, 0}, {0.035, 0.12, 0.09}, paint.main, turn, 0.03);
  } else {
    drum(s, {0, 0.045, 0}, Vector3d::UnitY(), 0.07, 0.05, paint.dark, turn);
  }
  // Links: each bends forward about +x.
  const int links = lamp ? 2 : static_cast<int>(rng.integer(2, 4));
  const double reach = context.vary(lamp ? 0.95 : 1.15);
  std::vector<double> pitches = links == 2   ? std::vector<double>{105, 30}
                                : links == 3 ? std::vector<double>{100, 45, -15}
                                             : std::vector<double>{98, 60, 20, -25};
  Vector3d at(0, shoulder_y, 0);
  int parent = turn;
  std::vector<int> arm;
  for (int i = 0; i < links; ++i) {
    const double pitch = pitches[i] + 8 * rng.normal();
    const double length = reach / links * (i == 0 ? 1.15 : 0.95);
    const Vector3d to =
        at + length * Vector3d(0, std::sin(radians(pitch)), std::cos(radians(pitch)));
    parent = s.draft.add("segment", 0, parent, at, to, 0.1);
    arm.push_back(parent);
    turning(s, Part::kSegment, 0, i, parent, Vector3d::UnitX(), radians(75));
    const double shrink = std::pow(0.85, i);
    if (lamp) {
      for (int side : {1, -1})
        s.solid(make_tube({at + Vector3d(side * 0.025, 0, 0), to + Vector3d(side * 0.025, 0, 0)},
                          {0.35 * r, 0.35 * r},
                          {paint.trim, paint.trim},
                          s.sides()),
                Finish::kMetal,
                parent);
      drum_between(s, at, Vector3d::UnitX(), 1.1 * r, 0.12, paint.dark, parent);
    } else {
      link(s, at, to, r * shrink, r * shrink * 0.85, paint, parent);
    }
    at = to;
  }
  const double end_pitch = lamp ? -40 : rng.uniform(-80, -30);
  const Vector3d along(0, std::sin(radians(end_pitch)), std::cos(radians(end_pitch)));
  const double rr = r * std::pow(0.85, links);
  const int wrist =
      s.draft.add(lamp ? "head" : "wrist", 0, parent, at, at + (lamp ? 0.3 : 0.14) * along, 0.1);
  turning(s, Part::kSegment, 0, links, wrist, Vector3d::UnitX(), radians(80));
  drum_between(s,
               at,
               Vector3d::UnitX(),
               lamp ? 1.1 * r : 0.95 * rr,
               lamp ? 0.1 : 2.3 * rr,
               paint.dark,
               wrist);
  if (lamp) {
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
            wrist);
    s.solid(make_ellipsoid(
                at + 0.15 * along, Vector3d::Constant(0.07), kAxes, rgb(0xFFE9A0), s.detail(8, 16)),
            Finish::kGlow,
            wrist);
  } else {
    drum(s, at, along, 0.85 * rr, 0.12, paint.trim, wrist, Finish::kMetal);
    box(s,
        at + 0.14 * along,
        {1.5 * rr, 0.7 * rr, 0.03},
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
      const Vector3d root = at + 0.16 * along + 1.05 * rr * out,
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
      turning(s,
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
  return finish(s,
                context,
                colors.adjective,
                context.vary(lamp ? 0.4 : 0.9, 0.15),
                {lamp ? "lamp" : "industrial robot", lamp ? "light" : "robot", "machine"});
}

Creature make_crane(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool excavator = context.species == "excavator";
  const Colorway& colors = rng.pick(kMachines);
  const Paint paint = draw_paint(context, colors);
  Sculptor s(context.options.triangles, 2);
  const Vector3f glass = rgb(0x8AC0DC);
  const int base = s.draft.add("base", 0, -1, {0, 0, 0}, {0, 0.2, 0}, 0.3);
  s.draft.anatomy.root = base;
  const double w = context.vary(0.36), l = context.vary(0.5);
  for (int side : {1, -1}) {  // tracks
    box(s, {side * w, 0.12, 0}, {0.1, 0.12, l}, paint.dark, base, 0.1);
    for (int i = 0; i < 4; ++i)
      drum_between(s,
                   {side * (w + 0.09), 0.12, l * (-0.72 + 0.48 * i)},
                   Vector3d::UnitX(),
                   0.08,
                   0.06,
                   paint.trim,
                   base,
                   Finish::kMetal);
  }
  box(s, {0, 0.16, 0}, {w, 0.06, 0.6 * l}, paint.dark, base);
  const int turn = s.draft.add("turntable", 0, base, {0, 0.24, 0}, {0, 0.5, 0}, 0.3);
  turning(s, Part::kTurntable, 0, 0, turn, Vector3d::UnitY(), radians(170));
  drum(s, {0, 0.22, 0}, Vector3d::UnitY(), 0.26, 0.06, paint.dark, turn);
  box(s, {0, 0.36, -0.1}, {0.36, 0.09, 0.42}, paint.main, turn, 0.05);
  box(s, {0, 0.5, -0.36}, {0.34, 0.12, 0.16}, paint.main * 0.9f, turn, 0.05);
  box(s, {0.22, 0.58, 0.1}, {0.13, 0.16, 0.18}, paint.main, turn, 0.04);
  box(s, {0.22, 0.61, 0.13}, {0.134, 0.1, 0.16}, glass, turn, 0.03, Finish::kShiny);
  drum(s, {-0.24, 0.6, -0.4}, Vector3d::UnitY(), 0.03, 0.16, paint.dark, turn);
  if (excavator) {
    const std::array<Vector3d, 4> at{Vector3d(-0.06, 0.42, 0.28),
                                     Vector3d(-0.06, 0.98, 0.62),
                                     Vector3d(-0.06, 0.7, 1.15),
                                     Vector3d(-0.06, 0.42, 1.08)};
    int parent = turn;
    for (int i = 0; i < 3; ++i) {
      parent = s.draft.add(i == 2 ? "bucket" : "boom", 0, parent, at[i], at[i + 1], 0.1);
      turning(s, Part::kSegment, 0, i, parent, Vector3d::UnitX(), radians(i == 2 ? 80 : 45));
      drum_between(s, at[i], Vector3d::UnitX(), 0.07, 0.2, paint.dark, parent);
      if (i < 2) {
        const Vector3d along = at[i + 1] - at[i];
        box(s,
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
    box(s, {-0.06, 0.55, 1.12}, {0.16, 0.13, 0.09}, paint.dark, parent, 0.05);
    for (int i = 0; i < 4; ++i)
      s.solid(make_lathe({-0.06 + 0.09 * (i - 1.5), 0.44, 1.06},
                         Vector3d(0, -1, -0.4),
                         {{0, 0, paint.trim}, {0.026, 0, paint.trim}, {0, 0.09, paint.trim}},
                         6),
              Finish::kMetal,
              parent);
  } else {
    const Vector3d foot(-0.06, 0.44, 0.2);
    const double pitch = radians(rng.uniform(45, 62)), length = context.vary(1.5);
    const Vector3d along(0, std::sin(pitch), std::cos(pitch)), top = foot + length * along;
    const int bones = static_cast<int>(rng.integer(1, 2));
    int parent = turn;
    const std::vector<Vector3d> joints = line_points(foot, top, bones);
    std::vector<int> boom;
    for (int i = 0; i < bones; ++i) {
      parent = s.draft.add("boom", 0, parent, joints[i], joints[i + 1], 0.1);
      boom.push_back(parent);
      turning(s, Part::kSegment, 0, i, parent, Vector3d(-1, 0, 0), radians(i ? 15 : 30));
      // A lattice: two chords and struts between them.
      const Matrix3d frame = frame_along(along);
      const Vector3d a = joints[i], b = joints[i + 1];
      for (int sx : {1, -1})
        for (int sy : {1, -1}) {
          const Vector3d off = 0.07 * sx * frame.col(0) + 0.06 * sy * frame.col(1);
          s.solid(make_tube({a + off, b + 0.6 * off},
                            {0.022, 0.018},
                            {paint.main, paint.main},
                            s.detail(5, 8)),
                  Finish::kMatte,
                  parent);
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
                  parent);
      }
    }
    drum_between(s, top, Vector3d::UnitX(), 0.08, 0.1, paint.dark, parent, Finish::kMetal);
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
    drum(s, end - Vector3d(0, 0.06, 0), Vector3d::UnitY(), 0.045, 0.08, paint.main, tip);
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
  return finish(s,
                context,
                colors.adjective,
                context.vary(2.2, 0.15),
                {excavator ? "digger" : "construction crane", "machine", "vehicle"});
}

Creature make_vehicle(const MakeContext& context) {
  Rng& rng = context.rng;
  const std::string& kind = context.species;
  const Colorway& colors = rng.pick(kMachines);
  const Paint paint = draw_paint(context, colors);
  Sculptor s(context.options.triangles, 3.4);
  const Vector3f glass = rgb(0x7AB8DC), lamp = rgb(0xFFF0B0), red = rgb(0xE03A30);
  const double w = context.vary(kind == "race car" ? 0.34 : 0.36),
               l = context.vary(kind == "bus" ? 0.95 : 0.75);
  const double r = context.vary(kind == "tractor" ? 0.19 : kind == "truck" ? 0.19 : 0.16);
  const double floor = 0.75 * r;
  const int base = s.draft.add("body", 0, -1, {0, floor, 0}, {0, floor + 0.3, 0}, 0.4);
  s.draft.anatomy.root = base;
  const int shell = s.add_body(Finish::kShiny, {base});
  const auto lump =
      [&](const Vector3d& at, const Vector3d& radii, const Vector3f& color, double blend = 0.08) {
        Clay& clay = s.ellipsoid(at, radii, color, blend, kAxes, shell);
        clay.coat = 0;
      };
  const auto lamps = [&](double y, double z, double x) {
    for (int side : {1, -1}) {
      s.solid(make_ellipsoid({side * x, y, z}, {0.065, 0.065, 0.04}, kAxes, lamp, s.detail(8, 14)),
              Finish::kGlow,
              base);
      s.solid(make_ellipsoid({side * x, y, -z}, {0.05, 0.04, 0.03}, kAxes, red, s.detail(8, 12)),
              Finish::kShiny,
              base);
    }
  };
  double front = 0.62 * l, rear = -0.62 * l, rear_r = r;
  if (kind == "toy car") {
    lump({0, floor + 0.16, 0}, {w, 0.2, l}, paint.main);
    lump({0, floor + 0.16, 0.4 * l}, {w * 0.98, 0.17, 0.55 * l}, paint.main);
    lump({0, floor + 0.16, -0.4 * l}, {w * 0.98, 0.18, 0.55 * l}, paint.main);
    lump({0, floor + 0.4, -0.08}, {0.78 * w, 0.24, 0.46 * l}, paint.main, 0.12);
    s.solid(
        make_ellipsoid(
            {0, floor + 0.4, -0.06}, {0.815 * w, 0.13, 0.37 * l}, kAxes, glass, s.detail(10, 20)),
        Finish::kShiny,
        base);
    s.solid(
        make_ellipsoid(
            {0, floor + 0.39, -0.06}, {0.6 * w, 0.14, 0.475 * l}, kAxes, glass, s.detail(10, 20)),
        Finish::kShiny,
        base);
    lamps(floor + 0.18, 0.95 * l, 0.6 * w);
    for (int side : {1, -1})
      box(s,
          {0, floor + 0.03, side * 0.94 * l},
          {0.75 * w, 0.04, 0.05},
          paint.trim,
          base,
          0.03,
          Finish::kMetal);
  } else if (kind == "race car") {
    lump({0, floor + 0.1, -0.05}, {0.6 * w, 0.14, 0.9 * l}, paint.main);
    lump({0, floor + 0.06, 0.75 * l}, {0.28 * w, 0.08, 0.42 * l}, paint.main);
    for (int side : {1, -1})
      lump({side * 0.62 * w, floor + 0.08, -0.15}, {0.32 * w, 0.1, 0.42 * l}, paint.main, 0.05);
    lump({0, floor + 0.26, -0.3 * l}, {0.16, 0.12, 0.3}, paint.main, 0.08);
    s.solid(make_ellipsoid(
                {0, floor + 0.27, -0.02}, {0.1, 0.1, 0.11}, kAxes, paint.trim, s.detail(8, 16)),
            Finish::kShiny,
            base);
    box(s, {0, floor + 0.0, 1.05 * l}, {1.0 * w, 0.016, 0.09}, paint.trim, base, 0.012);
    box(s, {0, floor + 0.4, -0.95 * l}, {0.85 * w, 0.02, 0.1}, paint.trim, base, 0.012);
    for (int side : {1, -1})
      box(s, {side * 0.6 * w, floor + 0.27, -0.95 * l}, {0.02, 0.14, 0.07}, paint.dark, base);
    front = 0.75 * l, rear = -0.68 * l, rear_r = 1.2 * r;
  } else if (kind == "bus") {
    box(s, {0, floor + 0.4, 0}, {w, 0.4, l}, paint.main, base, 0.1);
    box(s, {0, floor + 0.14, 0}, {w + 0.006, 0.03, l + 0.006}, paint.trim, base, 0.01);
    for (int i = 0; i < 4; ++i)
      box(s,
          {0, floor + 0.52, l * (-0.66 + 0.44 * i)},
          {w + 0.008, 0.14, 0.17 * l},
          glass,
          base,
          0.02,
          Finish::kShiny);
    box(s, {0, floor + 0.5, l - 0.02}, {0.8 * w, 0.18, 0.03}, glass, base, 0.02, Finish::kShiny);
    lamps(floor + 0.16, l, 0.68 * w);
  } else if (kind == "truck") {
    box(s, {0, floor + 0.06, 0}, {0.8 * w, 0.06, l}, paint.dark, base);
    box(s, {0, floor + 0.36, 0.62 * l}, {w, 0.3, 0.34 * l}, paint.main, base, 0.07);
    box(s,
        {0, floor + 0.45, 0.62 * l + 0.02},
        {w + 0.006, 0.13, 0.26 * l},
        glass,
        base,
        0.03,
        Finish::kShiny);
    box(s, {0, floor + 0.47, 0.95 * l}, {0.82 * w, 0.12, 0.02}, glass, base, 0.02, Finish::kShiny);
    lamps(floor + 0.14, 0.97 * l, 0.7 * w);
    const Vector3d pivot(0, floor + 0.12, -0.98 * l);
    const int bed = s.draft.add("bed", 0, base, pivot, {0, floor + 0.12, 0.2 * l}, 0.3);
    turning(s, Part::kLid, 0, 0, bed, -Vector3d::UnitX(), radians(50));
    const double mid = -0.37 * l, half = 0.6 * l;
    box(s, {0, floor + 0.16, mid}, {w, 0.03, half}, paint.trim, bed);
    for (int side : {1, -1})
      box(s, {side * (w - 0.025), floor + 0.32, mid}, {0.03, 0.16, half}, paint.trim, bed);
    box(s, {0, floor + 0.34, mid + half - 0.03}, {w - 0.02, 0.18, 0.03}, paint.trim, bed);
    for (int i = 0; i < 6; ++i)
      s.solid(make_ellipsoid(
                  {rng.uniform(-0.5, 0.5) * w, floor + 0.24, mid + rng.uniform(-0.7, 0.7) * half},
                  {0.17, 0.14, 0.19},
                  kAxes,
                  rgb(0x8A7458) * static_cast<float>(rng.uniform(0.8, 1.2)),
                  s.detail(6, 12)),
              Finish::kMatte,
              bed);
  } else if (kind == "tractor") {
    box(s, {0, floor + 0.3, 0.4 * l}, {0.5 * w, 0.17, 0.48 * l}, paint.main, base, 0.08);
    box(s, {0, floor + 0.18, -0.3 * l}, {0.45 * w, 0.1, 0.4 * l}, paint.dark, base, 0.04);
    box(s, {0, floor + 0.98, -0.35 * l}, {0.72 * w, 0.035, 0.36 * l}, paint.main, base, 0.03);
    for (int sx : {1, -1})
      for (int sz : {1, -1})
        s.solid(make_tube({{sx * 0.6 * w, floor + 0.25, (-0.35 + sz * 0.3) * l},
                           {sx * 0.6 * w, floor + 0.96, (-0.35 + sz * 0.3) * l}},
                          {0.02, 0.02},
                          {paint.dark, paint.dark},
                          s.sides()),
                Finish::kMatte,
                base);
    box(s, {0, floor + 0.42, -0.45 * l}, {0.16, 0.16, 0.1}, paint.dark, base, 0.06);
    drum(s, {0.1, floor + 0.45, 0.5 * l}, Vector3d::UnitY(), 0.035, 0.32, paint.dark, base);
    for (int side : {1, -1})
      s.solid(make_ellipsoid({side * 0.28 * w, floor + 0.34, 0.88 * l},
                             {0.05, 0.05, 0.03},
                             kAxes,
                             lamp,
                             s.detail(8, 12)),
              Finish::kGlow,
              base);
    rear_r = 2.0 * r, rear = -0.38 * l, front = 0.6 * l;
  } else if (kind == "toy train") {
    box(s, {0, floor + 0.08, 0}, {0.85 * w, 0.06, l}, paint.dark, base, 0.03);
    drum(s, {0, floor + 0.36, -0.2 * l}, Vector3d::UnitZ(), 0.26, 1.08 * l, paint.main, base);
    for (double z : {0.1, 0.5})
      drum(s,
           {0, floor + 0.36, z * l},
           Vector3d::UnitZ(),
           0.268,
           0.06,
           paint.trim,
           base,
           Finish::kMetal);
    box(s, {0, floor + 0.45, -0.6 * l}, {0.82 * w, 0.36, 0.36 * l}, paint.main, base, 0.04);
    box(s, {0, floor + 0.84, -0.6 * l}, {w, 0.04, 0.44 * l}, paint.dark, base, 0.03);
    box(s,
        {0, floor + 0.58, -0.6 * l},
        {0.83 * w, 0.13, 0.2 * l},
        glass,
        base,
        0.02,
        Finish::kShiny);
    const Vector3f d = paint.dark;
    s.solid(make_lathe({0, floor + 0.58, 0.6 * l},
                       Vector3d::UnitY(),
                       {{0, 0, d},
                        {0.07, 0, d},
                        {0.07, 0.16, d},
                        {0.13, 0.28, d},
                        {0.1, 0.29, d},
                        {0, 0.22, d}},
                       s.detail(10, 18)),
            Finish::kMatte,
            base);
    s.solid(make_ellipsoid(
                {0, floor + 0.36, 0.9 * l}, {0.07, 0.07, 0.04}, kAxes, lamp, s.detail(8, 14)),
            Finish::kGlow,
            base);
    s.solid(make_ellipsoid(
                {0, floor + 0.64, 0.15 * l}, {0.1, 0.1, 0.1}, kAxes, paint.trim, s.detail(8, 14)),
            Finish::kMetal,
            base);
  } else {  // tank
    for (int side : {1, -1})
      box(s, {side * 0.8 * w, floor + 0.06, 0}, {0.09, 0.15, l}, paint.dark, base, 0.1);
    box(s, {0, floor + 0.16, 0}, {0.8 * w, 0.11, 0.92 * l}, paint.main, base, 0.06);
    const int turret =
        s.draft.add("turret", 0, base, {0, floor + 0.27, -0.05}, {0, floor + 0.5, -0.05}, 0.3);
    turning(s, Part::kTurntable, 0, 0, turret, Vector3d::UnitY(), radians(170));
    s.solid(make_lathe({0, floor + 0.26, -0.05},
                       Vector3d::UnitY(),
                       {{0, 0, paint.main},
                        {0.3, 0, paint.main},
                        {0.31, 0.06, paint.main},
                        {0.25, 0.18, paint.main},
                        {0.12, 0.23, paint.main},
                        {0, 0.24, paint.main}},
                       s.detail(12, 24)),
            Finish::kMatte,
            turret);
    drum(s, {0.08, floor + 0.47, -0.1}, Vector3d::UnitY(), 0.08, 0.05, paint.dark, turret);
    const Vector3d gun(0, floor + 0.36, 0.2);
    const int barrel = s.draft.add("barrel", 0, turret, gun, gun + Vector3d(0, 0.03, 0.7), 0.1);
    turning(s, Part::kSegment, 0, 0, barrel, -Vector3d::UnitX(), radians(25));
    drum(s,
         gun - Vector3d(0, 0, 0.05),
         Vector3d(0, 0.05, 1),
         0.05,
         0.72,
         paint.main * 0.85f,
         barrel);
    drum(s, gun + Vector3d(0, 0.031, 0.62), Vector3d(0, 0.05, 1), 0.07, 0.14, paint.dark, barrel);
  }
  if (kind == "toy car" && rng.chance(0.7))
    for (int side : {1, -1}) {
      const Vector3d eye(side * 0.34 * w, floor + 0.42, 0.33 * l);
      s.solid(make_eyeball(eye,
                           0.11,
                           frame_along({0.08 * side, 0.1, 1}),
                           {{0.42, rgb(0x101014)}, {0.75, rgb(0x3A7AC8)}, {M_PI, rgb(0xFAFAF8)}},
                           s.detail(8, 16)),
              Finish::kShiny,
              base);
    }
  const int axles = kind == "tank" ? 3 : kind == "toy train" ? 3 : 2;
  for (int side : {1, -1})
    for (int i = 0; i < axles; ++i) {
      const double t = static_cast<double>(i) / (axles - 1);
      const double radius = i == axles - 1 ? rear_r : r;
      const double width = radius * (kind == "tank" ? 0.35 : 0.62);
      const double x = kind == "tank" ? 0.8 * w + 0.1 : kind == "toy train" ? 0.75 * w : 0.95 * w;
      add_wheel(s,
                {{side * x, radius, front + t * (rear - front)},
                 radius * (kind == "tank" ? 0.85 : 1),
                 width},
                side,
                i,
                base,
                paint);
    }
  const double metres = context.vary(0.3, 0.2);
  return finish(s,
                context,
                colors.adjective,
                metres,
                {kind == "toy train" ? "locomotive" : "car", "vehicle", "toy"});
}

}  // namespace animax::data
