// SPDX-License-Identifier: MIT
// Proportions of insects, spiders and crabs. Internal to data/creatures.
#pragma once

#include "data/creatures/plans.h"

#include <vector>

namespace animax::data {

/// Lengths in model units; the body is about 0.8 long.
struct InsectSpecies {
  const char* name;
  int pairs = 3;
  Vector3d abdomen{0.2, 0.18, 0.3}, thorax{0.15, 0.13, 0.16};
  double head = 0.12, eye = 0.045;
  double reach = 0.5;  ///< of the legs sideways
  double knee = 0.28;  ///< how high the knees stand over the hips
  double leg = 0.022;  ///< radius
  double hip_y = 0.22;
  double antenna = 0.2;
  double wings = 0;  ///< span
  bool butterfly = false, claws = false, sting = false, shell = false;
  Pattern pattern = Pattern::kPlain;
  double scale = 0.15, cover = 0.4;
  EyeStyle eyes = EyeStyle::kButton;
  double size_m = 0.05;
  const char* family = "insect";
  std::vector<Colorway> colors;  ///< body, second, accent
};

const std::vector<InsectSpecies>& insect_table();

}  // namespace animax::data
