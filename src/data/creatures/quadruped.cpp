// SPDX-License-Identifier: MIT
// Four-legged animals, dragons and winged horses, put together from their parts.
#include "data/creatures/quadruped_animal.h"
#include "data/creatures/species.h"

#include <algorithm>

namespace animax::data {
namespace {

// The proportions of two species mixed: what neither zoo nor toy shop has.
QuadrupedShape blend(QuadrupedShape shape, const QuadrupedShape& other, double t) {
  for (double QuadrupedShape::*number : quadruped_numbers())
    shape.*number += t * (other.*number - shape.*number);
  return shape;
}

QuadrupedShape draw_shape(const MakeContext& context, QuadrupedShape shape) {
  for (double QuadrupedShape::*number : quadruped_numbers())
    shape.*number = context.vary(shape.*number, 0.06);
  const double v = context.options.variety;
  shape.tail_pitch += 12 * v * context.rng.normal();
  shape.tail_curl += 18 * v * context.rng.normal();
  shape.neck_pitch = std::clamp(shape.neck_pitch + 7 * v * context.rng.normal(), -10.0, 80.0);
  // Toy-likeness: larger head and eyes, shorter legs.
  const double cute = std::clamp(1 + 0.12 * v * context.rng.normal(), 0.85, 1.35);
  for (double QuadrupedShape::*number : {&QuadrupedShape::head,
                                         &QuadrupedShape::snout_base,
                                         &QuadrupedShape::snout_tip,
                                         &QuadrupedShape::eye})
    shape.*number *= cute;
  shape.leg /= std::sqrt(cute);
  shape.hind_leg /= std::sqrt(cute);
  return shape;
}

}  // namespace

std::vector<std::string> quadruped_species(BodyPlan plan) {
  return names_of(plan == BodyPlan::kDragon ? dragon_table() : quadruped_table());
}

Creature make_quadruped(const MakeContext& context) {
  const auto& table = context.plan == BodyPlan::kDragon ? dragon_table() : quadruped_table();
  const auto& species = find_species(table, context.species);
  Rng& rng = context.rng;
  const Colorway& colors = rng.pick(species.colors);
  const bool blended = context.options.species.empty() && rng.chance(0.12);
  const QuadrupedShape proportions =
      blended ? blend(species.shape, rng.pick(table).shape, rng.uniform(0.3, 0.7)) : species.shape;
  Animal a{
      context, species, draw_shape(context, proportions), Sculptor(context.options.triangles, 3.0)};
  a.main = context.vary_color(blended ? random_color(rng) : rgb(colors.main));
  a.under = rgb(colors.under);
  a.accent = rgb(colors.accent);
  Coat& coat = a.sculptor.coat;
  coat.pattern = species.pattern;
  coat.pattern_color = a.accent;
  coat.scale = context.vary(species.pattern_scale, 0.15);
  coat.cover = species.pattern_cover;
  coat.belly = species.muzzle_under || species.family == std::string("reptile") ? 0.35 : 0.1;
  coat.belly_color = a.under;
  coat.seed = static_cast<uint32_t>(rng.next());

  make_trunk(a);
  for (bool front : {true, false})
    for (int side : {1, -1}) make_leg(a, front, side);
  make_neck_and_skull(a);
  make_snout(a, a.shape.trunk <= 0 && rng.chance(species.snout_jaw()));
  make_eyes(a);
  if (species.ears != Ears::kNone)
    for (int side : {1, -1}) make_ear(a, side);
  make_tail(a);
  make_horns(a);
  make_hair(a);
  if (species.wings != Wings::kNone)
    add_wings(a.sculptor,
              context,
              species.wings,
              a.chest,
              {0.55 * a.shape.chest, a.shoulder_y + 0.6 * a.shape.chest, a.shoulder_z - 0.18},
              context.vary(1.25),
              species.wings == Wings::kFeather ? rgb(0xFAFAF6) : a.main,
              a.accent);
  const double metres = context.vary(a.shape.height_m, 0.15) / (a.shoulder_y + a.shape.chest);
  Creature creature = finish_creature(
      a.sculptor, context, colors.adjective, metres, {species.family, "animal", "creature"});
  if (blended) {
    creature.subject = context.plan == BodyPlan::kDragon ? "a winged creature" : "a strange animal";
    creature.subject_words = {"animal", "creature"};
  }
  return creature;
}

}  // namespace animax::data
