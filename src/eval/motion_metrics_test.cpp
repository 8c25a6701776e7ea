// SPDX-License-Identifier: MIT
#include "eval/motion_metrics.h"

#include "core/error.h"
#include "data/motions/motion.h"
#include "data/motions/puppet.h"
#include "data/motions/stick_figure.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace animax::eval {
namespace {

using data::BodyPlan;
using data::Part;
using data::StickFigure;

StickFigure figure_of(BodyPlan plan, double scale = 1) {
  Rng rng(1);
  data::StickOptions options;
  options.scale = scale;
  return data::make_stick_figure(plan, rng, options);
}

double height_of(const Skeleton& skeleton) {
  Bounds bounds;
  for (const Vector3d& head : joint_positions(skeleton, skeleton.rest_pose())) bounds.extend(head);
  return bounds.size().y();
}

MetricContext context_of(const StickFigure& figure) {
  MetricContext context;
  context.height = height_of(figure.skeleton);
  context.anatomy = &figure.anatomy;
  return context;
}

// The whole body carried by `way(seconds)`, in the world.
template <typename Way>
Motion carried(const Skeleton& skeleton, double fps, int frames, Way way) {
  Motion motion{fps, std::vector<Pose>(frames, skeleton.rest_pose())};
  for (int t = 0; t < frames; ++t)
    for (int root : skeleton.roots())
      motion.frames[t][root].translation +=
          skeleton.joints[root].parent_from_anchor.linear().inverse() * Vector3d(way(t / fps));
  return motion;
}

Motion perform(const StickFigure& figure, const char* name, int frames = 17) {
  data::MotionParams params;
  params.motion = name;
  return data::make_motion(figure.skeleton, figure.anatomy, params, 12, frames);
}

void expect_equal(const MotionMetrics& a, const MotionMetrics& b, double tolerance) {
  for (const MetricField& field : metric_fields()) {
    ASSERT_EQ((a.*field.value).has_value(), (b.*field.value).has_value()) << field.key;
    if (a.*field.value) {
      EXPECT_NEAR(*(a.*field.value), *(b.*field.value), tolerance) << field.key;
    }
  }
}

TEST(MeasureMotion, TheRestPoseIsStillAndStandsOnTheFloor) {
  const StickFigure figure = figure_of(BodyPlan::kQuadruped);
  MetricContext context = context_of(figure);
  const Motion still = carried(figure.skeleton, 12, 9, [](double) { return Vector3d(0, 0, 0); });
  context.truth = &still;
  context.cyclic = true;
  const MotionMetrics m = measure_motion(figure.skeleton, still, context);
  EXPECT_FALSE(m.jerk_hz);
  for (const MetricField& field : metric_fields())
    if (std::string(field.key) != "contact_seconds" && m.*field.value) {
      EXPECT_NEAR(*(m.*field.value), 0, 1e-6) << field.key;
    }
  EXPECT_NEAR(*m.contact_seconds, 4 * 8 / 12.0, 1e-9);
  EXPECT_TRUE(m.loop_gap && m.joint_error && m.foot_sliding);
}

TEST(MeasureMotion, ASwingHasItsOwnFrequencyAndSpeed) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  const MetricContext context = context_of(figure);
  const double f = 1.5, a = 0.2;
  const auto swing = [&](double s) { return Vector3d(a * std::sin(2 * M_PI * f * s), 0, 0); };
  const auto m =
      measure_motion(figure.skeleton, carried(figure.skeleton, 240, 481, swing), context);
  EXPECT_NEAR(*m.jerk_hz, f, 0.01);
  EXPECT_NEAR(*m.dynamic_degree, 4 * a * f / context.height, 0.002);
  const double w = 2 * M_PI * f;
  EXPECT_NEAR(*m.jerk, a * w * w * w / std::sqrt(2) / context.height, 0.01 * *m.jerk);
}

TEST(MeasureMotion, JitterRaisesTheFrequency) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  Motion motion = perform(figure, "wave");
  const MetricContext context = context_of(figure);
  const double smooth = *measure_motion(figure.skeleton, motion, context).jerk_hz;
  Rng rng(3);
  for (Pose& pose : motion.frames)
    for (int j = 0; j < figure.skeleton.size(); ++j)
      rotate_joint(pose, j, rotation_exp(0.1 * Vector3d(rng.normal(), rng.normal(), rng.normal())));
  EXPECT_GT(*measure_motion(figure.skeleton, motion, context).jerk_hz, 1.2 * smooth);
}

TEST(MeasureMotion, UnitsOfTheRigDoNotMatter) {
  for (BodyPlan plan : {BodyPlan::kBiped, BodyPlan::kInsect, BodyPlan::kDrawers}) {
    const StickFigure small = figure_of(plan), large = figure_of(plan, 100);
    const char* name = plan == BodyPlan::kDrawers ? "open" : "walk";
    const Motion motion = perform(small, name), scaled = perform(large, name);
    MetricContext a = context_of(small), b = context_of(large);
    a.truth = &motion, b.truth = &scaled;
    a.cyclic = b.cyclic = a.treadmill = b.treadmill = true;
    expect_equal(
        measure_motion(small.skeleton, motion, a), measure_motion(large.skeleton, scaled, b), 1e-6);
  }
}

