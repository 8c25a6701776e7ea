// SPDX-License-Identifier: MIT
#include "scene/loop.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace animax {
namespace {

constexpr double kShortest = 0.25;        // seconds, bridge not counted
constexpr double kLongestBridge = 0.25;   // seconds
constexpr double kVelocitySeconds = 0.1;  // what velocity counts for
constexpr double kLeastVariety = 0.7;     // of the whole motion's
constexpr double kLongerIsBetter = 0.05;  // tie-breaker: the gap that the whole length is worth
constexpr double kBridgeCost = 0.6;       // per second: what was generated is worth more

// What frames are compared by: joints' places without the first root's horizontal travel, and the
// ends of two arms on each joint, which show how it is turned.
struct States {
  std::vector<Eigen::VectorXd> place;
  std::vector<Eigen::VectorXd> velocity;  // per frame
};

double extent_of(const std::vector<Affine3d>& world_from_joint) {
  double extent = 0;
  for (const Affine3d& joint : world_from_joint)
    extent = std::max(extent, (joint.translation() - world_from_joint[0].translation()).norm());
  return extent > 0 ? extent : 1;
}

States states_of(const Skeleton& skeleton, const Motion& motion) {
  const int frames = static_cast<int>(motion.frames.size()), joints = skeleton.size();
  const int root = skeleton.roots().front();
  const double arm = 0.2 * extent_of(forward_kinematics(skeleton, skeleton.rest_pose()));
  States states;
  for (const Pose& pose : motion.frames) {
    const auto world = forward_kinematics(skeleton, pose);
    const Vector3d at = world[root].translation();
    const Vector3d travel(at.x(), 0, at.z());
    Eigen::VectorXd& place = states.place.emplace_back(9 * joints);
    for (int j = 0; j < joints; ++j) {
      const Vector3d head = world[j].translation() - travel;
      place.segment<3>(9 * j) = head;
      for (int axis = 0; axis < 2; ++axis)
        place.segment<3>(9 * j + 3 + 3 * axis) =
            head + arm * world[j].linear().col(axis).normalized();
    }
  }
  for (int t = 0; t < frames; ++t) {
    const int before = std::max(0, t - 1), after = std::min(frames - 1, t + 1);
    states.velocity.push_back((states.place[after] - states.place[before]) / (after - before));
  }
  return states;
}

// variety(i, j), i < j: the largest distance of two frames from i to j.
Eigen::MatrixXd variety_of(const States& states) {
  const int n = static_cast<int>(states.place.size());
  Eigen::MatrixXd variety = Eigen::MatrixXd::Zero(n, n);
  for (int length = 1; length < n; ++length)
    for (int i = 0; i + length < n; ++i) {
      const int j = i + length;
      variety(i, j) = std::max(
          {(states.place[i] - states.place[j]).norm(), variety(i + 1, j), variety(i, j - 1)});
    }
  return variety;
}

// Frames i and j of a possible cut. Carried on at the mean velocity m for b frames, j is |p + b m|
// from i, p being their difference in places; what depends on b costs nothing more.
struct Cut {
  double place2, along, mean2;  // p p, p m, m m
  double velocity;              // difference of velocities

  Cut(const States& states, int i, int j) {
    const Eigen::VectorXd p = states.place[j] - states.place[i];
    const Eigen::VectorXd m = 0.5 * (states.velocity[i] + states.velocity[j]);
    place2 = p.squaredNorm();
    along = p.dot(m);
    mean2 = m.squaredNorm();
    velocity = (states.velocity[j] - states.velocity[i]).norm();
  }
  double place(int bridge) const {
    return std::sqrt(std::max(0.0, place2 + bridge * (2 * along + bridge * mean2)));
  }
};

// Cubic Hermite from 0 to `end` with velocities v0 and v1 (per unit of u), at u in [0, 1].
Vector3d hermite(const Vector3d& end, const Vector3d& v0, const Vector3d& v1, double u) {
  const double u2 = u * u, u3 = u2 * u;
  return (u3 - 2 * u2 + u) * v0 + (3 * u2 - 2 * u3) * end + (u3 - u2) * v1;
}

Vector3d turn_between(const Quaterniond& a, const Quaterniond& b) {
  return rotation_log(a.conjugate() * b);
}

// The part of a root's translation that may differ from cycle to cycle: horizontal in the world.
Vector3d travel_of(const Joint& joint, const Vector3d& local) {
  const Eigen::Matrix3d world_from_local = joint.parent_from_anchor.linear();
  const Vector3d world = world_from_local * local;
  return world_from_local.inverse() * Vector3d(world.x(), 0, world.z());
}

}  // namespace

