// SPDX-License-Identifier: MIT
#include "formats/gltf_reader.h"

#include "core/error.h"
#include "core/file.h"
#include "core/image.h"
#include "formats/sample_gltf.h"
#include "scene/skinning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

namespace animax::formats {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

Rig read(const SampleGltf& sample) { return parse_gltf_rig(sample.glb(), "sample.glb"); }

// Rest positions of the first mesh.
std::vector<Vector3f> rest_positions(const Rig& rig) {
  return skinned_positions(rig, rig.skeleton.rest_pose()).at(0);
}

void expect_near(const Vector3f& a, const Vector3f& b, float tolerance = 1e-5f) {
  EXPECT_LT((a - b).norm(), tolerance) << a.transpose() << " and " << b.transpose();
}

TEST(ReadGltf, SampleAsGlbAndAsText) {
  const SampleGltf sample;
  for (const std::string& bytes : {sample.glb(), sample.gltf()}) {
    const Rig rig = parse_gltf_rig(bytes, "sample");
    ASSERT_EQ(rig.skeleton.size(), 2);
    EXPECT_EQ(rig.skeleton.joints[1].name, "upper");
    EXPECT_EQ(rig.skeleton.joints[1].parent, 0);
    EXPECT_EQ(rig.skeleton.joints[1].source_node, 2);
    ASSERT_EQ(rig.meshes.size(), 1u);
    EXPECT_EQ(rig.meshes[0].influences, 2);
    expect_near(rest_positions(rig)[2], {1, 1, 0});
    ASSERT_EQ(rig.clips.size(), 1u);
    EXPECT_DOUBLE_EQ(rig.clips[0].duration, 1);
    // Bent by a right angle about z at y = 0.5, (1, 1) comes to (-0.5, 1.5).
    const auto bent = skinned_positions(rig, sample_pose(rig.clips[0], rig.skeleton, 1));
    expect_near(bent[0][2], {-0.5f, 1.5f, 0});
    EXPECT_TRUE(rig.warnings.empty());
  }
}

TEST(ReadGltf, FoldsUnanimatedNodesIntoAnchors) {
  SampleGltf sample;
  sample.json["nodes"][0]["translation"] = {3, 0, 0};
  sample.json["nodes"][0]["scale"] = {2, 2, 2};
  const Rig rig = read(sample);
  ASSERT_EQ(rig.skeleton.size(), 2);
  EXPECT_TRUE(rig.skeleton.joints[0].rest.translation.isZero());
  EXPECT_LT((joint_positions(rig.skeleton, rig.skeleton.rest_pose())[1] - Vector3d(3, 1, 0)).norm(),
            1e-12);
}

TEST(ReadGltf, AnimatedNodeAboveTheSkinIsAJoint) {
  SampleGltf sample;
  sample.json["animations"][0]["channels"][0]["target"]["node"] = 0;
  EXPECT_EQ(read(sample).skeleton.size(), 3);
}

TEST(ReadGltf, MatrixNodeEqualsTrsNode) {
  SampleGltf sample;
  sample.json["nodes"][2].erase("translation");
  sample.json["nodes"][2]["matrix"] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0.5, 0, 1};
  const Rig rig = read(sample);
  EXPECT_LT((rig.skeleton.joints[1].rest.translation - Vector3d(0, 0.5, 0)).norm(), 1e-12);
  EXPECT_TRUE(rig.warnings.empty());
}

TEST(ReadGltf, ShearedMatrixIsReported) {
  SampleGltf sample;
  sample.json["nodes"][2].erase("translation");
  sample.json["nodes"][2]["matrix"] = {1, 0, 0, 0, 0.7, 1, 0, 0, 0, 0, 1, 0, 0, 0.5, 0, 1};
  EXPECT_THAT(read(sample).warnings, Contains(HasSubstr("shear")));
}

TEST(ReadGltf, MissingBindMatricesAreIdentity) {
  SampleGltf sample;
  sample.json["skins"][0].erase("inverseBindMatrices");
  expect_near(rest_positions(read(sample))[2], {1, 1.5f, 0});
}

TEST(ReadGltf, SparseAccessorReplacesValues) {
  SampleGltf sample;
  const std::vector<uint16_t> places = {2};
  const std::vector<float> values = {5, 6, 7};
  const size_t at = sample.add_view({reinterpret_cast<const char*>(places.data()), 2});
  const size_t what = sample.add_view({reinterpret_cast<const char*>(values.data()), 12});
  sample.json["accessors"][sample.positions]["sparse"] = {
      {"count", 1},
      {"indices", {{"bufferView", at}, {"componentType", 5123}}},
      {"values", {{"bufferView", what}}}};
  expect_near(read(sample).meshes[0].positions[2], {5, 6, 7});
}

TEST(ReadGltf, AccessorWithoutViewIsZero) {
  SampleGltf sample;
  sample.json["accessors"][sample.positions].erase("bufferView");
  expect_near(read(sample).meshes[0].positions[2], {0, 0, 0});
}

