// SPDX-License-Identifier: MIT
#include "data/stats.h"

#include "core/interrupt.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "data/curate/quality.h"
#include "data/shards/render_shards.h"
#include "data/shards/tar.h"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace animax::data {

namespace {

constexpr double kFrameRate = 12;  // at which motions are compared

}  // namespace

void DataStats::add(const Clip& clip) {
  const auto or_unknown = [](const std::string& text) { return text.empty() ? "unknown" : text; };
  ++clips;
  seconds += clip.seconds;
  ++by_plan[or_unknown(clip.plan)];
  ++by_motion[or_unknown(clip.motion)];
  ++by_source[or_unknown(clip.source)];
  ++by_licence[or_unknown(clip.licence)];
  captions.insert(clip.caption);
  combinations.insert(or_unknown(clip.plan) + "/" + or_unknown(clip.motion));
}

Json to_json(const DataStats& stats) {
  Json json{{"clips", stats.clips},
            {"seconds", stats.seconds},
            {"by_plan", stats.by_plan},
            {"by_motion", stats.by_motion},
            {"by_source", stats.by_source},
            {"by_licence", stats.by_licence},
            {"distinct_captions", stats.captions.size()},
            {"distinct_combinations", stats.combinations.size()}};
  if (!stats.rig_motions.empty()) json["distinct_rig_motions"] = stats.rig_motions.size();
  return json;
}

DataStats stats_of_scenes(const SyntheticClipOptions& options, uint64_t count, double seconds) {
  DataStats stats;
  std::mutex mutex;
  Progress progress("scenes", count);
  // Counts and sets do not depend on the order of adding, and all clips are equally long.
  parallel_for(count, [&](size_t i) {
    throw_if_interrupted();
    const SyntheticScene scene = draw_scene(options, i);
    const Rig& rig = scene.creature.rig;
    const int frames = std::max(2, static_cast<int>(std::lround(seconds * kFrameRate)) + 1);
    const std::pair prints(
        fingerprint(rig),
        fingerprint(
            make_motion(rig.skeleton, scene.creature.anatomy, scene.params, kFrameRate, frames)));
    progress.advance();
    const std::lock_guard lock(mutex);
    stats.rig_motions.insert(prints);
    stats.add({to_string(scene.creature.anatomy.plan),
               scene.params.motion,
               "procedural",
               "MIT",
               scene.caption,
               seconds});
  });
  return stats;
}

DataStats stats_of_report(const CurateReport& report) {
  DataStats stats;
  for (const FileRow& file : report.files)
    for (const ClipRow& clip : file.clips)
      if (clip.reasons.empty()) {
        stats.add(
            {file.category, clip.motion, file.source, file.licence, clip.caption, clip.duration});
        stats.rig_motions.emplace(file.rig.hash, clip.hash);
      }
  return stats;
}

DataStats stats_of_shards(const std::filesystem::path& folder) {
  DataStats stats;
  for (const auto& path : find_shards(folder)) {
    throw_if_interrupted();
    TarReader reader(path);
    while (const auto member = reader.next()) {
      if (!member->name.ends_with(".clip.json")) continue;
      const std::string where = path.string() + ": " + member->name;
      const Json json = Json::parse(member->content, nullptr, false);
      if (!json.is_object()) throw Error(where, ": is no JSON object");
      const auto text = [&](const char* key) { return json_get<std::string>(json, key, where); };
      const double fps = json_get<double>(json, "fps", where);
      if (!(fps > 0)) throw Error(where, ": fps: found ", fps, ", expected more than 0");
      stats.add({text("plan"),
                 text("motion"),
                 text("source"),
                 text("licence"),
                 text("caption"),
                 (json_get<int>(json, "frames", where) - 1) / fps});
    }
    if (!reader.complete()) throw Error(path.string(), ": ends too early");
  }
  return stats;
}

}  // namespace animax::data
