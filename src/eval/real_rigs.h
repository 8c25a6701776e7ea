// SPDX-License-Identifier: MIT
// Judges a model on rigs from elsewhere: what can be measured without knowing what the joints are
// for, against the clips that the artists made.
#pragma once

#include "eval/model_eval.h"

#include <filesystem>

namespace animax::eval {

using ReadRigFunction = std::function<Rig(const std::filesystem::path&)>;

struct RealEvalOptions {
  /// With INDEX.json: {"files": [{"path", "split", "clips": [{"index", "name", "caption",
  /// "usable"}]}]}, paths relative to the folder.
  std::filesystem::path folder;
  std::string split = "public_test";
  int rigs = 0;           ///< the first so many rigs of the split; 0: all
  int clips_per_rig = 3;  ///< spread over the rig's usable clips
  uint64_t seed = 0;      ///< of the model's noise

  void validate() const;  ///< throws UsageError naming the option
};

struct RealClip {
  std::string rig, clip, caption;
  std::string error;  ///< why the rig could not be read or animated; empty: it could
  double confidence = 0;
  /// joint_error is over the time that generated and true motion share.
  MotionMetrics generated, truth, still;
};

struct RealEvaluation {
  int rigs = 0;
  std::vector<RealClip> clips;
};

/// Lets `animate` perform captions of real clips. A rig that can't be read or animated is reported
/// in its row. Throws Error when the index can't be read or has no rig of the split, Interrupted on
/// Ctrl-C.
RealEvaluation evaluate_real_rigs(const AnimateFunction& animate,
                                  const ReadRigFunction& read_rig,
                                  const RealEvalOptions& options);

}  // namespace animax::eval
