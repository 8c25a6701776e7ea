// SPDX-License-Identifier: MIT
#include "eval/motion_metrics.h"

#include "core/error.h"
#include "data/motions/puppet.h"
#include "eval/kinematics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace animax::eval {
namespace {

constexpr double kContactHeight = 0.04;   // of the leg: a sole this low touches the floor
constexpr double kStillSpeed = 1e-6;      // heights per second
constexpr double kVelocitySeconds = 0.1;  // what velocity counts for in loop_gap

double median(std::vector<double> values) {
  const size_t middle = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + middle, values.end());
  const double upper = values[middle];
  if (values.size() % 2) return upper;
  return 0.5 * (upper + *std::max_element(values.begin(), values.begin() + middle));
}

// Joints that show: those that move vertices, or all where none does.
std::vector<int> shown_joints(const Skeleton& skeleton) {
  std::vector<int> shown;
  for (int j = 0; j < skeleton.size(); ++j)
    if (skeleton.joints[j].deforms) shown.push_back(j);
  if (shown.empty())
    for (int j = 0; j < skeleton.size(); ++j) shown.push_back(j);
  return shown;
}

double mean_distance(const std::vector<Vector3d>& a,
                     const std::vector<Vector3d>& b,
                     const std::vector<int>& joints) {
  double sum = 0;
  for (int j : joints) sum += (a[j] - b[j]).norm();
  return sum / std::max<size_t>(1, joints.size());
}

void measure_speed(const BodyTrack& track,
                   const std::vector<int>& joints,
                   double height,
                   MotionMetrics& metrics) {
  const int n = track.frames();
  const double fps = track.fps, samples = std::max<size_t>(1, joints.size());
  double way = 0, speed2 = 0, jerk2 = 0;
  for (int t = 1; t < n; ++t)
    for (int j : joints) {
      const double step = (track.heads[t][j] - track.heads[t - 1][j]).norm();
      way += step;
      speed2 += step * step;
    }
  metrics.dynamic_degree = n < 2 ? 0 : way * fps / ((n - 1) * samples * height);
  if (n > 1)
    metrics.start_speed = mean_distance(track.heads[1], track.heads[0], joints) * fps / height;
  if (n < 4) return;
  for (int t = 3; t < n; ++t)
    for (int j : joints)
      jerk2 += (track.heads[t][j] - 3 * track.heads[t - 1][j] + 3 * track.heads[t - 2][j] -
                track.heads[t - 3][j])
                   .squaredNorm();
  const double speed = std::sqrt(speed2 / ((n - 1) * samples)) * fps / height;
  metrics.jerk = std::sqrt(jerk2 / ((n - 3) * samples)) * fps * fps * fps / height;
  if (speed > kStillSpeed) metrics.jerk_hz = std::sqrt(*metrics.jerk / speed) / (2 * M_PI);
}

// Soles over time, relative to the floor. heights[leg][frame], places[leg][frame].
struct Soles {
  std::vector<double> leg_lengths;
  std::vector<std::vector<Vector3d>> places;

  bool touches(size_t leg, int frame) const {
    return places[leg][frame].y() < kContactHeight * leg_lengths[leg];
  }
};

Soles track_soles(const BodyTrack& track, const data::Puppet& puppet) {
  Soles soles;
  for (const data::Leg& leg : puppet.legs) {
    const int joint = leg.foot >= 0 ? leg.foot : leg.joints.back();
    std::vector<Vector3d> places;
    for (int t = 0; t < track.frames(); ++t)
      places.push_back(track.attached(t, joint, leg.contact) - Vector3d(0, puppet.ground, 0));
    soles.places.push_back(std::move(places));
    soles.leg_lengths.push_back(std::max(leg.length, 1e-9));
  }
  return soles;
}

// Horizontal velocities of soles that stay on the floor from one frame to the next, in leg lengths
// per second.
std::vector<Vector2d> contact_velocities(const Soles& soles, double fps) {
  std::vector<Vector2d> velocities;
  for (size_t leg = 0; leg < soles.places.size(); ++leg)
    for (size_t t = 1; t < soles.places[leg].size(); ++t)
      if (soles.touches(leg, static_cast<int>(t) - 1) && soles.touches(leg, static_cast<int>(t))) {
        const Vector3d step = soles.places[leg][t] - soles.places[leg][t - 1];
        velocities.push_back(Vector2d(step.x(), step.z()) * fps / soles.leg_lengths[leg]);
      }
  return velocities;
}

Vector2d belt_velocity(const std::vector<Vector2d>& contacts) {
  Vector2d belt;
  for (int axis = 0; axis < 2; ++axis) {
    std::vector<double> along;
    for (const Vector2d& v : contacts) along.push_back(v[axis]);
    belt[axis] = median(std::move(along));
  }
  return belt;
}

