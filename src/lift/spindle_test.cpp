// SPDX-License-Identifier: MIT
#include "lift/spindle.h"

#include "lift/solve_rotations.h"
#include "lift/stack_for_test.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax::lift {
namespace {

// A lamp: a low turntable, a post on it, and a head that sticks out forward.
TEST(Spindle, ATurntableWhosePointsLieOnItsAxisTurnsWithWhatItCarries) {
  const Stack lamp({{0, 0, 0}, {0, 0.3, 0}, {0, 0.05, 0}, {0, 0.9, 0.1}}, {0, 0.2, 0.6});
  const auto& [skeleton, legend] = lamp;
  Track3d track;
  std::vector<Pose> truth;
  for (int t = 0; t <= 10; ++t) {
    Pose pose = skeleton.rest_pose();
    pose[1].rotation = rotation_exp(Vector3d(0, 0.25 * t, 0));
    pose[3].rotation = rotation_exp(Vector3d(0.03 * t, 0, 0));
    truth.push_back(pose);
    track.push_back(seen_points(skeleton, legend, pose));
  }
  std::vector<Pose> poses = solve_rotations(skeleton, legend, track);
  EXPECT_LT(rotation_distance(poses[10][1].rotation, truth[0][1].rotation), 0.1);  // it tilts above
  const std::vector<bool> parts(4, true);
  EXPECT_EQ(turn_spindle(skeleton, legend, parts, poses), (std::vector<int>{0, 1}));
  for (size_t t = 0; t < poses.size(); ++t)
    for (int j = 0; j < 4; ++j)
      EXPECT_LT(rotation_distance(poses[t][j].rotation, truth[t][j].rotation), 0.02)
          << "frame " << t << ", joint " << j;

  // Over the top and down behind: no turn.
  for (size_t t = 0; t < poses.size(); ++t) {
    poses[t] = skeleton.rest_pose();
    poses[t][3].rotation = rotation_exp(Vector3d(-0.3 * t, 0, 0));
  }
  EXPECT_TRUE(turn_spindle(skeleton, legend, parts, poses).empty());
}

TEST(Spindle, TheBaseUnderATurntableStandsStill) {
  const Stack crane({{0, 0, 0}, {0, 0.4, 0}, {0, 0.5, 0.6}},
                    {0, 1.4, 0.9});  // the boom is off axis
  const auto& [skeleton, legend] = crane;
  std::vector<Pose> poses;
  for (int t = 0; t <= 10; ++t) {  // a fit that shares the turn between the two
    poses.push_back(skeleton.rest_pose());
    poses.back()[0].rotation = rotation_exp(Vector3d(0, 0.1 * t, 0));
    poses.back()[1].rotation = rotation_exp(Vector3d(0, 0.15 * t, 0));
  }
  EXPECT_EQ(turn_spindle(skeleton, legend, {true, true, true}, poses), std::vector<int>{0});
  for (size_t t = 0; t < poses.size(); ++t) {
    EXPECT_LT(rotation_distance(poses[t][0].rotation, Quaterniond::Identity()), 1e-6);
    EXPECT_LT(rotation_distance(poses[t][1].rotation, rotation_exp(Vector3d(0, 0.25 * t, 0))),
              1e-6);
    EXPECT_LT(rotation_distance(poses[t][2].rotation, Quaterniond::Identity()), 1e-6);
  }
}

}  // namespace
}  // namespace animax::lift
