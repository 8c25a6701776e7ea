// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace animax {

/// The value that a share `q` in [0, 1] of `values` lies below: one of them, not interpolated; the
/// upper one of the two middle values for q = 0.5. 0 without values.
template <typename Value>
Value quantile(std::vector<Value> values, double q) {
  if (values.empty()) return 0;
  const size_t k = std::min(values.size() - 1, static_cast<size_t>(q * values.size()));
  std::nth_element(values.begin(), values.begin() + k, values.end());
  return values[k];
}

}  // namespace animax
