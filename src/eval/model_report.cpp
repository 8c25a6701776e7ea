// SPDX-License-Identifier: MIT
#include "eval/model_report.h"

#include "core/error.h"
#include "eval/markdown_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace animax::eval {
namespace {

std::string percent(double fraction) {
  char text[32];
  std::snprintf(text, sizeof text, "%.0f %%", 100 * fraction);
  return text;
}

std::string number(const std::optional<double>& value) {
  if (!value) return "-";
  if (std::abs(*value) < 1e-6) return "0";  // rounding
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", *value);
  return text;
}

std::map<std::string, std::vector<const JudgedScene*>> grouped(const ModelEvaluation& evaluation,
                                                               std::string JudgedScene::*key) {
  std::map<std::string, std::vector<const JudgedScene*>> groups;
  for (const JudgedScene& scene : evaluation.scenes) groups[scene.*key].push_back(&scene);
  return groups;
}

std::vector<ScoreGroup> score_by(const ModelEvaluation& evaluation, std::string JudgedScene::*key) {
  std::vector<ScoreGroup> scores;
  for (const auto& [name, scenes] : grouped(evaluation, key)) scores.push_back(score(name, scenes));
  return scores;
}

Json to_json(const ScoreGroup& group) {
  Json json{{"clips", group.clips}, {"confidence", group.confidence}};
  Json retrieval{{"clips", group.ranked}, {"candidates", kRetrievalCandidates}};
  Json metrics = Json::object(), torn = Json::object();
  for (int p = 0; p < kPerformers; ++p) {
    const char* key = key_of(static_cast<Performer>(p));
    json[key] = group.passed[p];
    torn[key] = group.torn[p];
    metrics[key] = to_json(group.metrics[p]);
    if (group.ranked > 0) retrieval[key] = {{"r1", group.recall_1[p]}, {"r3", group.recall_3[p]}};
  }
  json["retrieval"] = std::move(retrieval);
  json["torn"] = std::move(torn);
  json["metrics"] = std::move(metrics);
  return json;
}

Json to_json(const std::vector<ScoreGroup>& groups) {
  Json json = Json::object();
  for (const ScoreGroup& group : groups) json[group.name] = to_json(group);
  return json;
}

Json to_json(const JudgedScene& scene) {
  const Judgement &made = scene.by[kGenerated], &truth = scene.by[kTrueClip];
  return {{"index", scene.index},
          {"caption", scene.caption},
          {"motion", scene.motion},
          {"plan", scene.plan},
          {"species", scene.species},
          {"pair", scene.pair},
          {"confidence", scene.confidence},
          {"passed", made.passed},
          {"score", made.score},
          {"reason", made.reason},
          {"truth", {{"passed", truth.passed}, {"score", truth.score}, {"reason", truth.reason}}},
          {"rank", made.rank ? Json(*made.rank) : Json(nullptr)},
          {"metrics", to_json(made.metrics)}};
}

std::string overall_table(const ModelEvaluation& evaluation) {
  const ScoreGroup all = score_all(evaluation);
  const char* const clips = evaluation.options.samples > 0 ? " sample clips" : " held-out clips";
  MarkdownTable table({"of " + std::to_string(all.clips) + clips,
                       "generated",
                       "true clip",
                       "rest pose",
                       "another motion"});
  const auto rates = [&](const std::string& label, const std::array<double, kPerformers>& values) {
    std::vector<std::string> row{label};
    for (double value : values) row.push_back(percent(value));
    table.add(std::move(row));
  };
  rates("the checker finds the motion", all.passed);
  if (all.ranked > 0) {
    const std::string of = " of " + std::to_string(kRetrievalCandidates);
    rates("own caption first" + of, all.recall_1);
    rates("own caption in the first three" + of, all.recall_3);
  }
  rates("a part came loose", all.torn);
  for (const MetricField& field : metric_fields()) {
    std::vector<std::string> row{std::string(field.key) + ", " + field.unit};
    for (const MotionMetrics& metrics : all.metrics) row.push_back(number(metrics.*field.value));
    table.add(std::move(row));
  }
  return table.text();
}

std::string group_table(const std::string& by, const std::vector<ScoreGroup>& groups) {
  MarkdownTable table({by,
                       "clips",
                       "passed",
                       "true clips passed",
                       "R@1",
                       "R@3",
                       "true R@3",
                       "speed",
                       "true speed",
                       "joint error",
                       "rest's error",
                       "feet slide",
                       "true slide"});
  for (const ScoreGroup& g : groups) {
    const auto recall = [&](double value) { return g.ranked > 0 ? percent(value) : "-"; };
    table.add({g.name,
               std::to_string(g.clips),
               percent(g.passed[kGenerated]),
               percent(g.passed[kTrueClip]),
               recall(g.recall_1[kGenerated]),
               recall(g.recall_3[kGenerated]),
               recall(g.recall_3[kTrueClip]),
               number(g.metrics[kGenerated].dynamic_degree),
               number(g.metrics[kTrueClip].dynamic_degree),
               number(g.metrics[kGenerated].joint_error),
               number(g.metrics[kStill].joint_error),
               number(g.metrics[kGenerated].foot_sliding),
               number(g.metrics[kTrueClip].foot_sliding)});
  }
  return table.text();
}

// What the checker says of each prompt; the first that fails speaks for all of them.
std::string prompt_table(const ModelEvaluation& evaluation) {
  MarkdownTable table({"prompt", "clips", "passed", "true clips passed", "the checker's reason"});
  for (const auto& [prompt, scenes] : grouped(evaluation, &JudgedScene::caption)) {
    const ScoreGroup group = score(prompt, scenes);
    const auto failure = std::find_if(scenes.begin(), scenes.end(), [](const JudgedScene* scene) {
      return !scene->by[kGenerated].passed;
    });
    table.add({prompt,
               std::to_string(group.clips),
               percent(group.passed[kGenerated]),
               percent(group.passed[kTrueClip]),
               failure == scenes.end() ? "-" : (*failure)->by[kGenerated].reason});
  }
  return table.text();
}

struct RealMedians {
  int animated = 0;
  MotionMetrics generated, truth, still;
};

RealMedians medians_of(const RealEvaluation& evaluation) {
  std::vector<MotionMetrics> generated, truth, still;
  for (const RealClip& clip : evaluation.clips) {
    if (!clip.error.empty()) continue;
    generated.push_back(clip.generated);
    truth.push_back(clip.truth);
    still.push_back(clip.still);
  }
  return {static_cast<int>(generated.size()),
          median_metrics(generated),
          median_metrics(truth),
          median_metrics(still)};
}

std::string real_summary(const RealEvaluation& evaluation) {
  const RealMedians medians = medians_of(evaluation);
  MarkdownTable table({std::to_string(medians.animated) + " clips of " +
                           std::to_string(evaluation.rigs) + " real rigs",
                       "generated",
                       "artist's clip",
                       "rest pose"});
  for (const MetricField& field : metric_fields()) {
    const auto &made = medians.generated.*field.value, &truth = medians.truth.*field.value;
    if (!made && !truth) continue;
    table.add({std::string(field.key) + ", " + field.unit,
               number(made),
               number(truth),
               number(medians.still.*field.value)});
  }
  return table.text();
}

std::string real_table(const RealEvaluation& evaluation) {
  MarkdownTable table({"rig and caption",
                       "confidence",
                       "speed",
                       "artist's speed",
                       "joint error",
                       "rest's error",
                       "bones stretch",
                       "below floor"});
  for (const RealClip& clip : evaluation.clips) {
    const std::string name = clip.rig + ": " + clip.caption;
    if (!clip.error.empty()) {
      table.add({name + " (" + clip.error + ")"});
      continue;
    }
    table.add({name,
               number(clip.confidence),
               number(clip.generated.dynamic_degree),
               number(clip.truth.dynamic_degree),
               number(clip.generated.joint_error),
               number(clip.still.joint_error),
               number(clip.generated.bone_length_change),
               number(clip.generated.parts_below_floor)});
  }
  return table.text();
}

}  // namespace

