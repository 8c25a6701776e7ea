// SPDX-License-Identifier: MIT
// Runs a function of clips on overlapping tiles and blends the results.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace animax::nn {

/// Square tiles over the last two axes of the input, in input elements: tile k covers
/// [k stride, k stride + size), cut off at the edge. One input element becomes enlarge / shrink
/// output elements; size and stride are multiples of `shrink`, one of the two factors is 1.
struct TileLayout {
  int64_t size, stride, enlarge, shrink;
};

/// Applies `run` to every tile of `input` (B, C, T, H, W), blends each result linearly into the one
/// above it, then into the one to its left, over the rows and columns they share, and joins the
/// first stride rows and columns of each. The weights of a place sum to 1. An input that fits into
/// one tile is run as it is. This is the blending of diffusers' AutoencoderKLWan (tiled_encode,
/// tiled_decode).
at::Tensor run_tiled(const at::Tensor& input,
                     const TileLayout& layout,
                     const std::function<at::Tensor(const at::Tensor&)>& run);

}  // namespace animax::nn
