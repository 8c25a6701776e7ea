// SPDX-License-Identifier: MIT
// Where every joint is in every frame of a motion: what all measurements start from.
#pragma once

#include "scene/clip.h"

namespace animax::eval {

/// Joint heads and orientations in the world over time, frame-major: heads[frame][joint].
struct BodyTrack {
  double fps = 0;
  std::vector<Vector3d> rest_heads;
  std::vector<std::vector<Vector3d>> heads;
  /// How far each joint has turned from the rest pose, in the world's axes.
  std::vector<std::vector<Quaterniond>> turns;

  int frames() const { return static_cast<int>(heads.size()); }
  int joints() const { return static_cast<int>(rest_heads.size()); }
  /// Place in `frame` of a point that lies at `rest_point` at rest and is attached to `joint`.
  Vector3d attached(int frame, int joint, const Vector3d& rest_point) const {
    return heads[frame][joint] + turns[frame][joint] * (rest_point - rest_heads[joint]);
  }
};

/// Runs forward kinematics over all frames. Throws Error when the motion has no frames, poses of
/// another number of joints, a rate of 0, or numbers that are not finite.
BodyTrack track_body(const Skeleton& skeleton, const Motion& motion);

/// Turn about the world's vertical of a rotation (the twist of a swing-twist split), rad.
double yaw_of(const Quaterniond& turn);

}  // namespace animax::eval
