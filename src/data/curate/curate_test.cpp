// SPDX-License-Identifier: MIT
#include "data/curate/curate.h"

#include "core/file.h"
#include "formats/gltf_writer.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <thread>

namespace animax::data {
namespace {

// A folder with a good rig, a copy of it, one that stands still, one that is too short, one without
// clips, and a broken file.
class Curate : public testing::Test {
 protected:
  Curate() {
    make_folder(assets() / "pack/sub");
    SyntheticOptions options;
    options.shape = SyntheticShape::kBiped;
    options.textured = true;
    options.frames = 31;
    Rig rig = make_synthetic_world(options, 1).rig;
    write("pack/robot.glb", rig);
    write("pack/sub/copy.glb", rig);
    const Clip good = rig.clips[0];
    rig.clips[0].duration = 0.3;
    for (JointTracks& tracks : rig.clips[0].tracks) cut(tracks, 0.3);
    write("pack/short.glb", rig);
    rig.clips[0] =
        to_clip({12, std::vector<Pose>(20, rig.skeleton.rest_pose())}, rig.skeleton, "stay");
    rig.clips[0].duration = 2;
    JointTracks still;
    still.joint = 0;
    still.rotation.times = {0, 2};
    still.rotation.values.assign(2, rig.skeleton.joints[0].rest.rotation);
    rig.clips[0].tracks = {still};
    write("pack/still.glb", rig);
    rig.clips.clear();
    write("fox.glb", rig);
    write_file(assets() / "broken.glb", "glTF but not really");
    write_file(assets() / "readme.txt", "no rig");
    options_.folder = assets();
    options_.report = folder_.path() / "report.json";
  }

  static void cut(JointTracks& tracks, double end) {
    const auto shorten = [end](auto& track) {
      while (!track.times.empty() && track.times.back() > end) {
        track.times.pop_back();
        track.values.pop_back();
      }
    };
    shorten(tracks.translation);
    shorten(tracks.rotation);
    shorten(tracks.scale);
  }

  fs::path assets() const { return folder_.path() / "assets"; }
  void write(const std::string& path, const Rig& rig) { formats::write_glb(rig, assets() / path); }

  static const FileRow& row(const CurateReport& report, const std::string& path) {
    for (const FileRow& file : report.files)
      if (file.path == path) return file;
    throw Error("no row ", path);
  }

