// SPDX-License-Identifier: MIT
#include "data/anatomy.h"

#include "core/error.h"

#include <array>
#include <utility>

namespace animax::data {
namespace {

constexpr std::array<std::pair<BodyPlan, const char*>, 16> kPlanNames{{
    {BodyPlan::kBiped, "biped"},
    {BodyPlan::kQuadruped, "quadruped"},
    {BodyPlan::kBird, "bird"},
    {BodyPlan::kFish, "fish"},
    {BodyPlan::kSnake, "snake"},
    {BodyPlan::kInsect, "insect"},
    {BodyPlan::kDragon, "dragon"},
    {BodyPlan::kPlant, "plant"},
    {BodyPlan::kChest, "chest"},
    {BodyPlan::kDoor, "door"},
    {BodyPlan::kDrawers, "drawers"},
    {BodyPlan::kLaptop, "laptop"},
    {BodyPlan::kRobotArm, "robot_arm"},
    {BodyPlan::kCrane, "crane"},
    {BodyPlan::kVehicle, "vehicle"},
    {BodyPlan::kOther, "other"},
}};

constexpr std::array<const char*, 24> kPartNames{
    "spine", "neck",       "head",   "jaw",     "ear",       "tail",    "arm",     "finger",
    "leg",   "wing",       "fin",    "antenna", "stem",      "branch",  "leaf",    "petal",
    "lid",   "door_panel", "drawer", "wheel",   "turntable", "segment", "gripper", "hook"};

}  // namespace

std::vector<const Chain*> Anatomy::all(Part part) const {
  std::vector<const Chain*> found;
  for (const Chain& chain : chains)
    if (chain.part == part) found.push_back(&chain);
  return found;
}

const Chain* Anatomy::find(Part part, int side, int index) const {
  for (const Chain& chain : chains)
    if (chain.part == part && chain.side == side && chain.index == index) return &chain;
  return nullptr;
}

std::string to_string(BodyPlan plan) {
  for (const auto& [value, name] : kPlanNames)
    if (value == plan) return name;
  return "other";
}

std::string to_string(Part part) { return kPartNames[static_cast<size_t>(part)]; }

std::optional<BodyPlan> body_plan_from_string(const std::string& name) {
  for (const auto& [value, text] : kPlanNames)
    if (name == text) return value;
  return std::nullopt;
}

void check(const Anatomy& anatomy, const Skeleton& skeleton) {
  CHECK_THAT(anatomy.root >= 0 && anatomy.root < skeleton.size());
  for (const Chain& chain : anatomy.chains) {
    CHECK_THAT(!chain.joints.empty());
    for (size_t i = 0; i < chain.joints.size(); ++i) {
      CHECK_THAT(chain.joints[i] >= 0 && chain.joints[i] < skeleton.size());
      if (i == 0) continue;
      int above = skeleton.joints[chain.joints[i]].parent;
      while (above > chain.joints[i - 1]) above = skeleton.joints[above].parent;
      CHECK_EQ(above, chain.joints[i - 1]);
    }
  }
}

}  // namespace animax::data
