// SPDX-License-Identifier: MIT
#include "geometry/transform.h"

#include "core/error.h"

#include <Eigen/SVD>

#include <cmath>

namespace animax {

Affine3d Transform::matrix() const {
  Affine3d m = Affine3d::Identity();
  m.linear() = rotation.toRotationMatrix() * scale.asDiagonal();
  m.translation() = translation;
  return m;
}

namespace {

// Orthonormal frame from the columns (x kept, then y, z by Gram-Schmidt); columns of zero length
// are replaced by whatever completes the frame. Determinant +1.
Matrix3d orthonormal_frame(const Matrix3d& m, Vector3d& scale, double& shear) {
  Matrix3d r;
  scale = m.colwise().norm();
  const double largest = scale.maxCoeff();
  const double tiny = std::max(largest, 1e-300) * 1e-9;
  shear = 0;
  Vector3d x = scale.x() > tiny ? Vector3d(m.col(0) / scale.x()) : Vector3d(Vector3d::UnitX());
  if (scale.x() <= tiny && scale.y() > tiny) x = (m.col(1) / scale.y()).unitOrthogonal();
  Vector3d y = scale.y() > tiny ? Vector3d(m.col(1) / scale.y()) : x.unitOrthogonal();
  const double xy = x.dot(y);
  y -= xy * x;
  y = y.norm() > 1e-9 ? Vector3d(y.normalized()) : x.unitOrthogonal();
  const Vector3d z = x.cross(y);
  if (scale.z() > tiny) {
    const Vector3d given = m.col(2) / scale.z();
    const double along = given.dot(z);
    shear = std::max({std::abs(xy), std::abs(given.dot(x)), std::abs(given.dot(y))});
    if (along < 0) scale.z() = -scale.z();
  }
  r << x, y, z;
  return r;
}

}  // namespace

std::optional<Transform> decompose(const Affine3d& matrix, double tolerance) {
  if (!matrix.matrix().allFinite()) return std::nullopt;
  const Vector3d lengths = matrix.linear().colwise().norm();
  if (lengths.minCoeff() <= lengths.maxCoeff() * 1e-9 || lengths.maxCoeff() < 1e-150)
    return std::nullopt;
  Vector3d scale;
  double shear = 0;
  orthonormal_frame(matrix.linear(), scale, shear);
  if (shear > tolerance) return std::nullopt;
  return decompose_lossy(matrix);
}

Transform decompose_lossy(const Affine3d& matrix) {
  Transform t;
  t.translation = matrix.translation();
  double shear = 0;
  Matrix3d r = orthonormal_frame(matrix.linear(), t.scale, shear);
  // A mirrored z becomes a mirrored x: turn the frame by pi about y.
  if (t.scale.z() < 0) {
    r.col(0) = -r.col(0);
    r.col(2) = -r.col(2);
    t.scale.z() = -t.scale.z();
    t.scale.x() = -t.scale.x();
  }
  t.rotation = Quaterniond(r).normalized();
  return t;
}

Transform interpolate(const Transform& a, const Transform& b, double t) {
  return {(1 - t) * a.translation + t * b.translation,
          a.rotation.slerp(t, b.rotation),
          (1 - t) * a.scale + t * b.scale};
}

Vector3d rotation_log(const Quaterniond& q) {
  const double sign = q.w() < 0 ? -1 : 1;
  const Vector3d v = sign * q.vec();
  const double sine = v.norm();
  if (sine < 1e-9) return 2 * v;  // sin(a/2) ~ a/2
  return v * (2 * std::atan2(sine, sign * q.w()) / sine);
}

Quaterniond rotation_exp(const Vector3d& rotation_vector) {
  const double angle = rotation_vector.norm();
  const double half_sinc = angle < 1e-9 ? 0.5 : std::sin(0.5 * angle) / angle;
  const Vector3d v = half_sinc * rotation_vector;
  return Quaterniond(std::cos(0.5 * angle), v.x(), v.y(), v.z()).normalized();
}

double rotation_distance(const Quaterniond& a, const Quaterniond& b) {
  return rotation_log(a.conjugate() * b).norm();
}

Quaterniond shortest_rotation(const Vector3d& from, const Vector3d& to) {
  if (from.norm() < 1e-12 || to.norm() < 1e-12) return Quaterniond::Identity();
  return Quaterniond::FromTwoVectors(from, to).normalized();
}

SwingTwist split_swing_twist(const Quaterniond& q, const Vector3d& axis) {
  const Vector3d along = axis * q.vec().dot(axis);
  Quaterniond twist(q.w(), along.x(), along.y(), along.z());
  if (twist.norm() < 1e-9) return {q, Quaterniond::Identity()};
  twist.normalize();
  return {(q * twist.conjugate()).normalized(), twist};
}

void make_sign_continuous(std::vector<Quaterniond>& rotations) {
  for (size_t i = 1; i < rotations.size(); ++i)
    if (rotations[i].dot(rotations[i - 1]) < 0) rotations[i].coeffs() = -rotations[i].coeffs();
}

Quaterniond fit_rotation(const std::vector<Vector3d>& from,
                         const std::vector<Vector3d>& to,
                         const std::vector<double>& weights) {
  CHECK_EQ(from.size(), to.size());
  CHECK_THAT(weights.empty() || weights.size() == from.size());
  Matrix3d covariance = Matrix3d::Zero();
  Vector3d mean_from = Vector3d::Zero(), mean_to = Vector3d::Zero();
  for (size_t i = 0; i < from.size(); ++i) {
    const double w = weights.empty() ? 1 : weights[i];
    covariance += w * to[i] * from[i].transpose();
    mean_from += w * from[i];
    mean_to += w * to[i];
  }
  Eigen::JacobiSVD<Matrix3d> svd(covariance, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const Vector3d s = svd.singularValues();
  if (s[0] < 1e-18) return Quaterniond::Identity();
  // Rank one: only one direction is known, so take the shortest rotation between the two.
  if (s[1] < 1e-6 * s[0]) {
    Vector3d a = svd.matrixV().col(0), b = svd.matrixU().col(0);
    if (a.dot(mean_from) < 0) a = -a;
    if (b.dot(mean_to) < 0) b = -b;
    return shortest_rotation(a, b);
  }
  Vector3d sign(1, 1, (svd.matrixU() * svd.matrixV().transpose()).determinant() < 0 ? -1 : 1);
  return Quaterniond(Matrix3d(svd.matrixU() * sign.asDiagonal() * svd.matrixV().transpose()))
      .normalized();
}

}  // namespace animax
