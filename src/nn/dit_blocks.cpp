// SPDX-License-Identifier: MIT
#include "nn/dit_blocks.h"

#include "core/error.h"
#include "nn/attention.h"
#include "nn/fused.h"

#include <ATen/ATen.h>

namespace animax::nn {
namespace {

void trace(const BlockInputs& inputs, size_t index, const char* name, const at::Tensor& value) {
  if (inputs.trace) inputs.trace(str_cat("block.", index, ".", name), value);
}

// Self-attention over y (S, L, D), before the gate.
at::Tensor attend_self(const DitAttention& layer,
                       const DitConfig& config,
                       const at::Tensor& y,
                       const at::Tensor& rope,
                       const at::Tensor& key_bias,
                       const BlockInputs& inputs,
                       size_t index,
                       bool traced) {
  const at::Tensor q = project_heads(layer.q, layer.norm_q, rope, y, config, inputs.compute);
  const at::Tensor k = project_heads(layer.k, layer.norm_k, rope, y, config, inputs.compute);
  const at::Tensor v = project_heads(layer.v, {}, {}, y, config, inputs.compute);
  const at::Tensor out = attention(q, k, v, key_bias);
  if (traced) {
    trace(inputs, index, "self.q", q);
    trace(inputs, index, "self.k", k);
    trace(inputs, index, "self.v", v);
    trace(inputs, index, "self.attn", out);
  }
  return layer.o.forward(out.flatten(2), inputs.compute);
}

// Attention of the tokens of one latent frame across all views; x (B, V, f, P, D) to its branch.
at::Tensor attend_views(const DitBlock& block,
                        const DitConfig& config,
                        const at::Tensor& x,
                        const BlockInputs& inputs,
                        size_t index) {
  const int64_t b = x.size(0), v = x.size(1), f = x.size(2), p = x.size(3), d = x.size(4);
  const at::Tensor y = norm_affine(
      x, block.multiview_norm_weight, block.multiview_norm_bias, config.eps, inputs.compute);
  const at::Tensor frames = y.transpose(1, 2).reshape({b * f, v * p, d});
  const at::Tensor out = attend_self(block.multiview_attn,
                                     config,
                                     frames,
                                     inputs.view_rope,
                                     inputs.view_bias,
                                     inputs,
                                     index,
                                     false);
  return out.view({b, f, v, p, d}).transpose(1, 2).contiguous();
}

// Cross-attention of all views' tokens x (B, V, f, P, D) to the text; returns (B, V f P, D).
at::Tensor attend_text(const DitBlock& block,
                       const DitConfig& config,
                       const at::Tensor& x,
                       const TextContext& text,
                       const BlockInputs& inputs,
                       size_t index) {
  const at::Tensor flat = x.reshape({x.size(0), -1, x.size(-1)});
  const at::Tensor y =
      config.cross_attn_norm
          ? norm_affine(flat, block.norm3_weight, block.norm3_bias, config.eps, inputs.compute)
          : flat;
  const TextContext::Layer& keys = text.layers[index];
  const at::Tensor q =
      project_heads(block.cross_attn.q, block.cross_attn.norm_q, {}, y, config, inputs.compute);
  const at::Tensor out = attention(q, keys.k, keys.v, text.key_bias);
  trace(inputs, index, "cross.q", q);
  trace(inputs, index, "cross.k", keys.k);
  trace(inputs, index, "cross.v", keys.v);
  trace(inputs, index, "cross.attn", out);
  return block.cross_attn.o.forward(out.flatten(2), inputs.compute);
}

}  // namespace

at::Tensor project_heads(const Linear& linear,
                         const at::Tensor& norm,
                         const at::Tensor& rope,
                         const at::Tensor& x,
                         const DitConfig& config,
                         at::ScalarType compute) {
  return norm_rotate(linear.forward(x, compute), norm, config.eps, rope, config.num_heads, compute);
}

at::Tensor frame_modulation(const at::Tensor& table,
                            const at::Tensor& embedding,
                            const at::Tensor& frame_group) {
  at::Tensor rows = table.to(embedding.scalar_type()).unsqueeze(1) + embedding;  // (B, K, rows, D)
  if (frame_group.defined()) rows = rows.index_select(1, frame_group);           // (B, f, rows, D)
  return rows.unsqueeze(1).unsqueeze(3);
}

at::Tensor run_block(const JointVideoPoseTransformer& model,
                     size_t index,
                     at::Tensor x,
                     const TextContext& text,
                     const BlockInputs& inputs) {
  const DitConfig& config = model.config;
  const DitBlock& block = model.blocks[index];
  const auto shape = x.sizes().vec();
  const at::Tensor m = frame_modulation(block.modulation, inputs.e0, inputs.frame_group);
  const auto row = [&](int64_t i) { return m.select(4, i); };  // (B, 1, f, 1, D)

  // Self-attention within each view.
  at::Tensor y = norm_modulate(x, row(0), row(1), config.eps, inputs.compute);
  y = attend_self(block.self_attn,
                  config,
                  y.view({shape[0] * shape[1], -1, config.dim}),
                  inputs.rope,
                  inputs.key_bias,
                  inputs,
                  index,
                  true);
  trace(inputs, index, "self_attn", y);
  x = add_gated(x, row(2), y);

  if (config.multiview) x = add_gated(x, {}, attend_views(block, config, x, inputs, index));

  y = attend_text(block, config, x, text, inputs, index);
  trace(inputs, index, "cross_attn", y);
  x = add_gated(x, {}, y);

  y = norm_modulate(x, row(3), row(4), config.eps, inputs.compute);
  y = block.ffn2.forward(activate(block.ffn0.forward(y, inputs.compute)), inputs.compute);
  trace(inputs, index, "ffn", y.view({shape[0] * shape[1], -1, config.dim}));
  x = add_gated(x, row(5), y);
  trace(inputs, index, "out", x.view({shape[0] * shape[1], -1, config.dim}));
  return x;
}

}  // namespace animax::nn
