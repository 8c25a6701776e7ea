// SPDX-License-Identifier: MIT
// What furniture and machines share. Internal to data/creatures.
#pragma once

#include "data/creatures/plans.h"

#include <string>
#include <vector>

namespace animax::data {

/// Makes `joint` a chain of its own that turns about `axis` (model space, any length) by up to
/// `limit` radians; 0: all the way round.
Chain& add_hinge(Sculptor& sculptor,
                 Part part,
                 int side,
                 int index,
                 int joint,
                 const Vector3d& axis,
                 double limit);

/// Builds the rig at a height of `metres` per model unit, as one skin or as rigid parts by chance.
Creature finish_object(Sculptor& sculptor,
                       const MakeContext& context,
                       const std::string& adjective,
                       double metres,
                       const std::vector<std::string>& classes);

}  // namespace animax::data
