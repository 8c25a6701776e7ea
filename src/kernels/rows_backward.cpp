// SPDX-License-Identifier: MIT
#include "kernels/rows_backward.h"

#include "core/error.h"
#include "kernels/row_groups.h"
#include "kernels/threads.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rows_backward.cpp"
// clang-format off
#include <hwy/foreach_target.h>  // must come before highway.h
#include "kernels/norms-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace animax::kernels::HWY_NAMESPACE {

/// With y = (x - mean) r and a = grad_out (1 + scale):
/// grad_x = r (a - mean(a) - y mean(a y)), grad_shift += grad_out, grad_scale += grad_out y.
void normalize_backward_row(const float* x,
                            const float* grad_out,
                            int64_t dim,
                            float epsilon,
                            const float* scale,
                            float* grad_x,
                            float* grad_shift,
                            float* grad_scale) {
  const float count = static_cast<float>(dim);
  const Standardising moments = standardising(x, dim, epsilon);
  const float mean = moments.mean, r = moments.factor;
  const auto normal = [&](auto d, int64_t i) HWY_ATTR {
    return hn::Mul(hn::Sub(hn::LoadU(d, x + i), hn::Set(d, mean)), hn::Set(d, r));
  };
  const auto weighted = [&](auto d, int64_t i) HWY_ATTR {
    const auto g = hn::LoadU(d, grad_out + i);
    return scale ? hn::MulAdd(g, hn::LoadU(d, scale + i), g) : g;
  };
  const float mean_a = sum_lanes(dim, weighted) / count;
  const float mean_ay =
      sum_lanes(dim,
                [&](auto d, int64_t i) HWY_ATTR { return hn::Mul(weighted(d, i), normal(d, i)); }) /
      count;
  for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
    const auto y = normal(d, i), g = hn::LoadU(d, grad_out + i), a = weighted(d, i);
    const auto inner = hn::NegMulAdd(y, hn::Set(d, mean_ay), hn::Sub(a, hn::Set(d, mean_a)));
    hn::StoreU(hn::Mul(inner, hn::Set(d, r)), d, grad_x + i);
    hn::StoreU(hn::Add(hn::LoadU(d, grad_shift + i), g), d, grad_shift + i);
    hn::StoreU(hn::MulAdd(g, y, hn::LoadU(d, grad_scale + i)), d, grad_scale + i);
  });
}

/// With g = grad_out rotated back, y = x r and a = g weight: grad_x = r (a - y mean(a y)),
/// grad_weight += g y. `scratch` holds the negative angles' pairs and then g.
void rms_rotate_backward_row(const float* x,
                             const float* grad_out,
                             int64_t dim,
                             const float* weight,
                             float epsilon,
                             const float* cos_sin,
                             int64_t head_dim,
                             float* grad_x,
                             float* grad_weight,
                             float* scratch) {
  float* g = scratch;
  std::copy(grad_out, grad_out + dim, g);
  if (cos_sin) {
    float* conjugate = scratch + dim;
    for (int64_t j = 0; j < head_dim; j += 2) {
      conjugate[j] = cos_sin[j];
      conjugate[j + 1] = -cos_sin[j + 1];
    }
    for (int64_t c = 0; c < dim; c += head_dim) rotate_head(g + c, head_dim, conjugate);
  }
  if (!weight) {
    std::copy(g, g + dim, grad_x);
    return;
  }
  const float count = static_cast<float>(dim);
  const float r = rms_factor(x, dim, epsilon);
  const float mean_ay =
      r / count * sum_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
        return hn::Mul(hn::Mul(hn::LoadU(d, g + i), hn::LoadU(d, weight + i)), hn::LoadU(d, x + i));
      });
  for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
    const auto y = hn::Mul(hn::LoadU(d, x + i), hn::Set(d, r)), gi = hn::LoadU(d, g + i);
    const auto a = hn::Mul(gi, hn::LoadU(d, weight + i));
    const auto inner = hn::NegMulAdd(y, hn::Set(d, mean_ay), a);
    hn::StoreU(hn::Mul(inner, hn::Set(d, r)), d, grad_x + i);
    hn::StoreU(hn::MulAdd(gi, y, hn::LoadU(d, grad_weight + i)), d, grad_weight + i);
  });
}

