// SPDX-License-Identifier: MIT
// Names for bodies that nobody has seen: a stranger's sentence calls its rig "an alien", "my
// mech" or "Borg", and the rig alone says how it can move.
#pragma once

#include "core/random.h"
#include "data/captions/caption.h"

#include <string>

namespace animax::data {

/// A noun phrase that tells nothing of the body, fit for make_caption(): for training a made-up
/// word or any noun at all ("a drobal", "my old zeppelin", "a shiny wolf"), for testing every
/// other time a noun that training never sees ("a yeti").
std::string unfamiliar_subject(Rng& rng, Split split);

/// What a caption calls a body: an unfamiliar subject in so many of all cases, `familiar` else.
/// Draws from a fork of `rng`, which stays as it is.
/// @param share  of unfamiliar subjects, 0..1
std::string caption_subject(std::string familiar, double share, const Rng& rng, Split split);

}  // namespace animax::data
