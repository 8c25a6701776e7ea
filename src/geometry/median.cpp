// SPDX-License-Identifier: MIT
#include "geometry/median.h"

#include <algorithm>

namespace animax {

Vector2d geometric_median(const std::vector<Vector2d>& points) {
  Vector2d median = Vector2d::Zero();
  for (const Vector2d& p : points) median += p / static_cast<double>(points.size());
  for (int i = 0; i < 60 && !points.empty(); ++i) {
    Vector2d sum = Vector2d::Zero();
    double weights = 0;
    for (const Vector2d& p : points) {
      const double weight = 1 / std::max((p - median).norm(), 1e-6);
      sum += weight * p;
      weights += weight;
    }
    median = sum / weights;
  }
  return median;
}

}  // namespace animax
