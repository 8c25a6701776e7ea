// SPDX-License-Identifier: MIT
#include "nn/umt5.h"

#include "nn/modules.h"
#include "nn/parameter_slots.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>

namespace animax::nn {
namespace {

constexpr int64_t kMaxSize = int64_t{1} << 31;

/// Every weight of the encoder with both of its names.
std::vector<ParameterSlot> slots_of(UmT5& m) {
  const UmT5Config& c = m.config;
  std::vector<ParameterSlot> slots;
  slots.push_back(
      {"token_embedding.weight", "shared.weight", {c.vocab, c.dim}, &m.token_embedding});
  if (c.shared_pos)
    slots.push_back({"pos_embedding.embedding.weight",
                     "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                     {c.num_buckets, c.num_heads},
                     &m.position_table});
  m.blocks.resize(static_cast<size_t>(c.num_layers));
  for (size_t i = 0; i < m.blocks.size(); ++i) {
    UmT5Block& b = m.blocks[i];
    const std::string own = str_cat("blocks.", i, "."),
                      hf = str_cat("encoder.block.", i, ".layer.");
    const auto add =
        [&](const char* name, const char* other, std::vector<int64_t> shape, at::Tensor& t) {
          slots.push_back({own + name, hf + other, std::move(shape), &t});
        };
    add("norm1.weight", "0.layer_norm.weight", {c.dim}, b.norm1);
    add("attn.q.weight", "0.SelfAttention.q.weight", {c.dim_attn, c.dim}, b.q);
    add("attn.k.weight", "0.SelfAttention.k.weight", {c.dim_attn, c.dim}, b.k);
    add("attn.v.weight", "0.SelfAttention.v.weight", {c.dim_attn, c.dim}, b.v);
    add("attn.o.weight", "0.SelfAttention.o.weight", {c.dim, c.dim_attn}, b.o);
    if (!c.shared_pos)
      add("pos_embedding.embedding.weight",
          "0.SelfAttention.relative_attention_bias.weight",
          {c.num_buckets, c.num_heads},
          b.position_table);
    add("norm2.weight", "1.layer_norm.weight", {c.dim}, b.norm2);
    add("ffn.gate.0.weight", "1.DenseReluDense.wi_0.weight", {c.dim_ffn, c.dim}, b.gate);
    add("ffn.fc1.weight", "1.DenseReluDense.wi_1.weight", {c.dim_ffn, c.dim}, b.fc1);
    add("ffn.fc2.weight", "1.DenseReluDense.wo.weight", {c.dim, c.dim_ffn}, b.fc2);
  }
  slots.push_back({"norm.weight", "encoder.final_layer_norm.weight", {c.dim}, &m.norm});
  return slots;
}

at::Tensor product(const at::Tensor& x, const at::Tensor& weight) {
  return at::linear(x, weight.to(x.scalar_type()));
}

/// Self-attention over normalised rows `x` (B, L, D); `bias` (B or 1, N, L, L) holds the mask too.
at::Tensor attend(const UmT5Block& b, const at::Tensor& x, const at::Tensor& bias, int64_t heads) {
  const int64_t batch = x.size(0), length = x.size(1);
  const auto split = [&](const at::Tensor& t) {
    return t.view({batch, length, heads, -1}).transpose(1, 2);  // (B, N, L, I / N)
  };
  const at::Tensor q = split(product(x, b.q)), k = split(product(x, b.k)),
                   v = split(product(x, b.v));
  // No 1/sqrt(d). The softmax runs in fp32 whatever the rows are.
  const at::Tensor logits = at::matmul(q, k.transpose(2, 3)).to(bias.scalar_type()) + bias;
  const at::Tensor weights = at::softmax(logits, -1).to(x.scalar_type());  // (B, N, L, L)
  return product(at::matmul(weights, v).transpose(1, 2).reshape({batch, length, -1}), b.o);
}

at::Tensor feed_forward(const UmT5Block& b, const at::Tensor& x) {
  return product(gelu_tanh(product(x, b.gate)) * product(x, b.fc1), b.fc2);
}

/// fp32 for half precisions, fp64 for fp64.
at::ScalarType wide(at::ScalarType dtype) {
  return dtype == at::kDouble ? at::kDouble : at::kFloat;
}

}  // namespace

void UmT5Config::validate(const std::string& where) const {
  const auto positive = [&](const char* field, int64_t value) {
    if (value <= 0 || value > kMaxSize)
      throw Error(where, ": ", field, ": found ", value, ", expected a positive number");
  };
  positive("vocab", vocab);
  positive("dim", dim);
  positive("dim_attn", dim_attn);
  positive("dim_ffn", dim_ffn);
  positive("num_heads", num_heads);
  positive("num_layers", num_layers);
  positive("num_buckets", num_buckets);
  if (num_layers > 1000) throw Error(where, ": num_layers: found ", num_layers, ", at most 1000");
  if (dim_attn % num_heads != 0)
    throw Error(
        where, ": dim_attn: found ", dim_attn, ", expected a multiple of num_heads ", num_heads);
  if (num_buckets % 4 != 0)
    throw Error(where, ": num_buckets: found ", num_buckets, ", expected a multiple of 4");
  if (max_distance <= num_buckets / 4)
    throw Error(where,
                ": max_distance: found ",
                max_distance,
                ", expected more than num_buckets/4 = ",
                num_buckets / 4);
  if (!(eps > 0)) throw Error(where, ": eps: found ", eps, ", expected a positive number");
}

UmT5Config umt5_config_from_json(const Json& json, const std::string& where) {
  UmT5Config c;
  const auto read = [&](const char* own, const char* hf, int64_t& field) {
    field = json_get<int64_t>(json, json.contains(own) ? own : hf, where);
  };
  read("vocab", "vocab_size", c.vocab);
  read("dim", "d_model", c.dim);
  read("dim_ffn", "d_ff", c.dim_ffn);
  read("num_heads", "num_heads", c.num_heads);
  read("num_layers", "num_layers", c.num_layers);
  if (json.contains("d_kv"))
    c.dim_attn = json_get<int64_t>(json, "d_kv", where) * c.num_heads;
  else
    c.dim_attn = json_get<int64_t>(json, "dim_attn", where);
  read("num_buckets", "relative_attention_num_buckets", c.num_buckets);
  c.max_distance = json_get_or<int64_t>(
      json,
      json.contains("max_distance") ? "max_distance" : "relative_attention_max_distance",
      c.max_distance,
      where);
  c.shared_pos = json_get_or<bool>(json, "shared_pos", c.shared_pos, where);
  c.eps =
      json_get_or<double>(json, json.contains("eps") ? "eps" : "layer_norm_epsilon", c.eps, where);
  c.validate(where);
  return c;
}

Json to_json(const UmT5Config& c) {
  return {{"vocab", c.vocab},
          {"dim", c.dim},
          {"dim_attn", c.dim_attn},
          {"dim_ffn", c.dim_ffn},
          {"num_heads", c.num_heads},
          {"num_layers", c.num_layers},
          {"num_buckets", c.num_buckets},
          {"max_distance", c.max_distance},
          {"shared_pos", c.shared_pos},
          {"eps", c.eps}};
}

UmT5 umt5_from_tensors(const UmT5Config& config, const TensorMap& file, const std::string& where) {
  config.validate(where);
  UmT5 m{.config = config};
  fill_slots(slots_of(m), file, where, {"encoder.embed_tokens.weight"});
  return m;
}

UmT5 random_umt5(const UmT5Config& c, Rng& rng) {
  c.validate("text encoder");
  UmT5 m{.config = c};
  const double head_dim = static_cast<double>(c.dim_attn / c.num_heads);
  for (ParameterSlot& slot : slots_of(m)) {
    const auto ends = [&](const char* suffix) { return slot.name.ends_with(suffix); };
    double deviation = 1 / std::sqrt(static_cast<double>(c.dim));  // k, v, gate, fc1
    if (ends("token_embedding.weight")) deviation = 1;
    if (ends(".q.weight")) deviation /= std::sqrt(head_dim);
    if (ends(".o.weight")) deviation = 1 / std::sqrt(static_cast<double>(c.dim_attn));
    if (ends(".fc2.weight")) deviation = 1 / std::sqrt(static_cast<double>(c.dim_ffn));
    if (ends("embedding.embedding.weight"))
      deviation = 1 / std::sqrt(2.0 * static_cast<double>(c.num_buckets * c.num_heads));
    *slot.tensor =
        slot.shape.size() == 1 ? at::ones(slot.shape) : random_normal(slot.shape, deviation, rng);
  }
  return m;
}

std::vector<std::pair<std::string, at::Tensor>> named_parameters(const UmT5& encoder) {
  UmT5 copy = encoder;  // shares the tensors
  return name_slots(slots_of(copy));
}

void transform_parameters(UmT5& encoder,
                          const std::function<at::Tensor(const at::Tensor&)>& change) {
  for (const ParameterSlot& slot : slots_of(encoder)) *slot.tensor = change(*slot.tensor);
}

at::Tensor relative_buckets(const at::Tensor& relative, int64_t num_buckets, int64_t max_distance) {
  const int64_t half = num_buckets / 2, exact = half / 2;
  at::Tensor result = at::empty_like(
      relative, at::TensorOptions(at::kLong).device(at::kCPU), at::MemoryFormat::Contiguous);
  const at::Tensor source = relative.to(at::kCPU, at::kLong).contiguous();
  const int64_t* in = source.data_ptr<int64_t>();
  int64_t* out = result.data_ptr<int64_t>();
  const double scale = static_cast<double>(half - exact) /
                       std::log(static_cast<double>(max_distance) / static_cast<double>(exact));
  for (int64_t i = 0; i < source.numel(); ++i) {
    const int64_t distance = std::abs(in[i]);
    int64_t bucket = distance;
    if (distance >= exact) {
      // Where the logarithm is a whole number (16, 32, 64 of 128) rounding must not fall below it.
      const double steps =
          std::log(static_cast<double>(distance) / static_cast<double>(exact)) * scale;
      bucket = std::min(half - 1, exact + static_cast<int64_t>(std::floor(steps + 1e-6)));
    }
    out[i] = bucket + (in[i] > 0 ? half : 0);
  }
  return result.to(relative.device());
}

at::Tensor position_bias(const UmT5& m, size_t layer, int64_t length) {
  CHECK_LT(layer, m.blocks.size());
  const at::Tensor& table = m.config.shared_pos ? m.position_table : m.blocks[layer].position_table;
  const at::Tensor position = at::arange(length, at::kLong);
  const at::Tensor buckets = relative_buckets(
      position.unsqueeze(0) - position.unsqueeze(1), m.config.num_buckets, m.config.max_distance);
  return at::embedding(table, buckets.to(table.device())).permute({2, 0, 1}).unsqueeze(0);
}

at::Tensor t5_norm(const at::Tensor& x, const at::Tensor& weight, double eps) {
  return rms_norm(x, weight, eps).to(x.scalar_type());
}

at::Tensor umt5_forward(const UmT5& m,
                        const at::Tensor& ids,
                        const at::Tensor& mask,
                        at::ScalarType compute,
                        const UmT5Trace& trace) {
  const UmT5Config& c = m.config;
  CHECK_EQ(ids.dim(), 2);
  CHECK_THAT(ids.size(0) > 0 && ids.size(1) > 0);
  const int64_t lowest = ids.min().item<int64_t>(), highest = ids.max().item<int64_t>();
  if (lowest < 0 || highest >= c.vocab)
    throw Error("text encoder: token id ",
                lowest < 0 ? lowest : highest,
                ": expected 0 to ",
                c.vocab - 1,
                "; the tokenizer does not belong to this encoder");
  if (mask.defined()) CHECK_EQ(mask.sizes(), ids.sizes());

  at::Tensor hidden;  // where keys are padding, (B, 1, 1, L)
  if (mask.defined()) hidden = mask.eq(0).view({ids.size(0), 1, 1, ids.size(1)});
  const auto bias_of = [&](size_t layer) {
    at::Tensor bias = position_bias(m, layer, ids.size(1)).to(wide(compute));
    if (!hidden.defined()) return bias;
    const double lowest_float = compute == at::kDouble ? std::numeric_limits<double>::lowest()
                                                       : std::numeric_limits<float>::lowest();
    return bias.masked_fill(hidden, lowest_float);
  };

  at::Tensor x = at::embedding(m.token_embedding, ids).to(compute);  // (B, L, D)
  at::Tensor bias;
  for (size_t i = 0; i < m.blocks.size(); ++i) {
    const UmT5Block& block = m.blocks[i];
    if (!bias.defined() || !c.shared_pos) bias = bias_of(i);
    x = x + attend(block, t5_norm(x, block.norm1, c.eps), bias, c.num_heads);
    x = x + feed_forward(block, t5_norm(x, block.norm2, c.eps));
    if (trace) trace(str_cat("block.", i), x);
  }
  return t5_norm(x, m.norm, c.eps);
}

at::Tensor umt5_encode(const UmT5& encoder, std::span<const int64_t> ids, at::ScalarType compute) {
  CHECK_THAT(!ids.empty());
  at::Tensor row = at::empty({1, static_cast<int64_t>(ids.size())}, at::kLong);
  std::copy(ids.begin(), ids.end(), row.data_ptr<int64_t>());
  return umt5_forward(encoder, row.to(encoder.token_embedding.device()), {}, compute).squeeze(0);
}

}  // namespace animax::nn
