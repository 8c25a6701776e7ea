// SPDX-License-Identifier: MIT
// What the joints of a rig are for: body plan and named chains. The procedural creatures know it
// from their making, real rigs get it by recognition; motion programs, retargeting and the caption
// checker work on it and never on joint names.
#pragma once

#include "scene/skeleton.h"

#include <optional>
#include <string>
#include <vector>

namespace animax::data {

enum class BodyPlan {
  kBiped,
  kQuadruped,
  kBird,
  kFish,
  kSnake,   ///< snakes and worms
  kInsect,  ///< spiders and insects: three or more pairs of legs
  kDragon,  ///< four legs and wings
  kPlant,   ///< flowers and trees
  kChest,
  kDoor,
  kDrawers,
  kLaptop,
  kRobotArm,
  kCrane,
  kVehicle,  ///< wheeled toys
  kOther
};

enum class Part {
  kSpine,  ///< pelvis to chest (body of a fish or snake: head to tail end)
  kNeck,
  kHead,
  kJaw,
  kEar,
  kTail,
  kArm,  ///< shoulder (clavicle first if there is one) to hand
  kFinger,
  kLeg,   ///< hip to foot; toe last if there is one
  kWing,  ///< shoulder to wing tip
  kFin,
  kAntenna,
  kStem,  ///< trunk or stalk, ground to top
  kBranch,
  kLeaf,
  kPetal,
  kLid,  ///< chest lid, laptop screen
  kDoorPanel,
  kDrawer,
  kWheel,
  kTurntable,  ///< rotates about the vertical: base of a robot arm or crane, turret
  kSegment,    ///< links of a robot arm or crane boom
  kGripper,    ///< one chain per finger of the gripper
  kHook
};

/// A run of joints, each the parent of the next (anchors between them allowed), base to tip.
struct Chain {
  Part part = Part::kSpine;
  int side = 0;   ///< +1: the model's left (+x), -1: right, 0: on the middle plane
  int index = 0;  ///< counts chains of the same part and side, front to back or bottom to top
  std::vector<int> joints;
  bool slides = false;  ///< true: moves along `axis` instead of turning (drawers, sliding doors)
  /// For one-degree-of-freedom parts (lids, doors, drawers, wheels, turntables, robot links): the
  /// unit axis in the first joint's own frame, right-handed so that a positive angle (or distance)
  /// opens.
  std::optional<Vector3d> axis;
  double limit = 0;  ///< largest angle (rad) or distance (world units) along `axis`; 0: unknown
  double closed = 0;  ///< where along `axis` a lid or door is shut; below 0: it is open at rest
};

/// The rest pose stands on y = ground, looks along +z, with +y up, in the units of the rig.
struct Anatomy {
  BodyPlan plan = BodyPlan::kOther;
  int root = 0;  ///< the joint that carries the whole body (pelvis, hips, base)
  std::vector<Chain> chains;
  double ground = 0;  ///< y of the floor in the rest pose

  std::vector<const Chain*> all(Part part) const;
  /// The chain of that part, side and index, or nullptr.
  const Chain* find(Part part, int side = 0, int index = 0) const;
};

std::string to_string(BodyPlan plan);  ///< "biped", "quadruped", ...
std::string to_string(Part part);
std::optional<BodyPlan> body_plan_from_string(const std::string& name);

/// Throws CheckFailure unless every chain's joints exist and descend from one another.
void check(const Anatomy& anatomy, const Skeleton& skeleton);

}  // namespace animax::data
