// SPDX-License-Identifier: MIT
#include "lift/rails.h"

#include <Eigen/SVD>

#include <cmath>

namespace animax::lift {
namespace {

constexpr double kStraight = 0.96;     // of the squared way lies along one line
const double kAskew = std::cos(0.35);  // 20 degrees off an axis of the world

Eigen::Matrix3d world_from_anchor(const Skeleton& skeleton, int j) {
  const Joint& joint = skeleton.joints[j];
  const Eigen::Matrix3d anchor = joint.parent_from_anchor.linear();
  if (joint.parent < 0) return anchor;
  return forward_kinematics(skeleton, skeleton.rest_pose())[joint.parent].linear() * anchor;
}

}  // namespace

std::optional<Vector3d> find_rail(const Skeleton& skeleton,
                                  int j,
                                  const std::vector<Pose>& poses,
                                  double least_way) {
  const Eigen::Matrix3d to_world = world_from_anchor(skeleton, j);
  Eigen::Matrix3Xd ways(3, poses.size());
  for (size_t t = 0; t < poses.size(); ++t)
    ways.col(t) = to_world * (poses[t][j].translation - skeleton.joints[j].rest.translation);
  if (poses.empty() || ways.colwise().norm().maxCoeff() < least_way) return std::nullopt;
  // All ways start at the rest place, so that the line through it is wanted, not the best line.
  const Eigen::JacobiSVD<Eigen::Matrix3Xd> svd(ways, Eigen::ComputeFullU);
  const auto lengths = svd.singularValues();
  if (lengths[0] * lengths[0] < kStraight * lengths.squaredNorm()) return std::nullopt;
  Eigen::Index axis;
  if (svd.matrixU().col(0).cwiseAbs().maxCoeff(&axis) < kAskew) return std::nullopt;
  return (to_world.inverse().col(axis)).normalized();
}

void keep_on_rail(const Skeleton& skeleton, int j, const Vector3d& rail, std::vector<Pose>& poses) {
  const Transform& rest = skeleton.joints[j].rest;
  for (Pose& pose : poses) {
    pose[j].translation =
        rest.translation + rail * rail.dot(pose[j].translation - rest.translation);
    pose[j].rotation = rest.rotation;
  }
}

}  // namespace animax::lift
