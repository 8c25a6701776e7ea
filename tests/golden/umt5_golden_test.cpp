// SPDX-License-Identifier: MIT
#include "golden/manifest.h"
#include "nn/device.h"
#include "nn/umt5.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace animax::golden {
namespace {

/// Each text alone and without padding must give the rows of the padded batch.
void check_unpadded(const nn::UmT5& encoder,
                    const at::Tensor& ids,
                    const at::Tensor& mask,
                    const at::Tensor& padded,
                    const Tolerance& tolerance) {
  for (int64_t i = 0; i < ids.size(0); ++i) {
    const int64_t length = mask[i].sum().item<int64_t>();
    const at::Tensor row = ids[i].contiguous();
    const at::Tensor alone =
        nn::umt5_encode(encoder, std::span(row.data_ptr<int64_t>(), static_cast<size_t>(length)));
    const at::Tensor expected = padded[i].narrow(0, 0, length);
    const double allowed =
        tolerance.max_abs + tolerance.max_rel_to_peak * expected.abs().max().item<double>();
    EXPECT_LE((alone - expected).abs().max().item<double>(), allowed) << "text " << i;
  }
}

void check_file(const nn::UmT5& encoder, Tensors& cases) {
  const at::Tensor ids = cases.get("ids");
  const at::Tensor mask = cases.has("mask") ? cases.get("mask") : at::ones_like(ids);
  const nn::UmT5Trace trace = [&](const std::string& name, const at::Tensor& value) {
    if (!cases.has(name)) return;
    const int64_t rows = cases.get(name).size(1);  // the set may keep only the first rows
    EXPECT_TRUE(cases.matches(name, value.narrow(1, 0, rows)));
  };
  const at::Tensor out = nn::umt5_forward(encoder, ids, mask, at::kFloat, trace);
  EXPECT_TRUE(cases.matches("out", out));
  check_unpadded(encoder, ids, mask, cases.get("out"), cases.file().tolerance);

  for (size_t i = 0; i < encoder.blocks.size(); ++i) {
    const std::string name = str_cat("bias.block", i);
    if (!cases.has(name)) continue;
    EXPECT_TRUE(cases.matches(name, nn::position_bias(encoder, i, cases.get(name).size(2))));
  }
  if (!cases.has("bucket.rel")) return;
  EXPECT_TRUE(cases.matches("bucket.rel", cases.get("bucket.rel")));  // listed as an output
  const nn::UmT5Config& c = encoder.config;
  EXPECT_TRUE(
      cases.matches("bucket.index",
                    nn::relative_buckets(cases.get("bucket.rel"), c.num_buckets, c.max_distance)));
}

TEST(UmT5, MatchesReference) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  nn::use_all_threads();
  const at::NoGradGuard no_gradients;
  int runs = 0;
  for (const File* file : manifest->with_component("umt5")) {
    if (file->holds_weights()) continue;
    SCOPED_TRACE(file->path.string());
    for (const File* weights : manifest->weights_for(*file, "umt5")) {
      SCOPED_TRACE(weights->path.string());
      Tensors cases = manifest->load(*file);
      const nn::UmT5 encoder =
          nn::umt5_from_tensors(nn::umt5_config_from_json(weights->config, weights->path.string()),
                                manifest->load(*weights).all(),
                                weights->path.string());
      check_file(encoder, cases);
      EXPECT_THAT(cases.not_compared(/*with_intermediates=*/true), ::testing::IsEmpty());
      ++runs;
    }
  }
  EXPECT_GT(runs, 0);
}

TEST(T5Norm, MatchesReference) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  for (const File* file : manifest->with_component("ops")) {
    Tensors ops = manifest->load(*file);
    if (!ops.has("t5norm.out")) continue;
    EXPECT_TRUE(ops.matches("t5norm.out",
                            nn::t5_norm(ops.get("layernorm.x"), ops.get("t5norm.weight"), 1e-6)));
  }
}

}  // namespace
}  // namespace animax::golden