void measure_feet(const BodyTrack& track,
                  const data::Puppet& puppet,
                  const MetricContext& context,
                  MotionMetrics& metrics) {
  const Soles soles = track_soles(track, puppet);
  if (soles.places.empty()) return;
  std::vector<double> above;
  double deepest = 0;
  for (int t = 0; t < track.frames(); ++t) {
    double lowest = std::numeric_limits<double>::infinity();
    for (const auto& places : soles.places) lowest = std::min(lowest, places[t].y());
    deepest = std::max(deepest, -lowest);
    above.push_back(std::max(0.0, lowest));
  }
  metrics.feet_above_floor = median(above) / context.height;
  metrics.feet_below_floor = deepest / context.height;

  const auto contacts = contact_velocities(soles, track.fps);
  metrics.contact_seconds = contacts.size() / track.fps;
  if (contacts.empty()) return;
  const Vector2d belt = context.treadmill ? belt_velocity(contacts) : Vector2d(0, 0);
  double slid = 0;
  for (const Vector2d& v : contacts) slid += (v - belt).norm();
  metrics.foot_sliding = slid / contacts.size();
}

std::vector<bool> joints_of_legs(const data::Anatomy* anatomy, int joints) {
  std::vector<bool> legs(joints, false);
  if (anatomy)
    for (const data::Chain* chain : anatomy->all(data::Part::kLeg))
      for (int j : chain->joints) legs[j] = true;
  return legs;
}

double deepest_part(const BodyTrack& track, const MetricContext& context) {
  const double floor = context.anatomy ? context.anatomy->ground : context.floor;
  const std::vector<bool> legs = joints_of_legs(context.anatomy, track.joints());
  double deepest = 0;
  for (int j = 0; j < track.joints(); ++j) {
    if (legs[j]) continue;
    const double allowed = std::min(floor, track.rest_heads[j].y());
    for (const auto& heads : track.heads) deepest = std::max(deepest, allowed - heads[j].y());
  }
  return deepest / context.height;
}

// Joints whose distance to their parent may change: those on the way to the body's root, and those
// that slide.
std::vector<bool> free_joints(const Skeleton& skeleton, const data::Anatomy* anatomy) {
  std::vector<bool> free(skeleton.joints.size(), false);
  for (int j = body_root(skeleton, anatomy); j >= 0; j = skeleton.joints[j].parent) free[j] = true;
  for (int root : skeleton.roots()) free[root] = true;
  if (anatomy)
    for (const data::Chain& chain : anatomy->chains)
      if (chain.slides) free[chain.joints.front()] = true;
  return free;
}

double bone_change(const Skeleton& skeleton, const BodyTrack& track, const MetricContext& context) {
  const std::vector<bool> free = free_joints(skeleton, context.anatomy);
  double largest = 0;
  for (int j = 0; j < track.joints(); ++j) {
    const int parent = skeleton.joints[j].parent;
    if (free[j] || parent < 0) continue;
    const double rest = (track.rest_heads[j] - track.rest_heads[parent]).norm();
    for (const auto& heads : track.heads)
      largest = std::max(largest, std::abs((heads[j] - heads[parent]).norm() - rest));
  }
  return largest / context.height;
}

// Positions relative to the root's place over the floor, and velocities times kVelocitySeconds.
Eigen::VectorXd state_at(const BodyTrack& track,
                         const std::vector<int>& joints,
                         int root,
                         int frame) {
  const auto place = [&](int t, int j) {
    const Vector3d& home = track.heads[t][root];
    return Vector3d(track.heads[t][j] - Vector3d(home.x(), 0, home.z()));
  };
  Eigen::VectorXd state(6 * joints.size());
  for (size_t i = 0; i < joints.size(); ++i) {
    const Vector3d now = place(frame, joints[i]);
    state.segment<3>(6 * i) = now;
    state.segment<3>(6 * i + 3) =
        (now - place(frame - 1, joints[i])) * track.fps * kVelocitySeconds;
  }
  return state;
}

double distance_to_segment(const Eigen::VectorXd& point,
                           const Eigen::VectorXd& a,
                           const Eigen::VectorXd& b) {
  const Eigen::VectorXd along = b - a;
  const double length2 = along.squaredNorm();
  const double t = length2 > 0 ? std::clamp((point - a).dot(along) / length2, 0.0, 1.0) : 0;
  return (point - a - t * along).norm();
}

// Between sampled frames the motion is taken as a straight line of states.
std::optional<double> loop_gap(const BodyTrack& track,
                               const std::vector<int>& joints,
                               int root,
                               const MetricContext& context) {
  const int first = 1 + static_cast<int>(std::ceil(context.lead_in * track.fps));
  const int last = static_cast<int>(0.6 * (track.frames() - 1));
  if (last < first || joints.empty()) return std::nullopt;
  const Eigen::VectorXd end = state_at(track, joints, root, track.frames() - 1);
  Eigen::VectorXd before = state_at(track, joints, root, first);
  double nearest = (end - before).norm();
  for (int t = first + 1; t <= last; ++t) {
    Eigen::VectorXd after = state_at(track, joints, root, t);
    nearest = std::min(nearest, distance_to_segment(end, before, after));
    before = std::move(after);
  }
  return nearest / std::sqrt(static_cast<double>(joints.size())) / context.height;
}

