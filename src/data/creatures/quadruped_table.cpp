// SPDX-License-Identifier: MIT
// All four-legged animals without wings.
#include "data/creatures/quadruped_table.h"

namespace animax::data {

const std::vector<QuadrupedSpecies>& quadruped_table() {
  static const std::vector<QuadrupedSpecies> table = [] {
    std::vector<QuadrupedSpecies> all;
    for (auto group : {canines(), felines(), hoofed_animals(), heavy_animals(), small_animals()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return table;
}

}  // namespace animax::data
