// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace animax {

/// Adds multiples of two pi so that neighbours differ by at most pi.
inline void unwrap_angles(std::vector<double>& angles) {
  for (size_t i = 1; i < angles.size(); ++i)
    angles[i] -= 2 * M_PI * std::round((angles[i] - angles[i - 1]) / (2 * M_PI));
}

}  // namespace animax
