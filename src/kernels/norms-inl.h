// SPDX-License-Identifier: MIT
// Means and variances of rows, shared by normalisations and their derivatives. Included once per
// Highway target, as simd-inl.h is.
#if defined(ANIMAX_KERNELS_NORMS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ANIMAX_KERNELS_NORMS_INL_H_
#undef ANIMAX_KERNELS_NORMS_INL_H_
#else
#define ANIMAX_KERNELS_NORMS_INL_H_
#endif

#include "kernels/simd-inl.h"

#include <cmath>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace animax::kernels::HWY_NAMESPACE {

/// (x - mean) * factor has mean 0 and variance 1, but for epsilon.
struct Standardising {
  float mean, factor;
};

/// Two passes for the moments avoid cancellation; the row stays in the cache between them.
HWY_INLINE Standardising standardising(const float* x, int64_t dim, float epsilon) {
  const float count = static_cast<float>(dim);
  const float mean =
      sum_lanes(dim, [&](auto d, int64_t i) HWY_ATTR { return hn::LoadU(d, x + i); }) / count;
  const float variance = sum_lanes(dim,
                                   [&](auto d, int64_t i) HWY_ATTR {
                                     const auto centred =
                                         hn::Sub(hn::LoadU(d, x + i), hn::Set(d, mean));
                                     return hn::Mul(centred, centred);
                                   }) /
                         count;
  return {mean, 1.0f / std::sqrt(variance + epsilon)};
}

/// One over the root of the mean square.
template <typename T>
HWY_INLINE float rms_factor(const T* x, int64_t dim, float epsilon) {
  const float squares = sum_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
    const auto v = load(d, x + i);
    return hn::Mul(v, v);
  });
  return 1.0f / std::sqrt(squares / static_cast<float>(dim) + epsilon);
}

}  // namespace animax::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
