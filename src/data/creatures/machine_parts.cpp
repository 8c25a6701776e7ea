// SPDX-License-Identifier: MIT
#include "data/creatures/machine_parts.h"

#include <algorithm>

namespace animax::data {

Paint draw_paint(const MakeContext& context, const Colorway& colors) {
  return {context.vary_color(rgb(colors.main)), rgb(colors.under), rgb(colors.accent)};
}

void add_box(Sculptor& s,
             const Vector3d& center,
             const Vector3d& half,
             const Vector3f& color,
             int joint,
             double bevel,
             Finish finish,
             const Matrix3d& axes) {
  s.solid(make_box(center, half, axes, bevel, color), finish, joint);
}

void add_drum(Sculptor& s,
              const Vector3d& base,
              const Vector3d& axis,
              double radius,
              double length,
              const Vector3f& color,
              int joint,
              Finish finish) {
  const double b = 0.12 * std::min(radius, length);
  s.solid(make_lathe(base,
                     axis,
                     {{0, 0, color},
                      {radius - b, 0, color},
                      {radius, b, color},
                      {radius, length - b, color},
                      {radius - b, length, color},
                      {0, length, color}},
                     s.detail(10, 20)),
          finish,
          joint);
}

void add_drum_between(Sculptor& s,
                      const Vector3d& middle,
                      const Vector3d& axis,
                      double radius,
                      double width,
                      const Vector3f& color,
                      int joint,
                      Finish finish) {
  add_drum(s, middle - 0.5 * width * axis.normalized(), axis, radius, width, color, joint, finish);
}

std::vector<std::string> machine_species(BodyPlan plan) {
  switch (plan) {
    case BodyPlan::kRobotArm:
      return {"robot arm", "desk lamp"};
    case BodyPlan::kCrane:
      return {"crane", "excavator"};
    default:
      return {"toy car", "truck", "tractor", "race car", "bus", "toy train", "tank"};
  }
}

}  // namespace animax::data
