// SPDX-License-Identifier: MIT
#include "data/clips/splits.h"

#include "core/random.h"
#include "data/creatures/creature.h"
#include "data/motions/motion.h"

#include <algorithm>
#include <map>

namespace animax::data {
namespace {

constexpr double kShare = 0.06;
constexpr size_t kLeastPlansPerMotion = 2, kLeastMotionsPerPlan = 2;

struct Pair {
  uint64_t hash = 0;
  BodyPlan plan = BodyPlan::kOther;
  std::string motion;
};

std::vector<Pair> pairs_by_hash() {
  std::vector<Pair> pairs;
  for (BodyPlan plan : creature_plans())
    for (const std::string& motion : motions_for(plan))
      pairs.push_back({hash64(to_string(plan) + "/" + motion), plan, motion});
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.hash, a.plan, a.motion) < std::tie(b.hash, b.plan, b.motion);
  });
  return pairs;
}

std::vector<std::pair<BodyPlan, std::string>> choose() {
  const std::vector<Pair> pairs = pairs_by_hash();
  std::map<std::string, size_t> plans_left;
  std::map<BodyPlan, size_t> motions_left, motions_held, motions;
  for (const Pair& pair : pairs) {
    ++plans_left[pair.motion];
    ++motions_left[pair.plan];
  }
  motions = motions_left;
  const auto wanted = static_cast<size_t>(kShare * static_cast<double>(pairs.size()));
  std::vector<std::pair<BodyPlan, std::string>> chosen;
  for (const Pair& pair : pairs) {
    if (chosen.size() == wanted) break;
    if (plans_left[pair.motion] <= kLeastPlansPerMotion) continue;
    if (motions_left[pair.plan] <= kLeastMotionsPerPlan) continue;
    if (4 * (motions_held[pair.plan] + 1) > motions[pair.plan]) continue;
    --plans_left[pair.motion];
    --motions_left[pair.plan];
    ++motions_held[pair.plan];
    chosen.emplace_back(pair.plan, pair.motion);
  }
  const auto rank = [](const std::string& motion) {
    const auto& names = motion_names();
    return std::find(names.begin(), names.end(), motion) - names.begin();
  };
  std::sort(chosen.begin(), chosen.end(), [&](const auto& a, const auto& b) {
    return std::pair(a.first, rank(a.second)) < std::pair(b.first, rank(b.second));
  });
  return chosen;
}

}  // namespace

const std::vector<std::pair<BodyPlan, std::string>>& held_out_combinations() {
  static const auto chosen = choose();
  return chosen;
}

bool held_out_combination(BodyPlan plan, const std::string& motion) {
  const auto& all = held_out_combinations();
  return std::find(all.begin(), all.end(), std::pair(plan, motion)) != all.end();
}

}  // namespace animax::data
