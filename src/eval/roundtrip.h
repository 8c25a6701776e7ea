// SPDX-License-Identifier: MIT
// Renders a true motion as pose maps, lifts them again and compares.
#pragma once

#include "lift/lift.h"
#include "scene/pose_map.h"

namespace animax::eval {

struct RoundTripOptions {
  int size = 480;  ///< pixels
  int views = 4;
  double fps = 12;
  int max_frames = 81;  ///< longer clips are cut
  PoseMapStyle style;
  lift::Method method = lift::Method::kJointFit;

  void validate() const;  ///< throws Error naming the option
};

/// Distances are fractions of the rig's height. Rotation errors are angles between the true and the
/// lifted orientation of a joint in the world: they contain the errors of all its ancestors and the
/// twist about its own bone, which the positions of joints show only in part.
struct RoundTripReport {
  double mean_joint_error = 0;  ///< over all drawn joints and frames
  double p95_joint_error = 0;
  double mean_all_joints_error = 0;  ///< the same over all joints that deform, drawn or not

  /// Over all frames of the joints whose rotation moves a drawn point: the joints that lifting
  /// solves for.
  double median_rotation_error_deg = 0;
  /// Over all drawn joints, with the ends of chains, whose own rotation no drawn point shows.
  double median_all_rotation_error_deg = 0;
  double median_local_rotation_error_deg = 0;  ///< of the solved joints, relative to the parent
  double median_swing_error_deg = 0;  ///< of the solved joints: direction of their bones only

  double render_seconds = 0;
  lift::LiftSeconds seconds;
  double confidence = 0;
  std::string warning;
  Motion lifted;  ///< what came back
  int frames = 0;
  int joints_drawn = 0;
  int joints_sliding = 0;
};

/// Draws pose maps of `motion`, lifts them and compares. Throws Error when the rig has no joints or
/// the motion no frames.
RoundTripReport roundtrip(const Rig& rig, const Motion& motion, const RoundTripOptions& options);

/// The same for a clip, sampled at options.fps.
RoundTripReport roundtrip(const Rig& rig, const Clip& clip, const RoundTripOptions& options);

/// The part of a report that compares: also for motions lifted from anything else.
void compare_motions(const Rig& rig,
                     const Legend& legend,
                     const Motion& truth,
                     const Motion& lifted,
                     RoundTripReport& report);

/// {"mean_joint_error","p95_joint_error","median_rotation_error_deg","seconds":{"render",
/// "localise","triangulate","solve"}, ...}
Json to_json(const RoundTripReport& report);

}  // namespace animax::eval
