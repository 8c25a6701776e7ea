// SPDX-License-Identifier: MIT
#include "eval/kinematics.h"

#include "core/error.h"

#include <cmath>

namespace animax::eval {
namespace {

// The directions of a frame's axes, without scale; reflections cancel against those of rest.
Matrix3d axes_of(const Affine3d& world_from_joint) {
  Matrix3d axes = world_from_joint.linear();
  for (int c = 0; c < 3; ++c) axes.col(c).stableNormalize();
  return axes;
}

}  // namespace

BodyTrack track_body(const Skeleton& skeleton, const Motion& motion) {
  if (motion.frames.empty() || !(motion.fps > 0))
    throw Error("motion: found ", motion.frames.size(), " frames at ", motion.fps, " per second");
  BodyTrack track;
  track.fps = motion.fps;
  std::vector<Matrix3d> rest_axes;
  const auto rest = forward_kinematics(skeleton, skeleton.rest_pose());
  track.rest_heads = origins(rest);
  for (const Affine3d& world : rest) rest_axes.push_back(axes_of(world));
  for (size_t f = 0; f < motion.frames.size(); ++f) {
    if (motion.frames[f].size() != skeleton.joints.size())
      throw Error("motion: frame ",
                  f,
                  " has ",
                  motion.frames[f].size(),
                  " joints, expected ",
                  skeleton.size());
    const auto world = forward_kinematics(skeleton, motion.frames[f]);
    std::vector<Quaterniond> turns;
    for (size_t j = 0; j < world.size(); ++j) {
      if (!world[j].matrix().allFinite())
        throw Error("motion: frame ", f, ", joint ", j, ": numbers are not finite");
      turns.push_back(
          Quaterniond(Matrix3d(axes_of(world[j]) * rest_axes[j].transpose())).normalized());
    }
    track.heads.push_back(origins(world));
    track.turns.push_back(std::move(turns));
  }
  return track;
}

double yaw_of(const Quaterniond& turn) {
  const double angle = 2 * std::atan2(turn.y(), turn.w());
  return std::remainder(angle, 2 * M_PI);
}

}  // namespace animax::eval
