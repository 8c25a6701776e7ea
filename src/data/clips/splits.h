// SPDX-License-Identifier: MIT
// Which pairs of body plan and motion are kept from training, so that an evaluation can ask for
// them: a model that has seen birds and has seen others sit must make a bird sit.
#pragma once

#include "data/anatomy.h"

#include <string>
#include <utility>
#include <vector>

namespace animax::data {

/// True for about 6 % of the pairs (plan, motion) that motions_for(plan) lists. Fixed: it depends
/// on the two names only (and on which pairs exist at all), never on a seed.
///
/// Rule: pairs are taken in the order of hash64("PLAN/MOTION") (64-bit FNV-1a) until 6 % of them,
/// rounded down, are held out. Passed over are pairs whose motion would be left with fewer than two
/// plans for training, or whose plan would be left with fewer than two motions or with more than a
/// quarter of its motions held out.
///
/// False for motions that the plan cannot perform and for unknown names. Thread-safe.
bool held_out_combination(BodyPlan plan, const std::string& motion);

/// All held-out pairs, by plan and then in the order of motion_names().
const std::vector<std::pair<BodyPlan, std::string>>& held_out_combinations();

}  // namespace animax::data
