// SPDX-License-Identifier: MIT
#include "lift/footing.h"

#include "core/error.h"
#include "geometry/median.h"

#include <algorithm>
#include <cmath>

namespace animax::lift {
namespace {

// In heights of the body.
constexpr double kNearFloor = 0.12;  // points of feet at rest
constexpr double kLeastLeg = 0.15;   // from its top down to the floor
constexpr double kSunk = 0.004;      // deeper than at rest
// In lengths of the leg, per second where they are speeds.
constexpr double kLow = 0.05;        // above the height at rest
constexpr double kSlow = 0.6;        // against the floor: generated feet creep
constexpr double kSameSpot = 0.1;    // from the middle of where it stands
constexpr double kStillFloor = 0.3;  // slower: the floor rests
constexpr double kSteepness = 0.4;   // below the knee: a leg leads down, a fish's tail along

struct Foot {
  int point = -1;
  double leg = 1;  // length, world units
};

// Looks up the tree from points near the floor.
class FootFinder {
 public:
  FootFinder(const Skeleton& skeleton, const Legend& legend, const Floor& floor)
      : skeleton_(skeleton),
        legend_(legend),
        floor_(floor),
        world_from_joint_(forward_kinematics(skeleton, skeleton.rest_pose())),
        rest_(drawn_positions(legend, world_from_joint_)),
        carriers_(find_influence(skeleton, legend).carriers),
        rises_(skeleton.size(), false) {
    for (size_t p = 0; p < rest_.size(); ++p)
      if (rest_[p].y() - floor.y > 2 * kNearFloor * floor.height)
        for (int j = legend.joints[p].joint; j >= 0; j = skeleton.joints[j].parent)
          rises_[j] = true;
  }

  std::vector<Foot> feet() const {
    std::vector<Foot> found;
    for (size_t p = 0; p < rest_.size(); ++p) {
      if (rest_[p].y() - floor_.y > kNearFloor * floor_.height) continue;
      const double leg = leg_above(static_cast<int>(p));
      if (leg > 0) found.push_back({static_cast<int>(p), leg});
    }
    return found;
  }

  const std::vector<Vector3d>& rest() const { return rest_; }

 private:
  bool carries(int joint) const {
    return std::find(carriers_.begin(), carriers_.end(), joint) != carriers_.end();
  }

  // Length of the leg that ends in this point, 0 for none. A leg goes up to where the body branches
  // off; spiders' first rise to a knee.
  double leg_above(int point) const {
    const DrawnJoint& drawn = legend_.joints[point];
    int joint = drawn.point_in_joint.isZero() ? skeleton_.joints[drawn.joint].parent : drawn.joint;
    Vector3d below = rest_[point];
    double length = 0, knee = rest_[point].y(), shank = 0;
    int turning = 0;
    for (bool top = false; joint >= 0 && !carries(joint) && !top; ++turning) {
      const Vector3d head = world_from_joint_[joint].translation();
      length += (head - below).norm();
      if (head.y() > knee) knee = head.y(), shank = length;
      below = head;
      const int parent = skeleton_.joints[joint].parent;
      for (int child = 0; child < skeleton_.size(); ++child)
        top |= child != joint && skeleton_.joints[child].parent == parent && rises_[child];
      joint = parent;
    }
    const double drop = knee - rest_[point].y();
    const bool leads_down = drop >= kLeastLeg * floor_.height && drop >= kSteepness * shank;
    return turning >= 2 && leads_down ? length : 0;
  }

  const Skeleton& skeleton_;
  const Legend& legend_;
  const Floor floor_;
  const std::vector<Affine3d> world_from_joint_;
  const std::vector<Vector3d> rest_;
  const std::vector<int> carriers_;
  std::vector<bool> rises_;  // per joint: a point below it is well above the floor
};

Vector2d ground(const Vector3d& p) { return {p.x(), p.z()}; }

// One foot over time.
struct Walk {
  Foot foot;
  Vector3d rest;
  std::vector<Vector3d> places;

