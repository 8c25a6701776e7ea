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