  TemporaryFolder folder_;
  CurateOptions options_;
};

using Reasons = std::vector<std::string>;

TEST_F(Curate, SaysWhyEachClipIsDropped) {
  const CurateReport report = curate(options_).report;
  ASSERT_EQ(report.files.size(), 6u);
  EXPECT_EQ(row(report, "pack/robot.glb").clips[0].reasons, Reasons{}) << to_json(report).dump(1);
  EXPECT_EQ(row(report, "pack/sub/copy.glb").clips[0].reasons, Reasons{"duplicate"});
  EXPECT_EQ(row(report, "pack/short.glb").clips[0].reasons, Reasons{"too short"});
  EXPECT_EQ(row(report, "pack/still.glb").clips[0].reasons, Reasons{"nearly static"});
  EXPECT_EQ(row(report, "fox.glb").reasons, Reasons{"no animation"});
  EXPECT_EQ(row(report, "broken.glb").reasons, Reasons{"unreadable"});
  EXPECT_FALSE(row(report, "broken.glb").error.empty());
  EXPECT_EQ(row(report, "pack/robot.glb").source, "pack");
  EXPECT_EQ(row(report, "fox.glb").category, "quadruped");
  const Json counts = summary(report);
  EXPECT_EQ(counts["kept"], 1);
  EXPECT_EQ(counts["unreadable"], 1);
  EXPECT_EQ(counts["dropped_by_reason"]["duplicate"], 1);
}

TEST_F(Curate, ReportReadsBackAndDoesNotDependOnTheProcesses) {
  curate(options_);
  const std::string one = read_file(options_.report);
  const Json json = Json::parse(one);
  EXPECT_EQ(to_json(curate_report_from_json(json, "report")), json);
  fs::remove(options_.report);
  options_.isolate.processes = 3;
  curate(options_);
  EXPECT_EQ(read_file(options_.report), one);
}

TEST_F(Curate, SecondRunKeepsRowsOfUnchangedFiles) {
  EXPECT_EQ(curate(options_).measured, 6u);
  const std::string before = read_file(options_.report);
  EXPECT_EQ(curate(options_).measured, 0u);
  EXPECT_EQ(read_file(options_.report), before);
  write_file(assets() / "broken.glb", "glTF and still broken");
  fs::remove(assets() / "fox.glb");
  const CurateOutcome third = curate(options_);
  EXPECT_EQ(third.measured, 1u);
  EXPECT_EQ(third.report.files.size(), 5u);
}

TEST_F(Curate, ThresholdsNeedNoSecondLook) {
  curate(options_);
  options_.limits.min_frames = 1;
  const CurateOutcome loose = curate(options_);
  EXPECT_EQ(loose.measured, 0u);
  EXPECT_EQ(row(loose.report, "pack/short.glb").clips[0].reasons, Reasons{});
  options_.limits.min_flow = -1;
  EXPECT_THROW(curate(options_), UsageError);
}

TEST_F(Curate, CaptionsComeFromBookThenCommandThenNames) {
  write_json(folder_.path() / "book.json",
             {{"files",
               {{{"path", "pack/robot.glb"},
                 {"category", "robot"},
                 {"licence", "CC0-1.0"},
                 {"clips", {{{"index", 0}, {"caption", "a robot greets"}}}}}}}});
  options_.limits.min_frames = 1;  // keeps short.glb, too
  const CurateReport names = curate(options_).report;
  EXPECT_EQ(row(names, "pack/robot.glb").clips[0].caption_from, "names");
  options_.book = read_caption_book(folder_.path() / "book.json");
  options_.captioner = make_command_captioner("echo a creature moves; test -s");
  const CurateOutcome outcome = curate(options_);
  const FileRow& robot = row(outcome.report, "pack/robot.glb");
  EXPECT_EQ(robot.clips[0].caption, "a robot greets");
  EXPECT_EQ(robot.category, "robot");
  EXPECT_EQ(robot.licence, "CC0-1.0");
  EXPECT_EQ(row(outcome.report, "pack/short.glb").clips[0].caption, "a creature moves");
  // Files with kept clips that had no caption yet: short.glb, and copy.glb before it turns out to
  // be a copy.
  EXPECT_EQ(outcome.measured, 2u);
  EXPECT_EQ(curate(options_).measured, 0u);
}

TEST_F(Curate, CaptionerThatFailsLeavesTheNames) {
  options_.captioner = make_command_captioner("exit 9; test");
  const CurateReport report = curate(options_).report;
  const ClipRow& clip = row(report, "pack/robot.glb").clips[0];
  EXPECT_EQ(clip.caption_from, "names");
  EXPECT_NE(clip.caption_error.find("9"), std::string::npos);
  EXPECT_TRUE(clip.reasons.empty());
}

TEST_F(Curate, ForeignFilesAreNotOverwritten) {
  write_file(options_.report, "{\"mine\": 1}");
  EXPECT_THROW(curate(options_), Error);
  EXPECT_EQ(read_file(options_.report), "{\"mine\": 1}");
  options_.report = "/no/such/folder/report.json";
  EXPECT_THROW(curate(options_), Error);
  options_.folder = folder_.path() / "nowhere";
  EXPECT_THROW(curate(options_), Error);
}

TEST(RunIsolated, SurvivesCrashesHangsAndExceptions) {
  IsolateOptions options;
  options.processes = 2;
  options.timeout_s = 1;
  std::map<size_t, IsolatedResult> results;
  run_isolated(
      5,
      options,
      [](size_t i) -> std::string {
        if (i == 1) std::raise(SIGSEGV);
        if (i == 2) std::this_thread::sleep_for(std::chrono::seconds(60));
        if (i == 3) throw Error("no good");
        return std::string(200000, static_cast<char>('a' + i));
      },
      [&](size_t i, IsolatedResult result) { results[i] = std::move(result); });
  ASSERT_EQ(results.size(), 5u);
  EXPECT_EQ(results[0].output, std::string(200000, 'a'));
  EXPECT_NE(results[1].failure.find("crashed"), std::string::npos) << results[1].failure;
  EXPECT_NE(results[2].failure.find("more than 1 s"), std::string::npos) << results[2].failure;
  EXPECT_EQ(results[3].failure, "no good");
  EXPECT_EQ(results[4].output.size(), 200000u);
}

}  // namespace
}  // namespace animax::data
