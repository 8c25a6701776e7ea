// SPDX-License-Identifier: MIT
#include "scene/pose_map.h"

#include "core/error.h"
#include "core/file.h"
#include "scene/synthetic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace animax {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

double distance(Rgb a, Rgb b) {
  double sum = 0;
  for (int k = 0; k < 3; ++k) sum += std::pow(a[k] - b[k], 2);
  return std::sqrt(sum) / 255;
}

double least_distance(const Legend& legend) {
  double least = 10;
  for (size_t i = 0; i < legend.joints.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      least = std::min(least, distance(legend.joints[i].color, legend.joints[j].color));
  return least;
}

Rig tree(int joints, uint64_t seed = 1) {
  SyntheticOptions options;
  options.shape = SyntheticShape::kTree;
  options.joints = joints;
  options.frames = 1;
  return make_synthetic_world(options, seed).rig;
}

Rig shape(SyntheticShape kind, int joints = 4) {
  SyntheticOptions options;
  options.shape = kind;
  options.joints = joints;
  options.frames = 1;
  return make_synthetic_world(options, 3).rig;
}

// A bare chain of joints, each `lengths[i]` above the one before.
Rig bare_chain(const std::vector<double>& lengths) {
  Rig rig;
  rig.name = "chain";
  for (size_t i = 0; i < lengths.size(); ++i) {
    Joint joint;
    joint.name = str_cat("j", i);
    joint.parent = static_cast<int>(i) - 1;
    joint.rest.translation = Vector3d(0, lengths[i], 0);
    rig.skeleton.joints.push_back(joint);
  }
  return rig;
}

std::vector<int> drawn(const Legend& legend) {
  std::vector<int> joints;
  for (const DrawnJoint& j : legend.joints) joints.push_back(j.joint);
  return joints;
}

TEST(MakeLegend, DistinctColoursAreFarFromEachOtherBackgroundAndBones) {
  const double expected[] = {0.95, 0.45, 0.26};
  int at = 0;
  for (int count : {6, 21, 64}) {
    const Legend legend = make_legend(tree(count), PoseMapStyle{});
    ASSERT_EQ(legend.joints.size(), static_cast<size_t>(count));
    EXPECT_GT(least_distance(legend), expected[at++]) << count;
    for (const DrawnJoint& a : legend.joints) {
      EXPECT_GT(distance(a.color, legend.style.background), 0.36);
      for (const DrawnJoint& b : legend.joints)
        EXPECT_GT(distance(a.color, legend.style.bone_color(b.color)), 0.11);
    }
  }
}

TEST(MakeLegend, ColoursOfBonesEndsDifferMoreThanMost) {
  const Legend legend = make_legend(tree(40), PoseMapStyle{});
  double bones = 0, pairs = 0;
  int bone_count = 0, pair_count = 0;
  for (size_t i = 0; i < legend.joints.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      const double d = distance(legend.joints[i].color, legend.joints[j].color);
      pairs += d, ++pair_count;
      if (legend.joints[i].parent == static_cast<int>(j)) bones += d, ++bone_count;
    }
  EXPECT_GT(bones / bone_count, 1.2 * pairs / pair_count);
}

TEST(MakeLegend, PositionPaletteFollowsTheRestPoseAndKeepsItsDistance) {
  PoseMapStyle style;
  style.palette = PaletteKind::kPosition;
  const Rig rig = shape(SyntheticShape::kBiped);
  const Legend legend = make_legend(rig, style);
  EXPECT_GT(least_distance(legend), 0.15);
  const auto heads = joint_positions(rig.skeleton, rig.skeleton.rest_pose());
  // The order along each axis is that of the colours, apart from small pushes.
  double agreement = 0;
  for (int axis = 0; axis < 3; ++axis) {
    double xy = 0, xx = 0, yy = 0;
    Vector3d mean = Vector3d::Zero(), color_mean = Vector3d::Zero();
    for (const DrawnJoint& j : legend.joints) {
      mean += heads[j.joint] / legend.joints.size();
      color_mean[axis] += j.color[axis] / static_cast<double>(legend.joints.size());
    }
    for (const DrawnJoint& j : legend.joints) {
      const double x = heads[j.joint][axis] - mean[axis], y = j.color[axis] - color_mean[axis];
      xy += x * y, xx += x * x, yy += y * y;
    }
    agreement += xy / std::sqrt(xx * yy) / 3;
  }
  EXPECT_GT(agreement, 0.8);
}

TEST(MakeLegend, PositionPaletteSeparatesJointsInOnePlaceAndInCrowds) {
  PoseMapStyle style;
  style.palette = PaletteKind::kPosition;
  style.max_joints = 300;
  EXPECT_GT(least_distance(make_legend(tree(250), style)), 0.02);
  Rig two = bare_chain({0, 1});
  two.skeleton.joints.push_back(two.skeleton.joints[1]);  // siblings in one place
  EXPECT_GT(least_distance(make_legend(two, style)), 0.15);
}

TEST(MakeLegend, KeepsRootsAndOrderAndLimit) {
  for (uint64_t seed : {1, 2, 3})
    for (int limit : {1, 2, 7, 30, 64}) {
      PoseMapStyle style;
      style.max_joints = limit;
      const Legend legend = make_legend(tree(50, seed), style);
      EXPECT_EQ(legend.joints.size(), static_cast<size_t>(std::min(limit, 50)));
      EXPECT_EQ(legend.joints[0].joint, 0);
      std::set<int> seen;
      for (size_t i = 0; i < legend.joints.size(); ++i) {
        EXPECT_LT(legend.joints[i].parent, static_cast<int>(i));
        EXPECT_TRUE(i == 0 || legend.joints[i].parent >= 0);
        EXPECT_TRUE(seen.insert(legend.joints[i].joint).second);
      }
    }
}

TEST(MakeLegend, ThinsLongChainsEvenly) {
  PoseMapStyle style;
  style.max_joints = 16;
  const Legend legend = make_legend(bare_chain(std::vector<double>(160, 0.1)), style);
  const auto joints = drawn(legend);
  EXPECT_GT(joints.back(), 140);
  for (size_t i = 1; i < joints.size(); ++i) EXPECT_LE(joints[i] - joints[i - 1], 25);
}

TEST(MakeLegend, LeavesOutShortChainEndsFirst) {
  Rig rig = bare_chain({0, 1, 1, 0.05});
  PoseMapStyle style;
  style.max_joints = 3;
  EXPECT_EQ(drawn(make_legend(rig, style)), (std::vector<int>{0, 1, 2}));
}

TEST(MakeLegend, LeavesOutWhatCoincidesOrDoesNotDeform) {
  Rig rig = bare_chain({0, 1, 0.001, 1, 1, 0.3});
  for (int helper : {3, 4, 5}) rig.skeleton.joints[helper].deforms = false;
  // 2 coincides with 1; 5 ends the chain below the last deforming joint but is not its child.
  EXPECT_EQ(drawn(make_legend(rig, PoseMapStyle{})), (std::vector<int>{0, 1}));
  rig.skeleton.joints[3].deforms = true;
  rig.skeleton.joints[4].deforms = true;
  const Legend legend = make_legend(rig, PoseMapStyle{});
  EXPECT_EQ(drawn(legend), (std::vector<int>{0, 1, 3, 4, 5}));  // 5 is now the end of the chain
  EXPECT_EQ(legend.joints[2].parent, 1);
}

TEST(MakeLegend, KeepsJointsApartWhereAsked) {
  const Rig rig = tree(60, 2);
  PoseMapStyle style;
  style.tips = true;
  const size_t all = make_legend(rig, style).joints.size();
  style.min_spacing = 0.08;
  const Legend legend = make_legend(rig, style);
  EXPECT_LT(legend.joints.size(), all);
  EXPECT_GT(legend.joints.size(), 8u);
  EXPECT_EQ(legend.joints[0].joint, 0);
  const auto positions =
      drawn_positions(legend, forward_kinematics(rig.skeleton, rig.skeleton.rest_pose()));
  const double least = style.min_spacing * rest_bounds(rig).diagonal();
  for (size_t i = 0; i < positions.size(); ++i) {
    EXPECT_LT(legend.joints[i].parent, static_cast<int>(i));
    for (size_t j = 0; j < i; ++j) EXPECT_GE((positions[i] - positions[j]).norm(), least);
  }
}

TEST(MakeLegend, DrawsAllWhereNothingDeformsAndNothingWhereNothingIs) {
  Rig rig = bare_chain({0, 1, 1});
  for (Joint& joint : rig.skeleton.joints) joint.deforms = false;
  EXPECT_EQ(make_legend(rig, PoseMapStyle{}).joints.size(), 3u);
  EXPECT_TRUE(make_legend(Rig{}, PoseMapStyle{}).joints.empty());
}

TEST(MakeLegend, TipsShowHowALidTurns) {
  const Rig rig = shape(SyntheticShape::kHinge);
  PoseMapStyle style;
  style.tips = true;
  const Legend legend = make_legend(rig, style);
  ASSERT_EQ(legend.joints.size(), 3u);  // box, lid, free edge of the lid
  const DrawnJoint& tip = legend.joints[2];
  EXPECT_EQ(tip.joint, legend.joints[1].joint);
  EXPECT_EQ(tip.parent, 1);
  EXPECT_GT(tip.point_in_joint.norm(), 0.3 * rig_height(rig));

  Pose pose = rig.skeleton.rest_pose();
  rotate_joint(pose, tip.joint, rotation_exp(Vector3d(0.9, 0.2, -0.4)));
  const auto rest =
      drawn_positions(legend, forward_kinematics(rig.skeleton, rig.skeleton.rest_pose()));
  const auto turned = drawn_positions(legend, forward_kinematics(rig.skeleton, pose));
  EXPECT_LT((rest[1] - turned[1]).norm(), 1e-9);
  EXPECT_GT((rest[2] - turned[2]).norm(), 0.1 * rig_height(rig));
}

// One box of corners only for each joint, which moves it alone.
void hang_boxes(Rig& rig,
                const std::vector<Vector3d>& middles,
                const std::vector<Vector3d>& halves) {
  Skin skin;
  Mesh mesh;
  const auto world_from_joint = forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
  for (int j = 0; j < rig.skeleton.size(); ++j) {
    skin.joints.push_back(j);
    skin.joint_from_bind.push_back(world_from_joint[j].inverse());
    for (int corner = 0; corner < 8; ++corner) {
      const Vector3d sign(corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1);
      mesh.positions.push_back((middles[j] + sign.cwiseProduct(halves[j])).cast<float>());
      mesh.slots.push_back(static_cast<uint32_t>(j));
      mesh.weights.push_back(1);
    }
  }
  rig.skins.push_back(std::move(skin));
  rig.meshes.push_back(std::move(mesh));
}

// A trunk with a head on it and, if asked for, an ear on that.
Rig figure_with_head(bool ear, double depth) {
  Rig rig = bare_chain({0, 1, 0.2});
  rig.skeleton.joints.resize(ear ? 3 : 2);
  if (ear) rig.skeleton.joints[2].rest.translation.x() = 0.1;
  hang_boxes(rig,
             {{0, 0.5, 0}, {0, 1.15, 0}, {0.12, 1.3, 0}},
             {{0.2, 0.5, 0.1}, {0.1, 0.15, depth / 2}, {0.02, 0.1, 0.02}});
  return rig;
}

// A trunk whose head reaches forward, with a jaw under it that hangs `hinge` before the neck.
Rig figure_with_jaw(double hinge) {
  Rig rig = bare_chain({0, 1, 0});
  rig.skeleton.joints[2].rest.translation.z() = hinge;
  hang_boxes(rig,
             {{0, 0.5, 0}, {0, 1.1, 0.2}, {0, 0.98, hinge + 0.15}},
             {{0.2, 0.5, 0.1}, {0.1, 0.1, 0.2}, {0.08, 0.02, 0.15}});
  return rig;
}

TEST(MakeLegend, AnInnerTipShowsHowAHeadWithAJawNods) {
  PoseMapStyle style;
  style.tips = true;
  const Rig rig = figure_with_jaw(0.05);
  const size_t without = make_legend(rig, style).joints.size();
  style.inner_tips = true;
  const Legend legend = make_legend(rig, style);
  ASSERT_EQ(legend.joints.size(), without + 1);
  const auto snout =
      std::find_if(legend.joints.begin(), legend.joints.end(), [](const DrawnJoint& drawn) {
        return drawn.joint == 1 && !drawn.point_in_joint.isZero();
      });
  ASSERT_NE(snout, legend.joints.end());
  EXPECT_GT(snout->point_in_joint.z(), 0.3);
  EXPECT_GT(snout->point_in_joint.y(), 0);
}

TEST(MakeLegend, NoInnerTipWhereAChildShowsTheTurnNorOnARoot) {
  PoseMapStyle style;
  style.tips = true;
  for (const Rig& rig : {figure_with_jaw(0.35), shape(SyntheticShape::kHinge)}) {
    style.inner_tips = false;
    const size_t without = make_legend(rig, style).joints.size();
    style.inner_tips = true;
    EXPECT_EQ(make_legend(rig, style).joints.size(), without);
  }
}

TEST(MakeLegend, AFaceShowsWhereAHeadLooks) {
  PoseMapStyle style;
  style.tips = true;
  const Rig rig = figure_with_head(false, 0.24);
  const size_t without = make_legend(rig, style).joints.size();
  style.faces = true;
  const Legend legend = make_legend(rig, style);
  ASSERT_EQ(legend.joints.size(), without + 1);
  const DrawnJoint& face = legend.joints.back();
  EXPECT_EQ(face.joint, 1);

  Pose pose = rig.skeleton.rest_pose();
  rotate_joint(pose, 1, rotation_exp(Vector3d(0, 0.8, 0)));
  const auto rest =
      drawn_positions(legend, forward_kinematics(rig.skeleton, rig.skeleton.rest_pose()));
  const auto turned = drawn_positions(legend, forward_kinematics(rig.skeleton, pose));
  for (size_t p = 0; p + 1 < rest.size(); ++p) EXPECT_LT((rest[p] - turned[p]).norm(), 1e-9) << p;
  EXPECT_NEAR(rest.back().x(), 0, 1e-9);
  EXPECT_GT(rest.back().z(), 0.1);
  EXPECT_GT(turned.back().x(), 0.07);
}

TEST(MakeLegend, EarsAndScreensHaveNoFaces) {
  PoseMapStyle style;
  style.tips = true;
  for (const Rig& rig : {figure_with_head(true, 0.24), figure_with_head(false, 0.02)}) {
    style.faces = false;
    const size_t without = make_legend(rig, style).joints.size();
    style.faces = true;
    EXPECT_EQ(make_legend(rig, style).joints.size(), without);
  }
}

TEST(LegendJson, RoundTrip) {
  const Rig rig = shape(SyntheticShape::kBiped);
  PoseMapStyle style;
  style.palette = PaletteKind::kPosition;
  style.tips = true;
  style.faces = true;
  style.inner_tips = true;
  style.joint_radius = 0.02;
  style.background = {10, 20, 30};
  const Legend legend = make_legend(rig, style);
  const Json json = to_json(legend, rig.skeleton);
  EXPECT_EQ(to_json(legend_from_json(json, rig.skeleton, "x"), rig.skeleton), json);
}

TEST(LegendJson, NamesTheBadElement) {
  const Rig rig = tree(5);
  const Json good = to_json(make_legend(rig, PoseMapStyle{}), rig.skeleton);
  const auto expect_error = [&](auto change, const std::string& part) {
    Json bad = good;
    change(bad);
    EXPECT_THAT([&] { legend_from_json(bad, rig.skeleton, "p.json"); },
                ThrowsMessage<Error>(HasSubstr(part)));
  };
  expect_error([](Json& j) { j["joints"][2]["joint"] = 5; }, "joints[2]: joint: found 5");
  expect_error([](Json& j) { j["joints"][2]["joint"] = 1e300; }, "joints[2]: joint");
  expect_error([](Json& j) { j["joints"][2]["joint"] = 1.5; }, "whole number");
  expect_error([](Json& j) { j["joints"][2]["parent"] = 2; }, "joints[2]: parent: found 2");
  expect_error([](Json& j) { j["joints"][2]["name"] = "x"; }, "another rig");
  expect_error([](Json& j) { j["joints"][2]["color"] = {1, 2}; }, "joints[2]: color");
  expect_error([](Json& j) { j["joints"][2]["color"] = {1, 2, 256}; }, "found 256");
  expect_error([](Json& j) { j["joints"][2]["color"] = "red"; }, "wrong type");
  expect_error([](Json& j) { j["joints"][2] = j["joints"][1]; }, "same");
  expect_error([](Json& j) { j["joints"][2] = 3; }, "joints[2]: expected an object");
  expect_error([](Json& j) { j["joints"] = 3; }, "joints: expected a list");
  expect_error([](Json& j) { j["style"]["palette"] = "grey"; }, "palette: found \"grey\"");
  expect_error([](Json& j) { j["style"]["max_joints"] = 0; }, "max_joints");
  expect_error([](Json& j) { j["style"]["joint_radius"] = -1; }, "joint_radius");
  expect_error([](Json& j) { j.erase("style"); }, "style");
  expect_error([](Json& j) { j = Json::array(); }, "expected an object");
}

TEST(LegendJson, SurvivesNamesThatAreNotUtf8) {
  Rig rig = tree(3);
  rig.skeleton.joints[1].name = "\xff\xfe bone";
  const Legend legend = make_legend(rig, PoseMapStyle{});
  const Json json = Json::parse(to_json(legend, rig.skeleton).dump());
  EXPECT_EQ(legend_from_json(json, rig.skeleton, "x").joints.size(), 3u);
}

WorkingFolder example_folder(const std::filesystem::path& path, const Rig& rig) {
  WorkingFolder folder;
  folder.path = path;
  folder.fps = 12;
  folder.frames = 5;
  folder.cameras = make_view_rig(rest_bounds(rig), ViewRigOptions{});
  folder.legend = make_legend(rig, PoseMapStyle{});
  return folder;
}

TEST(WorkingFolder, RoundTrip) {
  const Rig rig = tree(6);
  const TemporaryFolder temporary;
  const WorkingFolder written = example_folder(temporary.path() / "a" / "b", rig);
  write_working_folder(written, rig.skeleton);
  EXPECT_TRUE(fs::is_directory(written.frame_image("pose", 3, 0).parent_path()));
  EXPECT_TRUE(fs::is_directory(written.rest_image("rgb", 0).parent_path()));
  const WorkingFolder read = read_working_folder(written.path, rig.skeleton);
  EXPECT_EQ(read.frames, 5);
  EXPECT_EQ(read.fps, 12);
  ASSERT_EQ(read.cameras.size(), 4u);
  EXPECT_TRUE(read.cameras[1].camera_from_world.isApprox(written.cameras[1].camera_from_world));
  EXPECT_EQ(to_json(read.legend, rig.skeleton), to_json(written.legend, rig.skeleton));
  EXPECT_EQ(read.frame_image("rgb", 2, 34), read.path / "rgb" / "v2" / "0034.png");
  EXPECT_EQ(read.rest_image("pose", 1), read.path / "rest" / "pose_v1.png");
}

TEST(WorkingFolder, RefusesDamage) {
  const Rig rig = tree(6);
  const TemporaryFolder temporary;
  write_working_folder(example_folder(temporary.path(), rig), rig.skeleton);
  const auto cameras = temporary.path() / "cameras.json";
  const std::string text = read_file(cameras);
  for (size_t length = 0; length + 2 < text.size(); length += 61) {
    write_file(cameras, text.substr(0, length));
    EXPECT_THROW(read_working_folder(temporary.path(), rig.skeleton), Error) << length;
  }
  const auto expect_error = [&](auto change, const std::string& part) {
    Json bad = Json::parse(text);
    change(bad);
    write_json(cameras, bad);
    EXPECT_THAT([&] { read_working_folder(temporary.path(), rig.skeleton); },
                ThrowsMessage<Error>(HasSubstr(part)));
  };
  expect_error([](Json& j) { j["frames"] = -1; }, "frames");
  expect_error([](Json& j) { j["frames"] = 1e18; }, "frames");
  expect_error([](Json& j) { j["fps"] = 0; }, "fps");
  expect_error([](Json& j) { j["views"] = Json::array(); }, "number of views");
  expect_error([](Json& j) { j["views"][1]["width"] = 1 << 20; }, "views[1]: width");
  expect_error([](Json& j) { j["views"][1] = "x"; }, "views[1]");
  expect_error([](Json& j) { j = 3; }, "expected an object");
  fs::remove(cameras);
  EXPECT_THAT([&] { read_working_folder(temporary.path(), rig.skeleton); },
              ThrowsMessage<Error>(HasSubstr("cameras.json")));
}

}  // namespace
}  // namespace animax
