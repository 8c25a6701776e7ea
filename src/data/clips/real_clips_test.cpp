// SPDX-License-Identifier: MIT
#include "data/clips/real_clips.h"

#include "core/error.h"
#include "core/file.h"
#include "data/clips/real_motions.h"
#include "data/creatures/creature.h"
#include "data/motions/motion.h"
#include "formats/gltf_writer.h"

#include <gtest/gtest.h>

namespace animax::data {
namespace {

std::string row(const char* name, const char* split, const char* licence, const char* subject) {
  return str_cat(R"({"path": ")",
                 name,
                 R"(.glb", "split": ")",
                 split,
                 R"(", "source": "test",)",
                 R"( "licence": ")",
                 licence,
                 R"(", "attribution": "by )",
                 name,
                 R"(",)",
                 R"( "category": "quadruped", "subject": ")",
                 subject,
                 R"(", "rig_id": ")",
                 name,
                 R"(", "clips": [{"index": 0, "name": "Walk", "duration_s": 2.6, "caption": ")",
                 subject,
                 R"( walks forward", "usable": true}]})");
}

/// A folder of two animals with a walk of 2.7 s each, one more rig for tests only.
class AssetFolder {
 public:
  AssetFolder() {
    write("fox", 1);
    write("horse", 2);
    write("wolf", 3);
    write_file(folder_.path() / "INDEX.json",
               str_cat(R"({"files": [)",
                       row("fox", "train", "CC0-1.0", "a red fox"),
                       ", ",
                       row("horse", "train", "CC-BY-4.0", "a horse"),
                       ", ",
                       row("wolf", "public_test", "CC0-1.0", "a wolf"),
                       "]}"));
  }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  void write(const std::string& species, uint64_t seed) {
    Rng rng(seed);
    CreatureOptions options;
    options.species = species;
    options.triangles = 700;
    options.tidy = true;
    Creature creature = make_creature(BodyPlan::kQuadruped, rng, options);
    MotionParams params;
    params.motion = "walk";
    params.blend_in = 0;
    const Motion motion = make_motion(creature.rig.skeleton, creature.anatomy, params, 24, 65);
    creature.rig.clips = {to_clip(motion, creature.rig.skeleton, "Walk")};
    formats::write_glb(creature.rig, folder_.path() / (species + ".glb"));
  }
  TemporaryFolder folder_;
};

TEST(RealAssets, TakesTheWantedSplitAndLicence) {
  const AssetFolder folder;
  EXPECT_EQ(RealAssets(folder.path()).bodies().size(), 2u);
  RealAssetFilter filter;
  filter.licences = {"CC0-1.0"};
  ASSERT_EQ(RealAssets(folder.path(), filter).bodies().size(), 1u);
  filter.test_rigs = true;
  EXPECT_EQ(RealAssets(folder.path(), filter).bodies()[0].subject, "a wolf");
  filter.licences = {"GPL-3.0"};
  EXPECT_THROW(RealAssets(folder.path(), filter), Error);
  EXPECT_THROW(RealAssets(folder.path() / "missing"), Error);
}

TEST(CutWindow, BeginsAtRestAndStaysInPlace) {
  const AssetFolder folder;
  const RealAssets assets(folder.path());
  const RealRig& fox = assets.body(0);
  const RealClip& clip = assets.bodies()[0].clips[0];
  const WindowOptions options;
  ASSERT_EQ(window_count(clip.duration, options), 2);
  const auto first = cut_window(fox, clip, 0, options), second = cut_window(fox, clip, 1, options);
  ASSERT_TRUE(first && second);
  ASSERT_EQ(first->frames.size(), 17u);
  const Pose rest = fox.rig.skeleton.rest_pose();
  double moved = 0;
  for (size_t j = 0; j < rest.size(); ++j) {
    EXPECT_LT(rotation_distance(first->frames[0][j].rotation, rest[j].rotation), 1e-6);
    moved = std::max(moved, rotation_distance(first->frames[8][j].rotation, rest[j].rotation));
  }
  EXPECT_GT(moved, 0.1);
  RealClip missing = clip;
  missing.name = "Fly";
  EXPECT_FALSE(cut_window(fox, missing, 0, options));
}

TEST(CaptionOfClip, SpeaksOfTheSubjectAndTheMotion) {
  RealClip clip;
  clip.name = "Armature|Walk";
  clip.caption = "a fox walks forward";
  EXPECT_EQ(motion_of_clip(clip), "walk");
  Rng rng(1);
  for (int k = 0; k < 8; ++k) {
    const std::string text =
        caption_of_clip(clip, "a fox", "a horse", BodyPlan::kQuadruped, Split::kTrain, rng);
    EXPECT_EQ(text.find("fox"), std::string::npos) << text;
    EXPECT_EQ(motion_of_caption(text), "walk") << text;
  }
}

TEST(DrawRealScene, EveryKindIsDeterministicAndWellFormed) {
  const AssetFolder folder;
  const RealAssets assets(folder.path()), again(folder.path());
  RealSceneOptions options;
  options.scenes_per_rig = 2;
  RealSceneDrawer first(assets, options), second(again, options);
  std::map<std::string, int> kinds;
  for (uint64_t i = 0; i < 24; ++i) {
    if (i % 3 == 1) second.draw(23 - i);  // what was drawn before does not matter
    const RealScene& a = first.draw(i);
    const RealScene& b = second.draw(i);
    ++kinds[a.source];
    EXPECT_EQ(a.caption, b.caption);
    EXPECT_FALSE(a.caption.empty());
    EXPECT_FALSE(a.licence.empty());
    ASSERT_EQ(a.motion.frames.size(), 17u);
    check(a.rig);
    ASSERT_EQ(a.motion.frames[9].size(), a.rig.skeleton.joints.size());
    const auto x = joint_positions(a.rig.skeleton, a.motion.frames[9]);
    const auto y = joint_positions(b.rig.skeleton, b.motion.frames[9]);
    for (size_t j = 0; j < x.size(); ++j) {
      ASSERT_TRUE(x[j].allFinite());
      EXPECT_EQ((x[j] - y[j]).norm(), 0);
    }
  }
  EXPECT_EQ(kinds.size(), 3u);
}

TEST(DrawRealScene, MixDecidesTheKind) {
  const AssetFolder folder;
  const RealAssets assets(folder.path());
  RealSceneOptions options;
  options.mix = {0, 1, 0};
  const SceneCounts counts = count_real_scenes(assets, options, 0, 6);
  EXPECT_EQ(counts.by_source.at("clip: test"), 6);
  EXPECT_EQ(counts.by_motion.at("walk"), 6);
  options.mix = {0, 0, 0};
  EXPECT_THROW(RealSceneDrawer(assets, options), Error);
}

}  // namespace
}  // namespace animax::data
