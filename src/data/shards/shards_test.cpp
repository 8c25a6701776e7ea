// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/file.h"
#include "core/image.h"
#include "data/curate/curate.h"
#include "data/shards/ordered_queue.h"
#include "data/shards/render_shards.h"
#include "data/shards/sample.h"
#include "data/shards/tar.h"
#include "data/stats.h"
#include "formats/gltf_writer.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <cstring>

namespace animax::data {
namespace {

RenderShardsOptions small(const fs::path& folder) {
  RenderShardsOptions options;
  options.folder = folder;
  options.count = 5;
  options.clips_per_shard = 2;
  options.size = 32;
  options.frames = 3;
  options.triangles = 400;
  options.threads = 1;
  return options;
}

std::map<std::string, std::string> files_of(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder))
    files[entry.path().filename().string()] = read_file(entry.path());
  return files;
}

TEST(OrderedQueue, HandsOutInOrderWhateverTheThreads) {
  for (int workers : {1, 4}) {
    OrderedQueue<int> queue(
        [] { return [](size_t i) { return static_cast<int>(i * i); }; }, 50, workers, 3);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(queue.next(), i * i);
  }
}

TEST(OrderedQueue, PassesExceptionsOn) {
  OrderedQueue<int> queue(
      [] {
        return [](size_t i) -> int {
          if (i == 3) throw Error("three");
          return 0;
        };
      },
      50,
      2,
      3);
  EXPECT_THROW(for (int i = 0; i < 50; ++i) queue.next(), Error);
}

TEST(EncodeNpy, HasAnAlignedHeaderAndTheValues) {
  const std::vector<float> values{1, 2.5f, -3, 4, 5, 6};
  const std::string bytes = encode_npy({2, 3}, values);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const size_t header = static_cast<uint8_t>(bytes[8]) + 256u * static_cast<uint8_t>(bytes[9]);
  EXPECT_EQ((10 + header) % 64, 0u);
  EXPECT_NE(bytes.find("'shape': (2, 3, )"), std::string::npos);
  ASSERT_EQ(bytes.size(), 10 + header + 24);
  EXPECT_EQ(std::memcmp(bytes.data() + 10 + header, values.data(), 24), 0);
  EXPECT_THROW(encode_npy({2, 2}, values), CheckFailure);
}

TEST(RenderShards, BytesDependOnNeitherThreadsNorTheSplit) {
  const TemporaryFolder folder;
  RenderShardsOptions options = small(folder.path() / "one");
  const RenderShardsReport report = render_shards(options);
  EXPECT_EQ(report.files, 3u);
  EXPECT_EQ(report.clips, 5u);
  const auto expected = files_of(options.folder);
  ASSERT_EQ(expected.size(), 4u);

  options.folder = folder.path() / "split";
  options.threads = 3;
  options.shards = 2;
  for (int shard : {1, 0}) {
    options.shard = shard;
    render_shards(options);
  }
  EXPECT_EQ(files_of(options.folder), expected);
}

TEST(RenderShards, MakesOnlyWhatIsMissing) {
  const TemporaryFolder folder;
  RenderShardsOptions options = small(folder.path());
  render_shards(options);
  const auto expected = files_of(folder.path());
  fs::remove(shard_path(folder.path(), 1));
  write_file(folder.path() / "clips-000001.tar.tmp.123", "left by a killed run");
  const RenderShardsReport again = render_shards(options);
  EXPECT_EQ(again.files, 1u);
  EXPECT_EQ(again.already, 2u);
  EXPECT_EQ(files_of(folder.path()), expected);
  options.seed = 2;
  EXPECT_THROW(render_shards(options), Error);
}

