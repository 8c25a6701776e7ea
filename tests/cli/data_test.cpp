// SPDX-License-Identifier: MIT
// The data commands as a user runs them, killed and interrupted in the middle.
#include "core/json.h"
#include "formats/gltf_writer.h"
#include "program.h"
#include "scene/synthetic.h"

#include <map>

namespace animax {
namespace {

class DataCli : public ProgramTest {
 protected:
  static int end(pid_t pid, int signal) {
    ::kill(pid, signal);
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
  }

  std::map<std::string, std::string> files_of(const std::string& name) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(path(name)))
      files[entry.path().filename().string()] = read_file(entry.path());
    return files;
  }

  void make_assets(int count) const {
    make_folder(path("assets"));
    SyntheticOptions options;
    options.shape = SyntheticShape::kBiped;
    options.textured = true;
    options.frames = 31;
    for (int i = 0; i < count; ++i)
      formats::write_glb(make_synthetic_world(options, static_cast<uint64_t>(i + 1)).rig,
                         path("assets/robot" + std::to_string(i) + ".glb"));
    write_file(path("assets/broken.fbx"), "not an FBX file");
  }
};

TEST_F(DataCli, RenderKilledInTheMiddleLosesNothing) {
  const std::string options =
      "--count 12 --clips-per-shard 2 --size 32 --frames 4 --triangles 400 --seed 7";
  ASSERT_EQ(run("data render -q " + options + " --threads 2 -o " + path("whole")).code, 0);
  const auto expected = files_of("whole");
  ASSERT_EQ(expected.size(), 7u);  // six tar files and dataset.json

  const pid_t pid = start({"data",
                           "render",
                           "--count",
                           "12",
                           "--clips-per-shard",
                           "2",
                           "--size",
                           "32",
                           "--frames",
                           "4",
                           "--triangles",
                           "400",
                           "--seed",
                           "7",
                           "--threads",
                           "1",
                           "-o",
                           path("killed")});
  wait_for(pid, [&] { return fs::exists(path("killed/clips-000001.tar")); });
  const int status = end(pid, SIGKILL);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the program ended before it could be killed";
  size_t finished = 0;
  for (const auto& [name, bytes] : files_of("killed")) {
    if (!name.ends_with(".tar")) continue;
    ++finished;
    EXPECT_EQ(bytes, expected.at(name)) << name << " is not whole";
  }
  EXPECT_GE(finished, 2u);
  EXPECT_LT(finished, 6u);

  const Outcome rerun = run("data render -q --json " + options + " -o " + path("killed"));
  ASSERT_EQ(rerun.code, 0) << rerun.err;
  EXPECT_EQ(Json::parse(rerun.out)["already"], finished);
  EXPECT_EQ(files_of("killed"), expected);
}

TEST_F(DataCli, RenderShardsAddUp) {
  const std::string options = "data render -q --count 3 --clips-per-shard 1 --size 32 --frames 2 ";
  for (const char* shard : {"0/2", "1/2"})
    ASSERT_EQ(run(options + "--shard " + shard + " -o " + path("set")).code, 0);
  const Outcome stats = run("data stats --json --shards " + path("set"));
  ASSERT_EQ(stats.code, 0) << stats.err;
  EXPECT_EQ(Json::parse(stats.out)["clips"], 3);
}

TEST_F(DataCli, RenderRefusesBadInput) {
  expect_failure("data render -o " + path("x") + " --shard 2/2", 2, "--shard");
  expect_failure("data render -o " + path("x") + " --shard two", 2, "--shard");
  expect_failure("data render -o " + path("x") + " --size 5", 2, "--size");
  expect_failure("data render -o " + path("x") + " --plan unicorn", 2, "unicorn");
  expect_failure("data render -o " + path("x") + " --from " + path("none.json"), 1, "none.json");
  write_file(path("list.json"), "[1, 2]");
  expect_failure("data render -o " + path("x") + " --from " + path("list.json"), 1, "list.json");
  expect_failure("data render -o " + path("x") + " --vae " + path("none.pth"), 1, "none.pth");
  expect_failure("data render -o " + path("x") + " --size 36 --vae none.pth", 2, "--size");
  expect_failure("data render", 2, "--output");
  EXPECT_FALSE(fs::exists(path("x")));
}

