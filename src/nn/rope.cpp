// SPDX-License-Identifier: MIT
#include "nn/rope.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace animax::nn {
namespace {

at::Tensor axis_table(const at::Tensor& positions, int64_t pairs) {  // (n, pairs)
  const at::Tensor exponent =
      at::arange(pairs, at::kDouble) / static_cast<double>(std::max<int64_t>(1, pairs));
  const at::Tensor angle = positions.to(at::kDouble).unsqueeze(1) * at::pow(10000.0, -exponent);
  return at::polar(at::ones_like(angle), angle);
}

}  // namespace

at::Tensor rope_table(const std::vector<int64_t>& frame_positions,
                      int64_t rows,
                      int64_t columns,
                      int64_t head_dim) {
  CHECK_EQ(head_dim % 2, 0);
  for (int64_t position : frame_positions) {
    CHECK_GE(position, 0);
    if (position >= kMaxPositions) {
      throw Error(
          "video: found frame position ", position, ", expected at most ", kMaxPositions - 1);
    }
  }
  if (rows > kMaxPositions || columns > kMaxPositions) {
    throw Error("video: found ",
                rows,
                " x ",
                columns,
                " patches, expected at most ",
                kMaxPositions,
                " per axis");
  }
  const int64_t side_pairs = head_dim / 6;
  const int64_t frame_pairs = head_dim / 2 - 2 * side_pairs;
  const auto frames = static_cast<int64_t>(frame_positions.size());
  const at::Tensor t = axis_table(at::tensor(frame_positions, at::kLong), frame_pairs);
  const at::Tensor y = axis_table(at::arange(rows), side_pairs);
  const at::Tensor x = axis_table(at::arange(columns), side_pairs);
  return at::cat({t.view({frames, 1, 1, frame_pairs}).expand({frames, rows, columns, frame_pairs}),
                  y.view({1, rows, 1, side_pairs}).expand({frames, rows, columns, side_pairs}),
                  x.view({1, 1, columns, side_pairs}).expand({frames, rows, columns, side_pairs})},
                 -1);
}

at::Tensor rope_table_at(int64_t frame, const at::Tensor& places, int64_t head_dim) {
  CHECK_EQ(places.size(-1), 2);
  const int64_t side_pairs = head_dim / 6;
  const int64_t frame_pairs = head_dim / 2 - 2 * side_pairs;
  const at::Tensor flat = places.reshape({-1, 2}).to(at::kCPU, at::kDouble);
  const at::Tensor t =
      axis_table(at::full({1}, frame, at::kLong), frame_pairs).expand({flat.size(0), frame_pairs});
  std::vector<int64_t> sizes = places.sizes().vec();
  sizes.back() = head_dim / 2;
  return at::cat({t,
                  axis_table(flat.select(1, 0), side_pairs),
                  axis_table(flat.select(1, 1), side_pairs)},
                 -1)
      .view(sizes);
}

at::Tensor apply_rope(const at::Tensor& x, const at::Tensor& table) {
  const bool is_double = x.scalar_type() == at::kDouble;
  std::vector<int64_t> pairs = x.sizes().vec();  // (..., L, N, d / 2, 2)
  pairs.back() /= 2;
  pairs.push_back(2);
  const at::Tensor numbers =
      at::view_as_complex(x.to(is_double ? at::kDouble : at::kFloat).reshape(pairs));
  const at::Tensor turns =
      table.to(is_double ? at::kComplexDouble : at::kComplexFloat).unsqueeze(-2);
  return at::view_as_real(numbers * turns).flatten(-2);
}

}  // namespace animax::nn
