// SPDX-License-Identifier: MIT
#include "lift/circle_fit.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <vector>

namespace animax::lift {
namespace {

// Coverage of a pixel at `distance` from the centre: a logistic edge about a pixel wide, which also
// serves a blurred circle.
struct Edge {
  double value, slope;  // slope: derivative by (radius - distance)
};

Edge edge_at(double distance, double radius) {
  constexpr double kSharpness = 3;  // per pixel
  const double value = 1 / (1 + std::exp(-kSharpness * (radius - distance)));
  return {value, kSharpness * value * (1 - value)};
}

struct Sample {
  Vector2d position;
  double inside, visible;
};

}  // namespace

CircleFit fit_circle(const Vector2d& start,
                     double radius,
                     int width,
                     int height,
                     const std::function<CirclePixel(int x, int y)>& pixel) {
  const double reach = radius * 1.5 + 2;
  std::vector<Sample> samples;
  const int x0 = std::max(0, static_cast<int>(start.x() - reach));
  const int x1 = std::min(width - 1, static_cast<int>(start.x() + reach));
  const int y0 = std::max(0, static_cast<int>(start.y() - reach));
  const int y1 = std::min(height - 1, static_cast<int>(start.y() + reach));
  for (int y = y0; y <= y1; ++y) {
    for (int x = x0; x <= x1; ++x) {
      const Vector2d position(x + 0.5, y + 0.5);
      if ((position - start).norm() > reach) continue;
      const CirclePixel p = pixel(x, y);
      if (p.visible > 0.01f) samples.push_back({position, p.inside, p.visible});
    }
  }

  Vector3d state(start.x(), start.y(), radius);
  const double radius_weight = 2;  // keeps the radius where the rim is not seen
  for (int iteration = 0; iteration < 6; ++iteration) {
    Matrix3d hessian = 1e-3 * Matrix3d::Identity();
    Vector3d gradient = Vector3d::Zero();
    for (const Sample& s : samples) {
      const Vector2d away = s.position - state.head<2>();
      const double distance = std::max(away.norm(), 1e-6);
      const Edge edge = edge_at(distance, state[2]);
      const Vector3d jacobian(
          edge.slope * away.x() / distance, edge.slope * away.y() / distance, edge.slope);
      hessian += s.visible * jacobian * jacobian.transpose();
      gradient += s.visible * (s.inside - edge.value) * jacobian;
    }
    hessian(2, 2) += radius_weight;
    gradient[2] += radius_weight * (radius - state[2]);
    Vector3d step = hessian.ldlt().solve(gradient);
    const double limit = 0.5 * radius + 0.25;
    if (step.norm() > limit) step *= limit / step.norm();
    state += step;
    state[2] = std::clamp(state[2], 0.6 * radius, 1.5 * radius + 1);
    if (step.norm() < 1e-3) break;
  }
  // A fit that ran away from what it was asked about is worth less than its start.
  if ((state.head<2>() - start).norm() > 1.2 * radius + 0.5) state.head<2>() = start;

  CircleFit fit;
  fit.center = state.head<2>();
  double seen = 0, error = 0, mass = 0;
  for (const Sample& s : samples) {
    const double wanted = edge_at((s.position - fit.center).norm(), state[2]).value;
    seen += s.visible * std::min(s.inside, wanted);
    error += s.visible * (s.inside - wanted) * (s.inside - wanted);
    mass += s.visible * wanted;
  }
  fit.visible = std::min(1.0, seen / (M_PI * state[2] * state[2]));
  fit.rms = mass > 0 ? std::sqrt(error / mass) : 1;
  return fit;
}

}  // namespace animax::lift
