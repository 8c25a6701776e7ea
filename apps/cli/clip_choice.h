// SPDX-License-Identifier: MIT
// The --clip, --fps and --frames options that several commands share.
#pragma once

#include "scene/rig.h"

#include <string>

namespace CLI {
class App;
}

namespace animax::cli {

struct ClipChoice {
  std::string clip;  ///< name or number; empty: the first one, or the rest pose of a rig without
  double fps = 12;
  int frames = 0;  ///< 0: the whole clip

  void add_options(CLI::App& app);

  /// The chosen motion; no frames when the rig has no clips and none was named. Throws Error for a
  /// clip that is not there, UsageError for a wrong rate or number.
  Motion sample(const Rig& rig) const;

  /// The name of the clip that sample() takes, or "rest pose".
  std::string describe(const Rig& rig) const;
};

}  // namespace animax::cli
