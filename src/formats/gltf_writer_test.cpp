// SPDX-License-Identifier: MIT
#include "formats/gltf_writer.h"

#include "core/error.h"
#include "core/file.h"
#include "formats/bvh.h"
#include "formats/gltf_reader.h"
#include "formats/sample_gltf.h"
#include "scene/skinning.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax::formats {
namespace {

// "upper" turned once around z in three keys whose signs jump, and "lower" moved.
Clip turning_clip() {
  Clip clip{"turn", 1, std::vector<JointTracks>(2)};
  clip.tracks[0].joint = 0;
  clip.tracks[0].translation = {
      Interpolation::kLinear, {0, 1}, {Vector3d(0, 0, 0), Vector3d(0.5, 0, 0)}};
  clip.tracks[1].joint = 1;
  const Quaterniond half(0, 0, 0, 1), quarter(std::sqrt(0.5), 0, 0, std::sqrt(0.5));
  clip.tracks[1].rotation = {Interpolation::kLinear,
                             {0, 0.5, 1},
                             {Quaterniond::Identity(), Quaterniond(-quarter.coeffs()), half}};
  return clip;
}

class AppendTest : public ::testing::Test {
 protected:
  fs::path at(const char* name) const { return folder_.path() / name; }
  TemporaryFolder folder_;
};

TEST_F(AppendTest, AddsOneAnimationAndKeepsEveryByte) {
  const SampleGltf sample;
  write_file(at("in.glb"), sample.glb());
  const Rig rig = read_gltf(at("in.glb"));
  append_animation(at("in.glb"), rig, turning_clip(), {"a prompt", {{"seed", 3}}}, at("out.glb"));

  const GltfDocument out = load_gltf(at("out.glb"));
  EXPECT_EQ(out.bin.substr(0, sample.bin.size()), sample.bin);
  EXPECT_EQ(out.json["extras"], sample.json["extras"]);
  EXPECT_EQ(out.json["nodes"], sample.json["nodes"]);
  ASSERT_EQ(out.json["animations"].size(), 2u);
  EXPECT_EQ(out.json["animations"][0], sample.json["animations"][0]);
  EXPECT_EQ(out.json["animations"][1]["extras"]["animax"]["seed"], 3);
  const Rig again = read_gltf(at("out.glb"));
  EXPECT_EQ(again.clips[1].name, "a prompt");
  for (double t : {0.0, 0.25, 0.7, 1.0}) {
    const auto want = joint_positions(rig.skeleton, sample_pose(turning_clip(), rig.skeleton, t));
    const auto got =
        joint_positions(again.skeleton, sample_pose(again.clips[1], again.skeleton, t));
    EXPECT_LT((want[1] - got[1]).norm(), 1e-6);
  }
}

TEST_F(AppendTest, RotationsAreUnitAndSignContinuous) {
  const SampleGltf sample;
  write_file(at("in.glb"), sample.glb());
  append_animation(at("in.glb"), read_gltf(at("in.glb")), turning_clip(), {}, at("out.glb"));
  const Rig again = read_gltf(at("out.glb"));
  const Track<Quaterniond>& track = again.clips[1].tracks[1].rotation;
  ASSERT_EQ(track.values.size(), 3u);
  for (size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(track.values[k].norm(), 1, 1e-6);
    EXPECT_GE(track.values[k].dot(track.values[k == 0 ? 0 : k - 1]), 0);
  }
}

TEST_F(AppendTest, TextInputIntoAnotherFolderBringsItsFiles) {
  const SampleGltf sample;
  OrderedJson json = sample.json;
  json["buffers"][0]["uri"] = "data/sample.bin";
  make_folder(at("data"));
  write_file(at("data/sample.bin"), sample.bin);
  write_file(at("in.gltf"), dump(json, 2));
  const Rig rig = read_gltf(at("in.gltf"));
  make_folder(at("there"));
  append_animation(at("in.gltf"), rig, turning_clip(), {}, at("there/out.gltf"));
  EXPECT_EQ(read_file(at("there/data/sample.bin")), sample.bin);
  EXPECT_EQ(read_gltf(at("there/out.gltf")).clips.size(), 2u);
  // The GLB form needs no file beside it.
  make_folder(at("alone"));
  append_animation(at("in.gltf"), rig, turning_clip(), {}, at("alone/out.glb"));
  fs::remove(at("data/sample.bin"));
  EXPECT_EQ(read_gltf(at("alone/out.glb")).clips.size(), 2u);
  EXPECT_EQ(load_gltf(at("alone/out.glb")).bin.substr(0, sample.bin.size()), sample.bin);
}

TEST_F(AppendTest, NeverOverwritesAForeignFile) {
  const SampleGltf sample;
  OrderedJson json = sample.json;
  json["buffers"][0]["uri"] = "sample.bin";
  write_file(at("sample.bin"), sample.bin);
  write_file(at("in.gltf"), dump(json, 2));
  make_folder(at("there"));
  write_file(at("there/sample.bin"), "someone else's");
  EXPECT_THROW(
      append_animation(
          at("in.gltf"), read_gltf(at("in.gltf")), turning_clip(), {}, at("there/out.gltf")),
      Error);
  EXPECT_EQ(read_file(at("there/sample.bin")), "someone else's");
  EXPECT_FALSE(fs::exists(at("there/out.gltf")));
}

TEST_F(AppendTest, MatrixNodesBecomeTrsWhereAnimated) {
  SampleGltf sample;
  sample.json["nodes"][2].erase("translation");
  sample.json["nodes"][2]["matrix"] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0.5, 0, 1};
  sample.json["nodes"][0].erase("translation");
  sample.json["nodes"][0]["matrix"] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  write_file(at("in.glb"), sample.glb());
  append_animation(at("in.glb"), read_gltf(at("in.glb")), turning_clip(), {}, at("out.glb"));
  const GltfDocument out = load_gltf(at("out.glb"));
  EXPECT_FALSE(out.json["nodes"][2].contains("matrix"));
  EXPECT_EQ(out.json["nodes"][2]["translation"], OrderedJson({0.0, 0.5, 0.0}));
  EXPECT_TRUE(out.json["nodes"][0].contains("matrix"));
}

