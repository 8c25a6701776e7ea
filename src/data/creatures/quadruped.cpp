// SPDX-License-Identifier: MIT
#include "data/creatures/quadruped_shape.h"

#include <algorithm>
#include <array>

namespace animax::data {
namespace {

// Everything the parts of one animal share while it is made.
struct Animal {
  const MakeContext& context;
  const QuadrupedSpecies& species;
  QuadrupedShape shape;
  Sculptor sculptor;
  Vector3f main, under, accent, dark;
  double hip_y = 0, shoulder_y = 0, hip_z = -0.5, shoulder_z = 0.5;
  int hips = -1, chest = -1, head = -1;
  std::vector<int> spine;
  Vector3d skull;  ///< centre of the cranium
};

Vector3d pitched(double pitch_deg) {
  return {0, std::sin(radians(pitch_deg)), std::cos(radians(pitch_deg))};
}

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
  const Vector3d sole = path[3];
  if (a.species.feet == Feet::kHooves) {
    const Vector3f horn = socks > 0.9 ? a.accent * 0.5f : rgb(0x3B2E28);
    const double r = q.foot;
    s.solid(make_lathe({sole.x(), 0, sole.z() + 0.25 * r},
                       Vector3d::UnitY(),
                       {{0, 0, horn},
                        {r, 0, horn},
                        {1.02 * r, 0.2 * r, horn},
                        {0.78 * r, 1.35 * r, horn},
                        {0, 1.5 * r, horn}},
                       s.sides()),
            Finish::kShiny,
            joints[3]);
    return;
  }
  const bool pads = a.species.feet == Feet::kPads;
  Solid paw = make_ellipsoid({sole.x(), 0.72 * q.foot, sole.z() + (pads ? 0.1 : 0.45) * q.foot},
                             {q.foot, 0.75 * q.foot, (pads ? 1.05 : 1.4) * q.foot},
                             Matrix3d::Identity(),
                             tone(0),
                             s.detail(8, 14));
  const int toes = s.detail(0, 3);
  for (int i = 0; i < toes; ++i) {
    const double spread = (i - 1) * 0.55;
    const double reach = (pads ? 0.95 : 1.6) - 0.2 * std::abs(spread);
    paw.append(
        make_ellipsoid({sole.x() + spread * q.foot, 0.42 * q.foot, sole.z() + reach * q.foot},
                       Vector3d(0.32, 0.4, 0.36) * q.foot,
                       Matrix3d::Identity(),
                       pads ? rgb(0xD8CFC0) : Vector3f(tone(0) * 0.92f),
                       8));
  }
  s.solid(paw, Finish::kMatte, {joints[2], joints[3]});
}

void make_neck_and_skull(Animal& a) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  Rng& rng = a.context.rng;
  const Vector3d base(0, a.shoulder_y + 0.25 * q.chest, a.shoulder_z + 0.02);
  const Vector3d top = base + q.neck * pitched(q.neck_pitch);
  const int bones =
      q.neck > 0.8 ? static_cast<int>(rng.integer(3, 5)) : static_cast<int>(rng.integer(1, 2));
  const std::vector<int> neck =
      s.draft.add_run({"neck"}, 0, a.chest, line_points(base, top, bones), q.neck_top * 1.1);
  s.draft.add_chain(Part::kNeck, 0, 0, neck);
  LimbLook look;
  look.colors = {a.main};
  look.blend = 0.12;
  const int pieces = q.neck > 0.8 ? 3 : 2;
  s.limb(line_points(base - 0.1 * pitched(q.neck_pitch), top, pieces),
         resample(std::vector<double>{q.neck_base, q.neck_top}, pieces),
         neck,
         look);

  a.skull = top + Vector3d(0, 0.25 * q.head, 0.45 * q.head);
  const Vector3d tip =
      a.skull + q.head * q.head_long * Vector3d::UnitZ() + q.snout * pitched(q.snout_pitch);
  a.head = s.draft.add("head", 0, neck.back(), top, tip, q.head);
  s.draft.add_chain(Part::kHead, 0, 0, {a.head});
  s.ellipsoid(a.skull, {q.head * q.head_width, q.head * 0.95, q.head * q.head_long}, a.main, 0.06);
}

