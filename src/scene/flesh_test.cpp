// SPDX-License-Identifier: MIT
#include "scene/flesh.h"

#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <cmath>

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

TEST(LimbsByFlesh, AFootBesideTheBodyHangsOnItsLeg) {
  EXPECT_EQ(limbs_by_flesh(IkRig().rig), (std::vector<int>{-1, 4, -1, -1, -1, -1, -1, -1}));
}

TEST(RoundParts, AreInTheMiddleOfTheirFlesh) {
  Rig rig = IkRig().rig;
  for (bool round : round_parts(rig)) EXPECT_FALSE(round);
  // A wheel about the foot on the left.
  Mesh& mesh = rig.meshes[0];
  const Vector3f hub = joint_positions(rig.skeleton, rig.skeleton.rest_pose())[1].cast<float>();
  for (int corner = 0; corner < 12; ++corner) {
    const float angle = static_cast<float>(M_PI * corner / 6);
    mesh.positions.push_back(hub + Vector3f(0, std::cos(angle), std::sin(angle)));
    mesh.normals.push_back(Vector3f::UnitX());
    mesh.slots.push_back(1);
    mesh.weights.push_back(1);
  }
  check(rig);
  EXPECT_TRUE(round_parts(rig)[1]);
  EXPECT_FALSE(round_parts(rig)[4]);
}

TEST(LimbsByFlesh, OrdinaryRigsHaveNone) {
  for (SyntheticShape shape : {SyntheticShape::kBiped, SyntheticShape::kDrawers}) {
    SyntheticOptions options;
    options.shape = shape;
    for (int limb : limbs_by_flesh(make_synthetic_world(options, 3).rig)) EXPECT_EQ(limb, -1);
  }
}

}  // namespace
}  // namespace animax