TEST(ReadGltf, QuantisedPositionsAndPackedWeights) {
  SampleGltf sample;
  const std::vector<int16_t> positions = {
      0, 0, 0, 0, 32767, 0, 0, 0, 32767, 32767, 0, 0, 0, 32767, 0, 0};
  const size_t view =
      sample.add_view({reinterpret_cast<const char*>(positions.data()), positions.size() * 2});
  sample.json["bufferViews"][view]["byteStride"] = 8;
  sample.json["accessors"][sample.positions] = {{"bufferView", view},
                                                {"componentType", 5122},
                                                {"normalized", true},
                                                {"count", 4},
                                                {"type", "VEC3"}};
  const std::vector<uint8_t> weights = {255, 0, 0, 0, 128, 127, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0};
  const size_t packed =
      sample.add_view({reinterpret_cast<const char*>(weights.data()), weights.size()});
  sample.json["accessors"][sample.weights] = {{"bufferView", packed},
                                              {"componentType", 5121},
                                              {"normalized", true},
                                              {"count", 4},
                                              {"type", "VEC4"}};
  const Rig rig = read(sample);
  expect_near(rig.meshes[0].positions[2], {1, 1, 0});
  EXPECT_NEAR(rig.meshes[0].weights[2], 128.0 / 255, 1e-6);
  EXPECT_TRUE(rig.warnings.empty());
}

TEST(ReadGltf, WeightsAreNormalisedWithAWarning) {
  SampleGltf sample;
  const size_t weights = sample.add({2, 0, 0, 0, 3, 1, 0, 0, 0.5f, 0, 0, 0, 0, 0, 0, 0}, "VEC4");
  sample.primitive()["attributes"]["WEIGHTS_0"] = weights;
  const Rig rig = read(sample);
  EXPECT_THAT(rig.warnings, Contains(HasSubstr("do not sum to 1")));
  EXPECT_THAT(rig.warnings, Contains(HasSubstr("without weight")));
  EXPECT_FLOAT_EQ(rig.meshes[0].weights[2], 0.75f);
}

TEST(ReadGltf, MoreThanFourInfluences) {
  SampleGltf sample;
  sample.primitive()["attributes"]["JOINTS_1"] = sample.joints;
  sample.primitive()["attributes"]["WEIGHTS_1"] =
      sample.add({0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}, "VEC4");
  sample.primitive()["attributes"]["WEIGHTS_0"] =
      sample.add({1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, "VEC4");
  const Rig rig = read(sample);
  EXPECT_TRUE(rig.warnings.empty());
  expect_near(rest_positions(rig)[2], {1, 1, 0});
}

TEST(ReadGltf, MirroredRigKeepsFacesAndNormalsTogether) {
  for (const Vector3d& scale :
       {Vector3d(1, 1, 1), Vector3d(-1, 1, 1), Vector3d(-2, 1, 0.5), Vector3d(-1, -1, -1)}) {
    SampleGltf sample;
    sample.json["nodes"][0]["scale"] = {scale.x(), scale.y(), scale.z()};
    const Rig rig = read(sample);
    const Mesh& mesh = rig.meshes[0];
    std::vector<Vector3f> p, n;
    skin_mesh(mesh,
              skin_matrices(rig.skins[mesh.skin],
                            forward_kinematics(rig.skeleton, rig.skeleton.rest_pose())),
              p,
              &n);
    const Vector3f face =
        (p[mesh.indices[1]] - p[mesh.indices[0]]).cross(p[mesh.indices[2]] - p[mesh.indices[0]]);
    EXPECT_GT(face.dot(n[mesh.indices[0]]), 0) << scale.transpose();
  }
}

TEST(ReadGltf, StripsAndFansBecomeTriangles) {
  SampleGltf sample;
  sample.primitive().erase("indices");
  sample.primitive()["mode"] = 6;
  EXPECT_EQ(read(sample).meshes[0].indices, (std::vector<uint32_t>{1, 2, 0, 2, 3, 0}));
  sample.primitive()["mode"] = 5;
  EXPECT_EQ(read(sample).meshes[0].indices, (std::vector<uint32_t>{0, 1, 2, 1, 3, 2}));
  sample.primitive()["mode"] = 1;
  EXPECT_TRUE(read(sample).meshes.empty());
}

TEST(ReadGltf, MakesMissingNormals) {
  SampleGltf sample;
  sample.primitive()["attributes"].erase("NORMAL");
  expect_near(read(sample).meshes[0].normals[1], {0, 0, 1});
}

TEST(ReadGltf, AppliesDefaultMorphWeights) {
  SampleGltf sample;
  const size_t offsets = sample.add({0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0}, "VEC3");
  sample.primitive()["targets"][0]["POSITION"] = offsets;
  sample.json["meshes"][0]["weights"] = {0.5};
  expect_near(read(sample).meshes[0].positions[2], {1, 1, 2});
  sample.json["nodes"][3]["weights"] = {1.0};
  expect_near(read(sample).meshes[0].positions[2], {1, 1, 4});
}

TEST(ReadGltf, CubicSplineAndStepSamplers) {
  SampleGltf sample;
  OrderedJson& sampler = sample.json["animations"][0]["samplers"][0];
  sampler["interpolation"] = "STEP";
  const Rig step = read(sample);
  EXPECT_LT(rotation_distance(sample_pose(step.clips[0], step.skeleton, 0.9)[1].rotation,
                              Quaterniond::Identity()),
            1e-6);
  sampler["interpolation"] = "CUBICSPLINE";
  sampler["output"] = sample.add(
      {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.70710678f, 0.70710678f, 0, 0, 0, 0},
      "VEC4");
  const Rig cubic = read(sample);
  ASSERT_EQ(cubic.clips[0].tracks[0].rotation.values.size(), 6u);
  const double angle = rotation_distance(
      sample_pose(cubic.clips[0], cubic.skeleton, 0.5)[1].rotation, Quaterniond::Identity());
  EXPECT_NEAR(angle, std::numbers::pi / 4, 0.01);
}

TEST(ReadGltf, BadKeyTimesAreLeftOut) {
  SampleGltf sample;
  sample.json["animations"][0]["samplers"][0]["input"] = sample.add({1, 1}, "SCALAR");
  const Rig rig = read(sample);
  EXPECT_EQ(rig.clips[0].tracks[0].rotation.times.size(), 1u);
  EXPECT_THAT(rig.warnings, Contains(HasSubstr("do not increase")));
}

TEST(ReadGltf, RigidObjectUsesItsNodes) {
  SampleGltf sample;
  sample.json.erase("skins");
  sample.json["nodes"] = OrderedJson::parse(
      R"([{"name": "case", "mesh": 0, "children": [1]}, {"name": "offset", "translation": [0, 1, 0], "children": [2]},
                                               {"name": "lid", "mesh": 0, "translation": [0, 0, 2]}])");
  sample.json["scenes"][0]["nodes"] = {0};
  const Rig rig = read(sample);
  ASSERT_EQ(rig.skeleton.size(), 2);
  EXPECT_EQ(rig.skeleton.joints[1].parent, 0);
  EXPECT_LT((rig.skeleton.joints[1].parent_from_anchor.translation() - Vector3d(0, 1, 0)).norm(),
            1e-12);
  EXPECT_EQ(rig.skins[rig.meshes[1].skin].joints, std::vector<int>{1});
}

