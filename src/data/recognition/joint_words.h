// SPDX-License-Identifier: MIT
// What a joint's name says: body part and side, whatever the naming convention (Mixamo, Blender,
// VRM, Unreal, Maya, asset packs). Names without meaning ("bone_017") say nothing.
#pragma once

#include "data/anatomy.h"

#include <optional>
#include <string>
#include <vector>

namespace animax::data {

struct JointWords {
  std::vector<std::string> words;  ///< lower case, split at separators, digits and case changes
  std::optional<Part> part;        ///< the part that the words name
  int side = 0;                    ///< +1: "left" or "l", -1: "right" or "r", 0: neither
  bool helper = false;  ///< controls, targets, weapons, eyes: nothing that a body plan is read from
};

/// Reads a joint's name. Never fails; an empty name gives no words.
JointWords read_joint_name(const std::string& name);

}  // namespace animax::data
