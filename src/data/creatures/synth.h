// SPDX-License-Identifier: MIT
// Writes procedural creatures as GLB files, with what is known about them beside each.
#pragma once

#include "core/json.h"
#include "data/creatures/creature.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace animax::data {

struct SynthOptions {
  int count = 200;
  uint64_t seed = 1;
  std::filesystem::path folder;  ///< made if it is missing
  std::vector<BodyPlan> plans;   ///< taken in turn; empty: all
  int triangles = 4000;
  double variety = 1;
  bool clips = true;  ///< each with a motion that suits it, and a caption
  double fps = 24;
  int frames = 49;

  void validate() const;  ///< throws Error naming the option
};

struct SynthReport {
  int files = 0;
  std::map<std::string, int> by_plan;
  std::map<std::string, int> by_motion;
  double seconds = 0;
};

/// Writes SPECIES_INDEX.glb and SPECIES_INDEX.json for indices 0 ... count - 1, on all cores. Each
/// file is a pure function of seed and index. The JSON holds plan, species, subject, subject_words,
/// seed, index, triangles, anatomy and, with clips, motion and caption. Throws Error when the
/// folder cannot be written, Interrupted on Ctrl-C.
SynthReport write_synth(const SynthOptions& options);

/// {"plan","root","ground","chains":[{"part","side","index","joints":[...],"slides","axis",
/// "limit"}]}; joints and root by index into the skeleton.
Json to_json(const Anatomy& anatomy);

}  // namespace animax::data
