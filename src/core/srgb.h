// SPDX-License-Identifier: MIT
// The transfer curve of sRGB (IEC 61966-2-1), between what screens store and linear light.
#pragma once

#include <cmath>

namespace animax {

/// Linear light in [0, 1] of a stored value in [0, 1]; neither is clamped.
template <typename Real>
Real linear_from_srgb(Real stored) {
  return stored <= Real(0.04045) ? stored / Real(12.92)
                                 : std::pow((stored + Real(0.055)) / Real(1.055), Real(2.4));
}

/// The inverse.
inline double srgb_from_linear(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

}  // namespace animax
