// SPDX-License-Identifier: MIT
#include "data/checker/check_motion.h"

#include "core/error.h"
#include "data/checker/judge.h"
#include "data/motions/motion.h"

namespace animax::data {
namespace {

const Predicates& predicates() {
  static const Predicates all = [] {
    Predicates made;
    add_locomotion_predicates(made);
    add_body_predicates(made);
    add_gesture_predicates(made);
    add_object_predicates(made);
    return made;
  }();
  return all;
}

CheckResult judge(const Evidence& evidence, const std::string& name) {
  Judge judge;
  const auto found = predicates().find(name);
  if (found == predicates().end()) throw Error("motion \"", name, "\" has no predicate");
  const std::vector<std::string> able = motions_for(evidence.puppet.anatomy);
  if (std::find(able.begin(), able.end(), name) == able.end()) {
    judge.fail("a " + to_string(evidence.puppet.anatomy.plan) + " of these parts does not do this");
  } else if (!evidence.finite) {
    judge.fail("numbers are not finite");
  } else if (evidence.frames < 4) {
    judge.fail(str_cat("only ", evidence.frames, " frames, needs 4"));
  } else {
    found->second(evidence, judge);
  }
  return judge.result();
}

}  // namespace

void Judge::take(double score, const std::string& reason) {
  if (!(score >= 0)) score = 0;  // not a number counts as failed
  if (score >= worst_.score && worst_.reason != "no condition") return;
  worst_ = {score >= 0.5, std::min(score, 1.0), reason};
}

void Judge::at_least(const char* what, double value, double threshold) {
  const double span = std::max(std::abs(threshold), 1e-9);
  take(0.5 + 0.5 * (value - threshold) / span,
       str_cat(what, " is ", value, ", needs at least ", threshold));
}

void Judge::at_most(const char* what, double value, double threshold) {
  const double span = std::max(std::abs(threshold), 1e-9);
  take(0.5 + 0.5 * (threshold - value) / span,
       str_cat(what, " is ", value, ", needs at most ", threshold));
}

void Judge::fail(const std::string& why) { take(0, why); }

CheckResult Judge::result() const { return worst_; }

CheckResult check_motion(const Skeleton& skeleton,
                         const Anatomy& anatomy,
                         const Motion& motion,
                         const std::string& name) {
  return judge(Evidence(skeleton, anatomy, motion), name);
}

std::vector<std::string> motions_seen(const Skeleton& skeleton,
                                      const Anatomy& anatomy,
                                      const Motion& motion) {
  const Evidence evidence(skeleton, anatomy, motion);
  std::vector<std::pair<double, std::string>> seen;
  for (const std::string& name : motions_for(anatomy)) {
    const CheckResult result = judge(evidence, name);
    if (result.passed) seen.emplace_back(-result.score, name);
  }
  std::stable_sort(
      seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (const auto& [score, name] : seen) names.push_back(name);
  return names;
}

}  // namespace animax::data