ScoreGroup score(const std::string& name, const std::vector<const JudgedScene*>& scenes) {
  ScoreGroup group;
  group.name = name;
  group.clips = static_cast<int>(scenes.size());
  const double clips = std::max(1, group.clips);
  std::array<std::vector<MotionMetrics>, kPerformers> metrics;
  for (const JudgedScene* scene : scenes) {
    group.confidence += scene->confidence / clips;
    group.ranked += scene->by[kGenerated].rank.has_value();
    for (int p = 0; p < kPerformers; ++p) {
      const Judgement& judgement = scene->by[p];
      group.passed[p] += judgement.passed / clips;
      group.torn[p] += (judgement.metrics.bone_length_change.value_or(0) > kTorn) / clips;
      if (judgement.rank) group.recall_1[p] += *judgement.rank < 1;
      if (judgement.rank) group.recall_3[p] += *judgement.rank < 3;
      metrics[p].push_back(judgement.metrics);
    }
  }
  for (int p = 0; p < kPerformers; ++p) {
    group.recall_1[p] /= std::max(1, group.ranked);
    group.recall_3[p] /= std::max(1, group.ranked);
    group.metrics[p] = median_metrics(metrics[p]);
  }
  return group;
}

ScoreGroup score_all(const ModelEvaluation& evaluation) {
  std::vector<const JudgedScene*> all;
  for (const JudgedScene& scene : evaluation.scenes) all.push_back(&scene);
  return score("all", all);
}

