// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "scene/clip.h"
#include "scene/flesh.h"
#include "scene/rig.h"
#include "scene/skeleton.h"
#include "scene/skinning.h"
#include "scene/synthetic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace animax {
namespace {

constexpr SyntheticShape kShapes[] = {SyntheticShape::kChain,
                                      SyntheticShape::kStar,
                                      SyntheticShape::kTree,
                                      SyntheticShape::kBiped,
                                      SyntheticShape::kHinge,
                                      SyntheticShape::kDrawers};

SyntheticOptions options_for(SyntheticShape shape) {
  SyntheticOptions options;
  options.shape = shape;
  options.joints = shape == SyntheticShape::kDrawers ? 4 : 11;
  options.frames = 9;
  return options;
}

bool descends_from(const Skeleton& skeleton, int joint, int ancestor) {
  for (; joint >= 0; joint = skeleton.joints[joint].parent)
    if (joint == ancestor) return true;
  return false;
}

Track<Vector3d> track(Interpolation kind, std::vector<double> times, std::vector<Vector3d> values) {
  return {kind, std::move(times), std::move(values)};
}

// One root joint whose translation follows the track.
Vector3d sample_translation(const Track<Vector3d>& translation, double time) {
  Skeleton skeleton;
  skeleton.joints.resize(1);
  Clip clip{"c", translation.times.back(), {{0, translation, {}, {}}}};
  return sample_pose(clip, skeleton, time)[0].translation;
}

TEST(SyntheticWorld, IsAValidRigOfEveryShape) {
  for (SyntheticShape shape : kShapes) {
    SyntheticOptions options = options_for(shape);
    options.textured = true;
    const SyntheticWorld world = make_synthetic_world(options, 1);
    EXPECT_NO_THROW(check(world.rig));
    EXPECT_EQ(world.motion.frames.size(), 9u);
    EXPECT_GT(world.rig.triangle_count(), 10u);
    EXPECT_GT(rig_height(world.rig), 0.3);
    EXPECT_LT(rig_height(world.rig), 3);
  }
}

TEST(SyntheticWorld, SameSeedSameWorld) {
  const SyntheticOptions options = options_for(SyntheticShape::kTree);
  const auto a = make_synthetic_world(options, 7), b = make_synthetic_world(options, 7);
  const auto c = make_synthetic_world(options, 8);
  EXPECT_EQ(a.rig.meshes[0].positions, b.rig.meshes[0].positions);
  EXPECT_EQ(joint_positions(a.rig.skeleton, a.motion.frames[5]),
            joint_positions(b.rig.skeleton, b.motion.frames[5]));
  EXPECT_NE(joint_positions(a.rig.skeleton, a.motion.frames[5]),
            joint_positions(c.rig.skeleton, c.motion.frames[5]));
}

TEST(SyntheticWorld, TrianglesFaceOutwards) {
  for (SyntheticShape shape : kShapes) {
    const Rig rig = make_synthetic_world(options_for(shape), 2).rig;
    for (const Mesh& mesh : rig.meshes) {
      for (size_t t = 0; t < mesh.indices.size(); t += 3) {
        const auto p = [&](int k) { return mesh.positions[mesh.indices[t + k]]; };
        const Vector3f face = (p(1) - p(0)).cross(p(2) - p(0));
        EXPECT_GT(face.dot(mesh.normals[mesh.indices[t]]), 0);
      }
    }
  }
}

TEST(ForwardKinematics, AnchorsChangeNothingThatTheRestPoseMakesUpFor) {
  SyntheticOptions options = options_for(SyntheticShape::kBiped);
  options.oblique_frames = false;
  const Skeleton plain = make_synthetic_world(options, 3).rig.skeleton;
  options.anchors = true;
  const Skeleton anchored = make_synthetic_world(options, 3).rig.skeleton;
  const auto a = joint_positions(plain, plain.rest_pose());
  const auto b = joint_positions(anchored, anchored.rest_pose());
  for (size_t j = 0; j < a.size(); ++j) EXPECT_LT((a[j] - b[j]).norm(), 1e-9);
}

TEST(ForwardKinematics, ATurnMovesDescendantsRigidlyAndNobodyElse) {
  SyntheticOptions options = options_for(SyntheticShape::kTree);
  options.anchors = true;
  const auto world = make_synthetic_world(options, 4);
  const Skeleton& skeleton = world.rig.skeleton;
  const Pose before = world.motion.frames[3];
  const auto old_heads = joint_positions(skeleton, before);
  for (int turned = 0; turned < skeleton.size(); ++turned) {
    Pose pose = before;
    rotate_joint(pose, turned, rotation_exp({0.3, -0.5, 0.2}));
    const auto heads = joint_positions(skeleton, pose);
    for (int j = 0; j < skeleton.size(); ++j) {
      if (!descends_from(skeleton, j, turned) || j == turned) {
        EXPECT_LT((heads[j] - old_heads[j]).norm(), 1e-12);
      } else {
        EXPECT_NEAR(
            (heads[j] - heads[turned]).norm(), (old_heads[j] - old_heads[turned]).norm(), 1e-9);
        EXPECT_GT((heads[j] - old_heads[j]).norm(), 1e-6);
      }
    }
  }
}

TEST(SeparateParts, AreThoseThatNoTriangleJoinsToTheRest) {
  Rig rig;
  rig.skeleton.joints.resize(4);  // a chain 0 1 2 and 3, a second child of the root
  for (int j = 0; j < 4; ++j) rig.skeleton.joints[j].parent = std::vector<int>{-1, 0, 1, 0}[j];
  rig.skins.push_back({"", {0, 1, 2, 3}, std::vector<Affine3d>(4, Affine3d::Identity())});
  Mesh mesh;
  mesh.positions.resize(9);
  mesh.indices = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  mesh.slots = {0, 0, 0, 1, 1, 2, 3, 3, 3};
  mesh.weights.assign(9, 1.0f);
  rig.meshes.push_back(mesh);
  EXPECT_EQ(separate_parts(rig), (std::vector<bool>{true, true, false, true}));
  rig.meshes[0].slots[0] = 2;  // joins the end of the chain to the root
  EXPECT_EQ(separate_parts(rig), (std::vector<bool>{true, false, false, true}));
}

TEST(SamplePose, HitsKeysAndClampsOutsideThem) {
  for (const auto kind : {Interpolation::kStep, Interpolation::kLinear}) {
    const auto t = track(kind, {0.5, 1, 3}, {{1, 0, 0}, {2, 0, 0}, {-4, 0, 0}});
    EXPECT_EQ(sample_translation(t, 0).x(), 1);
    EXPECT_EQ(sample_translation(t, 1).x(), 2);
    EXPECT_EQ(sample_translation(t, 3).x(), -4);
    EXPECT_EQ(sample_translation(t, 9).x(), -4);
  }
}

TEST(SamplePose, StepHoldsAndLinearIsLinear) {
  const std::vector<Vector3d> values = {{0, 0, 0}, {1, 2, 4}};
  EXPECT_EQ(sample_translation(track(Interpolation::kStep, {0, 1}, values), 0.99).norm(), 0);
  EXPECT_LT(
      (sample_translation(track(Interpolation::kLinear, {0, 1}, values), 0.25) - 0.25 * values[1])
          .norm(),
      1e-12);
}

TEST(SamplePose, CubicSplineReproducesACubic) {
  const auto f = [](double t) { return Vector3d(t * t * t - 2 * t, 3 * t * t, 1 - t); };
  const auto slope = [](double t) { return Vector3d(3 * t * t - 2, 6 * t, -1); };
  const std::vector<double> times = {0.2, 0.7, 2.0};
  std::vector<Vector3d> values;
  for (double t : times) values.insert(values.end(), {slope(t), f(t), slope(t)});
  const auto t = track(Interpolation::kCubicSpline, times, values);
  for (double s = 0.2; s <= 2; s += 0.1)
    EXPECT_LT((sample_translation(t, s) - f(s)).norm(), 1e-9) << "at " << s;
}

TEST(SamplePose, RotationsStayUnitLengthAndGoTheShortWay) {
  Skeleton skeleton;
  skeleton.joints.resize(1);
  const Quaterniond a = rotation_exp({0, 0, 0.1});
  Quaterniond b = rotation_exp({0, 0, 0.5});
  b.coeffs() *= -1;  // the same rotation from the other hemisphere
  Clip clip{"c", 1, {{0, {}, {Interpolation::kLinear, {0, 1}, {a, b}}, {}}}};
  const Quaterniond middle = sample_pose(clip, skeleton, 0.5)[0].rotation;
  EXPECT_NEAR(middle.norm(), 1, 1e-12);
  EXPECT_LT(rotation_distance(middle, rotation_exp({0, 0, 0.3})), 1e-9);
}

TEST(SamplePose, TracklessPropertiesStayAtRest) {
  const auto world = make_synthetic_world(options_for(SyntheticShape::kBiped), 5);
  const Pose pose = sample_pose(Clip{"empty", 0, {}}, world.rig.skeleton, 0.3);
  const Pose rest = world.rig.skeleton.rest_pose();
  for (size_t j = 0; j < pose.size(); ++j)
    EXPECT_EQ(pose[j].matrix().matrix(), rest[j].matrix().matrix());
}

TEST(SampleMotion, IncludesBothEnds) {
  Clip clip{"c", 1, {{0, track(Interpolation::kLinear, {0, 1}, {{0, 0, 0}, {1, 0, 0}}), {}, {}}}};
  Skeleton skeleton;
  skeleton.joints.resize(1);
  const Motion motion = sample_motion(clip, skeleton, 30);
  ASSERT_EQ(motion.frames.size(), 31u);
  EXPECT_NEAR(motion.frames.back()[0].translation.x(), 1, 1e-9);
  EXPECT_NEAR(motion.duration(), 1, 1e-12);
  EXPECT_EQ(sample_motion(Clip{}, skeleton, 30).frames.size(), 1u);
}

TEST(ToClip, RoundTripsThroughSampling) {
  for (SyntheticShape shape : kShapes) {
    const auto world = make_synthetic_world(options_for(shape), 6);
    const Clip clip = to_clip(world.motion, world.rig.skeleton, "again");
    const Motion again =
        sample_motion(clip, world.rig.skeleton, world.motion.fps, 0, world.motion.frames.size());
    for (size_t i = 0; i < again.frames.size(); ++i)
      for (size_t j = 0; j < again.frames[i].size(); ++j) {
        const Transform &a = again.frames[i][j], &b = world.motion.frames[i][j];
        EXPECT_LT((a.translation - b.translation).norm(), 1e-9);
        EXPECT_LT(rotation_distance(a.rotation, b.rotation), 2e-6);
      }
  }
}

TEST(ToClip, KeepsOnlyWhatMoves) {
  const auto world = make_synthetic_world(options_for(SyntheticShape::kDrawers), 6);
  const Clip clip = to_clip(world.motion, world.rig.skeleton, "slide");
  ASSERT_EQ(clip.tracks.size(), 3u);
  for (const JointTracks& tracks : clip.tracks) {
    EXPECT_TRUE(tracks.rotation.empty());
    EXPECT_FALSE(tracks.translation.empty());
    EXPECT_TRUE(tracks.scale.empty());
  }
}

TEST(ResampleMotion, SameRateIsIdentityAndEndsStay) {
  const auto world = make_synthetic_world(options_for(SyntheticShape::kTree), 7);
  const Motion same = resample_motion(world.motion, world.motion.fps);
  const Motion fine = resample_motion(world.motion, 30);
  ASSERT_EQ(same.frames.size(), world.motion.frames.size());
  EXPECT_NEAR(fine.duration(), world.motion.duration(), 1.0 / 30 + 1e-9);
  for (size_t j = 0; j < same.frames[0].size(); ++j) {
    for (size_t i = 0; i < same.frames.size(); ++i)
      EXPECT_LT(rotation_distance(same.frames[i][j].rotation, world.motion.frames[i][j].rotation),
                1e-6);
    EXPECT_LT(rotation_distance(fine.frames[0][j].rotation, world.motion.frames[0][j].rotation),
              1e-6);
  }
}

TEST(ResampleMotion, KeepsASteadyTurnSteadyAndFollowsASmoothMotion) {
  Motion motion{10, {}};
  for (int i = 0; i < 8; ++i) {
    Transform t;
    t.rotation = rotation_exp({0, 0.2 * i, 0});
    t.translation = Vector3d(0.1 * i, 0, 0);
    motion.frames.push_back({t});
  }
  const Motion fine = resample_motion(motion, 40);
  for (size_t i = 4; i + 4 < fine.frames.size(); ++i) {
    const double steps = i / 4.0;
    EXPECT_LT(rotation_distance(fine.frames[i][0].rotation, rotation_exp({0, 0.2 * steps, 0})),
              1e-6);
    EXPECT_NEAR(fine.frames[i][0].translation.x(), 0.1 * steps, 1e-9);
  }
  EXPECT_EQ(resample_motion({10, {motion.frames[0]}}, 30).frames.size(), 1u);
}

TEST(SkinMesh, RestPoseGivesTheBindPositionsAndUnitNormals) {
  for (SyntheticShape shape : {SyntheticShape::kTree, SyntheticShape::kHinge}) {
    SyntheticOptions options = options_for(shape);
    options.anchors = true;
    const Rig rig = make_synthetic_world(options, 8).rig;
    const auto world_from_joint = forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
    for (const Mesh& mesh : rig.meshes) {
      std::vector<Vector3f> positions, normals;
      skin_mesh(mesh, skin_matrices(rig.skins[mesh.skin], world_from_joint), positions, &normals);
      for (size_t v = 0; v < positions.size(); ++v) {
        EXPECT_LT((positions[v] - mesh.positions[v]).norm(), 1e-5f);
        EXPECT_GT(normals[v].dot(mesh.normals[v]), 1 - 1e-4f);
      }
    }
  }
}

TEST(SkinMesh, FollowsARigidMotionOfTheRoot) {
  const auto world = make_synthetic_world(options_for(SyntheticShape::kBiped), 9);
  const Affine3d moved = Eigen::Translation3d(1, 2, 3) * Affine3d(rotation_exp({0.4, 1.1, -0.3}));
  Rig rig = world.rig;
  for (Joint& joint : rig.skeleton.joints)
    if (joint.parent < 0) joint.parent_from_anchor = moved * joint.parent_from_anchor;
  const Pose& pose = world.motion.frames[4];
  const auto before = skinned_positions(world.rig, pose), after = skinned_positions(rig, pose);
  for (size_t m = 0; m < before.size(); ++m)
    for (size_t v = 0; v < before[m].size(); ++v)
      EXPECT_LT((moved * before[m][v].cast<double>() - after[m][v].cast<double>()).norm(), 1e-5);
}

TEST(SkinMesh, BlendsInProportionToTheWeights) {
  Mesh mesh;
  mesh.positions = {{0, 0, 0}};
  mesh.normals = {{0, 1, 0}};
  mesh.influences = 2;
  mesh.slots = {0, 1};
  mesh.weights = {0.25f, 0.75f};
  std::vector<Vector3f> positions;
  skin_mesh(mesh,
            {Affine3d(Eigen::Translation3d(4, 0, 0)), Affine3d(Eigen::Translation3d(0, 8, 0))},
            positions,
            nullptr);
  EXPECT_LT((positions[0] - Vector3f(1, 6, 0)).norm(), 1e-6f);
}

TEST(BoundsOf, CoverEveryFrameAndScaleWithTheObject) {
  SyntheticOptions options = options_for(SyntheticShape::kStar);
  const auto small = make_synthetic_world(options, 10);
  options.scale = 50;
  const auto large = make_synthetic_world(options, 10);
  EXPECT_NEAR(rig_height(large.rig) / rig_height(small.rig), 50, 1e-3);
  const Bounds all = bounds_of(small.rig, small.motion);
  for (const Pose& pose : small.motion.frames)
    for (const auto& mesh : skinned_positions(small.rig, pose))
      for (const Vector3f& p : mesh) {
        EXPECT_TRUE((p.cast<double>().array() >= all.min.array()).all());
        EXPECT_TRUE((p.cast<double>().array() <= all.max.array()).all());
      }
}

TEST(RigHeight, IsNeverZero) {
  Rig rig;
  EXPECT_EQ(rig_height(rig), 1);
  rig.skeleton.joints.resize(2);
  rig.skeleton.joints[1].parent = 0;
  EXPECT_EQ(rig_height(rig), 1);
  rig.skeleton.joints[1].rest.translation = Vector3d(3, 0, 4);  // flat: the diagonal counts
  EXPECT_NEAR(rig_height(rig), 5, 1e-12);
}

TEST(FindClip, ByNameByIndexOrALineThatListsThem) {
  const Rig rig = make_synthetic_world(options_for(SyntheticShape::kChain), 11).rig;
  EXPECT_EQ(find_clip(rig, "wave").name, "wave");
  EXPECT_EQ(find_clip(rig, "0").name, "wave");
  try {
    find_clip(rig, "jump");
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("wave"));
  }
}

TEST(Check, FindsBrokenIndices) {
  const Rig good = make_synthetic_world(options_for(SyntheticShape::kChain), 12).rig;
  Rig bad = good;
  bad.meshes[0].slots[0] = 999;
  EXPECT_THROW(check(bad), CheckFailure);
  bad = good;
  bad.skeleton.joints[0].parent = 3;
  EXPECT_THROW(check(bad), CheckFailure);
  bad = good;
  bad.meshes[0].indices.pop_back();
  EXPECT_THROW(check(bad), CheckFailure);
}

}  // namespace
}  // namespace animax
