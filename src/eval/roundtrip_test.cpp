// SPDX-License-Identifier: MIT
#include "eval/roundtrip.h"

#include "core/error.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

namespace animax::eval {
namespace {

Rig small_rig(SyntheticShape shape) {
  SyntheticOptions options;
  options.shape = shape;
  options.frames = 8;
  options.joints = 8;
  return make_synthetic_world(options, 3).rig;
}

TEST(CompareMotions, EqualMotionsHaveNoError) {
  const Rig rig = small_rig(SyntheticShape::kBiped);
  const Motion motion = sample_motion(rig.clips[0], rig.skeleton, 12);
  RoundTripReport report;
  compare_motions(rig, make_legend(rig, {}), motion, motion, report);
  EXPECT_EQ(report.mean_joint_error, 0);
  EXPECT_NEAR(report.median_rotation_error_deg, 0, 1e-5);
  EXPECT_NEAR(report.median_swing_error_deg, 0, 1e-5);
}

TEST(CompareMotions, ATurnOfTheWholeBodyIsTheErrorOfEveryJoint) {
  const Rig rig = small_rig(SyntheticShape::kBiped);
  const Motion motion = sample_motion(rig.clips[0], rig.skeleton, 12);
  Motion turned = motion;
  for (Pose& pose : turned.frames) rotate_joint(pose, 0, rotation_exp({0, 0.5, 0}));
  RoundTripReport report;
  compare_motions(rig, make_legend(rig, {}), motion, turned, report);
  EXPECT_NEAR(report.median_rotation_error_deg, 0.5 * 180 / M_PI, 1e-6);
  EXPECT_GT(report.mean_joint_error, 0.01);
  EXPECT_NEAR(report.median_local_rotation_error_deg, 0, 1e-5);
}

TEST(RoundTrip, CleanMapsComeBack) {
  for (auto shape : {SyntheticShape::kBiped, SyntheticShape::kTree, SyntheticShape::kDrawers}) {
    RoundTripOptions options;
    options.size = 200;
    const Rig rig = small_rig(shape);
    const RoundTripReport report = roundtrip(rig, rig.clips[0], options);
    EXPECT_LT(report.mean_joint_error, 0.004);
    EXPECT_GT(report.confidence, 0.7);
    EXPECT_EQ(report.frames, 8);
    EXPECT_TRUE(to_json(report)["seconds"].contains("triangulate"));
  }
}

TEST(RoundTrip, RefusesBadOptionsAndEmptyInput) {
  const Rig rig = small_rig(SyntheticShape::kHinge);
  RoundTripOptions options;
  options.fps = 0;
  EXPECT_THROW(roundtrip(rig, rig.clips[0], options), Error);
  EXPECT_THROW(roundtrip(rig, Motion{}, {}), Error);
  EXPECT_THROW(roundtrip(Rig{}, Motion{12, {Pose{}}}, {}), Error);
}

}  // namespace
}  // namespace animax::eval
