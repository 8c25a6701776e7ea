// SPDX-License-Identifier: MIT
// Counts of a data set: by body plan, motion, source and licence, and seconds of motion.
#pragma once

#include "core/json.h"
#include "data/clips/synthetic_clips.h"
#include "data/curate/report.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace animax::data {

/// Adds up clips. All counts are of clips.
struct DataStats {
  uint64_t clips = 0;
  double seconds = 0;
  std::map<std::string, uint64_t> by_plan, by_motion, by_source, by_licence;
  std::set<std::string> captions, combinations;  ///< distinct ones; a combination is "PLAN/MOTION"
  /// Distinct pairs of rig and motion, by fingerprint (curate/quality.h); empty where unknown.
  std::set<std::pair<uint64_t, uint64_t>> rig_motions;

  struct Clip {
    std::string plan, motion, source, licence, caption;
    double seconds = 0;
  };
  void add(const Clip& clip);
};

/// {"clips","seconds","by_plan",...,"distinct_captions","distinct_combinations"} and,
/// but for shards, "distinct_rig_motions"
Json to_json(const DataStats& stats);

/// Scenes 0 ... count - 1 that training would draw, each `seconds` long. On all cores; the result
/// does not depend on their number. Throws Interrupted on Ctrl-C.
DataStats stats_of_scenes(const SyntheticClipOptions& options, uint64_t count, double seconds);

/// The kept clips of a report.
DataStats stats_of_report(const CurateReport& report);

/// All samples of a folder's tar files, finished ones only. Throws Error naming the file for one
/// that is damaged or whose clip.json lacks a key.
DataStats stats_of_shards(const std::filesystem::path& folder);

}  // namespace animax::data