Loop find_loop(const Skeleton& skeleton, const Motion& motion, int from) {
  CHECK_GE(from, 0);
  const int frames = static_cast<int>(motion.frames.size());
  const int shortest = std::max(2, static_cast<int>(std::ceil(kShortest * motion.fps)));
  if (frames - from <= shortest)
    throw Error("loop: the motion has ", frames - from, " frames, which is too short to repeat");
  const States states = states_of(skeleton, motion);
  const Eigen::MatrixXd variety = variety_of(states);
  const double whole = variety(from, frames - 1);
  Loop best{from, frames - 1, 1, 0};
  if (whole < 1e-12) return best;  // nothing moves: any cut will do

  const int bridges = std::max(1, static_cast<int>(kLongestBridge * motion.fps));
  double least = std::numeric_limits<double>::infinity();
  for (int i = from; i + shortest < frames; ++i) {
    for (int j = i + shortest; j < frames; ++j) {
      if (variety(i, j) < kLeastVariety * whole) continue;
      const Cut cut(states, i, j);
      for (int bridge = 1; bridge <= bridges; ++bridge) {
        const double gap = cut.place(bridge);
        const double cost =
            std::hypot(gap, kVelocitySeconds * motion.fps * cut.velocity) / variety(i, j) +
            kBridgeCost * bridge / motion.fps - kLongerIsBetter * (j - i) / frames;
        if (cost >= least) continue;
        least = cost;
        best = {i, j, bridge, gap / variety(i, j)};
      }
    }
  }
  return best;
}

Motion cut_loop(const Skeleton& skeleton, const Motion& motion, const Loop& loop) {
  const auto& frames = motion.frames;
  CHECK_THAT(0 <= loop.first && loop.first < loop.last && loop.bridge >= 1 &&
             loop.last < static_cast<int>(frames.size()));
  const Pose &begin = frames[loop.first], &next = frames[loop.first + 1];
  const Pose &end = frames[loop.last], &before = frames[loop.last - 1];
  Motion cycle{motion.fps, {frames.begin() + loop.first, frames.begin() + loop.last + 1}};
  for (int step = 1; step <= loop.bridge; ++step) {
    const double n = loop.bridge, u = step / n;
    Pose pose = end;
    for (int j = 0; j < skeleton.size(); ++j) {
      const Vector3d turn = hermite(turn_between(end[j].rotation, begin[j].rotation),
                                    n * turn_between(before[j].rotation, end[j].rotation),
                                    n * turn_between(begin[j].rotation, next[j].rotation),
                                    u);
      pose[j].rotation = (end[j].rotation * rotation_exp(turn)).normalized();
      const Vector3d v0 = n * (end[j].translation - before[j].translation);
      const Vector3d v1 = n * (next[j].translation - begin[j].translation);
      Vector3d way = begin[j].translation - end[j].translation;
      if (skeleton.joints[j].parent < 0)  // the root travels on as it did
        way += travel_of(skeleton.joints[j], 0.5 * (v0 + v1) - way);
      pose[j].translation += hermite(way, v0, v1, u);
    }
    cycle.frames.push_back(std::move(pose));
  }
  return cycle;
}

}  // namespace animax
