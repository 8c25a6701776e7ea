// SPDX-License-Identifier: MIT
#include "lift/triangulate.h"

#include <ceres/ceres.h>

// After Ceres: glog claims the same CHECK names.
#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>

namespace animax::lift {
namespace {

// Weight of a bone's relative length error against a pixel of reprojection error.
constexpr double kBoneWeight = 50;

class ReprojectionCost : public ceres::SizedCostFunction<2, 3> {
 public:
  ReprojectionCost(const Camera& camera, const Vector2d& seen) : camera_(camera), seen_(seen) {}

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const Vector3d p = camera_.camera_from_world * Eigen::Map<const Vector3d>(parameters[0]);
    // Behind the camera nothing pulls; the bones bring the point back.
    const double z = std::max(p.z(), 1e-6);
    Eigen::Map<Vector2d> r(residuals);
    r = camera_.principal_point + camera_.focal * p.head<2>() / z - seen_;
    if (jacobians && jacobians[0]) {
      Eigen::Map<Eigen::Matrix<double, 2, 3, Eigen::RowMajor>> j(jacobians[0]);
      Eigen::Matrix<double, 2, 3> by_camera_point;
      by_camera_point << 1, 0, -p.x() / z, 0, 1, -p.y() / z;
      j = camera_.focal / z * by_camera_point * camera_.camera_from_world.linear();
    }
    return true;
  }

 private:
  const Camera& camera_;
  const Vector2d seen_;
};

class BoneLengthCost : public ceres::SizedCostFunction<1, 3, 3> {
 public:
  BoneLengthCost(double rest_length, double weight)
      : rest_length_(rest_length), scale_(weight / rest_length) {}

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const Vector3d bone =
        Eigen::Map<const Vector3d>(parameters[0]) - Eigen::Map<const Vector3d>(parameters[1]);
    const double length = bone.norm();
    residuals[0] = scale_ * (length - rest_length_);
    // A bone of no length has no direction to grow in.
    const Vector3d slope = length > 1e-12 ? Vector3d(scale_ / length * bone) : Vector3d::Zero();
    if (jacobians && jacobians[0]) store(slope, jacobians[0]);
    if (jacobians && jacobians[1]) store(-slope, jacobians[1]);
    return true;
  }

 private:
  static void store(const Vector3d& value, double* target) { std::copy_n(value.data(), 3, target); }

  const double rest_length_, scale_;
};

// Keeps points that nothing else holds where they started, so that the problem stays regular.
class AnchorCost : public ceres::SizedCostFunction<3, 3> {
 public:
  AnchorCost(const Vector3d& start, double weight) : start_(start), weight_(weight) {}

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    for (int i = 0; i < 3; ++i) residuals[i] = weight_ * (parameters[0][i] - start_[i]);
    if (jacobians && jacobians[0])
      for (int i = 0; i < 9; ++i) jacobians[0][i] = i % 4 == 0 ? weight_ : 0;
    return true;
  }

 private:
  const Vector3d start_;
  const double weight_;
};

// Linear estimate where two views see the point, else nullopt.
std::optional<Vector3d> first_guess(const std::vector<Camera>& cameras,
                                    const Evidence& evidence,
                                    int frame,
                                    int point) {
  std::vector<Ray> rays;
  for (int view = 0; view < evidence.views(); ++view) {
    const auto& spots = evidence.at(view, frame, point);
    if (spots.empty()) continue;
    rays.push_back(
        {cameras[view].center_in_world(), cameras[view].ray_direction(spots.front().position)});
  }
  return intersect_rays(rays);
}

std::vector<SpacePoint> solve_frame(const Legend& legend,
                                    const std::vector<Vector3d>& rest,
                                    const std::vector<Camera>& cameras,
                                    const Evidence& evidence,
                                    int frame) {
  std::vector<SpacePoint> points(legend.joints.size());
  Bounds bounds;
  for (const Vector3d& p : rest) bounds.extend(p);
  const double extent = std::max(bounds.diagonal(), 1e-6);
  ceres::Problem problem;
  for (size_t p = 0; p < points.size(); ++p) {
    const int parent = legend.joints[p].parent;
    // Unseen points start where the rest pose puts them relative to their parent.
    Vector3d fallback = rest[p];
    if (parent >= 0) fallback += points[parent].position - rest[parent];
    const auto guess = first_guess(cameras, evidence, frame, static_cast<int>(p));
    // Nearly parallel rays meet anywhere.
    const bool near = guess && (*guess - fallback).norm() < 2 * extent;
    points[p].position = near ? *guess : fallback;
    problem.AddResidualBlock(
        new AnchorCost(points[p].position, 1e-2 / extent), nullptr, points[p].position.data());
    for (int view = 0; view < evidence.views(); ++view) {
      const auto& spots = evidence.at(view, frame, static_cast<int>(p));
      if (spots.empty()) continue;
      ++points[p].views;
      problem.AddResidualBlock(new ReprojectionCost(cameras[view], spots.front().position),
                               nullptr,
                               points[p].position.data());
    }
    if (parent < 0) continue;
    const double length = (rest[p] - rest[parent]).norm();
    if (length > 1e-9)
      problem.AddResidualBlock(new BoneLengthCost(length, kBoneWeight),
                               nullptr,
                               points[p].position.data(),
                               points[parent].position.data());
  }
  if (problem.NumResidualBlocks() == 0) return points;
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::SPARSE_NORMAL_CHOLESKY;
  options.max_num_iterations = 30;
  options.function_tolerance = 1e-8;
  options.num_threads = 1;
  options.logging_type = ceres::SILENT;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  return points;
}

}  // namespace

Track3d triangulate_with_bones(const Legend& legend,
                               const std::vector<Vector3d>& rest,
                               const std::vector<Camera>& cameras,
                               const Evidence& evidence) {
  CHECK_EQ(rest.size(), legend.joints.size());
  CHECK_EQ(cameras.size(), static_cast<size_t>(evidence.views()));
  Track3d track(evidence.frames());
  parallel_for(track.size(), [&](size_t frame) {
    track[frame] = solve_frame(legend, rest, cameras, evidence, static_cast<int>(frame));
  });
  return track;
}

}  // namespace animax::lift
