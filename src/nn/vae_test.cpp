// SPDX-License-Identifier: MIT
#include "nn/vae.h"

#include "core/error.h"
#include "nn/gradient_check.h"
#include "nn/parameter_slots.h"
#include "nn/vae_layers.h"
#include "nn/vae_tiles.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace animax::nn {
namespace {

VaeConfig tiny_config() {
  VaeConfig c;
  c.base_channels = 4;
  c.multipliers = {1, 2, 3};
  c.res_blocks = 1;
  c.latent_channels = 3;
  c.temporal_down = {true, true};
  c.latent_mean = {0.5f, -1.0f, 0.25f};
  c.latent_std = {2.0f, 0.5f, 1.5f};
  return c;
}

/// A VAE whose attention does something, which a fresh one's does not.
Vae tiny_vae(const VaeConfig& config = tiny_config()) {
  Rng rng(7);
  Vae vae = random_vae(config, rng);
  transform_parameters(
      vae, [&](const at::Tensor& t) { return t + 0.2 * random_normal(t.sizes().vec(), 1, rng); });
  return vae;
}

at::Tensor clip(std::vector<int64_t> shape, uint64_t seed = 1) {
  Rng rng(seed);
  return random_normal(shape, 1, rng);
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  EXPECT_EQ(a.sizes(), b.sizes());
  return (a - b).abs().max().item<double>();
}

TEST(VaeConfig, CountsFramesAndFactors) {
  const VaeConfig wan = wan21_vae_config();
  EXPECT_EQ(wan.spatial_factor(), 8);
  EXPECT_EQ(wan.temporal_factor(), 4);
  EXPECT_EQ(wan.latent_frames(81), 21);
  EXPECT_EQ(wan.latent_frames(84), 21);
  EXPECT_EQ(wan.video_frames(21), 81);
  EXPECT_EQ(wan.latent_frames(1), 1);
}

TEST(VaeConfig, SurvivesJson) {
  const VaeConfig config = tiny_config();
  const Json json = to_json(config);
  EXPECT_EQ(to_json(vae_config_from_json(json, "test")), json);
  for (const auto& [key, value] : json.items()) {
    Json broken = json;
    broken[key] = "nonsense";
    EXPECT_THROW(vae_config_from_json(broken, "test"), Error) << key;
  }
}

TEST(VaeConfig, RefusesWhatCannotBeBuilt) {
  const auto refused = [](auto change) {
    VaeConfig config = tiny_config();
    change(config);
    EXPECT_THROW(config.validate("test"), Error);
  };
  refused([](VaeConfig& c) { c.base_channels = 0; });
  refused([](VaeConfig& c) { c.multipliers.clear(); });
  refused([](VaeConfig& c) { c.multipliers = {1, int64_t{1} << 60, 1}; });
  refused([](VaeConfig& c) { c.base_channels = 3, c.multipliers = {1, 1, 1}; });
  refused([](VaeConfig& c) { c.temporal_down = {true}; });
  refused([](VaeConfig& c) { c.latent_mean = {0}; });
  refused([](VaeConfig& c) { c.latent_std = {1, 0, 1}; });
}

TEST(Vae, StreamingEqualsWholeClip) {
  const at::NoGradGuard no_gradients;
  const Vae vae = tiny_vae();
  for (const int64_t frames : {1, 5, 9, 13, 25}) {
    const at::Tensor video = clip({2, 3, frames, 12, 8});
    const at::Tensor latents = vae_encode(vae, video, {.chunk = 0});
    EXPECT_EQ(latents.sizes(), at::IntArrayRef({2, 3, 1 + frames / 4, 3, 2}));
    const at::Tensor decoded = vae_decode(vae, latents, {.chunk = 0});
    EXPECT_EQ(decoded.sizes(), video.sizes());
    for (const int64_t chunk : {1, 2, 3}) {
      EXPECT_LT(largest_difference(vae_encode(vae, video, {.chunk = chunk}), latents), 1e-5);
      EXPECT_LT(largest_difference(vae_decode(vae, latents, {.chunk = chunk}), decoded), 1e-5);
    }
  }
}

TEST(Vae, IsCausal) {
  const at::NoGradGuard no_gradients;
  const Vae vae = tiny_vae();
  const at::Tensor video = clip({1, 3, 9, 8, 8}), other = clip({1, 3, 9, 8, 8}, 2);
  const at::Tensor mixed = at::cat({video.narrow(2, 0, 5), other.narrow(2, 5, 4)}, 2);
  EXPECT_EQ(largest_difference(vae_encode(vae, video).narrow(2, 0, 2),
                               vae_encode(vae, mixed).narrow(2, 0, 2)),
            0);
}

TEST(Vae, ImageIsAClipOfOneFrame) {
  const at::NoGradGuard no_gradients;
  const Vae vae = tiny_vae();
  const at::Tensor video = clip({1, 3, 9, 8, 8});
  const at::Tensor image = video.narrow(2, 0, 1);
  const at::Tensor whole = vae_encode(vae, video, {.chunk = 0});
  EXPECT_LT(largest_difference(vae_encode(vae, image, {.chunk = 0}), whole.narrow(2, 0, 1)), 1e-5);
  const at::Tensor decoded = vae_decode(vae, whole, {.chunk = 0});
  EXPECT_LT(largest_difference(vae_decode(vae, whole.narrow(2, 0, 1)), decoded.narrow(2, 0, 1)),
            1e-5);
}

TEST(Vae, BatchItemsAreIndependent) {
  const at::NoGradGuard no_gradients;
  const Vae vae = tiny_vae();
  const at::Tensor video = clip({3, 3, 5, 8, 8});
  const at::Tensor together = vae_encode(vae, video);
  EXPECT_LT(largest_difference(vae_encode(vae, video.narrow(0, 1, 1)), together.narrow(0, 1, 1)),
            1e-5);
}

TEST(Vae, FramesBeyondTheLastWholeStepAreIgnored) {
  const at::NoGradGuard no_gradients;
  const Vae vae = tiny_vae();
  const at::Tensor video = clip({1, 3, 8, 8, 8});
  EXPECT_EQ(largest_difference(vae_encode(vae, video), vae_encode(vae, video.narrow(2, 0, 5))), 0);
}

TEST(Vae, OneTileEqualsNoTiling) {
  const at::NoGradGuard no_gradients;
  const Vae vae = tiny_vae();
  const at::Tensor video = clip({1, 3, 5, 16, 12});
  const VaeRunOptions tiled{.tile = 16, .tile_stride = 12};
  const at::Tensor latents = vae_encode(vae, video);
  EXPECT_EQ(largest_difference(vae_encode(vae, video, tiled), latents), 0);
  EXPECT_EQ(largest_difference(vae_decode(vae, latents, tiled), vae_decode(vae, latents)), 0);
}

TEST(Vae, TilesGiveTheSizesOfTheWhole) {
  const at::NoGradGuard no_gradients;
  const Vae vae = tiny_vae();
  const VaeRunOptions tiled{.tile = 16, .tile_stride = 12};
  for (const int64_t height : {20, 24, 28, 40}) {
    const at::Tensor video = clip({1, 3, 1, height, 36});
    const at::Tensor latents = vae_encode(vae, video, tiled);
    EXPECT_EQ(latents.sizes(), vae_encode(vae, video).sizes());
    EXPECT_EQ(vae_decode(vae, latents, tiled).sizes(), video.sizes());
  }
}

TEST(RunTiled, WeightsSumToOne) {
  for (const int64_t rows : {3, 8, 9, 13, 16, 17, 22})
    for (const int64_t columns : {5, 12, 19}) {
      const at::Tensor input = clip({1, 2, 1, rows, columns});
      const at::Tensor same = run_tiled(input, {8, 6, 1, 1}, [](const at::Tensor& t) { return t; });
      EXPECT_LT(largest_difference(same, input), 1e-6) << rows << " x " << columns;
    }
}

TEST(RunTiled, FadesLinearlyBetweenTiles) {
  // Tiles of 4 that start every 3 columns share one; of 4 every 2 share two: weights 0, 1/2.
  int64_t tile = 0;
  const at::Tensor out = run_tiled(at::zeros({1, 1, 1, 1, 6}), {4, 2, 1, 1}, [&](const auto& t) {
    return at::full_like(t, static_cast<double>(tile++));
  });
  const std::vector<float> expected = {0, 0, 0, 0.5f, 1, 1.5f};
  EXPECT_LT(largest_difference(out.flatten(), at::tensor(expected)), 1e-6);
}

TEST(VaeNorm, SurvivesTinyHugeAndZero) {
  const at::NoGradGuard no_gradients;
  const at::Tensor x = clip({1, 5, 2, 3, 3}), gamma = clip({5, 1, 1, 1}, 4);
  const at::Tensor reference = vae_norm(x, gamma);
  EXPECT_LT(largest_difference(vae_norm(x * 1e15, gamma), reference), 1e-5);
  EXPECT_EQ(vae_norm(at::zeros_like(x), gamma).abs().max().item<float>(), 0);
  EXPECT_LT(largest_difference(vae_norm_silu(x, gamma), at::silu(reference)), 1e-6);
}

TEST(Vae, LoadsBothNamings) {
  const Vae vae = tiny_vae();
  TensorMap own;
  for (const auto& [name, tensor] : named_parameters(vae)) own[name] = tensor;
  const Vae again = vae_from_tensors(vae.config, own, "test");
  EXPECT_EQ(named_parameters(again).size(), own.size());

  TensorMap broken = own;
  broken.erase("decoder.middle.1.proj.bias");
  EXPECT_THAT([&] { vae_from_tensors(vae.config, broken, "file"); },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr("decoder.middle.1.proj.bias")));
  broken = own;
  broken["encoder.conv1.weight"] = at::zeros({1, 2, 3});
  EXPECT_THAT([&] { vae_from_tensors(vae.config, broken, "file"); },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr("encoder.conv1.weight")));
  broken = own;
  broken["encoder.extra"] = at::zeros({1});
  EXPECT_THAT([&] { vae_from_tensors(vae.config, broken, "file"); },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr("encoder.extra")));
}

