// SPDX-License-Identifier: MIT
// Horns, antlers, frills and tusks of four-legged animals.
#include "data/creatures/quadruped_animal.h"

namespace animax::data {
namespace {

constexpr uint32_t kBone = 0xE6DCC4;

// A place on the head in units of the skull.
Vector3d on_skull(const Animal& a, double x, double y, double z) {
  return a.skull + a.shape.head * Vector3d(x * a.shape.head_width, y, z);
}

Vector3d snout_tip(const Animal& a) {
  const QuadrupedShape& q = a.shape;
  return a.skull + Vector3d(0, 0, q.head * q.head_long) + q.snout * pitched(q.snout_pitch);
}

void add_horn(Animal& a,
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

void add_rhino_horns(Animal& a) {
  const double h = a.shape.head;
  const Vector3f bone = rgb(kBone);
  const Vector3d tip = snout_tip(a);
  add_horn(a,
           {tip + h * Vector3d(0, 0.25, -0.25),
            tip + h * Vector3d(0, 0.85, 0.05),
            tip + h * Vector3d(0, 1.5, 0)},
           0.3 * h,
           bone,
           false);
  add_horn(a,
           {tip + h * Vector3d(0, 0.45, -0.95), tip + h * Vector3d(0, 1.0, -0.85)},
           0.2 * h,
           bone,
           false);
}

void add_frill(Animal& a) {
  const double h = a.shape.head;
  const Matrix3d axes = frame_along(Vector3d(0, 0.5, 1));
  Solid frill = make_ellipsoid(on_skull(a, 0, 0.75, -0.55),
                               Vector3d(1.75, 1.5, 0.24) * h,
                               axes,
                               a.main,
                               a.sculptor.detail(12, 22));
  frill.append(make_ellipsoid(on_skull(a, 0, 0.78, -0.5),
                              Vector3d(1.4, 1.15, 0.25) * h,
                              axes,
                              a.accent,
                              a.sculptor.detail(12, 22)));
  a.sculptor.solid(frill, Finish::kMatte, a.head);
}

void add_triceratops_horns(Animal& a) {
  const double h = a.shape.head;
  const Vector3f bone = rgb(kBone);
  const auto at = [&](double x, double y, double z) { return on_skull(a, x, y, z); };
  add_horn(a, {at(0.5, 0.6, 0.4), at(0.65, 1.2, 1.1), at(0.7, 1.5, 2.0)}, 0.17 * h, bone);
  const Vector3d tip = snout_tip(a);
  add_horn(a,
           {tip + h * Vector3d(0, 0.1, -0.4), tip + h * Vector3d(0, 0.7, -0.1)},
           0.14 * h,
           bone,
           false);
  add_frill(a);
}

void add_tusks(Animal& a) {
  const double h = a.shape.head;
  const Vector3d root = a.skull + Vector3d(0.45 * h, -0.55 * h, 0.75 * h);
  add_horn(a,
           {root, root + h * Vector3d(0.15, -0.55, 0.5), root + h * Vector3d(0.1, -0.45, 1.2)},
           0.14 * h,
           rgb(0xF4EEDC));
}

}  // namespace

void make_horns(Animal& a) {
  const double h = a.shape.head;
  const auto at = [&](double x, double y, double z) { return on_skull(a, x, y, z); };
  const Vector3f bone = rgb(kBone);
  switch (a.species.horns) {
    case Horns::kNone:
      break;
    case Horns::kCow:
      add_horn(a, {at(0.5, 0.75, 0), at(1.05, 1.0, 0.05), at(1.3, 1.45, 0.2)}, 0.17 * h, bone);
      break;
    case Horns::kGoat:
      add_horn(a,
               {at(0.3, 0.8, 0), at(0.42, 1.4, -0.15), at(0.55, 1.75, -0.65)},
               0.15 * h,
               rgb(0x8A7A64));
      break;
    case Horns::kAntlers: {
      const Vector3f wood = rgb(0x9A7A54);
      add_horn(a,
               {at(0.35, 0.8, -0.1), at(0.8, 1.9, -0.3), at(1.5, 2.9, -0.1), at(1.5, 3.8, 0.2)},
               0.13 * h,
               wood);
      add_horn(a, {at(0.75, 1.8, -0.3), at(0.8, 2.3, 0.5)}, 0.09 * h, wood);
      add_horn(a, {at(1.3, 2.6, -0.2), at(1.0, 3.4, -0.2)}, 0.09 * h, wood);
      break;
    }
    case Horns::kUnicorn:
      add_horn(
          a, {at(0, 0.7, 0.55), at(0, 1.5, 1.1), at(0, 2.3, 1.65)}, 0.2 * h, rgb(0xF2C84B), false);
      break;
    case Horns::kDragon:
      add_horn(a, {at(0.42, 0.7, -0.2), at(0.6, 1.2, -0.7), at(0.7, 1.45, -1.4)}, 0.19 * h, bone);
      break;
    case Horns::kRhino:
      add_rhino_horns(a);
      break;
    case Horns::kTriceratops:
      add_triceratops_horns(a);
      break;
  }
  if (a.species.tusks) add_tusks(a);
}

}  // namespace animax::data
