// SPDX-License-Identifier: MIT
#include "nn/modules.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <cmath>

namespace animax::nn {
namespace {

// fp32 or, for fp64 input, fp64.
at::Tensor wide(const at::Tensor& x) {
  return x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
}

at::Tensor maybe_to(const at::Tensor& t, at::ScalarType dtype) {
  return t.defined() ? t.to(dtype) : t;
}

}  // namespace

at::Tensor Linear::forward(const at::Tensor& x, at::ScalarType compute) const {
  const at::Tensor input = x.to(compute);
  at::Tensor y = at::linear(input, weight.to(compute), maybe_to(bias, compute));
  if (!lora_down.defined()) return y;
  const at::Tensor low = at::linear(input, lora_down.to(compute));
  return y + at::linear(low, lora_up.to(compute)) * lora_scale;
}

at::Tensor layer_norm(const at::Tensor& x,
                      double eps,
                      const at::Tensor& weight,
                      const at::Tensor& bias) {
  const at::Tensor in = wide(x);
  const auto dtype = in.scalar_type();
  return at::layer_norm(in, {x.size(-1)}, maybe_to(weight, dtype), maybe_to(bias, dtype), eps);
}

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps) {
  const at::Tensor in = wide(x);
  const at::Tensor inverse = at::rsqrt(in.square().mean(-1, /*keepdim=*/true) + eps);
  return in * inverse * weight.to(in.scalar_type());
}

at::Tensor gelu_tanh(const at::Tensor& x) { return at::gelu(x, "tanh"); }

at::Tensor sinusoid(const at::Tensor& t, int64_t width) {
  CHECK_EQ(width % 2, 0);
  const int64_t half = width / 2;
  const at::Tensor exponent =
      at::arange(half, at::TensorOptions().dtype(at::kDouble).device(t.device())) /
      static_cast<double>(half);
  const at::Tensor angle = t.to(at::kDouble).unsqueeze(-1) * at::pow(10000.0, -exponent);
  return at::cat({angle.cos(), angle.sin()}, -1);
}

at::Tensor patchify(const at::Tensor& latents, const std::array<int64_t, 3>& patch) {
  CHECK_EQ(latents.dim(), 5);
  const auto [pf, ph, pw] = patch;
  const int64_t s = latents.size(0), c = latents.size(1);
  const int64_t f = latents.size(2) / pf, h = latents.size(3) / ph, w = latents.size(4) / pw;
  return latents.narrow(2, 0, f * pf)
      .narrow(3, 0, h * ph)
      .narrow(4, 0, w * pw)
      .reshape({s, c, f, pf, h, ph, w, pw})
      .permute({0, 2, 4, 6, 1, 3, 5, 7})
      .reshape({s, f, h, w, c * pf * ph * pw});
}

at::Tensor unpatchify(const at::Tensor& tokens, const std::array<int64_t, 3>& patch) {
  CHECK_EQ(tokens.dim(), 5);
  const auto [pf, ph, pw] = patch;
  const int64_t s = tokens.size(0), f = tokens.size(1), h = tokens.size(2), w = tokens.size(3);
  CHECK_EQ(tokens.size(4) % (pf * ph * pw), 0);
  const int64_t c = tokens.size(4) / (pf * ph * pw);
  return tokens.reshape({s, f, h, w, pf, ph, pw, c})
      .permute({0, 7, 1, 4, 2, 5, 3, 6})
      .reshape({s, c, f * pf, h * ph, w * pw});
}

}  // namespace animax::nn
