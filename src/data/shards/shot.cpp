// SPDX-License-Identifier: MIT
#include "data/shards/shot.h"

#include "core/error.h"
#include "formats/read.h"

#include <algorithm>

namespace animax::data {
namespace {

namespace fs = std::filesystem;

class ProceduralShots : public ShotSource {
 public:
  ProceduralShots(const SyntheticClipOptions& options, double fps, int frames)
      : options_(options), fps_(fps), frames_(frames) {}

  Shot make(uint64_t index) override {
    SyntheticScene scene = draw_scene(options_, index);
    const Creature& creature = scene.creature;
    Shot shot;
    shot.motion = make_motion(creature.rig.skeleton, creature.anatomy, scene.params, fps_, frames_);
    shot.caption = std::move(scene.caption);
    shot.about = {{"source", "procedural"},
                  {"licence", "MIT"},
                  {"plan", to_string(creature.anatomy.plan)},
                  {"species", creature.species},
                  {"motion", scene.params.motion},
                  {"seed", options_.seed}};
    shot.rig = std::make_shared<const Rig>(std::move(scene.creature.rig));
    return shot;
  }

 private:
  const SyntheticClipOptions options_;
  const double fps_;
  const int frames_;
};

class CuratedShots : public ShotSource {
 public:
  CuratedShots(const CurateReport& report, uint64_t seed, double fps, int frames)
      : report_(report), seed_(seed), fps_(fps), frames_(frames) {
    for (const FileRow& file : report_.files)
      for (const ClipRow& clip : file.clips)
        if (clip.reasons.empty()) kept_.push_back({&file, &clip});
    if (kept_.empty()) throw Error("the report on ", report_.folder.string(), " keeps no clip");
  }

  Shot make(uint64_t index) override {
    const auto [file, row] = kept_[index % kept_.size()];
    load(*file);
    if (row->index < 0 || static_cast<size_t>(row->index) >= rig_->clips.size())
      throw Error(file->path, ": has no clip ", row->index, " any more; curate again");
    const Clip& clip = rig_->clips[row->index];
    const int available = static_cast<int>(clip.duration * fps_ + 1e-6) + 1;
    const int frames = std::max(2, std::min(frames_, available));
    const double slack = clip.duration - (frames - 1) / fps_;
    double start = 0;
    if (index >= kept_.size() && slack > 0) start = Rng(seed_).fork(index).uniform(0, slack);
    Shot shot;
    shot.rig = rig_;
    shot.motion = sample_motion(clip, rig_->skeleton, fps_, start, frames);
    shot.caption = row->caption;
    shot.about = {{"source", file->source},
                  {"licence", file->licence},
                  {"plan", file->category},
                  {"motion", row->motion},
                  {"file", file->path},
                  {"clip", row->name},
                  {"start", start}};
    return shot;
  }

 private:
  void load(const FileRow& file) {
    if (loaded_ == file.path) return;
    const fs::path path = report_.folder / file.path;
    std::error_code code;
    const uint64_t bytes = fs::file_size(path, code);
    int64_t modified = 0;
    if (!code) modified = fs::last_write_time(path, code).time_since_epoch().count();
    if (code) throw Error(path.string(), ": cannot be read: ", code.message());
    if (bytes != file.bytes || modified != file.modified)
      throw Error(path.string(), ": is not the file that was curated; curate again");
    rig_ = std::make_shared<const Rig>(formats::read_rig(path));
    loaded_ = file.path;
  }

  const CurateReport report_;
  const uint64_t seed_;
  const double fps_;
  const int frames_;
  std::vector<std::pair<const FileRow*, const ClipRow*>> kept_;
  std::shared_ptr<const Rig> rig_;  // of the file loaded last; kept clips of a file are neighbours
  std::string loaded_;
};

}  // namespace

std::unique_ptr<ShotSource> make_procedural_shots(const SyntheticClipOptions& options,
                                                  double fps,
                                                  int frames) {
  return std::make_unique<ProceduralShots>(options, fps, frames);
}

std::unique_ptr<ShotSource> make_curated_shots(const CurateReport& report,
                                               uint64_t seed,
                                               double fps,
                                               int frames) {
  return std::make_unique<CuratedShots>(report, seed, fps, frames);
}

}  // namespace animax::data