  bool low(int t) const { return places[t].y() - rest.y() < kLow * foot.leg; }
  // From frame t - 1 to t, per frame.
  Vector2d step(int t) const { return ground(places[t] - places[t - 1]); }
};

// The velocity of the floor, world units per frame.
Vector2d floor_velocity(const std::vector<Walk>& walks, int first, double fps) {
  std::vector<Vector2d> steps;
  for (const Walk& walk : walks)
    for (int t = first; t < static_cast<int>(walk.places.size()); ++t)
      if (walk.low(t - 1) && walk.low(t)) steps.push_back(walk.step(t) * fps / walk.foot.leg);
  const Vector2d velocity = geometric_median(steps);
  if (velocity.norm() < kStillFloor) return Vector2d::Zero();
  double leg = 0;
  for (const Walk& walk : walks) leg += walk.foot.leg / walks.size();
  return velocity * leg / fps;
}

class Stander {
 public:
  Stander(const Walk& walk, const Vector2d& velocity, int first, double fps)
      : walk_(walk), velocity_(velocity), first_(first), fps_(fps) {}

  // Gives the places of every stand to `put(frame, place)`.
  template <typename Put>
  void stand(const Put& put) const {
    const int frames = static_cast<int>(walk_.places.size());
    for (int begin = first_; begin < frames;) {
      int end = begin;
      Vector2d middle = Vector2d::Zero();
      while (end < frames && rests(end)) {
        const Vector2d spot = spot_at(end);
        if (end > begin && (spot - middle).norm() > kSameSpot * walk_.foot.leg) break;
        ++end;
        middle += (spot - middle) / (end - begin);
      }
      // What begins in the rest pose stays there.
      if (begin == 0 && velocity_.isZero()) middle = ground(walk_.rest);
      if (end - begin >= 2)
        for (int t = begin; t < end; ++t) {
          const Vector2d at = middle + velocity_ * t;
          put(t, Vector3d(at.x(), walk_.rest.y(), at.y()));
        }
      begin = end + 1;
    }
  }

 private:
  // Where on the floor it is.
  Vector2d spot_at(int t) const { return ground(walk_.places[t]) - velocity_ * t; }

  bool slow(int t) const {
    if (t < 1 || t >= static_cast<int>(walk_.places.size())) return false;
    return (walk_.step(t) - velocity_).norm() * fps_ < kSlow * walk_.foot.leg;
  }
  bool rests(int t) const { return walk_.low(t) && (slow(t) || slow(t + 1)); }

  const Walk& walk_;
  const Vector2d velocity_;
  const int first_;
  const double fps_;
};

}  // namespace

Footing find_footing(const Skeleton& skeleton,
                     const Legend& legend,
                     const std::vector<Pose>& poses,
                     double fps,
                     const Floor& floor,
                     double lead_in) {
  CHECK_THAT(!poses.empty());
  CHECK_GT(floor.height, 0.0);
  Footing footing(poses.size(), std::vector<std::optional<Vector3d>>(legend.joints.size()));
  const FootFinder finder(skeleton, legend, floor);
  std::vector<Walk> walks;
  for (const Foot& foot : finder.feet()) walks.push_back({foot, finder.rest()[foot.point], {}});
  if (walks.empty()) return footing;
  for (const Pose& pose : poses) {
    const auto points = drawn_positions(legend, forward_kinematics(skeleton, pose));
    for (Walk& walk : walks) walk.places.push_back(points[walk.foot.point]);
  }
  const int begun = 1 + static_cast<int>(std::ceil(lead_in * fps));
  const Vector2d velocity = floor_velocity(walks, begun, fps);
  const int first = velocity.isZero() ? 0 : begun;
  for (const Walk& walk : walks) {
    const int point = walk.foot.point;
    for (size_t t = 0; t < poses.size(); ++t) {
      const Vector3d& place = walk.places[t];
      if (place.y() < walk.rest.y() - kSunk * floor.height)
        footing[t][point] = Vector3d(place.x(), walk.rest.y(), place.z());
    }
    Stander(walk, velocity, first, fps).stand([&](int t, const Vector3d& place) {
      footing[t][point] = place;
    });
  }
  return footing;
}

bool stands(const Footing& footing) {
  for (const auto& points : footing)
    for (const auto& place : points)
      if (place) return true;
  return false;
}

Evidence hold_footing(Evidence evidence,
                      const std::vector<Camera>& cameras,
                      const Footing& footing,
                      double sigma) {
  for (int v = 0; v < evidence.views(); ++v)
    for (int t = 0; t < evidence.frames(); ++t)
      for (int p = 0; p < evidence.points(); ++p) {
        if (!footing[t][p]) continue;
        if (const auto seen = cameras[v].project(*footing[t][p]))
          evidence.at(v, t, p) = {{*seen, 1, sigma * cameras[v].width}};
      }
  return evidence;
}

}  // namespace animax::lift
