// SPDX-License-Identifier: MIT
// What plants have in common: leaves, stems and pots. Internal to data/creatures.
#pragma once

#include "data/creatures/species.h"

#include <vector>

namespace animax::data {

/// A plant while it is made.
struct Plant {
  const MakeContext& context;
  Sculptor sculptor;
  std::vector<int> stem;
  Vector3d top;
  double ground = 0;
};

/// A leaf or petal: a blade that is widest in its middle and cupped; `u` by `v` quads.
Solid blade(const Vector3d& root,
            const Vector3d& tip,
            const Vector3d& normal,
            double width,
            double cup,
            const Vector3f& base,
            const Vector3f& end,
            int u,
            int v);

/// Adds a pot around the root of the stem.
void make_pot(Plant& plant, double radius, double height);

/// Roots a stem at path[0]: the chain that everything hangs on. Radii `r0` below, `r1` above.
void make_stem(Plant& plant,
               const std::vector<Vector3d>& path,
               int bones,
               double r0,
               double r1,
               const Vector3f& color);

/// Adds leaves with a joint each along the stem.
void make_leaves(Plant& plant, int count, double size, const Vector3f& green);

Creature make_flower(const MakeContext& context);  ///< also sunflowers and tulips
Creature make_carnivore(const MakeContext& context);
Creature make_tree(const MakeContext& context);  ///< also firs and palms
Creature make_cactus(const MakeContext& context);

}  // namespace animax::data