void make_nose(Animal& a, const Vector3d& tip, double radius) {
  Sculptor& s = a.sculptor;
  if (a.species.name == std::string("pig")) {
    const Vector3d along = pitched(a.shape.snout_pitch);
    const Vector3f skin = a.accent;
    s.solid(make_lathe(tip - 0.05 * along,
                       along,
                       {{0, 0, skin},
                        {1.05 * radius, 0, skin},
                        {1.1 * radius, 0.07, skin},
                        {0.95 * radius, 0.09, skin},
                        {0, 0.09, skin}},
                       s.detail(8, 16)),
            Finish::kMatte,
            a.head);
    for (int side : {1, -1})
      s.solid(make_ellipsoid(tip + Vector3d(side * 0.4 * radius, 0, 0) + 0.04 * along,
                             Vector3d(0.17, 0.28, 0.1) * radius,
                             frame_along(along),
                             a.accent * 0.35f,
                             8),
              Finish::kMatte,
              a.head);
    return;
  }
  if (a.species.name == std::string("griffin")) return;
  const bool nostrils = a.species.feet == Feet::kHooves || a.species.feet == Feet::kPads ||
                        a.species.ears == Ears::kNone;
  const Vector3f ink = rgb(0x1A1517);
  if (!nostrils) {
    const double r = std::max(0.026, 0.42 * radius);
    const Vector3f color =
        a.species.name == std::string("rabbit") || a.species.name == std::string("mouse")
            ? rgb(0xE58C92)
            : ink;
    s.solid(make_ellipsoid(tip + Vector3d(0, 0.35 * radius, 0.8 * radius),
                           Vector3d(1.25, 0.9, 0.8) * r,
                           Matrix3d::Identity(),
                           color,
                           s.detail(8, 12)),
            Finish::kShiny,
            a.head);
    return;
  }
  for (int side : {1, -1}) {
    const Vector3d at = s.surface(tip, Vector3d(0.5 * side, 0.35, 0.8));
    s.solid(make_ellipsoid(at, Vector3d(0.22, 0.16, 0.14) * radius, Matrix3d::Identity(), ink, 8),
            Finish::kMatte,
            a.head);
  }
}

