// SPDX-License-Identifier: MIT
// Rigid and scaled transforms, rotations, bounds. Double precision, column vectors, right-handed.
// Names say both frames: `world_from_joint * point_in_joint` is in the world.
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>

#include <optional>
#include <vector>

namespace animax {

using Eigen::Affine3d;
using Eigen::Matrix3d;
using Eigen::Quaterniond;
using Eigen::Vector2d;
using Eigen::Vector3d;

/// Translation, rotation and scale applied scale first (the glTF node convention).
struct Transform {
  Vector3d translation = Vector3d::Zero();
  Quaterniond rotation = Quaterniond::Identity();  ///< unit length
  Vector3d scale = Vector3d::Ones();               ///< may be negative or non-uniform

  Affine3d matrix() const;
};

/// Splits a matrix into T * R * S. Mirroring is put into a negative x scale. nullopt when the
/// matrix has shear above `tolerance` (relative), is singular or not finite, because no TRS is
/// equal.
std::optional<Transform> decompose(const Affine3d& matrix, double tolerance = 1e-4);

/// As decompose, but shear is dropped (Gram-Schmidt) and singular axes get scale 0.
Transform decompose_lossy(const Affine3d& matrix);

/// Component-wise interpolation: linear for translation and scale, spherical for rotation (short
/// way round).
Transform interpolate(const Transform& a, const Transform& b, double t);

/// Rotation vector (axis times angle in radians, angle in [0, pi]) of a unit quaternion, and back.
Vector3d rotation_log(const Quaterniond& q);
Quaterniond rotation_exp(const Vector3d& rotation_vector);

/// Angle between two orientations in radians, [0, pi].
double rotation_distance(const Quaterniond& a, const Quaterniond& b);

/// Smallest rotation that turns direction `from` into `to` (neither need be unit). Identity if
/// either is shorter than 1e-12; for opposite directions an arbitrary axis orthogonal to `from`.
Quaterniond shortest_rotation(const Vector3d& from, const Vector3d& to);

/// Splits q = swing * twist with the twist about the unit vector `axis`. Where the swing is by pi
/// the twist is undetermined and returned as identity.
struct SwingTwist {
  Quaterniond swing, twist;
};
SwingTwist split_swing_twist(const Quaterniond& q, const Vector3d& axis);

/// Flips signs so that neighbouring quaternions lie in the same hemisphere.
void make_sign_continuous(std::vector<Quaterniond>& rotations);

/// Rotation that best maps points `from` onto `to` about the origin (Kabsch, weighted). Points may
/// be fewer than three or collinear: the remaining freedom is resolved by the smallest rotation.
/// @param weights  one per point, not negative; empty means all one
Quaterniond fit_rotation(const std::vector<Vector3d>& from,
                         const std::vector<Vector3d>& to,
                         const std::vector<double>& weights = {});

/// Axis-aligned bounding box.
struct Bounds {
  Vector3d min = Vector3d::Constant(std::numeric_limits<double>::infinity());
  Vector3d max = Vector3d::Constant(-std::numeric_limits<double>::infinity());

  bool empty() const { return !(min.array() <= max.array()).all(); }
  void extend(const Vector3d& point) {
    min = min.cwiseMin(point);
    max = max.cwiseMax(point);
  }
  void extend(const Bounds& other) {
    min = min.cwiseMin(other.min);
    max = max.cwiseMax(other.max);
  }
  Vector3d center() const { return 0.5 * (min + max); }
  Vector3d size() const { return max - min; }
  double diagonal() const { return empty() ? 0 : size().norm(); }
};

}  // namespace animax
