// SPDX-License-Identifier: MIT
// The list of the transformer's weights, and what loads, draws, names and moves them.
#include "core/error.h"
#include "nn/device.h"
#include "nn/dit.h"
#include "nn/parameter_slots.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace animax::nn {
namespace {

enum class Init { kZero, kOne, kXavier, kSmall, kModulation };

struct Slot {
  ParameterSlot base;
  Init init = Init::kZero;
  bool wide = false;    // kept in fp32 whatever the model computes in
  bool animax = false;  // not part of Wan
};

// Collects slots; the prefix pair is the module's name in the two layouts.
class SlotList {
 public:
  explicit SlotList(std::vector<Slot>& slots) : slots_(slots) {}

  bool wide = false;
  bool animax = false;

  void add(at::Tensor& tensor,
           const std::string& name,
           const std::string& other,
           std::vector<int64_t> shape,
           Init init) {
    slots_.push_back({{name, other, std::move(shape), &tensor}, init, wide, animax});
  }

  void linear(Linear& linear,
              const std::string& name,
              const std::string& other,
              int64_t out,
              int64_t in,
              Init init) {
    add(linear.weight, name + ".weight", other + ".weight", {out, in}, init);
    add(linear.bias, name + ".bias", other + ".bias", {out}, Init::kZero);
  }

