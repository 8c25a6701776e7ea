// SPDX-License-Identifier: MIT
#include "nn/umt5.h"

#include "core/error.h"
#include "nn/gradient_check.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace animax::nn {
namespace {

UmT5Config tiny_config() {
  return {.vocab = 11,
          .dim = 6,
          .dim_attn = 8,
          .dim_ffn = 5,
          .num_heads = 2,
          .num_layers = 2,
          .num_buckets = 8,
          .max_distance = 16};
}

UmT5 tiny_encoder(const UmT5Config& config = tiny_config()) {
  Rng rng(3);
  return random_umt5(config, rng);
}

TEST(RelativeBuckets, StepsWhereTheSpecificationSaysSo) {
  const at::Tensor distance = at::arange(0, 700, at::kLong);
  const at::Tensor behind = relative_buckets(-distance, 32, 128);
  std::vector<int64_t> steps;
  for (int64_t i = 1; i < distance.numel(); ++i)
    if (behind[i].item<int64_t>() != behind[i - 1].item<int64_t>()) steps.push_back(i);
  EXPECT_THAT(steps, ::testing::ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91));
  EXPECT_EQ(behind[699].item<int64_t>(), 15);
  const at::Tensor ahead = relative_buckets(distance.narrow(0, 1, 699), 32, 128);
  EXPECT_TRUE(at::equal(ahead, behind.narrow(0, 1, 699) + 16));
}

TEST(UmT5, PaddingChangesNoRealRow) {
  const at::NoGradGuard no_gradients;
  const UmT5 encoder = tiny_encoder();
  const std::vector<int64_t> tokens = {4, 9, 1, 7, 2};
  const at::Tensor alone = umt5_encode(encoder, tokens);
  at::Tensor ids = at::zeros({2, 9}, at::kLong), mask = at::zeros({2, 9}, at::kLong);
  ids[0].narrow(0, 0, 5).copy_(at::tensor(tokens));
  ids[1].fill_(3);
  mask[0].narrow(0, 0, 5).fill_(1);
  mask[1].fill_(1);
  const at::Tensor padded = umt5_forward(encoder, ids, mask);
  EXPECT_LT((padded[0].narrow(0, 0, 5) - alone).abs().max().item<double>(), 1e-5);
}

TEST(UmT5, OneTokenAttendsToItself) {
  const UmT5 encoder = tiny_encoder();
  const at::Tensor row = umt5_encode(encoder, std::vector<int64_t>{5});
  EXPECT_EQ(row.sizes(), at::IntArrayRef({1, 6}));
  EXPECT_TRUE(row.isfinite().all().item<bool>());
}

TEST(UmT5, HalfPrecisionStaysClose) {
  const at::NoGradGuard no_gradients;
  UmT5 encoder = tiny_encoder();
  const std::vector<int64_t> tokens = {4, 9, 1, 7, 2};
  const at::Tensor exact = umt5_encode(encoder, tokens);
  transform_parameters(encoder, [](const at::Tensor& t) { return t.to(at::kBFloat16); });
  const at::Tensor wide = umt5_encode(encoder, tokens, at::kFloat);
  const at::Tensor half = umt5_encode(encoder, tokens, at::kBFloat16);
  EXPECT_EQ(wide.scalar_type(), at::kFloat);
  EXPECT_EQ(half.scalar_type(), at::kBFloat16);
  EXPECT_LT((wide - exact).abs().max().item<double>(), 0.05);
  EXPECT_LT((half.to(at::kFloat) - exact).abs().max().item<double>(), 0.15);
}

TEST(UmT5, SharedPositionsAreOneTable) {
  UmT5Config config = tiny_config();
  config.shared_pos = true;
  const UmT5 encoder = tiny_encoder(config);
  EXPECT_TRUE(at::equal(position_bias(encoder, 0, 7), position_bias(encoder, 1, 7)));
  const UmT5 own = tiny_encoder();
  EXPECT_FALSE(at::equal(position_bias(own, 0, 7), position_bias(own, 1, 7)));
  EXPECT_EQ(named_parameters(encoder).size() + 1, named_parameters(own).size());
}

TEST(UmT5, RefusesIdsOutsideTheEmbedding) {
  const UmT5 encoder = tiny_encoder();
  EXPECT_THROW(umt5_encode(encoder, std::vector<int64_t>{11}), Error);
  EXPECT_THROW(umt5_encode(encoder, std::vector<int64_t>{-1}), Error);
}

TEST(UmT5, NamesTheTensorThatDoesNotFit) {
  const UmT5 encoder = tiny_encoder();
  TensorMap file;
  for (const auto& [name, tensor] : named_parameters(encoder)) file[name] = tensor;
  EXPECT_NO_THROW(umt5_from_tensors(encoder.config, file, "file"));
  file["blocks.1.ffn.fc2.weight"] = at::zeros({1, 1});
  EXPECT_THAT([&] { umt5_from_tensors(encoder.config, file, "file"); },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr("blocks.1.ffn.fc2.weight")));
  file["blocks.1.ffn.fc2.weight"] = at::zeros({6, 5}, at::kLong);
  EXPECT_THAT([&] { umt5_from_tensors(encoder.config, file, "file"); },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr("dtype")));
}

TEST(UmT5Config, ReadsItsOwnAndHuggingFaceKeys) {
  const Json own = to_json(tiny_config());
  EXPECT_EQ(to_json(umt5_config_from_json(own, "test")), own);
  const Json hf = {{"vocab_size", 11},
                   {"d_model", 6},
                   {"d_kv", 4},
                   {"d_ff", 5},
                   {"num_heads", 2},
                   {"num_layers", 2},
                   {"relative_attention_num_buckets", 8},
                   {"relative_attention_max_distance", 16},
                   {"layer_norm_epsilon", 1e-6}};
  EXPECT_EQ(to_json(umt5_config_from_json(hf, "test")), own);
  Json broken = own;
  broken["num_heads"] = 3;
  EXPECT_THROW(umt5_config_from_json(broken, "test"), Error);
  broken = own;
  broken.erase("dim");
  EXPECT_THROW(umt5_config_from_json(broken, "test"), Error);
}

TEST(UmT5Gradients, AgreeWithDifferences) {
  UmT5 encoder = tiny_encoder();
  std::vector<at::Tensor> parameters;
  for (const auto& [name, tensor] : named_parameters(encoder))
    parameters.push_back(tensor.to(at::kDouble));
  const at::Tensor ids = at::tensor(std::vector<int64_t>{3, 7, 1, 0, 5, 2, 1, 9}).view({2, 4});
  const at::Tensor mask = at::tensor(std::vector<int64_t>{1, 1, 1, 0, 1, 1, 1, 1}).view({2, 4});
  expect_gradients(
      [&](const std::vector<at::Tensor>& in) {
        size_t next = 0;
        UmT5 copy = encoder;
        transform_parameters(copy, [&](const at::Tensor&) { return in[next++]; });
        return umt5_forward(copy, ids, mask, at::kDouble);
      },
      parameters,
      12);
}

}  // namespace
}  // namespace animax::nn
