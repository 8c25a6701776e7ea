// SPDX-License-Identifier: MIT
// Compares autograd with numeric differences. For tests only.
#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace animax::nn {

/// Checks every element (at most `per_input` evenly spread ones) of the gradient of
/// sum(function(inputs) * fixed random weights) with respect to every input against central
/// differences. Inputs are fp64 and need not require gradients.
inline void expect_gradients(
    const std::function<at::Tensor(const std::vector<at::Tensor>&)>& function,
    std::vector<at::Tensor> inputs,
    int64_t per_input = 1000,
    double tolerance = 1e-6) {
  for (at::Tensor& input : inputs) input = input.detach().clone().contiguous().requires_grad_(true);
  const at::Tensor out = function(inputs);
  const at::Tensor weights =
      at::sin(at::arange(out.numel(), at::kDouble) * 1.7 + 0.3).view(out.sizes());
  (out * weights).sum().backward();
  const auto value = [&] {
    const at::NoGradGuard no_grad;
    return (function(inputs) * weights).sum().item<double>();
  };
  constexpr double kStep = 1e-5;
  for (size_t n = 0; n < inputs.size(); ++n) {
    ASSERT_TRUE(inputs[n].grad().defined()) << "input " << n << " gets no gradient";
    const at::Tensor gradient = inputs[n].grad().contiguous();
    const double peak = std::max(1.0, gradient.abs().max().item<double>());
    double* elements = inputs[n].data_ptr<double>();
    const int64_t step = std::max<int64_t>(1, inputs[n].numel() / per_input);
    for (int64_t i = 0; i < inputs[n].numel(); i += step) {
      const double kept = elements[i];
      elements[i] = kept + kStep;
      const double above = value();
      elements[i] = kept - kStep;
      const double below = value();
      elements[i] = kept;
      EXPECT_NEAR(gradient.data_ptr<double>()[i], (above - below) / (2 * kStep), tolerance * peak)
          << "input " << n << ", element " << i;
    }
  }
}

}  // namespace animax::nn
