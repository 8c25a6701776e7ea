// SPDX-License-Identifier: MIT
#include "eval/motion_metrics.h"

#include "core/error.h"
#include "data/motions/puppet.h"
#include "eval/kinematics.h"
#include "geometry/angles.h"
#include "geometry/median.h"
#include "scene/pose_map.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace animax::eval {
namespace {

constexpr double kContactFps = 60;        // sliding is measured at this rate at least
constexpr double kContactHeight = 0.02;   // of the leg: a sole this low touches the floor
constexpr double kStillSpeed = 1e-6;      // heights per second
constexpr double kVelocitySeconds = 0.1;  // what velocity counts for in loop_gap

double median(std::vector<double> values) {
  const size_t middle = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + middle, values.end());
  const double upper = values[middle];
  if (values.size() % 2) return upper;
  return 0.5 * (upper + *std::max_element(values.begin(), values.begin() + middle));
}

// What of the body is seen to move: places[frame][point].
struct PointTrack {
  double fps = 0;
  std::vector<Vector3d> rest;
  std::vector<std::vector<Vector3d>> places;

  int frames() const { return static_cast<int>(places.size()); }
};

// Heads of the joints that move vertices, or of all where none does, and the tips.
PointTrack shown_points(const Skeleton& skeleton,
                        const BodyTrack& track,
                        const std::vector<AttachedPoint>& tips) {
  std::vector<AttachedPoint> points;
  for (int j = 0; j < skeleton.size(); ++j)
    if (skeleton.joints[j].deforms) points.push_back({j, track.rest_heads[j]});
  if (points.empty())
    for (int j = 0; j < skeleton.size(); ++j) points.push_back({j, track.rest_heads[j]});
  points.insert(points.end(), tips.begin(), tips.end());
  PointTrack shown;
  shown.fps = track.fps;
  shown.places.resize(track.frames());
  for (const AttachedPoint& point : points) {
    shown.rest.push_back(point.rest_place);
    for (int t = 0; t < track.frames(); ++t)
      shown.places[t].push_back(track.attached(t, point.joint, point.rest_place));
  }
  return shown;
}

double mean_distance(const std::vector<Vector3d>& a, const std::vector<Vector3d>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]).norm();
  return sum / std::max<size_t>(1, a.size());
}