TEST_F(DataCli, CurateThenRenderThenStats) {
  make_assets(2);
  const Outcome curated = run("data curate " + path("assets") + " --json -q --licence CC0-1.0 -o " +
                              path("report.json"));
  ASSERT_EQ(curated.code, 0) << curated.err;
  const Json summary = Json::parse(curated.out);
  EXPECT_EQ(summary["files"], 3);
  EXPECT_EQ(summary["unreadable"], 1);
  EXPECT_EQ(summary["kept"], 2);
  ASSERT_EQ(run("data render -q --size 32 --frames 3 --from " + path("report.json") + " -o " +
                path("set"))
                .code,
            0);
  for (const std::string& source : {"--shards " + path("set"), "--report " + path("report.json")}) {
    const Outcome stats = run("data stats --json " + source);
    ASSERT_EQ(stats.code, 0) << stats.err;
    const Json json = Json::parse(stats.out);
    EXPECT_EQ(json["clips"], 2) << source;
    EXPECT_EQ(json["by_licence"]["CC0-1.0"], 2) << source;
  }
}

TEST_F(DataCli, CurateInterruptedGoesOn) {
  make_assets(8);
  const pid_t pid = start({"data",
                           "curate",
                           path("assets"),
                           "--threads",
                           "1",
                           "--caption-command",
                           "touch " + path("started") + "; sleep 0.3; echo a robot; test",
                           "-o",
                           path("report.json")});
  wait_for(pid, [&] { return fs::exists(path("started")); });
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  const int status = end(pid, SIGINT);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  const size_t done = read_json(path("report.json"))["files"].size();
  EXPECT_LT(done, 9u);
  const Outcome rest =
      run("data curate " + path("assets") + " --json -q -o " + path("report.json"));
  ASSERT_EQ(rest.code, 0) << rest.err;
  EXPECT_EQ(Json::parse(rest.out)["measured"], 9 - done);
}

TEST_F(DataCli, CurateRefusesBadInput) {
  make_assets(1);
  const std::string ok = "data curate " + path("assets") + " -q -o " + path("r.json") + " ";
  expect_failure("data curate " + path("nowhere") + " -o " + path("r.json"), 1, "nowhere");
  expect_failure("data curate " + path("assets"), 2, "--output");
  expect_failure(ok + "--min-frames 0", 2, "--min-frames");
  expect_failure(ok + "--caption-endpoint localhost --caption-model m", 2, "--caption-endpoint");
  expect_failure(ok + "--caption-endpoint http://localhost/v1", 2, "--caption-model");
  expect_failure(ok + "--caption-command true --caption-endpoint http://localhost", 2, "one of");
  expect_failure(ok + "--caption-key-env KEY", 2, "--caption-endpoint");
  expect_failure(ok + "--captions " + path("none.json"), 1, "none.json");
  write_file(path("r.json"), "{}");
  expect_failure(ok, 1, "r.json");
}

TEST_F(DataCli, StatsCountScenes) {
  const Outcome outcome = run("data stats --scenes 20 --json -q");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["clips"], 20);
  EXPECT_EQ(json["by_source"]["procedural"], 20);
  EXPECT_GT(json["seconds"], 20);
}

TEST_F(DataCli, StatsRefuseBadInput) {
  expect_failure("data stats --scenes 0", 2, "--scenes");
  expect_failure("data stats --shards " + path("nowhere"), 1, "nowhere");
  make_folder(path("empty"));
  expect_failure("data stats --shards " + path("empty"), 1, "empty");
  expect_failure("data stats --report a --shards b", 2, "one of");
  write_file(path("empty/clips-000000.tar"), "no tar");
  expect_failure("data stats --shards " + path("empty"), 1, "clips-000000.tar");
}

}  // namespace
}  // namespace animax
