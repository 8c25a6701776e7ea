// SPDX-License-Identifier: MIT
// Heads, hair and hats, and the shell of robots.
#include "data/creatures/biped_shape.h"

#include <array>

namespace animax::data {
namespace {

void add_smile(Figure& f, double width, double drop) {
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

void add_brows(Figure& f) {
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

void add_hair(Figure& f, HairCut cut) {
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

void add_hat(Figure& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const int seg = s.detail(10, 22);
  const Vector3d up = Vector3d(0, 1, -0.12).normalized();
  const auto turned = [&](double lift, const std::vector<Step>& profile, Finish finish) {
    std::vector<Step> scaled = profile;
    for (Step& step : scaled) step.radius *= h, step.height *= h;
    s.solid(make_lathe(f.skull + lift * h * up, up, scaled, seg), finish, f.head);
  };
  const Vector3f a = f.accent, t = f.top;
  switch (f.species.hat) {
    case Hat::kNone:
    case Hat::kCap:
      break;
    case Hat::kWizard:
      turned(0.45,
             {{0, 0, t},
              {1.75, -0.05, t},
              {1.78, 0.05, t},
              {1.08, 0.16, a},
              {1.05, 0.36, t},
              {0.72, 1.1, t},
              {0.35, 1.9, t},
              {0, 2.5, t}},
             Finish::kMatte);
      break;
    case Hat::kChef:
      turned(0.55,
             {{0, 0, t},
              {0.95, 0, t},
              {0.98, 0.7, t},
              {1.35, 0.95, t},
              {1.35, 1.3, t},
              {0.8, 1.6, t},
              {0, 1.68, t}},
             Finish::kMatte);
      break;
    case Hat::kCrown: {
      const Vector3f gold = rgb(0xF2C23C);
      turned(0.62,
             {{0.8, 0, gold},
              {0.9, 0, gold},
              {0.98, 0.4, gold},
              {0.86, 0.42, gold},
              {0.78, 0.05, gold}},
             Finish::kMetal);
      for (int i = 0; i < 7; ++i) {
        const double turn = 2 * M_PI * i / 7;
        const Vector3d at =
            f.skull + h * Vector3d(0.93 * std::sin(turn), 1.02, 0.93 * std::cos(turn) - 0.1);
        s.solid(
            make_lathe(
                at, up, {{0, 0, gold}, {0.2 * h, 0, gold}, {0, 0.45 * h, gold}}, s.detail(4, 6)),
            Finish::kMetal,
            f.head);
        s.solid(make_ellipsoid(at + 0.45 * h * up,
                               Vector3d::Constant(0.08 * h),
                               Matrix3d::Identity(),
                               rgb(0xD8304A),
                               8),
                Finish::kShiny,
                f.head);
      }
      break;
    }
    case Hat::kPirate:
      turned(0.5,
             {{0, 0, a},
              {1.4, 0, a},
              {1.55, 0.35, a},
              {1.0, 0.3, a},
              {0.95, 0.75, a},
              {0.6, 1.0, a},
              {0, 1.05, a}},
             Finish::kMatte);
      s.solid(make_ellipsoid(f.skull + h * Vector3d(0, 0.92, 1.12),
                             h * Vector3d(0.24, 0.22, 0.1),
                             Matrix3d::Identity(),
                             rgb(0xF4F0E4),
                             10),
              Finish::kMatte,
              f.head);
      break;
    case Hat::kCowboy:
      turned(0.5,
             {{0, 0, a},
              {1.6, 0.12, a},
              {1.68, 0.22, a},
              {1.0, 0.14, a},
              {0.92, 0.75, a},
              {0.55, 0.98, a},
              {0, 0.85, a}},
             Finish::kMatte);
      break;
    case Hat::kHelmet: {
      turned(-0.95,
             {{0.75, 0, t},
              {1.12, 0.0, t},
              {1.2, 0.6, t},
              {1.18, 1.1, t},
              {1.02, 1.7, t},
              {0.6, 2.05, t},
              {0, 2.2, t}},
             Finish::kMetal);
      s.solid(make_box(f.skull + h * Vector3d(0, 0.12, 0.98),
                       h * Vector3d(0.8, 0.1, 0.32),
                       Matrix3d::Identity(),
                       0.04 * h,
                       rgb(0x16161A)),
              Finish::kMatte,
              f.head);
      s.solid(make_box(f.skull + h * Vector3d(0, -0.35, 1.14),
                       h * Vector3d(0.06, 0.45, 0.1),
                       Matrix3d::Identity(),
                       0.03 * h,
                       f.bottom),
              Finish::kMetal,
              f.head);
      std::vector<Vector3d> plume;
      for (int i = 0; i < 5; ++i)
        plume.push_back(f.skull +
                        h * Vector3d(0, 1.25 + 0.75 * std::sin(0.7 * i), 0.35 - 0.42 * i));
      s.solid(make_tube(plume,
                        {0.12 * h, 0.24 * h, 0.28 * h, 0.24 * h, 0.08 * h},
                        std::vector<Vector3f>(5, a),
                        s.sides(),
                        1),
              Finish::kMatte,
              f.head);
      break;
    }
    case Hat::kHood: {
      const int body = s.add_body(Finish::kMatte, {f.head, f.neck});
      s.ellipsoid(f.skull + h * Vector3d(0, 0.35, -0.14),
                  h * Vector3d(1.1, 0.9, 1.08),
                  t,
                  0.02,
                  Matrix3d::Identity(),
                  body)
          .coat = 0;
      s.ellipsoid(f.skull + h * Vector3d(0, -0.6, 0.05),
                  h * Vector3d(1.04, 0.62, 1.03),
                  t,
                  0.02,
                  Matrix3d::Identity(),
                  body)
          .coat = 0;
      turned(0.32,
             {{0.95, 0, a}, {1.13, 0, a}, {1.12, 0.22, a}, {0.95, 0.22, a}, {0.9, 0.1, a}},
             Finish::kMatte);
      s.solid(make_tube({f.skull + h * Vector3d(0.1, 0.35, -1.1),
                         f.skull + h * Vector3d(0.35, 0.0, -1.6),
                         f.skull + h * Vector3d(0.3, -0.5, -1.9)},
                        {0.08 * h, 0.16 * h, 0.1 * h},
                        {a, a, a},
                        s.detail(5, 8),
                        1),
              Finish::kMatte,
              f.head);
      break;
    }
    case Hat::kSpace: {
      // The glass is a dark visor: transparent materials would hide the face in small pictures.
      s.solid(make_ellipsoid(f.skull + h * Vector3d(0, 0.05, -0.18),
                             h * Vector3d(1.32, 1.3, 1.22),
                             Matrix3d::Identity(),
                             t,
                             s.detail(10, 20)),
              Finish::kMatte,
              f.head);
      s.solid(make_ellipsoid(f.skull + h * Vector3d(0, 0.05, 0.28),
                             h * Vector3d(1.0, 0.86, 0.9),
                             Matrix3d::Identity(),
                             rgb(0x27406A),
                             s.detail(10, 20)),
              Finish::kShiny,
              f.head);
      s.solid(make_box(Vector3d(0, f.shape.leg + 0.6 * f.shape.torso, -1.3 * f.shape.chest),
                       {0.09, 0.11, 0.05},
                       Matrix3d::Identity(),
                       0.02,
                       mix(t, rgb(0x8A9098), 0.5)),
              Finish::kMatte,
              f.chest);
      for (int side : {1, -1})
        s.solid(make_ellipsoid(f.skull + h * Vector3d(side * 1.25, 0, -0.1),
                               h * Vector3d(0.2, 0.4, 0.4),
                               Matrix3d::Identity(),
                               a,
                               s.detail(8, 12)),
                Finish::kMatte,
                f.head);
      break;
    }
  }
}

void add_animal_ears(Figure& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Vector3f pink = mix(f.top, rgb(0xF0A8A4), 0.65);
  for (int side : {1, -1}) {
    Vector3d root = f.skull + h * Vector3d(side * 0.62, 0.68, -0.05),
             tip = root + h * Vector3d(side * 0.25, 0.75, 0);
    double width = 0.3 * h;
    if (f.species.muzzle == Muzzle::kRabbit)
      tip = root + h * Vector3d(side * 0.12, 1.6, -0.1), width = 0.3 * h;
    if (f.species.muzzle == Muzzle::kApe)
      root = f.skull + h * Vector3d(side * 0.9, 0.05, -0.05),
      tip = root + h * Vector3d(side * 0.4, 0.15, 0);
    const int ear = s.draft.add("ear", side, f.head, root, tip, width);
    s.draft.add_chain(Part::kEar, side, 0, {ear});
    const bool round = f.species.muzzle == Muzzle::kBear || f.species.muzzle == Muzzle::kApe ||
                       f.species.muzzle == Muzzle::kMouse;
    if (round) {
      const double r = (f.species.muzzle == Muzzle::kMouse ? 0.58 : 0.36) * h;
      const Vector3d at = root + 0.5 * (tip - root);
      Solid disc =
          make_ellipsoid(at, {r, r, 0.35 * r}, Matrix3d::Identity(), f.top, s.detail(10, 16));
      disc.append(make_ellipsoid(
          at + Vector3d(0, 0, 0.16 * r),
          {0.66 * r, 0.66 * r, 0.28 * r},
          Matrix3d::Identity(),
          f.species.muzzle == Muzzle::kBear || f.species.muzzle == Muzzle::kApe ? f.bottom : pink,
          s.detail(8, 14)));
      s.solid(disc, Finish::kMatte, ear);
      continue;
    }
    const std::vector<Vector3d> path = line_points(root - 0.2 * (tip - root), tip, 3);
    const bool long_ear = f.species.muzzle == Muzzle::kRabbit;
    std::vector<double> radii =
        long_ear ? std::vector<double>{0.6 * width, 0.9 * width, width, 0.5 * width}
                 : std::vector<double>{1.1 * width, width, 0.65 * width, 0.12 * width};
    s.solid(make_tube(
                path, radii, std::vector<Vector3f>(4, f.top), s.sides(), 1, Vector3d::UnitZ(), 0.4),
            Finish::kMatte,
            ear);
    std::vector<Vector3d> inner = path;
    for (size_t i = 0; i < 4; ++i)
      inner[i] += Vector3d(0, -0.02 * h, 0.2 * width), radii[i] *= 0.62;
    s.solid(make_tube(
                inner, radii, std::vector<Vector3f>(4, pink), s.sides(), 0, Vector3d::UnitZ(), 0.4),
            Finish::kMatte,
            ear);
  }
}

void add_muzzle(Figure& f) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.head;
  const Vector3f pale = f.bottom;
  const bool fox = f.species.muzzle == Muzzle::kFox, ape = f.species.muzzle == Muzzle::kApe;
  const double reach = fox ? 1.45 : f.species.muzzle == Muzzle::kMouse ? 1.3 : 1.02;
  s.solid(make_ellipsoid(f.skull + h * Vector3d(0, -0.32, 0.75 * reach),
                         h * (ape   ? Vector3d(0.68, 0.44, 0.42)
                              : fox ? Vector3d(0.36, 0.3, 0.65)
                                    : Vector3d(0.46, 0.36, 0.42)),
                         Matrix3d::Identity(),
                         pale,
                         s.detail(8, 16)),
          Finish::kMatte,
          f.head);
  if (ape) {
    s.solid(make_ellipsoid(f.skull + h * Vector3d(0, 0.14, 0.55),
                           h * Vector3d(0.72, 0.42, 0.46),
                           Matrix3d::Identity(),
                           pale,
                           s.detail(8, 16)),
            Finish::kMatte,
            f.head);
    for (int side : {1, -1})
      s.solid(make_ellipsoid(f.skull + h * Vector3d(side * 0.14, -0.16, 1.14),
                             h * Vector3d(0.07, 0.05, 0.05),
                             Matrix3d::Identity(),
                             rgb(0x241C1A),
                             8),
              Finish::kMatte,
              f.head);
  } else {
    const Vector3f nose = f.species.muzzle == Muzzle::kRabbit || f.species.muzzle == Muzzle::kMouse
                              ? rgb(0xE4808A)
                              : rgb(0x1E1818);
    s.solid(make_ellipsoid(f.skull + h * Vector3d(0, -0.16, fox ? 1.7 : 0.78 * reach + 0.38),
                           h * Vector3d(0.17, 0.12, 0.12),
                           Matrix3d::Identity(),
                           nose,
                           s.detail(8, 12)),
            Finish::kShiny,
            f.head);
  }
  // A pale belly.
  s.solid(make_ellipsoid(
              Vector3d(0, f.shape.leg + 0.38 * f.shape.torso, f.shape.belly + 0.32 * f.shape.waist),
              Vector3d(0.85 * f.shape.waist, 0.33 * f.shape.torso, 0.82 * f.shape.waist),
              Matrix3d::Identity(),
              pale,
              s.detail(10, 18)),
          Finish::kMatte,
          s.draft.anatomy.find(Part::kSpine)->joints);
}

}  // namespace

void make_head(Figure& f) {
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
  const double h = b.head;
  const bool helmet = f.species.hat == Hat::kHelmet, space = f.species.hat == Hat::kSpace;
  if (!helmet && !space) {
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
    s.eyes(
        f.skull, {0.4, f.furry() ? 0.16 : 0.1, 1}, Vector3d(0.12, 0, 1), eye, f.head, f.skin_body);
  }
  if (f.species.muzzle != Muzzle::kNone) {
    add_muzzle(f);
    add_animal_ears(f);
  } else if (!helmet && !space) {
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
  const HairCut cut = f.context.rng.pick(f.species.hair);
  if (cut != HairCut::kNone && !helmet && !space) add_hair(f, cut);
  add_hat(f);
}

void make_machine_shell(Figure& f) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const double h = b.head;
  const Matrix3d axes = Matrix3d::Identity();
  const Vector3f steel = f.bottom;
  // Trunk and head.
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
  // Limbs: thin rods with shells, balls at the joints.
  const auto rod = [&](int joint, double radius, const Vector3f& color) {
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
  };
  for (int side : {1, -1}) {
    const std::vector<int> arm = s.draft.anatomy.find(Part::kArm, side)->joints;
    const size_t n = arm.size();
    rod(arm[n - 3], b.upper_arm, f.top);
    rod(arm[n - 2], b.upper_arm, f.top);
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
    const std::vector<int> leg = s.draft.anatomy.find(Part::kLeg, side)->joints;
    rod(leg[0], 0.8 * b.thigh, f.top);
    rod(leg[1], 0.8 * b.thigh, f.top);
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
}

}  // namespace animax::data
