// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/file.h"
#include "core/image.h"
#include "core/log.h"
#include "data/clips/splits.h"
#include "data/creatures/samples.h"
#include "eval/failure_sheets.h"
#include "eval/markdown_table.h"
#include "eval/model_report.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

namespace animax::eval {
namespace {

ModelEvalOptions few_scenes(int count) {
  set_log_level(LogLevel::kWarning);
  ModelEvalOptions options;
  options.count = count;
  options.retrieval_clips = 0;
  return options;
}

GeneratedMotion stand_still(const Rig& rig, const std::string&, uint64_t) {
  return {{12, std::vector<Pose>(17, rig.skeleton.rest_pose())}, 0.5};
}

// A model that knows the answers: it draws the same scenes.
AnimateFunction oracle(const ModelEvalOptions& options) {
  return [options](const Rig& rig, const std::string& prompt, uint64_t seed) -> GeneratedMotion {
    const auto scene = scene_of(options, seed - options.seed);
    EXPECT_EQ(scene.caption, prompt);
    return {data::make_motion(rig.skeleton, scene.creature.anatomy, scene.params, 12, 17), 1};
  };
}

TEST(EvaluateModel, TheTruthScoresAsTheTruth) {
  const ModelEvalOptions options = few_scenes(12);
  const ScoreGroup all = score_all(evaluate_model(oracle(options), options));
  EXPECT_EQ(all.clips, 12);
  EXPECT_EQ(all.confidence, 1);
  EXPECT_EQ(all.passed[kGenerated], all.passed[kTrueClip]);
  EXPECT_GT(all.passed[kTrueClip], 0.8);
  EXPECT_LT(all.passed[kStill], 0.1);
  EXPECT_LT(all.passed[kWrongCaption], 0.4);
  EXPECT_NEAR(*all.metrics[kGenerated].joint_error, 0, 1e-12);
  EXPECT_GT(*all.metrics[kWrongCaption].joint_error, 0);
  EXPECT_NEAR(*all.metrics[kTrueClip].bone_length_change, 0, 1e-6);
  EXPECT_EQ(all.ranked, 0);
}

TEST(EvaluateModel, AStillModelScoresAsTheRestPose) {
  const ScoreGroup all = score_all(evaluate_model(stand_still, few_scenes(8)));
  EXPECT_EQ(all.passed[kGenerated], all.passed[kStill]);
  EXPECT_EQ(*all.metrics[kGenerated].dynamic_degree, 0);
  EXPECT_EQ(all.metrics[kGenerated].joint_error, all.metrics[kStill].joint_error);
}

TEST(EvaluateModel, AsksForHeldOutPairsOnly) {
  ModelEvalOptions options = few_scenes(4);
  options.pairs = Pairs::kHeldOut;
  const ModelEvaluation evaluation = evaluate_model(oracle(options), options);
  for (const JudgedScene& scene : evaluation.scenes)
    EXPECT_TRUE(data::held_out_combination(*data::body_plan_from_string(scene.plan), scene.motion))
        << scene.plan << " " << scene.motion;
  const auto groups = score_by_pair(evaluation);
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].name, "held out");
  EXPECT_EQ(groups[0].clips, 4);
}

TEST(EvaluateModel, CallsBodiesByOtherNames) {
  ModelEvalOptions options = few_scenes(12);
  const ModelEvaluation usual = evaluate_model(stand_still, options);
  options.unfamiliar_subjects = true;
  const ModelEvaluation strange = evaluate_model(stand_still, options);
  int renamed = 0;
  for (size_t i = 0; i < usual.scenes.size(); ++i) {
    EXPECT_EQ(usual.scenes[i].motion, strange.scenes[i].motion);
    renamed += usual.scenes[i].caption != strange.scenes[i].caption;
  }
  EXPECT_GT(renamed, 4);
}

TEST(EvaluateModel, AsksTheSamplesPromptsOfEachSeed) {
  ModelEvalOptions options = few_scenes(1);
  options.samples = 2;
  options.seed = 5;
  std::vector<std::pair<std::string, uint64_t>> asked;
  const auto note = [&](const Rig& rig, const std::string& prompt, uint64_t seed) {
    asked.emplace_back(prompt, seed);
    return stand_still(rig, prompt, seed);
  };
  const ModelEvaluation evaluation = evaluate_model(note, options);
  std::vector<std::pair<std::string, uint64_t>> expected;
  for (const uint64_t seed : {5, 6})
    for (const data::Sample& sample : data::samples())
      for (const std::string& prompt : sample.prompts) expected.emplace_back(prompt, seed);
  EXPECT_EQ(asked, expected);
  const ScoreGroup all = score_all(evaluation);
  EXPECT_NEAR(all.passed[kTrueClip], 1, 1e-9);
  EXPECT_EQ(all.passed[kStill], 0);
  EXPECT_NE(to_markdown(evaluation, nullptr).find("the flower blooms"), std::string::npos);
}

TEST(Score, CountsPartsThatCameLoose) {
  JudgedScene whole, torn;
  whole.by[kGenerated].metrics.bone_length_change = 0.5 * kTorn;
  torn.by[kGenerated].metrics.bone_length_change = 2 * kTorn;
  const ScoreGroup group = score("both", {&whole, &torn});
  EXPECT_EQ(group.torn[kGenerated], 0.5);
  EXPECT_EQ(group.torn[kTrueClip], 0);
}

