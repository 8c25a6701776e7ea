// SPDX-License-Identifier: MIT
#include "data/clips/splits.h"

#include "data/clips/synthetic_clips.h"
#include "data/creatures/creature.h"
#include "data/motions/motion.h"

#include <gtest/gtest.h>

#include <map>

namespace animax::data {
namespace {

TEST(HeldOutCombination, IsAboutSixPercentOfTheCatalogue) {
  size_t pairs = 0, held = 0;
  for (BodyPlan plan : creature_plans())
    for (const std::string& motion : motions_for(plan)) {
      ++pairs;
      held += held_out_combination(plan, motion);
    }
  EXPECT_EQ(held, held_out_combinations().size());
  const double share = static_cast<double>(held) / static_cast<double>(pairs);
  EXPECT_GT(share, 0.05);
  EXPECT_LE(share, 0.06);
}

TEST(HeldOutCombination, LeavesEveryMotionAndEveryPlanForTraining) {
  std::map<std::string, int> plans_of;
  for (BodyPlan plan : creature_plans()) {
    int left = 0, all = 0;
    for (const std::string& motion : motions_for(plan)) {
      ++all;
      if (held_out_combination(plan, motion)) continue;
      ++left;
      ++plans_of[motion];
    }
    EXPECT_GE(left, 2) << to_string(plan);
    EXPECT_GE(4 * left, 3 * all) << to_string(plan);
  }
  for (const std::string& motion : motion_names()) EXPECT_GE(plans_of[motion], 1) << motion;
}

TEST(HeldOutCombination, HoldsOutOnlyMotionsThatOthersTeach) {
  for (const auto& [plan, motion] : held_out_combinations()) {
    int teachers = 0;
    for (BodyPlan other : creature_plans())
      for (const std::string& name : motions_for(other))
        teachers += name == motion && !held_out_combination(other, motion);
    EXPECT_GE(teachers, 2) << to_string(plan) << " " << motion;
  }
}

TEST(HeldOutCombination, IsFalseForWhatDoesNotExist) {
  EXPECT_FALSE(held_out_combination(BodyPlan::kChest, "gallop"));
  EXPECT_FALSE(held_out_combination(BodyPlan::kBiped, "no such motion"));
}

TEST(DrawScene, TrainingNeverShowsAHeldOutPair) {
  SyntheticClipOptions options;
  options.clips_per_creature = 8;
  options.triangles = 300;
  for (uint64_t i = 0; i < 400; ++i) {
    const auto scene = draw_scene(options, i);
    EXPECT_FALSE(held_out_combination(scene.creature.anatomy.plan, scene.params.motion));
  }
}

TEST(DrawScene, UnfamiliarSubjectsChangeTheWordsAlone) {
  SyntheticClipOptions options;
  options.triangles = 300;
  SyntheticClipOptions strange = options;
  strange.unfamiliar_subjects = 1;
  int others = 0;
  for (uint64_t i = 0; i < 40; ++i) {
    const auto a = draw_scene(options, i), b = draw_scene(strange, i);
    EXPECT_EQ(a.creature.species, b.creature.species);
    EXPECT_EQ(a.params.motion, b.params.motion);
    others += a.caption != b.caption;
  }
  EXPECT_GT(others, 20);  // the rest names nobody
}

}  // namespace
}  // namespace animax::data
