// SPDX-License-Identifier: MIT
#include "golden/manifest.h"
#include "nn/device.h"
#include "nn/vae.h"
#include "nn/vae_layers.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <map>
#include <set>

namespace animax::golden {
namespace {

using nn::Vae;
using nn::VaeRunOptions;

std::vector<float> values_of(const at::Tensor& t) {
  const at::Tensor flat = t.to(at::kFloat).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

nn::VaeConfig config_of(const Tensors& cases) {
  nn::VaeConfig config = nn::vae_config_from_json(cases.file().config, cases.file().path.string());
  if (cases.has("mean")) config.latent_mean = values_of(cases.get("mean"));
  if (cases.has("std")) config.latent_std = values_of(cases.get("std"));
  return config;
}

/// Compares every "<prefix>.trace.<module>.chunk<n>" that the set holds.
nn::VaeTrace comparing_trace(Tensors& cases, const std::string& prefix) {
  auto chunks = std::make_shared<std::map<std::string, int>>();
  return [&cases, prefix, chunks](const std::string& name, const at::Tensor& value) {
    const std::string full = str_cat(prefix, ".trace.", name, ".chunk", (*chunks)[name]++);
    EXPECT_TRUE(cases.matches_if_present(full, value));
  };
}

void check_case(const Vae& vae, Tensors& cases, const std::string& prefix, VaeRunOptions options) {
  SCOPED_TRACE(prefix);
  const auto name = [&](const char* suffix) { return prefix + suffix; };
  const bool traced = options.chunk == 1;
  at::Tensor latents;
  if (cases.has(name(".video"))) {
    const at::Tensor video = cases.get(name(".video"));
    if (traced) options.trace = comparing_trace(cases, prefix);
    const at::Tensor moments = nn::vae_encode_moments(vae, video, options);
    EXPECT_TRUE(cases.matches_if_present(name(".moments"), moments));
    latents = nn::normalise_latents(vae.config, moments.narrow(1, 0, vae.config.latent_channels));
    EXPECT_TRUE(cases.matches(name(".mu"), latents));
  }
  if (cases.has(name(".z"))) latents = cases.get(name(".z"));
  if (!cases.has(name(".recon"))) return;
  if (traced) options.trace = comparing_trace(cases, prefix);
  const at::Tensor video = nn::vae_decode(vae, latents, options);
  EXPECT_TRUE(cases.matches(name(".recon"), video));
  EXPECT_TRUE(cases.matches_if_present(name(".recon_clamped"), video.clamp(-1, 1)));
}

TEST(Vae, MatchesReference) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  nn::use_all_threads();
  const at::NoGradGuard no_gradients;
  int cases_run = 0;
  for (const File* file : manifest->with_component("vae")) {
    if (file->holds_weights()) continue;
    SCOPED_TRACE(file->path.string());
    for (const File* weights : manifest->weights_for(*file, "vae")) {
      SCOPED_TRACE(weights->path.string());
      Tensors cases = manifest->load(*file);
      const Vae vae = nn::vae_from_tensors(
          config_of(cases), manifest->load(*weights).all(), weights->path.string());
      std::set<std::string> prefixes;
      for (const char* suffix : {".video", ".z"})
        for (const std::string& prefix : cases.prefixes(suffix)) prefixes.insert(prefix);
      for (const std::string& prefix : prefixes) {
        check_case(vae, cases, prefix, {.chunk = 1});
        check_case(vae, cases, prefix, {.chunk = 2});
        check_case(vae, cases, prefix, {.chunk = 0});
        ++cases_run;
      }
      EXPECT_THAT(cases.not_compared(/*with_intermediates=*/true), ::testing::IsEmpty());
      RecordProperty("largest_error", std::to_string(cases.largest_error()));
    }
  }
  EXPECT_GT(cases_run, 0);
}

TEST(VaeNorm, MatchesReference) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  for (const File* file : manifest->with_component("ops")) {
    Tensors ops = manifest->load(*file);
    if (!ops.has("vaenorm.x")) continue;
    const at::Tensor x = ops.get("vaenorm.x"), gamma = ops.get("vaenorm.gamma");
    EXPECT_TRUE(ops.matches("vaenorm.out", nn::vae_norm(x, gamma)));
    const at::Tensor fused = nn::vae_norm_silu(x, gamma);
    EXPECT_TRUE(at::allclose(fused, at::silu(nn::vae_norm(x, gamma)), 1e-6, 1e-6));
  }
}

TEST(CausalConv, MatchesReference) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  for (const File* file : manifest->with_component("ops")) {
    Tensors ops = manifest->load(*file);
    if (!ops.has("causalconv.x")) continue;
    const nn::VaeConv conv{ops.get("causalconv.weight"), ops.get("causalconv.bias")};
    const at::Tensor x = ops.get("causalconv.x");
    EXPECT_TRUE(ops.matches("causalconv.out_nocache", nn::causal_conv(x, conv, {})));
    for (const char* n : {"1", "2"})
      EXPECT_TRUE(ops.matches(str_cat("causalconv.out_cache", n),
                              nn::causal_conv(x, conv, ops.get(str_cat("causalconv.cache", n)))));
  }
}

}  // namespace
}  // namespace animax::golden
