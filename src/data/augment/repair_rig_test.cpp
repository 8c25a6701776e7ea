// SPDX-License-Identifier: MIT
#include "data/augment/repair_rig.h"

#include "data/creatures/creature.h"
#include "data/motions/motion.h"
#include "scene/skinning.h"

#include <gtest/gtest.h>

namespace animax::data {
namespace {

Creature make(BodyPlan plan, const std::string& species) {
  Rng rng(5);
  CreatureOptions options;
  options.species = species;
  options.triangles = 900;
  return make_creature(plan, rng, options);
}

// The same body with its feet below the root, as an animator's controls carry them.
Rig with_controlled_feet(const Creature& c) {
  std::vector<int> parent;
  for (const Joint& joint : c.rig.skeleton.joints) parent.push_back(joint.parent);
  for (const Chain* leg : c.anatomy.all(Part::kLeg)) parent[leg->joints.back()] = c.anatomy.root;
  EditedRig edited = unedited(c.rig, c.anatomy);
  edited.anatomy.chains.clear();
  return reparent(edited, parent).rig;
}

void turn(Rig& rig, double yaw) {
  const Affine3d turn(Eigen::AngleAxisd(yaw, Vector3d::UnitY()));
  for (Joint& joint : rig.skeleton.joints)
    if (joint.parent < 0) joint.parent_from_anchor = turn * joint.parent_from_anchor;
}

double worst_vertex(const Rig& a, const Pose& pose_a, const Rig& b, const Pose& pose_b) {
  const auto x = skinned_positions(a, pose_a), y = skinned_positions(b, pose_b);
  double most = 0;
  for (size_t m = 0; m < x.size(); ++m)
    for (size_t v = 0; v < x[m].size(); ++v)
      most = std::max<double>(most, (x[m][v] - y[m][v]).norm());
  return most / rig_height(a);
}

TEST(RepairRig, LeavesAFaultlessRigAlone) {
  const Creature fox = make(BodyPlan::kQuadruped, "fox");
  const RepairedRig repaired = repair_rig(fox.rig);
  for (int j = 0; j < fox.rig.skeleton.size(); ++j) {
    EXPECT_EQ(repaired.edited.old_of_new[j], j);
    EXPECT_EQ(repaired.edited.rig.skeleton.joints[j].parent, fox.rig.skeleton.joints[j].parent);
  }
}

TEST(RepairRig, FeetMoveWithTheirLegsAndTheMotionComesBack) {
  for (double yaw : {0.0, M_PI / 2}) {
    Rig rig = with_controlled_feet(make(BodyPlan::kQuadruped, "fox"));
    turn(rig, yaw);
    const RepairedRig repaired = repair_rig(rig);
    const Rig& body = repaired.edited.rig;
    Motion motion{12, std::vector<Pose>(3, body.skeleton.rest_pose())};
    for (int j = 0; j < body.skeleton.size(); ++j)
      rotate_joint(motion.frames[1], j, rotation_exp(Vector3d(0.1, -0.05, 0.2)));
    const Motion back = carry_back(repaired, motion);
    // As the repaired rig looks, but turned back to how the file stands.
    Rig file = rig;
    file.skeleton = repaired.original;
    EXPECT_LT(worst_vertex(body, motion.frames[1], file, back.frames[1]), 1e-4) << yaw;
    EXPECT_LT(worst_vertex(rig, rig.skeleton.rest_pose(), rig, back.frames[0]), 1e-4) << yaw;
  }
}

TEST(AttachDetachedParts, FeetGoToTheirLegs) {
  const Creature fox = make(BodyPlan::kQuadruped, "fox");
  const EditedRig attached = attach_detached_parts(with_controlled_feet(fox));
  int feet = 0;
  for (const Chain* leg : fox.anatomy.all(Part::kLeg)) {
    const std::string& foot = fox.rig.skeleton.joints[leg->joints.back()].name;
    const std::string& shin = fox.rig.skeleton.joints[leg->joints[leg->joints.size() - 2]].name;
    const int j = *attached.rig.skeleton.find(foot);
    const int parent = attached.rig.skeleton.joints[j].parent;
    ASSERT_GE(parent, 0);
    EXPECT_EQ(attached.rig.skeleton.joints[parent].name, shin) << foot;
    ++feet;
  }
  EXPECT_EQ(feet, 4);
}

}  // namespace
}  // namespace animax::data
