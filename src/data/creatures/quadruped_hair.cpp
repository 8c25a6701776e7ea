// SPDX-License-Identifier: MIT
// What grows on the backs and heads of four-legged animals: manes, wool, spikes, shells.
#include "data/creatures/quadruped_animal.h"

namespace animax::data {
namespace {

void add_lion_mane(Animal& a) {
  Sculptor& s = a.sculptor;
  const double h = a.shape.head;
  const int neck = s.draft.joints[a.head].parent;
  const int body = s.add_body(Finish::kMatte, {a.head, neck, a.chest});
  const int locks = 11;
  for (int i = 0; i < locks; ++i) {
    const double t = 2 * M_PI * i / locks;
    const Vector3d at = a.skull + h * Vector3d(1.05 * std::sin(t), 1.05 * std::cos(t) - 0.1, -0.28);
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
}

void add_horse_mane(Animal& a) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const double h = a.shape.head;
  const int neck = s.draft.joints[a.head].parent;
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
}

void add_wool(Animal& a) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const double h = a.shape.head;
  const int body = s.add_body(Finish::kMatte, {a.spine.begin(), a.spine.end()});
  Rng rng = a.context.rng.fork("wool");
  for (int i = 0; i < 26; ++i) {
    // Fibonacci points over an ellipsoid somewhat larger than the trunk.
    const double u = 1 - 2 * (i + 0.5) / 26, t = 2.399963 * i;
    const double ring = std::sqrt(1 - u * u);
    const Vector3d unit(ring * std::cos(t), ring * std::sin(t), u);
    const Vector3d middle(0, 0.5 * (a.hip_y + a.shoulder_y), 0);
    const Vector3d at = middle + Vector3d(q.waist * 0.8, q.waist * 0.75, 0.5).cwiseProduct(unit);
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
}

void add_spikes(Animal& a) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
  const int neck = s.draft.joints[a.head].parent;
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
}

void add_shell(Animal& a) {
  Sculptor& s = a.sculptor;
  const QuadrupedShape& q = a.shape;
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
}

}  // namespace

void make_hair(Animal& a) {
  switch (a.species.hair) {
    case Hair::kNone:
      break;
    case Hair::kLionMane:
      add_lion_mane(a);
      break;
    case Hair::kHorseMane:
      add_horse_mane(a);
      break;
    case Hair::kWool:
      add_wool(a);
      break;
    case Hair::kSpikes:
      add_spikes(a);
      break;
    case Hair::kShell:
      add_shell(a);
      break;
  }
}

}  // namespace animax::data
