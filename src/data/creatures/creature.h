// SPDX-License-Identifier: MIT
// Procedural creatures and objects: a rig with mesh, skin weights and colours, together with what
// its joints are for. They look along +z, stand on y = anatomy.ground, have +y up and their left on
// +x.
#pragma once

#include "core/random.h"
#include "data/anatomy.h"
#include "scene/rig.h"

#include <optional>
#include <string>
#include <vector>

namespace animax::data {

struct CreatureOptions {
  /// One of species_of(plan); empty: drawn at random, now and then a blend of two.
  std::string species;
  /// Roughly how many triangles to spend (500 ... 8000). About 1200 suffice for pictures of 64 to
  /// 128 pixels, 5000 look good close up.
  int triangles = 5000;
  /// How far proportions and colours stray from the species: 0 as drawn, 1 as usual.
  double variety = 1;
  /// True: metres, world-aligned or Blender-like joint frames, readable names. False: also the
  /// odd scales, joint frames, armature nodes and names that files from elsewhere have.
  bool tidy = false;

  void validate() const;  ///< throws CheckFailure naming the option
};

struct Creature {
  Rig rig;
  Anatomy anatomy;
  std::string species;  ///< "fox"; for blends and inventions the body plan's name
  std::string subject;  ///< a noun phrase for captions: "a red fox"
  /// Other phrases for the same thing, from precise to vague: "fox", "animal".
  std::vector<std::string> subject_words;
};

/// Makes a creature. Deterministic: equal states of `rng` and options give equal creatures. Takes a
/// few milliseconds. Throws Error when options.species is not one of species_of(plan).
Creature make_creature(BodyPlan plan, Rng& rng, const CreatureOptions& options = {});

/// Names of the species of one body plan.
std::vector<std::string> species_of(BodyPlan plan);

/// All plans that make_creature knows, in order of declaration.
std::vector<BodyPlan> creature_plans();

}  // namespace animax::data
