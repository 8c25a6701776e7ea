// SPDX-License-Identifier: MIT
#include "scene/flesh.h"

#include "scene/skinning.h"

#include <algorithm>
#include <map>

namespace animax {
namespace {

constexpr float kLeastWeight = 0.02f;  // less is what painters of weights leave behind

bool is_at_or_below(const Skeleton& skeleton, int joint, int ancestor) {
  while (joint >= 0 && joint != ancestor) joint = skeleton.joints[joint].parent;
  return joint == ancestor;
}

// Sets of joints, sorted, that move one triangle together, and how many triangles they do.
using Joined = std::map<std::vector<int>, int>;

Joined joined_by_triangles(const Rig& rig) {
  Joined joined;
  for (const Mesh& mesh : rig.meshes) {
    const std::vector<int>& joints = rig.skins[mesh.skin].joints;
    for (size_t corner = 0; corner + 2 < mesh.indices.size(); corner += 3) {
      std::vector<int> movers;
      for (size_t c = corner; c < corner + 3; ++c)
        for (int k = 0; k < mesh.influences; ++k) {
          const size_t slot = static_cast<size_t>(mesh.indices[c]) * mesh.influences + k;
          const int joint = joints[mesh.slots[slot]];
          if (joint >= 0 && mesh.weights[slot] > kLeastWeight) movers.push_back(joint);
        }
      std::sort(movers.begin(), movers.end());
      movers.erase(std::unique(movers.begin(), movers.end()), movers.end());
      if (!movers.empty()) ++joined[std::move(movers)];
    }
  }
  return joined;
}

// Finds parts that hang on the end of another limb.
class LimbFinder {
 public:
  explicit LimbFinder(const Rig& rig)
      : skeleton_(rig.skeleton), joined_(joined_by_triangles(rig)), fleshy_(skeleton_.size()) {
    for (const auto& [movers, count] : joined_)
      for (int joint : movers) fleshy_[joint] = true;
  }

  // The limb's last joint that part `j` hangs on, -1 where the hierarchy is right.
  int limb_of(int j) const {
    const int parent = skeleton_.joints[j].parent;
    std::map<int, int> triangles;
    for (const auto& [movers, count] : joined_) {
      const auto inside = [&](int joint) { return is_at_or_below(skeleton_, joint, j); };
      if (std::none_of(movers.begin(), movers.end(), inside)) continue;
      for (int joint : movers) {
        if (inside(joint)) continue;
        if (is_at_or_below(skeleton_, j, joint)) return -1;  // its flesh hangs where it should
        triangles[joint] += count;
      }
    }
    int limb = -1;
    for (const auto& [joint, count] : triangles)
      if (limb < 0 || count > triangles[limb]) limb = joint;
    if (limb < 0 || !is_end(limb)) return -1;
    // Of the branches below what both have in common, the lesser hangs on the greater.
    int branch = limb, depth = 1;
    while (skeleton_.joints[branch].parent >= 0 &&
           !is_at_or_below(skeleton_, j, skeleton_.joints[branch].parent)) {
      branch = skeleton_.joints[branch].parent;
      ++depth;
    }
    const bool beside = skeleton_.joints[branch].parent == parent;
    return beside && depth >= 3 && flesh_below(j) < flesh_below(branch) ? limb : -1;
  }

 private:
  int flesh_below(int ancestor) const {
    int count = 0;
    for (int j = 0; j < skeleton_.size(); ++j)
      count += fleshy_[j] && is_at_or_below(skeleton_, j, ancestor);
    return count;
  }

  bool is_end(int joint) const { return flesh_below(joint) == 1; }

  const Skeleton& skeleton_;
  const Joined joined_;
  std::vector<bool> fleshy_;
};

}  // namespace

std::vector<bool> separate_parts(const Rig& rig) {
  const Skeleton& skeleton = rig.skeleton;
  std::vector<bool> separate(static_cast<size_t>(skeleton.size()), true);
  for (const auto& [movers, count] : joined_by_triangles(rig))
    for (int joint : movers)
      // Up to the joint that has all of them below it.
      for (int j = joint; j >= 0; j = skeleton.joints[j].parent) {
        const bool holds_all = std::all_of(movers.begin(), movers.end(), [&](int other) {
          return is_at_or_below(skeleton, other, j);
        });
        if (holds_all) break;
        separate[j] = false;
      }
  return separate;
}

std::vector<bool> round_parts(const Rig& rig) {
  constexpr double kOffCentre = 0.25;  // of the farthest vertex
  const auto heads = joint_positions(rig.skeleton, rig.skeleton.rest_pose());
  const auto places = skinned_positions(rig, rig.skeleton.rest_pose());
  std::vector<Vector3d> sum(heads.size(), Vector3d::Zero());
  std::vector<double> count(heads.size(), 0), farthest(heads.size(), 0);
  for (size_t m = 0; m < rig.meshes.size(); ++m) {
    const Mesh& mesh = rig.meshes[m];
    for (size_t i = 0; i < mesh.weights.size(); ++i) {
      const int joint = rig.skins[mesh.skin].joints[mesh.slots[i]];
      if (joint < 0 || mesh.weights[i] <= 0.5f) continue;
      const Vector3d offset = places[m][i / mesh.influences].cast<double>() - heads[joint];
      sum[joint] += offset;
      count[joint] += 1;
      farthest[joint] = std::max(farthest[joint], offset.norm());
    }
  }
  std::vector<bool> round;
  for (size_t j = 0; j < heads.size(); ++j)
    round.push_back(count[j] > 0 && sum[j].norm() < kOffCentre * farthest[j] * count[j]);
  return round;
}

std::vector<int> limbs_by_flesh(const Rig& rig) {
  const LimbFinder finder(rig);
  std::vector<int> limbs;
  for (int j = 0; j < rig.skeleton.size(); ++j) limbs.push_back(finder.limb_of(j));
  return limbs;
}

}  // namespace animax