TEST(EvaluateModel, RanksCaptionsWhenAsked) {
  ModelEvalOptions options = few_scenes(6);
  options.retrieval_clips = 300;
  const ScoreGroup all = score_all(evaluate_model(oracle(options), options));
  EXPECT_EQ(all.ranked, 6);
  EXPECT_EQ(all.recall_3[kGenerated], all.recall_3[kTrueClip]);
  EXPECT_GE(all.recall_3[kTrueClip], all.recall_1[kTrueClip]);
}

TEST(EvaluateModel, RefusesBadOptions) {
  EXPECT_THROW(evaluate_model(stand_still, few_scenes(0)), UsageError);
  ModelEvalOptions options = few_scenes(1);
  options.retrieval_clips = 7;
  EXPECT_THROW(evaluate_model(stand_still, options), UsageError);
}

TEST(Report, GroupsAddUpAndKeysStay) {
  const ModelEvaluation evaluation = evaluate_model(stand_still, few_scenes(10));
  const Json json = to_json(evaluation);
  for (const char* key : {"generated", "truth", "still", "wrong_caption", "confidence"})
    EXPECT_TRUE(json["all"].contains(key)) << key;
  for (const char* by : {"by_plan", "by_motion"}) {
    int clips = 0;
    for (const Json& group : json[by]) clips += group["clips"].get<int>();
    EXPECT_EQ(clips, 10) << by;
  }
  EXPECT_EQ(json["scenes"].size(), 10u);
  EXPECT_TRUE(json["all"]["metrics"]["truth"]["dynamic_degree"].is_number());
  const std::string text = to_markdown(evaluation, nullptr);
  EXPECT_NE(text.find("of 10 held-out clips"), std::string::npos);
  EXPECT_NE(text.find(evaluation.scenes[0].motion), std::string::npos);
}

TEST(MarkdownTable, LinesAreEquallyLongAndBarsEscaped) {
  MarkdownTable table({"name", "value"});
  table.add({"a|b", "1"});
  table.add({"h\xc3\xb6her"});
  const std::string text = table.text();
  EXPECT_EQ(text,
            "| name  | value |\n|-------|------:|\n| a\\|b  |     1 |\n| h\xc3\xb6her |       |\n");
}

TEST(WriteSheets, ShowsFailuresAndPassesUnderTheirCaptions) {
  const TemporaryFolder folder;
  const ModelEvalOptions options = few_scenes(4);
  const ModelEvaluation evaluation = evaluate_model(stand_still, options);
  ASSERT_FALSE(worst_failures(evaluation).empty());
  const auto files = write_sheets(evaluation, folder.path() / "sheets", 1);
  ASSERT_EQ(files.size(), 1u + !best_passes(evaluation).empty());
  const JudgedScene& worst = evaluation.scenes[worst_failures(evaluation)[0]];
  EXPECT_NE(files[0].string().find(caption_slug(worst.caption)), std::string::npos);
  EXPECT_GT(read_image(files[0]).width, 600);
}

TEST(CaptionSlug, IsSafeInAFileName) {
  EXPECT_EQ(caption_slug("The fox / runs!"), "the-fox-runs");
  EXPECT_EQ(caption_slug("../../etc"), "etc");
  EXPECT_EQ(caption_slug("\xe7\x8b\x90"), "untitled");
  EXPECT_EQ(caption_slug(std::string(500, 'x')).size(), 60u);
}

class RealRigs : public testing::Test {
 protected:
  void write_index(const std::string& split) {
    set_log_level(LogLevel::kWarning);
    const Json clip{{"index", 0}, {"name", "wave"}, {"caption", "a man waves"}, {"usable", true}};
    const Json files = Json::array({{{"path", "a.glb"}, {"split", split}, {"clips", {clip}}},
                                    {{"path", "broken.glb"}, {"split", split}, {"clips", {clip}}}});
    write_json(folder_.path() / "INDEX.json", {{"files", files}});
    options_.folder = folder_.path();
  }

  static Rig read(const std::filesystem::path& path) {
    if (path.filename() == "broken.glb") throw Error(path.string(), ": is broken");
    SyntheticOptions options;
    options.shape = SyntheticShape::kBiped;
    options.frames = 9;
    return make_synthetic_world(options, 1).rig;
  }

  const TemporaryFolder folder_;
  RealEvalOptions options_;
};

TEST_F(RealRigs, MeasuresWhatNeedsNoAnatomyAndReportsBrokenRigs) {
  write_index("public_test");
  const RealEvaluation real = evaluate_real_rigs(stand_still, read, options_);
  ASSERT_EQ(real.clips.size(), 2u);
  EXPECT_EQ(real.rigs, 2);
  EXPECT_NE(real.clips[1].error.find("is broken"), std::string::npos);
  const RealClip& clip = real.clips[0];
  EXPECT_EQ(clip.caption, "a man waves");
  EXPECT_TRUE(clip.error.empty()) << clip.error;
  EXPECT_EQ(*clip.generated.dynamic_degree, 0);
  EXPECT_GT(*clip.truth.dynamic_degree, 0);
  EXPECT_GT(*clip.generated.joint_error, 0);
  EXPECT_FALSE(clip.generated.foot_sliding);
  EXPECT_EQ(to_json(real)["clips"].size(), 2u);
}

TEST_F(RealRigs, AFolderWithoutTestRigsIsRefused) {
  EXPECT_THROW(evaluate_real_rigs(stand_still, read, options_), Error);
  write_index("train");
  EXPECT_THROW(evaluate_real_rigs(stand_still, read, options_), Error);
  options_.clips_per_rig = 0;
  EXPECT_THROW(evaluate_real_rigs(stand_still, read, options_), UsageError);
}

}  // namespace
}  // namespace animax::eval
