// SPDX-License-Identifier: MIT
// The fused CPU kernels against the reference tensors of single operations.
#include "golden/manifest.h"
#include "kernels/attention.h"
#include "kernels/rows.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <span>

namespace animax::golden {
namespace {

namespace k = animax::kernels;

std::span<float> values(const at::Tensor& t) {
  return {t.data_ptr<float>(), static_cast<size_t>(t.numel())};
}

at::Tensor copy(const at::Tensor& t) { return t.to(at::kFloat).contiguous().clone(); }

void check_norms(Tensors& ops) {
  const at::Tensor x = copy(ops.get("layernorm.x")), out = at::empty_like(x);
  const int64_t dim = x.size(-1), rows = x.numel() / dim;
  const k::RowGroup plain{rows};
  k::layer_norm_modulate<float>(values(x), rows, dim, {&plain, 1}, 1e-6f, values(out));
  EXPECT_TRUE(ops.matches("layernorm.out", out));

  const at::Tensor weight = copy(ops.get("layernorm_affine.weight"));
  const at::Tensor bias = copy(ops.get("layernorm_affine.bias"));
  k::layer_norm_affine<float>(
      values(x), rows, dim, values(weight), values(bias), 1e-6f, values(out));
  EXPECT_TRUE(ops.matches("layernorm_affine.out", out));

  const at::Tensor rms = copy(x), rms_weight = copy(ops.get("rmsnorm.weight"));
  k::rms_norm_rotate<float>(values(rms), rows, dim, values(rms_weight), 1e-6f, {}, values(rms));
  EXPECT_TRUE(ops.matches("rmsnorm.out", rms));
}

void check_attention(Tensors& ops) {
  const at::Tensor q = copy(ops.get("attention.q")), key = copy(ops.get("attention.k"));
  const at::Tensor v = copy(ops.get("attention.v")), out = at::empty_like(q);
  const at::Tensor lengths = ops.get("attention.k_lens");
  const int64_t batch = q.size(0), heads = q.size(2), dim = q.size(3);
  const at::Tensor hidden = at::arange(key.size(1)).unsqueeze(0).ge(lengths.unsqueeze(1));
  const at::Tensor bias =
      at::zeros({batch, key.size(1)}).masked_fill(hidden, -std::numeric_limits<float>::infinity());
  k::AttentionOptions options;
  options.key_bias = bias.data_ptr<float>();
  options.key_bias_stride = key.size(1);
  const auto view = [&](const at::Tensor& t) {
    return k::dense_head_rows<const float>(t.data_ptr<float>(), t.size(1), heads, dim);
  };
  k::attention<float>({batch, heads, q.size(1), key.size(1), dim},
                      view(q),
                      view(key),
                      view(v),
                      k::dense_head_rows(out.data_ptr<float>(), q.size(1), heads, dim),
                      options);
  EXPECT_TRUE(ops.matches("attention.out", out));
}

/// Angles by the rule of the transformer: of head_dim / 2 pairs a sixth of head_dim each for rows
/// and columns, the rest first for frames.
void check_rope(Tensors& ops) {
  const at::Tensor x = copy(ops.get("rope.x")), grid = ops.get("rope.grid");
  const int64_t heads = x.size(2), dim = x.size(3), pairs = dim / 2, side = dim / 6;
  for (int64_t b = 0; b < x.size(0); ++b) {
    const auto size = [&](int axis) { return grid[b][axis].item<int64_t>(); };
    const int64_t tokens = size(0) * size(1) * size(2);
    std::vector<float> cos_sin;
    for (int64_t token = 0; token < tokens; ++token)
      for (int64_t j = 0; j < pairs; ++j) {
        const int64_t time = pairs - 2 * side, axis = j < time ? 0 : (j - time) / side + 1;
        const int64_t width = axis == 0 ? time : side;
        const int64_t index = axis == 0 ? j : (j - time) % side;
        const int64_t place[] = {
            token / (size(1) * size(2)), token / size(2) % size(1), token % size(2)};
        const double angle = static_cast<double>(place[axis]) *
                             std::pow(10000.0, -static_cast<double>(index) / width);
        cos_sin.push_back(static_cast<float>(std::cos(angle)));
        cos_sin.push_back(static_cast<float>(std::sin(angle)));
      }
    k::rms_norm_rotate<float>(values(x[b]).first(static_cast<size_t>(tokens * heads * dim)),
                              tokens,
                              heads * dim,
                              {},
                              0,
                              {cos_sin.data(), tokens, dim},
                              values(x[b]).first(static_cast<size_t>(tokens * heads * dim)));
  }
  EXPECT_TRUE(ops.matches("rope.out", x));
}

TEST(Kernels, MatchReferenceOperations) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  for (const File* file : manifest->with_component("ops")) {
    SCOPED_TRACE(file->path.string());
    Tensors ops = manifest->load(*file);
    if (ops.has("layernorm.x")) check_norms(ops);
    if (ops.has("attention.q")) check_attention(ops);
    if (ops.has("rope.x")) check_rope(ops);
    if (!ops.has("gelu.x")) continue;
    const at::Tensor x = copy(ops.get("gelu.x"));
    k::gelu_tanh<float>(values(x), values(x));
    EXPECT_TRUE(ops.matches("gelu.dit", x));
  }
}

}  // namespace
}  // namespace animax::golden
