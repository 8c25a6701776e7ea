// SPDX-License-Identifier: MIT
#include "data/creatures/synth.h"

#include "core/error.h"
#include "core/file.h"
#include "data/creatures/samples.h"
#include "data/motions/motion.h"
#include "formats/read.h"
#include "scene/skinning.h"

#include <gtest/gtest.h>

#include <set>

namespace animax::data {
namespace {

SynthOptions options_for(const std::filesystem::path& folder) {
  SynthOptions options;
  options.count = 16;
  options.triangles = 1000;
  options.frames = 9;
  options.folder = folder;
  return options;
}

std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files[entry.path().filename().string()] = read_file(entry.path());
  return files;
}

}  // namespace

TEST(WriteSynth, FilesReadBackWithTheirClips) {
  TemporaryFolder folder;
  const SynthReport report = write_synth(options_for(folder.path()));
  EXPECT_EQ(report.files, 16);
  EXPECT_EQ(report.by_plan.size(), 16u);
  int rigs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().extension() != ".glb") continue;
    SCOPED_TRACE(entry.path().filename());
    const Rig rig = formats::read_rig(entry.path());
    const Json about = read_json(std::filesystem::path(entry.path()).replace_extension(".json"));
    EXPECT_EQ(rig.triangle_count(), about["triangles"].get<size_t>());
    EXPECT_EQ(rig.clips.size(), 1u);
    EXPECT_FALSE(about["caption"].get<std::string>().empty());
    EXPECT_TRUE(body_plan_from_string(about["plan"]));
    ++rigs;
  }
  EXPECT_EQ(rigs, 16);
}

TEST(WriteSynth, SameSeedSameBytes) {
  TemporaryFolder first, second;
  write_synth(options_for(first.path()));
  write_synth(options_for(second.path()));
  EXPECT_EQ(files_in(first.path()), files_in(second.path()));
}

TEST(WriteSynth, BadOptionsAreNamed) {
  SynthOptions options = options_for("somewhere");
  options.count = 0;
  EXPECT_THROW(write_synth(options), Error);
}

TEST(WriteSynth, SpeciesAndMotionsAreTakenInTurn) {
  TemporaryFolder folder;
  SynthOptions options = options_for(folder.path());
  options.count = 4;
  options.species = {"fox", "spider"};
  options.motions = {"walk", "jump", "die"};
  const SynthReport report = write_synth(options);
  EXPECT_EQ(report.by_plan, (std::map<std::string, int>{{"insect", 2}, {"quadruped", 2}}));
  EXPECT_EQ(report.by_motion, (std::map<std::string, int>{{"walk", 2}, {"jump", 1}, {"die", 1}}));
  EXPECT_EQ(read_json(folder.path() / "fox_000002.json")["motion"], "die");

  options.species = {"fox", "unicycle"};
  EXPECT_THROW(write_synth(options), Error);
  options.species = {"fox"};
  options.motions = {"drive"};
  EXPECT_THROW(write_synth(options), Error);
}

TEST(WriteSynth, TheWallShowsEveryCreature) {
  TemporaryFolder folder;
  SynthOptions options = options_for(folder.path());
  options.count = 3;
  options.species = {"fox", "door", "robot"};
  options.wall = folder.path() / "wall.png";
  options.wall_options.size = 48;
  options.wall_options.moments = 2;
  write_synth(options);
  const Image image = read_image(options.wall);
  const render::PictureWall layout(3, options.wall_options);
  EXPECT_EQ(image.width, 3 * 96 + 2 * 4);
  EXPECT_EQ(image.height, layout.cell_height());
  for (int cell = 0; cell < 3; ++cell)
    for (int moment = 0; moment < 2; ++moment) {
      int drawn = 0;
      for (int y = 0; y < 48; ++y)
        for (int x = 0; x < 48; ++x) {
          const uint8_t* pixel = image.at(layout.left_of(cell) + moment * 48 + x, y);
          drawn += !std::equal(pixel, pixel + 3, options.wall_options.background.begin());
        }
      EXPECT_GT(drawn, 48 * 48 / 20) << cell << " " << moment;
      EXPECT_LT(drawn, 48 * 48 * 9 / 10) << cell << " " << moment;
    }
}

TEST(WriteSynth, AWallThatCannotBeDrawnIsRefused) {
  TemporaryFolder folder;
  SynthOptions options = options_for(folder.path() / "rigs");
  options.wall = folder.path() / "wall.png";
  options.wall_options.moments = 0;
  EXPECT_THROW(write_synth(options), Error);
  options.wall_options.moments = 4;
  options.clips = false;  // nothing to show four moments of
  EXPECT_THROW(write_synth(options), Error);
  options.clips = true;
  options.count = 1'000'000;
  EXPECT_THROW(write_synth(options), Error);
  EXPECT_FALSE(std::filesystem::exists(options.folder));
  options.count = 1;
  options.wall = folder.path() / "missing" / "wall.png";
  EXPECT_THROW(write_synth(options), Error);
  EXPECT_TRUE(std::filesystem::is_empty(options.folder));
}

TEST(Samples, AreTenOrMoreOfDifferentPlansWithTwoPrompts) {
  std::set<BodyPlan> plans;
  std::set<std::string> names;
  for (const Sample& sample : samples()) {
    const Creature creature = make_sample(sample, 1000);
    EXPECT_EQ(creature.anatomy.plan, sample.plan);
    EXPECT_EQ(sample.prompts.size(), 2u);
    EXPECT_TRUE(names.insert(sample.name).second);
    EXPECT_FALSE(motions_for(creature.anatomy).empty());
    plans.insert(sample.plan);
  }
  EXPECT_GE(plans.size(), 10u);
}

}  // namespace animax::data
