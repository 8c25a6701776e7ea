// SPDX-License-Identifier: MIT
#include "data/motions/motion.h"

#include "core/error.h"
#include "data/creatures/creature.h"
#include "data/motions/gait.h"
#include "data/motions/stick_figure.h"

#include <gtest/gtest.h>

namespace animax::data {
namespace {

constexpr double kFps = 12;
constexpr int kFrames = 17;

std::string label(BodyPlan plan, const std::string& motion) {
  return to_string(plan) + ": " + motion;
}

std::vector<std::vector<Vector3d>> positions(const Skeleton& skeleton, const Motion& motion) {
  std::vector<std::vector<Vector3d>> all;
  for (const Pose& pose : motion.frames) all.push_back(joint_positions(skeleton, pose));
  return all;
}

double extent(const StickFigure& figure) {
  Bounds box;
  for (const Vector3d& p : joint_positions(figure.skeleton, figure.skeleton.rest_pose()))
    box.extend(p);
  return box.diagonal();
}

/// Largest way of any joint from its rest place, in body diagonals; the turn of the most turned
/// joint (in rad) counts too, for lids and wheels whose joints do not travel.
double visible(const StickFigure& figure, const Motion& motion) {
  const Pose rest_pose = figure.skeleton.rest_pose();
  const std::vector<Vector3d> rest = joint_positions(figure.skeleton, rest_pose);
  double most = 0;
  for (const Pose& pose : motion.frames) {
    const std::vector<Vector3d> now = joint_positions(figure.skeleton, pose);
    for (size_t j = 0; j < now.size(); ++j) {
      most = std::max(most, (now[j] - rest[j]).norm() / extent(figure));
      most = std::max(most, 0.2 * rotation_distance(pose[j].rotation, rest_pose[j].rotation));
    }
  }
  return most;
}

template <typename Visit>
void for_each_motion(const StickOptions& options, Visit visit) {
  for (BodyPlan plan : stick_plans()) {
    Rng rng(17 + static_cast<int>(plan));
    const StickFigure figure = make_stick_figure(plan, rng, options);
    for (const std::string& motion : motions_for(figure.anatomy)) {
      SCOPED_TRACE(label(plan, motion));
      visit(figure, motion, rng);
    }
  }
}

TEST(MakeMotion, EveryMotionIsFiniteVisibleAndStartsAtRest) {
  for_each_motion({}, [](const StickFigure& figure, const std::string& name, Rng& rng) {
    const MotionParams params = random_params(name, rng);
    const Motion motion = make_motion(figure.skeleton, figure.anatomy, params, kFps, kFrames);
    ASSERT_EQ(motion.frames.size(), size_t(kFrames));
    for (const Pose& pose : motion.frames)
      for (const Transform& local : pose) {
        ASSERT_TRUE(local.translation.allFinite());
        ASSERT_NEAR(local.rotation.norm(), 1, 1e-6);
      }
    const Pose rest = figure.skeleton.rest_pose();
    for (size_t j = 0; j < rest.size(); ++j)
      EXPECT_LT(rotation_distance(rest[j].rotation, motion.frames[0][j].rotation), 1e-9);
    EXPECT_GT(visible(figure, motion), 0.03);
  });
}

TEST(MakeMotion, CyclesClose) {
  for_each_motion({}, [](const StickFigure& figure, const std::string& name, Rng& rng) {
    if (!traits_of(name).cyclic || traits_of(name).ends_away) return;
    MotionParams params = random_params(name, rng);
    params.blend_in = 0;
    const Motion motion = make_motion(figure.skeleton, figure.anatomy, params, kFps, kFrames);
    // Motions that raise a limb first close on the standing pose, others anywhere in the cycle.
    const auto all = positions(figure.skeleton, motion);
    for (size_t j = 0; j < all[0].size(); ++j)
      EXPECT_LT((all.front()[j] - all.back()[j]).norm(), 0.06 * extent(figure)) << j;
  });
}

TEST(MakeMotion, JointFramesScaleAndMirroringDoNotMatter) {
  for (BodyPlan plan : stick_plans()) {
    Rng rng(5);
    const StickFigure plain = make_stick_figure(plan, rng);
    StickOptions odd;
    odd.random_frames = true;
    odd.scale = 100;
    StickOptions mirrored;
    mirrored.mirrored_frames = true;
    const StickFigure turned = make_stick_figure(plan, rng, odd);
    const StickFigure flipped = make_stick_figure(plan, rng, mirrored);
    for (const std::string& name : motions_for(plain.anatomy)) {
      SCOPED_TRACE(label(plan, name));
      const MotionParams params = random_params(name, rng);
      const auto a = positions(plain.skeleton,
                               make_motion(plain.skeleton, plain.anatomy, params, kFps, kFrames));
      const auto b = positions(turned.skeleton,
                               make_motion(turned.skeleton, turned.anatomy, params, kFps, kFrames));
      const auto c = positions(
          flipped.skeleton, make_motion(flipped.skeleton, flipped.anatomy, params, kFps, kFrames));
      for (size_t i = 0; i < a.size(); ++i)
        for (size_t j = 0; j < a[i].size(); ++j) {
          // Between rest and motion the blend of several joints may differ by its slerps; not here,
          // because a slerp from rest is the same in any frame.
          ASSERT_LT((100 * a[i][j] - b[i][j]).norm(), 1e-3 * extent(turned)) << i << " " << j;
          ASSERT_LT((a[i][j] - c[i][j]).norm(), 1e-3 * extent(plain)) << i << " " << j;
        }
    }
  }
}

TEST(MakeMotion, IsDeterministic) {
  for_each_motion({}, [](const StickFigure& figure, const std::string& name, Rng& rng) {
    Rng a = rng.fork("x"), b = rng.fork("x");
    const Motion first =
        make_motion(figure.skeleton, figure.anatomy, random_params(name, a), kFps, kFrames);
    const Motion second =
        make_motion(figure.skeleton, figure.anatomy, random_params(name, b), kFps, kFrames);
    for (size_t i = 0; i < first.frames.size(); ++i)
      for (size_t j = 0; j < first.frames[i].size(); ++j)
        ASSERT_TRUE(first.frames[i][j].rotation.coeffs() == second.frames[i][j].rotation.coeffs());
  });
}

TEST(MakeMotion, SpeedIsIndependentOfTheFrameRate) {
  Rng rng(3);
  const StickFigure figure = make_stick_figure(BodyPlan::kBiped, rng);
  MotionParams params;
  params.motion = "jump";
  const Motion coarse = make_motion(figure.skeleton, figure.anatomy, params, 12, 17);
  const Motion fine = make_motion(figure.skeleton, figure.anatomy, params, 24, 33);
  for (int i = 0; i < 17; ++i) {
    const auto a = joint_positions(figure.skeleton, coarse.frames[i]);
    const auto b = joint_positions(figure.skeleton, fine.frames[2 * i]);
    for (size_t j = 0; j < a.size(); ++j) EXPECT_LT((a[j] - b[j]).norm(), 1e-9);
  }
}

TEST(MakeMotion, StandingFeetDoNotSlide) {
  // Motions that keep all feet down: the contact must not move by more than 3 % of the leg.
  Rng rng(7);
  for (BodyPlan plan : {BodyPlan::kBiped,
                        BodyPlan::kQuadruped,
                        BodyPlan::kBird,
                        BodyPlan::kDragon,
                        BodyPlan::kInsect}) {
    const StickFigure figure = make_stick_figure(plan, rng);
    const Puppet puppet(figure.skeleton, figure.anatomy);
    for (const char* name : {"idle",
                             "nod",
                             "shake head",
                             "wave",
                             "sway",
                             "bounce",
                             "look around",
                             "bow",
                             "crouch",
                             "roar"}) {
      const std::vector<std::string> able = motions_for(figure.anatomy);
      if (std::find(able.begin(), able.end(), name) == able.end()) continue;
      SCOPED_TRACE(label(plan, name));
      MotionParams params = random_params(name, rng);
      params.blend_in = 0;
      const auto all = positions(
          figure.skeleton, make_motion(figure.skeleton, figure.anatomy, params, kFps, kFrames));
      const auto rest = joint_positions(figure.skeleton, figure.skeleton.rest_pose());
      for (const Leg& leg : puppet.legs) {
        if (std::string(name) == "wave" && leg.index == 0) continue;
        for (const auto& frame : all)
          EXPECT_LT((frame[leg.joints.back()] - rest[leg.joints.back()]).norm(),
                    0.03 * puppet.unit);
      }
    }
  }
}

TEST(MakeMotion, StanceFeetStayPutWhenTravelling) {
  Rng rng(8);
  for (BodyPlan plan : {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kInsect}) {
    const StickFigure figure = make_stick_figure(plan, rng);
    const Puppet puppet(figure.skeleton, figure.anatomy);
    MotionParams params;
    params.motion = "walk";
    params.travel = true;
    params.blend_in = 0;
    const auto all =
        positions(figure.skeleton, make_motion(figure.skeleton, figure.anatomy, params, 60, 121));
    EXPECT_GT((all.back()[puppet.root] - all.front()[puppet.root]).z(), 0.5 * puppet.unit);
    int planted = 0;
    for (const Leg& leg : puppet.legs) {
      const int joint = leg.joints.back();
      const double low = puppet.rest_head[joint].y() + 0.004 * puppet.unit;
      for (size_t i = 1; i < all.size(); ++i) {
        if (all[i][joint].y() > low || all[i - 1][joint].y() > low) continue;
        ++planted;
        EXPECT_LT((all[i][joint] - all[i - 1][joint]).norm(), 0.012 * puppet.unit);
      }
    }
    EXPECT_GT(planted, 60);
  }
}

TEST(MakeMotion, KneesNeverBendBackwards) {
  Rng rng(9);
  const StickFigure figure = make_stick_figure(BodyPlan::kBiped, rng);
  for (const std::string& name : motions_for(figure.anatomy)) {
    const auto all = positions(
        figure.skeleton,
        make_motion(figure.skeleton, figure.anatomy, random_params(name, rng), kFps, kFrames));
    const Puppet puppet(figure.skeleton, figure.anatomy);
    Figure probe(puppet);
    for (const Leg& leg : puppet.legs) {
      for (const auto& frame : all) {
        const Vector3d thigh = frame[leg.joints[1]] - frame[leg.joints[0]];
        const Vector3d shin = frame[leg.joints[2]] - frame[leg.joints[1]];
        const double bend =
            std::acos(std::clamp(thigh.normalized().dot(shin.normalized()), -1.0, 1.0));
        EXPECT_LT(bend, 2.75) << name;
      }
    }
  }
}

TEST(MakeMotion, LimbsOfOneJointDoWhatTheyCan) {
  for (BodyPlan plan : stick_plans()) {
    Rng rng(5);
    StickFigure figure = make_stick_figure(plan, rng);
    for (Chain& chain : figure.anatomy.chains)
      if (chain.part == Part::kLeg || chain.part == Part::kArm || chain.part == Part::kWing)
        chain.joints = std::vector<int>{chain.joints.front()};
    for (const std::string& motion : motions_for(figure.anatomy)) {
      SCOPED_TRACE(label(plan, motion));
      const Motion made =
          make_motion(figure.skeleton, figure.anatomy, random_params(motion, rng), kFps, kFrames);
      for (const auto& places : positions(figure.skeleton, made))
        for (const Vector3d& p : places) ASSERT_TRUE(p.allFinite());
    }
  }
}

TEST(MakeMotion, PincersStayAboveTheFloor) {
  for (const char* species : {"crab", "scorpion"}) {
    CreatureOptions options;
    options.species = species;
    options.triangles = 500;
    Rng rng(3);
    const Creature creature = make_creature(BodyPlan::kInsect, rng, options);
    const Skeleton& skeleton = creature.rig.skeleton;
    const double ground = rest_bounds(creature.rig).min.y();
    for (const char* motion : {"walk", "crawl", "scuttle", "idle"})
      for (const Pose& pose :
           make_motion(skeleton, creature.anatomy, random_params(motion, rng), kFps, kFrames)
               .frames) {
        const std::vector<Vector3d> places = joint_positions(skeleton, pose);
        for (const Chain* arm : creature.anatomy.all(Part::kArm))
          for (int joint : arm->joints)
            ASSERT_GT(places[joint].y(), ground) << species << " " << motion;
      }
  }
}

TEST(MakeMotion, RejectsWhatDoesNotSuit) {
  Rng rng(1);
  const StickFigure chest = make_stick_figure(BodyPlan::kChest, rng);
  MotionParams params;
  params.motion = "walk";
  EXPECT_THROW(make_motion(chest.skeleton, chest.anatomy, params, kFps, kFrames), Error);
  params.motion = "levitate";
  EXPECT_THROW(make_motion(chest.skeleton, chest.anatomy, params, kFps, kFrames), Error);
  params.motion = "open";
  EXPECT_THROW(make_motion(chest.skeleton, chest.anatomy, params, kFps, 1), CheckFailure);
}

TEST(MakeMotion, ALidThatRestsOpenShuts) {
  Rng rng(4);
  StickFigure figure = make_stick_figure(BodyPlan::kLaptop, rng);
  Chain* lid = nullptr;
  for (Chain& chain : figure.anatomy.chains)
    if (chain.part == Part::kLid) lid = &chain;
  ASSERT_TRUE(lid && lid->axis);
  lid->closed = -1.5;
  lid->limit = 0.5;
  const int joint = lid->joints.front();
  const auto angle = [&](const Pose& pose) {
    const Quaterniond& rest = figure.skeleton.joints[joint].rest.rotation;
    return rotation_log(rest.conjugate() * pose[joint].rotation).dot(*lid->axis);
  };
  MotionParams params;
  params.motion = "close";
  const Motion shut = make_motion(figure.skeleton, figure.anatomy, params, kFps, kFrames);
  EXPECT_NEAR(angle(shut.frames.back()), -1.5, 0.02);
  params.motion = "open";
  const Motion open = make_motion(figure.skeleton, figure.anatomy, params, kFps, kFrames);
  EXPECT_NEAR(angle(open.frames[3]), -1.5, 0.3);
  EXPECT_GT(angle(open.frames.back()), -0.3);
}

TEST(MotionsFor, DependOnTheParts) {
  Rng rng(2);
  StickFigure figure = make_stick_figure(BodyPlan::kQuadruped, rng);
  const auto has = [&](const std::string& name) {
    const std::vector<std::string> names = motions_for(figure.anatomy);
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  EXPECT_TRUE(has("wag tail"));
  EXPECT_TRUE(has("bite"));
  EXPECT_FALSE(has("fly"));
  std::erase_if(figure.anatomy.chains,
                [](const Chain& c) { return c.part == Part::kTail || c.part == Part::kJaw; });
  EXPECT_FALSE(has("wag tail"));
  EXPECT_FALSE(has("bite"));
  EXPECT_GE(motion_names().size(), 60u);
  for (BodyPlan plan : stick_plans()) EXPECT_GE(motions_for(plan).size(), 4u) << to_string(plan);
}

TEST(Plant, FootReachesItsTarget) {
  Rng rng(4);
  for (BodyPlan plan :
       {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kBird, BodyPlan::kInsect}) {
    StickOptions options;
    options.random_frames = true;
    const StickFigure stick = make_stick_figure(plan, rng, options);
    const Puppet puppet(stick.skeleton, stick.anatomy);
    for (int trial = 0; trial < 20; ++trial) {
      Figure figure(puppet);
      figure.move_root(Vector3d(0, -0.25, 0) * puppet.unit);
      figure.turn_in_model(
          puppet.root, Vector3d(rng.normal(), rng.normal(), rng.normal()).normalized(), 0.15);
      for (const Leg& leg : puppet.legs) {
        FootTarget target{leg.contact +
                          0.08 * puppet.unit * Vector3d(rng.normal(), 0.5, rng.normal())};
        figure.plant(leg, target);
        const Vector3d tip = joint_positions(stick.skeleton, figure.pose())[leg.joints.back()];
        EXPECT_LT((tip - (target.contact + leg.tip - leg.contact)).norm(), 2e-3 * puppet.unit);
      }
    }
  }
}

}  // namespace
}  // namespace animax::data
