// SPDX-License-Identifier: MIT
// Tables of an evaluation: JSON, text for the terminal, Markdown for the documentation.
#pragma once

#include "eval/model_eval.h"
#include "eval/real_rigs.h"

namespace animax::eval {

/// Scenes taken together.
struct ScoreGroup {
  std::string name;
  int clips = 0;
  double confidence = 0;                                   ///< mean
  std::array<double, kPerformers> passed{};                ///< fraction that the checker accepts
  int ranked = 0;                                          ///< clips with a retrieval rank
  std::array<double, kPerformers> recall_1{}, recall_3{};  ///< fractions of `ranked`
  /// Fraction with a part farther from its parent than at rest by kTorn, though it does not slide
  /// by its anatomy: a median of bone_length_change does not show the few that come loose.
  std::array<double, kPerformers> torn{};
  std::array<MotionMetrics, kPerformers> metrics;  ///< medians
};

inline constexpr double kTorn = 0.03;  ///< heights

/// One group; fractions are 0 where there are no scenes.
ScoreGroup score(const std::string& name, const std::vector<const JudgedScene*>& scenes);
ScoreGroup score_all(const ModelEvaluation& evaluation);
/// Sorted by name.
std::vector<ScoreGroup> score_by_plan(const ModelEvaluation& evaluation);
std::vector<ScoreGroup> score_by_motion(const ModelEvaluation& evaluation);
std::vector<ScoreGroup> score_by_pair(const ModelEvaluation& evaluation);

/// {"all": {"clips", "generated", "truth", "still", "wrong_caption", "confidence", "torn":
/// {"generated", ...}, "retrieval": {"candidates", "generated": {"r1", "r3"}, ...}, "metrics":
/// {"generated": {...}, ...}}, "by_pair": {"trained", "held out"}, "by_plan": {...}, "by_motion":
/// {...}, "scenes": [{"caption", "motion", "plan", "pair", "passed", "score", "reason", "truth":
/// {"passed", "score", "reason"}, "rank", "confidence", "metrics"}]}. The rates stand beside
/// "clips"; metrics are medians, null where one does not apply.
Json to_json(const ModelEvaluation& evaluation);

/// {"rigs", "clips": [{"rig", "clip", "caption", "error" | "confidence", "generated", "truth"}],
/// "median": {"generated", "truth", "still"}}
Json to_json(const RealEvaluation& evaluation);

/// Tables in Markdown: all scenes, by pair of body and motion, by plan, by motion, of samples also
/// by prompt; then, unless nullptr, real rigs. They read well as plain text, too.
std::string to_markdown(const ModelEvaluation& evaluation, const RealEvaluation* real);

/// The same without the captions of real rigs: for the terminal.
std::string summary_of(const ModelEvaluation& evaluation, const RealEvaluation* real);

}  // namespace animax::eval
