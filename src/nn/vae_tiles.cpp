// SPDX-License-Identifier: MIT
#include "nn/vae_tiles.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

namespace animax::nn {
namespace {

/// `tile` with its first rows along `axis` faded in over the last rows of `before`: row i of e
/// weighs i / e.
at::Tensor faded(const at::Tensor& before, const at::Tensor& tile, int64_t axis, int64_t overlap) {
  const int64_t extent = std::min({before.size(axis), tile.size(axis), overlap});
  if (extent == 0) return tile;
  std::vector<int64_t> shape(static_cast<size_t>(tile.dim()), 1);
  shape[static_cast<size_t>(axis)] = extent;
  const at::Tensor weight = (at::arange(extent, tile.options()) / extent).view(shape);
  const at::Tensor old_rows = before.narrow(axis, before.size(axis) - extent, extent);
  const at::Tensor new_rows = tile.narrow(axis, 0, extent);
  const at::Tensor mixed = old_rows * (1 - weight) + new_rows * weight;
  return at::cat({mixed, tile.narrow(axis, extent, tile.size(axis) - extent)}, axis);
}

}  // namespace

at::Tensor run_tiled(const at::Tensor& input,
                     const TileLayout& layout,
                     const std::function<at::Tensor(const at::Tensor&)>& run) {
  CHECK_THAT(layout.size >= layout.stride && layout.stride > 0);
  const int64_t rows = input.size(3), columns = input.size(4);
  if (rows <= layout.size && columns <= layout.size) return run(input);
  const auto scaled = [&](int64_t length) { return length * layout.enlarge / layout.shrink; };
  const int64_t step = scaled(layout.stride), overlap = scaled(layout.size) - step;

  std::vector<at::Tensor> bands, above;
  for (int64_t y = 0; y < rows; y += layout.stride) {
    std::vector<at::Tensor> blended, pieces;
    for (int64_t x = 0; x < columns; x += layout.stride) {
      at::Tensor tile = run(input.slice(3, y, y + layout.size).slice(4, x, x + layout.size));
      if (y > 0) tile = faded(above[blended.size()], tile, 3, overlap);
      if (x > 0) tile = faded(blended.back(), tile, 4, overlap);
      blended.push_back(tile);
      pieces.push_back(tile.slice(3, 0, step).slice(4, 0, step));
    }
    bands.push_back(at::cat(pieces, 4));
    above = std::move(blended);
  }
  return at::cat(bands, 3);
}

}  // namespace animax::nn
