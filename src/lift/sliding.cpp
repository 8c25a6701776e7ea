// SPDX-License-Identifier: MIT
#include "lift/sliding.h"

#include "core/statistics.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace animax::lift {
namespace {

int root_of(const Skeleton& skeleton, int joint) {
  while (skeleton.joints[joint].parent >= 0) joint = skeleton.joints[joint].parent;
  return joint;
}

// The point without a drawn ancestor that has the most points below it, -1: there is none.
int largest_top(const Legend& legend) {
  std::vector<int> below(legend.joints.size(), 1);
  int best = -1;
  for (int p = static_cast<int>(legend.joints.size()) - 1; p >= 0; --p) {
    const int parent = legend.joints[p].parent;
    if (parent >= 0)
      below[parent] += below[p];
    else if (best < 0 || below[p] >= below[best])
      best = p;
  }
  return best;
}

// Distances from `a` that turning joints on the way to `b` leave possible.
struct Reach {
  double least = 0, most = 0;
  double outside(double distance) const {
    return std::max({0.0, least - distance, distance - most});
  }
};

class SlidingFinder {
 public:
  SlidingFinder(const Skeleton& skeleton,
                const Legend& legend,
                const Influence& influence,
                const Track3d& track,
                const SlidingOptions& options)
      : skeleton_(skeleton),
        legend_(legend),
        influence_(influence),
        track_(track),
        options_(options),
        rest_world_(forward_kinematics(skeleton, skeleton.rest_pose())),
        rest_(drawn_positions(legend, rest_world_)),
        trunk_(largest_top(legend)) {}

  // The joint that slides if this point is where it cannot be, -1: none.
  int sliding_joint(int point) const {
    const int joint = suspect(point);
    return joint >= 0 && (options_.may_slide.empty() || options_.may_slide[joint]) ? joint : -1;
  }

 private:
  int suspect(int point) const {
    const int joint = legend_.joints[point].joint;
    if (!is_head(point)) return -1;
    if (is_loose(point, joint)) return joint;
    if (!is_out_of_reach(point, joint)) return -1;
    // Its mates went along: what slides is the joint that holds them all, unless that is drawn.
    const int held_by = holder(joint);
    return held_by >= 0 && influence_.head_point[held_by] < 0 ? held_by : joint;
  }

  bool is_head(int point) const {
    return influence_.head_point[legend_.joints[point].joint] == point;
  }

  bool turns(int joint) const {
    return influence_.moves[joint] ||
           std::find(influence_.carriers.begin(), influence_.carriers.end(), joint) !=
               influence_.carriers.end();
  }

  // The joint in whose frame the head of `joint` stands still unless it slides; -1: the world.
  int holder(int joint) const {
    int up = skeleton_.joints[joint].parent;
    while (up >= 0 && !turns(up)) up = skeleton_.joints[up].parent;
    return up;
  }

  // Distances from the head of `ancestor` that the turning joints between allow.
  Reach reach(int joint, int ancestor) const {
    std::vector<double> bones;
    Vector3d end = rest_world_[joint].translation();
    for (int j = skeleton_.joints[joint].parent; j >= 0; j = skeleton_.joints[j].parent) {
      if (j != ancestor && !turns(j)) continue;
      bones.push_back((end - rest_world_[j].translation()).norm());
      end = rest_world_[j].translation();
      if (j == ancestor) break;
    }
    Reach range;
    double longest = 0;
    for (double bone : bones) range.most += bone, longest = std::max(longest, bone);
    range.least = std::max(0.0, 2 * longest - range.most);
    return range;
  }

  // By how much the distance of two points in a frame is certainly outside a range; nothing where
  // they are known too badly to tell.
  std::optional<double> violation(size_t frame, int a, int b, const Reach& range) const {
    const SpacePoint &p = track_[frame][a], &q = track_[frame][b];
    if (p.views < 2 || q.views < 2) return std::nullopt;
    const double doubt = 3 * options_.noise * std::hypot(p.sigma, q.sigma);
    const double outside = range.outside((p.position - q.position).norm());
    if (doubt > std::max(options_.threshold, outside)) return std::nullopt;
    return doubt > options_.threshold ? outside - doubt : outside;
  }

  // True when the errors are too large in a good part of the frames.
  bool are_too_large(std::vector<double> errors) const {
    if (errors.size() < 2 || errors.size() * 2 < track_.size()) return false;
    return quantile(std::move(errors), 0.75) > options_.threshold;
  }

  bool is_out_of_reach(int point, int joint) const {
    const int base = legend_.joints[point].parent;
    if (base < 0) return false;
    const Reach range = reach(joint, legend_.joints[base].joint);
    std::vector<double> errors;
    for (size_t frame = 0; frame < track_.size(); ++frame)
      if (const auto found = violation(frame, point, base, range)) errors.push_back(*found);
    return are_too_large(std::move(errors));
  }

  // The heads that stand still in the frame of `held_by`, and its own.
  std::vector<int> heads_held_by(int held_by) const {
    std::vector<int> heads;
    for (size_t p = 0; p < legend_.joints.size(); ++p) {
      const int joint = legend_.joints[p].joint;
      if (is_head(static_cast<int>(p)) && (joint == held_by || holder(joint) == held_by))
        heads.push_back(static_cast<int>(p));
    }
    return heads;
  }

  // True when more than half of the heads that ought to keep their distance come nearer or go away.
  bool is_loose(int point, int joint) const {
    const int held_by = holder(joint);
    std::vector<int> mates = heads_held_by(held_by);
    size_t least = 2;
    if (is_beside_the_trunk(point, joint)) {
      mates = heads_held_by(holder(legend_.joints[trunk_].joint));
      least = 1;
    }
    std::vector<double> errors;
    for (size_t frame = 0; frame < track_.size(); ++frame) {
      std::vector<double> changes;
      for (int mate : mates) {
        if (mate == point) continue;
        const double bone = (rest_[point] - rest_[mate]).norm();
        if (const auto found = violation(frame, point, mate, {bone, bone}))
          changes.push_back(*found);
      }
      if (changes.size() < least) continue;
      const size_t k = (changes.size() - 1) / 2;
      std::nth_element(changes.begin(), changes.begin() + k, changes.end());
      errors.push_back(changes[k]);
    }
    return are_too_large(std::move(errors));
  }

  // True for a head without drawn ancestors that another joint holds than the trunk's.
  bool is_beside_the_trunk(int point, int joint) const {
    if (legend_.joints[point].parent >= 0 || trunk_ < 0) return false;
    const int top = legend_.joints[trunk_].joint;
    return holder(joint) != holder(top) && root_of(skeleton_, joint) == root_of(skeleton_, top);
  }

  const Skeleton& skeleton_;
  const Legend& legend_;
  const Influence& influence_;
  const Track3d& track_;
  const SlidingOptions& options_;
  std::vector<Affine3d> rest_world_;
  std::vector<Vector3d> rest_;
  int trunk_;
};

}  // namespace

std::vector<int> find_sliding(const Skeleton& skeleton,
                              const Legend& legend,
                              const Influence& influence,
                              const Track3d& track,
                              const SlidingOptions& options) {
  const SlidingFinder finder(skeleton, legend, influence, track, options);
  std::vector<int> sliding;
  for (size_t p = 0; p < legend.joints.size(); ++p) {
    const int joint = finder.sliding_joint(static_cast<int>(p));
    if (joint >= 0 && std::find(sliding.begin(), sliding.end(), joint) == sliding.end())
      sliding.push_back(joint);
  }
  return sliding;
}

}  // namespace animax::lift
