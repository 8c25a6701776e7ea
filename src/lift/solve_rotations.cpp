// SPDX-License-Identifier: MIT
#include "lift/solve_rotations.h"

#include "core/error.h"

#include <algorithm>
#include <numeric>

namespace animax::lift {
namespace {

// Lowest joint of a tree that all its drawn points hang on, or -1 where the tree draws none.
int lowest_carrier(const Skeleton& skeleton,
                   const std::vector<std::vector<int>>& children,
                   const std::vector<int>& points_below,
                   const std::vector<int>& own_points,
                   int root) {
  if (points_below[root] == 0) return -1;
  int joint = root;
  while (own_points[joint] == 0) {
    const auto full = std::find_if(children[joint].begin(), children[joint].end(), [&](int child) {
      return points_below[child] == points_below[joint];
    });
    if (full == children[joint].end()) break;
    joint = *full;
  }
  return joint;
}

// Weight of staying where it is, relative to that of the points.
constexpr double kHold = 1e-4;
constexpr double kSmallestLever = 1e-6;  // of the skeleton's extent: below, a point shows no turn

struct FrameSolver {
  const Skeleton& skeleton;
  const Legend& legend;
  const Influence& influence;
  const std::vector<Affine3d>& rest_world;
  const std::vector<SpacePoint>& points;
  int min_views;
  double smallest_lever;
  const std::vector<bool>& slides;          // per joint
  const std::vector<Vector3d>& last_place;  // translation of each joint in the frame before

  bool found(int point) const { return points[point].views >= min_views; }

  // Whether the point shows how a joint above it turns: heads of sliding joints do not.
  bool shows(int point) const { return found(point) && !slides[legend.joints[point].joint]; }

  // Where the point is in the joint's frame while everything below is at rest.
  Vector3d rest_in_joint(int joint, int point) const {
    const DrawnJoint& drawn = legend.joints[point];
    return rest_world[joint].inverse() * (rest_world[drawn.joint] * drawn.point_in_joint);
  }

  // Translation and rotation of a carrier from everything it turns.
  void place(const Affine3d& world_from_anchor, int joint, Transform& local) const {
    std::vector<Vector3d> from, to;
    const Affine3d anchor_from_world = world_from_anchor.inverse();
    const auto add = [&](int point) {
      if (!shows(point)) return;
      from.push_back(local.scale.cwiseProduct(rest_in_joint(joint, point)));
      to.push_back(anchor_from_world * points[point].position);
    };
    for (int point : influence.points_turned_by[joint]) add(point);
    const int head = influence.head_point[joint];
    const bool head_found = head >= 0 && found(head);
    if (from.empty() && !head_found) return;
    // Turn about the head where it is known, else about the middle of the points.
    Vector3d center_from = Vector3d::Zero(), center_to = Vector3d::Zero();
    if (head_found) {
      center_to = anchor_from_world * points[head].position;
    } else {
      for (size_t i = 0; i < from.size(); ++i) {
        center_from += from[i] / from.size();
        center_to += to[i] / to.size();
      }
    }
    turn(from, to, center_from, center_to, local);
    const Vector3d moved = center_to - local.rotation * center_from;
    if (moved.allFinite()) local.translation = moved;
  }

  void turn(std::vector<Vector3d> from,
            std::vector<Vector3d> to,
            const Vector3d& center_from,
            const Vector3d& center_to,
            Transform& local) const {
    std::vector<Vector3d> a, b;
    std::vector<double> weights;
    for (size_t i = 0; i < from.size(); ++i) {
      const Vector3d p = local.rotation * (from[i] - center_from), q = to[i] - center_to;
      // Not finite under a joint scaled to nothing.
      if (!(p.norm() > smallest_lever && q.norm() > smallest_lever)) continue;
      if (!p.allFinite() || !q.allFinite()) continue;
      a.push_back(p.normalized());
      b.push_back(q.normalized());
      weights.push_back(p.norm());
    }
    if (a.empty()) return;
    // Points nearly on a line leave a turn about it to their noise: hold it a little.
    const double hold = kHold * std::accumulate(weights.begin(), weights.end(), 0.0);
    for (int axis = 0; axis < 3; ++axis) {
      a.push_back(Vector3d::Unit(axis));
      b.push_back(Vector3d::Unit(axis));
      weights.push_back(hold);
    }
    local.rotation = (fit_rotation(a, b, weights) * local.rotation).normalized();
  }