TEST(MeasureMotion, APlaceAndAHeadingInTheWorldDoNotMatter) {
  StickFigure figure = figure_of(BodyPlan::kQuadruped);
  const Motion motion = perform(figure, "walk");
  MetricContext context = context_of(figure);
  const Motion still = carried(figure.skeleton, 12, 17, [](double) { return Vector3d(0, 0, 0); });
  context.truth = &still;
  context.cyclic = context.treadmill = true;
  const MotionMetrics before = measure_motion(figure.skeleton, motion, context);
  Affine3d moved = Affine3d::Identity();
  moved.translate(Vector3d(3, 0, -7)).rotate(Eigen::AngleAxisd(0.8, Vector3d::UnitY()));
  for (int root : figure.skeleton.roots()) {
    Joint& joint = figure.skeleton.joints[root];
    joint.parent_from_anchor = moved * joint.parent_from_anchor;
  }
  expect_equal(before, measure_motion(figure.skeleton, motion, context), 1e-6);
}

TEST(MeasureMotion, FeetSlideAsFastAsTheBodyIsPushed) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  MetricContext context = context_of(figure);
  const Motion pushed =
      carried(figure.skeleton, 60, 61, [](double s) { return Vector3d(0.3 * s, 0, 0.4 * s); });
  const data::Puppet puppet(figure.skeleton, figure.anatomy);
  const double leg = puppet.legs[0].length;
  EXPECT_NEAR(*measure_motion(figure.skeleton, pushed, context).foot_sliding, 0.5 / leg, 1e-6);
  context.treadmill = true;
  EXPECT_NEAR(*measure_motion(figure.skeleton, pushed, context).foot_sliding, 0, 1e-6);
}

TEST(MeasureMotion, PlantedFeetOfATrueWalkFollowTheBelt) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  MetricContext context = context_of(figure);
  const Motion walk = perform(figure, "walk", 33);
  const double ground = *measure_motion(figure.skeleton, walk, context).foot_sliding;
  context.treadmill = true;
  const double belt = *measure_motion(figure.skeleton, walk, context).foot_sliding;
  EXPECT_LT(belt, 0.5 * ground);
}

TEST(MeasureMotion, FeetAreAboveOrBelowTheFloorByWhatTheBodyMoved) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  const MetricContext context = context_of(figure);
  for (double lift : {0.25, -0.1}) {
    const auto m = measure_motion(
        figure.skeleton,
        carried(figure.skeleton, 12, 5, [&](double) { return Vector3d(0, lift, 0); }),
        context);
    EXPECT_NEAR(*m.feet_above_floor, std::max(lift, 0.0) / context.height, 1e-9);
    EXPECT_NEAR(*m.feet_below_floor, std::max(-lift, 0.0) / context.height, 1e-9);
    EXPECT_NEAR(*m.start_distance, std::abs(lift) / context.height, 1e-9);
    EXPECT_EQ(m.foot_sliding.has_value(), lift < 0);
  }
}

TEST(MeasureMotion, PartsUnderTheFloorAreFoundWithoutAnAnatomy) {
  const StickFigure figure = figure_of(BodyPlan::kSnake);
  MetricContext context;
  context.height = 2;
  const auto heads = joint_positions(figure.skeleton, figure.skeleton.rest_pose());
  context.floor = std::min_element(heads.begin(), heads.end(), [](auto& a, auto& b) {
                    return a.y() < b.y();
                  })->y();
  const auto m =
      measure_motion(figure.skeleton,
                     carried(figure.skeleton, 12, 5, [](double) { return Vector3d(0, -0.5, 0); }),
                     context);
  EXPECT_NEAR(*m.parts_below_floor, 0.25, 1e-9);
  EXPECT_FALSE(m.feet_below_floor);
}

TEST(MeasureMotion, StretchedBonesAreFoundAndDrawersMaySlide) {
  const StickFigure biped = figure_of(BodyPlan::kBiped);
  Motion motion{12, std::vector<Pose>(4, biped.skeleton.rest_pose())};
  const int arm = biped.anatomy.all(Part::kArm).front()->joints.back();
  const Vector3d bone = biped.skeleton.joints[arm].rest.translation;
  motion.frames[2][arm].translation += 0.1 * bone.normalized();
  const MetricContext context = context_of(biped);
  EXPECT_NEAR(*measure_motion(biped.skeleton, motion, context).bone_length_change,
              0.1 / context.height,
              1e-9);

  const StickFigure drawers = figure_of(BodyPlan::kDrawers);
  MetricContext known = context_of(drawers), unknown = known;
  unknown.anatomy = nullptr;
  const Motion opened = perform(drawers, "open");
  EXPECT_NEAR(*measure_motion(drawers.skeleton, opened, known).bone_length_change, 0, 1e-9);
  EXPECT_GT(*measure_motion(drawers.skeleton, opened, unknown).bone_length_change, 0.05);
}