double heading_drift_deg(const BodyTrack& track, int root) {
  std::vector<double> yaw;
  for (const auto& turns : track.turns) yaw.push_back(yaw_of(turns[root]));
  unwrap_angles(yaw);
  return std::abs(yaw.back() - yaw.front()) * 180 / M_PI;
}

double joint_error(const Skeleton& skeleton,
                   const BodyTrack& track,
                   const std::vector<int>& joints,
                   const MetricContext& context) {
  const BodyTrack truth = track_body(skeleton, *context.truth);
  if (truth.frames() != track.frames() || std::abs(truth.fps - track.fps) > 1e-9 * track.fps)
    throw Error("true motion: found ",
                truth.frames(),
                " frames at ",
                truth.fps,
                " per second, expected ",
                track.frames(),
                " at ",
                track.fps);
  double sum = 0;
  for (int t = 0; t < track.frames(); ++t)
    sum += mean_distance(track.heads[t], truth.heads[t], joints);
  return sum / track.frames() / context.height;
}

constexpr std::array<MetricField, 14> kFields{{
    {"dynamic_degree", "heights/s", &MotionMetrics::dynamic_degree},
    {"jerk", "heights/s^3", &MotionMetrics::jerk},
    {"jerk_hz", "Hz", &MotionMetrics::jerk_hz},
    {"foot_sliding", "leg lengths/s of contact", &MotionMetrics::foot_sliding},
    {"contact_seconds", "s, over all feet", &MotionMetrics::contact_seconds},
    {"feet_above_floor", "heights", &MotionMetrics::feet_above_floor},
    {"feet_below_floor", "heights", &MotionMetrics::feet_below_floor},
    {"parts_below_floor", "heights", &MotionMetrics::parts_below_floor},
    {"bone_length_change", "heights", &MotionMetrics::bone_length_change},
    {"start_distance", "heights", &MotionMetrics::start_distance},
    {"start_speed", "heights/s", &MotionMetrics::start_speed},
    {"loop_gap", "heights", &MotionMetrics::loop_gap},
    {"heading_drift_deg", "degrees", &MotionMetrics::heading_drift_deg},
    {"joint_error", "heights", &MotionMetrics::joint_error},
}};

}  // namespace

int body_root(const Skeleton& skeleton, const data::Anatomy* anatomy) {
  if (skeleton.joints.empty()) return -1;
  if (anatomy) return anatomy->root;
  const auto children = skeleton.children();
  int root = skeleton.roots().front();
  while (children[root].size() == 1 && skeleton.size() > 2 &&
         !children[children[root].front()].empty())
    root = children[root].front();
  return root;
}

MotionMetrics measure_motion(const Skeleton& skeleton,
                             const Motion& motion,
                             const MetricContext& context) {
  CHECK_GT(context.height, 0.0);
  const BodyTrack track = track_body(skeleton, motion);
  const std::vector<int> joints = shown_joints(skeleton);
  const int root = body_root(skeleton, context.anatomy);
  MotionMetrics metrics;
  if (root < 0) return metrics;
  measure_speed(track, joints, context.height, metrics);
  if (context.anatomy) {
    const data::Puppet puppet(skeleton, *context.anatomy);
    measure_feet(track, puppet, context, metrics);
  }
  metrics.parts_below_floor = deepest_part(track, context);
  metrics.bone_length_change = bone_change(skeleton, track, context);
  metrics.start_distance = mean_distance(track.heads[0], track.rest_heads, joints) / context.height;
  if (context.cyclic) metrics.loop_gap = loop_gap(track, joints, root, context);
  if (!context.turns) metrics.heading_drift_deg = heading_drift_deg(track, root);
  if (context.truth) metrics.joint_error = joint_error(skeleton, track, joints, context);
  return metrics;
}

std::span<const MetricField> metric_fields() { return kFields; }

Json to_json(const MotionMetrics& metrics) {
  Json json = Json::object();
  for (const MetricField& field : kFields) {
    const auto& value = metrics.*field.value;
    json[field.key] = value ? Json(*value) : Json(nullptr);
  }
  return json;
}

MotionMetrics median_metrics(std::span<const MotionMetrics> all) {
  MotionMetrics middle;
  for (const MetricField& field : kFields) {
    std::vector<double> values;
    for (const MotionMetrics& metrics : all)
      if (const auto& value = metrics.*field.value) values.push_back(*value);
    if (!values.empty()) middle.*field.value = median(std::move(values));
  }
  return middle;
}

}  // namespace animax::eval
