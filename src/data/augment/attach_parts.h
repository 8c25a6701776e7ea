// SPDX-License-Identifier: MIT
// Rigs made for an animator's controls often carry the feet by bones of their own, beside the legs
// rather than below them, and have several roots. Motion programs and retargeting want one tree.
#pragma once

#include "data/augment/topology.h"

namespace animax::data {

/// Hangs detached feet (and what else lies at the end of a limb without being its child) from the
/// limb, and all roots from the one that carries the body. At rest everything looks the same; clips
/// are carried over with carry_motion. A rig that is one sound tree comes back as it is.
EditedRig attach_detached_parts(const Rig& rig);

/// What motion programs and retargeting want of a rig from anywhere: its rest pose is the bind pose
/// where that is clearly more symmetric, it looks along +z (a body modelled along x is turned), and
/// its parts hang together.
EditedRig make_rig_sound(const Rig& rig);

}  // namespace animax::data