void make_snout(Animal& a, bool with_jaw) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const Vector3d along = pitched(q.snout_pitch);
  const Vector3d root = a.skull + Vector3d(0, -0.22 * q.head, 0.5 * q.head * q.head_long);
  const Vector3d tip =
      a.skull + Vector3d(0, -0.2 * q.head, q.head * q.head_long * 0.85) + q.snout * along;
  const bool griffin = a.species.name == std::string("griffin");
  const Vector3f color = a.species.muzzle_under ? a.under : a.main;
  Clay& upper = s.cone(root, q.snout_base, tip, q.snout_tip, color, griffin ? 0.01 : 0.05);
  upper.coat = a.species.muzzle_under ? 0 : 0.6f;
  if (a.species.muzzle_under && !griffin) {
    for (int side : {1, -1})
      s.ellipsoid(
           a.skull + Vector3d(side * 0.5 * q.head * q.head_width, -0.42 * q.head, 0.38 * q.head),
           Vector3d::Constant(0.5 * q.head),
           color,
           0.05)
          .coat = 0;
  }
  make_nose(a, tip, q.snout_tip);
  if (q.trunk > 0) {
    const int bones = static_cast<int>(a.context.rng.integer(4, 7));
    const Vector3d down = tip + Vector3d(0, -0.62 * q.trunk, 0.12 * q.trunk);
    const std::vector<Vector3d> path =
        resample({tip,
                  tip + Vector3d(0, -0.2 * q.trunk, 0.14 * q.trunk),
                  down,
                  down + Vector3d(0, -0.12 * q.trunk, 0.2 * q.trunk)},
                 bones);
    const std::vector<int> trunk = s.draft.add_run({"trunk"}, 0, a.head, path, 0.75 * q.snout_tip);
    s.draft.add_chain(Part::kTail, 0, 1, trunk);
    LimbLook look;
    look.colors = {a.main};
    look.blend = 0.05;
    s.limb(
        path, resample(std::vector<double>{q.snout_tip, 0.45 * q.snout_tip}, bones), trunk, look);
  }
  if (!with_jaw) return;
  // The lower jaw is a body of its own, so that it opens like a box; its inside is the mouth.
  const Vector3d hinge = root + Vector3d(0, -0.45 * q.snout_base, 0);
  const Vector3d chin = tip + Vector3d(0, -0.62 * q.snout_tip, -0.25 * q.snout_tip);
  const int jaw = s.draft.add("jaw", 0, a.head, hinge, chin, q.snout_tip);
  s.draft.add_chain(Part::kJaw, 0, 0, {jaw});
  s.solid(make_tube({hinge, 0.5 * (hinge + chin), chin},
                    {0.75 * q.snout_base,
                     0.78 * (0.5 * q.snout_base + 0.5 * q.snout_tip),
                     0.78 * q.snout_tip},
                    {color * 0.95f, color * 0.95f, color * 0.95f},
                    s.sides(),
                    1,
                    Vector3d::UnitY(),
                    0.55),
          Finish::kMatte,
          jaw);
  s.solid(make_tube({hinge + Vector3d(0, 0.012, 0), chin + Vector3d(0, 0.012, 0)},
                    {0.6 * q.snout_base, 0.62 * q.snout_tip},
                    {rgb(0x8E2F36), rgb(0xD0606A)},
                    s.sides(),
                    0,
                    Vector3d::UnitY(),
                    0.5),
          Finish::kMatte,
          jaw);
}

void make_eyes(Animal& a) {
  const QuadrupedShape& q = a.shape;
  EyeLook look;
  look.radius = q.eye;
  look.depth = 0.3;
  switch (a.species.eyes) {
    case Eyes::kCartoon:
      look.style = EyeStyle::kCartoon;
      break;
    case Eyes::kButton:
      look.style = EyeStyle::kButton;
      break;
    case Eyes::kSlit:
      look.style = EyeStyle::kSlit;
      break;
  }
  const std::array<uint32_t, 5> irises{0x6B3F1D, 0x3F7D3A, 0x3A6EA5, 0xC98A1B, 0x8FA23A};
  look.iris = rgb(a.context.rng.pick(irises));
  if (look.style == EyeStyle::kSlit)
    look.iris = rgb(a.context.rng.chance(0.5) ? 0xF2C230 : 0x9BD23C);
  if (a.context.rng.chance(0.4)) look.lid = a.context.rng.uniform(0.1, 0.7);
  look.lid_color = a.main * 0.9f;
  if (a.species.name == std::string("panda")) {
    for (int side : {1, -1}) {
      const Vector3d at =
          a.sculptor.surface(a.skull, Vector3d(side * q.eye_side, q.eye_up - 0.06, 1));
      a.sculptor.solid(make_ellipsoid(at,
                                      Vector3d(1.5, 1.9, 0.9) * q.eye,
                                      frame_along(Vector3d(side * q.eye_side, q.eye_up, 1)),
                                      a.accent,
                                      a.sculptor.detail(8, 14)),
                       Finish::kMatte,
                       a.head);
    }
  }
  a.sculptor.eyes(
      a.skull, {q.eye_side, q.eye_up, 1}, Vector3d(0.7 * q.eye_side, 0.1, 1), look, a.head);
}