 private:
  std::vector<Slot>& slots_;
};

void add_attention(SlotList& list,
                   DitAttention& attention,
                   const std::string& name,
                   const std::string& other,
                   const DitConfig& config,
                   Init output_init) {
  const int64_t d = config.dim;
  const bool same_names = name == other;
  const auto theirs = [&](const char* own, const char* diffusers) {
    return other + (same_names ? own : diffusers);
  };
  list.linear(attention.q, name + ".q", theirs(".q", ".to_q"), d, d, Init::kXavier);
  list.linear(attention.k, name + ".k", theirs(".k", ".to_k"), d, d, Init::kXavier);
  list.linear(attention.v, name + ".v", theirs(".v", ".to_v"), d, d, Init::kXavier);
  list.linear(attention.o, name + ".o", theirs(".o", ".to_out.0"), d, d, output_init);
  if (!config.qk_norm) return;
  list.add(attention.norm_q, name + ".norm_q.weight", other + ".norm_q.weight", {d}, Init::kOne);
  list.add(attention.norm_k, name + ".norm_k.weight", other + ".norm_k.weight", {d}, Init::kOne);
}

void add_block(SlotList& list, DitBlock& block, const std::string& name, const DitConfig& config) {
  const int64_t d = config.dim;
  add_attention(list, block.self_attn, name + ".self_attn", name + ".attn1", config, Init::kXavier);
  if (config.cross_attn_norm) {
    list.add(block.norm3_weight, name + ".norm3.weight", name + ".norm2.weight", {d}, Init::kOne);
    list.add(block.norm3_bias, name + ".norm3.bias", name + ".norm2.bias", {d}, Init::kZero);
  }
  add_attention(
      list, block.cross_attn, name + ".cross_attn", name + ".attn2", config, Init::kXavier);
  list.linear(
      block.ffn0, name + ".ffn.0", name + ".ffn.net.0.proj", config.ffn_dim, d, Init::kXavier);
  list.linear(block.ffn2, name + ".ffn.2", name + ".ffn.net.2", d, config.ffn_dim, Init::kXavier);
  list.wide = true;
  list.add(block.modulation,
           name + ".modulation",
           name + ".scale_shift_table",
           {1, 6, d},
           Init::kModulation);
  list.wide = false;
  if (!config.multiview) return;
  list.animax = true;
  const std::string norm = name + ".multiview_norm";
  list.add(block.multiview_norm_weight, norm + ".weight", norm + ".weight", {d}, Init::kOne);
  list.add(block.multiview_norm_bias, norm + ".bias", norm + ".bias", {d}, Init::kZero);
  const std::string attention = name + ".multiview_attn";
  add_attention(list, block.multiview_attn, attention, attention, config, Init::kZero);
  list.animax = false;
}

void add_animax_embeddings(SlotList& list, JointVideoPoseTransformer& model) {
  const DitConfig& config = model.config;
  const int64_t d = config.dim;
  const auto [pf, ph, pw] = config.patch_size;
  list.animax = true;
  if (config.text_modulation) {
    list.wide = true;
    list.linear(model.text_modulation,
                "text_modulation",
                "text_modulation",
                d,
                config.text_dim,
                Init::kXavier);
    list.wide = false;
  }
  if (config.camera_channels > 0) {
    list.add(model.camera_embedding.weight,
             "camera_embedding.weight",
             "camera_embedding.weight",
             {d, config.camera_channels, 1, ph, pw},
             Init::kZero);
  }
  if (config.template_concat) {
    list.add(model.template_embedding.weight,
             "template_embedding.weight",
             "template_embedding.weight",
             {d, config.in_dim, 1, ph, pw},
             Init::kZero);
  }
  if (config.modality_embedding) {
    list.wide = true;
    const std::string name = "modality_embedding";
    list.linear(
        model.modality_embedding0, name + ".0", name + ".0", d, config.freq_dim, Init::kSmall);
    list.linear(model.modality_embedding2, name + ".2", name + ".2", d, d, Init::kZero);
    list.wide = false;
  }
  list.animax = false;
}

// Every weight in the order of the forward pass.
std::vector<Slot> slots_of(JointVideoPoseTransformer& model) {
  const DitConfig& c = model.config;
  model.blocks.resize(static_cast<size_t>(c.num_layers));
  std::vector<Slot> slots;
  SlotList list(slots);
  const auto [pf, ph, pw] = c.patch_size;
  list.add(model.patch_embedding.weight,
           "patch_embedding.weight",
           "patch_embedding.weight",
           {c.dim, c.in_dim, pf, ph, pw},
           Init::kXavier);
  list.add(model.patch_embedding.bias,
           "patch_embedding.bias",
           "patch_embedding.bias",
           {c.dim},
           Init::kZero);
  const std::string conditions = "condition_embedder.";
  list.linear(model.text_embedding0,
              "text_embedding.0",
              conditions + "text_embedder.linear_1",
              c.dim,
              c.text_dim,
              c.text_modulation ? Init::kXavier : Init::kSmall);
  list.linear(model.text_embedding2,
              "text_embedding.2",
              conditions + "text_embedder.linear_2",
              c.dim,
              c.dim,
              c.text_modulation ? Init::kXavier : Init::kSmall);
  list.wide = true;
  list.linear(model.time_embedding0,
              "time_embedding.0",
              conditions + "time_embedder.linear_1",
              c.dim,
              c.freq_dim,
              Init::kSmall);
  list.linear(model.time_embedding2,
              "time_embedding.2",
              conditions + "time_embedder.linear_2",
              c.dim,
              c.dim,
              Init::kSmall);
  list.linear(model.time_projection1,
              "time_projection.1",
              conditions + "time_proj",
              6 * c.dim,
              c.dim,
              Init::kXavier);
  list.wide = false;
  add_animax_embeddings(list, model);
  for (size_t i = 0; i < model.blocks.size(); ++i)
    add_block(list, model.blocks[i], str_cat("blocks.", i), c);
  list.wide = true;
  list.linear(model.head, "head.head", "proj_out", c.head_width(), c.dim, Init::kZero);
  list.add(model.head_modulation,
           "head.modulation",
           "scale_shift_table",
           {1, 2, c.dim},
           Init::kModulation);
  return slots;
}

at::Tensor drawn(const Slot& slot, Rng& rng) {
  const std::vector<int64_t>& shape = slot.base.shape;
  const auto fan = [&](size_t axis) {  // in: all but the first axis; out: the first
    int64_t size = 1;
    for (size_t i = 1; i < shape.size(); ++i) size *= shape[i];
    return static_cast<double>(axis == 0 ? shape[0] : size);
  };
  switch (slot.init) {
    case Init::kZero:
      return at::zeros(shape);
    case Init::kOne:
      return at::ones(shape);
    case Init::kXavier:
      return random_uniform(shape, std::sqrt(6.0 / (fan(0) + fan(1))), rng);
    case Init::kSmall:
      return random_normal(shape, 0.02, rng);
    case Init::kModulation:
      return random_normal(shape, 1.0 / std::sqrt(static_cast<double>(shape.back())), rng);
  }
  return {};
}

}  // namespace