TEST(Vae, RefusesSizesItCannotDo) {
  const Vae vae = tiny_vae();
  EXPECT_THROW(vae_encode(vae, at::zeros({1, 3, 1, 10, 8})), Error);
  EXPECT_THROW(vae_encode(vae, at::zeros({1, 4, 1, 8, 8})), Error);
  EXPECT_THROW(vae_encode(vae, at::zeros({3, 1, 8, 8})), Error);
  EXPECT_THROW(vae_decode(vae, at::zeros({1, 3, 0, 2, 2})), Error);
  EXPECT_THROW(vae_encode(vae, at::zeros({1, 3, 1, 8, 8}), {.tile = 10, .tile_stride = 8}), Error);
}

TEST(RandomVae, FollowsTheSeed) {
  Rng a(5), b(5), c(6);
  const Vae first = random_vae(tiny_config(), a), same = random_vae(tiny_config(), b);
  const Vae other = random_vae(tiny_config(), c);
  EXPECT_TRUE(at::equal(first.encoder.conv_in.weight, same.encoder.conv_in.weight));
  EXPECT_FALSE(at::equal(first.encoder.conv_in.weight, other.encoder.conv_in.weight));
}

// ---- Gradients: every layer against central differences ----------------------------------------

at::Tensor wide(std::vector<int64_t> shape, uint64_t seed) {
  return clip(std::move(shape), seed).to(at::kDouble);
}