void make_ear(Animal& a, int side) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const Ears kind = a.species.ears;
  const bool dark = a.species.name == std::string("panda") || a.species.socks > 0.9;
  const Vector3f outer = dark ? a.accent : a.main;
  const Vector3f inner = mix(outer, rgb(0xEBA39A), 0.6);
  const double out = kind == Ears::kRound ? 0.75 : q.ear_out;
  const Vector3d direction = Vector3d(side * out, 0.9, -0.1).normalized();
  const Vector3d root =
      a.skull + q.head * Vector3d(0.7 * direction.x() * q.head_width, 0.72 * direction.y(), 0);
  Vector3d tip = root + q.ear * Vector3d(side * 0.35 * out, 1, -0.08).normalized();
  if (kind == Ears::kFloppy) tip = root + q.ear * Vector3d(side * 0.75, -0.75, 0.1).normalized();
  if (kind == Ears::kElephant) tip = root + q.ear * Vector3d(side * 1.2, 0.1, -0.5).normalized();
  if (out > 0.85 && kind != Ears::kFloppy && kind != Ears::kElephant)
    tip = root + q.ear * Vector3d(side * 1.1, 0.35, -0.1).normalized();
  const int bones = kind == Ears::kLong || kind == Ears::kFloppy ? 2 : 1;
  const std::vector<int> ear =
      s.draft.add_run({"ear"}, side, a.head, line_points(root, tip, bones), q.ear_width);
  s.draft.add_chain(Part::kEar, side, 0, ear);

  const Vector3d along = (tip - root).normalized();
  const Vector3d forward = kind == Ears::kElephant ? Vector3d(side * 0.35, 0, 1).normalized()
                                                   : Vector3d(side * 0.3, 0, 1).normalized();
  const double w = q.ear_width;
  if (kind == Ears::kRound || kind == Ears::kElephant) {
    const double half = 0.62 * q.ear;
    const Vector3d middle = root + 0.55 * q.ear * along;
    const Matrix3d axes = frame_along(forward, along);
    const double wide = kind == Ears::kElephant ? 1.1 * half : half;
    Solid disc = make_ellipsoid(middle,
                                {wide, kind == Ears::kElephant ? 1.25 * half : half, 0.3 * w},
                                axes,
                                outer,
                                s.detail(10, 18));
    disc.append(
        make_ellipsoid(middle + axes.col(2) * 0.12 * w,
                       {0.72 * wide, (kind == Ears::kElephant ? 0.95 : 0.72) * half, 0.27 * w},
                       axes,
                       inner,
                       s.detail(8, 16)));
    s.solid(disc, Finish::kMatte, ear);
    return;
  }
  const Vector3f end = a.species.name == std::string("fox") ? a.accent : outer;
  std::vector<double> radii{0.75 * w, w, 0.8 * w, 0.12 * w};
  if (kind == Ears::kLong) radii = {0.55 * w, 0.9 * w, w, 0.45 * w};
  if (kind == Ears::kFloppy) radii = {0.5 * w, 0.9 * w, 1.1 * w, 0.7 * w};
  const std::vector<Vector3d> path = line_points(root - 0.1 * q.ear * along, tip, 3);
  s.solid(
      make_tube(path, radii, {outer, outer, outer, end}, s.sides(), s.detail(0, 1), forward, 0.35),
      Finish::kMatte,
      ear);
  std::vector<Vector3d> inside = path;
  std::vector<double> thin = radii;
  for (size_t i = 0; i < path.size(); ++i) {
    inside[i] += 0.16 * w * forward - 0.06 * q.ear * along;
    thin[i] *= 0.66;
  }
  s.solid(make_tube(inside, thin, {inner, inner, inner, inner}, s.sides(), 0, forward, 0.35),
          Finish::kMatte,
          ear);
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

void make_horn(Animal& a,
               const std::vector<Vector3d>& path,
               double radius,
               const Vector3f& color,
               bool both = true) {
  const int n = static_cast<int>(path.size());
  std::vector<double> radii = resample(std::vector<double>{radius, 0.12 * radius}, n - 1);
  const Solid left = make_tube(path, radii, std::vector<Vector3f>(n, color), a.sculptor.sides(), 1);
  a.sculptor.solid(left, Finish::kShiny, a.head);
  if (!both) return;
  Solid right = left;
  right.transform(Affine3d(Eigen::Scaling(-1.0, 1.0, 1.0)));
  a.sculptor.solid(right, Finish::kShiny, a.head);
}