TEST(MeasureMotion, ARoundThatClosesHasNoGapAndOneThatDriftsHas) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  MetricContext context = context_of(figure);
  context.cyclic = true;
  const auto bob = [&](double drift) {
    return carried(figure.skeleton, 12, 25, [=](double s) {
      return Vector3d(s, 0.2 * std::sin(2 * M_PI * s) + drift * s, 0);  // two rounds in two seconds
    });
  };
  EXPECT_NEAR(*measure_motion(figure.skeleton, bob(0), context).loop_gap, 0, 1e-9);
  const double gap = *measure_motion(figure.skeleton, bob(0.3), context).loop_gap;
  EXPECT_GT(gap, 0.02 / context.height);
  EXPECT_LE(gap, 0.3 / context.height + 1e-9);
  context.cyclic = false;
  EXPECT_FALSE(measure_motion(figure.skeleton, bob(0), context).loop_gap);
}

TEST(MeasureMotion, TheTipOfALidShowsThatItOpens) {
  SyntheticOptions options;
  options.shape = SyntheticShape::kHinge;
  options.travel = 0;
  const SyntheticWorld world = make_synthetic_world(options, 1);
  const Skeleton& skeleton = world.rig.skeleton;
  MetricContext context;
  context.height = rig_height(world.rig);
  const Motion still{world.motion.fps,
                     std::vector<Pose>(world.motion.frames.size(), skeleton.rest_pose())};
  context.truth = &still;
  context.tips = chain_tips(world.rig);
  ASSERT_FALSE(context.tips.empty());
  Motion opening = still;
  for (size_t t = 0; t < opening.frames.size(); ++t)
    rotate_joint(opening.frames[t], 1, rotation_exp(Vector3d(0, 0, 0.02 * t)));
  EXPECT_GT(*measure_motion(skeleton, opening, context).dynamic_degree, 0.001);
  EXPECT_GT(*measure_motion(skeleton, opening, context).joint_error, 0.001);
  context.tips.clear();
  EXPECT_NEAR(*measure_motion(skeleton, opening, context).dynamic_degree, 0, 1e-9);
}

TEST(MeasureMotion, HeadingIsFollowedThroughWholeTurns) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  MetricContext context = context_of(figure);
  const int root = figure.anatomy.root;
  Motion motion{12, std::vector<Pose>(13, figure.skeleton.rest_pose())};
  const Matrix3d world_from_root =
      forward_kinematics(figure.skeleton, motion.frames[0])[root].linear();
  const Vector3d up = (world_from_root.inverse() * Vector3d::UnitY()).normalized();
  for (int t = 0; t < 13; ++t)
    rotate_joint(motion.frames[t], root, rotation_exp(up * (400 * M_PI / 180 * t / 12)));
  EXPECT_NEAR(*measure_motion(figure.skeleton, motion, context).heading_drift_deg, 400, 1e-6);
  context.turns = true;
  EXPECT_FALSE(measure_motion(figure.skeleton, motion, context).heading_drift_deg);
}

TEST(MeasureMotion, ErrorAgainstTruthIsTheDistance) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  MetricContext context = context_of(figure);
  const Motion truth = perform(figure, "walk");
  Motion moved = truth;
  for (Pose& pose : moved.frames)
    for (int root : figure.skeleton.roots())
      pose[root].translation +=
          figure.skeleton.joints[root].parent_from_anchor.linear().inverse() * Vector3d(0, 0, 0.3);
  context.truth = &truth;
  EXPECT_NEAR(
      *measure_motion(figure.skeleton, moved, context).joint_error, 0.3 / context.height, 1e-9);
  moved.frames.pop_back();
  EXPECT_THROW(measure_motion(figure.skeleton, moved, context), Error);
}

TEST(MeasureMotion, RefusesEmptyAndBrokenMotions) {
  const StickFigure figure = figure_of(BodyPlan::kBiped);
  const MetricContext context = context_of(figure);
  EXPECT_THROW(measure_motion(figure.skeleton, Motion{12, {}}, context), Error);
  Motion broken{12, std::vector<Pose>(5, figure.skeleton.rest_pose())};
  broken.frames[3][2].translation.x() = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(measure_motion(figure.skeleton, broken, context), Error);
  broken.frames[3].pop_back();
  EXPECT_THROW(measure_motion(figure.skeleton, broken, context), Error);
}

TEST(MedianMetrics, LeavesOutWhatDoesNotApply) {
  std::vector<MotionMetrics> all(3);
  all[0].jerk = 1, all[1].jerk = 4, all[2].jerk = 9, all[1].loop_gap = 2;
  const MotionMetrics middle = median_metrics(all);
  EXPECT_EQ(*middle.jerk, 4);
  EXPECT_EQ(*middle.loop_gap, 2);
  EXPECT_FALSE(middle.joint_error);
  EXPECT_TRUE(to_json(middle)["joint_error"].is_null());
}

}  // namespace
}  // namespace animax::eval
