// SPDX-License-Identifier: MIT
// Looking species up in a maker's table, and finishing a creature. Internal to data/creatures.
#pragma once

#include "data/creatures/plans.h"

#include <algorithm>
#include <string>
#include <vector>

namespace animax::data {

/// `shape` as `change(shape)` leaves it: how a table tells what sets a species apart.
template <typename Shape, typename Change>
Shape with(Shape shape, Change change) {
  change(shape);
  return shape;
}

/// The names of a table's species, in its order.
template <typename Species>
std::vector<std::string> names_of(const std::vector<Species>& table) {
  std::vector<std::string> names;
  for (const Species& species : table) names.push_back(species.name);
  return names;
}

/// The species called `name`, which must be in the table.
template <typename Species>
const Species& find_species(const std::vector<Species>& table, const std::string& name) {
  return *std::find_if(
      table.begin(), table.end(), [&](const Species& species) { return species.name == name; });
}

/// Builds the rig with one skin, `metres` per model unit, and names it as `name_creature` does.
Creature finish_creature(Sculptor& sculptor,
                         const MakeContext& context,
                         const std::string& adjective,
                         double metres,
                         const std::vector<std::string>& classes);

}  // namespace animax::data
