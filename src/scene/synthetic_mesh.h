// SPDX-License-Identifier: MIT
// Meshes of the synthetic world; used by synthetic.cpp.
#pragma once

#include "scene/synthetic.h"

namespace animax {

/// One tapered capsule per bone (a sphere at a joint without children), each with its material and
/// a smooth blend of two influences where two bones meet. One skin for all.
void add_synthetic_limbs(const SyntheticOptions& options, Rig& rig);

/// One box per joint, each a rigid mesh with a skin of one joint.
void add_synthetic_boxes(const SyntheticOptions& options, Rig& rig);

/// Gives every material the same checkerboard (tinted by its base colour).
void add_synthetic_texture(Rig& rig);

}  // namespace animax
