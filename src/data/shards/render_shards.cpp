// SPDX-License-Identifier: MIT
#include "data/shards/render_shards.h"

#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "data/shards/ordered_queue.h"
#include "data/shards/sample.h"
#include "data/shards/tar.h"
#include "render/renderer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace animax::data {
namespace {

constexpr const char *kPrefix = "clips-", *kSuffix = ".tar";

ClipFormat picture_format(const RenderShardsOptions& options) {
  ClipFormat format;
  format.image_size = options.size;
  return format;
}

// Everything that the bytes of the tar files depend on.
Json description(const RenderShardsOptions& options) {
  const ClipFormat format = picture_format(options);
  Json json{{"version", 2},
            {"count", options.count},
            {"clips_per_shard", options.clips_per_shard},
            {"seed", options.seed},
            {"size", options.size},
            {"frames", options.frames},
            {"fps", options.fps},
            {"views", format.cameras.views},
            {"pose_map", to_json(format.pose_map)},
            {"source", options.report ? "curated" : "procedural"}};
  json["encoder"] = options.encode_video ? options.encoder : "none";
  if (options.report) {
    const std::string text =
        to_json(*options.report).dump(-1, ' ', true, Json::error_handler_t::replace);
    json["report"] = std::to_string(hash64(text));
  } else {
    json["triangles"] = options.triangles;
    json["plans"] = Json::array();
    for (BodyPlan plan : options.plans) json["plans"].push_back(to_string(plan));
  }
  return json;
}

// Writes dataset.json, or compares with the one that is there.
void claim_folder(const RenderShardsOptions& options) {
  make_folder(options.folder);
  const fs::path path = options.folder / "dataset.json";
  const Json wanted = description(options);
  if (!fs::exists(path)) {
    write_json(path, wanted);
    return;
  }
  const Json found = read_json(path);
  for (const auto& [key, value] : wanted.items())
    if (!found.is_object() || !found.contains(key) || found[key] != value)
      throw Error(path.string(),
                  ": ",
                  key,
                  ": found ",
                  found.is_object() && found.contains(key) ? found[key].dump() : "nothing",
                  ", expected ",
                  value.dump(),
                  "; take the same options or another folder");
}

// What a killed run left of this tar.
void remove_leftovers(const fs::path& tar) {
  const std::string prefix = tar.filename().string() + ".tmp.";
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(tar.parent_path(), code))
    if (entry.path().filename().string().starts_with(prefix)) fs::remove(entry.path(), code);
}

// Numbers of the tar files that this run has to make.
std::vector<uint64_t> missing_tars(const RenderShardsOptions& options, uint64_t& already) {
  const uint64_t tars = (options.count + options.clips_per_shard - 1) / options.clips_per_shard;
  std::vector<uint64_t> missing;
  for (uint64_t t = static_cast<uint64_t>(options.shard); t < tars;
       t += static_cast<uint64_t>(options.shards)) {
    if (fs::exists(shard_path(options.folder, t)))
      ++already;
    else
      missing.push_back(t);
  }
  return missing;
}

std::unique_ptr<ShotSource> make_shots(const RenderShardsOptions& options) {
  if (options.report)
    return make_curated_shots(*options.report, options.seed, options.fps, options.frames);
  SyntheticClipOptions synthetic;
  synthetic.seed = options.seed;
  synthetic.plans = options.plans;
  synthetic.triangles = options.triangles;
  return make_procedural_shots(synthetic, options.fps, options.frames);
}

using Queue = OrderedQueue<std::string>;

// What a worker thread does: draws and renders the clip at a place of the list.
Queue::Make make_worker(const RenderShardsOptions& options, const std::vector<uint64_t>& clips) {
  struct Worker {
    std::unique_ptr<ShotSource> shots;
    ClipFormat format;
    render::Renderer renderer;
  };
  auto worker = std::make_shared<Worker>();
  worker->shots = make_shots(options);
  worker->format = picture_format(options);
  return [worker, &clips, &encode_video = options.encode_video](size_t place) {
    const uint64_t index = clips[place];
    return encode_sample(
        worker->shots->make(index), index, worker->format, worker->renderer, encode_video);
  };
}

}  // namespace

void RenderShardsOptions::validate() const {
  const auto expect = [](bool ok, const char* option, auto found, const char* expected) {
    if (!ok) throw UsageError(option, ": found ", found, ", expected ", expected);
  };
  expect(count >= 1 && count <= 1000000000, "--count", count, "1 to 1000000000");
  expect(clips_per_shard >= 1 && clips_per_shard <= 100000,
         "--clips-per-shard",
         clips_per_shard,
         "1 to 100000");
  expect(shards >= 1 && shard >= 0 && shard < shards,
         "--shard",
         str_cat(shard, "/", shards),
         "i/n with 0 <= i < n");
  expect(size >= 32 && size <= 1024, "--size", size, "32 to 1024 pixels");
  expect(frames >= 2 && frames <= 1000, "--frames", frames, "2 to 1000");
  expect(fps > 0 && fps <= 240, "--fps", fps, "more than 0, at most 240");
  expect(threads >= 0 && threads <= 1024, "--threads", threads, "0 to 1024");
  expect(triangles >= 300 && triangles <= 60000, "--triangles", triangles, "300 to 60000");
}

fs::path shard_path(const fs::path& folder, uint64_t tar) {
  char name[48];
  std::snprintf(
      name, sizeof name, "%s%06llu%s", kPrefix, static_cast<unsigned long long>(tar), kSuffix);
  return folder / name;
}

std::vector<fs::path> find_shards(const fs::path& folder) {
  std::error_code code;
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kPrefix) && name.ends_with(kSuffix)) found.push_back(entry.path());
  }
  if (code) throw Error(folder.string(), ": cannot be read: ", code.message());
  if (found.empty()) throw Error(folder.string(), ": holds no ", kPrefix, "*", kSuffix);
  std::sort(found.begin(), found.end());
  return found;
}

RenderShardsReport render_shards(const RenderShardsOptions& options) {
  options.validate();
  claim_folder(options);
  const auto start = std::chrono::steady_clock::now();
  RenderShardsReport report;
  const std::vector<uint64_t> tars = missing_tars(options, report.already);
  std::vector<uint64_t> clips;
  for (uint64_t t : tars)
    for (uint64_t i = t * options.clips_per_shard;
         i < std::min((t + 1) * options.clips_per_shard, options.count);
         ++i)
      clips.push_back(i);

  const int threads = std::min<int>(options.threads > 0 ? options.threads : thread_count(),
                                    static_cast<int>(std::min<size_t>(clips.size(), 1024)));
  Queue queue([&] { return make_worker(options, clips); },
              clips.size(),
              threads,
              2 * static_cast<size_t>(threads));
  Progress progress("clips", clips.size());
  for (uint64_t t : tars) {
    const fs::path path = shard_path(options.folder, t);
    remove_leftovers(path);
    AtomicFile file(path);
    const uint64_t first = t * options.clips_per_shard;
    for (uint64_t i = first; i < std::min(first + options.clips_per_shard, options.count); ++i) {
      if (interrupted()) {
        log_warning("finished files are kept; the same command makes the rest");
        throw Interrupted();
      }
      const std::string sample = queue.next();
      file.write(sample);
      report.bytes += sample.size();
      ++report.clips;
      progress.advance();
    }
    file.write(tar_end());
    file.commit();
    ++report.files;
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace animax::data
