// SPDX-License-Identifier: MIT
// What `animate` does with rigs, prompts, models and outputs that are not as they should be: one
// clear line, the right exit code, nothing half-written.
#include "core/json.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"
#include "program.h"
#include "scene/synthetic.h"

namespace animax {
namespace {

const fs::path kModel = fs::path(ANIMAX_SOURCE_DIR) / "models" / "mini";

class Robustness : public ProgramTest {
 protected:
  void SetUp() override {
    if (!fs::exists(kModel / "model.json")) GTEST_SKIP() << kModel << " is not there";
    write_rig("rig.glb", 0);
  }

  // A tree of `joints` joints; 0: a biped.
  void write_rig(const std::string& name, int joints) const {
    SyntheticOptions options;
    options.shape = joints == 0 ? SyntheticShape::kBiped : SyntheticShape::kTree;
    options.joints = std::max(joints, 1);
    options.frames = 2;
    formats::write_glb(make_synthetic_world(options, 1).rig, path(name));
  }

  // animate RIG PROMPT -o OUTPUT with the quickest settings, and whatever else is asked for.
  std::vector<std::string> animate(const std::string& rig,
                                   const std::string& prompt,
                                   const std::string& output,
                                   std::vector<std::string> more = {}) const {
    std::vector<std::string> all{
        "animate", path(rig), prompt, "-o", output, "--steps", "1", "-q", "--device", "cpu"};
    if (std::find(more.begin(), more.end(), "--model") == more.end())
      more.insert(more.end(), {"--model", kModel.string()});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  // The output's name is given to animate() and must not exist afterwards.
  void expect_refusal(const std::vector<std::string>& arguments,
                      int code,
                      const std::string& mentions) const {
    ProgramTest::expect_refusal(finish(start(arguments)), code, mentions);
    expect_nothing_written();
  }

  void expect_nothing_written() const {
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
      EXPECT_EQ(entry.path().filename().string().find("result"), std::string::npos) << entry.path();
  }

  std::string result() const { return path("result.glb"); }

  // A copy of the model whose `file` is cut to that fraction of its bytes; below 0: is missing.
  std::string broken_model(const std::string& file, double kept_fraction) const {
    const fs::path folder = path("model");
    fs::remove_all(folder);
    make_folder(folder);
    for (const auto& entry : fs::directory_iterator(kModel))
      if (entry.path().filename() != file)
        fs::create_symlink(entry.path(), folder / entry.path().filename());
    if (kept_fraction < 0) return folder.string();
    const std::string whole = read_file(kModel / file);
    write_file(folder / file, whole.substr(0, static_cast<size_t>(whole.size() * kept_fraction)));
    return folder.string();
  }
};

TEST_F(Robustness, ARigWithNothingToMoveIsRefused) {
  write_file(path("empty.gltf"),
             R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{}]})");
  expect_refusal(animate("empty.gltf", "it walks", result()), 1, "nothing to animate");
}

TEST_F(Robustness, OneJointAndFiveHundredAreAnimated) {
  for (int joints : {1, 500}) {
    write_rig("many.glb", joints);
    const Outcome outcome = finish(start(animate("many.glb", "it shakes", result(), {"--json"})));
    ASSERT_EQ(outcome.code, 0) << joints << ": " << outcome.err;
    EXPECT_GE(Json::parse(outcome.out)["joints_drawn"], 1);
    const Rig rig = formats::read_rig(result());
    EXPECT_EQ(rig.skeleton.size(), joints);
    ASSERT_EQ(rig.clips.size(), 2u);
    EXPECT_EQ(rig.clips.back().name, "it shakes");
  }
}

TEST_F(Robustness, EmptyLongAndForeignPromptsAreTaken) {
  std::string novel;
  while (novel.size() < 60000) novel += "the knight walks and ";
  for (const std::string& prompt : {std::string(), novel, std::string("狐狸在奔跑")}) {
    const Outcome outcome = finish(start(animate("rig.glb", prompt, result())));
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const Rig rig = formats::read_rig(result());
    if (!prompt.empty()) {
      EXPECT_EQ(rig.clips.back().name, prompt);
    }
  }
}

TEST_F(Robustness, APromptThatIsNotUtf8IsWrongUsage) {
  expect_refusal(animate("rig.glb", "\xff\xfe walks", result()), 2, "UTF-8");
}

TEST_F(Robustness, AMissingOrNewerModelIsNamed) {
  const std::string nowhere = path("nowhere");
  expect_refusal(animate("rig.glb", "x", result(), {"--model", nowhere}), 1, nowhere);
  const std::string newer = broken_model("model.json", -1);
  Json settings = read_json(kModel / "model.json");
  settings["format_version"] = 99;
  write_json(fs::path(newer) / "model.json", settings);
  expect_refusal(animate("rig.glb", "x", result(), {"--model", newer}), 1, "format_version 99");
}

TEST_F(Robustness, TruncatedAndMissingModelFilesAreNamed) {
  for (const char* file :
       {"model.json", "transformer.safetensors", "text_encoder.safetensors", "tokenizer.model"})
    for (double kept : {-1.0, 0.0, 0.6}) {
      SCOPED_TRACE(str_cat(file, " ", kept));
      const std::string model = broken_model(file, kept);
      expect_refusal(animate("rig.glb", "x", result(), {"--model", model}), 1, file);
    }
}

TEST_F(Robustness, ARunThatIsInterruptedLeavesNothing) {
  // Far more work than the test waits for.
  const pid_t child =
      start(animate("rig.glb", "x", result(), {"--candidates", "64", "--keep", path("result")}));
  // The handler must be in place: bit SIGINT - 1 of the mask of caught signals.
  for (int i = 0; i < 3000; ++i) {
    const std::string status = read_file(str_cat("/proc/", child, "/status"));
    const size_t at = status.find("SigCgt:\t");
    if (at != std::string::npos && std::stoull(status.substr(at + 8, 16), nullptr, 16) & 2) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  ASSERT_EQ(::kill(child, SIGINT), 0);
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 130) << outcome.err;
  EXPECT_TRUE(outcome.out.empty());
  EXPECT_NE(outcome.err.find("interrupted"), std::string::npos) << outcome.err;
  expect_nothing_written();
}

TEST_F(Robustness, InterruptedTrainingSaysSoAndGoesOn) {
  const auto write_config = [&](int steps) {
    write_json(
        path("tiny.json"),
        {{"extends", (fs::path(ANIMAX_SOURCE_DIR) / "configs" / "mini.json").string()},
         {"output", path("run")},
         {"device", "cpu"},
         {"transformer", {{"dim", 48}, {"ffn_dim", 64}, {"num_heads", 2}, {"num_layers", 1}}},
         {"stages", {{{"steps", steps}, {"views", 1}, {"batch", 2}}}},
         {"checkpoint_minutes", 0},
         {"validate_every", steps},
         {"validation_clips", 2},
         {"sample_clips", 0}});
  };
  write_config(1000000);
  const pid_t child = start({"train", path("tiny.json"), "-q"});
  for (int i = 0; i < 6000 && !fs::exists(path("run/model/model.json")); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_EQ(::kill(child, SIGINT), 0);
  const Outcome stopped = finish(child);
  EXPECT_EQ(stopped.code, 130) << stopped.err;
  EXPECT_NE(stopped.out.find("--resume"), std::string::npos) << stopped.out;
  const int done = std::stoi(stopped.out);
  ASSERT_GT(done, 0);
  write_config(done + 2);
  const Outcome rest = finish(start({"train", path("tiny.json"), "--resume", "-q"}));
  EXPECT_EQ(rest.code, 0) << rest.err;
  EXPECT_EQ(std::stoi(rest.out), done + 2);
}

TEST_F(Robustness, AFullDiskIsAnErrorAndDevicesSurvive) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  expect_refusal(animate("rig.glb", "x", "/dev/full"), 1, "/dev/full");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(Robustness, OutputsThatCannotBeAreRefusedBeforeTheWork) {
  expect_refusal(animate("rig.glb", "x", "/no/such/folder/result.glb"), 1, "/no/such/folder");
  expect_refusal(animate("rig.glb", "x", path("result.png")), 2, ".glb");
  make_folder(path("taken.glb"));
  expect_refusal(animate("rig.glb", "x", path("taken.glb")), 1, "is a folder");
}

}  // namespace
}  // namespace animax
