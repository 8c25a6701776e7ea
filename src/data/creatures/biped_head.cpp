// SPDX-License-Identifier: MIT
// Heads and hair of two-legged figures.
#include "data/creatures/biped_shape.h"

#include <array>

namespace animax::data {
namespace {

void add_smile(Biped& f, double width, double drop) {
  Sculptor& s = f.sculptor;
  std::vector<Vector3d> line;
  for (int i = -3; i <= 3; ++i) {
    const double t = i / 3.0;
    line.push_back(s.surface(f.skull, Vector3d(width * t, -drop + 0.1 * t * t, 1), f.skin_body));
  }
  const double r = 0.035 * f.shape.head;
  const Vector3f ink = rgb(0x6A2A28);
  s.solid(make_tube(line, std::vector<double>(7, r), std::vector<Vector3f>(7, ink), s.detail(4, 6)),
          Finish::kMatte,
          f.head);
}

void add_brows(Biped& f) {
  Sculptor& s = f.sculptor;
  const double tilt = f.context.rng.uniform(-0.06, 0.08);
  for (int side : {1, -1}) {
    std::vector<Vector3d> line;
    for (double t : {0.0, 0.5, 1.0})
      line.push_back(
          s.surface(
              f.skull,
              Vector3d(side * (0.24 + 0.3 * t), 0.38 + tilt * t + 0.04 * std::sin(M_PI * t), 1),
              f.skin_body) +
          Vector3d(0, 0, 0.004));
    const double r = 0.05 * f.shape.head;
    s.solid(make_tube(line, {0.8 * r, r, 0.7 * r}, {f.hair, f.hair, f.hair}, s.detail(4, 6)),
            Finish::kMatte,
            f.head);
  }
}

void add_hair(Biped& f, HairCut cut) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head, w = f.shape.head_width;
  const int body = s.add_body(Finish::kMatte, {f.head});
  const auto lock = [&](double x, double y, double z, double rx, double ry, double rz) {
    s.ellipsoid(f.skull + h * Vector3d(x * w, y, z),
                h * Vector3d(rx, ry, rz),
                f.hair,
                0.03,
                Matrix3d::Identity(),
                body)
        .coat = 0;
  };
  if (cut == HairCut::kBeard) {
    lock(0, -0.72, 0.52, 0.55, 0.55, 0.42);
    lock(0, -1.15, 0.5, 0.34, 0.5, 0.28);
    for (int side : {1, -1}) lock(side * 0.3, -0.26, 0.93, 0.3, 0.11, 0.14);
    lock(0, 0.42, -0.35, 1.06, 0.8, 0.85);
    return;
  }
  // A cap over the back and top, with a fringe.
  lock(0, 0.3, -0.22, 1.08, 0.92, 0.98);
  lock(0, 0.82, 0.42, 0.72, 0.32, 0.5);
  switch (cut) {
    case HairCut::kSpiky:
      for (int i = 0; i < 7; ++i) {
        const double t = -1.2 + 0.4 * i;
        s.cone(f.skull + h * Vector3d(0.7 * std::sin(t), 0.7 * std::cos(t), -0.1),
               0.3 * h,
               f.skull + h * Vector3d(1.35 * std::sin(t),
                                      1.0 + 0.5 * std::cos(t),
                                      0.15 * ((i % 2) * 2 - 1)),
               0.1 * h,
               f.hair,
               0.02,
               body)
            .coat = 0;
      }
      break;
    case HairCut::kBob:
      for (int side : {1, -1}) lock(side * 0.85, -0.25, -0.15, 0.3, 0.75, 0.55);
      lock(0, -0.3, -0.7, 0.8, 0.8, 0.4);
      break;
    case HairCut::kPonytail:
      lock(0, 0.35, -1.15, 0.28, 0.28, 0.28);
      s.cone(f.skull + h * Vector3d(0, 0.3, -1.25),
             0.28 * h,
             f.skull + h * Vector3d(0, -0.9, -1.5),
             0.12 * h,
             f.hair,
             0.03,
             body)
          .coat = 0;
      break;
    case HairCut::kBun:
      lock(0, 1.2, -0.4, 0.42, 0.4, 0.42);
      break;
    default:
      break;
  }
}

void add_eyes(Biped& f) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const double h = f.shape.head;
  EyeLook eye;
  eye.style = f.species.eyes;
  eye.radius = b.eye;
  eye.depth = f.species.eyes == EyeStyle::kButton ? 0.45 : 0.35;
  const std::array<uint32_t, 5> irises{0x5A3A1E, 0x3A6EA5, 0x3F7D4A, 0x4A4A54, 0x8A5A2A};
  eye.iris = f.species.eyes == EyeStyle::kSlit ? rgb(0xF0C83A) : rgb(f.context.rng.pick(irises));
  if (f.context.rng.chance(0.35))
    eye.lid = f.context.rng.uniform(0.1, 0.6), eye.lid_color = f.skin * 0.92f;
  if (f.species.muzzle == Muzzle::kApe)
    s.ellipsoid(f.skull + h * Vector3d(0, 0.3, 0.5),
                h * Vector3d(0.7, 0.25, 0.5),
                f.top,
                0.02,
                Matrix3d::Identity(),
                f.skin_body);
  s.eyes(f.skull, {0.4, f.furry() ? 0.16 : 0.1, 1}, Vector3d(0.12, 0, 1), eye, f.head, f.skin_body);
}