TEST(VaeGradients, CausalConv) {
  for (const int64_t known : {0, 1, 2})
    for (const int64_t frames : {1, 3})
      expect_gradients(
          [&](const std::vector<at::Tensor>& in) {
            return causal_conv(in[0], {in[1], in[2]}, wide({1, 2, known, 3, 4}, 9));
          },
          {wide({1, 2, frames, 3, 4}, 1), wide({3, 2, 3, 3, 3}, 2), wide({3}, 3)},
          40);
}

TEST(VaeGradients, NormAndSilu) {
  expect_gradients([](const auto& in) { return vae_norm_silu(in[0], in[1]); },
                   {wide({1, 3, 2, 2, 2}, 1), wide({3, 1, 1, 1}, 2)});
}

TEST(VaeGradients, Attention) {
  expect_gradients(
      [](const std::vector<at::Tensor>& in) {
        return vae_attention(in[0], {in[1], {in[2], in[3]}, {in[4], in[5]}});
      },
      {wide({1, 2, 2, 2, 3}, 1),
       wide({2, 1, 1}, 2),
       wide({6, 2, 1, 1}, 3),
       wide({6}, 4),
       wide({2, 2, 1, 1}, 5),
       wide({2}, 6)});
}

TEST(VaeGradients, ResBlock) {
  expect_gradients(
      [](const std::vector<at::Tensor>& in) {
        VaeMemory nothing(nullptr);
        return vae_res_block(
            in[0], {in[1], in[2], {in[3], in[4]}, {in[5], in[6]}, {in[7], in[8]}}, nothing);
      },
      {wide({1, 2, 2, 3, 2}, 1),
       wide({2, 1, 1, 1}, 2),
       wide({3, 1, 1, 1}, 3),
       wide({3, 2, 3, 3, 3}, 4),
       wide({3}, 5),
       wide({3, 3, 3, 3, 3}, 6),
       wide({3}, 7),
       wide({3, 2, 1, 1, 1}, 8),
       wide({3}, 9)},
      30);
}

