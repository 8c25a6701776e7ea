// SPDX-License-Identifier: MIT
// Inside of anatomy recognition: from the shape of a rig to body plan and chains.
#pragma once

#include "data/anatomy.h"
#include "data/recognition/rig_shape.h"

#include <optional>

namespace animax::data {

/// Creatures and plants. nullopt when nothing in the rig could move as a body does.
std::optional<Anatomy> read_body(const RigShape& shape);

/// Doors, chests, drawers and vehicles, by their joints' names.
std::optional<Anatomy> read_thing(const RigShape& shape);

/// What each limb is, given the trunk. One entry per RigShape::limbs; nullopt: no part of the plan.
struct Trunk {
  int root = -1;          ///< carries the whole body
  std::vector<int> path;  ///< root (included) to the end of the head
  size_t head = 0;        ///< index into path: the head joint; path.size(): none
  std::vector<int> tail;  ///< root (excluded) to the end of the tail; may be empty
  bool upright = false;   ///< the path climbs rather than leads forward
};

std::optional<Trunk> find_trunk(const RigShape& shape);

std::vector<std::optional<Part>> classify_limbs(const RigShape& shape, const Trunk& trunk);

/// Joint chains of a leg from hip to toe: without the pelvis' half in front and without the joints
/// past the toe.
std::vector<int> leg_joints(const RigShape& shape, const Limb& limb);
/// Clavicle to hand; what comes after the hand goes to the fingers.
std::vector<int> arm_joints(const RigShape& shape,
                            const Limb& limb,
                            std::vector<std::vector<int>>* fingers);

}  // namespace animax::data
