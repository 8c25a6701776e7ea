// SPDX-License-Identifier: MIT
#include "data/creatures/creature.h"

#include "core/error.h"
#include "data/creatures/plans.h"

#include <array>

namespace animax::data {

void CreatureOptions::validate() const {
  CHECK_GE(triangles, 300);
  CHECK_LE(triangles, 60000);
  CHECK_THAT(variety >= 0 && variety <= 2);
}

std::string with_article(const std::string& noun) {
  const bool vowel = std::string("aeiou").find(noun.empty() ? ' ' : noun[0]) != std::string::npos;
  return (vowel && noun.rfind("uni", 0) != 0 ? "an " : "a ") + noun;
}

void name_creature(Creature& creature,
                   const MakeContext& context,
                   const std::string& adjective,
                   const std::vector<std::string>& classes) {
  creature.species = context.species;
  creature.subject =
      with_article(adjective.empty() ? context.species : adjective + " " + context.species);
  creature.subject_words = {context.species};
  for (const std::string& name : classes)
    if (name != context.species) creature.subject_words.push_back(name);
  creature.rig.name = context.species;
}

std::vector<Vector3d> line_points(const Vector3d& a, const Vector3d& b, int count) {
  std::vector<Vector3d> points;
  for (int i = 0; i <= count; ++i) points.push_back(a + (b - a) * (static_cast<double>(i) / count));
  return points;
}

std::vector<Vector3d> resample(const std::vector<Vector3d>& path, int count) {
  std::vector<double> lengths{0};
  for (size_t i = 1; i < path.size(); ++i)
    lengths.push_back(lengths.back() + (path[i] - path[i - 1]).norm());
  std::vector<Vector3d> points;
  size_t segment = 1;
  for (int i = 0; i <= count; ++i) {
    const double at = lengths.back() * i / count;
    while (segment + 1 < path.size() && lengths[segment] < at) ++segment;
    const double span = lengths[segment] - lengths[segment - 1];
    const double t = span > 0 ? (at - lengths[segment - 1]) / span : 0;
    points.push_back(path[segment - 1] + t * (path[segment] - path[segment - 1]));
  }
  return points;
}

std::vector<double> resample(const std::vector<double>& values, int count) {
  std::vector<double> out;
  const double last = static_cast<double>(values.size() - 1);
  for (int i = 0; i <= count; ++i) {
    const double at = last * i / count;
    const auto low = std::min(static_cast<size_t>(at), values.size() - 2);
    out.push_back(values[low] + (at - low) * (values[low + 1] - values[low]));
  }
  return out;
}

namespace {

Creature dispatch(const MakeContext& context) {
  switch (context.plan) {
    case BodyPlan::kBiped:
      return make_biped(context);
    case BodyPlan::kQuadruped:
    case BodyPlan::kDragon:
      return make_quadruped(context);
    case BodyPlan::kBird:
      return make_bird(context);
    case BodyPlan::kFish:
      return make_fish(context);
    case BodyPlan::kSnake:
      return make_snake(context);
    case BodyPlan::kInsect:
      return make_insect(context);
    case BodyPlan::kPlant:
      return make_plant(context);
    case BodyPlan::kChest:
      return make_chest(context);
    case BodyPlan::kDoor:
      return make_door(context);
    case BodyPlan::kDrawers:
      return make_drawers(context);
    case BodyPlan::kLaptop:
      return make_laptop(context);
    case BodyPlan::kRobotArm:
      return make_robot_arm(context);
    case BodyPlan::kCrane:
      return make_crane(context);
    case BodyPlan::kVehicle:
      return make_vehicle(context);
    case BodyPlan::kOther:
      return make_other(context);
  }
  CHECK_THAT(!"a known body plan");
  return {};
}

}  // namespace

Creature make_creature(BodyPlan plan, Rng& rng, const CreatureOptions& options) {
  options.validate();
  MakeContext context{plan, options, rng, options.species};
  const std::vector<std::string> known = species_of(plan);
  if (context.species.empty()) context.species = rng.pick(known);
  if (std::find(known.begin(), known.end(), context.species) == known.end())
    throw Error("species \"", context.species, "\" is not a ", to_string(plan));
  return dispatch(context);
}

std::vector<std::string> species_of(BodyPlan plan) {
  switch (plan) {
    case BodyPlan::kBiped:
      return biped_species();
    case BodyPlan::kQuadruped:
    case BodyPlan::kDragon:
      return quadruped_species(plan);
    case BodyPlan::kBird:
      return bird_species();
    case BodyPlan::kFish:
      return fish_species();
    case BodyPlan::kSnake:
      return snake_species();
    case BodyPlan::kInsect:
      return insect_species();
    case BodyPlan::kPlant:
      return plant_species();
    case BodyPlan::kChest:
    case BodyPlan::kDoor:
    case BodyPlan::kDrawers:
    case BodyPlan::kLaptop:
      return furniture_species(plan);
    case BodyPlan::kRobotArm:
    case BodyPlan::kCrane:
    case BodyPlan::kVehicle:
      return machine_species(plan);
    case BodyPlan::kOther:
      return other_species();
  }
  return {};
}

std::vector<BodyPlan> creature_plans() {
  std::vector<BodyPlan> plans;
  for (int i = 0; i <= static_cast<int>(BodyPlan::kOther); ++i)
    plans.push_back(static_cast<BodyPlan>(i));
  return plans;
}

}  // namespace animax::data
