// SPDX-License-Identifier: MIT
// What the tables of four-legged animals start from. Internal to data/creatures.
#pragma once

#include "data/creatures/quadruped_shape.h"
#include "data/creatures/species.h"

#include <vector>

namespace animax::data {

/// Proportions of a dog, a cat, a horse and a bear, from which species stray.
QuadrupedShape canine_shape();
QuadrupedShape feline_shape();
QuadrupedShape hoofed_shape();
QuadrupedShape heavy_shape();

/// Groups of species, in the order in which `quadruped_table` holds them.
std::vector<QuadrupedSpecies> canines();
std::vector<QuadrupedSpecies> felines();
std::vector<QuadrupedSpecies> hoofed_animals();
std::vector<QuadrupedSpecies> heavy_animals();
std::vector<QuadrupedSpecies> small_animals();  ///< and reptiles

}  // namespace animax::data