std::vector<ScoreGroup> score_by_plan(const ModelEvaluation& evaluation) {
  return score_by(evaluation, &JudgedScene::plan);
}

std::vector<ScoreGroup> score_by_motion(const ModelEvaluation& evaluation) {
  return score_by(evaluation, &JudgedScene::motion);
}

std::vector<ScoreGroup> score_by_pair(const ModelEvaluation& evaluation) {
  return score_by(evaluation, &JudgedScene::pair);
}

Json to_json(const ModelEvaluation& evaluation) {
  Json scenes = Json::array();
  for (const JudgedScene& scene : evaluation.scenes) scenes.push_back(to_json(scene));
  return {{"all", to_json(score_all(evaluation))},
          {"by_pair", to_json(score_by_pair(evaluation))},
          {"by_plan", to_json(score_by_plan(evaluation))},
          {"by_motion", to_json(score_by_motion(evaluation))},
          {"scenes", std::move(scenes)}};
}

Json to_json(const RealEvaluation& evaluation) {
  Json clips = Json::array();
  for (const RealClip& clip : evaluation.clips) {
    Json row{{"rig", clip.rig}, {"clip", clip.clip}, {"caption", clip.caption}};
    if (clip.error.empty()) {
      row["confidence"] = clip.confidence;
      row["generated"] = to_json(clip.generated);
      row["truth"] = to_json(clip.truth);
    } else {
      row["error"] = clip.error;
    }
    clips.push_back(std::move(row));
  }
  const RealMedians medians = medians_of(evaluation);
  return {{"rigs", evaluation.rigs},
          {"clips", std::move(clips)},
          {"median",
           {{"generated", to_json(medians.generated)},
            {"truth", to_json(medians.truth)},
            {"still", to_json(medians.still)}}}};
}

std::string to_markdown(const ModelEvaluation& evaluation, const RealEvaluation* real) {
  const bool samples = evaluation.options.samples > 0;
  std::string text = str_cat(samples ? "The samples' prompts" : "Held-out procedural creatures",
                             "; rates, and medians of what was measured:\n\n") +
                     overall_table(evaluation) +
                     "\nBy pair of body plan and motion (held out: left out of training):\n\n" +
                     group_table("pair", score_by_pair(evaluation)) + "\nBy body plan:\n\n" +
                     group_table("plan", score_by_plan(evaluation)) + "\nBy motion:\n\n" +
                     group_table("motion", score_by_motion(evaluation));
  if (samples) text += "\nBy prompt:\n\n" + prompt_table(evaluation);
  if (real)
    text += "\nReal rigs, medians:\n\n" + real_summary(*real) + "\nReal rigs, one by one:\n\n" +
            real_table(*real);
  return text;
}

std::string summary_of(const ModelEvaluation& evaluation, const RealEvaluation* real) {
  std::string text = overall_table(evaluation) + "\n" +
                     group_table("pair", score_by_pair(evaluation)) + "\n" +
                     group_table("plan", score_by_plan(evaluation)) + "\n" +
                     group_table("motion", score_by_motion(evaluation));
  if (evaluation.options.samples > 0) text += "\n" + prompt_table(evaluation);
  if (real) text += "\n" + real_summary(*real);
  return text;
}

}  // namespace animax::eval
