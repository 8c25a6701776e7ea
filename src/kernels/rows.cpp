// SPDX-License-Identifier: MIT
#include "kernels/rows.h"

#include "core/error.h"
#include "kernels/threads.h"

#include <algorithm>
#include <cmath>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rows.cpp"
// clang-format off
#include <hwy/foreach_target.h>  // must come before highway.h
#include "kernels/simd-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace animax::kernels::HWY_NAMESPACE {

/// Calls body(lane tag, index) for a whole row: full vectors first, then one lane at a time.
template <class Body>
HWY_INLINE void for_lanes(int64_t count, const Body& body) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) body(d, i);
  for (; i < count; ++i) body(OneLane(), i);
}

/// Sum of term(lane tag, index) over a row, in two running vectors to hide the addition's latency.
template <class Term>
HWY_INLINE float sum_lanes(int64_t count, const Term& term) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto even = hn::Zero(d), odd = hn::Zero(d);
  int64_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    even = hn::Add(even, term(d, i));
    odd = hn::Add(odd, term(d, i + lanes));
  }
  float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
  for (; i < count; ++i) sum += hn::GetLane(term(OneLane(), i));
  return sum;
}

/// out = LN(x) * (one_plus + scale) + shift. Two passes for the moments avoid cancellation; the
/// row stays in the cache between them.
template <typename T>
void normalize_row(const float* x,
                   int64_t dim,
                   float epsilon,
                   float one_plus,
                   const float* scale,
                   const float* shift,
                   T* out) {
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
  const float factor = 1.0f / std::sqrt(variance + epsilon);
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

/// (a + ib)(cos + i sin) for every neighbouring pair of one head.
template <typename T>
void rotate_head(T* x, int64_t head_dim, const float* cosine, const float* sine) {
  int64_t j = 0;
#if HWY_TARGET != HWY_SCALAR
  const Lanes d;
  const hn::RepartitionToWide<hn::RebindToUnsigned<Lanes>> d64;
  const hn::Rebind<uint32_t, decltype(d64)> half;
  const int64_t pairs = static_cast<int64_t>(hn::Lanes(half));
  // c0 c1 ... becomes c0 c0 c1 c1 ...: one angle for both lanes of its pair.
  const auto twice = [&](const float* from) HWY_ATTR {
    const auto bits = hn::LoadU(half, reinterpret_cast<const uint32_t*>(from));
    return hn::DupEven(hn::BitCast(d, hn::PromoteTo(d64, bits)));
  };
  for (; j + pairs <= head_dim / 2; j += pairs) {
    const auto v = load(d, x + 2 * j);
    const auto s = twice(sine + j);
    const auto signed_sine = hn::OddEven(s, hn::Neg(s));
    const auto rotated = hn::MulAdd(v, twice(cosine + j), hn::Mul(hn::Reverse2(d, v), signed_sine));
    store(d, rotated, x + 2 * j);
  }
#endif
  for (; j < head_dim / 2; ++j) {
    const float a = to_float(x[2 * j]), b = to_float(x[2 * j + 1]);
    from_float(a * cosine[j] - b * sine[j], x[2 * j]);
    from_float(a * sine[j] + b * cosine[j], x[2 * j + 1]);
  }
}

/// Normalises (if `weight`) and rotates (if `cosine`) one row. Narrow types go through `scratch`,
/// so that they are rounded once.
template <typename T>
void rms_rotate_row(T* x,
                    int64_t dim,
                    const float* weight,
                    float epsilon,
                    const float* cosine,
                    const float* sine,
                    int64_t head_dim,
                    float* scratch) {
  float factor = 1.0f;
  if (weight) {
    const float squares = sum_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
      const auto v = load(d, x + i);
      return hn::Mul(v, v);
    });
    factor = 1.0f / std::sqrt(squares / static_cast<float>(dim) + epsilon);
  }
  for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
    auto v = load(d, x + i);
    if (weight) v = hn::Mul(hn::Mul(v, hn::Set(d, factor)), hn::LoadU(d, weight + i));
    hn::StoreU(v, d, scratch + i);
  });
  if (cosine)
    for (int64_t c = 0; c < dim; c += head_dim) rotate_head(scratch + c, head_dim, cosine, sine);
  for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR { store(d, hn::LoadU(d, scratch + i), x + i); });
}

