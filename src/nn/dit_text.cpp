// SPDX-License-Identifier: MIT
// Text rows to cross-attention keys and values.
#include "core/error.h"
#include "nn/dit.h"
#include "nn/dit_blocks.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace animax::nn {
namespace {

void check_texts(const DitConfig& config, const std::vector<at::Tensor>& texts) {
  CHECK_THAT(!texts.empty());
  for (const at::Tensor& text : texts) {
    CHECK_EQ(text.dim(), 2);
    if (text.size(1) != config.text_dim) {
      throw Error("text: found rows of width ",
                  text.size(1),
                  ", expected the model's text_dim ",
                  config.text_dim);
    }
    if (text.size(0) > config.text_len) {
      throw Error("text: found ",
                  text.size(0),
                  " tokens, expected at most the model's text_len ",
                  config.text_len);
    }
  }
}

}  // namespace

TextContext make_text_context(const JointVideoPoseTransformer& model,
                              const std::vector<at::Tensor>& texts,
                              at::ScalarType compute,
                              TextPadding padding) {
  const DitConfig& config = model.config;
  check_texts(config, texts);
  const at::Device device = model.text_embedding0.weight.device();
  int64_t longest = 0;
  for (const at::Tensor& text : texts) longest = std::max(longest, text.size(0));
  // With the shortcut the last row stands for all text_len - n padding rows of its text.
  int64_t rows =
      padding == TextPadding::kFull ? config.text_len : std::min(longest + 1, config.text_len);
  const bool hears_padding = !config.text_modulation;
  if (!hears_padding) rows = std::max<int64_t>(longest, 1);

  std::vector<at::Tensor> padded, pooled;
  const auto batch = static_cast<int64_t>(texts.size());
  at::Tensor bias = at::zeros({batch, rows}, wide_type(compute));
  for (int64_t b = 0; b < batch; ++b) {
    const at::Tensor text = texts[static_cast<size_t>(b)].to(
        at::TensorOptions().device(device).dtype(wide_type(compute)));
    const int64_t n = text.size(0);
    padded.push_back(at::constant_pad_nd(text, {0, 0, 0, rows - n}));
    if (config.text_modulation)
      pooled.push_back(n > 0 ? text.mean(0) : at::zeros({config.text_dim}, text.options()));
    if (n == rows) continue;
    bias[b].slice(0, n).fill_(-std::numeric_limits<float>::infinity());
    if (hears_padding || n == 0)
      bias[b][rows - 1].fill_(std::log(static_cast<double>(config.text_len - n)));
  }

  const at::Tensor hidden = gelu_tanh(model.text_embedding0.forward(at::stack(padded), compute));
  const at::Tensor context = model.text_embedding2.forward(hidden, compute);  // (B, rows, D)
  TextContext result;
  result.batch = batch;
  result.embedded = context;
  if (padding == TextPadding::kShortcut || !hears_padding) result.key_bias = bias.to(device);
  if (config.text_modulation)
    result.pooled = model.text_modulation.forward(at::stack(pooled), wide_type(compute));
  for (const DitBlock& block : model.blocks) {
    const DitAttention& layer = block.cross_attn;
    result.layers.push_back({project_heads(layer.k, layer.norm_k, {}, context, config, compute),
                             project_heads(layer.v, {}, {}, context, config, compute)});
  }
  return result;
}

}  // namespace animax::nn
