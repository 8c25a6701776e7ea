// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/parallel.h"
#include "lift/triangulate.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <cmath>

namespace animax::lift {
namespace {

constexpr double kLargestSigma = 0.03;  // of what a view shows at the point's depth

struct Choice {
  double score = 0;
  SpacePoint point;
};

// One point in one frame.
struct Sight {
  const std::vector<Camera>& cameras;
  std::vector<const std::vector<Spot>*> spots;  // per view
  double agreement;                             // of the image's width
};

// The spot of a view that is nearest to the projection, if it agrees.
const Spot* nearest_spot(const Sight& sight, size_t view, const Vector3d& point) {
  const Camera& camera = sight.cameras[view];
  const auto projected = camera.project(point);
  if (!projected) return nullptr;
  const Spot* best = nullptr;
  double best_distance = sight.agreement * camera.width;
  for (const Spot& spot : *sight.spots[view]) {
    const double distance = (spot.position - *projected).norm();
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = &spot;
  }
  return best;
}

Choice judge(const Sight& sight, const Vector3d& point) {
  Choice choice;
  choice.point.position = point;
  for (size_t view = 0; view < sight.cameras.size(); ++view) {
    const Spot* spot = nearest_spot(sight, view, point);
    if (!spot) continue;
    const double error = (*sight.cameras[view].project(point) - spot->position).norm();
    choice.score += spot->weight * (1 - error / (sight.agreement * sight.cameras[view].width));
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

Normal3 linearise(const Sight& sight, const Vector3d& point) {
  Normal3 normal;
  for (size_t view = 0; view < sight.cameras.size(); ++view) {
    const Spot* spot = nearest_spot(sight, view, point);
    if (!spot) continue;
    const auto jacobian = projection_jacobian(sight.cameras[view], point);
    const double weight = spot->weight / (spot->sigma_px * spot->sigma_px);
    normal.hessian += weight * jacobian.transpose() * jacobian;
    normal.gradient +=
        weight * jacobian.transpose() * (spot->position - *sight.cameras[view].project(point));
  }
  return normal;
}

Vector3d polish(const Sight& sight, Vector3d point) {
  for (int iteration = 0; iteration < 4; ++iteration) {
    const Normal3 normal = linearise(sight, point);
    const Vector3d step = Eigen::LDLT<Matrix3d>(normal.hessian).solve(normal.gradient);
    if (!step.allFinite()) break;
    point += step;
  }
  return point;
}

// Fills in what is known about a found point's error; views = 0 where that is too much.
SpacePoint rated(const Sight& sight, SpacePoint point) {
  const Eigen::SelfAdjointEigenSolver<Matrix3d> spread(linearise(sight, point.position).hessian);
  point.sigma = 1 / std::sqrt(std::max(spread.eigenvalues()[0], 1e-300));
  const double shown =
      sight.cameras[0].width * sight.cameras[0].depth(point.position) / sight.cameras[0].focal;
  if (!(point.sigma < kLargestSigma * shown)) return {};
  for (size_t view = 0; view < sight.cameras.size(); ++view)
    if (const Spot* spot = nearest_spot(sight, view, point.position))
      point.error_px +=
          (spot->position - *sight.cameras[view].project(point.position)).norm() / point.views;
  return point;
}

SpacePoint triangulate_point(const Sight& sight) {
  Choice best;
  for (size_t a = 0; a < sight.cameras.size(); ++a) {
    for (size_t b = a + 1; b < sight.cameras.size(); ++b) {
      for (const Spot& in_a : *sight.spots[a]) {
        for (const Spot& in_b : *sight.spots[b]) {
          const auto point = intersect_rays(
              {{sight.cameras[a].center_in_world(), sight.cameras[a].ray_direction(in_a.position)},
               {sight.cameras[b].center_in_world(),
                sight.cameras[b].ray_direction(in_b.position)}});
          if (!point) continue;
          const Choice choice = judge(sight, *point);
          if (choice.score > best.score) best = choice;
        }
      }
    }
  }
  if (best.point.views < 2) return {};
  const Vector3d polished = polish(sight, best.point.position);
  const Choice after = judge(sight, polished);
  return rated(sight, after.point.views >= best.point.views ? after.point : best.point);
}

}  // namespace

Track3d triangulate_robustly(const std::vector<Camera>& cameras,
                             const Evidence& evidence,
                             double agreement) {
  CHECK_EQ(cameras.size(), static_cast<size_t>(evidence.views()));
  Track3d track(evidence.frames());
  parallel_for(track.size(), [&](size_t frame) {
    for (int p = 0; p < evidence.points(); ++p) {
      Sight sight{cameras, {}, agreement};
      for (int view = 0; view < evidence.views(); ++view)
        sight.spots.push_back(&evidence.at(view, static_cast<int>(frame), p));
      track[frame].push_back(triangulate_point(sight));
    }
  });
  return track;
}

}  // namespace animax::lift
