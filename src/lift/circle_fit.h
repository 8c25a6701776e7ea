// SPDX-License-Identifier: MIT
// Sub-pixel place of a partly visible circle.
#pragma once

#include "geometry/transform.h"

#include <functional>

namespace animax::lift {

/// What one pixel says about a circle.
struct CirclePixel {
  float inside = 0;   ///< 0: background, 1: the circle's colour
  float visible = 0;  ///< 0: covered by something else, says nothing; 1: fully informative
};

struct CircleFit {
  Vector2d center = Vector2d::Zero();  ///< image pixels
  double visible = 0;                  ///< part of the circle's area that was seen, [0, 1]
  double rms = 1;                      ///< of the difference from an ideal circle, 0..1
};

/// Moves and resizes a soft-edged circle until it agrees with the pixels around `start`
/// (Gauss-Newton on centre and radius, the radius held near `radius`). `pixel(x, y)` is asked only
/// inside the width x height image.
CircleFit fit_circle(const Vector2d& start,
                     double radius,
                     int width,
                     int height,
                     const std::function<CirclePixel(int x, int y)>& pixel);

}  // namespace animax::lift
