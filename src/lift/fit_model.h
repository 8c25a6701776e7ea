// SPDX-License-Identifier: MIT
// What the joint fit may change in a pose, and how the drawn points follow. Used by joint_fit.cpp.
#pragma once

#include "lift/solve_rotations.h"

namespace animax::lift {

/// Three unknowns of every frame. A turn is a rotation vector applied in the anchor's frame from
/// the left (rotation <- exp(d) * rotation); a shift adds to the translation.
struct Freedom {
  enum Kind { kTurn, kShift };
  int joint = -1;
  Kind kind = kTurn;
  int offset = 0;  ///< of its first unknown within the frame's
};

class FitModel {
 public:
  /// @param sliding  joints that may also move along their parents
  FitModel(const Skeleton& skeleton,
           const Legend& legend,
           const Influence& influence,
           const std::vector<int>& sliding);

  int unknowns() const { return 3 * static_cast<int>(freedoms_.size()); }  ///< per frame
  int points() const { return static_cast<int>(legend_.joints.size()); }
  const std::vector<Freedom>& freedoms() const { return freedoms_; }

  /// Indices of the freedoms that move the point.
  const std::vector<int>& movers(int point) const { return movers_[point]; }

  /// Forward kinematics of one frame.
  struct State {
    std::vector<Affine3d> world_from_anchor;  ///< per joint
    std::vector<Matrix3d> anchor_from_world;  ///< per joint, linear part
    std::vector<Vector3d> heads;              ///< per joint, world
    std::vector<Vector3d> points;             ///< per point, world
  };
  void forward(const Pose& pose, State& state) const;

  /// Derivative of a point's world position by one freedom's three unknowns.
  Matrix3d jacobian(const State& state, int point, int freedom) const;

  /// Adds a step of `unknowns()` numbers to a pose.
  void apply(const double* step, Pose& pose) const;

 private:
  const Skeleton& skeleton_;
  const Legend& legend_;
  std::vector<Freedom> freedoms_;
  std::vector<std::vector<int>> movers_;
};

}  // namespace animax::lift
