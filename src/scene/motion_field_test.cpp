// SPDX-License-Identifier: MIT
#include "scene/motion_field.h"

#include "scene/skinning.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

namespace animax {
namespace {

constexpr int kCells = 64;

struct Fixture {
  SyntheticWorld world;
  Legend legend;
  std::vector<Camera> cameras;
  std::vector<TemplateField> fields;

  explicit Fixture(uint64_t seed) {
    SyntheticOptions options;
    options.shape = SyntheticShape::kBiped;
    world = make_synthetic_world(options, seed);
    legend = make_legend(world.rig, {});
    ViewRigOptions views;
    views.size = 128;
    cameras = make_view_rig(rest_bounds(world.rig), views);
    const Pose rest = world.rig.skeleton.rest_pose();
    for (const Camera& camera : cameras)
      fields.push_back(
          make_template_field(world.rig, rest_positions(), drawn(rest), legend, camera, kCells));
  }

  std::vector<std::vector<Vector3f>> rest_positions() const {
    return skinned_positions(world.rig, world.rig.skeleton.rest_pose());
  }

  TemplateField joint_field(const Camera& camera) const {
    return make_joint_field(
        world.rig, rest_positions(), drawn(world.rig.skeleton.rest_pose()), camera);
  }

  std::vector<Vector3d> drawn(const Pose& pose) const {
    return drawn_positions(legend, forward_kinematics(world.rig.skeleton, pose));
  }
};

TEST(MotionField, RestPoseEncodesToZeros) {
  const Fixture f(1);
  std::vector<float> field(2 * kCells * kCells);
  const Pose rest = f.world.rig.skeleton.rest_pose();
  encode_joint_motion(f.fields[0], f.cameras[0], f.drawn(rest), field);
  for (float x : field) EXPECT_NEAR(x, 0, 1e-6);
  encode_surface_motion(f.fields[0], f.cameras[0], skinned_positions(f.world.rig, rest), field);
  for (float x : field) EXPECT_NEAR(x, 0, 1e-3);  // barycentric coordinates are fp32
}

TEST(MotionField, DecodesToTheProjectedJoints) {
  const Fixture f(2);
  std::vector<float> field(2 * kCells * kCells);
  const Pose& pose = f.world.motion.frames[7];
  int found = 0;
  for (size_t v = 0; v < f.cameras.size(); ++v) {
    encode_joint_motion(f.fields[v], f.cameras[v], f.drawn(pose), field);
    const auto moved = decode_joint_motion(f.fields[v], f.cameras[v], field);
    const auto truth = f.drawn(pose);
    for (size_t k = 0; k < truth.size(); ++k) {
      if (!moved[k]) continue;
      ++found;
      EXPECT_LT((moved[k]->position - *f.cameras[v].project(truth[k])).norm(), 1e-3);
      EXPECT_LT(moved[k]->spread, 1e-2);
    }
  }
  // Every joint of this body is seen from somewhere, most of them twice.
  EXPECT_GE(found, 2 * static_cast<int>(f.legend.joints.size()));
}

TEST(JointField, HoldsEveryJointInEveryView) {
  const Fixture f(2);
  const Pose& pose = f.world.motion.frames[7];
  const auto truth = f.drawn(pose);
  for (const Camera& camera : f.cameras) {
    const TemplateField field = f.joint_field(camera);
    ASSERT_EQ(field.rows * field.columns, static_cast<int>(truth.size()));
    std::vector<float> motion(2 * truth.size());
    encode_joint_motion(field, camera, truth, motion);
    const auto moved = decode_joint_motion(field, camera, motion);
    for (size_t k = 0; k < truth.size(); ++k) {
      ASSERT_TRUE(moved[k]);
      EXPECT_LT((moved[k]->position - *camera.project(truth[k])).norm(), 1e-3);
    }
  }
}

// Where a list's surface point goes is where the same point of the mesh goes on the grid.
TEST(JointField, ShowsTheSurfaceSeenAtEachJoint) {
  const Fixture f(2);
  const auto moved = skinned_positions(f.world.rig, f.world.motion.frames[7]);
  for (const Camera& camera : f.cameras) {
    const TemplateField field = f.joint_field(camera);
    const size_t n = field.joint.size();
    std::vector<float> rest(2 * n), motion(2 * n);
    encode_surface_motion(field, camera, f.rest_positions(), rest);
    encode_surface_motion(field, camera, moved, motion);
    for (size_t k = 0; k < n; ++k) {
      const auto& point = field.surface[k];
      ASSERT_GE(point.mesh, 0);
      EXPECT_LT((field.surface_in_image[k] - field.joint_in_image[k]).norm(), 10) << "pixels";
      EXPECT_NEAR(rest[k], 0, 1e-3);
      Vector3f p = Vector3f::Zero();
      for (int c = 0; c < 3; ++c) p += point.barycentric[c] * moved[point.mesh][point.vertices[c]];
      const Vector2d at = *camera.project(p.cast<double>());
      EXPECT_NEAR(field.surface_in_image[k].x() + motion[k] * camera.width / kDisplacementScale,
                  at.x(),
                  1e-3);
    }
  }
}

TEST(JointField, JointBehindTheCameraHasNoCell) {
  const Fixture f(2);
  const Camera& camera = f.cameras[0];
  const Vector3d ahead = camera.ray_direction({camera.width / 2.0, camera.height / 2.0});
  const TemplateField field =
      make_joint_field(f.world.rig,
                       f.rest_positions(),
                       {camera.center_in_world() + ahead, camera.center_in_world() - ahead},
                       camera);
  EXPECT_EQ(field.joint, (std::vector<int>{0, -1}));
  EXPECT_LT(field.surface[1].mesh, 0);
  EXPECT_FALSE(decode_joint_motion(field, camera, std::vector<float>(4, 0.0f))[1]);
}

TEST(MotionField, NearerJointOwnsASharedCell) {
  const Fixture f(3);
  for (size_t v = 0; v < f.cameras.size(); ++v) {
    const TemplateField& field = f.fields[v];
    for (int cell = 0; cell < kCells * kCells; ++cell) {
      const int owner = field.joint[cell];
      if (owner < 0) continue;
      const Vector2d center((cell % kCells + 0.5) * 2, (cell / kCells + 0.5) * 2);  // pixels
      for (size_t k = 0; k < field.joint_in_image.size(); ++k) {
        const bool covers = (field.joint_in_image[k] - center).norm() < 1;
        const bool far_behind = field.joint_depth[k] < field.joint_depth[owner] - 0.3;
        EXPECT_FALSE(covers && far_behind) << "cell " << cell << " belongs to a joint further back";
      }
    }
  }
}

TEST(MotionField, ValuesThatAreNotFiniteAreLeftOut) {
  const Fixture f(4);
  std::vector<float> field(2 * kCells * kCells, std::nanf(""));
  for (const auto& joint : decode_joint_motion(f.fields[0], f.cameras[0], field))
    EXPECT_FALSE(joint);
}

}  // namespace
}  // namespace animax
