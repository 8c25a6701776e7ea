// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/parallel.h"
#include "lift/triangulate.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <cmath>

namespace animax::lift {
namespace {

// Largest reprojection error, as a fraction of the image's width, at which a view still agrees.
constexpr double kAgreement = 0.02;
constexpr double kLargestSigma = 0.03;  // of what a view shows at the point's depth

struct Choice {
  double score = 0;
  SpacePoint point;
};

// The spot of a view that is nearest to the projection, if it agrees.
const Spot* nearest_spot(const Camera& camera,
                         const std::vector<Spot>& spots,
                         const Vector3d& point) {
  const auto projected = camera.project(point);
  if (!projected) return nullptr;
  const Spot* best = nullptr;
  double best_distance = kAgreement * camera.width;
  for (const Spot& spot : spots) {
    const double distance = (spot.position - *projected).norm();
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = &spot;
  }
  return best;
}

Choice judge(const std::vector<Camera>& cameras,
             const std::vector<const std::vector<Spot>*>& spots,
             const Vector3d& point) {
  Choice choice;
  choice.point.position = point;
  for (size_t view = 0; view < cameras.size(); ++view) {
    const Spot* spot = nearest_spot(cameras[view], *spots[view], point);
    if (!spot) continue;
    const double error = (*cameras[view].project(point) - spot->position).norm();
    choice.score += spot->weight * (1 - error / (kAgreement * cameras[view].width));
    ++choice.point.views;
  }
  return choice;
}

// Derivative of a projection by the point in the world.
Eigen::Matrix<double, 2, 3> projection_jacobian(const Camera& camera, const Vector3d& point) {
  const Vector3d p = camera.camera_from_world * point;
  Eigen::Matrix<double, 2, 3> by_camera_point;
  by_camera_point << 1, 0, -p.x() / p.z(), 0, 1, -p.y() / p.z();
  return camera.focal / p.z() * by_camera_point * camera.camera_from_world.linear();
}

// Least squares on the agreeing spots, weighted by their precision.
struct Normal3 {
  Matrix3d hessian = Matrix3d::Zero();
  Vector3d gradient = Vector3d::Zero();
};

Normal3 linearise(const std::vector<Camera>& cameras,
                  const std::vector<const std::vector<Spot>*>& spots,
                  const Vector3d& point) {
  Normal3 normal;
  for (size_t view = 0; view < cameras.size(); ++view) {
    const Spot* spot = nearest_spot(cameras[view], *spots[view], point);
    if (!spot) continue;
    const auto jacobian = projection_jacobian(cameras[view], point);
    const double weight = spot->weight / (spot->sigma_px * spot->sigma_px);
    normal.hessian += weight * jacobian.transpose() * jacobian;
    normal.gradient +=
        weight * jacobian.transpose() * (spot->position - *cameras[view].project(point));
  }
  return normal;
}

Vector3d polish(const std::vector<Camera>& cameras,
                const std::vector<const std::vector<Spot>*>& spots,
                Vector3d point) {
  for (int iteration = 0; iteration < 4; ++iteration) {
    const Normal3 normal = linearise(cameras, spots, point);
    const Vector3d step = Eigen::LDLT<Matrix3d>(normal.hessian).solve(normal.gradient);
    if (!step.allFinite()) break;
    point += step;
  }
  return point;
}

// Fills in what is known about a found point's error; views = 0 where that is too much.
SpacePoint rated(const std::vector<Camera>& cameras,
                 const std::vector<const std::vector<Spot>*>& spots,
                 SpacePoint point) {
  const Eigen::SelfAdjointEigenSolver<Matrix3d> spread(
      linearise(cameras, spots, point.position).hessian);
  point.sigma = 1 / std::sqrt(std::max(spread.eigenvalues()[0], 1e-300));
  const double shown = cameras[0].width * cameras[0].depth(point.position) / cameras[0].focal;
  if (!(point.sigma < kLargestSigma * shown)) return {};
  for (size_t view = 0; view < cameras.size(); ++view)
    if (const Spot* spot = nearest_spot(cameras[view], *spots[view], point.position))
      point.error_px +=
          (spot->position - *cameras[view].project(point.position)).norm() / point.views;
  return point;
}

SpacePoint triangulate_point(const std::vector<Camera>& cameras,
                             const std::vector<const std::vector<Spot>*>& spots) {
  Choice best;
  for (size_t a = 0; a < cameras.size(); ++a) {
    for (size_t b = a + 1; b < cameras.size(); ++b) {
      for (const Spot& in_a : *spots[a]) {
        for (const Spot& in_b : *spots[b]) {
          const auto point = intersect_rays(
              {{cameras[a].center_in_world(), cameras[a].ray_direction(in_a.position)},
               {cameras[b].center_in_world(), cameras[b].ray_direction(in_b.position)}});
          if (!point) continue;
          const Choice choice = judge(cameras, spots, *point);
          if (choice.score > best.score) best = choice;
        }
      }
    }
  }
  if (best.point.views < 2) return {};
  const Vector3d polished = polish(cameras, spots, best.point.position);
  const Choice after = judge(cameras, spots, polished);
  return rated(cameras, spots, after.point.views >= best.point.views ? after.point : best.point);
}

}  // namespace

Track3d triangulate_robustly(const std::vector<Camera>& cameras, const Evidence& evidence) {
  CHECK_EQ(cameras.size(), static_cast<size_t>(evidence.views()));
  Track3d track(evidence.frames());
  parallel_for(track.size(), [&](size_t frame) {
    for (int p = 0; p < evidence.points(); ++p) {
      std::vector<const std::vector<Spot>*> spots;
      for (int view = 0; view < evidence.views(); ++view)
        spots.push_back(&evidence.at(view, static_cast<int>(frame), p));
      track[frame].push_back(triangulate_point(cameras, spots));
    }
  });
  return track;
}

}  // namespace animax::lift
