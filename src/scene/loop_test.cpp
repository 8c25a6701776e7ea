// SPDX-License-Identifier: MIT
#include "scene/loop.h"

#include "core/error.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax {
namespace {

constexpr double kFps = 30;
constexpr int kPeriod = 20;

struct Walker {
  Rig rig;
  Motion motion{kFps, {}};

  // A sway of 20 frames that starts after a pause of six; the root walks on.
  explicit Walker(int frames, double drift = 0) {
    SyntheticOptions options;
    options.shape = SyntheticShape::kChain;
    options.joints = 4;
    rig = make_synthetic_world(options, 1).rig;
    for (int f = 0; f < frames; ++f) {
      Pose pose = rig.skeleton.rest_pose();
      const double phase = f < 6 ? 0 : 2 * M_PI * (f - 6) / kPeriod;
      rotate_joint(pose, 1, rotation_exp(Vector3d(0, 0, 0.5 * std::sin(phase) + drift * f)));
      rotate_joint(pose, 2, rotation_exp(Vector3d(0.4 * (1 - std::cos(phase)), 0, 0)));
      pose[0].translation.x() += 0.03 * f;
      motion.frames.push_back(pose);
    }
  }
};

TEST(FindLoop, FindsThePeriodAndNotThePause) {
  const Walker walker(46);
  const Loop loop = find_loop(walker.rig.skeleton, walker.motion);
  EXPECT_LE(std::abs(std::remainder(loop.last - loop.first + loop.bridge, kPeriod)), 1);
  EXPECT_GE(loop.first, 5);
  EXPECT_LT(loop.gap, 0.1);
}

// Only 17 of the 20 frames are there.
TEST(FindLoop, BridgesWhatIsMissingOfACycle) {
  const Walker walker(24);
  const Skeleton& skeleton = walker.rig.skeleton;
  const Loop loop = find_loop(skeleton, walker.motion);
  EXPECT_NEAR(loop.last - loop.first + loop.bridge, kPeriod, 1);
  EXPECT_LT(loop.gap, kLoopGapLimit);
  const Motion cycle = cut_loop(skeleton, walker.motion, loop);
  const Motion truth = Walker(60).motion;
  for (size_t f = 0; f < cycle.frames.size(); ++f)
    EXPECT_LT(
        rotation_distance(cycle.frames[f][1].rotation, truth.frames[loop.first + f][1].rotation),
        0.2);
}

TEST(FindLoop, SaysThatAFallDoesNotRepeat) {
  Walker walker(40);
  for (size_t f = 0; f < walker.motion.frames.size(); ++f) {
    walker.motion.frames[f] = walker.rig.skeleton.rest_pose();
    rotate_joint(walker.motion.frames[f], 1, rotation_exp(Vector3d(0, 0, 0.04 * f)));
  }
  EXPECT_GT(find_loop(walker.rig.skeleton, walker.motion).gap, kLoopGapLimit);
}

TEST(FindLoop, RefusesWhatIsTooShort) {
  const Walker walker(6);
  EXPECT_THROW(find_loop(walker.rig.skeleton, walker.motion), Error);
}

TEST(CutLoop, EndsWhereItBeganButForTheTravel) {
  const Walker walker(46, 0.002);  // drifts, so that the cut leaves something to close
  const Skeleton& skeleton = walker.rig.skeleton;
  const Loop loop = find_loop(skeleton, walker.motion);
  ASSERT_GT(loop.gap, 1e-4);
  const Motion cycle = cut_loop(skeleton, walker.motion, loop);
  ASSERT_EQ(cycle.frames.size(), static_cast<size_t>(loop.last - loop.first + loop.bridge + 1));
  const Pose &first = cycle.frames.front(), &last = cycle.frames.back();
  for (int j = 0; j < skeleton.size(); ++j)
    EXPECT_LT(rotation_distance(first[j].rotation, last[j].rotation), 1e-6);
  const auto a = joint_positions(skeleton, first), b = joint_positions(skeleton, last);
  EXPECT_NEAR(b[0].x() - a[0].x(), 0.03 * (cycle.frames.size() - 1), 1e-6);
  EXPECT_NEAR(b[0].y(), a[0].y(), 1e-6);
}

}  // namespace
}  // namespace animax
