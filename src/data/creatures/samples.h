// SPDX-License-Identifier: MIT
// The creatures that `make demo` animates: one of most body plans, each with two prompts.
#pragma once

#include "data/creatures/creature.h"

#include <string>
#include <vector>

namespace animax::data {

struct Sample {
  std::string name;  ///< file stem: "fox"
  BodyPlan plan = BodyPlan::kOther;
  std::string species;
  uint64_t seed = 1;
  std::vector<std::string> prompts;  ///< two
};

/// The fixed list, at least ten.
const std::vector<Sample>& samples();

/// The rig of a sample: metres, readable joint names, about `triangles` triangles. Deterministic.
Creature make_sample(const Sample& sample, int triangles = 5000);

}  // namespace animax::data
