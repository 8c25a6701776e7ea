// SPDX-License-Identifier: MIT
// A folder of rigs made by artists, with an INDEX.json that says what they are, whose they are and
// what their clips show.
#pragma once

#include "data/augment/repair_rig.h"
#include "scene/rig.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace animax::data {

/// A clip's row of the index.
struct RealClip {
  std::string name;
  int index = 0;        ///< among the file's clips
  std::string caption;  ///< a sentence that begins with the subject
  double duration = 0;  ///< seconds
};

/// A file's row of the index.
struct RealAsset {
  std::string path;   ///< relative to the folder
  std::string split;  ///< "train", "public_test", "loader_test" or "bvh"
  std::string source, licence, attribution;
  std::string category;         ///< "quadruped", "humanoid", ...
  std::string subject;          ///< "a red fox"
  std::string rig_id;           ///< the same for files that share a skeleton
  std::vector<RealClip> clips;  ///< usable ones only
};

/// A rig ready for use: repaired (augment/repair_rig.h) and with its anatomy, if it has one.
struct RealRig {
  Rig rig;                         ///< without clips
  std::optional<Anatomy> anatomy;  ///< of `rig`
  /// Motions of the programs that the checker sees in this very body's performance.
  std::vector<std::string> motions;
  RepairedRig repaired;     ///< its edited.rig is empty: see `rig`
  std::vector<Clip> clips;  ///< of the file, for repaired.original
};

struct RealAssetFilter {
  bool test_rigs = false;             ///< the rigs of split "public_test" instead of "train"
  std::vector<std::string> licences;  ///< SPDX names to take; empty: all of the index
  std::vector<std::string> sources;   ///< likewise
};

/// Rows of an index with their rigs, each read on first use and kept. Safe for several threads.
class RealAssets {
 public:
  /// Reads FOLDER/INDEX.json: {"files": [{path, split, source, licence, attribution, category,
  /// subject, rig_id, clips: [{index, name, duration_s, caption, usable}]}]}. Rows of split
  /// "loader_test" are left out; "bvh" rows are motion without a body. Throws Error naming the row
  /// and key, or when no rig remains.
  explicit RealAssets(std::filesystem::path folder, const RealAssetFilter& filter = {});
  ~RealAssets();

  const std::vector<RealAsset>& bodies() const { return bodies_; }        ///< rigs with a mesh
  const std::vector<RealAsset>& skeletons() const { return skeletons_; }  ///< motion only

  /// Throws Error naming the file when it cannot be read.
  const RealRig& body(size_t index) const;
  const RealRig& skeleton(size_t index) const;

 private:
  struct Cache;
  std::filesystem::path folder_;
  std::vector<RealAsset> bodies_, skeletons_;
  std::unique_ptr<Cache> cache_;
};

/// Reads one rig file and makes it ready. An anatomy that contradicts the index's `category`
/// ("fish" on two legs) is dropped; empty or unknown categories allow every plan.
RealRig load_real_rig(const std::filesystem::path& path, const std::string& category);

}  // namespace animax::data
