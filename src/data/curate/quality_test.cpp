// SPDX-License-Identifier: MIT
#include "data/curate/quality.h"

#include "data/curate/naming.h"
#include "data/motions/motion.h"

#include <gtest/gtest.h>

namespace animax::data {
namespace {

// A square of one or two colours, two triangles, on two joints, with a clip that moves it by
// `distance` sideways in one second.
Rig moving_square(double distance, bool two_colors) {
  Rig rig;
  rig.name = "square";
  rig.skeleton.joints.resize(2);
  rig.skeleton.joints[1].parent = 0;
  rig.skins.push_back({"", {1}, {Affine3d::Identity()}});
  Mesh mesh;
  mesh.positions = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 0, 0}, {1, 1, 0}, {0, 1, 0}};
  mesh.normals.assign(6, Vector3f(0, 0, 1));
  const Vector4f red(1, 0, 0, 1), blue(0, 0, 1, 1);
  for (int i = 0; i < 6; ++i) mesh.colors.push_back(two_colors && i > 2 ? blue : red);
  mesh.indices = {0, 1, 2, 3, 4, 5};
  mesh.slots.assign(6, 0);
  mesh.weights.assign(6, 1);
  rig.meshes.push_back(mesh);
  Clip clip;
  clip.name = "slide";
  clip.duration = 1;
  JointTracks tracks;
  tracks.joint = 1;
  tracks.translation.times = {0, 1};
  tracks.translation.values = {Vector3d::Zero(), Vector3d(distance, 0, 0)};
  clip.tracks.push_back(tracks);
  rig.clips.push_back(clip);
  check(rig);
  return rig;
}

TEST(MeasureRig, CountsEffectiveColors) {
  EXPECT_NEAR(measure_rig(moving_square(0, false)).colors, 1, 1e-9);
  EXPECT_NEAR(measure_rig(moving_square(0, true)).colors, 2, 1e-9);
  EXPECT_EQ(measure_rig(Rig()).colors, 0);
}

TEST(MeasureRig, CountsDegenerateTriangles) {
  Rig rig = moving_square(0, true);
  rig.meshes[0].positions[5] = rig.meshes[0].positions[4];
  EXPECT_DOUBLE_EQ(measure_rig(rig).degenerate, 0.5);
}

TEST(MeasureClip, FlowIsTheProjectedMotion) {
  EXPECT_LT(measure_clip(moving_square(0, false), 0).flow, 1e-6);
  const Rig rig = moving_square(1, false);
  const ClipRow row = measure_clip(rig, 0);
  EXPECT_EQ(row.frames, 25);
  // The front view shows a square of side 1 that moves by 1/8 in an eighth of a second; the side
  // view sees its edge, that is nothing. The frame is 1.75 to 2 wide at the square's distance.
  const double in_widths = 1.0 / 8;
  EXPECT_GT(row.flow, in_widths / 2.6);
  EXPECT_LT(row.flow, in_widths / 1.7);
  const double half = measure_clip(moving_square(0.5, false), 0).flow;
  EXPECT_GT(half, 0.4 * row.flow);
  EXPECT_LT(half, row.flow);
}

TEST(MeasureClip, HashTellsMotionsApart) {
  EXPECT_EQ(measure_clip(moving_square(1, false), 0).hash,
            measure_clip(moving_square(1, true), 0).hash);
  EXPECT_NE(measure_clip(moving_square(1, false), 0).hash,
            measure_clip(moving_square(0.5, false), 0).hash);
  EXPECT_EQ(measure_rig(moving_square(1, true)).hash, measure_rig(moving_square(2, true)).hash);
}

TEST(MeasureClip, RigsWithoutMeshHaveNoFlow) {
  Rig rig = moving_square(1, false);
  rig.meshes.clear();
  const ClipRow row = measure_clip(rig, 0);
  EXPECT_EQ(row.flow, 0);
  EXPECT_DOUBLE_EQ(row.duration, 1);
}

TEST(NameWords, SplitsAtCaseAndSigns) {
  EXPECT_EQ(name_words("KayKit_WalkFast02"),
            (std::vector<std::string>{"kay", "kit", "walk", "fast"}));
  EXPECT_TRUE(name_words("0123_").empty());
}

TEST(SubjectOfPath, DropsWordsAboutTheFile) {
  EXPECT_EQ(subject_of_path("pack/Fox_LowPoly_Rigged.glb"), "a fox");
  EXPECT_EQ(subject_of_path("x/Elephant.fbx"), "an elephant");
  EXPECT_EQ(subject_of_path("001.glb"), "an object");
}

TEST(CategoryOf, UsesFileThenFolderThenJoints) {
  const Skeleton none;
  EXPECT_EQ(category_of("animals/red_fox.glb", none).name, "quadruped");
  EXPECT_EQ(category_of("dragons/Zorg.glb", none).name, "dragon");
  EXPECT_EQ(category_of("a/b.glb", none).name, "other");
  Skeleton car;
  car.joints.resize(1);
  car.joints[0].name = "Wheel.L";
  EXPECT_EQ(category_of("a/b.glb", car).name, "vehicle");
  EXPECT_EQ(category_of("a/b.glb", car).from, "joints");
}

TEST(CaptionOfNames, NamesTheMotion) {
  EXPECT_EQ(caption_of_names("a fox", "Armature|Run_Fast"), "a fox runs");
  EXPECT_EQ(motion_of_clip("AnimalArmature|Walk"), "walk");
  EXPECT_EQ(caption_of_names("a fox", "Zzyx02"), "a fox, zzyx");
  EXPECT_EQ(caption_of_names("a fox", "001"), "a fox");
  for (const std::string& motion : motion_names()) {
    const std::string caption = caption_of_names("a thing", motion);
    EXPECT_EQ(caption.find('{'), std::string::npos) << caption;
    EXPECT_EQ(caption.find('*'), std::string::npos) << caption;
  }
}

}  // namespace
}  // namespace animax::data
