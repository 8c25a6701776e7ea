// SPDX-License-Identifier: MIT
// Row-wise kernels of a transformer block: each reads its input once from memory and writes its
// output once, where a chain of tensor operators would make three to six passes.
//
// Shared conventions: arrays are dense, row-major, rows x dim; statistics and arithmetic are fp32
// whatever T is, the result is rounded once; results do not depend on the number of threads
// (`threads` = 0: those of core/parallel.h). All of them are limited by memory bandwidth once the
// rows exceed the cache: with 4-byte elements 8 bytes per element (12 for gated_residual), that is
// about 1 ns per 8 to 16 bytes and core. Throw CheckFailure for sizes that do not fit together.
#pragma once

#include "kernels/bf16.h"

#include <cstdint>
#include <span>

namespace animax::kernels {

/// Consecutive rows that share one modulation vector of `dim` elements each. Null means: shift and
/// offset 0, gain 1. Tokens of one latent frame group share these, so no per-token array exists.
struct RowGroup {
  int64_t rows = 0;
  const float* shift = nullptr;
  const float* scale = nullptr;  ///< the row is multiplied by 1 + scale
};

/// out = LN(x) * (1 + scale) + shift, LN with population variance and no affine part.
/// The groups' rows must add up to `rows`; `out` may be x's memory when T is float.
template <typename T>
void layer_norm_modulate(std::span<const float> x,
                         int64_t rows,
                         int64_t dim,
                         std::span<const RowGroup> groups,
                         float epsilon,
                         std::span<T> out,
                         int threads = 0);

/// out = LN(x) * weight + bias.
template <typename T>
void layer_norm_affine(std::span<const float> x,
                       int64_t rows,
                       int64_t dim,
                       std::span<const float> weight,
                       std::span<const float> bias,
                       float epsilon,
                       std::span<T> out,
                       int threads = 0);

/// Rotations of neighbouring channel pairs (2j, 2j+1): row r of x uses table row r % positions, the
/// same for every head. positions = 0: no rotation.
struct RotaryTable {
  const float* cos_sin = nullptr;  ///< positions x head_dim / 2 pairs (cosine, sine)
  int64_t positions = 0;
  int64_t head_dim = 0;
};

/// out = rotate(x / sqrt(mean(x^2) + epsilon) * weight), the mean over the whole row (all heads
/// together), then the rotation head by head. `dim` is a multiple of table.head_dim. An empty
/// `weight` means no normalisation, only the rotation. `out` may be x's memory.
template <typename T>
void rms_norm_rotate(std::span<const T> x,
                     int64_t rows,
                     int64_t dim,
                     std::span<const float> weight,
                     float epsilon,
                     const RotaryTable& table,
                     std::span<T> out,
                     int threads = 0);

/// out = gelu(x), the tanh form: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). `out` may be x's
/// memory. One exponential and a division per element (about 25 operations).
template <typename T>
void gelu_tanh(std::span<const T> x, std::span<T> out, int threads = 0);

/// Consecutive rows that share one gate vector; null means gate 1.
struct GateGroup {
  int64_t rows = 0;
  const float* gate = nullptr;
};

/// x += gate * y: the fp32 residual stream takes a branch's output.
template <typename T>
void gated_residual(std::span<float> x,
                    std::span<const T> y,
                    int64_t rows,
                    int64_t dim,
                    std::span<const GateGroup> groups,
                    int threads = 0);

// Instantiated for float and Bf16.
#define ANIMAX_ROW_KERNELS(KIND, T)                                       \
  KIND template void layer_norm_modulate<T>(std::span<const float>,       \
                                            int64_t,                      \
                                            int64_t,                      \
                                            std::span<const RowGroup>,    \
                                            float,                        \
                                            std::span<T>,                 \
                                            int);                         \
  KIND template void layer_norm_affine<T>(std::span<const float>,         \
                                          int64_t,                        \
                                          int64_t,                        \
                                          std::span<const float>,         \
                                          std::span<const float>,         \
                                          float,                          \
                                          std::span<T>,                   \
                                          int);                           \
  KIND template void rms_norm_rotate<T>(std::span<const T>,               \
                                        int64_t,                          \
                                        int64_t,                          \
                                        std::span<const float>,           \
                                        float,                            \
                                        const RotaryTable&,               \
                                        std::span<T>,                     \
                                        int);                             \
  KIND template void gelu_tanh<T>(std::span<const T>, std::span<T>, int); \
  KIND template void gated_residual<T>(                                   \
      std::span<float>, std::span<const T>, int64_t, int64_t, std::span<const GateGroup>, int);
ANIMAX_ROW_KERNELS(extern, float)
ANIMAX_ROW_KERNELS(extern, Bf16)

}  // namespace animax::kernels
