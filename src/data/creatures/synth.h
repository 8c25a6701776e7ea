// SPDX-License-Identifier: MIT
// Writes procedural creatures as GLB files, with what is known about them beside each, and a wall
// of pictures of them all.
#pragma once

#include "core/json.h"
#include "data/creatures/creature.h"
#include "render/picture_wall.h"

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
  /// Taken in turn, each of the first of `plans` that has it, in place of those plans in turn;
  /// empty: drawn at random.
  std::vector<std::string> species;
  int triangles = 4000;
  double variety = 1;
  bool clips = true;                 ///< each with a motion that suits it, and a caption
  std::vector<std::string> motions;  ///< taken in turn; empty: drawn at random
  double fps = 24;
  int frames = 49;
  std::filesystem::path wall;        ///< PNG with a picture of each creature; empty: none
  render::WallOptions wall_options;  ///< more than one moment shows the clip

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
/// seed, index, triangles, anatomy and, with clips, motion and caption. The
/// wall has a cell per creature in order of index, with species and, if it shows the clip, motion
/// below, and needs EGL; memory for it does not grow with the number of creatures but by its
/// pixels. Throws Error when an option is out of range or asks for an unknown species or motion or
/// for one that this body cannot perform, when the folder or the wall cannot be written,
/// Interrupted on Ctrl-C.
SynthReport write_synth(const SynthOptions& options);

/// {"plan","root","ground","chains":[{"part","side","index","joints":[...],"slides","axis",
/// "limit"}]}; joints and root by index into the skeleton.
Json to_json(const Anatomy& anatomy);

}  // namespace animax::data
