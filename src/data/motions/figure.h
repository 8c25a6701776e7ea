// SPDX-License-Identifier: MIT
// One pose of a puppet while a motion program builds it: turns of joints in the model's frame
// relative to rest, and the kinematics that programs are made of (bending chains, aiming arms,
// planting feet, travelling waves, turning the head).
#pragma once

#include "data/motions/puppet.h"

namespace animax::data {

/// Where a foot shall be.
struct FootTarget {
  Vector3d contact;    ///< place of the sole's contact point in the model
  double pitch = 0;    ///< heel up is positive (rad), about the contact point
  double heading = 0;  ///< turn of the foot about the vertical (rad)
};

/// Turns are rotations D[j] in the model's axes with
///   G[j] = G[parent] * D[j]     (how far the joint has turned from rest, in the model)
///   head[j] = head[parent] + G[parent] * (offset[j] + shift[j]).
/// Reading functions (global, head) see every change made so far.
class Figure {
 public:
  explicit Figure(const Puppet& puppet);

  const Puppet& puppet;

  void reset();

  /// Turns a joint about an axis of its parent's turned frame (at rest: the model's axes), on top
  /// of what it does already.
  void turn(int joint, const Vector3d& axis, double angle);
  void turn(int joint, const Quaterniond& rotation);
  /// The same about an axis fixed in the model, wherever the parents have turned.
  void turn_in_model(int joint, const Vector3d& axis, double angle);
  /// Replaces the joint's turn so that G[joint] = `global`.
  void set_global(int joint, const Quaterniond& global);
  void set_turn(int joint, const Quaterniond& rotation);
  const Quaterniond& turn_of(int joint) const { return turn_[joint]; }

  /// Spreads a turn evenly over joints [first, end) of a chain.
  void bend(const std::vector<int>& joints, const Vector3d& axis, double angle);

  /// joint k (0..n-1) turns by amplitude(k) * sin(phase - lag * k / (n-1)); amplitude grows from
  /// `base` to `tip` along the chain.
  void wave(const std::vector<int>& joints,
            const Vector3d& axis,
            double base,
            double tip,
            double phase,
            double lag);

  void move_root(const Vector3d& by) {
    shift_[puppet.root] += by;
    dirty_ = true;
  }
  /// Turns the whole body about a point of the model.
  void turn_body(const Vector3d& pivot, const Vector3d& axis, double angle);
  void shift(int joint, const Vector3d& by) {
    shift_[joint] += by;
    dirty_ = true;
  }
  const Vector3d& shift_of(int joint) const { return shift_[joint]; }

  const Quaterniond& global(int joint) const;
  const Vector3d& head(int joint) const;
  /// Turn of the frame that a joint hangs in.
  Quaterniond parent_global(int joint) const;
  /// World place of a point that is attached to a joint and lies at `rest_point` at rest.
  Vector3d attached(int joint, const Vector3d& rest_point) const;

  /// Turns the head by yaw (left), pitch (down) and roll (left side up), spread over the neck; with
  /// head_is_root the body behind is held in place.
  void turn_head(double yaw, double pitch, double roll = 0);
  void open_jaw(double angle);

  /// Points upper arm and forearm along directions given in the frame of the chest (the turned
  /// frame of the shoulder's parent). `weight` 0 keeps rest, 1 reaches the directions.
  void pose_arm(const Arm& arm, const Vector3d& upper, const Vector3d& fore, double weight = 1);
  /// Two-bone reach: puts the wrist on a point of the model, the elbow towards `pole` (model
  /// direction). Clamped to the arm's length.
  void reach(const Arm& arm, const Vector3d& target, const Vector3d& pole, double weight = 1);
  /// Hanging direction of the upper arm, a little away from the body.
  static Vector3d hanging(int side) { return Vector3d(0.16 * side, -1, 0).normalized(); }

  /// Bends the leg and turns the hip so that the foot is where the target says; out of reach the
  /// leg is stretched as far as it goes. The foot stays level (plus pitch and heading).
  void plant(const Leg& leg, const FootTarget& target);
  /// Lowers the root until all of these feet are within reach of `stretch` * leg length.
  void lower_to_reach(const std::vector<FootTarget>& targets,
                      const std::vector<double>& weights,
                      double stretch = 0.985);
  /// Folds a leg by `angle` (rad, all inner joints) and swings the hip by `swing` (forward).
  void fold_leg(const Leg& leg, double angle, double swing);

  /// Moves the root so that the mean of the joints' heads is where it is at rest (x and z).
  void keep_centroid(const std::vector<int>& joints, bool vertical = false);

  /// Local transforms for the skeleton.
  Pose pose() const;

 private:
  void update() const;
  Vector3d tip_target(const Leg& leg, const FootTarget& target, Quaterniond* foot) const;

  std::vector<Quaterniond> turn_;
  std::vector<Vector3d> shift_;
  mutable std::vector<Quaterniond> global_;
  mutable std::vector<Vector3d> head_;
  mutable bool dirty_ = true;
};

Quaterniond about(const Vector3d& axis, double angle);

}  // namespace animax::data
