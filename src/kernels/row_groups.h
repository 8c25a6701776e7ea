// SPDX-License-Identifier: MIT
// Walking over rows that come in groups. Internal to kernels.
#pragma once

#include "core/error.h"

#include <cstdint>
#include <span>

namespace animax::kernels {

/// Finds the group of a row. Groups are few, and rows are asked for in ranges.
template <typename Group>
class GroupCursor {
 public:
  GroupCursor(std::span<const Group> groups, int64_t row) : groups_(groups) {
    while (row >= end_ + groups_[index_].rows) end_ += groups_[index_++].rows;
    end_ += groups_[index_].rows;
  }

  /// Rows must be asked for in ascending order.
  const Group& at(int64_t row) {
    while (row >= end_) end_ += groups_[++index_].rows;
    return groups_[index_];
  }

 private:
  std::span<const Group> groups_;
  size_t index_ = 0;
  int64_t end_ = 0;
};

template <typename Group>
void check_groups(std::span<const Group> groups, int64_t rows) {
  int64_t sum = 0;
  for (const Group& group : groups) {
    CHECK_GE(group.rows, 0);
    sum += group.rows;
  }
  CHECK_EQ(sum, rows);
}

inline void check_size(size_t found, int64_t rows, int64_t dim) {
  CHECK_THAT(rows >= 0 && dim > 0);
  CHECK_EQ(static_cast<int64_t>(found), rows * dim);
}

}  // namespace animax::kernels