TEST(ReadGltf, OnlyTheDefaultSceneIsDrawn) {
  SampleGltf sample;
  sample.json["nodes"].push_back({{"name", "other"}, {"mesh", 0}});
  sample.json["scenes"].push_back({{"nodes", {4}}});
  const Rig rig = read(sample);
  EXPECT_EQ(rig.meshes.size(), 1u);
  EXPECT_THAT(rig.warnings, Contains(HasSubstr("2 scenes")));
}

// Gives the quad a textured material; the image is whatever `bytes` are.
void add_texture(SampleGltf& sample, const std::string& bytes) {
  sample.primitive()["attributes"]["TEXCOORD_0"] = sample.add({0, 0, 1, 0, 1, 1, 0, 1}, "VEC2");
  sample.json["images"][0] = {{"bufferView", sample.add_view(bytes)}, {"mimeType", "image/png"}};
  sample.json["textures"][0]["source"] = 0;
  sample.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["index"] = 0;
  sample.primitive()["material"] = 0;
}

TEST(ReadGltf, TextureTransformIsAppliedToCoordinates) {
  SampleGltf sample;
  add_texture(sample, encode_png(Image(2, 3, 4, 255)));
  sample.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["extensions"]
             ["KHR_texture_transform"] = {{"offset", {0.25, 0.5}}, {"scale", {2, 4}}};
  const Rig rig = read(sample);
  ASSERT_EQ(rig.textures.size(), 1u);
  EXPECT_EQ(rig.textures[0].image.height, 3);
  EXPECT_LT((rig.meshes[0].uvs[2] - Vector2f(2.25f, 4.5f)).norm(), 1e-6f);
}

TEST(ReadGltf, MissingImageWarnsAndBrokenImageFails) {
  SampleGltf sample;
  add_texture(sample, "this is no image");
  EXPECT_THROW(read(sample), Error);
  sample.json["images"][0] = {{"uri", "nowhere.png"}};
  const Rig rig = read(sample);
  EXPECT_TRUE(rig.textures.empty());
  EXPECT_THAT(rig.warnings, Contains(HasSubstr("nowhere.png")));
}

TEST(ReadGltf, ExternalBuffersAreReadFromTheFolderOnly) {
  const TemporaryFolder folder;
  const SampleGltf sample;
  OrderedJson json = sample.json;
  json["buffers"][0]["uri"] = "my%20data.bin";
  write_file(folder.path() / "my data.bin", sample.bin);
  write_file(folder.path() / "sample.gltf", dump(json, 2));
  EXPECT_EQ(read_gltf(folder.path() / "sample.gltf").vertex_count(), 4u);
  for (const char* uri :
       {"../secret.bin", "/etc/passwd", "http://example.org/x.bin", "missing.bin"}) {
    json["buffers"][0]["uri"] = uri;
    write_file(folder.path() / "sample.gltf", dump(json, 2));
    EXPECT_THROW(read_gltf(folder.path() / "sample.gltf"), Error) << uri;
  }
}

}  // namespace
}  // namespace animax::formats
