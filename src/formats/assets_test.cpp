// SPDX-License-Identifier: MIT
// Every file of ../shared/assets: read, compared with its row in INDEX.json, and written with one
// more animation. Skipped where the folder is absent.
#include "core/file.h"
#include "core/json.h"
#include "formats/gltf_document.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"
#include "scene/skinning.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace animax::formats {
namespace {

const fs::path kAssets = fs::path(ANIMAX_SOURCE_DIR) / ".." / "shared" / "assets";

// Calls visit(path, index row) for each file; the test must have checked that the folder is there.
template <typename Visit>
void each_asset(const Visit& visit) {
  const Json index = read_json(kAssets / "INDEX.json");
  for (const Json& row : index.at("files")) {
    const std::string name = row.at("path");
    SCOPED_TRACE(name);
    visit(kAssets / name, row);
  }
}

double first_key(const Clip& clip) {
  double first = clip.duration;
  for (const JointTracks& t : clip.tracks)
    for (const auto* times : {&t.translation.times, &t.rotation.times, &t.scale.times})
      if (!times->empty()) first = std::min(first, times->front());
  return first;
}

void expect_counts(const Rig& rig, const Json& row) {
  // The index counts joints of skins (or moving nodes); a rig may have more, never fewer: nodes
  // that carry rigid meshes and animated nodes above the skin.
  const int joints = row.at("joints");
  EXPECT_GE(rig.skeleton.size(), joints);
  EXPECT_LE(rig.skeleton.size(), joints + 9);
  // The index counts a mesh once, a rig once for each node that shows it.
  const size_t vertices = row.at("vertices"), triangles = row.value("triangles", size_t{0});
  const size_t copies = vertices == 0 ? 1 : std::max<size_t>(rig.vertex_count() / vertices, 1);
  EXPECT_EQ(rig.vertex_count(), vertices * copies);
  EXPECT_EQ(rig.triangle_count(), triangles * copies);
  ASSERT_EQ(rig.clips.size(), row.at("clips").size());
  for (size_t c = 0; c < rig.clips.size(); ++c) {
    const Json& clip = row.at("clips")[c];
    // The index gives the time from the first key to the last, for BVH one frame more.
    if (!clip.value("usable", false)) continue;
    EXPECT_NEAR(rig.clips[c].duration - first_key(rig.clips[c]),
                clip.at("duration_s").get<double>(),
                row.at("format") == "bvh" ? 0.04 : 0.01)
        << rig.clips[c].name;
  }
}

TEST(Assets, EveryFileAgreesWithItsIndexRow) {
  if (!fs::exists(kAssets / "INDEX.json")) GTEST_SKIP() << "no assets at " << kAssets;
  each_asset([](const fs::path& path, const Json& row) {
    const Rig rig = read_rig(path);
    expect_counts(rig, row);
    EXPECT_GT(rig_height(rig), 0);
  });
}

// What append_animation may have changed, changed back.
OrderedJson without_last_animation(OrderedJson json, const OrderedJson& original) {
  json["animations"].erase(json["animations"].size() - 1);
  if (!original.contains("animations")) json.erase("animations");
  const auto cut = [&](const char* array) {
    while (json[array].size() > original[array].size()) json[array].erase(json[array].size() - 1);
  };
  cut("accessors");
  cut("bufferViews");
  cut("buffers");
  if (!original["buffers"].empty())
    json["buffers"][0]["byteLength"] = original["buffers"][0]["byteLength"];
  for (size_t n = 0; n < original["nodes"].size(); ++n)
    if (original["nodes"][n].contains("matrix")) json["nodes"][n] = original["nodes"][n];
  return json;
}

// The clip sampled at 12 frames per second, rotations and root translations only.
Clip sampled_clip(const Rig& rig) {
  const Clip rest{"rest", 1, {}};
  const Clip& source = rig.clips.empty() ? rest : rig.clips.front();
  return to_clip(sample_motion(source, rig.skeleton, 12), rig.skeleton, "sampled", 1e-6);
}

TEST(Assets, AppendingKeepsEverythingElse) {
  if (!fs::exists(kAssets / "INDEX.json")) GTEST_SKIP() << "no assets at " << kAssets;
  const TemporaryFolder folder;
  each_asset([&](const fs::path& path, const Json& row) {
    if (kind_of(path) != FileKind::kGltf) return;
    const Rig rig = read_rig(path);
    const fs::path output = folder.path() / ("out" + path.extension().string());
    const Clip clip = sampled_clip(rig);
    append_animation(path, rig, clip, {"a new clip", {{"seed", 7}}}, output);

    const GltfDocument before = load_gltf(path), after = load_gltf(output);
    EXPECT_TRUE(std::equal(before.bin.begin(), before.bin.end(), after.bin.begin()))
        << "bytes changed";
    EXPECT_EQ(without_last_animation(after.json, before.json).dump(), before.json.dump());
    const OrderedJson& animation = after.json.at("animations").back();
    EXPECT_EQ(animation.at("name"), "a new clip");
    EXPECT_EQ(animation.at("extras").at("animax").at("seed"), 7);

    // Read again, the new clip gives the same joint positions.
    const Rig again = read_rig(output);
    ASSERT_EQ(again.clips.size(), rig.clips.size() + 1);
    for (double t : {0.0, 0.4 * clip.duration, clip.duration}) {
      const auto want = joint_positions(rig.skeleton, sample_pose(clip, rig.skeleton, t));
      const auto got =
          joint_positions(again.skeleton, sample_pose(again.clips.back(), again.skeleton, t));
      ASSERT_EQ(want.size(), got.size());
      double worst = 0;
      for (size_t j = 0; j < want.size(); ++j) worst = std::max(worst, (want[j] - got[j]).norm());
      EXPECT_LT(worst, 1e-4 * rig_height(rig));
    }
  });
}

TEST(Assets, WrittenAsNewGlbMovesTheSame) {
  if (!fs::exists(kAssets / "INDEX.json")) GTEST_SKIP() << "no assets at " << kAssets;
  const TemporaryFolder folder;
  size_t count = 0;
  each_asset([&](const fs::path& path, const Json& row) {
    if (count++ % 12 != 0) return;  // every twelfth file: textures take long to compress
    const Rig rig = read_rig(path);
    write_glb(rig, folder.path() / "out.glb");
    const Rig again = read_rig(folder.path() / "out.glb");
    ASSERT_EQ(again.skeleton.size(), rig.skeleton.size());
    ASSERT_EQ(again.clips.size(), rig.clips.size());
    EXPECT_EQ(again.triangle_count(), rig.triangle_count());
    EXPECT_EQ(again.textures.size(), rig.textures.size());
    for (size_t c = 0; c < std::min<size_t>(rig.clips.size(), 3); ++c) {
      const double t = 0.37 * rig.clips[c].duration;
      const Bounds want = bounds_of(rig, sample_pose(rig.clips[c], rig.skeleton, t));
      const Bounds got = bounds_of(again, sample_pose(again.clips[c], again.skeleton, t));
      EXPECT_LT((want.min - got.min).norm() + (want.max - got.max).norm(), 1e-4 * want.diagonal());
    }
  });
}

}  // namespace
}  // namespace animax::formats
