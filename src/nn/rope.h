// SPDX-License-Identifier: MIT
// Rotary position encoding over (frame, row, column). Su et al., "RoFormer", 2021, equation 34.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace animax::nn {

inline constexpr int64_t kMaxPositions = 1024;  ///< per axis, as in Wan2.1

/// exp(i angle) for each token and channel pair, complex128, (frames, rows, columns, head_dim / 2).
/// `frame_positions` holds the position of each frame, which need not be its index. Of the pairs,
/// head_dim / 6 go to rows, as many to columns and the rest, first in order, to frames. The angle
/// of pair j of an axis with p pairs is position * 10000^(-j/p). Throws Error if a size or position
/// exceeds kMaxPositions.
at::Tensor rope_table(const std::vector<int64_t>& frame_positions,
                      int64_t rows,
                      int64_t columns,
                      int64_t head_dim);

/// The same for tokens at places that form no grid: `places` (..., 2) holds row and column, the
/// result is (..., head_dim / 2) for frame position `frame`.
at::Tensor rope_table_at(int64_t frame, const at::Tensor& places, int64_t head_dim);

/// Rotates neighbouring channels (2j, 2j+1) of x (..., L, heads, head_dim) by table (L,
/// head_dim/2); computed in fp32 (fp64 for fp64 input), returned in that type.
at::Tensor apply_rope(const at::Tensor& x, const at::Tensor& table);

}  // namespace animax::nn