void add_ears(Biped& f) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const double h = f.shape.head;
  for (int side : {1, -1}) {
    if (f.species.pointed_ears)
      s.solid(make_tube({f.skull + h * Vector3d(side * 0.85 * b.head_width, -0.05, 0),
                         f.skull + h * Vector3d(side * 1.25, 0.2, -0.1),
                         f.skull + h * Vector3d(side * 1.7, 0.5, -0.2)},
                        {0.16 * h, 0.2 * h, 0.03 * h},
                        {f.skin, f.skin, f.skin},
                        s.sides(),
                        1,
                        Vector3d::UnitZ(),
                        0.5),
              Finish::kMatte,
              f.head);
    else if (f.species.hat != Hat::kHood && !f.furry())
      s.solid(make_ellipsoid(f.skull + h * Vector3d(side * 0.98 * b.head_width, -0.08, -0.02),
                             h * Vector3d(0.12, 0.22, 0.15),
                             Matrix3d::Identity(),
                             f.skin * 0.96f,
                             s.detail(6, 10)),
              Finish::kMatte,
              f.head);
  }
}

// Nose, brows, mouth and ears of a person.
void add_face(Biped& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  if (f.species.eyes != EyeStyle::kButton && f.species.hat != Hat::kHood) {
    s.solid(make_ellipsoid(f.skull + h * Vector3d(0, -0.14, 1.0),
                           h * Vector3d(0.14, 0.13, 0.16),
                           Matrix3d::Identity(),
                           f.skin * 0.94f,
                           s.detail(6, 12)),
            Finish::kMatte,
            f.head);
    add_brows(f);
  }
  if (f.species.hat != Hat::kHood) add_smile(f, 0.26, 0.42);
  add_ears(f);
}

}  // namespace

void make_head(Biped& f) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const Vector3d base(0, b.leg + b.torso, 0), top = base + Vector3d(0, b.neck, 0.006);
  f.neck = s.draft.add("neck", 0, f.chest, base, top + Vector3d(0, 0.2 * b.head, 0), 0.5 * b.head);
  s.draft.add_chain(Part::kNeck, 0, 0, {f.neck});
  f.skull = top + Vector3d(0, 0.9 * b.head, 0.06 * b.head);
  f.head = s.draft.add("head", 0, f.neck, top, f.skull + Vector3d(0, b.head, 0), b.head);
  s.draft.add_chain(Part::kHead, 0, 0, {f.head});
  if (f.machine()) return;

  f.skin_body = s.add_body(Finish::kMatte);
  // Bare arms and legs were given to body 0 before the head's body existed.
  const Vector3d radii(b.head * b.head_width, 1.02 * b.head, 0.98 * b.head);
  s.ellipsoid(f.skull, radii, f.skin, 0.03, Matrix3d::Identity(), f.skin_body).coat = 0;
  s.cone(base - Vector3d(0, 0.03, 0), 0.045, f.skull, 0.05, f.skin, 0.03, f.skin_body).coat = 0;
  const bool bare = f.species.hat != Hat::kHelmet && f.species.hat != Hat::kSpace;
  if (bare) add_eyes(f);
  if (f.species.muzzle != Muzzle::kNone) {
    add_muzzle(f);
    add_animal_ears(f);
  } else if (bare) {
    add_face(f);
  }
  const HairCut cut = f.context.rng.pick(f.species.hair);
  if (cut != HairCut::kNone && bare) add_hair(f, cut);
  add_hat(f);
}

}  // namespace animax::data
