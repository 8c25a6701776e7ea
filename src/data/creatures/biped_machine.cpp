// SPDX-License-Identifier: MIT
// The shell of robots: trunk, head and limbs of metal.
#include "data/creatures/biped_shape.h"

namespace animax::data {
namespace {

void add_trunk(Biped& f) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const Matrix3d axes = Matrix3d::Identity();
  const Vector3f steel = f.bottom;
  const double middle = b.leg + 0.62 * b.torso;
  s.solid(make_box({0, middle, 0}, {0.92 * b.shoulder, 0.4 * b.torso, b.chest}, axes, 0.03, f.top),
          Finish::kMetal,
          f.chest);
  s.solid(make_box({0, middle + 0.02, b.chest},
                   {0.5 * b.shoulder, 0.2 * b.torso, 0.012},
                   axes,
                   0.01,
                   steel * 0.6f),
          Finish::kMetal,
          f.chest);
  for (int i = 0; i < 3; ++i)
    s.solid(make_ellipsoid({(i - 1) * 0.3 * b.shoulder, middle + 0.03, b.chest + 0.012},
                           Vector3d(0.018, 0.018, 0.01),
                           axes,
                           i == 1 ? rgb(0x6AE07A) : f.accent,
                           s.detail(6, 10)),
            Finish::kGlow,
            f.chest);
  s.solid(
      make_box({0, b.leg + 0.02, 0}, {0.85 * b.hip + 0.02, 0.045, 0.8 * b.hip}, axes, 0.02, steel),
      Finish::kMetal,
      f.hips);
  s.solid(make_tube({{0, b.leg, 0}, {0, middle, 0}}, {0.05, 0.05}, {steel, steel}, s.sides()),
          Finish::kMetal,
          s.draft.anatomy.find(Part::kSpine)->joints);
  s.solid(make_tube(
              {{0, b.leg + b.torso - 0.02, 0}, f.skull}, {0.035, 0.035}, {steel, steel}, s.sides()),
          Finish::kMetal,
          f.neck);
}

void add_robot_head(Biped& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Matrix3d axes = Matrix3d::Identity();
  const Vector3f steel = f.bottom;
  const bool round_head = f.context.rng.chance(0.4);
  s.solid(round_head ? make_ellipsoid(
                           f.skull, h * Vector3d(1.05, 0.95, 0.95), axes, f.top, s.detail(10, 20))
                     : make_box(f.skull, h * Vector3d(1.0, 0.8, 0.85), axes, 0.22 * h, f.top),
          Finish::kMetal,
          f.head);
  const double front = round_head ? 0.62 : 0.85;
  s.solid(make_box(f.skull + h * Vector3d(0, 0.1, front),
                   h * Vector3d(0.74, 0.36, round_head ? 0.3 : 0.06),
                   axes,
                   0.05 * h,
                   rgb(0x1C2028)),
          Finish::kShiny,
          f.head);
  const Vector3f glow = rgb(f.context.rng.chance(0.5) ? 0x6FE8FF : 0xFFD84A);
  for (int side : {1, -1}) {
    s.solid(
        make_ellipsoid(f.skull + h * Vector3d(side * 0.36, 0.12, front + (round_head ? 0.3 : 0.06)),
                       h * Vector3d(0.19, 0.19, 0.07),
                       axes,
                       glow,
                       s.detail(8, 14)),
        Finish::kGlow,
        f.head);
    s.solid(make_lathe(f.skull + h * Vector3d(side * 0.95, 0, 0),
                       Vector3d(side, 0, 0),
                       {{0, 0, f.accent},
                        {0.3 * h, 0, f.accent},
                        {0.24 * h, 0.2 * h, f.accent},
                        {0, 0.2 * h, f.accent}},
                       s.detail(8, 14)),
            Finish::kMetal,
            f.head);
  }
  s.solid(make_tube({f.skull + h * Vector3d(0, 0.75, 0), f.skull + h * Vector3d(0, 1.3, 0)},
                    {0.05 * h, 0.04 * h},
                    {steel, steel},
                    s.detail(5, 8)),
          Finish::kMetal,
          f.head);
  s.solid(make_ellipsoid(f.skull + h * Vector3d(0, 1.38, 0),
                         Vector3d::Constant(0.13 * h),
                         axes,
                         f.accent,
                         s.detail(8, 12)),
          Finish::kGlow,
          f.head);
}

// A thin rod with a shell around it and a ball at the joint.
void add_rod(Biped& f, int joint, double radius, const Vector3f& color) {
  Sculptor& s = f.sculptor;
  const Matrix3d axes = Matrix3d::Identity();
  const Vector3f steel = f.bottom;
  const DraftJoint& bone = s.draft.joints[joint];
  const Vector3d along = bone.tail - bone.head;
  s.solid(
      make_ellipsoid(bone.head, Vector3d::Constant(1.08 * radius), axes, steel, s.detail(8, 12)),
      Finish::kMetal,
      joint);
  s.solid(
      make_tube({bone.head, bone.tail}, {0.6 * radius, 0.6 * radius}, {steel, steel}, s.sides()),
      Finish::kMetal,
      joint);
  s.solid(make_lathe(bone.head + 0.24 * along,
                     along,
                     {{0, 0, color},
                      {radius, 0, color},
                      {1.12 * radius, 0.12 * along.norm(), color},
                      {1.0 * radius, 0.6 * along.norm(), color},
                      {0, 0.6 * along.norm(), color}},
                     s.detail(8, 14)),
          Finish::kMetal,
          joint);
}

void add_arm(Biped& f, int side) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const Matrix3d axes = Matrix3d::Identity();
  const Vector3f steel = f.bottom;
  const std::vector<int> arm = s.draft.anatomy.find(Part::kArm, side)->joints;
  const size_t n = arm.size();
  add_rod(f, arm[n - 3], b.upper_arm, f.top);
  add_rod(f, arm[n - 2], b.upper_arm, f.top);
  const DraftJoint& hand = s.draft.joints[arm[n - 1]];
  const Vector3d along = (hand.tail - hand.head).normalized();
  s.solid(make_ellipsoid(hand.head + 0.4 * b.hand * along,
                         Vector3d::Constant(0.72 * b.hand),
                         axes,
                         steel,
                         s.detail(8, 12)),
          Finish::kMetal,
          arm[n - 1]);
  for (int claw : {-1, 1}) {
    const Vector3d out = Vector3d(0, 0, claw);
    s.solid(make_tube({hand.head + 0.6 * b.hand * along + 0.4 * b.hand * out,
                       hand.head + 1.2 * b.hand * along + 0.75 * b.hand * out,
                       hand.head + 1.8 * b.hand * along + 0.35 * b.hand * out},
                      {0.26 * b.hand, 0.24 * b.hand, 0.14 * b.hand},
                      {f.accent, f.accent, f.accent},
                      s.detail(5, 8),
                      1),
            Finish::kMetal,
            arm[n - 1]);
  }
}

void add_leg(Biped& f, int side) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const Matrix3d axes = Matrix3d::Identity();
  const Vector3f steel = f.bottom;
  const std::vector<int> leg = s.draft.anatomy.find(Part::kLeg, side)->joints;
  add_rod(f, leg[0], 0.8 * b.thigh, f.top);
  add_rod(f, leg[1], 0.8 * b.thigh, f.top);
  const Vector3d ankle = s.draft.joints[leg[2]].head;
  s.solid(make_box({ankle.x(), 0.55 * b.foot, ankle.z() + 0.5 * b.foot},
                   b.foot * Vector3d(0.85, 0.55, 1.5),
                   axes,
                   0.3 * b.foot,
                   f.top),
          Finish::kMetal,
          leg[2]);
  s.solid(make_ellipsoid(ankle, Vector3d::Constant(0.8 * b.foot), axes, steel, s.detail(8, 12)),
          Finish::kMetal,
          leg[2]);
}

}  // namespace

void make_machine_shell(Biped& f) {
  add_trunk(f);
  add_robot_head(f);
  for (int side : {1, -1}) {
    add_arm(f, side);
    add_leg(f, side);
  }
}

}  // namespace animax::data
