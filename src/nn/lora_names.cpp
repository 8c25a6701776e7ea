// SPDX-License-Identifier: MIT
#include "nn/lora_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace animax::nn {
namespace {

constexpr std::string_view kPeftPrefix = "base_model.model.";
constexpr std::array<std::string_view, 5> kPrefixes = {
    kPeftPrefix, "transformer.", "diffusion_model.", "model.", "unet."};
constexpr std::array<std::string_view, 2> kMangledPrefixes = {"lora_unet_", "lora_transformer_"};

struct Ending {
  std::string_view text;
  LoraRole role;
};
constexpr std::array<Ending, 13> kEndings = {{{".lora_A.weight", LoraRole::kDown},
                                              {".lora_B.weight", LoraRole::kUp},
                                              {".lora_B.bias", LoraRole::kUpBias},
                                              {".lora_down.weight", LoraRole::kDown},
                                              {".lora_up.weight", LoraRole::kUp},
                                              {".lora_up.bias", LoraRole::kUpBias},
                                              {".lora.down.weight", LoraRole::kDown},
                                              {".lora.up.weight", LoraRole::kUp},
                                              {".alpha", LoraRole::kAlpha},
                                              {".diff", LoraRole::kWeight},
                                              {".diff_b", LoraRole::kBias},
                                              {".dora_scale", LoraRole::kDora},
                                              {".lora_magnitude_vector", LoraRole::kDora}}};

/// Splits off a known ending; `key` becomes the module part.
std::optional<LoraRole> cut_ending(std::string& key) {
  for (const Ending& ending : kEndings)
    if (key.ends_with(ending.text)) {
      key.erase(key.size() - ending.text.size());
      return ending.role;
    }
  return std::nullopt;
}

/// ".lora_A.<adapter>.weight" -> ".lora_A.weight"
std::string without_adapter_name(std::string_view key) {
  for (const std::string_view factor : {".lora_A.", ".lora_B.", ".lora_magnitude_vector."}) {
    const size_t at = key.find(factor);
    if (at == std::string_view::npos) continue;
    const size_t name = at + factor.size(), end = key.find('.', name);
    if (factor == ".lora_magnitude_vector.") return std::string(key.substr(0, name - 1));
    if (end == std::string_view::npos) break;  // no adapter name in front of "weight"
    return std::string(key.substr(0, name)) + std::string(key.substr(end + 1));
  }
  return std::string(key);
}

std::string underscored(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

/// In order of application; the first match of a whole dotted part counts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kDiffusersParts = {
    {{"text_embedding.0", "condition_embedder.text_embedder.linear_1"},
     {"text_embedding.2", "condition_embedder.text_embedder.linear_2"},
     {"time_embedding.0", "condition_embedder.time_embedder.linear_1"},
     {"time_embedding.2", "condition_embedder.time_embedder.linear_2"},
     {"time_projection.1", "condition_embedder.time_proj"},
     {"head.head", "proj_out"},
     {"head.modulation", "scale_shift_table"},
     {"modulation", "scale_shift_table"},
     {"norm3", "norm2"},
     {"ffn.0", "ffn.net.0.proj"},
     {"ffn.2", "ffn.net.2"},
     {"self_attn.q", "attn1.to_q"},
     {"self_attn.k", "attn1.to_k"},
     {"self_attn.v", "attn1.to_v"},
     {"self_attn.o", "attn1.to_out.0"},
     {"self_attn.norm_q", "attn1.norm_q"},
     {"self_attn.norm_k", "attn1.norm_k"},
     {"cross_attn.norm_q", "attn2.norm_q"},
     {"cross_attn.norm_k", "attn2.norm_k"}}};

}  // namespace

std::string diffusers_module_name(const std::string& original) {
  const auto replaced = [&](std::string_view own, std::string_view other) {
    return original.substr(0, original.size() - own.size()) + std::string(other);
  };
  for (const auto& [own, other] : kDiffusersParts) {
    const bool whole = original == own;
    if (whole || original.ends_with("." + std::string(own))) return replaced(own, other);
  }
  for (const char* letter : {"q", "k", "v", "o"}) {
    const std::string own = std::string("cross_attn.") + letter;
    if (original.ends_with("." + own))
      return replaced(own, std::string("attn2.to_") + (*letter == 'o' ? "out.0" : letter));
  }
  return original;
}

bool is_peft_key(std::string_view key) { return key.starts_with(kPeftPrefix); }

LoraNames::LoraNames(const std::vector<std::string>& modules) {
  // Own names first: they win where the two layouts share a name for different modules.
  for (const std::string& module : modules) dotted_[module] = module;
  for (const std::string& module : modules)
    dotted_.try_emplace(diffusers_module_name(module), module);
  for (const std::string& module : modules) mangled_[underscored(module)] = module;
  for (const std::string& module : modules)
    mangled_.try_emplace(underscored(diffusers_module_name(module)), module);
}

std::optional<std::string> LoraNames::find_module(std::string_view name) const {
  for (const std::string_view prefix : kMangledPrefixes)
    if (name.starts_with(prefix)) {
      const auto it = mangled_.find(name.substr(prefix.size()));
      return it == mangled_.end() ? std::nullopt : std::optional(it->second);
    }
  while (true) {
    if (const auto it = dotted_.find(name); it != dotted_.end()) return it->second;
    const auto prefix = std::find_if(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view p) {
      return name.starts_with(p);
    });
    if (prefix == kPrefixes.end()) return std::nullopt;
    name.remove_prefix(prefix->size());
  }
}

std::optional<LoraKey> LoraNames::parse(std::string_view key) const {
  std::string name = without_adapter_name(key);
  const std::optional<LoraRole> role = cut_ending(name);
  if (!role) return std::nullopt;
  const std::optional<std::string> module = find_module(name);
  if (!module) return std::nullopt;
  return LoraKey{*module, *role};
}

}  // namespace animax::nn