JointVideoPoseTransformer dit_from_tensors(const DitConfig& config,
                                           const TensorMap& file,
                                           const std::string& where,
                                           MissingWeights missing,
                                           Rng rng) {
  config.validate(where);
  use_all_threads();
  JointVideoPoseTransformer model;
  model.config = config;
  std::vector<ParameterSlot> expected;
  for (const Slot& slot : slots_of(model)) {
    const bool present = file.contains(slot.base.name) || file.contains(slot.base.other_name);
    if (slot.animax && !present && missing == MissingWeights::kFreshAnimax) {
      *slot.base.tensor = drawn(slot, rng);
    } else {
      expected.push_back(slot.base);
    }
  }
  fill_slots(expected, file, where);
  return model;
}

JointVideoPoseTransformer random_dit(const DitConfig& config, Rng& rng) {
  config.validate("transformer");
  use_all_threads();
  JointVideoPoseTransformer model;
  model.config = config;
  for (const Slot& slot : slots_of(model)) *slot.base.tensor = drawn(slot, rng);
  return model;
}

std::vector<std::pair<std::string, at::Tensor>> named_parameters(
    const JointVideoPoseTransformer& model) {
  JointVideoPoseTransformer alias = model;
  std::vector<std::pair<std::string, at::Tensor>> named;
  for (const Slot& slot : slots_of(alias)) named.emplace_back(slot.base.name, *slot.base.tensor);
  return named;
}

std::vector<std::pair<std::string, Linear*>> named_linears(JointVideoPoseTransformer& model) {
  std::vector<std::pair<std::string, Linear*>> named = {
      {"text_embedding.0", &model.text_embedding0},
      {"text_embedding.2", &model.text_embedding2},
      {"time_embedding.0", &model.time_embedding0},
      {"time_embedding.2", &model.time_embedding2},
      {"time_projection.1", &model.time_projection1}};
  if (model.config.text_modulation) named.emplace_back("text_modulation", &model.text_modulation);
  if (model.config.modality_embedding) {
    named.emplace_back("modality_embedding.0", &model.modality_embedding0);
    named.emplace_back("modality_embedding.2", &model.modality_embedding2);
  }
  for (size_t i = 0; i < model.blocks.size(); ++i) {
    const std::string block = str_cat("blocks.", i, ".");
    const auto add = [&](DitAttention& attention, const std::string& name) {
      named.emplace_back(block + name + ".q", &attention.q);
      named.emplace_back(block + name + ".k", &attention.k);
      named.emplace_back(block + name + ".v", &attention.v);
      named.emplace_back(block + name + ".o", &attention.o);
    };
    add(model.blocks[i].self_attn, "self_attn");
    add(model.blocks[i].cross_attn, "cross_attn");
    if (model.config.multiview) add(model.blocks[i].multiview_attn, "multiview_attn");
    named.emplace_back(block + "ffn.0", &model.blocks[i].ffn0);
    named.emplace_back(block + "ffn.2", &model.blocks[i].ffn2);
  }
  named.emplace_back("head.head", &model.head);
  return named;
}

bool is_animax_parameter(const std::string& name) {
  return name.starts_with("text_modulation.") || name.starts_with("camera_embedding.") ||
         name.starts_with("template_embedding.") || name.starts_with("modality_embedding.") ||
         name.find(".multiview_") != std::string::npos;
}

void transform_parameters(
    JointVideoPoseTransformer& model,
    const std::function<at::Tensor(const std::string&, const at::Tensor&)>& change) {
  for (const Slot& slot : slots_of(model))
    *slot.base.tensor = change(slot.base.name, *slot.base.tensor);
}

void move_to(JointVideoPoseTransformer& model, at::Device device, at::ScalarType compute) {
  for (const Slot& slot : slots_of(model)) {
    const bool narrow = !slot.wide && slot.base.shape.size() > 1;  // norms and biases stay exact
    const auto dtype = compute == at::kDouble ? at::kDouble : narrow ? compute : at::kFloat;
    *slot.base.tensor = slot.base.tensor->to(at::TensorOptions().device(device).dtype(dtype));
  }
  const auto follow = [&](at::Tensor& factor) {
    if (factor.defined()) factor = factor.to(at::TensorOptions().device(device).dtype(compute));
  };
  for (auto& [name, linear] : named_linears(model)) {
    follow(linear->lora_down);
    follow(linear->lora_up);
  }
}

}  // namespace animax::nn
