// SPDX-License-Identifier: MIT
#include "lift/hinges.h"

#include "lift/stack_for_test.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax::lift {
namespace {

// A frame and a door whose tip is up and away from its hinge, as the joints of a file would have
// it.
struct Door {
  Skeleton skeleton;
  Legend legend;
  Vector3d tip{-1, 1.7, 0};

  Door() {
    skeleton.joints.resize(2);
    skeleton.joints[0].name = "frame";
    skeleton.joints[1].name = "door";
    skeleton.joints[1].parent = 0;
    skeleton.joints[1].rest.translation = {0.5, 0, 0};
    skeleton.joints[1].rest.rotation = rotation_exp(Vector3d(0.4, 0.2, -0.3));
    legend.joints.resize(3);
    legend.joints[0].joint = 0;
    legend.joints[1].joint = legend.joints[2].joint = 1;
    legend.joints[1].parent = 0;
    legend.joints[2].parent = 1;
    legend.joints[2].point_in_joint = skeleton.joints[1].rest.rotation.conjugate() * tip;
  }

  // What a fit finds that sees the tip alone: the smallest turn that brings it to `to`.
  Pose smallest_turn(const Vector3d& to) const {
    Pose pose = skeleton.rest_pose();
    pose[1].rotation = Quaterniond::FromTwoVectors(tip, to) * pose[1].rotation;
    return pose;
  }
};

TEST(Hinges, ADoorSeenByOneTipStaysUpright) {
  const Door door;
  std::vector<Pose> poses, truth;
  for (int t = 0; t <= 10; ++t) {
    const Quaterniond turn = rotation_exp(Vector3d(0, 0.15 * t, 0));
    poses.push_back(door.smallest_turn(turn * door.tip));
    truth.push_back(door.skeleton.rest_pose());
    truth.back()[1].rotation = turn * truth.back()[1].rotation;
  }
  EXPECT_GT(rotation_distance(poses[10][1].rotation, truth[10][1].rotation), 0.5);
  EXPECT_EQ(straighten_hinges(door.skeleton, door.legend, {true, true}, {false, false}, poses),
            std::vector<int>{1});
  for (size_t t = 0; t < poses.size(); ++t)
    EXPECT_LT(rotation_distance(poses[t][1].rotation, truth[t][1].rotation), 1e-6);
}

TEST(Hinges, ADoorWhoseTipCutsTheCornerStaysUpright) {
  const Door door;
  const Vector3d open = rotation_exp(Vector3d(0, 1.7, 0)) * door.tip;
  std::vector<Pose> poses;
  for (int t = 0; t <= 10; ++t)
    poses.push_back(door.smallest_turn(door.tip + 0.07 * t * (open - door.tip)));
  EXPECT_EQ(straighten_hinges(door.skeleton, door.legend, {true, true}, {false, false}, poses),
            std::vector<int>{1});
  for (const Pose& pose : poses) {
    const Quaterniond turn = pose[1].rotation * door.skeleton.joints[1].rest.rotation.conjugate();
    EXPECT_LT((turn * Vector3d::UnitY() - Vector3d::UnitY()).norm(), 1e-6);
  }
}

// A crane: the turntable is shown by the head of its boom alone, the boom by its tip.
TEST(Hinges, ATurntableTurnsUprightAndTakesItsBoomAlong) {
  const Quaterniond rest = rotation_exp(Vector3d(0.3, -0.2, 0.5));
  Stack crane({{0, 0, 0}, {0, 0.4, 0}, rest.conjugate() * Vector3d(0, 0.5, 0.6)},
              rest.conjugate() * Vector3d(0, 1.4, 0.9));
  crane.skeleton.joints[1].rest.rotation = rest;
  const auto& [skeleton, legend] = crane;

  Track3d track;
  std::vector<Pose> truth;
  for (int t = 0; t <= 10; ++t) {
    Pose pose = skeleton.rest_pose();
    pose[1].rotation = rotation_exp(Vector3d(0, 0.25 * t, 0)) * pose[1].rotation;
    truth.push_back(pose);
    track.push_back(seen_points(skeleton, legend, pose));
  }
  std::vector<Pose> poses = solve_rotations(skeleton, legend, track);
  EXPECT_GT(rotation_distance(poses[10][1].rotation, truth[10][1].rotation), 0.5);
  const std::vector<bool> parts{true, true, true}, round(3, false);
  EXPECT_EQ(straighten_hinges(skeleton, legend, parts, round, poses), std::vector<int>{1});
  for (size_t t = 0; t < poses.size(); ++t)
    for (int j = 0; j < 3; ++j)
      EXPECT_LT(rotation_distance(poses[t][j].rotation, truth[t][j].rotation), 1e-3)
          << "frame " << t << ", joint " << j;
}

TEST(Hinges, ABaseWhosePartsStayInPlaceStandsStill) {
  const Door door;
  const auto rest =
      drawn_positions(door.legend, forward_kinematics(door.skeleton, door.skeleton.rest_pose()));
  Track3d track;
  std::vector<Pose> poses;
  for (int t = 0; t <= 10; ++t) {
    const Vector3d tip = rest[1] + rotation_exp(Vector3d(0, 0.15 * t, 0)) * (rest[2] - rest[1]);
    track.push_back({{rest[0], 4}, {rest[1], 4}, {tip, 4}});
    poses.push_back(door.skeleton.rest_pose());
    poses.back()[0].rotation = rotation_exp(Vector3d(0.1 * t, 0, 0));  // a fit gone astray
  }
  ASSERT_TRUE(hold_still(door.skeleton, door.legend, {true, true}, track, poses));
  for (size_t t = 0; t < poses.size(); ++t) {
    EXPECT_TRUE(poses[t][0].rotation.isApprox(door.skeleton.joints[0].rest.rotation));
    const auto points = drawn_positions(door.legend, forward_kinematics(door.skeleton, poses[t]));
    EXPECT_LT((points[2] - track[t][2].position).norm(), 1e-9);
  }
  for (auto& points : track) points[1].position += Vector3d(0, 0.8, 0);  // the whole door jumps
  EXPECT_FALSE(hold_still(door.skeleton, door.legend, {true, true}, track, poses));
}

TEST(Hinges, ABaseThatTurnsWithItsPartsDoesNotStandStill) {
  Skeleton skeleton;
  skeleton.joints.resize(3);
  Legend legend;
  legend.joints.resize(5);
  for (int j = 0; j < 3; ++j) {
    skeleton.joints[j].parent = j == 0 ? -1 : 0;
    skeleton.joints[j].rest.translation = {0, 0.4 * j, 0};  // drawers, heads above one another
    legend.joints[j].joint = j;
    legend.joints[j].parent = j == 0 ? -1 : 0;
  }
  for (int j = 1; j < 3; ++j) {
    legend.joints[2 + j].joint = legend.joints[2 + j].parent = j;
    legend.joints[2 + j].point_in_joint = {0.1 * j, 0, 0.5};
  }
  Track3d track;
  std::vector<Pose> poses;
  for (int t = 0; t <= 10; ++t) {
    poses.push_back(skeleton.rest_pose());
    poses.back()[0].rotation = rotation_exp(Vector3d(0, 0.2 * t, 0));
    track.push_back(seen_points(skeleton, legend, poses.back()));
  }
  const std::vector<Pose> before = poses;
  EXPECT_FALSE(hold_still(skeleton, legend, {true, true, true}, track, poses));
  EXPECT_EQ(poses[10][0].rotation.coeffs(), before[10][0].rotation.coeffs());
}

TEST(Hinges, APostThatLeansOverHasNotTurnedAboutItself) {
  Door post;
  post.tip = Vector3d(0, 1, 0.35);
  post.legend.joints[2].point_in_joint =
      post.skeleton.joints[1].rest.rotation.conjugate() * post.tip;
  std::vector<Pose> poses;
  for (int t = 0; t <= 10; ++t)  // up and over backward, and aside
    poses.push_back(post.smallest_turn(rotation_exp(Vector3d(-0.05 * t, 0, 0.022 * t)) * post.tip));
  const std::vector<Pose> before = poses;
  EXPECT_TRUE(
      straighten_hinges(post.skeleton, post.legend, {true, true}, {false, false}, poses).empty());
  EXPECT_EQ(poses[10][1].rotation.coeffs(), before[10][1].rotation.coeffs());
}

TEST(Hinges, WhatTurnsAboutNoAxisOfTheWorldIsLeftAlone) {
  const Door door;
  std::vector<Pose> poses;
  for (int t = 0; t <= 12; ++t) {  // the tip goes round, wherever one looks from
    const double phase = 2 * M_PI * t / 12;
    const Vector3d turn(0.6 * std::sin(phase), 0.6 * std::cos(phase), 0.6 * std::sin(2 * phase));
    poses.push_back(door.smallest_turn(rotation_exp(turn) * door.tip));
  }
  const std::vector<Pose> before = poses;
  EXPECT_TRUE(
      straighten_hinges(door.skeleton, door.legend, {true, true}, {false, false}, poses).empty());
  EXPECT_TRUE(
      straighten_hinges(door.skeleton, door.legend, {true, false}, {false, false}, poses).empty());
  for (size_t t = 0; t < poses.size(); ++t)
    EXPECT_EQ(poses[t][1].rotation.coeffs(), before[t][1].rotation.coeffs());
}

}  // namespace
}  // namespace animax::lift
