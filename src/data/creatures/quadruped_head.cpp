// SPDX-License-Identifier: MIT
// Neck, skull, snout, eyes and ears of four-legged animals.
#include "data/creatures/quadruped_animal.h"

#include <algorithm>
#include <array>

namespace animax::data {
namespace {

void add_pig_nose(Animal& a, const Vector3d& tip, double radius) {
  Sculptor& s = a.sculptor;
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
}

void add_nose(Animal& a, const Vector3d& tip, double radius) {
  Sculptor& s = a.sculptor;
  if (a.species.name == std::string("pig")) return add_pig_nose(a, tip, radius);
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

// An elephant's, hanging from the snout's tip.
void add_trunk(Animal& a, const Vector3d& tip) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const int bones = static_cast<int>(a.context.rng.integer(4, 7));
  const Vector3d down = tip + Vector3d(0, -0.62 * q.trunk, 0.12 * q.trunk);
  const std::vector<Vector3d> path = resample({tip,
                                               tip + Vector3d(0, -0.2 * q.trunk, 0.14 * q.trunk),
                                               down,
                                               down + Vector3d(0, -0.12 * q.trunk, 0.2 * q.trunk)},
                                              bones);
  const std::vector<int> trunk = s.draft.add_run({"trunk"}, 0, a.head, path, 0.75 * q.snout_tip);
  s.draft.add_chain(Part::kTail, 0, 1, trunk);
  LimbLook look;
  look.colors = {a.main};
  look.blend = 0.05;
  s.limb(path, resample(std::vector<double>{q.snout_tip, 0.45 * q.snout_tip}, bones), trunk, look);
}

// The lower jaw is a body of its own, so that it opens like a box; its inside is the mouth.
void add_jaw(Animal& a, const Vector3d& root, const Vector3d& tip, const Vector3f& color) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
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

void add_eye_patches(Animal& a) {
  const QuadrupedShape& q = a.shape;
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

// Where an ear stands and what it looks like.
struct Ear {
  Vector3d root, tip, along, forward;
  Vector3f outer, inner;
};

void add_round_ear(Animal& a, const Ear& e, const std::vector<int>& joints) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const bool elephant = a.species.ears == Ears::kElephant;
  const double w = q.ear_width;
  const double half = 0.62 * q.ear;
  const Vector3d middle = e.root + 0.55 * q.ear * e.along;
  const Matrix3d axes = frame_along(e.forward, e.along);
  const double wide = elephant ? 1.1 * half : half;
  Solid disc = make_ellipsoid(
      middle, {wide, elephant ? 1.25 * half : half, 0.3 * w}, axes, e.outer, s.detail(10, 18));
  disc.append(make_ellipsoid(middle + axes.col(2) * 0.12 * w,
                             {0.72 * wide, (elephant ? 0.95 : 0.72) * half, 0.27 * w},
                             axes,
                             e.inner,
                             s.detail(8, 16)));
  s.solid(disc, Finish::kMatte, joints);
}

void add_leaf_ear(Animal& a, const Ear& e, const std::vector<int>& joints) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const Ears kind = a.species.ears;
  const double w = q.ear_width;
  const Vector3f end = a.species.name == std::string("fox") ? a.accent : e.outer;
  std::vector<double> radii{0.75 * w, w, 0.8 * w, 0.12 * w};
  if (kind == Ears::kLong) radii = {0.55 * w, 0.9 * w, w, 0.45 * w};
  if (kind == Ears::kFloppy) radii = {0.5 * w, 0.9 * w, 1.1 * w, 0.7 * w};
  const std::vector<Vector3d> path = line_points(e.root - 0.1 * q.ear * e.along, e.tip, 3);
  s.solid(make_tube(path,
                    radii,
                    {e.outer, e.outer, e.outer, end},
                    s.sides(),
                    s.detail(0, 1),
                    e.forward,
                    0.35),
          Finish::kMatte,
          joints);
  std::vector<Vector3d> inside = path;
  std::vector<double> thin = radii;
  for (size_t i = 0; i < path.size(); ++i) {
    inside[i] += 0.16 * w * e.forward - 0.06 * q.ear * e.along;
    thin[i] *= 0.66;
  }
  s.solid(
      make_tube(inside, thin, {e.inner, e.inner, e.inner, e.inner}, s.sides(), 0, e.forward, 0.35),
      Finish::kMatte,
      joints);
}

}  // namespace

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
  add_nose(a, tip, q.snout_tip);
  if (q.trunk > 0) add_trunk(a, tip);
  if (with_jaw) add_jaw(a, root, tip, color);
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
  if (a.species.name == std::string("panda")) add_eye_patches(a);
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
  const Ear look{root, tip, along, forward, outer, inner};
  if (kind == Ears::kRound || kind == Ears::kElephant)
    add_round_ear(a, look, ear);
  else
    add_leaf_ear(a, look, ear);
}

}  // namespace animax::data
