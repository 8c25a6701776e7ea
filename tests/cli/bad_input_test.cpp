// SPDX-License-Identifier: MIT
// Bad rigs and bad outputs, for every command that takes a rig: one clear line on stderr, the right
// exit code, nothing left behind.
#include "core/json.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"
#include "program.h"
#include "scene/synthetic.h"

#include <cstring>

namespace animax {
namespace {

class BadInput : public ProgramTest {
 protected:
  BadInput() {
    SyntheticOptions options;
    options.shape = SyntheticShape::kBiped;
    options.frames = 5;
    formats::write_glb(make_synthetic_world(options, 1).rig, path("good.glb"));
    make_folder(path("out"));
    make_folder(path("empty_folder"));
  }

  // Every command that takes a rig, with its output (if any) under out/.
  std::vector<std::string> commands(const std::string& rig) const {
    const std::string out = path("out/");
    return {"info " + rig,
            "render " + rig + " --size 64 -o " + out + "work",
            "sheet " + rig + " --size 32 --frames 2 -o " + out + "s.png",
            "lift " + path("empty_folder") + " --rig " + rig + " -o " + out + "l.glb",
            "roundtrip " + rig + " --size 64 --frames 2",
            "animate " + rig + " wave -o " + out + "a.glb"};
  }

  void expect_refused(const std::string& arguments, int code, const std::string& mentions) const {
    expect_failure(arguments + " -q --json", code, mentions);
    EXPECT_TRUE(fs::is_empty(path("out"))) << arguments << " left a file";
  }

  void expect_all_refuse(const std::string& name, const std::string& mentions) const {
    for (const std::string& command : commands(path(name))) expect_refused(command, 1, mentions);
  }
};

TEST_F(BadInput, MissingFile) { expect_all_refuse("missing.glb", "missing.glb"); }

TEST_F(BadInput, Folder) { expect_all_refuse("empty_folder", "folder"); }

TEST_F(BadInput, EmptyFile) {
  write_file(path("empty.glb"), "");
  expect_all_refuse("empty.glb", "empty");
}

TEST_F(BadInput, TextCalledGlb) {
  write_file(path("text.glb"), "dear diary\n");
  expect_all_refuse("text.glb", "text.glb");
}

TEST_F(BadInput, NothingToAnimate) {
  write_file(path("bare.gltf"), R"({"asset": {"version": "2.0"}, "scenes": [{"nodes": [0]}],
             "scene": 0, "nodes": [{"name": "alone"}]})");
  expect_all_refuse("bare.gltf", "nothing to animate");
}

TEST_F(BadInput, NotANumberInTheMesh) {
  std::string glb = read_file(path("good.glb"));
  uint32_t json_size;
  std::memcpy(&json_size, &glb[12], 4);
  const Json json = Json::parse(glb.substr(20, json_size));
  const size_t accessor = json["meshes"][0]["primitives"][0]["attributes"]["POSITION"];
  const size_t view = json["accessors"][accessor]["bufferView"];
  const size_t at = 20 + json_size + 8 + json["bufferViews"][view]["byteOffset"].get<size_t>();
  const uint32_t nan = 0x7fc00000;
  std::memcpy(&glb[at], &nan, 4);
  write_file(path("nan.glb"), glb);
  expect_all_refuse("nan.glb", "nan.glb");
}

TEST_F(BadInput, MeshWithoutVertices) {
  const std::string glb = read_file(path("good.glb"));
  uint32_t json_size;
  std::memcpy(&json_size, &glb[12], 4);
  Json json = Json::parse(glb.substr(20, json_size));
  for (Json& mesh : json["meshes"])
    for (Json& primitive : mesh["primitives"])
      for (const Json& accessor : primitive["attributes"])
        json["accessors"][accessor.get<size_t>()]["count"] = 0;
  json["buffers"][0]["uri"] = "good.bin";
  write_file(path("good.bin"), glb.substr(20 + json_size + 8));
  write_file(path("hollow.gltf"), json.dump());
  expect_all_refuse("hollow.gltf", "no vertices");
}

TEST_F(BadInput, ZeroLengthBonesAreAnimatedOrRefused) {
  // A chain of joints that all start at one place is odd but a rig: commands that only look work.
  Rig rig = formats::read_rig(path("good.glb"));
  for (Joint& joint : rig.skeleton.joints) joint.rest.translation.setZero();
  for (Clip& clip : rig.clips)
    for (JointTracks& tracks : clip.tracks) tracks.translation = {};
  formats::write_glb(rig, path("point.glb"));
  EXPECT_EQ(run("info " + path("point.glb") + " --json").code, 0);
  const Outcome trip = run("roundtrip " + path("point.glb") + " --size 96 --frames 3 --json");
  ASSERT_EQ(trip.code, 0) << trip.err;
  const Json report = Json::parse(trip.out);
  // Of joints that coincide one is drawn (and its tip), and what it shows is lifted right.
  EXPECT_LT(report["joints_drawn"].get<int>(), rig.skeleton.size()) << report.dump();
  EXPECT_LT(report["mean_joint_error"].get<double>(), 0.02) << report.dump();
}

TEST_F(BadInput, OutputsThatCannotBeWritten) {
  // A file stands where the folder should be: that stops root, too.
  write_file(path("file"), "");
  const std::string rig = path("good.glb"), there = path("file/");
  expect_refused("render " + rig + " --size 64 -o " + there + "work", 1, "file");
  expect_refused("sheet " + rig + " --size 32 --frames 2 -o " + there + "s.png", 1, "file");
  expect_refused(
      "sheet " + rig + " --size 32 --frames 2 -o " + path("nowhere/s.png"), 1, "nowhere");
  EXPECT_EQ(read_file(path("file")), "");
}

TEST_F(BadInput, FolderWithoutWritePermission) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  fs::permissions(path("out"), fs::perms::owner_read | fs::perms::owner_exec);
  expect_refused(
      "sheet " + path("good.glb") + " --size 32 --frames 2 -o " + path("out/s.png"), 1, "s.png");
  fs::permissions(path("out"), fs::perms::owner_all);
}

TEST_F(BadInput, FullDiskUnderStandardOutput) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const std::string command = std::string(ANIMAX_PROGRAM) + " info " + path("good.glb") +
                              " --json > /dev/full 2> " + path("stderr");
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_EQ(read_file(path("stderr")), "animax: standard output: writing failed\n");
}

TEST_F(BadInput, FullDiskUnderTheOutput) {
  // A limit on the size of files fails the way a full disk does: in the middle of writing.
  const std::string limited =
      "bash -c 'trap \"\" XFSZ; ulimit -f 1; " + std::string(ANIMAX_PROGRAM) + " sheet " +
      path("good.glb") + " -q -o " + path("out/s.png") + "' 2>&1 | head -c 500 > " + path("stdout");
  std::system(limited.c_str());
  const std::string said = read_file(path("stdout"));
  EXPECT_NE(said.find("s.png"), std::string::npos) << said;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  EXPECT_TRUE(fs::is_empty(path("out"))) << "a part of the file was left";
}

}  // namespace
}  // namespace animax
