// SPDX-License-Identifier: MIT
// What an animator sees in a motion before asking whether it is the right one: jitter, sliding
// feet, parts under the floor, a body that drifts off its heading.
#pragma once

#include "core/json.h"
#include "data/anatomy.h"
#include "scene/rig.h"

#include <optional>
#include <span>

namespace animax::eval {

/// A point that moves with a joint.
struct AttachedPoint {
  int joint = 0;
  Vector3d rest_place = Vector3d::Zero();  ///< in the world, in the rest pose
};

/// Far ends of what the last joints of chains move (the free edge of a lid, the rim of a wheel):
/// how those joints turn shows nowhere else.
std::vector<AttachedPoint> chain_tips(const Rig& rig);

/// What is known about the body and the motion that was asked for.
struct MetricContext {
  double height = 1;  ///< world units, > 0: rig_height()
  double floor = 0;   ///< y of the floor where there is no anatomy; else anatomy->ground counts
  std::vector<AttachedPoint> tips;         ///< count as joints in speed, jerk, loop and error
  const data::Anatomy* anatomy = nullptr;  ///< nullptr: unknown; no measurement of feet then
  const Motion* truth = nullptr;           ///< of equal rate and length, or nullptr
  /// Locomotion on the spot: planted feet travel backwards on a belt of constant velocity.
  bool treadmill = false;
  bool cyclic = false;    ///< repeats a whole number of times: loop_gap is measured
  bool turns = false;     ///< may leave its heading: heading_drift_deg is not measured
  double lead_in = 0.17;  ///< seconds from the rest pose into the cycle
};

/// nullopt: does not apply (no legs, no contact, nothing moves, no truth, ...). "Height" is the
/// rig's height at rest, so that figures do not depend on its units.
struct MotionMetrics {
  /// Mean speed of the joints that deform and of the tips, heights per second.
  std::optional<double> dynamic_degree;
  /// Root mean square of the third derivative of joint positions, heights per s^3.
  std::optional<double> jerk;
  /// Smoothness whatever the size of the movement: sqrt(rms jerk / rms speed) / 2 pi, which is f
  /// for a body that swings at f Hz; jitter raises it towards half the frame rate. (Normalising by
  /// the movement's own speed follows Balasubramanian et al., "A robust and sensitive metric for
  /// quantifying movement smoothness", 2012.)
  std::optional<double> jerk_hz;
  /// Horizontal travel of soles while on the floor, in leg lengths per second of contact. On a
  /// treadmill the belt's velocity (the geometric median of the contacts') is taken off first.
  std::optional<double> foot_sliding;
  std::optional<double> contact_seconds;  ///< summed over feet
  /// How far the lowest sole is above the floor, median over frames, heights.
  std::optional<double> feet_above_floor;
  std::optional<double> feet_below_floor;   ///< deepest sole, heights
  std::optional<double> parts_below_floor;  ///< deepest other joint, deeper than at rest, heights
  /// Largest change of the distance between a joint and its parent, heights. Joints that carry the
  /// whole body and parts that slide by their anatomy do not count.
  std::optional<double> bone_length_change;
  std::optional<double> start_distance;  ///< frame 0 from the rest pose, mean over joints, heights
  std::optional<double> start_speed;     ///< dynamic degree of the first step alone
  /// Distance of the last frame, position and velocity, from the nearest moment of the same motion
  /// in its earlier part (after the lead-in), root mean square over joints, heights. The body's
  /// horizontal travel does not count; velocity counts as the way of 0.1 s.
  std::optional<double> loop_gap;
  std::optional<double> heading_drift_deg;  ///< turn of the root about the vertical, start to end
  /// Distance to the true motion, mean over deforming joints, tips and frames, heights.
  std::optional<double> joint_error;
};

/// Measures `motion`. All lengths scale with the rig; nothing but the floor's height depends on
/// where in the world it stands or which way it looks. Fewer than four frames leave jerk out.
/// Throws Error for motions that track_body refuses and for a truth of another length or rate.
MotionMetrics measure_motion(const Skeleton& skeleton,
                             const Motion& motion,
                             const MetricContext& context);

/// One row of the table of metrics.
struct MetricField {
  const char* key;   ///< in JSON
  const char* unit;  ///< "heights/s"
  std::optional<double> MotionMetrics::*value;
};

/// All metrics in the order of the struct.
std::span<const MetricField> metric_fields();

/// {"dynamic_degree": 0.4, "foot_sliding": null, ...}
Json to_json(const MotionMetrics& metrics);

/// Per metric the median over the motions it applies to.
MotionMetrics median_metrics(std::span<const MotionMetrics> all);

/// Joint that carries the whole body: the anatomy's, else the end of the unbranched way from the
/// first root. -1 without joints.
int body_root(const Skeleton& skeleton, const data::Anatomy* anatomy);

}  // namespace animax::eval