// Blender keeps the pose of the animation shown before where a new one has no key.
TEST_F(AppendTest, JointsThatOnlyOtherAnimationsMoveGetKeysAtRest) {
  write_file(at("in.glb"), SampleGltf().glb());
  const Rig rig = read_gltf(at("in.glb"));
  append_animation(at("in.glb"), rig, {"still", 2, {}}, {}, at("out.glb"));
  const Clip &theirs = rig.clips[0], ours = read_gltf(at("out.glb")).clips[1];
  ASSERT_FALSE(theirs.tracks.empty());
  for (const JointTracks& moved : theirs.tracks) {
    const auto own = std::find_if(ours.tracks.begin(), ours.tracks.end(), [&](const auto& tracks) {
      return tracks.joint == moved.joint;
    });
    ASSERT_NE(own, ours.tracks.end());
    const Transform& rest = rig.skeleton.joints[moved.joint].rest;
    EXPECT_EQ(own->rotation.empty(), moved.rotation.empty());
    EXPECT_EQ(own->translation.empty(), moved.translation.empty());
    if (!own->rotation.empty()) {
      EXPECT_LT(rotation_distance(own->rotation.values[0], rest.rotation), 1e-6);
    }
    if (!own->translation.empty()) {
      EXPECT_LT((own->translation.values[0] - rest.translation).norm(), 1e-6);
    }
  }
}

TEST_F(AppendTest, ClipWithoutTracksIsStillValid) {
  write_file(at("in.glb"), SampleGltf().glb());
  const Rig rig = read_gltf(at("in.glb"));
  append_animation(at("in.glb"), rig, {"still", 2, {}}, {}, at("out.glb"));
  EXPECT_DOUBLE_EQ(read_gltf(at("out.glb")).clips[1].duration, 2);
  EXPECT_THROW(append_animation(at("in.glb"), rig, {"still", 2, {}}, {}, at("out.gltf")), Error);
  EXPECT_FALSE(fs::exists(at("out.gltf")));
}

