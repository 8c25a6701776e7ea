// SPDX-License-Identifier: MIT
// Files whose rest pose is a frame of some animation: the pose that the skin was bound in shows the
// body as it was modelled, symmetric and at ease.
#pragma once

#include "scene/rig.h"

#include <optional>

namespace animax::data {

/// Pose in which every joint of a skin is where the inverse bind matrices have it, placed so that
/// the skin's first joint without an ancestor in it is where it rests. Joints outside of skins
/// rest. nullopt when the rig has no skin of two joints or a bind matrix is singular.
std::optional<Pose> bind_pose(const Rig& rig);

/// The bind pose if the body is clearly more symmetric in it than at rest; else nullopt.
std::optional<Pose> more_symmetric_pose(const Rig& rig);

}  // namespace animax::data
