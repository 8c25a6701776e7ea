// SPDX-License-Identifier: MIT
// Each command: one good run and one that must fail with one clear line.
#include "core/image.h"
#include "core/json.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"
#include "program.h"
#include "scene/synthetic.h"

namespace animax {
namespace {

// With a rig of one clip.
class Cli : public ProgramTest {
 protected:
  Cli() {
    SyntheticOptions options;
    options.shape = SyntheticShape::kBiped;
    options.frames = 9;
    formats::write_glb(make_synthetic_world(options, 1).rig, path("rig.glb"));
  }
};

TEST_F(Cli, InfoPrintsTheContractsKeys) {
  const Outcome outcome = run("info " + path("rig.glb") + " --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["joints"].size(), 21u);
  EXPECT_EQ(json["clips"][0]["name"], "wave");
  for (const char* key : {"skins", "vertices", "triangles", "warnings"})
    EXPECT_TRUE(json.contains(key)) << key;
}

TEST_F(Cli, WrongUsageEndsWithTwo) {
  expect_failure("", 2, "subcommand");
  expect_failure("inof x", 2, "animax");
  expect_failure("info --nonsense " + path("rig.glb"), 2, "nonsense");
  expect_failure("render " + path("rig.glb"), 2, "--output");
  expect_failure("roundtrip " + path("rig.glb") + " --fps 0", 2, "--fps");
}

TEST_F(Cli, BadFilesEndWithOneAndALineThatNamesThem) {
  expect_failure("info " + path("missing.glb"), 1, "missing.glb");
  write_file(path("broken.glb"), "glTF is not this");
  expect_failure("info " + path("broken.glb"), 1, "broken.glb");
  expect_failure("sheet " + path("rig.glb") + " --clip nope -o " + path("s.png"), 1, "nope");
  expect_failure("info " + folder_.path().string(), 1, "folder");
}

TEST_F(Cli, NothingIsLeftBehindWhereTheOutputCannotBeWritten) {
  expect_failure("sheet " + path("rig.glb") + " -q -o /no/such/folder/s.png", 1, "/no/such/folder");
  expect_failure(
      "animate " + path("rig.glb") + " wave --model " + path("nowhere") + " -o " + path("o.glb"),
      1,
      "nowhere");
  EXPECT_FALSE(fs::exists(path("o.glb")));
}

TEST_F(Cli, SheetMakesAPicture) {
  const Outcome outcome =
      run("sheet " + path("rig.glb") + " --frames 3 --size 64 --json -o " + path("s.png"));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(read_image(path("s.png")).width, Json::parse(outcome.out)["width"]);
}

TEST_F(Cli, RenderedFolderLiftsBackToTheClip) {
  ASSERT_EQ(run("render " + path("rig.glb") + " --size 160 -q -o " + path("work")).code, 0);
  const Outcome lifted = run("lift " + path("work") + " --rig " + path("rig.glb") + " --json -o " +
                             path("lifted.glb"));
  ASSERT_EQ(lifted.code, 0) << lifted.err;
  EXPECT_GT(Json::parse(lifted.out)["confidence"], 0.7);
  const Rig rig = formats::read_rig(path("lifted.glb"));
  ASSERT_EQ(rig.clips.size(), 2u);
  const Motion truth = sample_motion(rig.clips[0], rig.skeleton, 12);
  const Motion found = sample_motion(rig.clips[1], rig.skeleton, 12);
  const size_t frames = std::min(truth.frames.size(), found.frames.size());
  double worst = 0;
  for (size_t f = 0; f < frames; ++f) {
    const auto a = joint_positions(rig.skeleton, truth.frames[f]);
    const auto b = joint_positions(rig.skeleton, found.frames[f]);
    for (size_t j = 0; j < a.size(); ++j) worst = std::max(worst, (a[j] - b[j]).norm());
  }
  EXPECT_LT(worst, 0.05 * rig_height(rig));
}

TEST_F(Cli, RoundtripReportsTheContractsKeys) {
  const Outcome outcome = run("roundtrip " + path("rig.glb") + " --size 128 --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_LT(json["mean_joint_error"], 0.01);
  for (const char* key : {"p95_joint_error", "median_rotation_error_deg"})
    EXPECT_TRUE(json.contains(key)) << key;
  for (const char* key : {"render", "localise", "triangulate", "solve"})
    EXPECT_TRUE(json["seconds"].contains(key)) << key;
}

TEST_F(Cli, RoundtripWritesWhatWasLifted) {
  const std::string trip = "roundtrip " + path("rig.glb") + " --size 96 --frames 3 --json -o ";
  ASSERT_EQ(run(trip + path("lifted.glb")).code, 0);
  EXPECT_EQ(formats::read_rig(path("lifted.glb")).clips.back().name, "lifted");
  EXPECT_NE(run(trip + path("lifted.txt")).code, 0);
  EXPECT_NE(run(trip + path("nowhere/lifted.glb")).code, 0);
}

TEST_F(Cli, DataSynthWritesReadableRigs) {
  const Outcome outcome =
      run("data synth --count 3 --triangles 600 --seed 5 --json -o " + path("synth"));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  int rigs = 0;
  for (const auto& entry : fs::directory_iterator(path("synth")))
    if (entry.path().extension() == ".glb")
      rigs += formats::read_rig(entry.path()).clips.size() == 1;
  EXPECT_EQ(rigs, 3);
  expect_failure("data synth --plan unicorn -o " + path("x"), 2, "unicorn");
  expect_failure("data synth --species unicycle -o " + path("x"), 2, "unicycle");
  expect_failure("data synth --motion yodel -o " + path("x"), 2, "yodel");
}

TEST_F(Cli, DataSynthDrawsAWall) {
  const std::string synth = "data synth --triangles 600 -o " + path("walled");
  const std::string wall = " --wall " + path("wall.png");
  const Outcome outcome = run(synth + " --count 3 --species fox,crane,snail --motion bounce,shake" +
                              " --wall-frames 4 --wall-size 32" + wall);
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(read_image(path("wall.png")).width, 3 * 4 * 32 + 2 * 4);
  expect_failure(synth + wall + " --wall-frames 0", 2, "--wall-frames");
  expect_failure(synth + wall + " --wall-size 9999", 2, "--wall-size");
  expect_failure(synth + wall + " --wall-frames 4 --no-clips", 2, "--no-clips");
  expect_failure(synth + " --wall-frames 4", 2, "--wall");
}

TEST_F(Cli, EvalReportsEveryPerformer) {
  if (!fs::exists(fs::path(ANIMAX_SOURCE_DIR) / "models" / "mini" / "model.json"))
    GTEST_SKIP() << "models/mini is not there";
  const Outcome outcome =
      run("eval --count 1 --steps 1 --retrieval-clips 60 --json -q --report " + path("report.md"));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  for (const char* key : {"generated", "truth", "still", "wrong_caption"}) {
    EXPECT_TRUE(json["all"][key].is_number()) << key;
    EXPECT_TRUE(json["all"]["metrics"][key]["joint_error"].is_number()) << key;
  }
  EXPECT_EQ(json["scenes"].size(), 1u);
  EXPECT_NE(read_file(path("report.md")).find("of 1 held-out clips"), std::string::npos);
  expect_failure("eval --count 0", 2, "--count");
  expect_failure("eval --samples 1 --pairs held-out", 2, "--pairs");
  expect_failure("eval --samples 1 --scenes 7", 2, "--scenes");
  expect_failure("eval --lift-truth 0.1 --steps 4", 2, "--steps");
  expect_failure("eval --real /no/such/folder --rigs -1", 2, "--rigs");
}

}  // namespace
}  // namespace animax