TEST(WriteGlb, SyntheticRigsReadBackTheSame) {
  const TemporaryFolder folder;
  for (SyntheticShape shape : {SyntheticShape::kChain,
                               SyntheticShape::kStar,
                               SyntheticShape::kTree,
                               SyntheticShape::kBiped,
                               SyntheticShape::kHinge,
                               SyntheticShape::kDrawers})
    for (bool anchors : {false, true}) {
      SyntheticOptions options;
      options.shape = shape;
      options.anchors = anchors;
      options.textured = anchors;
      Rng rng(4);
      const Rig rig = make_synthetic_rig(options, rng);
      write_glb(rig, folder.path() / "out.glb");
      const Rig again = read_gltf(folder.path() / "out.glb");
      EXPECT_TRUE(again.warnings.empty());
      ASSERT_EQ(again.skeleton.size(), rig.skeleton.size());
      for (const Joint& joint : rig.skeleton.joints) EXPECT_TRUE(again.skeleton.find(joint.name));
      EXPECT_EQ(again.vertex_count(), rig.vertex_count());
      EXPECT_EQ(again.textures.size(), rig.textures.size());
      ASSERT_EQ(again.clips.size(), rig.clips.size());
      for (double t : {0.0, 0.31, 1.1}) {
        const Pose want = sample_pose(rig.clips[0], rig.skeleton, t),
                   got = sample_pose(again.clips[0], again.skeleton, t);
        const Bounds a = bounds_of(rig, want), b = bounds_of(again, got);
        EXPECT_LT((a.min - b.min).norm() + (a.max - b.max).norm(), 1e-5 * a.diagonal());
      }
    }
}

TEST(WriteGlb, SceneryStandsStill) {
  SyntheticOptions options;
  Rng rng(1);
  Rig rig = make_synthetic_rig(options, rng);
  Mesh ground = rig.meshes[0];
  ground.skin = static_cast<int>(rig.skins.size());
  ground.influences = 1;
  ground.slots.assign(ground.positions.size(), 0);
  ground.weights.assign(ground.positions.size(), 1);
  Affine3d place = Affine3d::Identity();
  place.translate(Vector3d(0, -5, 0)).scale(Vector3d(-1, 2, 1));
  rig.skins.push_back({"ground", {-1}, {place}});
  rig.meshes.push_back(ground);
  const TemporaryFolder folder;
  write_glb(rig, folder.path() / "out.glb");
  const Rig again = read_gltf(folder.path() / "out.glb");
  EXPECT_EQ(again.skeleton.size(), rig.skeleton.size() + 1);
  EXPECT_LT((rest_bounds(rig).min - rest_bounds(again).min).norm(), 1e-5);
}

TEST(Bvh, RoundTripKeepsJointPositions) {
  const TemporaryFolder folder;
  for (SyntheticShape shape :
       {SyntheticShape::kBiped, SyntheticShape::kTree, SyntheticShape::kDrawers}) {
    SyntheticOptions options;
    options.shape = shape;
    Rng rng(9);
    const Rig rig = make_synthetic_rig(options, rng);
    const Motion motion = sample_motion(rig.clips[0], rig.skeleton, 20);
    write_bvh(rig.skeleton, motion, folder.path() / "out.bvh");
    const Rig again = read_bvh(folder.path() / "out.bvh");
    ASSERT_EQ(again.skeleton.size(), rig.skeleton.size());
    for (size_t f = 0; f < motion.frames.size(); ++f) {
      const auto want = joint_positions(rig.skeleton, motion.frames[f]);
      const auto got =
          joint_positions(again.skeleton, sample_pose(again.clips[0], again.skeleton, f / 20.0));
      for (int j = 0; j < rig.skeleton.size(); ++j) {
        // The writer goes down one branch after the other, so order may differ.
        const int k = again.skeleton.find(rig.skeleton.joints[j].name).value();
        EXPECT_LT((want[j] - got[k]).norm(), 1e-4) << f << " " << rig.skeleton.joints[j].name;
      }
    }
  }
}

TEST(Base64, RoundTripAndDamage) {
  for (const std::string& text : {std::string(),
                                  std::string("a"),
                                  std::string("ab"),
                                  std::string("abc"),
                                  std::string("\0\xFF\x7F\x80", 4)}) {
    EXPECT_EQ(base64_decode(base64_encode(text)), text);
  }
  EXPECT_EQ(base64_encode("abcd"), "YWJjZA==");
  EXPECT_EQ(base64_decode("YWJjZA"), "abcd");
  EXPECT_EQ(base64_decode("YWJj!A=="), std::nullopt);
  EXPECT_EQ(base64_decode("Y"), std::nullopt);
  EXPECT_EQ(percent_decode("a%20b%zz%4"), "a b%zz%4");
}

}  // namespace
}  // namespace animax::formats
