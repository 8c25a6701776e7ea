// SPDX-License-Identifier: MIT
#include "data/retarget/retarget.h"

#include "data/checker/check_motion.h"
#include "data/creatures/creature.h"
#include "data/motions/figure.h"
#include "data/motions/motion.h"
#include "data/motions/stick_figure.h"

#include <gtest/gtest.h>

namespace animax::data {
namespace {

Motion perform(const StickFigure& figure, const std::string& name) {
  MotionParams params;
  params.motion = name;
  return make_motion(figure.skeleton, figure.anatomy, params, 12, 17);
}

double largest_difference(const Skeleton& skeleton, const Motion& a, const Motion& b) {
  double most = 0;
  for (size_t i = 0; i < a.frames.size(); ++i) {
    const auto x = joint_positions(skeleton, a.frames[i]),
               y = joint_positions(skeleton, b.frames[i]);
    for (size_t j = 0; j < x.size(); ++j) most = std::max(most, (x[j] - y[j]).norm());
  }
  return most;
}

TEST(Retarget, ToTheSameRigIsTheIdentity) {
  for (BodyPlan plan : stick_plans()) {
    Rng rng(3);
    StickOptions options;
    options.random_frames = true;
    const StickFigure figure = make_stick_figure(plan, rng, options);
    for (const std::string& name : motions_for(figure.anatomy)) {
      const Motion motion = perform(figure, name);
      const Motion again =
          retarget_motion(figure.skeleton, figure.anatomy, motion, figure.skeleton, figure.anatomy);
      EXPECT_LT(largest_difference(figure.skeleton, motion, again), 1e-6)
          << to_string(plan) << " " << name;
    }
  }
}

TEST(Retarget, RoundTripOverAnotherScaleFrameAndSpineStaysNear) {
  for (BodyPlan plan : {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kBird}) {
    Rng rng(4);
    StickOptions options;
    options.random_frames = true;
    options.scale = 40;
    options.spine = 5;
    const StickFigure a = make_stick_figure(plan, rng), b = make_stick_figure(plan, rng, options);
    for (const char* name : {"walk", "run", "jump", "look around"}) {
      const Motion motion = perform(a, name);
      const Motion there = retarget_motion(a.skeleton, a.anatomy, motion, b.skeleton, b.anatomy);
      const Motion back = retarget_motion(b.skeleton, b.anatomy, there, a.skeleton, a.anatomy);
      const double size = Puppet(a.skeleton, a.anatomy).bounds.diagonal();
      EXPECT_LT(largest_difference(a.skeleton, motion, back), 0.06 * size)
          << to_string(plan) << " " << name;
    }
  }
}

TEST(Retarget, KeepsFootContact) {
  Rng rng(5);
  StickOptions options;
  options.scale = 3;
  options.natural_pose = true;
  options.spine = 4;
  const StickFigure a = make_stick_figure(BodyPlan::kBiped, rng),
                    b = make_stick_figure(BodyPlan::kBiped, rng, options);
  const Puppet from(a.skeleton, a.anatomy), to(b.skeleton, b.anatomy);
  RetargetReport report;
  const Motion walked = retarget_motion(
      a.skeleton, a.anatomy, perform(a, "walk"), b.skeleton, b.anatomy, {}, &report);
  EXPECT_EQ(report.matched_chains, report.chains);
  EXPECT_LT(report.foot_error, 0.01);
  for (const Pose& pose : walked.frames) {
    const auto heads = joint_positions(b.skeleton, pose);
    double lowest = 1e9;
    for (const Leg& leg : to.legs)  // the stick figure's ankle is the tip
      lowest = std::min(lowest, heads[leg.foot].y() - leg.tip.y());
    EXPECT_GT(lowest, -0.02 * to.unit);
    EXPECT_LT(lowest, 0.12 * to.unit);  // one foot is always down, toe or heel
  }
}

// What a motion is called is still true of it on another body of the same plan.
TEST(Retarget, KeepsWhatTheCheckerSees) {
  int kept = 0, carried = 0;
  double foot_error = 0;
  for (BodyPlan plan : {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kBird, BodyPlan::kInsect})
    for (int seed = 0; seed < 12; ++seed) {
      Rng rng(seed);
      CreatureOptions options;
      options.triangles = 400;
      const Creature from = make_creature(plan, rng, options),
                     to = make_creature(plan, rng, options);
      for (int i = 0; i < 4; ++i) {
        MotionParams params;
        params.motion = rng.pick(motions_for(from.anatomy));
        const Motion motion = make_motion(from.rig.skeleton, from.anatomy, params, 12, 17);
        RetargetReport report;
        const Motion there = retarget_motion(
            from.rig.skeleton, from.anatomy, motion, to.rig.skeleton, to.anatomy, {}, &report);
        kept += check_motion(to.rig.skeleton, to.anatomy, there, params.motion).passed;
        foot_error += report.foot_error;
        ++carried;
      }
    }
  RecordProperty("kept_percent", 100 * kept / carried);
  RecordProperty("foot_error_per_mille", static_cast<int>(1000 * foot_error / carried));
  EXPECT_GT(kept, 0.75 * carried) << kept << " of " << carried;
  EXPECT_LT(foot_error, 0.1 * carried);
}

TEST(Retarget, ArmsPointTheSameWayFromAnyBindPose) {
  Rng rng(6);
  StickOptions natural;
  natural.natural_pose = true;
  const StickFigure tpose = make_stick_figure(BodyPlan::kBiped, rng),
                    hanging = make_stick_figure(BodyPlan::kBiped, rng, natural);
  const Motion wave = retarget_motion(
      tpose.skeleton, tpose.anatomy, perform(tpose, "wave"), hanging.skeleton, hanging.anatomy);
  const Puppet a(tpose.skeleton, tpose.anatomy), b(hanging.skeleton, hanging.anatomy);
  const auto p = joint_positions(tpose.skeleton, perform(tpose, "wave").frames[8]),
             q = joint_positions(hanging.skeleton, wave.frames[8]);
  for (size_t k = 0; k < a.arms.size(); ++k) {
    const Vector3d x = (p[a.arms[k].elbow] - p[a.arms[k].shoulder]).normalized(),
                   y = (q[b.arms[k].elbow] - q[b.arms[k].shoulder]).normalized();
    EXPECT_GT(x.dot(y), 0.97);
  }
}

TEST(Retarget, HingesMoveByTheSameFraction) {
  Rng rng(7);
  StickFigure a = make_stick_figure(BodyPlan::kChest, rng),
              b = make_stick_figure(BodyPlan::kChest, rng);
  b.anatomy.chains[0].limit = 0.5 * a.anatomy.chains[0].limit;
  const Motion opened = perform(a, "open");
  const Motion half = retarget_motion(a.skeleton, a.anatomy, opened, b.skeleton, b.anatomy);
  const int lid = a.anatomy.chains[0].joints[0];
  const double full =
      rotation_distance(opened.frames.back()[lid].rotation, a.skeleton.joints[lid].rest.rotation);
  const double other =
      rotation_distance(half.frames.back()[lid].rotation, b.skeleton.joints[lid].rest.rotation);
  EXPECT_GT(full, 0.5);
  EXPECT_NEAR(other, 0.5 * full, 1e-6);
}

}  // namespace
}  // namespace animax::data
