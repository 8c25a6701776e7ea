// SPDX-License-Identifier: MIT
// Boards, boxes and knobs that furniture is made of. Internal to data/creatures.
#pragma once

#include "data/creatures/object_parts.h"

namespace animax::data {

/// Linear colours of one piece.
struct Wood {
  Vector3f main, trim, metal;
};

Wood draw_wood(const MakeContext& context, const Colorway& colors);

/// Adds a board of `count` planks slightly different in tone; they lie side by side along axis
/// `across` (0 to 2).
void add_planks(Sculptor& sculptor,
                const Vector3d& center,
                const Vector3d& half,
                int across,
                int count,
                const Vector3f& color,
                int joint,
                Rng& rng);

/// Adds a box with edges rounded by `bevel`, moved by `joint`.
void add_box(Sculptor& sculptor,
             const Vector3d& center,
             const Vector3d& half,
             const Vector3f& color,
             int joint,
             Finish finish = Finish::kMatte,
             double bevel = 0.015);

}  // namespace animax::data