TEST(VaeGradients, DownAndUp) {
  expect_gradients(
      [](const std::vector<at::Tensor>& in) {
        VaeMemory nothing(nullptr);
        return vae_down(in[0], {{in[1], in[2]}, {in[3], in[4]}}, nothing);
      },
      {wide({1, 2, 5, 4, 4}, 1),
       wide({2, 2, 3, 3}, 2),
       wide({2}, 3),
       wide({2, 2, 3, 1, 1}, 4),
       wide({2}, 5)},
      40);
  expect_gradients(
      [](const std::vector<at::Tensor>& in) {
        VaeMemory nothing(nullptr);
        return vae_up(in[0], {{in[1], in[2]}, {in[3], in[4]}}, nothing);
      },
      {wide({1, 2, 3, 2, 2}, 1),
       wide({1, 2, 3, 3}, 2),
       wide({1}, 3),
       wide({4, 2, 3, 1, 1}, 4),
       wide({4}, 5)},
      40);
}

TEST(VaeGradients, ReachEveryParameterOfAWholeClip) {
  Vae vae = tiny_vae();
  transform_parameters(vae, [](const at::Tensor& t) { return t.detach().requires_grad_(true); });
  const at::Tensor moments = vae_encode_moments(vae, clip({1, 3, 9, 8, 8}), {.chunk = 0});
  const at::Tensor decoded = vae_decode(vae, clip({1, 3, 3, 2, 2}), {.chunk = 0});
  (moments.square().sum() + decoded.square().sum()).backward();
  for (const auto& [name, tensor] : named_parameters(vae)) {
    ASSERT_TRUE(tensor.grad().defined()) << name;
    EXPECT_GT(tensor.grad().abs().max().item<double>(), 0) << name;
  }
}

}  // namespace
}  // namespace animax::nn
