// SPDX-License-Identifier: MIT
#include "nn/dit_config.h"

#include "core/error.h"

namespace animax::nn {
namespace {

constexpr int64_t kMaxSize = 1 << 20;  // far above any real width; keeps products in range

void check_size(const std::string& where, const char* key, int64_t value) {
  if (value < 1 || value > kMaxSize) {
    throw Error(where, ": ", key, ": found ", value, ", expected 1 to ", kMaxSize);
  }
}

template <typename Value>
void read(const Json& json, const char* key, Value& value, const std::string& where) {
  value = json_get_or<Value>(json, key, value, where);
}

// diffusers' spelling of the same numbers.
void read_diffusers(const Json& json, DitConfig& config, const std::string& where) {
  read(json, "num_attention_heads", config.num_heads, where);
  read(json, "in_channels", config.in_dim, where);
  read(json, "out_channels", config.out_dim, where);
  if (json.contains("attention_head_dim")) {
    const auto head_dim = json_get<int64_t>(json, "attention_head_dim", where);
    check_size(where, "attention_head_dim", head_dim);
    check_size(where, "num_attention_heads", config.num_heads);
    config.dim = head_dim * config.num_heads;
  }
}

template <typename Enum>
Enum read_choice(const Json& json,
                 const char* key,
                 Enum fallback,
                 std::initializer_list<std::pair<const char*, Enum>> choices,
                 const std::string& where) {
  if (!json.contains(key)) return fallback;
  const auto found = json_get<std::string>(json, key, where);
  std::string expected;
  for (const auto& [name, value] : choices) {
    if (found == name) return value;
    expected += str_cat(expected.empty() ? "" : " or ", name);
  }
  throw Error(where, ": ", key, ": found \"", found, "\", expected ", expected);
}

}  // namespace

int64_t DitConfig::head_width() const {
  const int64_t flow = head == DitHead::kWarp ? 2 * warp_grid * warp_grid : 0;
  return patch_volume() * out_dim + flow;
}

void DitConfig::validate(const std::string& where) const {
  const std::pair<const char*, int64_t> sizes[] = {{"dim", dim},
                                                   {"ffn_dim", ffn_dim},
                                                   {"num_heads", num_heads},
                                                   {"num_layers", num_layers},
                                                   {"in_dim", in_dim},
                                                   {"out_dim", out_dim},
                                                   {"freq_dim", freq_dim},
                                                   {"text_dim", text_dim},
                                                   {"text_len", text_len},
                                                   {"warp_grid", warp_grid},
                                                   {"patch_size[0]", patch_size[0]},
                                                   {"patch_size[1]", patch_size[1]},
                                                   {"patch_size[2]", patch_size[2]}};
  for (const auto& [key, value] : sizes) check_size(where, key, value);
  for (int64_t side : patch_size) {
    if (side > 64) throw Error(where, ": patch_size: found ", side, ", expected at most 64");
  }
  if (dim % num_heads != 0)
    throw Error(where, ": dim: found ", dim, ", expected a multiple of num_heads ", num_heads);
  if (head_dim() % 2 != 0)
    throw Error(where, ": dim / num_heads: found ", head_dim(), ", expected an even number");
  if (freq_dim % 2 != 0)
    throw Error(where, ": freq_dim: found ", freq_dim, ", expected an even number");
  if (!(eps > 0)) throw Error(where, ": eps: found ", eps, ", expected a positive number");
  if (camera_channels < 0 || camera_channels > 1024) {
    throw Error(where, ": camera_channels: found ", camera_channels, ", expected 0 to 1024");
  }
  const bool uses_template = template_residual || head == DitHead::kWarp;
  if (uses_template && prediction != Prediction::kClean) {
    throw Error(where,
                ": prediction: found velocity, but template_residual and the warp head need clean");
  }
  if (uses_template && in_dim != out_dim) {
    throw Error(where,
                ": out_dim: found ",
                out_dim,
                ", but template_residual and the warp head need in_dim ",
                in_dim);
  }
  if (head == DitHead::kWarp && (warp_grid > 64 || patch_size[0] != 1)) {
    throw Error(where, ": warp_grid: the warp head needs warp_grid <= 64 and one frame per patch");
  }
}

DitConfig dit_config_from_json(const Json& json, const std::string& where) {
  if (!json.is_object()) throw Error(where, ": found ", json.type_name(), ", expected an object");
  DitConfig config;
  read_diffusers(json, config, where);
  read(json, "dim", config.dim, where);
  read(json, "ffn_dim", config.ffn_dim, where);
  read(json, "num_heads", config.num_heads, where);
  read(json, "num_layers", config.num_layers, where);
  read(json, "freq_dim", config.freq_dim, where);
  read(json, "text_dim", config.text_dim, where);
  read(json, "text_len", config.text_len, where);
  read(json, "in_dim", config.in_dim, where);
  read(json, "out_dim", config.out_dim, where);
  read(json, "patch_size", config.patch_size, where);
  read(json, "eps", config.eps, where);
  read(json, "cross_attn_norm", config.cross_attn_norm, where);
  // A flag in Wan's code, the kind of norm in diffusers.
  if (const auto norm = json.find("qk_norm"); norm != json.end() && norm->is_string()) {
    config.qk_norm =
        read_choice<bool>(json, "qk_norm", true, {{"rms_norm_across_heads", true}}, where);
  } else if (norm != json.end() && norm->is_null()) {
    config.qk_norm = false;
  } else {
    read(json, "qk_norm", config.qk_norm, where);
  }
  read(json, "modality_embedding", config.modality_embedding, where);
  read(json, "shared_positions", config.shared_positions, where);
  read(json, "pose_only", config.pose_only, where);
  read(json, "camera_channels", config.camera_channels, where);
  read(json, "multiview", config.multiview, where);
  read(json, "text_modulation", config.text_modulation, where);
  read(json, "template_concat", config.template_concat, where);
  read(json, "template_residual", config.template_residual, where);
  read(json, "warp_grid", config.warp_grid, where);
  config.head = read_choice(
      json, "head", config.head, {{"linear", DitHead::kLinear}, {"warp", DitHead::kWarp}}, where);
  config.prediction =
      read_choice(json,
                  "prediction",
                  config.prediction,
                  {{"velocity", Prediction::kVelocity}, {"clean", Prediction::kClean}},
                  where);
  config.validate(where);
  return config;
}

Json to_json(const DitConfig& config) {
  return {{"dim", config.dim},
          {"ffn_dim", config.ffn_dim},
          {"num_heads", config.num_heads},
          {"num_layers", config.num_layers},
          {"freq_dim", config.freq_dim},
          {"text_dim", config.text_dim},
          {"text_len", config.text_len},
          {"in_dim", config.in_dim},
          {"out_dim", config.out_dim},
          {"patch_size", config.patch_size},
          {"eps", config.eps},
          {"qk_norm", config.qk_norm},
          {"cross_attn_norm", config.cross_attn_norm},
          {"modality_embedding", config.modality_embedding},
          {"shared_positions", config.shared_positions},
          {"pose_only", config.pose_only},
          {"camera_channels", config.camera_channels},
          {"multiview", config.multiview},
          {"text_modulation", config.text_modulation},
          {"template_concat", config.template_concat},
          {"template_residual", config.template_residual},
          {"head", config.head == DitHead::kWarp ? "warp" : "linear"},
          {"warp_grid", config.warp_grid},
          {"prediction", config.prediction == Prediction::kClean ? "clean" : "velocity"}};
}

}  // namespace animax::nn
