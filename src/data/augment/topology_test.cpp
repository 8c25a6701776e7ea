// SPDX-License-Identifier: MIT
#include "data/augment/topology.h"

#include "core/error.h"
#include "data/checker/check_motion.h"
#include "data/creatures/creature.h"
#include "data/motions/motion.h"
#include "scene/skinning.h"

#include <gtest/gtest.h>

namespace animax::data {
namespace {

Creature fox() {
  Rng rng(5);
  CreatureOptions options;
  options.species = "fox";
  options.triangles = 900;
  return make_creature(BodyPlan::kQuadruped, rng, options);
}

Motion walk(const Skeleton& skeleton, const Anatomy& anatomy) {
  MotionParams params;
  params.motion = "walk";
  return make_motion(skeleton, anatomy, params, 12, 17);
}

/// Largest distance of corresponding vertices, fractions of the height.
double difference(const Rig& a, const Pose& pose_a, const Rig& b, const Pose& pose_b) {
  const auto x = skinned_positions(a, pose_a), y = skinned_positions(b, pose_b);
  double most = 0;
  for (size_t m = 0; m < x.size(); ++m)
    for (size_t v = 0; v < x[m].size(); ++v)
      most = std::max(most, static_cast<double>((x[m][v] - y[m][v]).norm()));
  return most / rig_height(a);
}

double worst_difference(const Rig& a, const Motion& x, const Rig& b, const Motion& y) {
  double most = 0;
  for (size_t i = 0; i < x.frames.size(); ++i)
    most = std::max(most, difference(a, x.frames[i], b, y.frames[i]));
  return most;
}

void expect_weights_sum_to_one(const Rig& rig) {
  for (const Mesh& mesh : rig.meshes)
    for (size_t v = 0; v < mesh.positions.size(); ++v) {
      float sum = 0;
      for (int i = 0; i < mesh.influences; ++i)
        sum += mesh.weights[v * static_cast<size_t>(mesh.influences) + static_cast<size_t>(i)];
      ASSERT_NEAR(sum, 1, 1e-4);
    }
}

TEST(Reparent, KeepsTheMotionOfEveryVertex) {
  const Creature c = fox();
  const Motion motion = walk(c.rig.skeleton, c.anatomy);
  std::vector<int> parent;
  for (const Joint& joint : c.rig.skeleton.joints) parent.push_back(joint.parent);
  // The feet hang from the root, as from an animator's control.
  for (const Chain* leg : c.anatomy.all(Part::kLeg)) parent[leg->joints.back()] = c.anatomy.root;
  EditedRig edited = unedited(c.rig, c.anatomy);
  edited.anatomy.chains.clear();
  edited = reparent(edited, parent);
  check(edited.rig);
  EXPECT_LT(
      worst_difference(c.rig, motion, edited.rig, carry_motion(c.rig.skeleton, motion, edited)),
      1e-4);
}

TEST(Reparent, RefusesARing) {
  const Creature c = fox();
  std::vector<int> parent;
  for (const Joint& joint : c.rig.skeleton.joints) parent.push_back(joint.parent);
  const int child = static_cast<int>(parent.size()) - 1;
  parent[parent[child]] = child;
  EXPECT_THROW(reparent(unedited(c.rig, c.anatomy), parent), CheckFailure);
}

TEST(MergeJoint, KeepsTheRestAndDropsTheJointFromItsChain) {
  const Creature c = fox();
  const Chain* tail = c.anatomy.find(Part::kTail);
  ASSERT_TRUE(tail);
  const EditedRig edited = merge_joint(unedited(c.rig, c.anatomy), tail->joints.back());
  check(edited.rig);
  expect_weights_sum_to_one(edited.rig);
  EXPECT_EQ(edited.rig.skeleton.size(), c.rig.skeleton.size() - 1);
  EXPECT_LT(
      difference(c.rig, c.rig.skeleton.rest_pose(), edited.rig, edited.rig.skeleton.rest_pose()),
      1e-4);
  const Chain* shorter = edited.anatomy.find(Part::kTail);
  EXPECT_EQ(shorter ? shorter->joints.size() : 0, tail->joints.size() - 1);
}

TEST(InsertJoint, KeepsTheMotionAndJoinsTheChain) {
  const Creature c = fox();
  const Chain* spine = c.anatomy.find(Part::kSpine);
  ASSERT_TRUE(spine && spine->joints.size() >= 2);
  const EditedRig edited =
      insert_joint(unedited(c.rig, c.anatomy), spine->joints[0], spine->joints[1], 0.5);
  check(edited.rig);
  check(edited.anatomy, edited.rig.skeleton);
  expect_weights_sum_to_one(edited.rig);
  EXPECT_EQ(edited.anatomy.find(Part::kSpine)->joints.size(), spine->joints.size() + 1);
  const Motion motion = walk(c.rig.skeleton, c.anatomy);
  EXPECT_LT(
      worst_difference(c.rig, motion, edited.rig, carry_motion(c.rig.skeleton, motion, edited)),
      1e-4);
}

TEST(Mirror, IsAReflectionInMotionToo) {
  const Creature c = fox();
  const EditedRig edited = mirror(unedited(c.rig, c.anatomy));
  check(edited.rig);
  const Motion motion = walk(c.rig.skeleton, c.anatomy);
  const auto x = skinned_positions(c.rig, motion.frames[5]);
  const auto y = skinned_positions(edited.rig, motion.frames[5]);
  for (size_t m = 0; m < x.size(); ++m)
    for (size_t v = 0; v < x[m].size(); ++v)
      ASSERT_LT((Vector3f(-x[m][v].x(), x[m][v].y(), x[m][v].z()) - y[m][v]).norm(),
                1e-4 * rig_height(c.rig));
  EXPECT_EQ(edited.anatomy.all(Part::kLeg)[0]->side, -c.anatomy.all(Part::kLeg)[0]->side);
}

TEST(Repose, AnyPoseLooksAsBefore) {
  const Creature c = fox();
  const Motion motion = walk(c.rig.skeleton, c.anatomy);
  const EditedRig edited = repose(unedited(c.rig, c.anatomy), motion.frames[4]);
  EXPECT_LT(
      worst_difference(c.rig, motion, edited.rig, carry_motion(c.rig.skeleton, motion, edited)),
      1e-5);
}

TEST(AugmentTopology, BodiesStayAbleAndWellSkinned) {
  int passed = 0, all = 0;
  for (BodyPlan plan : {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kBird}) {
    Rng rng(11 + static_cast<uint64_t>(plan));
    CreatureOptions options;
    options.triangles = 900;
    const Creature c = make_creature(plan, rng, options);
    for (int k = 0; k < 4; ++k) {
      const EditedRig varied = augment_topology(c.rig, c.anatomy, {}, rng);
      check(varied.rig);
      check(varied.anatomy, varied.rig.skeleton);
      expect_weights_sum_to_one(varied.rig);
      const Motion motion = walk(varied.rig.skeleton, varied.anatomy);
      passed += check_motion(varied.rig.skeleton, varied.anatomy, motion, "walk").passed;
      ++all;
    }
  }
  EXPECT_GE(passed, all - 2);
}

TEST(AugmentTopology, SameSeedSameRig) {
  const Creature c = fox();
  Rng a(3), b(3);
  const EditedRig x = augment_topology(c.rig, c.anatomy, {}, a);
  const EditedRig y = augment_topology(c.rig, c.anatomy, {}, b);
  ASSERT_EQ(x.old_of_new, y.old_of_new);
  EXPECT_EQ(difference(x.rig, x.rig.skeleton.rest_pose(), y.rig, y.rig.skeleton.rest_pose()), 0);
  TopologyOptions bad;
  bad.mirror = 2;
  EXPECT_THROW(augment_topology(c.rig, c.anatomy, bad, a), Error);
}

}  // namespace
}  // namespace animax::data