/// With s = 1 / (1 + exp(-2u)): d/dx (x s) = s + x s (1 - s) 2 du/dx.
void gelu_backward_range(const float* x, const float* grad_out, int64_t count, float* grad_x) {
  constexpr float kTwiceRoot = 2 * 0.7978845608028654f;
  for_lanes(count, [&](auto d, int64_t i) HWY_ATTR {
    const auto v = hn::LoadU(d, x + i);
    const auto s = hn::Div(hn::Set(d, 1.0f), gelu_divisor(d, v));
    const auto slope =
        hn::MulAdd(hn::Mul(v, v), hn::Set(d, 3 * 0.044715f * kTwiceRoot), hn::Set(d, kTwiceRoot));
    const auto inner = hn::Mul(hn::Mul(v, slope), hn::Sub(hn::Set(d, 1.0f), s));
    hn::StoreU(hn::Mul(hn::LoadU(d, grad_out + i), hn::MulAdd(s, inner, s)), d, grad_x + i);
  });
}

void gate_backward_row(const float* y,
                       const float* grad_out,
                       const float* gate,
                       int64_t dim,
                       float* grad_y,
                       float* grad_gate) {
  for_lanes(dim, [&](auto d, int64_t i) HWY_ATTR {
    const auto g = hn::LoadU(d, grad_out + i);
    const auto product = hn::MulAdd(g, hn::LoadU(d, y + i), hn::LoadU(d, grad_gate + i));
    hn::StoreU(product, d, grad_gate + i);
    hn::StoreU(gate ? hn::Mul(g, hn::LoadU(d, gate + i)) : g, d, grad_y + i);
  });
}

}  // namespace animax::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace animax::kernels {
namespace {

HWY_EXPORT(normalize_backward_row);
HWY_EXPORT(rms_rotate_backward_row);
HWY_EXPORT(gelu_backward_range);
HWY_EXPORT(gate_backward_row);

/// First row of every group.
template <typename Group>
std::vector<int64_t> group_starts(std::span<const Group> groups) {
  std::vector<int64_t> starts;
  int64_t row = 0;
  for (const Group& group : groups) {
    starts.push_back(row);
    row += group.rows;
  }
  return starts;
}

}  // namespace

void layer_norm_modulate_backward(std::span<const float> x,
                                  std::span<const float> grad_out,
                                  int64_t rows,
                                  int64_t dim,
                                  std::span<const RowGroup> groups,
                                  float epsilon,
                                  std::span<float> grad_x,
                                  std::span<float> grad_shift,
                                  std::span<float> grad_scale,
                                  int threads) {
  const auto count = static_cast<int64_t>(groups.size());
  for (const size_t size : {x.size(), grad_out.size(), grad_x.size()}) check_size(size, rows, dim);
  check_size(grad_shift.size(), count, dim);
  check_size(grad_scale.size(), count, dim);
  check_groups(groups, rows);
  const std::vector<int64_t> starts = group_starts(groups);
  // One thread sums a whole group, so that the order of the sum is always the same.
  for_each_chunk(count, threads, [&](int64_t g) {
    float *shift = grad_shift.data() + g * dim, *scale = grad_scale.data() + g * dim;
    std::fill(shift, shift + dim, 0.0f);
    std::fill(scale, scale + dim, 0.0f);
    for (int64_t row = starts[g]; row < starts[g] + groups[g].rows; ++row)
      HWY_DYNAMIC_DISPATCH(normalize_backward_row)
    (x.data() + row * dim,
     grad_out.data() + row * dim,
     dim,
     epsilon,
     groups[g].scale,
     grad_x.data() + row * dim,
     shift,
     scale);
  });
}

