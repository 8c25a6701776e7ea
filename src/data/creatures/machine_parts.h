// SPDX-License-Identifier: MIT
// Paint, boxes and drums that machines are made of. Internal to data/creatures.
#pragma once

#include "data/creatures/object_parts.h"

#include <array>

namespace animax::data {

/// Usual colourings: paint, dark parts, trim.
inline constexpr std::array<Colorway, 5> kMachineColors{{{"orange", 0xF0802A, 0x3A3E46, 0xE8E8E8},
                                                         {"yellow", 0xF4C22E, 0x2E3036, 0xD8D8D8},
                                                         {"blue", 0x3A78C8, 0x34383F, 0xF0F0F0},
                                                         {"red", 0xD03A30, 0x3A3C42, 0xF2D04A},
                                                         {"white", 0xECEEF0, 0x5A626C, 0x3AA0D8}}};

/// Linear colours of one machine.
struct Paint {
  Vector3f main, dark, trim;
};

Paint draw_paint(const MakeContext& context, const Colorway& colors);

/// Adds a box with edges rounded by `bevel`, moved by `joint`.
void add_box(Sculptor& sculptor,
             const Vector3d& center,
             const Vector3d& half,
             const Vector3f& color,
             int joint,
             double bevel = 0.02,
             Finish finish = Finish::kMatte,
             const Matrix3d& axes = Matrix3d::Identity());

/// Adds a cylinder with softened edges from `base` along `axis`.
void add_drum(Sculptor& sculptor,
              const Vector3d& base,
              const Vector3d& axis,
              double radius,
              double length,
              const Vector3f& color,
              int joint,
              Finish finish = Finish::kMatte);

/// The same, centred at `middle`.
void add_drum_between(Sculptor& sculptor,
                      const Vector3d& middle,
                      const Vector3d& axis,
                      double radius,
                      double width,
                      const Vector3f& color,
                      int joint,
                      Finish finish = Finish::kMatte);

}  // namespace animax::data