void make_horns(Animal& a) {
  const QuadrupedShape& q = a.shape;
  const double h = q.head;
  const auto at = [&](double x, double y, double z) {
    return Vector3d(a.skull + h * Vector3d(x * q.head_width, y, z));
  };
  const Vector3f bone = rgb(0xE6DCC4);
  switch (a.species.horns) {
    case Horns::kNone:
      break;
    case Horns::kCow:
      make_horn(a, {at(0.5, 0.75, 0), at(1.05, 1.0, 0.05), at(1.3, 1.45, 0.2)}, 0.17 * h, bone);
      break;
    case Horns::kGoat:
      make_horn(a,
                {at(0.3, 0.8, 0), at(0.42, 1.4, -0.15), at(0.55, 1.75, -0.65)},
                0.15 * h,
                rgb(0x8A7A64));
      break;
    case Horns::kAntlers: {
      const Vector3f wood = rgb(0x9A7A54);
      make_horn(a,
                {at(0.35, 0.8, -0.1), at(0.8, 1.9, -0.3), at(1.5, 2.9, -0.1), at(1.5, 3.8, 0.2)},
                0.13 * h,
                wood);
      make_horn(a, {at(0.75, 1.8, -0.3), at(0.8, 2.3, 0.5)}, 0.09 * h, wood);
      make_horn(a, {at(1.3, 2.6, -0.2), at(1.0, 3.4, -0.2)}, 0.09 * h, wood);
      break;
    }
    case Horns::kUnicorn:
      make_horn(
          a, {at(0, 0.7, 0.55), at(0, 1.5, 1.1), at(0, 2.3, 1.65)}, 0.2 * h, rgb(0xF2C84B), false);
      break;
    case Horns::kDragon:
      make_horn(a, {at(0.42, 0.7, -0.2), at(0.6, 1.2, -0.7), at(0.7, 1.45, -1.4)}, 0.19 * h, bone);
      break;
    case Horns::kRhino: {
      const Vector3d tip =
          a.skull + Vector3d(0, 0, h * q.head_long) + q.snout * pitched(q.snout_pitch);
      make_horn(a,
                {tip + h * Vector3d(0, 0.25, -0.25),
                 tip + h * Vector3d(0, 0.85, 0.05),
                 tip + h * Vector3d(0, 1.5, 0)},
                0.3 * h,
                bone,
                false);
      make_horn(a,
                {tip + h * Vector3d(0, 0.45, -0.95), tip + h * Vector3d(0, 1.0, -0.85)},
                0.2 * h,
                bone,
                false);
      break;
    }
    case Horns::kTriceratops: {
      make_horn(a, {at(0.5, 0.6, 0.4), at(0.65, 1.2, 1.1), at(0.7, 1.5, 2.0)}, 0.17 * h, bone);
      const Vector3d tip =
          a.skull + Vector3d(0, 0, h * q.head_long) + q.snout * pitched(q.snout_pitch);
      make_horn(a,
                {tip + h * Vector3d(0, 0.1, -0.4), tip + h * Vector3d(0, 0.7, -0.1)},
                0.14 * h,
                bone,
                false);
      const Matrix3d axes = frame_along(Vector3d(0, 0.5, 1));
      Solid frill = make_ellipsoid(at(0, 0.75, -0.55),
                                   Vector3d(1.75, 1.5, 0.24) * h,
                                   axes,
                                   a.main,
                                   a.sculptor.detail(12, 22));
      frill.append(make_ellipsoid(at(0, 0.78, -0.5),
                                  Vector3d(1.4, 1.15, 0.25) * h,
                                  axes,
                                  a.accent,
                                  a.sculptor.detail(12, 22)));
      a.sculptor.solid(frill, Finish::kMatte, a.head);
      break;
    }
  }
  if (a.species.tusks) {
    const Vector3d root = a.skull + Vector3d(0.45 * h, -0.55 * h, 0.75 * h);
    make_horn(a,
              {root, root + h * Vector3d(0.15, -0.55, 0.5), root + h * Vector3d(0.1, -0.45, 1.2)},
              0.14 * h,
              rgb(0xF4EEDC));
  }
}

