// SPDX-License-Identifier: MIT
// The register tile of small matrix products, and packing for it. Included once per Highway
// target, inside foreach_target, after kernels/threads.h and the like.
#if defined(ANIMAX_KERNELS_TILES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ANIMAX_KERNELS_TILES_INL_H_
#undef ANIMAX_KERNELS_TILES_INL_H_
#else
#define ANIMAX_KERNELS_TILES_INL_H_
#endif

#include "kernels/simd-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace animax::kernels::HWY_NAMESPACE {

constexpr int64_t kTileRows = 6;  // 6 x 2 vectors of sums, two of B and one of A fill 16 registers

/// W: columns of the tile and width of a panel.
HWY_INLINE int64_t tile_width() { return 2 * static_cast<int64_t>(hn::Lanes(Lanes())); }
HWY_INLINE int64_t round_up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

/// Copies rows of `columns` values times `factor` into a dense array with zero rows up to
/// `padded_rows`.
template <typename T>
void pack_rows(const T* from,
               int64_t stride,
               int64_t rows,
               int64_t padded_rows,
               int64_t columns,
               float factor,
               float* to) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t row = 0; row < rows; ++row) {
    const T* source = from + row * stride;
    float* target = to + row * columns;
    int64_t c = 0;
    for (; c + lanes <= columns; c += lanes)
      hn::StoreU(hn::Mul(load(d, source + c), hn::Set(d, factor)), d, target + c);
    for (; c < columns; ++c) target[c] = to_float(source[c]) * factor;
  }
  for (int64_t i = rows * columns; i < padded_rows * columns; ++i) to[i] = 0.0f;
}

/// Lays `rows` rows of `columns` values out as panels[column / W][row][column % W], zero padded.
template <typename T>
void pack_columns(const T* from, int64_t stride, int64_t rows, int64_t columns, float* panels) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), width = tile_width();
  for (int64_t row = 0; row < rows; ++row) {
    const T* source = from + row * stride;
    int64_t c = 0;
    for (; c + lanes <= columns; c += lanes)
      hn::StoreU(load(d, source + c), d, panels + (c / width * rows + row) * width + c % width);
    for (; c < round_up(columns, width); ++c)
      panels[(c / width * rows + row) * width + c % width] = c < columns ? to_float(source[c]) : 0;
  }
}

/// Transposes columns [0, whole fours of `columns`) of four rows at `from` into to[column * width],
/// four values each; returns the columns done, 0 on targets without vectors of four.
template <typename T>
HWY_INLINE int64_t
transpose_four_rows(const T* from, int64_t stride, int64_t columns, int64_t width, float* to) {
  int64_t c = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::FixedTag<float, 4> d;
  const hn::Repartition<double, decltype(d)> pairs;
  const auto low = [&](auto a, auto b) {
    return hn::BitCast(d, hn::InterleaveLower(pairs, hn::BitCast(pairs, a), hn::BitCast(pairs, b)));
  };
  const auto high = [&](auto a, auto b) {
    return hn::BitCast(d, hn::InterleaveUpper(pairs, hn::BitCast(pairs, a), hn::BitCast(pairs, b)));
  };
  for (; c + 4 <= columns; c += 4) {
    const auto r0 = load(d, from + c), r1 = load(d, from + stride + c);
    const auto r2 = load(d, from + 2 * stride + c), r3 = load(d, from + 3 * stride + c);
    const auto lower01 = hn::InterleaveLower(d, r0, r1), lower23 = hn::InterleaveLower(d, r2, r3);
    const auto upper01 = hn::InterleaveUpper(d, r0, r1), upper23 = hn::InterleaveUpper(d, r2, r3);
    hn::StoreU(low(lower01, lower23), d, to + c * width);
    hn::StoreU(high(lower01, lower23), d, to + (c + 1) * width);
    hn::StoreU(low(upper01, upper23), d, to + (c + 2) * width);
    hn::StoreU(high(upper01, upper23), d, to + (c + 3) * width);
  }
#endif
  return c;
}

/// Lays `rows` rows out transposed: panels[row / W][column][row % W], zero padded.
template <typename T>
void pack_rows_transposed(
    const T* from, int64_t stride, int64_t rows, int64_t columns, float* panels) {
  const int64_t width = tile_width();
  const int64_t step = width % 4 == 0 ? 4 : 1;
  for (int64_t first = 0; first < rows; first += width, panels += columns * width) {
    for (int64_t j = 0; j < width; j += step) {
      const int64_t inside = std::clamp<int64_t>(rows - first - j, 0, step);
      const T* source = from + (inside > 0 ? first + j : 0) * stride;
      const int64_t done =
          inside == 4 ? transpose_four_rows(source, stride, columns, width, panels + j) : 0;
      for (int64_t c = done; c < columns; ++c)
        for (int64_t i = 0; i < step; ++i)
          panels[c * width + j + i] = i < inside ? to_float(source[i * stride + c]) : 0.0f;
    }
  }
}

/// c[6][W] (+)= a[6][depth] * panel[depth][W], element (m, i) of a at a[m * a_row + i * a_column].
/// Written out because the twelve sums must stay in registers.
template <bool kAccumulate>
HWY_INLINE void multiply_tile(const float* HWY_RESTRICT a,
                              int64_t a_row,
                              int64_t a_column,
                              const float* HWY_RESTRICT panel,
                              int64_t depth,
                              float* HWY_RESTRICT c,
                              int64_t c_row) {
  const Lanes d;
  const size_t lanes = hn::Lanes(d);
  using V = hn::Vec<Lanes>;
#define ANIMAX_FOR_SIX(macro) macro(0) macro(1) macro(2) macro(3) macro(4) macro(5)
#define ANIMAX_START(m)                                                \
  V c##m##0 = kAccumulate ? hn::LoadU(d, c + m * c_row) : hn::Zero(d); \
  V c##m##1 = kAccumulate ? hn::LoadU(d, c + m * c_row + lanes) : hn::Zero(d);
#define ANIMAX_STEP(m)                   \
  am = hn::Set(d, a[m * a_row]);         \
  c##m##0 = hn::MulAdd(am, b0, c##m##0); \
  c##m##1 = hn::MulAdd(am, b1, c##m##1);
#define ANIMAX_END(m)                    \
  hn::StoreU(c##m##0, d, c + m * c_row); \
  hn::StoreU(c##m##1, d, c + m * c_row + lanes);

  ANIMAX_FOR_SIX(ANIMAX_START)
  for (int64_t i = 0; i < depth; ++i, a += a_column, panel += 2 * lanes) {
    const V b0 = hn::LoadU(d, panel), b1 = hn::LoadU(d, panel + lanes);
    V am;
    ANIMAX_FOR_SIX(ANIMAX_STEP)
  }
  ANIMAX_FOR_SIX(ANIMAX_END)
#undef ANIMAX_START
#undef ANIMAX_STEP
#undef ANIMAX_END
#undef ANIMAX_FOR_SIX
}

}  // namespace animax::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
