// SPDX-License-Identifier: MIT
#include "nn/modules.h"

#include "core/error.h"
#include "nn/attention.h"
#include "nn/device.h"
#include "nn/gradient_check.h"
#include "nn/rope.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace animax::nn {
namespace {

// Fixed values without a generator: irregular, within [-1, 1].
at::Tensor waves(std::vector<int64_t> shape, double phase, at::ScalarType dtype = at::kDouble) {
  int64_t n = 1;
  for (int64_t size : shape) n *= size;
  return at::sin(at::arange(n, at::kDouble).square() * 0.37 + phase).view(shape).to(dtype);
}

TEST(Linear, GradientsMatchDifferences) {
  expect_gradients(
      [](const auto& in) {
        return Linear{in[1], in[2]}.forward(in[0], at::kDouble);
      },
      {waves({3, 4}, 0), waves({5, 4}, 1), waves({5}, 2)});
  expect_gradients(
      [](const auto& in) {
        return Linear{in[1], {}, in[2], in[3], 0.5}.forward(in[0], at::kDouble);
      },
      {waves({3, 4}, 0), waves({5, 4}, 1), waves({2, 4}, 2), waves({5, 2}, 3)});
}

TEST(Linear, LoraEqualsTheMergedWeight) {
  const at::Tensor x = waves({3, 4}, 0), w = waves({5, 4}, 1), down = waves({2, 4}, 2),
                   up = waves({5, 2}, 3);
  const Linear adapted{w, {}, down, up, 0.25};
  const Linear merged{w + 0.25 * up.matmul(down), {}};
  EXPECT_TRUE(adapted.forward(x, at::kDouble).allclose(merged.forward(x, at::kDouble)));
}

TEST(LayerNorm, GradientsMatchDifferences) {
  expect_gradients([](const auto& in) { return layer_norm(in[0], 1e-6, in[1], in[2]); },
                   {waves({2, 6}, 0), waves({6}, 1), waves({6}, 2)});
}

TEST(LayerNorm, ConstantRowsStayFinite) {
  EXPECT_LT(layer_norm(at::full({2, 8}, 3.0), 1e-6).abs().max().item<double>(), 1e-3);
}

TEST(RmsNorm, GradientsMatchDifferences) {
  expect_gradients([](const auto& in) { return rms_norm(in[0], in[1], 1e-6); },
                   {waves({2, 6}, 0), waves({6}, 1)});
}

TEST(GeluTanh, GradientsMatchDifferences) {
  expect_gradients([](const auto& in) { return gelu_tanh(in[0]); }, {waves({9}, 0) * 3});
}

TEST(Patchify, IsUndoneByUnpatchifyUpToChannelOrder) {
  const at::Tensor x = waves({2, 3, 4, 4, 6}, 0);
  const at::Tensor patches = patchify(x, {2, 2, 3});
  EXPECT_EQ(patches.sizes().vec(), (std::vector<int64_t>{2, 2, 2, 2, 36}));
  const at::Tensor channel_last = patches.view({2, 2, 2, 2, 3, 12}).transpose(4, 5).flatten(4);
  EXPECT_TRUE(unpatchify(channel_last, {2, 2, 3}).equal(x));
}

TEST(Patchify, DropsWhatDoesNotFillAPatch) {
  const at::Tensor x = waves({1, 1, 1, 5, 7}, 0);
  EXPECT_TRUE(patchify(x, {1, 2, 2}).equal(patchify(x.narrow(3, 0, 4).narrow(4, 0, 6), {1, 2, 2})));
}

TEST(RopeTable, PositionZeroTurnsNothing) {
  EXPECT_TRUE(at::real(rope_table({0}, 1, 1, 12)).eq(1).all().item<bool>());
}

TEST(RopeTable, RefusesPositionsBeyondTheTable) {
  EXPECT_THROW(rope_table({kMaxPositions}, 1, 1, 12), Error);
  EXPECT_THROW(rope_table({0}, kMaxPositions + 1, 1, 12), Error);
}

TEST(RopeTableAt, AgreesWithTheGridAndMovesBetweenItsCells) {
  const at::Tensor grid = rope_table({3}, 2, 3, 16)[0];  // (2, 3, 8)
  const at::Tensor places = at::tensor({1.0, 2.0, 0.0, 1.0}).view({2, 2});
  const at::Tensor at_places = rope_table_at(3, places, 16);
  EXPECT_TRUE(at_places[0].allclose(grid[1][2]));
  EXPECT_TRUE(at_places[1].allclose(grid[0][1]));
  const at::Tensor between = rope_table_at(3, at::tensor({0.0, 1.5}).view({1, 2}), 16);
  EXPECT_FALSE(between[0].allclose(grid[0][1]));
  EXPECT_FALSE(between[0].allclose(grid[0][2]));
}

TEST(ApplyRope, ProductsDependOnlyOnRelativePosition) {
  const at::Tensor q = waves({1, 1, 2, 16}, 0).expand({1, 9, 2, 16});
  const at::Tensor k = waves({1, 1, 2, 16}, 1).expand({1, 9, 2, 16});
  std::vector<int64_t> frames = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  const at::Tensor table = rope_table(frames, 1, 1, 16).flatten(0, 2);
  const at::Tensor a = apply_rope(q, table), b = apply_rope(k, table);
  const at::Tensor near = (a.narrow(1, 1, 1) * b.narrow(1, 3, 1)).sum();
  const at::Tensor far = (a.narrow(1, 6, 1) * b.narrow(1, 8, 1)).sum();
  EXPECT_TRUE(near.allclose(far));
}

TEST(ApplyRope, GradientsMatchDifferences) {
  const at::Tensor table = rope_table({2, 5}, 1, 2, 8).flatten(0, 2);
  expect_gradients([&](const auto& in) { return apply_rope(in[0], table); },
                   {waves({1, 4, 2, 8}, 0)});
}

TEST(Attention, GradientsMatchDifferences) {
  expect_gradients(
      [](const auto& in) { return attention(in[0], in[1], in[2], in[3]); },
      {waves({2, 3, 2, 4}, 0), waves({2, 5, 2, 4}, 1), waves({2, 5, 2, 4}, 2), waves({2, 5}, 3)});
  expect_gradients([](const auto& in) { return attention(in[0], in[1], in[2]); },
                   {waves({1, 3, 2, 4}, 0), waves({1, 5, 2, 4}, 1), waves({1, 5, 2, 4}, 2)});
}

TEST(Attention, ChunksOfQueriesGiveTheSame) {
  const at::NoGradGuard no_grad;
  const int64_t n = 4200;  // n^2 exceeds the logits held at once
  const at::Tensor q = waves({1, n, 1, 2}, 0), k = waves({1, n, 1, 2}, 1),
                   v = waves({1, n, 1, 2}, 2);
  const at::Tensor whole = attention(q, k, v);
  const at::Tensor last = attention(q.narrow(1, n - 3, 3), k, v);
  EXPECT_TRUE(whole.narrow(1, n - 3, 3).allclose(last));
}

TEST(Attention, RepeatedKeysEqualOneKeyWithLogBias) {
  const at::Tensor q = waves({1, 3, 2, 4}, 0), k = waves({1, 2, 2, 4}, 1),
                   v = waves({1, 2, 2, 4}, 2);
  const at::Tensor many_k = at::cat({k.narrow(1, 0, 1), k.narrow(1, 1, 1).expand({1, 7, 2, 4})}, 1);
  const at::Tensor many_v = at::cat({v.narrow(1, 0, 1), v.narrow(1, 1, 1).expand({1, 7, 2, 4})}, 1);
  const at::Tensor bias = at::tensor({0.0, std::log(7.0)}, at::kDouble).unsqueeze(0);
  EXPECT_TRUE(attention(q, k, v, bias).allclose(attention(q, many_k, many_v)));
}

TEST(Sinusoid, HasTheCosineHalfFirst) {
  const at::Tensor code = sinusoid(at::zeros({1}), 6);
  EXPECT_TRUE(code.narrow(1, 0, 3).eq(1).all().item<bool>());
  EXPECT_TRUE(code.narrow(1, 3, 3).eq(0).all().item<bool>());
}

TEST(SelectDevice, NamesWhatItCannotDo) {
  EXPECT_EQ(select_device("cpu"), at::Device(at::kCPU));
  EXPECT_THROW(select_device("gpu"), Error);
  EXPECT_THROW(select_device("cuda:999"), Error);
  EXPECT_THROW(select_device("cuda:x"), Error);
}

}  // namespace
}  // namespace animax::nn
