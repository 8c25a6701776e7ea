// SPDX-License-Identifier: MIT
#include "data/augment/topology.h"

#include "core/error.h"

#include <algorithm>

namespace animax::data {
namespace {

std::vector<Affine3d> rest_world(const Rig& rig) {
  return forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
}

/// Kept joints, parents first; siblings in their old order.
std::vector<int> ordered(const std::vector<int>& parent, const std::vector<char>& drop) {
  const int n = static_cast<int>(parent.size());
  std::vector<char> placed(n, 0);
  std::vector<int> order;
  for (bool moved = true; moved;) {
    moved = false;
    for (int j = 0; j < n; ++j) {
      if (placed[j] || drop[j] || (parent[j] >= 0 && !placed[parent[j]])) continue;
      placed[j] = 1;
      order.push_back(j);
      moved = true;
    }
  }
  return order;
}

void remap_skins(const std::vector<Affine3d>& world,
                 const std::vector<int>& new_of_old,
                 const std::vector<int>& stays_at,
                 Rig& rig) {
  for (Skin& skin : rig.skins)
    for (size_t s = 0; s < skin.joints.size(); ++s) {
      const int old = skin.joints[s];
      if (old < 0) continue;
      // A dropped joint's flesh keeps its place at rest and follows the joint that takes over.
      if (stays_at[old] != old)
        skin.joint_from_bind[s] =
            world[stays_at[old]].inverse() * world[old] * skin.joint_from_bind[s];
      skin.joints[s] = new_of_old[stays_at[old]];
    }
}

Anatomy remap_anatomy(const Anatomy& anatomy,
                      const std::vector<int>& new_of_old,
                      const std::vector<int>& stays_at) {
  Anatomy mapped = anatomy;
  mapped.root = new_of_old[stays_at[anatomy.root]];
  mapped.chains.clear();
  for (Chain chain : anatomy.chains) {
    std::vector<int> joints;
    for (int j : chain.joints)
      if (new_of_old[j] >= 0) joints.push_back(new_of_old[j]);
    const bool lost_axis = chain.axis && new_of_old[chain.joints[0]] < 0;
    if (joints.empty() || lost_axis) continue;
    chain.joints = std::move(joints);
    mapped.chains.push_back(std::move(chain));
  }
  return mapped;
}

}  // namespace

EditedRig unedited(const Rig& rig, const Anatomy& anatomy) {
  EditedRig edited{rig, anatomy, {}};
  edited.rig.clips.clear();
  for (int j = 0; j < rig.skeleton.size(); ++j) edited.old_of_new.push_back(j);
  return edited;
}

EditedRig reparent(const EditedRig& edited,
                   const std::vector<int>& parent_in,
                   const std::vector<char>& drop_in) {
  const Rig& rig = edited.rig;
  const size_t n = rig.skeleton.joints.size();
  CHECK_EQ(parent_in.size(), n);
  const std::vector<char> drop = drop_in.empty() ? std::vector<char>(n, 0) : drop_in;
  CHECK_EQ(drop.size(), n);
  const std::vector<Affine3d> world = rest_world(rig);

  // Dropped joints are skipped upwards.
  std::vector<int> stays_at(n), parent(n);
  for (size_t j = 0; j < n; ++j) {
    const auto kept = [&](int k) {
      for (size_t steps = 0; k >= 0 && drop[k]; ++steps) {
        CHECK_LT(steps, n);
        k = parent_in[k];
      }
      return k;
    };
    stays_at[j] = kept(static_cast<int>(j));
    parent[j] = parent_in[j] < 0 ? -1 : kept(parent_in[j]);
    CHECK_GE(stays_at[j], 0);
  }
  const std::vector<int> order = ordered(parent, drop);
  CHECK_THAT(!order.empty());
  std::vector<int> new_of_old(n, -1);
  for (size_t i = 0; i < order.size(); ++i) new_of_old[order[i]] = static_cast<int>(i);
  for (size_t j = 0; j < n; ++j) CHECK_THAT(drop[j] || new_of_old[j] >= 0);  // no ring

  EditedRig out;
  out.rig = rig;
  out.rig.skeleton.joints.clear();
  for (int old : order) {
    Joint joint = rig.skeleton.joints[old];
    if (parent[old] != joint.parent) {
      const Affine3d above =
          parent[old] < 0 ? Affine3d::Identity() : Affine3d(world[parent[old]].inverse());
      joint.parent_from_anchor = above * world[old] * joint.rest.matrix().inverse();
    }
    joint.parent = parent[old] < 0 ? -1 : new_of_old[parent[old]];
    out.rig.skeleton.joints.push_back(std::move(joint));
    out.old_of_new.push_back(edited.old_of_new[old]);
  }
  remap_skins(world, new_of_old, stays_at, out.rig);
  out.anatomy = remap_anatomy(edited.anatomy, new_of_old, stays_at);
  return out;
}

EditedRig merge_joint(const EditedRig& edited, int joint) {
  CHECK_GE(edited.rig.skeleton.joints.at(joint).parent, 0);
  std::vector<int> parent;
  for (const Joint& j : edited.rig.skeleton.joints) parent.push_back(j.parent);
  std::vector<char> drop(parent.size(), 0);
  drop[joint] = 1;
  return reparent(edited, parent, drop);
}

EditedRig scale_bones(const EditedRig& edited, const std::vector<double>& factors) {
  EditedRig out = edited;
  std::vector<Joint>& joints = out.rig.skeleton.joints;
  CHECK_EQ(factors.size(), joints.size());
  const double ground = edited.rig.vertex_count() ? rest_bounds(edited.rig).min.y() : 0;
  for (size_t j = 0; j < joints.size(); ++j) {
    CHECK_GT(factors[j], 0.0);
    // The whole way from the parent's head scales, anchors included.
    if (joints[j].parent < 0 || factors[j] == 1) continue;
    const Vector3d way = joints[j].parent_from_anchor * joints[j].rest.translation;
    joints[j].parent_from_anchor.pretranslate((factors[j] - 1) * way);
  }
  if (edited.rig.vertex_count() > 0) {
    const double off = ground - rest_bounds(out.rig).min.y();
    for (Joint& joint : joints)
      if (joint.parent < 0) joint.parent_from_anchor.pretranslate(Vector3d(0, off, 0));
  }
  return out;
}

EditedRig repose(const EditedRig& edited, const Pose& pose) {
  EditedRig out = edited;
  CHECK_EQ(pose.size(), out.rig.skeleton.joints.size());
  for (size_t j = 0; j < pose.size(); ++j) out.rig.skeleton.joints[j].rest = pose[j];
  return out;
}

EditedRig mirror(const EditedRig& edited, double plane_x) {
  EditedRig out = edited;
  Affine3d reflection = Affine3d::Identity();
  reflection.linear()(0, 0) = -1;
  reflection.translation().x() = 2 * plane_x;
  for (Joint& joint : out.rig.skeleton.joints)
    if (joint.parent < 0) joint.parent_from_anchor = reflection * joint.parent_from_anchor;
  for (Skin& skin : out.rig.skins)
    for (size_t s = 0; s < skin.joints.size(); ++s)
      if (skin.joints[s] < 0) skin.joint_from_bind[s] = reflection * skin.joint_from_bind[s];
  for (Mesh& mesh : out.rig.meshes)
    for (size_t i = 0; i + 2 < mesh.indices.size(); i += 3)
      std::swap(mesh.indices[i + 1], mesh.indices[i + 2]);
  for (Chain& chain : out.anatomy.chains) chain.side = -chain.side;
  return out;
}

Motion carry_motion(const Skeleton& original, const Motion& motion, const EditedRig& edited) {
  const std::vector<Joint>& joints = edited.rig.skeleton.joints;
  CHECK_EQ(edited.old_of_new.size(), joints.size());
  // A joint whose parent is the same keeps its local pose; the others keep their place.
  std::vector<char> local(joints.size(), 0);
  for (size_t j = 0; j < joints.size(); ++j) {
    const int old = edited.old_of_new[j];
    if (old < 0) continue;
    const int above = joints[j].parent;
    const int old_above = original.joints.at(old).parent;
    local[j] = above < 0 ? old_above < 0 : edited.old_of_new[above] == old_above && old_above >= 0;
  }
  Motion carried{motion.fps, {}};
  for (const Pose& pose : motion.frames) {
    CHECK_EQ(pose.size(), original.joints.size());
    const std::vector<Affine3d> old_world = forward_kinematics(original, pose);
    Pose out = edited.rig.skeleton.rest_pose();
    std::vector<Affine3d> world(joints.size());
    for (size_t j = 0; j < joints.size(); ++j) {
      const Affine3d anchor = joints[j].parent < 0
                                  ? joints[j].parent_from_anchor
                                  : world[joints[j].parent] * joints[j].parent_from_anchor;
      const int old = edited.old_of_new[j];
      if (local[j])
        out[j] = pose[old];
      else if (old >= 0)
        out[j] = decompose_lossy(anchor.inverse() * old_world[old]);
      world[j] = anchor * out[j].matrix();
    }
    carried.frames.push_back(std::move(out));
  }
  return carried;
}

}  // namespace animax::data
