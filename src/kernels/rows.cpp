// SPDX-License-Identifier: MIT
#include "kernels/rows.h"

#include "core/error.h"
#include "kernels/row_groups.h"
#include "kernels/threads.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rows.cpp"
// clang-format off
#include <hwy/foreach_target.h>  // must come before highway.h
#include "kernels/norms-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace animax::kernels::HWY_NAMESPACE {

/// out = LN(x) * (one_plus + scale) + shift.
template <typename T>
void normalize_row(const float* x,
                   int64_t dim,
                   float epsilon,
                   float one_plus,
                   const float* scale,
                   const float* shift,
                   T* out) {
  const Standardising moments = standardising(x, dim, epsilon);
  const float mean = moments.mean, factor = moments.factor;
  for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
    auto y = hn::Mul(hn::Sub(hn::LoadU(d, x + i), hn::Set(d, mean)), hn::Set(d, factor));
    if (scale) y = hn::Mul(y, hn::Add(hn::LoadU(d, scale + i), hn::Set(d, one_plus)));
    if (shift) y = hn::Add(y, hn::LoadU(d, shift + i));
    store(d, y, out + i);
  });
}

void normalize_row_float(const float* x,
                         int64_t dim,
                         float epsilon,
                         float one_plus,
                         const float* scale,
                         const float* shift,
                         float* out) {
  normalize_row(x, dim, epsilon, one_plus, scale, shift, out);
}
void normalize_row_bf16(const float* x,
                        int64_t dim,
                        float epsilon,
                        float one_plus,
                        const float* scale,
                        const float* shift,
                        Bf16* out) {
  normalize_row(x, dim, epsilon, one_plus, scale, shift, out);
}

/// Normalises (if `weight`) and rotates (if `cos_sin`) one row. Narrow types go through `scratch`,
/// so that they are rounded once.
template <typename T>
void rms_rotate_row(const T* x,
                    int64_t dim,
                    const float* weight,
                    float epsilon,
                    const float* cos_sin,
                    int64_t head_dim,
                    T* out,
                    float* scratch) {
  constexpr bool kDirect = std::is_same_v<T, float>;
  float* work = scratch;
  if constexpr (kDirect) work = out;
  const float factor = weight ? rms_factor(x, dim, epsilon) : 1.0f;
  for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
    auto v = load(d, x + i);
    if (weight) v = hn::Mul(hn::Mul(v, hn::Set(d, factor)), hn::LoadU(d, weight + i));
    hn::StoreU(v, d, work + i);
  });
  if (cos_sin)
    for (int64_t c = 0; c < dim; c += head_dim) rotate_head(work + c, head_dim, cos_sin);
  if constexpr (!kDirect)
    for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR { store(d, hn::LoadU(d, work + i), out + i); });
}

void rms_rotate_row_float(const float* x,
                          int64_t dim,
                          const float* weight,
                          float epsilon,
                          const float* cos_sin,
                          int64_t head_dim,
                          float* out,
                          float* scratch) {
  rms_rotate_row(x, dim, weight, epsilon, cos_sin, head_dim, out, scratch);
}
void rms_rotate_row_bf16(const Bf16* x,
                         int64_t dim,
                         const float* weight,
                         float epsilon,
                         const float* cos_sin,
                         int64_t head_dim,
                         Bf16* out,
                         float* scratch) {
  rms_rotate_row(x, dim, weight, epsilon, cos_sin, head_dim, out, scratch);
}

/// 0.5 x (1 + tanh(u)) = x / (1 + exp(-2u)).
template <typename T>
void gelu_range(const T* x, int64_t count, T* out) {
  for_lanes(count, [&](auto d, int64_t i) HWY_ATTR {
    const auto v = load(d, x + i);
    store(d, hn::Div(v, gelu_divisor(d, v)), out + i);
  });
}

void gelu_range_float(const float* x, int64_t count, float* out) { gelu_range(x, count, out); }
void gelu_range_bf16(const Bf16* x, int64_t count, Bf16* out) { gelu_range(x, count, out); }

template <typename T>
void gate_row(float* x, const T* y, const float* gate, int64_t dim) {
  for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
    const auto old = hn::LoadU(d, x + i), branch = load(d, y + i);
    const auto sum = gate ? hn::MulAdd(branch, hn::LoadU(d, gate + i), old) : hn::Add(old, branch);
    hn::StoreU(sum, d, x + i);
  });
}