TEST(RenderShards, SamplesHoldWhatTheDocumentationSays) {
  const TemporaryFolder folder;
  RenderShardsOptions options = small(folder.path());
  options.count = 1;
  options.plans = {BodyPlan::kBird};
  render_shards(options);
  TarReader reader(shard_path(folder.path(), 0));
  std::map<std::string, std::string> members;
  while (auto member = reader.next()) members[member->name] = member->content;
  EXPECT_TRUE(reader.complete());
  // Four views of (rest + 3 frames), RGB and pose, and eight files beside them.
  EXPECT_EQ(members.size(), 4u * 4u * 2u + 8u);
  const Json about = Json::parse(members.at("000000000.clip.json"));
  EXPECT_EQ(about["plan"], "bird");
  EXPECT_EQ(about["caption"].get<std::string>() + "\n", members.at("000000000.caption.txt"));
  const Image rgb = decode_image(members.at("000000000.rgb.v3.0002.png"), "rgb", 3);
  EXPECT_EQ(rgb.width, 32);
  const Json skeleton = Json::parse(members.at("000000000.skeleton.json"));
  EXPECT_EQ(skeleton["joints"].size(), about["joints"]);
  EXPECT_GE(members.at("000000000.rotations.npy").size(), 3 * 4 * 4 * skeleton["joints"].size());

  const DataStats stats = stats_of_shards(folder.path());
  EXPECT_EQ(stats.clips, 1u);
  EXPECT_EQ(stats.by_plan.at("bird"), 1u);
  EXPECT_NEAR(stats.seconds, 2 / 12.0, 1e-9);
}

TEST(RenderShards, AddsTheLatentsOfEveryVideo) {
  const TemporaryFolder folder;
  RenderShardsOptions options = small(folder.path());
  options.count = 1;
  options.encoder = "mean";
  options.encode_video = [](const std::vector<Image>& frames) {
    return VideoLatents{{1, frames.size(), 1, 1}, std::vector<float>(frames.size(), 0.5f)};
  };
  render_shards(options);
  EXPECT_EQ(read_json(folder.path() / "dataset.json")["encoder"], "mean");
  const std::string tar = read_file(folder.path() / "clips-000000.tar");
  for (const char* kind : {"rgb", "pose"})
    for (int view = 0; view < 4; ++view)
      EXPECT_NE(tar.find(str_cat("000000000.", kind, ".v", view, ".latents.npy")),
                std::string::npos);
  options.encode_video = {};
  EXPECT_THROW(render_shards(options), Error);  // the folder holds another set
}

TEST(RenderShards, TakesCuratedClipsAndRefusesChangedFiles) {
  const TemporaryFolder folder;
  make_folder(folder.path() / "assets");
  SyntheticOptions synthetic;
  synthetic.shape = SyntheticShape::kBiped;
  synthetic.frames = 30;
  formats::write_glb(make_synthetic_world(synthetic, 1).rig, folder.path() / "assets/robot.glb");
  CurateOptions curate_options;
  curate_options.folder = folder.path() / "assets";
  curate_options.report = folder.path() / "report.json";
  curate_options.limits.min_colors = 0;
  RenderShardsOptions options = small(folder.path() / "shards");
  options.report = curate(curate_options).report;
  ASSERT_EQ(kept_clips(*options.report), 1u) << to_json(*options.report).dump(1);
  options.count = 2;
  render_shards(options);
  const DataStats stats = stats_of_shards(options.folder);
  EXPECT_EQ(stats.by_source, (std::map<std::string, uint64_t>{{"assets", 2}}));
  write_file(folder.path() / "assets/robot.glb", "changed");
  options.folder = folder.path() / "other";
  EXPECT_THROW(render_shards(options), Error);
}

TEST(RenderShardsOptions, AreValidated) {
  const TemporaryFolder folder;
  for (const auto& [field, value] : {std::pair(&RenderShardsOptions::size, 8),
                                     std::pair(&RenderShardsOptions::frames, 1),
                                     std::pair(&RenderShardsOptions::shard, 1),
                                     std::pair(&RenderShardsOptions::shards, 0)}) {
    RenderShardsOptions options = small(folder.path());
    options.*field = value;
    EXPECT_THROW(render_shards(options), UsageError);
  }
}

TEST(StatsOfScenes, CountsWhatTrainingDraws) {
  SyntheticClipOptions options;
  options.triangles = 400;
  const DataStats stats = stats_of_scenes(options, 30, 2);
  EXPECT_EQ(stats.clips, 30u);
  EXPECT_DOUBLE_EQ(stats.seconds, 60);
  uint64_t plans = 0;
  for (const auto& [plan, count] : stats.by_plan) plans += count;
  EXPECT_EQ(plans, 30u);
  EXPECT_GT(stats.by_motion.size(), 5u);
  EXPECT_EQ(to_json(stats)["distinct_captions"], stats.captions.size());
  EXPECT_EQ(stats.rig_motions.size(), 30u);  // no two draws are alike
}

}  // namespace
}  // namespace animax::data
