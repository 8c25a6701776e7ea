// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "data/augment/topology.h"
#include "scene/skinning.h"

#include <algorithm>

namespace animax::data {
namespace {

/// Moves the share of `slot` that lies beyond the border on to `new_slot`.
struct Border {
  Vector3d start, way;  ///< of the bone at rest, world
  double fraction = 0.5;

  double beyond(const Vector3d& p) const {
    const double t = (p - start).dot(way) / std::max(way.squaredNorm(), 1e-18);
    const double s = std::clamp((t - fraction) / 0.3 + 0.5, 0.0, 1.0);
    return s * s * (3 - 2 * s);
  }
};

void share_weights(const std::vector<Vector3f>& rest,
                   const std::vector<uint32_t>& slots_of_joint,
                   const std::vector<uint32_t>& new_slots,
                   const Border& border,
                   Mesh& mesh) {
  const size_t k = static_cast<size_t>(mesh.influences), wide = 2 * k;
  std::vector<uint32_t> slots;
  std::vector<float> weights;
  slots.reserve(wide * rest.size());
  size_t used = k;
  for (size_t v = 0; v < rest.size(); ++v) {
    std::vector<std::pair<float, uint32_t>> list;
    for (size_t i = v * k; i < (v + 1) * k; ++i) {
      const auto found = std::find(slots_of_joint.begin(), slots_of_joint.end(), mesh.slots[i]);
      float moved = 0;
      if (found != slots_of_joint.end()) {
        moved = static_cast<float>(border.beyond(rest[v].cast<double>())) * mesh.weights[i];
        if (moved > 0)
          list.emplace_back(moved, new_slots[static_cast<size_t>(found - slots_of_joint.begin())]);
      }
      list.emplace_back(mesh.weights[i] - moved, mesh.slots[i]);
    }
    std::stable_sort(
        list.begin(), list.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    while (list.size() > 1 && list.back().first <= 0) list.pop_back();
    used = std::max(used, list.size());
    list.resize(wide, {0.0f, list[0].second});
    for (const auto& [weight, slot] : list) weights.push_back(weight), slots.push_back(slot);
  }
  // As many influences as some vertex needs.
  mesh.influences = static_cast<int>(used);
  mesh.slots.clear();
  mesh.weights.clear();
  for (size_t v = 0; v < rest.size(); ++v)
    for (size_t i = 0; i < used; ++i) {
      mesh.slots.push_back(slots[v * wide + i]);
      mesh.weights.push_back(weights[v * wide + i]);
    }
}

void skin_new_joint(Rig& rig, int joint, int inserted, const Border& border) {
  const auto rest = skinned_positions(rig, rig.skeleton.rest_pose());
  const auto world = forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
  std::vector<std::vector<uint32_t>> old_slots(rig.skins.size()), new_slots(rig.skins.size());
  for (size_t k = 0; k < rig.skins.size(); ++k) {
    Skin& skin = rig.skins[k];
    const size_t count = skin.joints.size();
    for (size_t s = 0; s < count; ++s) {
      if (skin.joints[s] != joint) continue;
      old_slots[k].push_back(static_cast<uint32_t>(s));
      new_slots[k].push_back(static_cast<uint32_t>(skin.joints.size()));
      skin.joints.push_back(inserted);
      const Affine3d bind = world[inserted].inverse() * world[joint] * skin.joint_from_bind[s];
      skin.joint_from_bind.push_back(bind);
    }
  }
  for (size_t m = 0; m < rig.meshes.size(); ++m) {
    const size_t k = static_cast<size_t>(rig.meshes[m].skin);
    if (!old_slots[k].empty())
      share_weights(rest[m], old_slots[k], new_slots[k], border, rig.meshes[m]);
  }
}

}  // namespace

EditedRig insert_joint(const EditedRig& edited, int joint, int child, double fraction) {
  const std::vector<Joint>& joints = edited.rig.skeleton.joints;
  CHECK_EQ(joints.at(child).parent, joint);
  CHECK_THAT(fraction > 0 && fraction < 1);
  const std::vector<Vector3d> at =
      joint_positions(edited.rig.skeleton, edited.rig.skeleton.rest_pose());
  const auto world = forward_kinematics(edited.rig.skeleton, edited.rig.skeleton.rest_pose());

  EditedRig wider = edited;
  Joint fresh;
  fresh.name = joints[joint].name + "_mid";
  fresh.parent = joint;
  fresh.rest.translation =
      world[joint].inverse() * Vector3d(at[joint] + fraction * (at[child] - at[joint]));
  wider.rig.skeleton.joints.push_back(fresh);
  wider.old_of_new.push_back(-1);
  const int inserted = wider.rig.skeleton.size() - 1;
  skin_new_joint(wider.rig, joint, inserted, {at[joint], at[child] - at[joint], fraction});
  for (Chain& chain : wider.anatomy.chains)
    for (size_t i = 0; i + 1 < chain.joints.size(); ++i)
      if (chain.joints[i] == joint && chain.joints[i + 1] == child) {
        chain.joints.insert(chain.joints.begin() + static_cast<long>(i) + 1, inserted);
        break;
      }
  std::vector<int> parent;
  for (const Joint& j : wider.rig.skeleton.joints) parent.push_back(j.parent);
  parent[child] = inserted;
  return reparent(wider, parent);
}

}  // namespace animax::data
