// SPDX-License-Identifier: MIT
#include "data/augment/attach_parts.h"

#include "data/recognition/bind_pose.h"
#include "data/recognition/rig_shape.h"

#include <algorithm>

namespace animax::data {
namespace {

bool is_below(const std::vector<int>& parent, int joint, int ancestor) {
  for (int j = joint; j >= 0; j = parent[j])
    if (j == ancestor) return true;
  return false;
}

/// Distance of a point from the end of a limb: its farthest flesh or any flesh of its last joint.
double distance_to_end(const RigShape& shape, const Limb& limb, const Vector3d& point) {
  double nearest = std::min((limb.tip - point).norm(), (shape.at[limb.joints.back()] - point).norm());
  for (const Vector3d& p : shape.flesh[limb.joints.back()])
    nearest = std::min(nearest, (p - point).norm());
  return nearest;
}

/// The limb whose end `foot` continues, or -1.
int limb_before(const RigShape& shape, const Limb& foot) {
  int best = -1;
  double nearest = 0.1 * shape.height;
  const bool low = foot.base.y() - shape.ground < 0.3 * shape.height &&
                   foot.low - shape.ground < 0.1 * shape.height;
  if (!low) return -1;
  for (size_t i = 0; i < shape.limbs.size(); ++i) {
    const Limb& limb = shape.limbs[i];
    if (&limb == &foot || limb.side != foot.side) continue;
    const bool leads_down = limb.base.y() > foot.base.y() + 0.02 * shape.height &&
                            limb.reach > 0.6 * foot.reach;
    const double distance = distance_to_end(shape, limb, foot.base);
    if (leads_down && distance < nearest) nearest = distance, best = static_cast<int>(i);
  }
  return best;
}

int main_root(const RigShape& shape) {
  int best = -1;
  double most = -1;
  for (int j : shape.rig.skeleton.roots()) {
    if (!shape.relevant[j]) continue;
    double score = static_cast<double>(shape.subtree(j).size());
    if (shape.words[j].part == Part::kSpine) score += 1000;
    if (score > most) most = score, best = j;
  }
  return best;
}

}  // namespace

EditedRig attach_detached_parts(const Rig& rig) {
  const RigShape shape(rig);
  std::vector<int> parent;
  for (const Joint& joint : rig.skeleton.joints) parent.push_back(joint.parent);
  const std::vector<int> before = parent;
  for (const Limb& foot : shape.limbs) {
    const int limb = limb_before(shape, foot);
    if (limb < 0 || is_below(parent, shape.limbs[limb].joints.back(), foot.joints[0])) continue;
    parent[foot.joints[0]] = shape.limbs[limb].joints.back();
  }
  const int root = main_root(shape);
  for (size_t j = 0; root >= 0 && j < parent.size(); ++j)
    if (parent[j] < 0 && static_cast<int>(j) != root && shape.relevant[j])
      parent[j] = root;
  const EditedRig same = unedited(rig);
  if (parent == before) return same;
  return reparent(same, parent);
}

EditedRig make_rig_sound(const Rig& rig) {
  const std::optional<Pose> better = more_symmetric_pose(rig);
  return attach_detached_parts(better ? repose(unedited(rig), *better).rig : rig);
}

}  // namespace animax::data
