// SPDX-License-Identifier: MIT
// Which limbs are legs, arms, wings, fins, ears.
#include "data/recognition/body_reader.h"

#include <algorithm>

namespace animax::data {
namespace {

/// Index on the trunk's path of the joint that a limb hangs from, directly or not; -1: none.
int place_on_path(const RigShape& shape, const Trunk& trunk, const Limb& limb) {
  for (int j = limb.parent; j >= 0; j = shape.parent(j)) {
    const auto found = std::find(trunk.path.begin(), trunk.path.end(), j);
    if (found != trunk.path.end()) return static_cast<int>(found - trunk.path.begin());
  }
  return -1;
}

bool reaches_ground(const RigShape& shape, const Limb& limb) {
  const double height = shape.height;
  const double drop = limb.base.y() - limb.low;
  if (limb.low - shape.ground > 0.1 * height) return false;
  const bool steep = drop > 0.25 * height && drop > 0.4 * limb.reach;
  const bool jointed = limb.joints.size() >= 3 && drop > 0.1 * height && limb.reach > 0.35 * height;
  const bool short_leg = limb.joints.size() >= 2 && drop > 0.12 * height && drop > 0.6 * limb.reach;
  return steep || jointed || short_leg;
}

Part part_by_shape(const RigShape& shape, const Trunk& trunk, const Limb& limb) {
  const int place = place_on_path(shape, trunk, limb);
  const bool on_head = trunk.head < trunk.path.size() && place >= static_cast<int>(trunk.head);
  const bool ground = reaches_ground(shape, limb) && limb.roundness > 0.12;
  if (on_head && !(ground && limb.reach > 0.4 * shape.height)) {
    const Vector3d way = limb.tip - limb.base;
    return limb.joints.size() >= 2 && way.z() > 0.3 * way.norm() ? Part::kAntenna : Part::kEar;
  }
  if (ground) return Part::kLeg;
  return limb.roundness < 0.3 ? Part::kWing : Part::kArm;
}

int named_legs(const RigShape& shape) {
  return static_cast<int>(std::count_if(shape.limbs.begin(), shape.limbs.end(), [](const Limb& l) {
    return l.named == Part::kLeg && l.joints.size() >= 2;
  }));
}

std::optional<Part> part_of(const RigShape& shape, const Trunk& trunk, const Limb& limb) {
  if (limb.helper || limb.reach < 0.04 * shape.size) return std::nullopt;
  if (!limb.named) return part_by_shape(shape, trunk, limb);
  switch (*limb.named) {
    case Part::kLeg:
      // A dinosaur's "front leg" that ends in a hand above the ground is an arm.
      return limb.low - shape.ground < 0.25 * shape.height || named_legs(shape) >= 6 ? Part::kLeg
                                                                                     : Part::kArm;
    case Part::kArm:
    case Part::kWing:
    case Part::kFin:
    case Part::kEar:
    case Part::kAntenna:
    case Part::kLeaf:
    case Part::kPetal:
    case Part::kBranch:
      return limb.named;
    case Part::kFinger:
      return Part::kArm;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<std::optional<Part>> classify_limbs(const RigShape& shape, const Trunk& trunk) {
  std::vector<std::optional<Part>> parts(shape.limbs.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    const Limb& limb = shape.limbs[i];
    const size_t partner = static_cast<size_t>(limb.partner);
    // A pair is one thing: the second takes the first one's part.
    parts[i] = partner < i ? parts[partner] : part_of(shape, trunk, limb);
  }
  return parts;
}

std::vector<int> leg_joints(const RigShape& shape, const Limb& limb) {
  std::vector<int> joints = limb.joints;
  const auto bone = [&](size_t i) {
    return Vector3d(shape.at[joints[i + 1]] - shape.at[joints[i]]);
  };
  // The pelvis' half in front of the hip leads sideways and hardly down.
  while (joints.size() >= 4) {
    const Vector3d first = bone(0), rest = shape.at[joints.back()] - shape.at[joints[1]];
    const bool sideways = std::abs(first.y()) < 0.6 * first.norm();
    const bool girdle =
        sideways && first.norm() < 0.35 * rest.norm() && std::abs(rest.y()) > 0.7 * rest.norm();
    if (!girdle) break;
    joints.erase(joints.begin());
  }
  // One joint past the first that is near the ground: ankle and toe.
  const double hip = std::max(shape.at[joints[0]].y() - shape.ground, 1e-9);
  for (size_t i = 1; i + 1 < joints.size(); ++i)
    if (shape.at[joints[i]].y() - shape.ground < 0.13 * hip) {
      joints.resize(i + 2);
      break;
    }
  return joints;
}

std::vector<int> arm_joints(const RigShape& shape,
                            const Limb& limb,
                            std::vector<std::vector<int>>* fingers) {
  std::vector<int> joints = limb.joints;
  size_t hand = joints.size();
  // The hand is where fingers fork off, or where names say that a finger begins.
  for (const std::vector<int>& branch : limb.branches) {
    const auto fork = std::find(joints.begin(), joints.end(), shape.parent(branch[0]));
    if (fork != joints.end() && fork - joints.begin() >= 2)
      hand = std::min(hand, static_cast<size_t>(fork - joints.begin()) + 1);
  }
  for (size_t i = 1; i < hand; ++i)
    if (shape.words[joints[i]].part == Part::kFinger || shape.words[joints[i]].helper) hand = i;
  if (hand < joints.size()) {
    if (!shape.words[joints[hand]].helper)
      fingers->push_back({joints.begin() + static_cast<long>(hand), joints.end()});
    joints.resize(hand);
  }
  for (const std::vector<int>& branch : limb.branches)
    if (!shape.words[branch[0]].helper &&
        std::find(joints.begin(), joints.end(), shape.parent(branch[0])) != joints.end() &&
        shape.parent(branch[0]) == joints.back())
      fingers->push_back(branch);
  return joints;
}

}  // namespace animax::data