void make_hair(Animal& a) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const double h = q.head;
  const int neck = s.draft.joints[a.head].parent;
  switch (a.species.hair) {
    case Hair::kNone:
      break;
    case Hair::kLionMane: {
      const int body = s.add_body(Finish::kMatte, {a.head, neck, a.chest});
      const int locks = 11;
      for (int i = 0; i < locks; ++i) {
        const double t = 2 * M_PI * i / locks;
        const Vector3d at =
            a.skull + h * Vector3d(1.05 * std::sin(t), 1.05 * std::cos(t) - 0.1, -0.28);
        s.ellipsoid(at,
                    Vector3d(0.5, 0.5, 0.42) * h,
                    a.accent * (i % 2 ? 1.0f : 0.85f),
                    0.05,
                    Matrix3d::Identity(),
                    body)
            .coat = 0;
      }
      s.ellipsoid(a.skull + h * Vector3d(0, -0.75, -0.75),
                  Vector3d(1.05, 1.25, 0.9) * h,
                  a.accent,
                  0.08,
                  Matrix3d::Identity(),
                  body)
          .coat = 0;
      break;
    }
    case Hair::kHorseMane: {
      const Vector3d down = s.draft.joints[a.chest].tail + Vector3d(0, 0.9 * q.neck_base, -0.05);
      const Vector3d up = a.skull + h * Vector3d(0, 0.8, -0.6);
      const int steps = 7;
      const std::vector<Vector3d> line = line_points(down, up, steps);
      Solid mane;
      for (int i = 0; i <= steps; ++i)
        mane.append(make_ellipsoid(line[i] + Vector3d(0, 0, -0.03),
                                   Vector3d(0.035, 0.1, 0.075),
                                   Matrix3d::Identity(),
                                   a.accent * (i % 2 ? 1.0f : 0.88f),
                                   s.detail(6, 10)));
      std::vector<int> joints{a.chest, a.head};
      for (int j = neck; j != a.chest; j = s.draft.joints[j].parent) joints.push_back(j);
      s.solid(mane, Finish::kMatte, joints);
      s.solid(make_ellipsoid(a.skull + h * Vector3d(0, 0.95, 0.45),
                             Vector3d(0.25, 0.3, 0.55) * h,
                             Matrix3d::Identity(),
                             a.accent,
                             s.detail(6, 10)),
              Finish::kMatte,
              a.head);
      break;
    }
    case Hair::kWool: {
      const int body = s.add_body(Finish::kMatte, {a.spine.begin(), a.spine.end()});
      Rng rng = a.context.rng.fork("wool");
      for (int i = 0; i < 26; ++i) {
        // Fibonacci points over an ellipsoid somewhat larger than the trunk.
        const double u = 1 - 2 * (i + 0.5) / 26, t = 2.399963 * i;
        const double ring = std::sqrt(1 - u * u);
        const Vector3d unit(ring * std::cos(t), ring * std::sin(t), u);
        const Vector3d middle(0, 0.5 * (a.hip_y + a.shoulder_y), 0);
        const Vector3d at =
            middle + Vector3d(q.waist * 0.8, q.waist * 0.75, 0.5).cwiseProduct(unit);
        s.ellipsoid(at,
                    Vector3d::Constant(0.17 + 0.02 * rng.normal()),
                    a.main,
                    0.03,
                    Matrix3d::Identity(),
                    body)
            .coat = 0;
      }
      s.ellipsoid(a.skull + h * Vector3d(0, 0.75, -0.2),
                  Vector3d(0.75, 0.5, 0.6) * h,
                  a.main,
                  0.03,
                  Matrix3d::Identity(),
                  s.add_body(Finish::kMatte, {a.head}))
          .coat = 0;
      break;
    }
    case Hair::kSpikes: {
      Solid spikes;
      const auto spike = [&](const Vector3d& at, double size) {
        spikes.append(
            make_lathe(at,
                       Vector3d(0, 1, -0.35),
                       {{0, -0.2 * size, a.accent}, {0.4 * size, 0, a.accent}, {0, size, a.accent}},
                       s.detail(4, 6)));
      };
      std::vector<int> joints = a.spine;
      const auto along = [&](const Vector3d& from,
                             const Vector3d& to,
                             double lift0,
                             double lift1,
                             int count,
                             double size) {
        for (int i = 0; i < count; ++i) {
          const double t = (i + 0.5) / count;
          spike(from + t * (to - from) + Vector3d(0, lift0 + t * (lift1 - lift0), 0), size);
        }
      };
      along({0, a.shoulder_y, a.shoulder_z - 0.1},
            {0, a.hip_y, a.hip_z},
            0.9 * q.chest,
            0.92 * q.hip,
            5,
            0.1);
      for (int j = neck; j != a.chest && j >= 0; j = s.draft.joints[j].parent) {
        const DraftJoint& bone = s.draft.joints[j];
        joints.push_back(j);
        along(bone.head + Vector3d(0, 0, -0.8 * q.neck_top),
              bone.tail + Vector3d(0, 0, -0.8 * q.neck_top),
              0.4 * q.neck_base,
              0.3 * q.neck_top,
              2,
              0.09);
      }
      const Chain* tail = s.draft.anatomy.find(Part::kTail);
      for (size_t i = 0; i < tail->joints.size(); ++i) {
        const DraftJoint& bone = s.draft.joints[tail->joints[i]];
        joints.push_back(tail->joints[i]);
        const double t = static_cast<double>(i) / tail->joints.size();
        const double lift = 0.85 * (q.tail_base + t * (q.tail_tip - q.tail_base));
        along(bone.head, bone.tail, lift, lift * 0.9, 2, 0.085 * (1 - 0.5 * t));
      }
      s.solid(spikes, Finish::kMatte, joints);
      break;
    }
    case Hair::kShell: {
      const int body = s.add_body(Finish::kShiny, {a.spine.begin(), a.spine.end()});
      const Vector3d middle(0, 0.5 * (a.hip_y + a.shoulder_y) + 0.06, 0);
      s.ellipsoid(middle,
                  {1.25 * q.waist * q.width, 1.25 * q.waist, 0.66},
                  a.accent,
                  0.02,
                  Matrix3d::Identity(),
                  body)
          .coat = 0;
      const Vector3f plate = shift_color(a.accent, 0, 1.1, 1.5);
      for (int i = -1; i <= 1; ++i)
        for (int k = -1; k <= 1; ++k) {
          const Vector3d unit = Vector3d(0.75 * k, 1.1 - 0.35 * std::abs(k), 0.72 * i).normalized();
          const Vector3d at =
              middle + Vector3d(1.2 * q.waist * q.width, 1.2 * q.waist, 0.62).cwiseProduct(unit);
          s.ellipsoid(at,
                      {0.13, 0.06, 0.17},
                      plate,
                      0.01,
                      frame_along(Vector3d::UnitZ() - unit.z() * unit, unit),
                      body)
              .coat = 0;
        }
      break;
    }
  }
}

