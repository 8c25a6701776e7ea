// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "core/error.h"
#include "data/clips/clip_format.h"
#include "data/clips/splits.h"
#include "data/stats.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

struct StatsArguments {
  std::string report, shards;
  uint64_t scenes = 10000;
  data::SyntheticClipOptions options;
};

std::string describe(const Json& stats) {
  std::string text = str_cat(stats["clips"],
                             " clips, ",
                             stats["seconds"],
                             " s of motion, ",
                             stats["distinct_captions"],
                             " captions, ",
                             stats["distinct_combinations"],
                             " combinations of plan and motion\n");
  for (const char* key : {"by_plan", "by_motion", "by_source", "by_licence"}) {
    text += str_cat(key, ":");
    for (const auto& [name, count] : stats[key].items()) text += str_cat("  ", name, " ", count);
    text += "\n";
  }
  return text;
}

Result run_stats(const StatsArguments& a) {
  if (!a.report.empty() && !a.shards.empty())
    throw UsageError("--report and --shards: take one of them");
  data::DataStats stats;
  if (!a.shards.empty()) {
    stats = data::stats_of_shards(a.shards);
  } else if (!a.report.empty()) {
    stats = data::stats_of_report(data::curate_report_from_json(read_json(a.report), a.report));
  } else {
    if (a.scenes < 1) throw UsageError("--scenes: found 0, expected 1 or more");
    const data::ClipFormat format;
    stats = data::stats_of_scenes(a.options, a.scenes, format.frames / format.fps);
  }
  Json json = data::to_json(stats);
  const std::string text = describe(json);
  if (a.shards.empty() && a.report.empty()) {
    json["held_out_combinations"] = Json::array();
    for (const auto& [plan, motion] : data::held_out_combinations())
      json["held_out_combinations"].push_back(data::to_string(plan) + "/" + motion);
  }
  return {std::move(json), text};
}

}  // namespace

Run setup_data_stats(CLI::App& app) {
  auto a = std::make_shared<StatsArguments>();
  app.add_option("--scenes", a->scenes, "Count that many procedural scenes as training draws them");
  app.add_option("--seed", a->options.seed, "Seed of the scenes");
  app.add_option("--report", a->report, "Count the kept clips of a report of data curate instead");
  app.add_option("--shards", a->shards, "Count a folder of data render instead");
  return [a] { return run_stats(*a); };
}

}  // namespace animax::cli
