// SPDX-License-Identifier: MIT
// What a shard shows: one rig performing one motion, with its caption. Shots come from procedural
// creatures or from curated assets.
#pragma once

#include "core/json.h"
#include "data/clips/synthetic_clips.h"
#include "data/curate/report.h"

#include <memory>

namespace animax::data {

struct Shot {
  std::shared_ptr<const Rig> rig;
  Motion motion;  ///< at least two frames
  std::string caption;
  Json about;  ///< {"source","licence","plan","motion",...}: what is known beyond the caption
};

/// Makes shot number `index`, a pure function of the index; one source per thread.
class ShotSource {
 public:
  virtual ~ShotSource() = default;
  virtual Shot make(uint64_t index) = 0;
};

/// Shot i is draw_scene(options, i) over `frames` frames, the first of them the rest pose.
std::unique_ptr<ShotSource> make_procedural_shots(const SyntheticClipOptions& options,
                                                  double fps,
                                                  int frames);

/// The kept clips of a report in its order, again and again: first from their start, in later
/// rounds from a time drawn by seed and index. Clips that are shorter than `frames` stay shorter.
/// make() throws Error when a file is not the one that was curated (size or time differ) or cannot
/// be read any more. Throws Error here when the report keeps nothing.
std::unique_ptr<ShotSource> make_curated_shots(const CurateReport& report,
                                               uint64_t seed,
                                               double fps,
                                               int frames);

}  // namespace animax::data