void gate_row_float(float* x, const float* y, const float* gate, int64_t dim) {
  gate_row(x, y, gate, dim);
}
void gate_row_bf16(float* x, const Bf16* y, const float* gate, int64_t dim) {
  gate_row(x, y, gate, dim);
}

}  // namespace animax::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace animax::kernels {
namespace {

HWY_EXPORT(normalize_row_float);
HWY_EXPORT(normalize_row_bf16);
HWY_EXPORT(rms_rotate_row_float);
HWY_EXPORT(rms_rotate_row_bf16);
HWY_EXPORT(gelu_range_float);
HWY_EXPORT(gelu_range_bf16);
HWY_EXPORT(gate_row_float);
HWY_EXPORT(gate_row_bf16);

/// The kernels of one element type, chosen for this processor at the call.
template <typename T>
struct RowKernels;

#define ANIMAX_ROW_DISPATCH(name, kernel)  \
  template <typename... Args>              \
  static void name(Args... args) {         \
    HWY_DYNAMIC_DISPATCH(kernel)(args...); \
  }
template <>
struct RowKernels<float> {
  ANIMAX_ROW_DISPATCH(normalize, normalize_row_float)
  ANIMAX_ROW_DISPATCH(rms_rotate, rms_rotate_row_float)
  ANIMAX_ROW_DISPATCH(gelu, gelu_range_float)
  ANIMAX_ROW_DISPATCH(gate, gate_row_float)
};

template <>
struct RowKernels<Bf16> {
  ANIMAX_ROW_DISPATCH(normalize, normalize_row_bf16)
  ANIMAX_ROW_DISPATCH(rms_rotate, rms_rotate_row_bf16)
  ANIMAX_ROW_DISPATCH(gelu, gelu_range_bf16)
  ANIMAX_ROW_DISPATCH(gate, gate_row_bf16)
};
#undef ANIMAX_ROW_DISPATCH

}  // namespace

template <typename T>
void layer_norm_modulate(std::span<const float> x,
                         int64_t rows,
                         int64_t dim,
                         std::span<const RowGroup> groups,
                         float epsilon,
                         std::span<T> out,
                         int threads) {
  check_size(x.size(), rows, dim);
  check_size(out.size(), rows, dim);
  check_groups(groups, rows);
  for_row_ranges(rows, dim, threads, [&](int64_t begin, int64_t end) {
    GroupCursor<RowGroup> cursor(groups, begin);
    for (int64_t row = begin; row < end; ++row) {
      const RowGroup& group = cursor.at(row);
      RowKernels<T>::normalize(x.data() + row * dim,
                               dim,
                               epsilon,
                               1.0f,
                               group.scale,
                               group.shift,
                               out.data() + row * dim);
    }
  });
}

template <typename T>
void layer_norm_affine(std::span<const float> x,
                       int64_t rows,
                       int64_t dim,
                       std::span<const float> weight,
                       std::span<const float> bias,
                       float epsilon,
                       std::span<T> out,
                       int threads) {
  check_size(x.size(), rows, dim);
  check_size(out.size(), rows, dim);
  check_size(weight.size(), 1, dim);
  check_size(bias.size(), 1, dim);
  for_row_ranges(rows, dim, threads, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      RowKernels<T>::normalize(x.data() + row * dim,
                               dim,
                               epsilon,
                               0.0f,
                               weight.data(),
                               bias.data(),
                               out.data() + row * dim);
  });
}

template <typename T>
void rms_norm_rotate(std::span<const T> x,
                     int64_t rows,
                     int64_t dim,
                     std::span<const float> weight,
                     float epsilon,
                     const RotaryTable& table,
                     std::span<T> out,
                     int threads) {
  check_size(x.size(), rows, dim);
  check_size(out.size(), rows, dim);
  if (!weight.empty()) check_size(weight.size(), 1, dim);
  if (table.positions > 0) {
    CHECK_THAT(table.cos_sin && table.head_dim > 0 && table.head_dim % 2 == 0);
    CHECK_EQ(dim % table.head_dim, 0);
  }
  for_row_ranges(rows, dim, threads, [&](int64_t begin, int64_t end) {
    thread_local std::vector<float> scratch;
    scratch.resize(static_cast<size_t>(dim));
    for (int64_t row = begin; row < end; ++row) {
      const float* angles =
          table.positions > 0 ? table.cos_sin + row % table.positions * table.head_dim : nullptr;
      RowKernels<T>::rms_rotate(x.data() + row * dim,
                                dim,
                                weight.empty() ? nullptr : weight.data(),
                                epsilon,
                                angles,
                                table.head_dim,
                                out.data() + row * dim,
                                scratch.data());
    }
  });
}

template <typename T>
void gelu_tanh(std::span<const T> x, std::span<T> out, int threads) {
  CHECK_EQ(x.size(), out.size());
  constexpr int64_t kRange = 4096;
  const int64_t count = static_cast<int64_t>(x.size());
  for_row_ranges((count + kRange - 1) / kRange, kRange, threads, [&](int64_t begin, int64_t end) {
    const int64_t first = begin * kRange;
    RowKernels<T>::gelu(
        x.data() + first, std::min(count, end * kRange) - first, out.data() + first);
  });
}

template <typename T>
void gated_residual(std::span<float> x,
                    std::span<const T> y,
                    int64_t rows,
                    int64_t dim,
                    std::span<const GateGroup> groups,
                    int threads) {
  check_size(x.size(), rows, dim);
  check_size(y.size(), rows, dim);
  check_groups(groups, rows);
  for_row_ranges(rows, dim, threads, [&](int64_t begin, int64_t end) {
    GroupCursor<GateGroup> cursor(groups, begin);
    for (int64_t row = begin; row < end; ++row)
      RowKernels<T>::gate(x.data() + row * dim, y.data() + row * dim, cursor.at(row).gate, dim);
  });
}

ANIMAX_ROW_KERNELS(, float)
ANIMAX_ROW_KERNELS(, Bf16)

}  // namespace animax::kernels
#endif  // HWY_ONCE
