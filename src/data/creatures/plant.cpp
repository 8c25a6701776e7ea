// SPDX-License-Identifier: MIT
// What plants have in common, and which plant is which.
#include "data/creatures/plant_parts.h"

#include <algorithm>
#include <cmath>

namespace animax::data {

Solid blade(const Vector3d& root,
            const Vector3d& tip,
            const Vector3d& normal,
            double width,
            double cup,
            const Vector3f& base,
            const Vector3f& end,
            int u,
            int v) {
  const Vector3d along = tip - root;
  const Vector3d side = normal.cross(along).normalized();
  const Vector3d up = along.normalized().cross(side) * -1.0;
  SheetShape sheet;
  sheet.surface = [&](double a, double b) {
    const double t = 2 * b - 1,
                 w = width * std::pow(std::sin(M_PI * std::pow(0.03 + 0.95 * a, 0.85)), 0.7);
    return Vector3d(root + a * along + w * t * side -
                    cup * (t * t * w + 0.35 * along.norm() * a * (1 - a)) * up);
  };
  sheet.color = [&](double a, double b) {
    return mix(
        mix(base, end, a), base * 0.8f, 0.5 * (1 - smooth_step(0.0, 0.25, std::abs(2 * b - 1))));
  };
  sheet.thickness = [&](double a, double) { return 0.012 * (1 - 0.6 * a); };
  return make_sheet(sheet, u, v);
}

void make_pot(Plant& p, double radius, double height) {
  Sculptor& s = p.sculptor;
  const Vector3f clay = p.context.vary_color(rgb(p.context.rng.chance(0.6) ? 0xC8693C : 0x4A8AB8));
  const double r = radius, h = height;
  s.solid(make_lathe(Vector3d::Zero(),
                     Vector3d::UnitY(),
                     {{0, 0, clay},
                      {0.72 * r, 0, clay},
                      {0.95 * r, 0.75 * h, clay},
                      {1.08 * r, 0.76 * h, clay},
                      {1.08 * r, h, clay},
                      {0.92 * r, h, rgb(0x4A3424)},
                      {0, 0.94 * h, rgb(0x4A3424)}},
                     s.detail(12, 26)),
          Finish::kMatte,
          p.stem[0]);
}

void make_stem(Plant& p,
               const std::vector<Vector3d>& path,
               int bones,
               double r0,
               double r1,
               const Vector3f& color) {
  Sculptor& s = p.sculptor;
  p.stem = s.draft.add_run({"stem"}, 0, -1, resample(path, bones), std::max(r0 * 1.3, 0.06));
  s.draft.anatomy.root = p.stem[0];
  s.draft.add_chain(Part::kStem, 0, 0, p.stem);
  p.top = path.back();
  const std::vector<Vector3d> fine = resample(path, 6);
  LimbLook look;
  look.colors = {color};
  look.coat = 0;
  look.tube = true;
  s.limb(fine, resample(std::vector<double>{r0, r1}, 6), p.stem, look);
}

void make_leaves(Plant& p, int count, double size, const Vector3f& green) {
  Sculptor& s = p.sculptor;
  int left = 0, right = 0, middle = 0;
  for (int i = 0; i < count; ++i) {
    const double t = 0.25 + 0.5 * i / std::max(1, count - 1), turn = 2.4 * i + 1.4;
    const size_t bone = std::min(p.stem.size() - 1, static_cast<size_t>(t * p.stem.size()));
    const DraftJoint& on = s.draft.joints[p.stem[bone]];
    const Vector3d root = on.head + (t * p.stem.size() - bone) * (on.tail - on.head);
    const Vector3d out = Vector3d(std::sin(turn), 0.55, std::cos(turn)).normalized();
    const Vector3d tip = root + size * (1.1 - 0.5 * t) * out;
    const int side = out.x() > 0.3 ? 1 : out.x() < -0.3 ? -1 : 0;
    const int leaf = s.draft.add("leaf", side, p.stem[bone], root, tip, 0.3 * size);
    s.draft.add_chain(Part::kLeaf, side, side > 0 ? left++ : side < 0 ? right++ : middle++, {leaf});
    s.solid(blade(root,
                  tip,
                  Vector3d::UnitY(),
                  0.3 * size,
                  0.35,
                  green * 0.85f,
                  green * 1.15f,
                  s.detail(5, 9),
                  s.detail(2, 4)),
            Finish::kMatte,
            leaf);
  }
}

std::vector<std::string> plant_species() {
  return {"flower",
          "sunflower",
          "tulip",
          "tree",
          "fir tree",
          "palm tree",
          "cactus",
          "carnivorous plant"};
}

Creature make_plant(const MakeContext& context) {
  const std::string& kind = context.species;
  if (kind == "flower" || kind == "sunflower" || kind == "tulip") return make_flower(context);
  if (kind == "cactus") return make_cactus(context);
  if (kind == "carnivorous plant") return make_carnivore(context);
  return make_tree(context);
}

}  // namespace animax::data
