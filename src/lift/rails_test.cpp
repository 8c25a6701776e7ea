// SPDX-License-Identifier: MIT
#include "lift/rails.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax::lift {
namespace {

// A cabinet that lies on its side in its own file, and a drawer that comes out along world z.
struct Cabinet {
  Skeleton skeleton;

  Cabinet() {
    skeleton.joints.resize(2);
    skeleton.joints[0].name = "cabinet";
    skeleton.joints[0].rest.rotation = rotation_exp(Vector3d(-M_PI / 2, 0, 0));
    skeleton.joints[1].name = "drawer";
    skeleton.joints[1].parent = 0;
    skeleton.joints[1].rest.translation = {0.2, 0.1, 0.4};
  }

  // The drawer goes by `way` of the world at every frame and is turned by `turn` as well.
  std::vector<Pose> poses(const std::vector<Vector3d>& ways, double turn = 0) const {
    std::vector<Pose> made;
    for (const Vector3d& way : ways) {
      made.push_back(skeleton.rest_pose());
      made.back()[1].translation += skeleton.joints[0].rest.rotation.conjugate() * way;
      made.back()[1].rotation = rotation_exp(Vector3d(turn, 0, 0));
    }
    return made;
  }
};

TEST(Rails, ADrawerKeepsToItsRail) {
  const Cabinet cabinet;
  std::vector<Vector3d> ways, straight;
  for (int t = 0; t <= 10; ++t) {
    straight.emplace_back(0, 0, 0.05 * t);
    ways.push_back(straight.back() + Vector3d(0.02 * std::sin(t), 0.02 * std::cos(3 * t), 0));
  }
  auto poses = cabinet.poses(ways, 0.1);
  const auto rail = find_rail(cabinet.skeleton, 1, poses, 0.2);
  ASSERT_TRUE(rail);
  keep_on_rail(cabinet.skeleton, 1, *rail, poses);
  const auto expected = cabinet.poses(straight);
  for (size_t t = 0; t < poses.size(); ++t) {
    EXPECT_LT((poses[t][1].translation - expected[t][1].translation).norm(), 1e-9);
    EXPECT_LT(rotation_distance(poses[t][1].rotation, expected[t][1].rotation), 1e-9);
  }
}

TEST(Rails, ShortCrookedAndSlantingWaysAreNone) {
  const Cabinet cabinet;
  std::vector<Vector3d> near, crooked, slanting;
  for (int t = 0; t <= 10; ++t) {
    near.emplace_back(0, 0, 0.015 * t);
    crooked.emplace_back(0.4 * std::sin(0.3 * t), 0, 0.05 * t);
    slanting.emplace_back(0.04 * t, 0, 0.05 * t);
  }
  EXPECT_FALSE(find_rail(cabinet.skeleton, 1, cabinet.poses(near), 0.2));
  EXPECT_FALSE(find_rail(cabinet.skeleton, 1, cabinet.poses(crooked), 0.2));
  EXPECT_FALSE(find_rail(cabinet.skeleton, 1, cabinet.poses(slanting), 0.2));
  EXPECT_FALSE(find_rail(cabinet.skeleton, 1, {}, 0.2));
}

}  // namespace
}  // namespace animax::lift
