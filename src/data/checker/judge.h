// SPDX-License-Identifier: MIT
// Inside of the checker: conditions with thresholds, and the predicates by family of motions.
#pragma once

#include "data/checker/check_motion.h"
#include "data/checker/evidence.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace animax::data {

/// Collects conditions; the weakest one is the verdict. Each scores 0.5 at its threshold.
class Judge {
 public:
  void at_least(const char* what, double value, double threshold);
  void at_most(const char* what, double value, double threshold);
  void is(const char* what, bool holds) { at_least(what, holds ? 1 : 0, 0.5); }
  void fail(const std::string& why);
  CheckResult result() const;

 private:
  void take(double score, const std::string& reason);
  CheckResult worst_{true, 1.0, "no condition"};
};

using Predicate = void (*)(const Evidence&, Judge&);
using Predicates = std::map<std::string, Predicate>;

void add_locomotion_predicates(Predicates& all);  // predicates_locomotion.cpp
void add_body_predicates(Predicates& all);        // predicates_body.cpp
void add_gesture_predicates(Predicates& all);     // predicates_gesture.cpp
void add_object_predicates(Predicates& all);      // predicates_object.cpp

inline bool is_plan(const Evidence& e, BodyPlan plan) { return e.puppet.anatomy.plan == plan; }
inline bool two_legged(const Evidence& e) { return e.foot_y.size() <= 2; }

/// Mean correlation of left and right feet's fore-and-aft way over the pairs of legs.
double pair_correlation(const Evidence& e);
/// Mean over feet of a range.
double mean_range(const std::vector<Series>& feet);
/// All feet off the ground at once: the height of the lowest foot, at its best moment.
double flight(const Evidence& e);
/// Largest height that any foot reaches.
double highest_foot(const Evidence& e);

}  // namespace animax::data