void rms_rotate_row_float(float* x,
                          int64_t dim,
                          const float* weight,
                          float epsilon,
                          const float* cosine,
                          const float* sine,
                          int64_t head_dim,
                          float* scratch) {
  rms_rotate_row(x, dim, weight, epsilon, cosine, sine, head_dim, scratch);
}
void rms_rotate_row_bf16(Bf16* x,
                         int64_t dim,
                         const float* weight,
                         float epsilon,
                         const float* cosine,
                         const float* sine,
                         int64_t head_dim,
                         float* scratch) {
  rms_rotate_row(x, dim, weight, epsilon, cosine, sine, head_dim, scratch);
}

/// 0.5 x (1 + tanh(u)) = x / (1 + exp(-2u)).
template <typename T>
void gelu_range(T* x, int64_t count) {
  for_lanes(count, [&](auto d, int64_t i) HWY_ATTR {
    const auto v = load(d, x + i);
    const auto cubic = hn::MulAdd(hn::Mul(v, v), hn::Set(d, 0.044715f), hn::Set(d, 1.0f));
    constexpr float kFactor = -2 * 0.7978845608028654f * 1.4426950408889634f;  // base 2
    const auto exponent = hn::Mul(hn::Mul(v, cubic), hn::Set(d, kFactor));
    const auto e = exp2_fast(d, hn::Min(exponent, hn::Set(d, 126.0f)));
    store(d, hn::Div(v, hn::Add(hn::Set(d, 1.0f), e)), x + i);
  });
}

void gelu_range_float(float* x, int64_t count) { gelu_range(x, count); }
void gelu_range_bf16(Bf16* x, int64_t count) { gelu_range(x, count); }

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

void check_size(size_t found, int64_t rows, int64_t dim) {
  CHECK_THAT(rows >= 0 && dim > 0);
  CHECK_EQ(static_cast<int64_t>(found), rows * dim);
}

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
void rms_norm_rotate(std::span<T> x,
                     int64_t rows,
                     int64_t dim,
                     std::span<const float> weight,
                     float epsilon,
                     const RotaryTable& table,
                     int threads) {
  check_size(x.size(), rows, dim);
  if (!weight.empty()) check_size(weight.size(), 1, dim);
  if (table.positions > 0) {
    CHECK_THAT(table.cosine && table.sine && table.head_dim > 0 && table.head_dim % 2 == 0);
    CHECK_EQ(dim % table.head_dim, 0);
  }
  for_row_ranges(rows, dim, threads, [&](int64_t begin, int64_t end) {
    thread_local std::vector<float> scratch;
    scratch.resize(static_cast<size_t>(dim));
    for (int64_t row = begin; row < end; ++row) {
      const int64_t angle = table.positions > 0 ? row % table.positions * (table.head_dim / 2) : 0;
      RowKernels<T>::rms_rotate(x.data() + row * dim,
                                dim,
                                weight.empty() ? nullptr : weight.data(),
                                epsilon,
                                table.positions > 0 ? table.cosine + angle : nullptr,
                                table.positions > 0 ? table.sine + angle : nullptr,
                                table.head_dim,
                                scratch.data());
    }
  });
}

template <typename T>
void gelu_tanh(std::span<T> x, int threads) {
  constexpr int64_t kRange = 4096;
  const int64_t count = static_cast<int64_t>(x.size());
  for_row_ranges((count + kRange - 1) / kRange, kRange, threads, [&](int64_t begin, int64_t end) {
    RowKernels<T>::gelu(x.data() + begin * kRange, std::min(count, end * kRange) - begin * kRange);
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
