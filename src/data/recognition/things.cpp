// SPDX-License-Identifier: MIT
// Doors, lids, drawers and wheels by name, their axes by shape.
#include "data/recognition/body_reader.h"

#include <algorithm>

namespace animax::data {
namespace {

struct Named {
  Part part;
  BodyPlan plan;
};

std::optional<Named> thing_of(const JointWords& words) {
  if (!words.part) return std::nullopt;
  switch (*words.part) {
    case Part::kDoorPanel:
      return Named{Part::kDoorPanel, BodyPlan::kDoor};
    case Part::kLid:
      return Named{Part::kLid,
                   std::find(words.words.begin(), words.words.end(), "screen") != words.words.end()
                       ? BodyPlan::kLaptop
                       : BodyPlan::kChest};
    case Part::kDrawer:
      return Named{Part::kDrawer, BodyPlan::kDrawers};
    case Part::kWheel:
      return Named{Part::kWheel, BodyPlan::kVehicle};
    default:
      return std::nullopt;
  }
}

/// A direction of the world in the joint's own frame.
Vector3d in_joint(const RigShape& shape, int joint, const Vector3d& direction) {
  const auto world = forward_kinematics(shape.rig.skeleton, shape.rig.skeleton.rest_pose());
  return (world[joint].linear().inverse() * direction).normalized();
}

void set_freedom(const RigShape& shape, int joint, const Bounds& box, Chain& chain) {
  const Vector3d off = box.center() - shape.at[joint];
  switch (chain.part) {
    case Part::kDoorPanel:
      // The free edge goes to +z: about -y where the leaf lies on +x of its hinge, else about +y.
      chain.axis = in_joint(shape, joint, Vector3d(0, off.x() > 0 ? -1 : 1, 0));
      chain.limit = 1.6;
      break;
    case Part::kLid:
      // The free edge lies in front of the hinge and goes up.
      chain.axis = in_joint(shape, joint, Vector3d(off.z() >= 0 ? -1 : 1, 0, 0));
      chain.limit = 1.7;
      break;
    case Part::kDrawer:
      chain.axis = in_joint(shape, joint, Vector3d::UnitZ());
      chain.slides = true;
      chain.limit = 0.7 * box.size().z();
      break;
    default:
      chain.axis = in_joint(shape, joint, Vector3d::UnitX());
  }
}

}  // namespace

std::optional<Anatomy> read_thing(const RigShape& shape) {
  Anatomy anatomy;
  anatomy.ground = shape.ground;
  std::optional<BodyPlan> plan;
  std::vector<int> counts(3, 0);
  for (int j = 0; j < static_cast<int>(shape.at.size()); ++j) {
    if (!shape.relevant[j]) continue;
    const std::optional<Named> thing = thing_of(shape.words[j]);
    if (!thing || (plan && *plan != thing->plan)) continue;
    const bool inside =
        std::any_of(anatomy.chains.begin(), anatomy.chains.end(), [&](const Chain& c) {
          for (int k = shape.parent(j); k >= 0; k = shape.parent(k))
            if (k == c.joints[0]) return true;
          return false;
        });
    if (inside) continue;
    plan = thing->plan;
    Chain chain;
    chain.part = thing->part;
    chain.side = thing->part == Part::kWheel ? shape.side[j] : 0;
    chain.index = counts[static_cast<size_t>(chain.side + 1)]++;
    chain.joints = {j};
    set_freedom(shape, j, shape.subtree_bounds(j), chain);
    anatomy.chains.push_back(std::move(chain));
  }
  if (!plan) return std::nullopt;
  anatomy.plan = *plan;
  int root = anatomy.chains[0].joints[0];
  while (shape.parent(root) >= 0) root = shape.parent(root);
  anatomy.root = root;
  return anatomy;
}

}  // namespace animax::data