void rms_norm_rotate_backward(std::span<const float> x,
                              std::span<const float> grad_out,
                              int64_t rows,
                              int64_t dim,
                              std::span<const float> weight,
                              float epsilon,
                              const RotaryTable& table,
                              std::span<float> grad_x,
                              std::span<float> grad_weight,
                              int threads) {
  for (const size_t size : {x.size(), grad_out.size(), grad_x.size()}) check_size(size, rows, dim);
  if (!weight.empty()) {
    check_size(weight.size(), 1, dim);
    check_size(grad_weight.size(), 1, dim);
  }
  if (table.positions > 0) {
    CHECK_THAT(table.cos_sin && table.head_dim > 0 && table.head_dim % 2 == 0);
    CHECK_EQ(dim % table.head_dim, 0);
  }
  // Each range of rows sums its own part of grad_weight; the parts are added in order.
  constexpr int64_t kRangeRows = 256;
  const int64_t ranges = (rows + kRangeRows - 1) / kRangeRows;
  std::vector<float> parts(weight.empty() ? 0 : static_cast<size_t>(ranges * dim));
  for_each_chunk(ranges, threads, [&](int64_t range) {
    thread_local std::vector<float> scratch;
    scratch.resize(static_cast<size_t>(dim + table.head_dim));
    for (int64_t row = range * kRangeRows; row < std::min(rows, (range + 1) * kRangeRows); ++row) {
      const float* angles =
          table.positions > 0 ? table.cos_sin + row % table.positions * table.head_dim : nullptr;
      HWY_DYNAMIC_DISPATCH(rms_rotate_backward_row)
      (x.data() + row * dim,
       grad_out.data() + row * dim,
       dim,
       weight.empty() ? nullptr : weight.data(),
       epsilon,
       angles,
       table.head_dim,
       grad_x.data() + row * dim,
       parts.data() + (weight.empty() ? 0 : range * dim),
       scratch.data());
    }
  });
  if (weight.empty()) return;
  std::fill(grad_weight.begin(), grad_weight.end(), 0.0f);
  for (int64_t range = 0; range < ranges; ++range)
    for (int64_t i = 0; i < dim; ++i)
      grad_weight[static_cast<size_t>(i)] += parts[static_cast<size_t>(range * dim + i)];
}

void gelu_tanh_backward(std::span<const float> x,
                        std::span<const float> grad_out,
                        std::span<float> grad_x,
                        int threads) {
  CHECK_EQ(x.size(), grad_out.size());
  CHECK_EQ(x.size(), grad_x.size());
  constexpr int64_t kRange = 16384;
  const int64_t count = static_cast<int64_t>(x.size());
  for_each_chunk((count + kRange - 1) / kRange, threads, [&](int64_t range) {
    const int64_t first = range * kRange;
    HWY_DYNAMIC_DISPATCH(gelu_backward_range)
    (x.data() + first,
     grad_out.data() + first,
     std::min(kRange, count - first),
     grad_x.data() + first);
  });
}

void gated_residual_backward(std::span<const float> y,
                             std::span<const float> grad_out,
                             int64_t rows,
                             int64_t dim,
                             std::span<const GateGroup> groups,
                             std::span<float> grad_y,
                             std::span<float> grad_gate,
                             int threads) {
  const auto count = static_cast<int64_t>(groups.size());
  for (const size_t size : {y.size(), grad_out.size(), grad_y.size()}) check_size(size, rows, dim);
  check_size(grad_gate.size(), count, dim);
  check_groups(groups, rows);
  const std::vector<int64_t> starts = group_starts(groups);
  for_each_chunk(count, threads, [&](int64_t g) {
    float* sums = grad_gate.data() + g * dim;
    std::fill(sums, sums + dim, 0.0f);
    for (int64_t row = starts[g]; row < starts[g] + groups[g].rows; ++row)
      HWY_DYNAMIC_DISPATCH(gate_backward_row)
    (y.data() + row * dim,
     grad_out.data() + row * dim,
     groups[g].gate,
     dim,
     grad_y.data() + row * dim,
     sums);
  });
}

}  // namespace animax::kernels
#endif  // HWY_ONCE
