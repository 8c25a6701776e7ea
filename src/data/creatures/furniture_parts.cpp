// SPDX-License-Identifier: MIT
#include "data/creatures/furniture_parts.h"

#include <algorithm>

namespace animax::data {

Wood draw_wood(const MakeContext& context, const Colorway& colors) {
  return {context.vary_color(rgb(colors.main)),
          context.vary_color(rgb(colors.under)),
          rgb(colors.accent)};
}

void add_planks(Sculptor& s,
                const Vector3d& center,
                const Vector3d& half,
                int across,
                int count,
                const Vector3f& color,
                int joint,
                Rng& rng) {
  for (int i = 0; i < count; ++i) {
    Vector3d h = half, c = center;
    h[across] = half[across] / count * 0.985;
    c[across] += half[across] * ((2 * i + 1.0) / count - 1);
    s.solid(make_box(c,
                     h,
                     Matrix3d::Identity(),
                     0.35 * std::min(half.minCoeff(), h[across]),
                     color * static_cast<float>(rng.uniform(0.86, 1.08))),
            Finish::kMatte,
            joint);
  }
}

void add_box(Sculptor& s,
             const Vector3d& center,
             const Vector3d& half,
             const Vector3f& color,
             int joint,
             Finish finish,
             double bevel) {
  s.solid(make_box(center, half, Matrix3d::Identity(), bevel, color), finish, joint);
}

std::vector<std::string> furniture_species(BodyPlan plan) {
  switch (plan) {
    case BodyPlan::kChest:
      return {"treasure chest", "toy box", "mimic"};
    case BodyPlan::kDoor:
      return {"door", "castle gate", "sliding door"};
    case BodyPlan::kDrawers:
      return {"chest of drawers", "cabinet", "desk"};
    default:
      return {"laptop", "handheld console"};
  }
}

}  // namespace animax::data
