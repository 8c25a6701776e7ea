// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "data/augment/topology.h"

#include <algorithm>
#include <cmath>

namespace animax::data {
namespace {

bool is_one_of(Part part, std::initializer_list<Part> parts) {
  return std::find(parts.begin(), parts.end(), part) != parts.end();
}

EditedRig insert_some(EditedRig edited, double probability, Rng& rng) {
  const size_t count = edited.anatomy.chains.size();
  for (size_t c = 0; c < count; ++c) {
    const Chain& chain = edited.anatomy.chains[c];
    if (!is_one_of(chain.part, {Part::kSpine, Part::kNeck, Part::kTail, Part::kWing, Part::kStem}))
      continue;
    if (chain.joints.size() < 2 || chain.axis || !rng.chance(probability)) continue;
    const size_t i =
        static_cast<size_t>(rng.integer(0, static_cast<int64_t>(chain.joints.size()) - 2));
    const int joint = chain.joints[i], child = chain.joints[i + 1];
    const double fraction = rng.uniform(0.35, 0.65);
    if (edited.rig.skeleton.joints[child].parent == joint)
      edited = insert_joint(edited, joint, child, fraction);
  }
  return edited;
}

EditedRig merge_some(EditedRig edited, double probability, Rng& rng) {
  const size_t count = edited.anatomy.chains.size();
  for (size_t c = 0; c < count && c < edited.anatomy.chains.size(); ++c) {
    const Chain& chain = edited.anatomy.chains[c];
    if (!is_one_of(chain.part, {Part::kSpine, Part::kNeck, Part::kTail, Part::kFinger})) continue;
    if (chain.joints.size() < 3 || chain.axis || !rng.chance(probability)) continue;
    const size_t i =
        static_cast<size_t>(rng.integer(1, static_cast<int64_t>(chain.joints.size()) - 1));
    const int joint = chain.joints[i];
    if (joint != edited.anatomy.root && edited.rig.skeleton.joints[joint].parent >= 0)
      edited = merge_joint(edited, joint);
  }
  return edited;
}

EditedRig drop_part(const EditedRig& edited, Part part) {
  std::vector<int> parent;
  for (const Joint& j : edited.rig.skeleton.joints) parent.push_back(j.parent);
  std::vector<char> drop(parent.size(), 0);
  for (const Chain* chain : edited.anatomy.all(part))
    for (int j : chain->joints) drop[j] = j != edited.anatomy.root && parent[j] >= 0;
  return reparent(edited, parent, drop);
}

/// One factor per chain, the same on both sides, so that legs stay of equal length.
EditedRig vary_lengths(const EditedRig& edited, double spread, Rng& rng) {
  std::vector<double> factors(edited.rig.skeleton.joints.size(), 1.0);
  for (const Chain& chain : edited.anatomy.chains) {
    if (chain.axis || chain.part == Part::kHead || chain.part == Part::kJaw) continue;
    // All pairs of legs vary alike: the body stays level.
    const int index = chain.part == Part::kLeg ? 0 : chain.index;
    Rng own = rng.fork(static_cast<uint64_t>(chain.part) * 64 + static_cast<uint64_t>(index));
    const double factor = std::exp(std::clamp(spread * own.normal(), -2 * spread, 2 * spread));
    for (size_t i = 1; i < chain.joints.size(); ++i) factors[chain.joints[i]] = factor;
  }
  rng.next();
  return scale_bones(edited, factors);
}

EditedRig vary_rest(const EditedRig& edited, double largest, Rng& rng) {
  Pose pose = edited.rig.skeleton.rest_pose();
  for (const Chain& chain : edited.anatomy.chains) {
    if (!is_one_of(chain.part, {Part::kNeck, Part::kTail, Part::kArm, Part::kWing}) || chain.axis)
      continue;
    for (int j : chain.joints) {
      const Vector3d turn(rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1));
      if (j != edited.anatomy.root) rotate_joint(pose, j, rotation_exp(largest * turn));
    }
  }
  return repose(edited, pose);
}

void rename_joints(Skeleton& skeleton, Rng& rng) {
  const int style = static_cast<int>(rng.integer(0, 3));
  for (int j = 0; j < skeleton.size(); ++j) {
    const std::string digits = std::to_string(1000 + j).substr(1);
    const char* const heads[] = {"bone_", "Bone.", "joint", "node_"};
    skeleton.joints[j].name = heads[style] + digits;
  }
}

}  // namespace

void TopologyOptions::validate() const {
  const auto probability = [](const char* name, double value) {
    if (!(value >= 0 && value <= 1))
      throw Error("topology options: ", name, ": found ", value, ", expected 0 to 1");
  };
  probability("insert", insert);
  probability("merge", merge);
  probability("drop_leaves", drop_leaves);
  probability("mirror", mirror);
  if (!(length_spread >= 0 && length_spread <= 0.5))
    throw Error("topology options: length_spread: found ", length_spread, ", expected 0 to 0.5");
  if (!(repose >= 0 && repose <= 0.5))
    throw Error("topology options: repose: found ", repose, ", expected 0 to 0.5 rad");
}

EditedRig augment_topology(const Rig& rig,
                           const Anatomy& anatomy,
                           const TopologyOptions& options,
                           Rng& rng) {
  options.validate();
  EditedRig edited = unedited(rig, anatomy);
  edited = insert_some(std::move(edited), options.insert, rng);
  edited = merge_some(std::move(edited), options.merge, rng);
  for (Part part : {Part::kFinger, Part::kEar, Part::kAntenna})
    if (rng.chance(options.drop_leaves)) edited = drop_part(edited, part);
  if (options.length_spread > 0) edited = vary_lengths(edited, options.length_spread, rng);
  if (options.repose > 0) edited = vary_rest(edited, options.repose, rng);
  if (rng.chance(options.mirror)) edited = mirror(edited);
  if (options.rename) rename_joints(edited.rig.skeleton, rng);
  if (edited.rig.vertex_count() > 0) edited.anatomy.ground = rest_bounds(edited.rig).min.y();
  return edited;
}

}  // namespace animax::data
