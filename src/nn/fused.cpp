// SPDX-License-Identifier: MIT
#include "nn/fused.h"

#include "core/error.h"
#include "kernels/rows.h"
#include "nn/fused_training.h"
#include "nn/modules.h"
#include "nn/rope.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <span>
#include <vector>

namespace animax::nn {
namespace {

template <typename T>
std::span<T> values(const at::Tensor& t) {
  return {static_cast<T*>(t.data_ptr()), static_cast<size_t>(t.numel())};
}

// Calls body with a value of the element type that `dtype` names.
template <typename Body>
void for_type(at::ScalarType dtype, const Body& body) {
  if (dtype == at::kBFloat16) {
    body(kernels::Bf16{});
  } else {
    CHECK_THAT(dtype == at::kFloat);
    body(float{});
  }
}

// Calls body(rows, row of `t`) for consecutive tokens of x (B, V, f, P, D) that share a row of the
// per-frame vectors (B, 1, f or 1, 1, D) whose strides are those of `like`.
template <typename Body>
void for_groups(const at::Tensor& x, const at::Tensor& like, const Body& body) {
  CHECK_EQ(like.dim(), 5);
  CHECK_EQ(like.stride(4), 1);
  const bool per_frame = like.size(2) > 1;
  const int64_t frames = per_frame ? x.size(2) : 1;
  const int64_t rows = x.size(3) * (per_frame ? 1 : x.size(2));
  for (int64_t b = 0; b < x.size(0); ++b) {
    for (int64_t v = 0; v < x.size(1); ++v) {
      for (int64_t f = 0; f < frames; ++f)
        body(rows, (like.size(0) > 1 ? b : 0) * like.stride(0) + f * like.stride(2));
    }
  }
}

}  // namespace

bool kernels_apply(const at::Tensor& x, at::ScalarType compute) {
  return !at::GradMode::is_enabled() && x.is_cpu() &&
         (compute == at::kFloat || compute == at::kBFloat16);
}

at::Tensor norm_modulate(const at::Tensor& x,
                         const at::Tensor& shift,
                         const at::Tensor& scale,
                         double eps,
                         at::ScalarType compute) {
  if (training_kernels_apply(x, compute)) return norm_modulate_with_gradients(x, shift, scale, eps);
  if (!kernels_apply(x, compute))
    return at::addcmul(shift, layer_norm(x, eps), scale + 1).to(compute);
  CHECK_EQ(shift.strides(), scale.strides());
  const at::Tensor in = x.contiguous();
  const at::Tensor out = at::empty(in.sizes(), in.options().dtype(compute));
  std::vector<kernels::RowGroup> groups;
  for_groups(in, shift, [&](int64_t rows, int64_t offset) {
    groups.push_back({rows, shift.data_ptr<float>() + offset, scale.data_ptr<float>() + offset});
  });
  const int64_t dim = in.size(-1);
  for_type(compute, [&](auto type) {
    kernels::layer_norm_modulate(values<const float>(in),
                                 in.numel() / dim,
                                 dim,
                                 groups,
                                 static_cast<float>(eps),
                                 values<decltype(type)>(out));
  });
  return out;
}

at::Tensor norm_affine(const at::Tensor& x,
                       const at::Tensor& weight,
                       const at::Tensor& bias,
                       double eps,
                       at::ScalarType compute) {
  if (!kernels_apply(x, compute)) return layer_norm(x, eps, weight, bias).to(compute);
  const at::Tensor in = x.contiguous(), w = weight.to(at::kFloat), b = bias.to(at::kFloat);
  const at::Tensor out = at::empty(in.sizes(), in.options().dtype(compute));
  const int64_t dim = in.size(-1);
  for_type(compute, [&](auto type) {
    kernels::layer_norm_affine(values<const float>(in),
                               in.numel() / dim,
                               dim,
                               values<const float>(w),
                               values<const float>(b),
                               static_cast<float>(eps),
                               values<decltype(type)>(out));
  });
  return out;
}

at::Tensor norm_rotate(const at::Tensor& y,
                       const at::Tensor& weight,
                       double eps,
                       const at::Tensor& rope,
                       int64_t heads,
                       at::ScalarType compute) {
  const int64_t dim = y.size(2), head_dim = dim / heads;
  const std::vector<int64_t> split = {y.size(0), y.size(1), heads, head_dim};
  if (!weight.defined() && !rope.defined()) return y.view(split);
  if (weight.defined() && training_kernels_apply(y, compute))
    return norm_rotate_with_gradients(y, weight, eps, rope, heads);
  if (!kernels_apply(y, compute)) {
    at::Tensor out = (weight.defined() ? rms_norm(y, weight, eps) : y).view(split);
    if (rope.defined()) out = apply_rope(out, rope);
    return out.to(compute);
  }
  const at::Tensor out = y.contiguous();
  const at::Tensor w = weight.defined() ? weight.to(at::kFloat) : weight;
  kernels::RotaryTable table;
  const at::Tensor turns = rope.defined() ? rope.contiguous() : rope;
  if (rope.defined()) {
    CHECK_THAT(turns.scalar_type() == at::kComplexFloat);
    table = {static_cast<const float*>(turns.data_ptr()), turns.numel() / turns.size(-1), head_dim};
  }
  for_type(compute, [&](auto type) {
    kernels::rms_norm_rotate(values<const decltype(type)>(out),
                             out.numel() / dim,
                             dim,
                             weight.defined() ? values<const float>(w) : std::span<const float>{},
                             static_cast<float>(eps),
                             table,
                             values<decltype(type)>(out));
  });
  return out.view(split);
}

at::Tensor activate(const at::Tensor& y) {
  if (training_kernels_apply(y, y.scalar_type())) return activate_with_gradients(y);
  if (!kernels_apply(y, y.scalar_type()) || !y.is_contiguous()) return gelu_tanh(y);
  for_type(y.scalar_type(), [&](auto type) {
    kernels::gelu_tanh(values<const decltype(type)>(y), values<decltype(type)>(y));
  });
  return y;
}

at::Tensor add_gated(const at::Tensor& x, const at::Tensor& gate, const at::Tensor& y) {
  if (gate.defined() && training_kernels_apply(x, y.scalar_type()))
    return add_gated_with_gradients(x, gate, y);
  if (!kernels_apply(x, y.scalar_type()) || !x.is_contiguous()) {
    const at::Tensor branch = y.reshape(x.sizes()).to(x.scalar_type());
    return gate.defined() ? at::addcmul(x, gate, branch) : x + branch;
  }
  const at::Tensor branch = y.contiguous();
  std::vector<kernels::GateGroup> groups;
  const int64_t dim = x.size(-1), rows = x.numel() / dim;
  if (gate.defined()) {
    for_groups(x, gate, [&](int64_t count, int64_t offset) {
      groups.push_back({count, gate.data_ptr<float>() + offset});
    });
  } else {
    groups.push_back({rows, nullptr});
  }
  for_type(y.scalar_type(), [&](auto type) {
    kernels::gated_residual(
        values<float>(x), values<const decltype(type)>(branch), rows, dim, groups);
  });
  return x;
}

}  // namespace animax::nn
