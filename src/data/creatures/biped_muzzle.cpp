// SPDX-License-Identifier: MIT
// Muzzles and ears of animals that walk on two legs.
#include "data/creatures/biped_shape.h"

namespace animax::data {

void add_animal_ears(Biped& f) {
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

void add_muzzle(Biped& f) {
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

}  // namespace animax::data
