// SPDX-License-Identifier: MIT
// The transformer's single operations against the reference.
#include "golden/manifest.h"
#include "nn/attention.h"
#include "nn/modules.h"
#include "nn/rope.h"

#include <ATen/ATen.h>

#include <limits>

namespace animax::golden {
namespace {

constexpr double kEps = 1e-6;  // of every norm in the set

void check_norms(Tensors& ops) {
  const at::Tensor x = ops.get("layernorm.x");
  EXPECT_TRUE(ops.matches("layernorm.out", nn::layer_norm(x, kEps)));
  const at::Tensor weight = ops.get("layernorm_affine.weight"),
                   bias = ops.get("layernorm_affine.bias");
  EXPECT_TRUE(ops.matches("layernorm_affine.out", nn::layer_norm(x, kEps, weight, bias)));
  EXPECT_TRUE(ops.matches("rmsnorm.out", nn::rms_norm(x, ops.get("rmsnorm.weight"), kEps)));
}

void check_attention(Tensors& ops) {
  const at::Tensor lengths = ops.get("attention.k_lens"), k = ops.get("attention.k");
  const at::Tensor hidden = at::arange(k.size(1)).unsqueeze(0).ge(lengths.unsqueeze(1));
  const at::Tensor bias = at::zeros({k.size(0), k.size(1)})
                              .masked_fill(hidden, -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(ops.matches("attention.out",
                          nn::attention(ops.get("attention.q"), k, ops.get("attention.v"), bias)));
}

void check_rope(Tensors& ops) {
  const at::Tensor x = ops.get("rope.x"), grid = ops.get("rope.grid");
  for (int64_t b = 0; b < x.size(0); ++b) {
    std::vector<int64_t> frames;
    for (int64_t i = 0; i < grid[b][0].item<int64_t>(); ++i) frames.push_back(i);
    const at::Tensor table =
        nn::rope_table(frames, grid[b][1].item<int64_t>(), grid[b][2].item<int64_t>(), x.size(3))
            .flatten(0, 2);
    const int64_t tokens = table.size(0);
    const at::Tensor turned = nn::apply_rope(x[b].narrow(0, 0, tokens), table);
    const at::Tensor all = at::cat({turned, x[b].narrow(0, tokens, x.size(1) - tokens)}, 0);
    EXPECT_TRUE(ops.matches("rope.out", all, ops.get("rope.out")[b]));
  }
}

void check_unpatchify(Tensors& ops) {
  const at::Tensor tokens = ops.get("unpatchify.tokens"), grid = ops.get("unpatchify.grid");
  const at::Tensor cells =
      tokens.view({grid[0][0].item<int64_t>(), grid[0][1].item<int64_t>(), -1, tokens.size(2)});
  EXPECT_TRUE(ops.matches("unpatchify.out", nn::unpatchify(cells.unsqueeze(0), {1, 2, 2})[0]));
}

TEST(TransformerOps, MatchReference) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  for (const File* file : manifest->with_component("ops")) {
    Tensors ops = manifest->load(*file);
    if (ops.has("layernorm.x")) check_norms(ops);
    if (ops.has("attention.q")) check_attention(ops);
    if (ops.has("rope.x")) check_rope(ops);
    if (ops.has("unpatchify.tokens")) check_unpatchify(ops);
    if (ops.has("gelu.x")) {
      EXPECT_TRUE(ops.matches("gelu.dit", nn::gelu_tanh(ops.get("gelu.x"))));
    }
    if (ops.has("sinusoid.t")) {
      const at::Tensor expected = ops.get("sinusoid.out");
      const at::Tensor found = nn::sinusoid(ops.get("sinusoid.t"), expected.size(1));
      EXPECT_TRUE(ops.matches("sinusoid.out", found.to(at::kFloat), expected.to(at::kFloat)));
    }
  }
}

}  // namespace
}  // namespace animax::golden