// The proportions of two species mixed: what neither zoo nor toy shop has.
QuadrupedShape blend(QuadrupedShape shape, const QuadrupedShape& other, double t) {
  for (double QuadrupedShape::*number : quadruped_numbers())
    shape.*number += t * (other.*number - shape.*number);
  return shape;
}

QuadrupedShape draw_shape(const MakeContext& context, QuadrupedShape shape) {
  for (double QuadrupedShape::*number : quadruped_numbers())
    shape.*number = context.vary(shape.*number, 0.06);
  const double v = context.options.variety;
  shape.tail_pitch += 12 * v * context.rng.normal();
  shape.tail_curl += 18 * v * context.rng.normal();
  shape.neck_pitch = std::clamp(shape.neck_pitch + 7 * v * context.rng.normal(), -10.0, 80.0);
  // Toy-likeness: larger head and eyes, shorter legs.
  const double cute = std::clamp(1 + 0.12 * v * context.rng.normal(), 0.85, 1.35);
  for (double QuadrupedShape::*number : {&QuadrupedShape::head,
                                         &QuadrupedShape::snout_base,
                                         &QuadrupedShape::snout_tip,
                                         &QuadrupedShape::eye})
    shape.*number *= cute;
  shape.leg /= std::sqrt(cute);
  shape.hind_leg /= std::sqrt(cute);
  return shape;
}

}  // namespace

