// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "core/error.h"
#include "core/file.h"
#include "data/creatures/samples.h"
#include "data/creatures/synth.h"
#include "data/motions/motion.h"
#include "formats/gltf_writer.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace animax::cli {
namespace {

struct SynthArguments {
  std::string folder;
  std::vector<std::string> plans;
  std::string wall;
  data::SynthOptions options;
  bool no_clips = false;
};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_names(const data::SynthOptions& options) {
  std::vector<std::string> species;
  for (data::BodyPlan plan : options.plans.empty() ? data::creature_plans() : options.plans)
    for (std::string& name : data::species_of(plan)) species.push_back(std::move(name));
  for (const std::string& name : options.species)
    if (!contains(species, name))
      throw UsageError("--species: found \"", name, "\", which is no species of these body plans");
  for (const std::string& name : options.motions)
    if (!contains(data::motion_names(), name))
      throw UsageError("--motion: found \"", name, "\", which is no motion");
}

Result run_synth(const SynthArguments& a) {
  data::SynthOptions options = a.options;
  options.folder = a.folder;
  options.clips = !a.no_clips;
  options.wall = a.wall;
  for (const std::string& name : a.plans) {
    const auto plan = data::body_plan_from_string(name);
    if (!plan) throw UsageError("--plan: found \"", name, "\", which is no body plan");
    options.plans.push_back(*plan);
  }
  check_names(options);
  if (a.no_clips && options.wall_options.moments > 1)
    throw UsageError("--wall-frames: more than 1 shows clips, which --no-clips leaves out");
  const data::SynthReport report = data::write_synth(options);
  return {{{"output", a.folder},
           {"files", report.files},
           {"by_plan", report.by_plan},
           {"by_motion", report.by_motion},
           {"wall", a.wall.empty() ? Json() : Json(a.wall)},
           {"seconds", report.seconds}},
          str_cat(a.folder, ": ", report.files, " creatures in ", report.seconds, " s\n")};
}

Result run_samples(const std::string& folder) {
  make_folder(folder);
  Json list = Json::array();
  std::string text;
  for (const data::Sample& sample : data::samples()) {
    const fs::path path = fs::path(folder) / (sample.name + ".glb");
    formats::write_glb(data::make_sample(sample).rig, path);
    list.push_back({{"name", sample.name},
                    {"plan", data::to_string(sample.plan)},
                    {"file", path.string()},
                    {"prompts", sample.prompts}});
    for (const std::string& prompt : sample.prompts) text += path.string() + "\t" + prompt + "\n";
  }
  return {{{"samples", list}}, text};
}

}  // namespace

Run setup_data_synth(CLI::App& app) {
  auto a = std::make_shared<SynthArguments>();
  auto& o = a->options;
  app.add_option("-o,--output", a->folder, "Folder to write")->required();
  app.add_option("--count", o.count, "Number of creatures");
  app.add_option("--seed", o.seed, "Seed of everything random");
  app.add_option("--plan", a->plans, "Body plans, taken in turn; default: all");
  app.add_option("--species", o.species, "Species like fox, taken in turn; default: random")
      ->delimiter(',');
  app.add_option("--triangles", o.triangles, "Rough size of a mesh");
  app.add_option("--variety", o.variety, "How far proportions and colours stray: 0 to 2");
  app.add_option("--fps", o.fps, "Keys per second of the clips");
  app.add_option("--frames", o.frames, "Keys per clip");
  app.add_option("--motion", o.motions, "Motions like walk, taken in turn; default: random")
      ->delimiter(',');
  auto* no_clips = app.add_flag("--no-clips", a->no_clips, "Write rigs without animation");
  no_clips->excludes("--motion");
  auto* wall = app.add_option("--wall", a->wall, "PNG file to write: a picture of each creature");
  app.add_option("--wall-frames", o.wall_options.moments, "Moments of the clip in a cell; 1: rest")
      ->check(CLI::Range(1, 16))
      ->needs(wall);
  app.add_option("--wall-size", o.wall_options.size, "Pixels of a picture of the wall")
      ->check(CLI::Range(32, 512))
      ->needs(wall);
  return [a] { return run_synth(*a); };
}

Run setup_data_samples(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  app.add_option("-o,--output", *folder, "Folder to write")->required();
  return [folder] { return run_samples(*folder); };
}

}  // namespace animax::cli
