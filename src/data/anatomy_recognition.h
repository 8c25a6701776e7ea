// SPDX-License-Identifier: MIT
// Finds out what the joints of any rig are for, so that motion programs, retargeting and the
// caption checker work on real rigs as they do on procedural creatures.
#pragma once

#include "data/anatomy.h"
#include "scene/rig.h"

#include <optional>

namespace animax::data {

struct RecognitionOptions {
  bool use_names = true;  ///< false: geometry only, as for a rig whose joints are called "bone_017"
};

/// Decides body plan and chains from the rest pose (pairs of limbs mirrored at the middle plane,
/// feet on the ground, lengths and directions of the chains, shape of the flesh) together with what
/// the joints' names say. The model stands on the lowest point of its mesh, has +y up and looks
/// along +z, as design and glTF have it.
/// Bodies: biped, quadruped, bird, dragon, insect, fish, snake, plant, other. Things (door, chest,
/// drawers, vehicle) are known by joint names only: their hinges have no shape to tell them by.
/// @return nullopt when no joint moves anything or the rig has no part that a motion could use.
/// Passes check(Anatomy). Deterministic; O(vertices + joints^2). Source: own heuristics.
std::optional<Anatomy> recognise_anatomy(const Rig& rig, const RecognitionOptions& options = {});

}  // namespace animax::data