std::vector<std::string> quadruped_species(BodyPlan plan) {
  std::vector<std::string> names;
  for (const QuadrupedSpecies& s : plan == BodyPlan::kDragon ? dragon_table() : quadruped_table())
    names.push_back(s.name);
  return names;
}

Creature make_quadruped(const MakeContext& context) {
  const auto& table = context.plan == BodyPlan::kDragon ? dragon_table() : quadruped_table();
  const auto& species = *std::find_if(
      table.begin(), table.end(), [&](const auto& s) { return s.name == context.species; });
  Rng& rng = context.rng;
  const Colorway& colors = rng.pick(species.colors);
  const bool blended = context.options.species.empty() && rng.chance(0.12);
  const QuadrupedShape proportions =
      blended ? blend(species.shape, rng.pick(table).shape, rng.uniform(0.3, 0.7)) : species.shape;
  Animal a{context,
           species,
           draw_shape(context, proportions),
           Sculptor(context.options.triangles, 3.0),
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
           -1,
           {},
           {}};
  a.main = context.vary_color(blended ? random_color(rng) : rgb(colors.main));
  a.under = rgb(colors.under);
  a.accent = rgb(colors.accent);
  Coat& coat = a.sculptor.coat;
  coat.pattern = species.pattern;
  coat.pattern_color = a.accent;
  coat.scale = context.vary(species.pattern_scale, 0.15);
  coat.cover = species.pattern_cover;
  coat.belly = species.muzzle_under || species.family == std::string("reptile") ? 0.35 : 0.1;
  coat.belly_color = a.under;
  coat.seed = static_cast<uint32_t>(rng.next());

  make_trunk(a);
  for (bool front : {true, false})
    for (int side : {1, -1}) make_leg(a, front, side);
  make_neck_and_skull(a);
  make_snout(a, a.shape.trunk <= 0 && rng.chance(species.snout_jaw()));
  make_eyes(a);
  if (species.ears != Ears::kNone)
    for (int side : {1, -1}) make_ear(a, side);
  make_tail(a);
  make_horns(a);
  make_hair(a);
  if (species.wings != Wings::kNone)
    add_wings(a.sculptor,
              context,
              species.wings,
              a.chest,
              {0.55 * a.shape.chest, a.shoulder_y + 0.6 * a.shape.chest, a.shoulder_z - 0.18},
              context.vary(1.25),
              species.wings == Wings::kFeather ? rgb(0xFAFAF6) : a.main,
              a.accent);
  const double metres = context.vary(a.shape.height_m, 0.15) / (a.shoulder_y + a.shape.chest);
  const RigStyle style = draw_style(rng, context.options, metres, 1);
  Creature creature = a.sculptor.finish(context.plan, style, rng);
  name_creature(creature, context, colors.adjective, {species.family, "animal", "creature"});
  if (blended) {
    creature.subject = context.plan == BodyPlan::kDragon ? "a winged creature" : "a strange animal";
    creature.subject_words = {"animal", "creature"};
  }
  return creature;
}

}  // namespace animax::data
