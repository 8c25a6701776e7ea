// SPDX-License-Identifier: MIT
// A skeleton and its anatomy made ready for motion programs. Everything is in the model's frame
// (+x left, +y up, +z forward) and relative to the rest pose, so that programs never see how a
// joint's own axes lie, which units the rig has or how many joints a limb is made of.
#pragma once

#include "data/anatomy.h"

#include <memory>

namespace animax::data {

inline const Vector3d kLateral = Vector3d::UnitX();   ///< positive turns tip forward and down
inline const Vector3d kVertical = Vector3d::UnitY();  ///< positive turns look left
inline const Vector3d kForward = Vector3d::UnitZ();   ///< positive turns raise the left side

/// A leg ready for planting its foot. The joints between hip and foot fold in one plane.
struct Leg {
  int side = 0, index = 0;
  std::vector<int> joints;        ///< hip first; the last one carries `tip`
  int foot = -1;                  ///< joint kept level (the ankle; tip is its head), or -1
  int toe = -1;                   ///< joint after the foot, or -1
  Vector3d tip;                   ///< what reaches for the target, rest position
  Vector3d contact;               ///< where the sole meets the ground at rest
  double length = 0;              ///< hip to tip when stretched out
  double rest_length = 0;         ///< hip to tip at rest
  Vector3d fold_axis;             ///< model axis that the inner joints fold about
  std::vector<double> fold_sign;  ///< per entry of `joints` (0 for the hip): which way it folds
  std::vector<double> rest_fold;  ///< how far it is folded at rest, >= 0 (rad)
};

/// An arm or a wing: where upper arm, forearm and hand start. Entries of `joints` are chain order.
struct Arm {
  int side = 0;
  std::vector<int> joints;
  int shoulder = -1, elbow = -1, hand = -1;  ///< joints; hand may be -1
  Vector3d upper, fore;                      ///< rest vectors shoulder->elbow, elbow->wrist
  double upper_length = 0, fore_length = 0;
  double length() const { return upper_length + fore_length; }
};

/// Precomputed rest pose. Keeps references to the skeleton and the anatomy: they must outlive it.
class Puppet {
 public:
  /// Throws CheckFailure when the anatomy does not fit the skeleton.
  Puppet(const Skeleton& skeleton, const Anatomy& anatomy);

  const Skeleton& skeleton;
  const Anatomy& anatomy;
  std::vector<Vector3d> rest_head;          ///< joint heads in the model
  std::vector<Vector3d> offset;             ///< rest_head minus the parent's (0 for roots)
  std::vector<Matrix3d> model_from_anchor;  ///< orthogonal part (may mirror) of the rest frame
  std::vector<Matrix3d> anchor_from_model;  ///< inverse of its whole linear part, with scale
  std::vector<Matrix3d> model_from_joint;   ///< orthogonal part of the joint's own rest frame
  std::vector<std::vector<int>> children;
  std::vector<Vector3d> tail;  ///< model vector from the head along the bone (to the child or on)

  int root = 0;
  double ground = 0;
  double unit = 1;        ///< hip height where there are legs, else a third of the largest extent
  Bounds bounds;          ///< of the joint heads
  std::vector<Leg> legs;  ///< front to back, left before right
  std::vector<Arm> arms, wings;
  std::vector<int> spine;  ///< joints of the spine without the root, base to tip
  std::vector<int> neck;   ///< neck joints, then the head's first joint
  int head = -1;           ///< first joint of the head chain, or the joint at the front end
  std::vector<int> jaw;
  /// True when the body's chain starts at the head (fish and snakes rooted in the head).
  bool head_is_root = false;
  /// Whole body from head to tail end for fish and snakes: joints by distance from the front.
  std::vector<int> body_line;
  std::vector<double> body_position;  ///< per entry: 0 at the head, 1 at the tail end

  int count(Part part) const;
  bool has(Part part) const { return count(part) > 0; }
  double height() const { return std::max(bounds.size().y(), 1e-9); }
  /// From a chain's base to its far end, at rest.
  Vector3d along(const Chain& chain) const;
  /// Unit axis about which a chain (a tail) swings from side to side: across it and in the plane of
  /// symmetry. A level tail's is the vertical, one that hangs swings about the forward axis.
  Vector3d swing_axis(const Chain& chain) const;

 private:
  void find_legs();
  void find_arms(Part part, std::vector<Arm>& arms);
  void find_axis_line();
};

}  // namespace animax::data
