// SPDX-License-Identifier: MIT
// The umT5 text encoder. Letters: B batch, L tokens, D model width, I attention width, N heads.
#pragma once

#include "core/json.h"
#include "core/random.h"
#include "nn/safetensors.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace animax::nn {

/// Sizes of an encoder; the defaults are umT5-XXL.
struct UmT5Config {
  int64_t vocab = 256384;  ///< rows of the embedding, at least the tokenizer's pieces
  int64_t dim = 4096;
  int64_t dim_attn = 4096;  ///< all heads together
  int64_t dim_ffn = 10240;
  int64_t num_heads = 64;
  int64_t num_layers = 24;
  int64_t num_buckets = 32;
  int64_t max_distance = 128;
  bool shared_pos = false;  ///< one position table for all layers (T5) instead of one each (umT5)
  double eps = 1e-6;

  /// Throws Error naming `where` and the field that cannot be built.
  void validate(const std::string& where) const;
};

/// Reads the original keys (vocab, dim, dim_attn, ...) or those of a Hugging Face config.json
/// (vocab_size, d_model, d_kv, d_ff, ...). Throws Error naming `where` and the key.
UmT5Config umt5_config_from_json(const Json& json, const std::string& where);
Json to_json(const UmT5Config& config);

struct UmT5Block {
  at::Tensor norm1;           // (D)
  at::Tensor q, k, v;         // (I, D)
  at::Tensor o;               // (D, I)
  at::Tensor position_table;  // (num_buckets, N); undefined when the table is shared
  at::Tensor norm2;           // (D)
  at::Tensor gate, fc1, fc2;  // (F, D), (F, D), (D, F); gate is the activated one
};

/// An encoder: weights only. They may be fp32, bf16 or fp64, need not require gradients, and are
/// converted on the fly where the computation runs in another dtype.
struct UmT5 {
  UmT5Config config;
  at::Tensor token_embedding;  // (vocab, D)
  at::Tensor position_table;   // (num_buckets, N), only with config.shared_pos
  std::vector<UmT5Block> blocks;
  at::Tensor norm;  // (D)
};

/// Takes the weights out of `file` under the original (.pth) or Hugging Face names. Tensors are
/// shared, not copied. Throws Error naming `where`, the tensor, what was found and expected; for
/// tensors that the encoder does not know, too (a tied `encoder.embed_tokens.weight` is allowed).
UmT5 umt5_from_tensors(const UmT5Config& config, const TensorMap& file, const std::string& where);

/// Draws fresh weights, in the parameters' order, as the original initialises them: normal with
/// deviation 1 (embedding), (D * head width)^-1/2 (q), D^-1/2 (k, v, gate, fc1), I^-1/2 (o),
/// F^-1/2 (fc2), (2 num_buckets N)^-1/2 (positions); norms 1.
UmT5 random_umt5(const UmT5Config& config, Rng& rng);

/// Every parameter under its original name, in a fixed order; the tensors alias the encoder's.
std::vector<std::pair<std::string, at::Tensor>> named_parameters(const UmT5& encoder);

/// Replaces each parameter t by change(t): moving to a device or dtype, EMA, requires_grad.
void transform_parameters(UmT5& encoder,
                          const std::function<at::Tensor(const at::Tensor&)>& change);

/// Receives "block.<i>" (the residual stream after the block) as it is computed.
using UmT5Trace = std::function<void(const std::string& name, const at::Tensor& value)>;

/// Encodes a padded batch: `ids` (B, L) int64, `mask` (B, L) with 0 at padded positions, or
/// undefined if all are real. Returns (B, L, D) in `compute`; rows at padded positions are
/// meaningless. Differentiable. Throws Error if an id is outside the embedding.
at::Tensor umt5_forward(const UmT5& encoder,
                        const at::Tensor& ids,
                        const at::Tensor& mask = {},
                        at::ScalarType compute = at::kFloat,
                        const UmT5Trace& trace = nullptr);

/// Encodes one text of n real tokens without any padding and returns (n, D): the same rows that
/// a padded, masked run gives, at n/512 of its cost.
at::Tensor umt5_encode(const UmT5& encoder,
                       std::span<const int64_t> ids,
                       at::ScalarType compute = at::kFloat);

/// The table row of each relative position (key - query), int64 of any shape.
/// Raffel et al., "Exploring the limits of transfer learning with a unified text-to-text
/// transformer", 2020, section 2.1; half of the rows for keys behind, half for keys ahead.
at::Tensor relative_buckets(const at::Tensor& relative, int64_t num_buckets, int64_t max_distance);

/// The bias (1, N, L, L) that block `layer` adds to its attention logits for `length` tokens.
at::Tensor position_bias(const UmT5& encoder, size_t layer, int64_t length);

/// x / sqrt(mean(x^2) + eps) * weight over the last axis; statistics in fp32 (fp64 for fp64).
at::Tensor t5_norm(const at::Tensor& x, const at::Tensor& weight, double eps);

}  // namespace animax::nn
