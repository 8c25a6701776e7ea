// SPDX-License-Identifier: MIT
#include "data/checker/check_motion.h"

#include "core/error.h"
#include "data/checker/evidence.h"
#include "data/creatures/samples.h"
#include "data/motions/motion.h"
#include "data/motions/stick_figure.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>

namespace animax::data {
namespace {

Motion still(const Skeleton& skeleton) { return {12, std::vector<Pose>(17, skeleton.rest_pose())}; }

struct Tally {
  int all = 0, passed = 0;
  double rate() const { return all ? static_cast<double>(passed) / all : 0; }
  void count(bool pass) { ++all, passed += pass; }
};

TEST(CheckMotion, TrueClipsPassOthersMostlyFail) {
  Tally truth, rest, other;
  std::map<std::string, std::string> missed;
  for (BodyPlan plan : stick_plans()) {
    for (int k = 0; k < 3; ++k) {
      Rng rng(100 + 31 * static_cast<int>(plan) + k);
      StickOptions options;
      options.spine = 2 + k;
      options.natural_pose = options.random_frames = k == 1;
      options.scale = k == 1 ? 100 : 1;
      const StickFigure figure = make_stick_figure(plan, rng, options);
      const std::vector<std::string> able = motions_for(figure.anatomy);
      for (const std::string& name : able) {
        const MotionParams params = random_params(name, rng);
        const Motion motion = make_motion(figure.skeleton, figure.anatomy, params, 12, 17);
        const CheckResult result = check_motion(figure.skeleton, figure.anatomy, motion, name);
        truth.count(result.passed);
        if (!result.passed) missed[to_string(plan) + " " + name] = result.reason;
        rest.count(
            check_motion(figure.skeleton, figure.anatomy, still(figure.skeleton), name).passed);
        const std::string& wrong = rng.pick(able);
        if (wrong != name)
          other.count(check_motion(figure.skeleton, figure.anatomy, motion, wrong).passed);
      }
    }
  }
  EXPECT_GE(truth.rate(), 0.97) << ::testing::PrintToString(missed);
  EXPECT_LE(rest.rate(), 0.01);
  EXPECT_LE(other.rate(), 0.08);
}

TEST(CheckMotion, TailsSwingHoweverTheySlant) {
  Rng rng(5);
  const StickFigure level = make_stick_figure(BodyPlan::kQuadruped, rng);
  const Chain* tail = level.anatomy.all(Part::kTail).front();
  for (double slant : {-0.6, 0.0, 0.6, 0.85, 1.1, 1.5}) {
    SCOPED_TRACE(slant);
    StickFigure figure = level;
    Transform& base = figure.skeleton.joints[tail->joints.front()].rest;
    base.rotation = rotation_exp(-slant * kLateral) * base.rotation;
    MotionParams params;
    params.motion = "wag tail";
    const Motion motion = make_motion(figure.skeleton, figure.anatomy, params, 12, 17);
    const CheckResult result = check_motion(figure.skeleton, figure.anatomy, motion, "wag tail");
    EXPECT_TRUE(result.passed) << result.reason;
  }
}

TEST(CheckMotion, ACobraRearsHigherThanItStands) {
  for (const Sample& sample : samples()) {
    if (sample.name != "cobra") continue;
    const Creature cobra = make_sample(sample, 300);
    for (const char* name : {"rear", "sway"}) {
      MotionParams params;
      params.motion = name;
      const Motion motion = make_motion(cobra.rig.skeleton, cobra.anatomy, params, 12, 17);
      const CheckResult result = check_motion(cobra.rig.skeleton, cobra.anatomy, motion, name);
      EXPECT_TRUE(result.passed) << name << ": " << result.reason;
    }
    return;
  }
  FAIL() << "no cobra";
}

TEST(CheckMotion, ToleratesNoise) {
  Tally truth, jitter;
  for (BodyPlan plan :
       {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kChest, BodyPlan::kBird}) {
    Rng rng(7);
    const StickFigure figure = make_stick_figure(plan, rng);
    for (const std::string& name : motions_for(figure.anatomy)) {
      Motion motion =
          make_motion(figure.skeleton, figure.anatomy, random_params(name, rng), 12, 17);
      Motion noise = still(figure.skeleton);
      for (Motion* m : {&motion, &noise})
        for (Pose& pose : m->frames)
          for (size_t j = 0; j < pose.size(); ++j)
            rotate_joint(pose,
                         static_cast<int>(j),
                         rotation_exp(0.02 * Vector3d(rng.normal(), rng.normal(), rng.normal())));
      truth.count(check_motion(figure.skeleton, figure.anatomy, motion, name).passed);
      jitter.count(name != "idle" &&
                   check_motion(figure.skeleton, figure.anatomy, noise, name).passed);
    }
  }
  EXPECT_GE(truth.rate(), 0.8);
  EXPECT_LE(jitter.rate(), 0.06);
}

TEST(CheckMotion, FailsWithAReason) {
  Rng rng(1);
  const StickFigure chest = make_stick_figure(BodyPlan::kChest, rng);
  EXPECT_NE(check_motion(chest.skeleton, chest.anatomy, still(chest.skeleton), "walk")
                .reason.find("chest"),
            std::string::npos);
  EXPECT_NE(check_motion(chest.skeleton, chest.anatomy, still(chest.skeleton), "open")
                .reason.find("opening"),
            std::string::npos);
  Motion broken = still(chest.skeleton);
  broken.frames[3][0].translation.x() = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(check_motion(chest.skeleton, chest.anatomy, broken, "open").passed);
  EXPECT_FALSE(
      check_motion(chest.skeleton, chest.anatomy, {12, {chest.skeleton.rest_pose()}}, "open")
          .passed);
  EXPECT_THROW(check_motion(chest.skeleton, chest.anatomy, broken, "levitate"), Error);
}

TEST(MotionsSeen, NamesTheMotion) {
  Rng rng(2);
  const StickFigure chest = make_stick_figure(BodyPlan::kChest, rng);
  MotionParams params;
  params.motion = "open";
  const Motion motion = make_motion(chest.skeleton, chest.anatomy, params, 12, 17);
  ASSERT_FALSE(motions_seen(chest.skeleton, chest.anatomy, motion).empty());
  EXPECT_EQ(motions_seen(chest.skeleton, chest.anatomy, motion).front(), "open");
  EXPECT_TRUE(motions_seen(chest.skeleton, chest.anatomy, still(chest.skeleton)).empty());
}

TEST(Reversals, CountsTurnsLargerThanTheStep) {
  EXPECT_EQ(reversals({0, 1, 2, 3}, 0.5), 0);
  EXPECT_EQ(reversals({0, 1, 0, 1, 0}, 0.5), 3);
  EXPECT_EQ(reversals({0, 0.1, 0, 0.1, 0}, 0.5), 0);
  EXPECT_EQ(reversals({}, 0.5), 0);
  EXPECT_NEAR(correlation({0, 1, 2, 3}, {0, -1, -2, -3}), -1, 1e-12);
  EXPECT_EQ(correlation({1, 1, 1}, {0, 1, 2}), 0);
  EXPECT_EQ(peaks({0, 1, 0, 1, 0}, 0.2, 0.8), 2);
}

}  // namespace
}  // namespace animax::data
