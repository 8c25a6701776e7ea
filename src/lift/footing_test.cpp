// SPDX-License-Identifier: MIT
#include "lift/footing.h"

#include "geometry/camera.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax::lift {
namespace {

constexpr double kFps = 12;

// A pelvis at 1 m on two legs of three joints; the feet's heads are drawn.
struct Walker {
  Skeleton skeleton;
  Legend legend;

  Walker() {
    add("pelvis", -1, {0, 1, 0});
    for (const double x : {0.1, -0.1}) {
      add("thigh", 0, {x, 0, 0});
      add("shin", skeleton.size() - 1, {0, -0.5, 0});
      add("foot", skeleton.size() - 1, {0, -0.45, 0});
    }
  }

  void add(const std::string& name, int parent, const Vector3d& place) {
    Joint joint;
    joint.name = name;
    joint.parent = parent;
    joint.rest.translation = place;
    skeleton.joints.push_back(joint);
    DrawnJoint drawn;
    drawn.joint = skeleton.size() - 1;
    drawn.parent = parent;
    legend.joints.push_back(drawn);
  }

  // Each pose has the whole body moved; legs stay straight.
  std::vector<Pose> moved(int frames, const std::function<Vector3d(int)>& way) const {
    std::vector<Pose> poses;
    for (int t = 0; t < frames; ++t) {
      poses.push_back(skeleton.rest_pose());
      poses.back()[0].translation += way(t);
    }
    return poses;
  }

  Footing footing(const std::vector<Pose>& poses) const {
    return find_footing(skeleton, legend, poses, kFps, {0, 1.7}, 0.2);
  }
};

constexpr int kLeft = 3, kRight = 6;  // points

TEST(Footing, AStandingBodyThatCreepsStaysWhereItStood) {
  const Walker walker;
  const auto poses = walker.moved(12, [](int t) { return Vector3d(0.003 * t, 0, 0.002 * t); });
  const Footing footing = walker.footing(poses);
  const auto rest = joint_positions(walker.skeleton, walker.skeleton.rest_pose());
  for (const auto& points : footing)
    for (int p = 0; p < 7; ++p) {
      const bool foot = p == kLeft || p == kRight;
      ASSERT_EQ(points[p].has_value(), foot) << p;
      if (foot) {
        EXPECT_LT((*points[p] - rest[p]).norm(), 1e-9);
      }
    }
}

TEST(Footing, WhatSinksComesUpAndWhatFliesIsFree) {
  const Walker walker;
  const auto up = walker.moved(8, [](int t) { return Vector3d(0, t < 2 ? 0 : 0.5, 0); });
  for (int t = 3; t < 8; ++t) EXPECT_FALSE(walker.footing(up)[t][kLeft]) << t;
  EXPECT_TRUE(stands(walker.footing(up)));
  const auto down = walker.moved(8, [](int t) { return Vector3d(0.3 * t, t < 2 ? 0 : -0.2, 0); });
  const Footing footing = walker.footing(down);
  for (int t = 3; t < 8; ++t) {
    ASSERT_TRUE(footing[t][kRight]) << t;
    EXPECT_NEAR(footing[t][kRight]->y(), 0.05, 1e-9);
  }
}

TEST(Footing, OnATreadmillFeetMoveWithTheBelt) {
  const Walker walker;
  // The belt runs back by 0.1 m a frame; one foot trembles on it.
  auto poses = walker.moved(14, [](int t) { return Vector3d(0, 0, -0.1 * t); });
  for (size_t t = 4; t < poses.size(); ++t) poses[t][1].translation.x() += t % 2 ? 0.01 : -0.01;
  const Footing footing = walker.footing(poses);
  for (int t = 5; t < 13; ++t) {
    ASSERT_TRUE(footing[t][kLeft] && footing[t + 1][kLeft]) << t;
    const Vector3d step = *footing[t + 1][kLeft] - *footing[t][kLeft];
    EXPECT_LT((step - Vector3d(0, 0, -0.1)).norm(), 5e-3) << t;
  }
}

TEST(Footing, FishAndSnakesHaveNoFeet) {
  Walker eel;
  eel.skeleton.joints.clear();
  eel.legend.joints.clear();
  eel.add("head", -1, {0, 0.02, 0});
  for (int i = 0; i < 6; ++i) eel.add("tail", i, {0, 0, -0.3});
  EXPECT_FALSE(stands(eel.footing(eel.moved(6, [](int) { return Vector3d(0, 0, 0); }))));
}

TEST(Footing, HeldPointsAreSeenWhereTheyStand) {
  const Walker walker;
  const auto poses = walker.moved(6, [](int t) { return Vector3d(0.002 * t, 0, 0); });
  const Footing footing = walker.footing(poses);
  Bounds box;
  box.extend({-1, 0, -1});
  box.extend({1, 1.7, 1});
  const auto cameras = make_view_rig(box, {});
  const Evidence held = hold_footing(Evidence(4, 6, 7), cameras, footing, 0.002);
  for (int v = 0; v < 4; ++v) {
    ASSERT_EQ(held.at(v, 3, kLeft).size(), 1u);
    EXPECT_EQ(held.at(v, 3, kLeft)[0].position, *cameras[v].project(*footing[3][kLeft]));
    EXPECT_TRUE(held.at(v, 3, 0).empty());
  }
}

}  // namespace
}  // namespace animax::lift
