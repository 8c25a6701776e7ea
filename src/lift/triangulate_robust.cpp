// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/parallel.h"
#include "lift/triangulate.h"

#include <Eigen/Cholesky>

namespace animax::lift {
namespace {

// Largest reprojection error, as a fraction of the image's width, at which a view still agrees.
constexpr double kAgreement = 0.02;

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

// Gauss-Newton on the agreeing spots, weighted by their precision.
Vector3d polish(const std::vector<Camera>& cameras,
                const std::vector<const std::vector<Spot>*>& spots,
                Vector3d point) {
  for (int iteration = 0; iteration < 4; ++iteration) {
    Matrix3d hessian = Matrix3d::Zero();
    Vector3d gradient = Vector3d::Zero();
    for (size_t view = 0; view < cameras.size(); ++view) {
      const Camera& camera = cameras[view];
      const Spot* spot = nearest_spot(camera, *spots[view], point);
      if (!spot) continue;
      const Vector3d p = camera.camera_from_world * point;
      Eigen::Matrix<double, 2, 3> by_camera_point;
      by_camera_point << 1, 0, -p.x() / p.z(), 0, 1, -p.y() / p.z();
      const Eigen::Matrix<double, 2, 3> jacobian =
          camera.focal / p.z() * by_camera_point * camera.camera_from_world.linear();
      const double weight = spot->weight / (spot->sigma_px * spot->sigma_px);
      hessian += weight * jacobian.transpose() * jacobian;
      gradient += weight * jacobian.transpose() * (spot->position - *camera.project(point));
    }
    const Eigen::LDLT<Matrix3d> factor(hessian);
    const Vector3d step = factor.solve(gradient);
    if (!step.allFinite()) break;
    point += step;
  }
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
  return after.point.views >= best.point.views ? after.point : best.point;
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
