// SPDX-License-Identifier: MIT
// Joints one on the other, each with its head drawn, the last one with a tip as well.
#pragma once

#include "lift/evidence.h"
#include "scene/pose_map.h"

#include <vector>

namespace animax::lift {

struct Stack {
  Skeleton skeleton;
  Legend legend;

  /// @param heads  each in the frame of the joint below it
  /// @param tip    in the frame of the last joint
  Stack(const std::vector<Vector3d>& heads, const Vector3d& tip) {
    const int n = static_cast<int>(heads.size());
    skeleton.joints.resize(n);
    legend.joints.resize(n + 1);
    for (int j = 0; j < n; ++j) {
      skeleton.joints[j].parent = j - 1;
      skeleton.joints[j].rest.translation = heads[j];
      legend.joints[j].joint = j;
      legend.joints[j].parent = j - 1;
    }
    legend.joints[n].joint = legend.joints[n].parent = n - 1;
    legend.joints[n].point_in_joint = tip;
  }
};

/// Where the drawn points are in a pose, as four views see them.
inline std::vector<SpacePoint> seen_points(const Skeleton& skeleton,
                                           const Legend& legend,
                                           const Pose& pose) {
  std::vector<SpacePoint> points;
  for (const Vector3d& point : drawn_positions(legend, forward_kinematics(skeleton, pose)))
    points.push_back({point, 4});
  return points;
}

}  // namespace animax::lift
