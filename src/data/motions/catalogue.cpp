// SPDX-License-Identifier: MIT
// The table of all motions: what they are and which bodies perform them how.
#include "data/motions/programs.h"

namespace animax::data {
namespace {

using P = BodyPlan;
using Plans = std::vector<BodyPlan>;

const Plans kBipeds{P::kBiped};
const Plans kBeasts{P::kQuadruped, P::kDragon};
const Plans kBirds{P::kBird};
const Plans kInsects{P::kInsect};
const Plans kFishes{P::kFish};
const Plans kSnakes{P::kSnake};
const Plans kPlants{P::kPlant};
const Plans kMachines{P::kRobotArm, P::kCrane};
const Plans kVehicles{P::kVehicle};
const Plans kFurniture{P::kChest, P::kDoor, P::kDrawers, P::kLaptop};
const Plans kThings{
    P::kChest, P::kDoor, P::kDrawers, P::kLaptop, P::kRobotArm, P::kCrane, P::kVehicle, P::kOther};
const Plans kWalkers{P::kBiped, P::kQuadruped, P::kDragon, P::kBird, P::kInsect};
const Plans kBig{P::kBiped, P::kQuadruped, P::kDragon};
const Plans kWinged{P::kBird, P::kDragon, P::kInsect, P::kBiped, P::kQuadruped};
const Plans kHeaded{P::kBiped, P::kQuadruped, P::kDragon, P::kBird};
const Plans kLimbless{P::kFish, P::kSnake};

// Needs of plants (leaves or branches; petals) and of machines.
constexpr unsigned kFoliage = 64, kPetals = 128, kGrippers = 256, kHooks = 512;

constexpr bool kCyclic = true, kOnce = false;

MotionTraits traits(const char* name, bool cyclic, bool sided = false, bool ends_away = false) {
  MotionTraits t;
  t.name = name;
  t.cyclic = cyclic;
  t.sided = sided;
  t.ends_away = ends_away;
  return t;
}

MotionTraits locomotion(const char* name, bool directed = false) {
  MotionTraits t = traits(name, kCyclic);
  t.locomotion = true;
  t.directed = directed;
  return t;
}

MotionTraits directed(MotionTraits t) {
  t.directed = true;
  return t;
}

std::vector<ProgramEntry> travelling() {
  return {
      {locomotion("walk"), 1.1, {{kWalkers, program_walk, kLegs}}},
      {locomotion("run"),
       1.7,
       {{{P::kBiped, P::kQuadruped, P::kDragon, P::kBird}, program_run, kLegs}}},
      {locomotion("trot"), 1.6, {{kBeasts, program_trot, kLegs}}},
      {locomotion("gallop"), 1.7, {{kBeasts, program_gallop, kLegs}}},
      {locomotion("march"), 1.1, {{kBipeds, program_march, kLegs}}},
      {traits("hop", kCyclic), 1.5, {{kWalkers, program_hop, kLegs}}},
      {traits("jump", kOnce), 1, {{kWalkers, program_jump, kLegs}, {kFishes, program_leap_fish}}},
      {traits("turn", kOnce, true, true),
       1,
       {{kWalkers, program_turn, kLegs},
        {kLimbless, program_turn_body},
        {kVehicles, program_turn_vehicle}}},
      {locomotion("sneak"), 0.8, {{kBig, program_sneak, kLegs}}},
      {locomotion("crawl"),
       1.0,
       {{kBipeds, program_crawl_biped, kLegs | kArms},
        {kInsects, program_crawl, kLegs},
        {kSnakes, program_inch}}},
      {locomotion("scuttle"), 2.2, {{kInsects, program_scuttle, kLegs}}},
      {locomotion("swim"), 1.5, {{kFishes, program_swim}}},
      {locomotion("slither"), 1.0, {{kSnakes, program_slither}}},
      {locomotion("fly"), 2.2, {{kWinged, program_fly, kWings}}},
      {locomotion("glide"), 0.8, {{{P::kBird, P::kDragon}, program_glide, kWings}}},
      {locomotion("drive"), 1.2, {{kVehicles, program_drive}}},
  };
}

std::vector<ProgramEntry> staying() {
  return {
      {traits("idle", kCyclic),
       0.7,
       {{kWalkers, program_idle},
        {kFishes, program_idle_fish},
        {kSnakes, program_idle_snake},
        {kPlants, program_idle_plant},
        {kMachines, program_idle_machine}}},
      {traits("breathe", kCyclic), 0.8, {{kHeaded, program_breathe, kLegs}}},
      {traits("look around", kOnce, true), 1, {{kHeaded, program_look_around, kHeadOrNeck}}},
      {traits("nod", kCyclic),
       1.6,
       {{kHeaded, program_nod, kHeadOrNeck}, {{P::kRobotArm}, program_nod_machine}}},
      {traits("shake head", kCyclic), 2.0, {{kHeaded, program_shake_head, kHeadOrNeck}}},
      {traits("wag tail", kCyclic),
       2.2,
       {{{P::kBiped, P::kQuadruped, P::kDragon}, program_wag_tail, kTail}}},
      {traits("eat", kCyclic),
       1.8,
       {{{P::kQuadruped, P::kDragon, P::kBird}, program_eat, kHeadOrNeck},
        {kBipeds, program_eat_by_hand, kArms}}},
      {traits("roar", kOnce), 1, {{kBig, program_roar, kHeadOrNeck}}},
      {traits("sway", kCyclic),
       0.8,
       {{kWalkers, program_sway, kLegs},
        {kSnakes, program_sway_snake},
        {kPlants, program_sway_plant},
        {{P::kCrane}, program_sway_hook, kHooks}}},
      {traits("bounce", kCyclic),
       1.5,
       {{kWalkers, program_bounce, kLegs},
        {kPlants, program_bounce_plant},
        {kThings, program_bounce_object}}},
      {traits("shake", kCyclic),
       4.0,
       {{kWalkers, program_shake, kLegs},
        {kPlants, program_shake_plant},
        {kThings, program_shake_object}}},
      {traits("squash", kOnce), 1, {{kWalkers, program_squash, kLegs}}},
      {traits("stretch", kOnce, true),
       1,
       {{{P::kBiped}, program_stretch, kArms | kLegs}, {{P::kQuadruped}, program_stretch, kLegs}}},
      {traits("dance", kCyclic),
       1.1,
       {{kBipeds, program_dance, kArms | kLegs}, {kWalkers, program_dance_legs, kLegs}}},
  };
}

std::vector<ProgramEntry> postures() {
  return {
      {traits("sit", kOnce, false, true),
       1,
       {{kBipeds, program_sit_biped, kLegs},
        {{P::kQuadruped, P::kDragon}, program_sit_quadruped, kLegs}}},
      {traits("crouch", kOnce, false, true), 1, {{kWalkers, program_crouch, kLegs}}},
      {traits("lie down", kOnce, false, true),
       1,
       {{kBipeds, program_lie_down_biped, kLegs}, {kBeasts, program_lie_down, kLegs}}},
      {directed(traits("fall", kOnce, false, true)), 1, {{kBipeds, program_fall, kLegs}}},
      {traits("get hit", kOnce), 1, {{kWalkers, program_get_hit}, {kLimbless, program_get_hit}}},
      {traits("die", kOnce, true, true),
       1,
       {{kInsects, program_die_insect, kLegs},
        {kWalkers, program_die, kLegs},
        {kFishes, program_die_floating}}},
      {traits("rear", kOnce),
       1,
       {{{P::kQuadruped, P::kDragon, P::kInsect}, program_rear, kLegs},
        {kSnakes, program_rear_snake}}},
      {traits("bow", kOnce),
       1,
       {{{P::kBiped, P::kQuadruped, P::kBird}, program_bow, kLegs}, {kPlants, program_bow_plant}}},
  };
}

std::vector<ProgramEntry> gestures() {
  return {
      {traits("wave", kCyclic, true),
       2.2,
       {{kBipeds, program_wave, kArms},
        {{P::kQuadruped, P::kInsect, P::kDragon}, program_wave_leg, kLegs},
        {{P::kRobotArm}, program_wave_machine},
        {kPlants, program_wave_plant, kFoliage}}},
      {traits("clap", kCyclic), 2.2, {{kBipeds, program_clap, kArms}}},
      {traits("point", kOnce, true, true), 1, {{kBipeds, program_point, kArms}}},
      {traits("punch", kOnce, true), 1, {{kBipeds, program_punch, kArms | kLegs}}},
      {traits("kick", kOnce, true), 1, {{kBipeds, program_kick, kLegs}}},
      {traits("cheer", kCyclic), 1.6, {{kBipeds, program_cheer, kArms | kLegs}}},
      {traits("throw", kOnce, true), 1, {{kBipeds, program_throw, kArms | kLegs}}},
      {traits("shrug", kOnce), 1, {{kBipeds, program_shrug, kArms}}},
      {traits("reach", kOnce, true),
       1,
       {{kBipeds, program_reach_biped, kArms}, {kMachines, program_reach_machine}}},
      {traits("lift", kOnce, false, true),
       1,
       {{kBipeds, program_lift_biped, kArms | kLegs}, {kMachines, program_lift_machine}}},
  };
}

std::vector<ProgramEntry> attacks() {
  return {
      {traits("attack", kOnce, true),
       1,
       {{kBipeds, program_attack_biped, kArms | kLegs},
        {kInsects, program_rear_strike, kLegs},
        {{P::kQuadruped, P::kDragon, P::kBird}, program_lunge},
        {kFishes, program_bite}}},
      {traits("bite", kOnce), 1, {{{P::kQuadruped, P::kDragon, P::kFish}, program_bite, kJaw}}},
      {traits("peck", kCyclic), 1.6, {{kBirds, program_peck, kHeadOrNeck}}},
      {traits("coil", kOnce, true, true), 1, {{kSnakes, program_coil}}},
      {traits("strike", kOnce), 1, {{kSnakes, program_strike}}},
      {traits("flap", kCyclic),
       2.4,
       {{kWinged, program_flap, kWings}, {kFishes, program_flap_fins}}},
      {traits("hover", kCyclic),
       2.6,
       {{{P::kBird, P::kDragon, P::kInsect}, program_hover, kWings}}},
      {traits("take off", kCyclic, false, true),
       2.4,
       {{{P::kBird, P::kDragon, P::kInsect}, program_take_off, kWings}}},
  };
}

std::vector<ProgramEntry> things() {
  return {
      {traits("bloom", kOnce), 1, {{kPlants, program_bloom, kPetals}}},
      {traits("open", kOnce, false, true),
       1,
       {{kFurniture, program_open}, {kPlants, program_bloom, kPetals}}},
      {traits("close", kOnce),
       1,
       {{kFurniture, program_close}, {kPlants, program_close_plant, kPetals}}},
      {traits("open and close", kOnce), 1, {{kFurniture, program_open_and_close}}},
      {traits("slide out", kOnce, false, true), 1, {{{P::kDrawers}, program_open}}},
      {traits("grip", kCyclic), 1.0, {{{P::kRobotArm}, program_grip, kGrippers}}},
      {traits("rotate", kOnce, true, true),
       1,
       {{kThings, program_rotate}, {kPlants, program_rotate_plant}}},
  };
}

unsigned abilities(const Anatomy& anatomy) {
  unsigned able = kNothing;
  for (const Chain& chain : anatomy.chains) {
    switch (chain.part) {
      case Part::kLeg:
        able |= kLegs;
        break;
      case Part::kArm:
        able |= kArms;
        break;
      case Part::kWing:
        able |= kWings;
        break;
      case Part::kJaw:
        able |= kJaw;
        break;
      case Part::kTail:
        able |= kTail;
        break;
      case Part::kLeaf:
      case Part::kBranch:
        able |= kFoliage;
        break;
      case Part::kPetal:
        able |= kPetals;
        break;
      case Part::kGripper:
        able |= kGrippers;
        break;
      case Part::kHook:
        able |= kHooks;
        break;
      case Part::kHead:
      case Part::kNeck:
        able |= kHeadOrNeck;
        break;
      default:
        break;
    }
  }
  return able;
}

bool suits(const ProgramEntry::Variant& variant, BodyPlan plan) {
  return std::find(variant.plans.begin(), variant.plans.end(), plan) != variant.plans.end();
}

}  // namespace

const std::vector<ProgramEntry>& catalogue() {
  static const std::vector<ProgramEntry> all = [] {
    std::vector<ProgramEntry> list;
    for (const auto& part : {travelling(), staying(), postures(), gestures(), attacks(), things()})
      list.insert(list.end(), part.begin(), part.end());
    return list;
  }();
  return all;
}

const ProgramEntry* find_program(const std::string& motion) {
  for (const ProgramEntry& entry : catalogue())
    if (entry.traits.name == motion) return &entry;
  return nullptr;
}

const ProgramEntry::Variant* variant_for(const ProgramEntry& entry, const Anatomy& anatomy) {
  const unsigned able = abilities(anatomy);
  for (const ProgramEntry::Variant& variant : entry.variants)
    if (suits(variant, anatomy.plan) && (variant.needs & ~able) == 0) return &variant;
  return nullptr;
}

std::vector<std::string> motions_for(BodyPlan plan) {
  std::vector<std::string> names;
  for (const ProgramEntry& entry : catalogue())
    for (const ProgramEntry::Variant& variant : entry.variants)
      if (suits(variant, plan)) {
        // Wings are usual for birds and dragons only, arms for bipeds.
        const bool usual = plan == P::kBird || plan == P::kDragon || !(variant.needs & kWings);
        if (usual) names.push_back(entry.traits.name);
        break;
      }
  return names;
}

std::vector<std::string> motions_for(const Anatomy& anatomy) {
  std::vector<std::string> names;
  for (const ProgramEntry& entry : catalogue())
    if (variant_for(entry, anatomy)) names.push_back(entry.traits.name);
  return names;
}

}  // namespace animax::data
