// SPDX-License-Identifier: MIT
#include "data/augment/repair_rig.h"

#include "data/recognition/bind_pose.h"
#include "data/recognition/rig_shape.h"
#include "scene/flesh.h"

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
  double nearest =
      std::min((limb.tip - point).norm(), (shape.at[limb.joints.back()] - point).norm());
  for (const Vector3d& p : shape.flesh[limb.joints.back()])
    nearest = std::min(nearest, (p - point).norm());
  return nearest;
}

/// The limb whose end `foot` continues, or -1.
int limb_before(const RigShape& shape, const Limb& foot) {
  int best = -1;
  // Short legs in big boots end farther from the foot's joint.
  double nearest = (foot.named == Part::kLeg ? 0.2 : 0.14) * shape.height;
  // One bone, or a control with one: nothing that could be a leg itself.
  const bool small = (shape.at[foot.joints.back()] - foot.base).norm() < 0.1 * shape.height;
  const bool low = foot.base.y() - shape.ground < 0.3 * shape.height &&
                   foot.low - shape.ground < 0.1 * shape.height;
  if (!low || !small) return -1;
  for (size_t i = 0; i < shape.limbs.size(); ++i) {
    const Limb& limb = shape.limbs[i];
    if (&limb == &foot || limb.side != foot.side) continue;
    // A short leg of one bone beneath a hanging arm.
    if (foot.named == Part::kLeg && limb.named == Part::kArm) continue;
    const bool leads_down = limb.base.y() > foot.base.y() + 0.02 * shape.height &&
                            limb.joints.size() + 1 > foot.joints.size();
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
  const std::vector<int> limbs = limbs_by_flesh(rig);
  for (size_t j = 0; j < parent.size(); ++j)
    if (limbs[j] >= 0 && !is_below(parent, limbs[j], static_cast<int>(j))) parent[j] = limbs[j];
  for (const Limb& foot : shape.limbs) {
    if (limbs[foot.joints[0]] >= 0) continue;
    const int limb = limb_before(shape, foot);
    if (limb < 0 || is_below(parent, shape.limbs[limb].joints.back(), foot.joints[0])) continue;
    parent[foot.joints[0]] = shape.limbs[limb].joints.back();
  }
  const int root = main_root(shape);
  for (size_t j = 0; root >= 0 && j < parent.size(); ++j)
    if (parent[j] < 0 && static_cast<int>(j) != root && shape.relevant[j]) parent[j] = root;
  const EditedRig same = unedited(rig);
  if (parent == before) return same;
  return reparent(same, parent);
}

namespace {

void turn_about_vertical(double yaw, Rig& rig) {
  const Affine3d turn(Eigen::AngleAxisd(yaw, Vector3d::UnitY()));
  for (Joint& joint : rig.skeleton.joints)
    if (joint.parent < 0) joint.parent_from_anchor = turn * joint.parent_from_anchor;
  for (Skin& skin : rig.skins)
    for (size_t s = 0; s < skin.joints.size(); ++s)
      if (skin.joints[s] < 0) skin.joint_from_bind[s] = turn * skin.joint_from_bind[s];
}

/// How far the named head lies in front of the rest, and tails behind; without such names, how far
/// the soles lie in front of the ankles. 0: nothing tells.
double looks_forward(const RigShape& shape) {
  double named = 0;
  for (int j = 0; j < static_cast<int>(shape.at.size()); ++j) {
    if (!shape.relevant[j]) continue;
    const double z = shape.subtree_bounds(j).center().z() - shape.bounds.center().z();
    if (shape.words[j].part == Part::kHead) named += z;
    if (shape.words[j].part == Part::kTail) named -= z;
  }
  if (std::abs(named) > 0.1 * shape.size) return named;
  double sole = 0, soles = 0, ankle = 0, ankles = 0;
  for (const std::vector<Vector3d>& points : shape.flesh)
    for (const Vector3d& p : points) {
      const double h = (p.y() - shape.ground) / shape.height;
      if (h < 0.03) sole += p.z(), soles += 1;
      if (h > 0.06 && h < 0.15) ankle += p.z(), ankles += 1;
    }
  return soles > 0 && ankles > 0 ? sole / soles - ankle / ankles : 0;
}

/// Furniture and plants are as often symmetric about one axis as about the other: only what has a
/// pair of legs or wings or a tail is a body that looks anywhere.
bool is_body(const RigShape& shape) {
  for (size_t j = 0; j < shape.words.size(); ++j)
    if (shape.relevant[j] && shape.words[j].part == Part::kTail) return true;
  return std::any_of(shape.limbs.begin(), shape.limbs.end(), [&](const Limb& limb) {
    const double low = limb.low - shape.ground, top = limb.base.y() - shape.ground;
    const bool leg = low < 0.1 * shape.height && top > 0.2 * shape.height;
    return !limb.helper && limb.side != 0 && (leg || limb.named == Part::kWing);
  });
}

/// Turns a body that looks along x to look along z, if its symmetry says so.
void face_forward(Rig& rig) {
  Rig turned = rig;
  turn_about_vertical(-M_PI / 2, turned);  // +x to +z
  const RigShape now(rig), then(turned);
  const bool sideways = is_body(then) && now.symmetry < 0.8 && then.symmetry > now.symmetry + 0.15;
  if (!sideways) return;
  if (looks_forward(then) < 0) turn_about_vertical(M_PI, turned);
  rig = std::move(turned);
}

}  // namespace

Eigen::Isometry3d repaired_from_file(const RepairedRig& repaired, const Skeleton& file) {
  Eigen::Isometry3d turn = Eigen::Isometry3d::Identity();
  const std::vector<int> roots = file.roots();
  if (roots.empty()) return turn;
  const Affine3d change = repaired.original.joints[roots[0]].parent_from_anchor *
                          file.joints[roots[0]].parent_from_anchor.inverse();
  turn.linear() = change.rotation();
  return turn;
}

Motion carry_back(const RepairedRig& repaired, const Motion& motion) {
  EditedRig back;
  back.rig.skeleton = repaired.original;
  back.old_of_new.assign(repaired.original.joints.size(), -1);
  for (size_t j = 0; j < repaired.edited.old_of_new.size(); ++j)
    back.old_of_new[repaired.edited.old_of_new[j]] = static_cast<int>(j);
  return carry_motion(repaired.edited.rig.skeleton, motion, back);
}

RepairedRig repair_rig(const Rig& rig) {
  // Textures, which may be large, are copied once, at the end.
  Rig repaired;
  repaired.name = rig.name;
  repaired.skeleton = rig.skeleton;
  repaired.skins = rig.skins;
  repaired.meshes = rig.meshes;
  repaired.materials = rig.materials;
  repaired.warnings = rig.warnings;
  const std::optional<Pose> better = more_symmetric_pose(rig);
  for (size_t j = 0; better && j < better->size(); ++j)
    repaired.skeleton.joints[j].rest = (*better)[j];
  face_forward(repaired);
  RepairedRig made{attach_detached_parts(repaired), repaired.skeleton};
  made.edited.rig.textures = rig.textures;
  return made;
}

}  // namespace animax::data
