// SPDX-License-Identifier: MIT
// How other programs spell the tensors of an adapter.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace animax::nn {

/// What a tensor of an adapter is to its module.
enum class LoraRole { kDown, kUp, kUpBias, kAlpha, kWeight, kBias, kDora };

struct LoraKey {
  std::string module;  ///< the model's own name
  LoraRole role;
};

/// Recognises the keys of adapters for a model with the given modules.
class LoraNames {
 public:
  /// `modules`: names as in the original release, e.g. "blocks.0.self_attn.q".
  explicit LoraNames(const std::vector<std::string>& modules);

  /// nullopt if the key has no known ending or names no module. kohya's names, in which dots have
  /// become underscores, are looked up, not guessed.
  std::optional<LoraKey> parse(std::string_view key) const;

 private:
  std::optional<std::string> find_module(std::string_view name) const;

  std::map<std::string, std::string, std::less<>> dotted_;   ///< both layouts to original
  std::map<std::string, std::string, std::less<>> mangled_;  ///< the same, dots as underscores
};

/// The diffusers name of one of the transformer's modules (the name itself if it has no other).
std::string diffusers_module_name(const std::string& original);

/// True for keys of PEFT's own files.
bool is_peft_key(std::string_view key);

}  // namespace animax::nn
