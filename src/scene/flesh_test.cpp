// SPDX-License-Identifier: MIT
#include "scene/flesh.h"

#include "scene/synthetic.h"

#include <gtest/gtest.h>

namespace animax {
namespace {

// A body on two legs; its foot on the left is a child of the root, as the target of inverse
// kinematics, on the right of its shin. The surface is a strip of triangles down each leg.
struct IkRig {
  Rig rig;

  IkRig() {
    add("root", -1, {0, 0, 0});
    add("foot.L", 0, {1, 0, 0});
    add("body", 0, {0, 4, 0});
    for (const char* side : {"L", "R"}) {
      const double x = *side == 'L' ? 1 : -1;
      add(std::string("thigh.") + side, 2, {x, 0, 0});
      add(std::string("shin.") + side, rig.skeleton.size() - 1, {0, -2, 0});
    }
    add("foot.R", rig.skeleton.size() - 1, {0, -2, 0});
    rig.skeleton.joints[1].rest.rotation = rotation_exp(Vector3d(0.3, -0.2, 0.1));
    rig.skins.resize(1);
    const auto world = forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
    for (int j = 0; j < rig.skeleton.size(); ++j) {
      rig.skins[0].joints.push_back(j);
      rig.skins[0].joint_from_bind.push_back(world[j].inverse());
    }
    Mesh mesh;
    for (const auto& [a, b] : {std::pair{2, 3}, {3, 4}, {4, 1}, {2, 5}, {5, 6}, {6, 7}})
      for (int corner : {a, b, b}) {
        mesh.indices.push_back(static_cast<uint32_t>(mesh.positions.size()));
        mesh.positions.push_back(world[corner].translation().cast<float>());
        mesh.normals.push_back(Vector3f::UnitZ());
        mesh.slots.push_back(static_cast<uint32_t>(corner));
        mesh.weights.push_back(1);
      }
    rig.meshes.push_back(mesh);
    check(rig);
  }

  void add(const std::string& name, int parent, const Vector3d& place) {
    Joint joint;
    joint.name = name;
    joint.parent = parent;
    joint.rest.translation = place;
    rig.skeleton.joints.push_back(joint);
  }
};

TEST(SkeletonByFlesh, AFootBesideTheBodyHangsOnItsLeg) {
  const IkRig ik;
  const FleshSkeleton flesh = skeleton_by_flesh(ik.rig);
  EXPECT_EQ(flesh.rehung, std::vector<int>{1});
  flesh.skeleton.check();
  const Joint& foot = flesh.skeleton.joints[flesh.new_from_old[1]];
  EXPECT_EQ(flesh.skeleton.joints[foot.parent].name, "shin.L");
  const auto own = forward_kinematics(ik.rig.skeleton, ik.rig.skeleton.rest_pose());
  const auto made = forward_kinematics(flesh.skeleton, flesh.skeleton.rest_pose());
  for (int j = 0; j < ik.rig.skeleton.size(); ++j)
    EXPECT_TRUE(own[j].isApprox(made[flesh.new_from_old[j]], 1e-9)) << j;
}

TEST(SkeletonByFlesh, PosesComeBackToTheOwnHierarchy) {
  const IkRig ik;
  const FleshSkeleton flesh = skeleton_by_flesh(ik.rig);
  Pose pose = flesh.skeleton.rest_pose();
  for (size_t j = 0; j < pose.size(); ++j)
    pose[j].rotation = rotation_exp(0.1 * Vector3d(j, -2.0 * j, 1)) * pose[j].rotation;
  const auto wanted = forward_kinematics(flesh.skeleton, pose);
  const auto got = forward_kinematics(ik.rig.skeleton, flesh.original_pose(ik.rig.skeleton, pose));
  for (int j = 0; j < ik.rig.skeleton.size(); ++j)
    EXPECT_TRUE(got[j].isApprox(wanted[flesh.new_from_old[j]], 1e-9)) << j;
}

TEST(SkeletonByFlesh, OrdinaryRigsStayAsTheyAre) {
  for (SyntheticShape shape : {SyntheticShape::kBiped, SyntheticShape::kDrawers}) {
    SyntheticOptions options;
    options.shape = shape;
    const Rig rig = make_synthetic_world(options, 3).rig;
    const FleshSkeleton flesh = skeleton_by_flesh(rig);
    EXPECT_TRUE(flesh.rehung.empty());
    const Pose rest = flesh.original_pose(rig.skeleton, flesh.skeleton.rest_pose());
    for (int j = 0; j < rig.skeleton.size(); ++j)
      EXPECT_EQ(rest[j].translation, rig.skeleton.joints[j].rest.translation);
  }
}

}  // namespace
}  // namespace animax
