// SPDX-License-Identifier: MIT
#include "eval/retrieval/retrieval.h"

#include "core/error.h"
#include "data/motions/stick_figure.h"
#include "eval/retrieval/motion_features.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace animax::eval {
namespace {

using data::BodyPlan;

Motion perform(const data::StickFigure& figure, const char* name, int side = 1) {
  data::MotionParams params;
  params.motion = name;
  params.side = side;
  return data::make_motion(figure.skeleton, figure.anatomy, params, 12, 17);
}

TEST(MotionFeatures, UnitsOfTheRigAndJointFramesDoNotMatter) {
  for (BodyPlan plan : {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kVehicle}) {
    const char* name = plan == BodyPlan::kVehicle ? "drive" : "walk";
    data::StickOptions strange;
    strange.scale = 100;
    strange.random_frames = true;
    Rng rng(2);
    const auto plain = data::make_stick_figure(plan, rng);
    const auto other = data::make_stick_figure(plan, rng, strange);
    const auto a = motion_features(plain.skeleton, plain.anatomy, perform(plain, name));
    const auto b = motion_features(other.skeleton, other.anatomy, perform(other, name));
    ASSERT_EQ(a.size(), motion_feature_count());
    EXPECT_GT(a.norm(), 1);
    EXPECT_LT((a - b).cwiseAbs().maxCoeff(), 2e-3);
  }
}

TEST(MotionFeatures, LeftAndRightDiffer) {
  Rng rng(2);
  const auto figure = data::make_stick_figure(BodyPlan::kBiped, rng);
  const auto left = motion_features(figure.skeleton, figure.anatomy, perform(figure, "wave", 1));
  const auto right = motion_features(figure.skeleton, figure.anatomy, perform(figure, "wave", -1));
  EXPECT_GT((left - right).norm(), 0.5);
}

TEST(CaptionTerms, DropsInflectionAndKeepsPairs) {
  const auto terms = caption_terms("The fox trots, then lies down!");
  const auto has = [&](const char* term) {
    return std::find(terms.begin(), terms.end(), term) != terms.end();
  };
  EXPECT_TRUE(has("trot"));
  EXPECT_TRUE(has("lie down"));
  EXPECT_FALSE(has("trots"));
  EXPECT_TRUE(caption_terms("").empty());
}

TEST(WordBag, UnknownWordsAreDropped) {
  const WordBag bag({"walk on", "walk off", "walk on"}, 2);
  EXPECT_EQ(bag.size(), 3);  // walk, on, walk on
  EXPECT_EQ(bag.encode("walk on").sum(), 3);
  EXPECT_TRUE(bag.encode("\xe7\x8b\x90").isZero());
}

TEST(MotionTextEncoder, FindsTheCaptionsOfHeldOutClips) {
  RetrievalOptions options;
  options.clips = 700;
  options.plans = {BodyPlan::kBiped, BodyPlan::kChest};
  const MotionTextEncoder encoder(options);
  data::SyntheticClipOptions held_out;
  held_out.seed = 99;
  held_out.split = data::Split::kTest;
  held_out.plans = options.plans;
  int hits = 0, still_hits = 0;
  const int count = 60;
  for (int i = 0; i < count; ++i) {
    const auto scene = data::draw_scene(held_out, i);
    const Skeleton& skeleton = scene.creature.rig.skeleton;
    const data::Anatomy& anatomy = scene.creature.anatomy;
    Rng rng(i);
    const auto others = distractor_captions(scene, 31, rng);
    ASSERT_EQ(others.size(), 31u);
    const Motion truth = data::make_motion(skeleton, anatomy, scene.params, 12, 17);
    const Motion still{12, std::vector<Pose>(17, skeleton.rest_pose())};
    const auto rank = [&](const Motion& motion) {
      return rank_of_caption(
          encoder, encoder.embed_motion(skeleton, anatomy, motion), scene.caption, others);
    };
    hits += rank(truth) < 3;
    still_hits += rank(still) < 3;
  }
  EXPECT_GT(hits, count * 0.5);
  EXPECT_LT(still_hits, hits / 2);
}

TEST(MotionTextEncoder, IsDeterministicAndChecksItsOptions) {
  RetrievalOptions options;
  options.clips = 60;
  options.plans = {BodyPlan::kDoor};
  const MotionTextEncoder a(options), b(options);
  EXPECT_EQ(a.embed_text("open the door"), b.embed_text("open the door"));
  EXPECT_NEAR(a.embed_text("open up").norm(), 1, 1e-9);
  EXPECT_TRUE(a.embed_text("zzz").isZero());
  options.clips = 3;
  EXPECT_THROW(MotionTextEncoder{options}, Error);
}

}  // namespace
}  // namespace animax::eval
