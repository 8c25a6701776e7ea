// SPDX-License-Identifier: MIT
// Renders training clips into WebDataset-style tar files, split over any number of machines.
#pragma once

#include "data/shards/sample.h"
#include "data/shards/shot.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace animax::data {

struct RenderShardsOptions {
  std::filesystem::path folder;  ///< made if it is missing
  uint64_t count = 1000;         ///< clips of the whole data set
  uint64_t clips_per_shard = 64;
  int shard = 0, shards = 1;  ///< this run makes tar t when t % shards == shard
  uint64_t seed = 1;
  int size = 128;   ///< pixels of a picture's side
  int frames = 17;  ///< of every clip at most, the first included
  double fps = 12;
  int threads = 0;                     ///< 0: thread_count()
  std::vector<BodyPlan> plans;         ///< of procedural creatures; empty: all
  int triangles = 2000;                ///< of procedural creatures, roughly
  std::optional<CurateReport> report;  ///< clips come from here instead of procedural creatures
  EncodeVideo encode_video;            ///< adds latents; empty: none
  std::string encoder;                 ///< tells whose latents they are, in dataset.json

  void validate() const;  ///< throws UsageError naming the option
};

struct RenderShardsReport {
  uint64_t files = 0, clips = 0, bytes = 0;  ///< made by this run
  uint64_t already = 0;                      ///< tar files that were there
  double seconds = 0;
};

/// Writes FOLDER/dataset.json and FOLDER/clips-000000.tar ... of clips_per_shard samples each
/// (sample.h), clip by clip in order of index. A tar appears under its name when it is whole, so
/// the folder may be read at any time; a run that is killed loses the tar it was at, and the next
/// run makes what is missing. Each byte depends on the options but for folder, shard and threads,
/// and on the device that renders.
///
/// Each tar must have one writer: runs at the same time need different `shard`. Throws Error when
/// the folder holds a data set of other options, cannot be written, or a clip cannot be made;
/// Interrupted on Ctrl-C, keeping finished files.
RenderShardsReport render_shards(const RenderShardsOptions& options);

/// FOLDER/clips-000012.tar
std::filesystem::path shard_path(const std::filesystem::path& folder, uint64_t tar);

/// All clips-*.tar of a folder in order; files being written are not among them. Throws Error when
/// there is none.
std::vector<std::filesystem::path> find_shards(const std::filesystem::path& folder);

}  // namespace animax::data