  Pose solve() const {
    Pose pose = skeleton.rest_pose();
    std::vector<Affine3d> world(pose.size());
    for (int j = 0; j < skeleton.size(); ++j) {
      const Joint& joint = skeleton.joints[j];
      Affine3d world_from_anchor = joint.parent_from_anchor;
      if (joint.parent >= 0) world_from_anchor = world[joint.parent] * world_from_anchor;
      const bool carrier = std::find(influence.carriers.begin(), influence.carriers.end(), j) !=
                           influence.carriers.end();
      const Affine3d anchor_from_world = world_from_anchor.inverse();
      const int head = influence.head_point[j];
      if (slides[j] && !carrier) {
        pose[j].translation = last_place[j];
        if (head >= 0 && found(head) && anchor_from_world.matrix().allFinite())
          pose[j].translation = anchor_from_world * points[head].position;
      }
      if (carrier || (slides[j] && head < 0)) {
        place(world_from_anchor, j, pose[j]);
      } else if (influence.moves[j]) {
        std::vector<Vector3d> from, to;
        for (int point : influence.points_turned_by[j]) {
          const bool own = legend.joints[point].joint == j;
          if (!(own ? found(point) : shows(point))) continue;
          from.push_back(pose[j].scale.cwiseProduct(rest_in_joint(j, point)));
          to.push_back(anchor_from_world * points[point].position);
        }
        // The head as seen, where it was: errors of the parents must not turn the children.
        const Vector3d origin = head >= 0 && found(head)
                                    ? Vector3d(anchor_from_world * points[head].position)
                                    : pose[j].translation;
        turn(from, to, Vector3d::Zero(), origin, pose[j]);
      }
      world[j] = world_from_anchor * pose[j].matrix();
    }
    return pose;
  }
};

}  // namespace

Influence find_influence(const Skeleton& skeleton, const Legend& legend) {
  const int n = skeleton.size();
  const auto children = skeleton.children();
  Influence influence;
  influence.points_turned_by.resize(n);
  influence.head_point.assign(n, -1);
  influence.moves.assign(n, false);

  std::vector<int> own(n, 0), below(n, 0);
  const auto rest = forward_kinematics(skeleton, skeleton.rest_pose());
  for (size_t p = 0; p < legend.joints.size(); ++p) {
    const DrawnJoint& drawn = legend.joints[p];
    CHECK_THAT(drawn.joint >= 0 && drawn.joint < n);
    ++own[drawn.joint];
    if (drawn.point_in_joint.norm() == 0) influence.head_point[drawn.joint] = static_cast<int>(p);
  }
  for (int j = n - 1; j >= 0; --j) {
    below[j] += own[j];
    if (skeleton.joints[j].parent >= 0) below[skeleton.joints[j].parent] += below[j];
  }

  // Each point turns with its own joint (unless it is the head), and with the joints above up to
  // the first that shows its head.
  for (size_t p = 0; p < legend.joints.size(); ++p) {
    const DrawnJoint& drawn = legend.joints[p];
    const bool is_head = influence.head_point[drawn.joint] == static_cast<int>(p);
    int joint = is_head ? skeleton.joints[drawn.joint].parent : drawn.joint;
    for (; joint >= 0; joint = skeleton.joints[joint].parent) {
      influence.points_turned_by[joint].push_back(static_cast<int>(p));
      if (influence.head_point[joint] >= 0) break;
    }
  }
  for (int root : skeleton.roots()) {
    const int carrier = lowest_carrier(skeleton, children, below, own, root);
    if (carrier >= 0) influence.carriers.push_back(carrier);
  }
  std::vector<bool> carried(n, false);
  for (int carrier : influence.carriers) carried[carrier] = true;
  for (int j = 0; j < n; ++j) {
    const int parent = skeleton.joints[j].parent;
    if (parent >= 0 && carried[parent]) carried[j] = true;
    influence.moves[j] = carried[j] && !influence.points_turned_by[j].empty();
  }
  return influence;
}

std::vector<Pose> solve_rotations(const Skeleton& skeleton,
                                  const Legend& legend,
                                  const Track3d& track,
                                  int min_views,
                                  const std::vector<int>& sliding) {
  const Influence influence = find_influence(skeleton, legend);
  const auto rest_world = forward_kinematics(skeleton, skeleton.rest_pose());
  Bounds extent;
  for (const Affine3d& m : rest_world) extent.extend(m.translation());
  std::vector<bool> slides(skeleton.size(), false);
  for (int joint : sliding) slides[joint] = true;
  std::vector<Vector3d> places;
  for (const Joint& joint : skeleton.joints) places.push_back(joint.rest.translation);

  const auto solve = [&](const std::vector<SpacePoint>& points) {
    CHECK_EQ(points.size(), legend.joints.size());
    const Pose pose = FrameSolver{skeleton,
                                  legend,
                                  influence,
                                  rest_world,
                                  points,
                                  min_views,
                                  kSmallestLever * extent.diagonal(),
                                  slides,
                                  places}
                          .solve();
    for (int joint : sliding) places[joint] = pose[joint].translation;
    return pose;
  };
  // Backwards first: afterwards `places` holds where sliding joints are first found.
  if (!sliding.empty())
    for (auto points = track.rbegin(); points != track.rend(); ++points) solve(*points);
  std::vector<Pose> poses;
  poses.reserve(track.size());
  for (const auto& points : track) poses.push_back(solve(points));
  return poses;
}

}  // namespace animax::lift
