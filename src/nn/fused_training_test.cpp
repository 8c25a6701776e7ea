// SPDX-License-Identifier: MIT
// The fused functions must give the values and gradients of the same chain of torch operators.
#include "nn/fused_training.h"

#include "core/random.h"
#include "nn/modules.h"
#include "nn/rope.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace animax::nn {
namespace {

using Inputs = std::vector<at::Tensor>;
using Form = std::function<at::Tensor(const Inputs&)>;

at::Tensor random(at::IntArrayRef shape, uint64_t seed) {
  Rng rng(seed);
  at::Tensor t = at::empty(shape);
  for (int64_t i = 0; i < t.numel(); ++i) t.data_ptr<float>()[i] = static_cast<float>(rng.normal());
  return t;
}

/// Value and gradients, of a sum with fixed random weights, at fresh leaves.
std::vector<at::Tensor> evaluate(const Form& form, const Inputs& inputs) {
  Inputs leaves;
  for (const at::Tensor& t : inputs) leaves.push_back(t.clone().set_requires_grad(true));
  const at::Tensor value = form(leaves);
  (value * random(value.sizes(), 99)).sum().backward();
  std::vector<at::Tensor> results{value.detach()};
  for (const at::Tensor& leaf : leaves) results.push_back(leaf.grad());
  return results;
}

void expect_same(const Form& fused, const Form& plain, const Inputs& inputs) {
  const auto found = evaluate(fused, inputs), expected = evaluate(plain, inputs);
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    ASSERT_TRUE(found[i].defined()) << i;
    ASSERT_EQ(found[i].sizes(), expected[i].sizes()) << i;
    const double peak = expected[i].abs().max().item<double>();
    EXPECT_LT((found[i] - expected[i]).abs().max().item<double>(), 2e-5 * peak + 1e-6) << i;
  }
}

TEST(AttentionWithGradients, EqualsTheExplicitForm) {
  const at::Tensor bias = random({2, 9}, 7);
  for (const at::Tensor& b : {at::Tensor(), bias}) {
    const auto plain = [&](const Inputs& in) {
      at::Tensor logits = at::matmul(in[0].transpose(1, 2), in[1].permute({0, 2, 3, 1}));
      logits = logits / std::sqrt(6.0);
      if (b.defined()) logits = logits + b.unsqueeze(1).unsqueeze(1);
      return at::matmul(logits.softmax(-1), in[2].transpose(1, 2)).transpose(1, 2);
    };
    expect_same([&](const Inputs& in) { return attention_with_gradients(in[0], in[1], in[2], b); },
                plain,
                {random({2, 5, 3, 6}, 1), random({2, 9, 3, 6}, 2), random({2, 9, 3, 6}, 3)});
  }
}

TEST(AttentionWithGradients, TakesViewsOfAFusedProjection) {
  const auto with = [](const auto& attend) {
    return [attend](const Inputs& in) {
      const auto parts = in[0].view({1, 4, 3, 2, 4}).unbind(2);
      return attend(parts[0], parts[1], parts[2]);
    };
  };
  expect_same(with([](auto q, auto k, auto v) { return attention_with_gradients(q, k, v, {}); }),
              with([](auto q, auto k, auto v) {
                const at::Tensor p =
                    (at::matmul(q.transpose(1, 2), k.permute({0, 2, 3, 1})) / 2).softmax(-1);
                return at::matmul(p, v.transpose(1, 2)).transpose(1, 2);
              }),
              {random({1, 4, 24}, 5)});
}

TEST(NormModulateWithGradients, EqualsTheOperators) {
  // Vectors per frame, shared by all frames, and shared by the whole batch.
  for (const std::vector<int64_t>& m :
       {std::vector<int64_t>{2, 1, 4, 1, 8}, {2, 1, 1, 1, 8}, {1, 1, 4, 1, 8}})
    expect_same(
        [](const Inputs& in) { return norm_modulate_with_gradients(in[0], in[1], in[2], 1e-6); },
        [](const Inputs& in) {
          return at::addcmul(in[1], at::layer_norm(in[0], {8}, {}, {}, 1e-6), in[2] + 1);
        },
        {random({2, 3, 4, 5, 8}, 1), random(m, 2), random(m, 3)});
}

TEST(NormRotateWithGradients, EqualsTheOperators) {
  const at::Tensor whole = rope_table({0, 1}, 2, 2, 12).flatten(0, 2);  // (8, 6)
  for (const at::Tensor& rope :
       {at::Tensor(), whole, at::stack({whole, whole.conj().resolve_conj()})})
    expect_same(
        [&](const Inputs& in) { return norm_rotate_with_gradients(in[0], in[1], 1e-6, rope, 2); },
        [&](const Inputs& in) {
          const at::Tensor y = rms_norm(in[0], in[1], 1e-6).view({2, 8, 2, 12});
          return rope.defined() ? apply_rope(y, rope) : y;
        },
        {random({2, 8, 24}, 1), random({24}, 2)});
}

TEST(ActivateWithGradients, EqualsTheOperator) {
  expect_same([](const Inputs& in) { return activate_with_gradients(in[0]); },
              [](const Inputs& in) { return at::gelu(in[0], "tanh"); },
              {random({3, 17}, 1) * 3});
}

TEST(AddGatedWithGradients, EqualsTheOperators) {
  for (const std::vector<int64_t>& m :
       {std::vector<int64_t>{2, 1, 4, 1, 8}, {2, 1, 1, 1, 8}, {1, 1, 4, 1, 8}})
    expect_same(
        [](const Inputs& in) { return add_gated_with_gradients(in[0], in[1], in[2]); },
        [](const Inputs& in) { return at::addcmul(in[0], in[1], in[2].view(in[0].sizes())); },
        {random({2, 3, 4, 5, 8}, 1), random(m, 2), random({6, 20, 8}, 3)});
}

TEST(TrainingKernelsApply, OnlyToFp32OnTheCpuWithGradients) {
  EXPECT_TRUE(training_kernels_apply(at::zeros({1}), at::kFloat));
  EXPECT_FALSE(training_kernels_apply(at::zeros({1}, at::kDouble), at::kDouble));
  EXPECT_FALSE(training_kernels_apply(at::zeros({1}), at::kBFloat16));
  const at::NoGradGuard no_grad;
  EXPECT_FALSE(training_kernels_apply(at::zeros({1}), at::kFloat));
}

}  // namespace
}  // namespace animax::nn