void measure_speed(const PointTrack& track, double height, MotionMetrics& metrics) {
  const int n = track.frames();
  const auto& x = track.places;
  const double fps = track.fps, points = std::max<size_t>(1, track.rest.size());
  double way = 0, speed2 = 0, jerk2 = 0;
  for (int t = 1; t < n; ++t)
    for (size_t i = 0; i < track.rest.size(); ++i) {
      const double step = (x[t][i] - x[t - 1][i]).norm();
      way += step;
      speed2 += step * step;
    }
  metrics.dynamic_degree = n < 2 ? 0 : way * fps / ((n - 1) * points * height);
  if (n > 1) metrics.start_speed = mean_distance(x[1], x[0]) * fps / height;
  if (n < 4) return;
  for (int t = 3; t < n; ++t)
    for (size_t i = 0; i < track.rest.size(); ++i)
      jerk2 += (x[t][i] - 3 * x[t - 1][i] + 3 * x[t - 2][i] - x[t - 3][i]).squaredNorm();
  const double speed = std::sqrt(speed2 / ((n - 1) * points)) * fps / height;
  metrics.jerk = std::sqrt(jerk2 / ((n - 3) * points)) * fps * fps * fps / height;
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

// Horizontal velocities of soles that stay on the floor from one frame to the next, after `from`
// seconds, in leg lengths per second.
std::vector<Vector2d> contact_velocities(const Soles& soles, double fps, double from) {
  std::vector<Vector2d> velocities;
  const int first = 1 + static_cast<int>(std::ceil(from * fps - 1e-9));
  for (size_t leg = 0; leg < soles.places.size(); ++leg)
    for (int t = first; t < static_cast<int>(soles.places[leg].size()); ++t)
      if (soles.touches(leg, t - 1) && soles.touches(leg, t)) {
        const Vector3d step = soles.places[leg][t] - soles.places[leg][t - 1];
        velocities.push_back(Vector2d(step.x(), step.z()) * fps / soles.leg_lengths[leg]);
      }
  return velocities;
}

// How far soles are from the floor, frame by frame.
void measure_floor(const Soles& soles, double height, MotionMetrics& metrics) {
  std::vector<double> above;
  double deepest = 0;
  for (size_t t = 0; t < soles.places[0].size(); ++t) {
    double lowest = std::numeric_limits<double>::infinity();
    for (const auto& places : soles.places) lowest = std::min(lowest, places[t].y());
    deepest = std::max(deepest, -lowest);
    above.push_back(std::max(0.0, lowest));
  }
  metrics.feet_above_floor = median(above) / height;
  metrics.feet_below_floor = deepest / height;
}

// Soles of the motion as it plays, in between its frames: at few frames per second most steps would
// begin or end within one.
void measure_sliding(const Soles& soles,
                     double fps,
                     const MetricContext& context,
                     MotionMetrics& metrics) {
  // A belt takes the time of the lead-in to get up to speed.
  const auto contacts = contact_velocities(soles, fps, context.treadmill ? context.lead_in : 0);
  metrics.contact_seconds = contacts.size() / fps;
  if (contacts.empty()) return;
  const Vector2d belt = context.treadmill ? geometric_median(contacts) : Vector2d(0, 0);
  double slid = 0;
  for (const Vector2d& v : contacts) slid += (v - belt).norm();
  metrics.foot_sliding = slid / contacts.size();
}

void measure_feet(const Skeleton& skeleton,
                  const Motion& motion,
                  const BodyTrack& track,
                  const MetricContext& context,
                  MotionMetrics& metrics) {
  const data::Puppet puppet(skeleton, *context.anatomy);
  if (puppet.legs.empty()) return;
  measure_floor(track_soles(track, puppet), context.height, metrics);
  const double times = std::max(1.0, std::ceil(kContactFps / motion.fps));
  const Motion fine = resample_motion(motion, times * motion.fps);
  measure_sliding(track_soles(track_body(skeleton, fine), puppet), fine.fps, context, metrics);
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
Eigen::VectorXd state_at(const PointTrack& track,
                         const std::vector<std::vector<Vector3d>>& heads,
                         int root,
                         int frame) {
  const auto place = [&](int t, size_t i) {
    const Vector3d& home = heads[t][root];
    return Vector3d(track.places[t][i] - Vector3d(home.x(), 0, home.z()));
  };
  Eigen::VectorXd state(6 * track.rest.size());
  for (size_t i = 0; i < track.rest.size(); ++i) {
    const Vector3d now = place(frame, i);
    state.segment<3>(6 * i) = now;
    state.segment<3>(6 * i + 3) = (now - place(frame - 1, i)) * track.fps * kVelocitySeconds;
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
std::optional<double> loop_gap(const PointTrack& track,
                               const std::vector<std::vector<Vector3d>>& heads,
                               int root,
                               const MetricContext& context) {
  const int first = 1 + static_cast<int>(std::ceil(context.lead_in * track.fps));
  const int last = static_cast<int>(0.6 * (track.frames() - 1));
  if (last < first || track.rest.empty()) return std::nullopt;
  const Eigen::VectorXd end = state_at(track, heads, root, track.frames() - 1);
  Eigen::VectorXd before = state_at(track, heads, root, first);
  double nearest = (end - before).norm();
  for (int t = first + 1; t <= last; ++t) {
    Eigen::VectorXd after = state_at(track, heads, root, t);
    nearest = std::min(nearest, distance_to_segment(end, before, after));
    before = std::move(after);
  }
  return nearest / std::sqrt(static_cast<double>(track.rest.size())) / context.height;
}

double heading_drift_deg(const BodyTrack& track, int root) {
  std::vector<double> yaw;
  for (const auto& turns : track.turns) yaw.push_back(yaw_of(turns[root]));
  unwrap_angles(yaw);
  return std::abs(yaw.back() - yaw.front()) * 180 / M_PI;
}

double joint_error(const Skeleton& skeleton,
                   const PointTrack& track,
                   const MetricContext& context) {
  const PointTrack truth =
      shown_points(skeleton, track_body(skeleton, *context.truth), context.tips);
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
  for (int t = 0; t < track.frames(); ++t) sum += mean_distance(track.places[t], truth.places[t]);
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

std::vector<AttachedPoint> chain_tips(const Rig& rig) {
  PoseMapStyle style;
  style.tips = true;
  style.max_joints = 2 * rig.skeleton.size() + 1;
  const auto world_from_joint = forward_kinematics(rig.skeleton, rig.skeleton.rest_pose());
  std::vector<AttachedPoint> tips;
  for (const DrawnJoint& drawn : make_legend(rig, style).joints)
    if (!drawn.point_in_joint.isZero())
      tips.push_back({drawn.joint, world_from_joint[drawn.joint] * drawn.point_in_joint});
  return tips;
}

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
  const PointTrack points = shown_points(skeleton, track, context.tips);
  const int root = body_root(skeleton, context.anatomy);
  MotionMetrics metrics;
  if (root < 0) return metrics;
  measure_speed(points, context.height, metrics);
  if (context.anatomy) measure_feet(skeleton, motion, track, context, metrics);
  metrics.parts_below_floor = deepest_part(track, context);
  metrics.bone_length_change = bone_change(skeleton, track, context);
  metrics.start_distance = mean_distance(points.places[0], points.rest) / context.height;
  if (context.cyclic) metrics.loop_gap = loop_gap(points, track.heads, root, context);
  if (!context.turns) metrics.heading_drift_deg = heading_drift_deg(track, root);
  if (context.truth) metrics.joint_error = joint_error(skeleton, points, context);
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
