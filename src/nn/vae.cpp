// SPDX-License-Identifier: MIT
#include "nn/vae.h"

#include "nn/parameter_slots.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace animax::nn {
namespace {

constexpr int64_t kMaxChannels = 1 << 16;

/// Lists the weights of a VAE. Creates the layers of one that has none yet.
class Builder {
 public:
  explicit Builder(Vae& vae) : vae_(vae), config_(vae.config) {}

  std::vector<ParameterSlot> build() {
    build_encoder();
    const int64_t z = config_.latent_channels;
    add_conv("conv1", "quant_conv", vae_.moments, 2 * z, 2 * z, {1, 1, 1});
    add_conv("conv2", "post_quant_conv", vae_.from_latent, z, z, {1, 1, 1});
    build_decoder();
    return std::move(slots_);
  }

 private:
  void add(std::string name, std::string other, std::vector<int64_t> shape, at::Tensor& tensor) {
    slots_.push_back({std::move(name), std::move(other), std::move(shape), &tensor});
  }

  void add_conv(const std::string& name,
                const std::string& other,
                VaeConv& conv,
                int64_t in,
                int64_t out,
                std::vector<int64_t> kernel) {
    std::vector<int64_t> shape = {out, in};
    shape.insert(shape.end(), kernel.begin(), kernel.end());
    add(name + ".weight", other + ".weight", shape, conv.weight);
    add(name + ".bias", other + ".bias", {out}, conv.bias);
  }

  void add_res(const VaeLayer& at, VaeResBlock& block, int64_t in, int64_t out) {
    const std::string own = at.name + ".", other = at.other_name + ".";
    add(own + "residual.0.gamma", other + "norm1.gamma", {in, 1, 1, 1}, block.gamma1);
    add_conv(own + "residual.2", other + "conv1", block.conv1, in, out, {3, 3, 3});
    add(own + "residual.3.gamma", other + "norm2.gamma", {out, 1, 1, 1}, block.gamma2);
    add_conv(own + "residual.6", other + "conv2", block.conv2, out, out, {3, 3, 3});
    if (in != out)
      add_conv(own + "shortcut", other + "conv_shortcut", block.shortcut, in, out, {1, 1, 1});
  }

  void add_attention(const VaeLayer& at, VaeAttention& block, int64_t width) {
    add(at.name + ".norm.gamma", at.other_name + ".norm.gamma", {width, 1, 1}, block.gamma);
    add_conv(at.name + ".to_qkv", at.other_name + ".to_qkv", block.qkv, width, 3 * width, {1, 1});
    add_conv(at.name + ".proj", at.other_name + ".proj", block.proj, width, width, {1, 1});
  }

  /// The next layer. Pointers into it stay good because reserve() came first.
  template <typename Part>
  std::pair<VaeLayer&, Part&> append(VaeHalf& half, std::string name, std::string other) {
    if (next_ == half.layers.size()) {
      CHECK_LT(half.layers.size(), half.layers.capacity());
      half.layers.push_back({std::move(name), std::move(other), Part{}});
    }
    VaeLayer& layer = half.layers[next_++];
    return {layer, std::get<Part>(layer.part)};
  }

  void begin(VaeHalf& half) {
    half.layers.reserve(
        config_.multipliers.size() * static_cast<size_t>(2 * config_.res_blocks + 4) + 4);
    next_ = 0;
  }

  void append_res(VaeHalf& half, std::string name, std::string other, int64_t in, int64_t out) {
    const auto [layer, block] = append<VaeResBlock>(half, std::move(name), std::move(other));
    add_res(layer, block, in, out);
  }

  void append_attention(VaeHalf& half, std::string name, std::string other, int64_t width) {
    const auto [layer, block] = append<VaeAttention>(half, std::move(name), std::move(other));
    add_attention(layer, block, width);
  }

  void append_middle(VaeHalf& half, const std::string& side, int64_t width) {
    const std::string own = side + ".middle.", other = side + ".mid_block.";
    append_res(half, own + "0", other + "resnets.0", width, width);
    append_attention(half, own + "1", other + "attentions.0", width);
    append_res(half, own + "2", other + "resnets.1", width, width);
  }

  void append_head(VaeHalf& half, const std::string& side, int64_t width, int64_t out) {
    add(side + ".head.0.gamma", side + ".norm_out.gamma", {width, 1, 1, 1}, half.gamma_out);
    add_conv(side + ".head.2", side + ".conv_out", half.conv_out, width, out, {3, 3, 3});
  }

  bool attends(double scale) const {
    return std::find(config_.attention_scales.begin(), config_.attention_scales.end(), scale) !=
           config_.attention_scales.end();
  }

  void build_encoder() {
    VaeHalf& half = vae_.encoder;
    begin(half);
    int64_t width = config_.base_channels;
    add_conv(
        "encoder.conv1", "encoder.conv_in", half.conv_in, config_.image_channels, width, {3, 3, 3});
    double scale = 1;
    for (size_t level = 0; level < config_.multipliers.size(); ++level) {
      const auto own = [&] { return str_cat("encoder.downsamples.", next_); };
      const auto other = [&] { return str_cat("encoder.down_blocks.", next_); };
      const int64_t out = config_.base_channels * config_.multipliers[level];
      for (int64_t i = 0; i < config_.res_blocks; ++i, width = out) {
        append_res(half, own(), other(), width, out);
        if (attends(scale)) append_attention(half, own(), other(), out);
      }
      if (level + 1 == config_.multipliers.size()) break;
      const auto [layer, down] = append<VaeDown>(half, own(), other());
      add_conv(layer.name + ".resample.1",
               layer.other_name + ".resample.1",
               down.spatial,
               out,
               out,
               {3, 3});
      if (config_.temporal_down[level])
        add_conv(layer.name + ".time_conv",
                 layer.other_name + ".time_conv",
                 down.time,
                 out,
                 out,
                 {3, 1, 1});
      scale /= 2;
    }
    append_middle(half, "encoder", width);
    append_head(half, "encoder", width, 2 * config_.latent_channels);
  }

  void build_decoder() {
    VaeHalf& half = vae_.decoder;
    begin(half);
    const size_t levels = config_.multipliers.size();
    int64_t width = config_.base_channels * config_.multipliers.back();
    add_conv("decoder.conv1",
             "decoder.conv_in",
             half.conv_in,
             config_.latent_channels,
             width,
             {3, 3, 3});
    append_middle(half, "decoder", width);
    const size_t middle = next_;
    double scale = std::pow(0.5, static_cast<double>(levels) - 2);  // as the original counts
    for (size_t level = 0; level < levels; ++level) {
      const auto own = [&] { return str_cat("decoder.upsamples.", next_ - middle); };
      const std::string other = str_cat("decoder.up_blocks.", level, ".");
      const int64_t out = config_.base_channels * config_.multipliers[levels - 1 - level];
      for (int64_t i = 0; i <= config_.res_blocks; ++i, width = out) {
        append_res(half, own(), str_cat(other, "resnets.", i), width, out);
        if (attends(scale)) append_attention(half, own(), str_cat(other, "attentions.", i), out);
      }
      if (level + 1 == levels) break;
      const auto [layer, up] = append<VaeUp>(half, own(), other + "upsamplers.0");
      width = out / 2;
      add_conv(layer.name + ".resample.1",
               layer.other_name + ".resample.1",
               up.spatial,
               out,
               width,
               {3, 3});
      if (config_.temporal_down[levels - 2 - level])
        add_conv(layer.name + ".time_conv",
                 layer.other_name + ".time_conv",
                 up.time,
                 out,
                 2 * out,
                 {3, 1, 1});
      scale *= 2;
    }
    append_head(half, "decoder", width, config_.image_channels);
  }

  Vae& vae_;
  const VaeConfig& config_;
  std::vector<ParameterSlot> slots_;
  size_t next_ = 0;  ///< index of the next layer of the half being built
};

template <typename T>
std::vector<T> json_list(const Json& json, const char* key, const std::string& where) {
  return json_get<std::vector<T>>(json, key, where);
}

}  // namespace

int64_t VaeConfig::spatial_factor() const { return int64_t{1} << (multipliers.size() - 1); }

int64_t VaeConfig::temporal_factor() const {
  return int64_t{1} << std::count(temporal_down.begin(), temporal_down.end(), true);
}

void VaeConfig::validate(const std::string& where) const {
  const auto within = [&](const char* field, int64_t value, int64_t most) {
    if (value <= 0 || value > most)
      throw Error(where, ": ", field, ": found ", value, ", expected 1 to ", most);
  };
  within("base_channels", base_channels, kMaxChannels);
  within("latent_channels", latent_channels, kMaxChannels);
  within("image_channels", image_channels, kMaxChannels);
  within("res_blocks", res_blocks, 100);
  if (multipliers.empty() || multipliers.size() > 8)
    throw Error(where, ": multipliers: found ", multipliers.size(), " levels, expected 1 to 8");
  for (size_t i = 0; i < multipliers.size(); ++i) {
    within("multipliers", multipliers[i], kMaxChannels / base_channels);
    if (i > 0 && base_channels * multipliers[i] % 2 != 0)
      throw Error(where,
                  ": multipliers: level ",
                  i,
                  " has ",
                  base_channels * multipliers[i],
                  " channels, expected an even number");
  }
  if (temporal_down.size() + 1 != multipliers.size())
    throw Error(where,
                ": temporal_down: found ",
                temporal_down.size(),
                " flags, expected ",
                multipliers.size() - 1,
                ", one less than levels");
  const auto per_channel = [&](const char* field, const std::vector<float>& values) {
    if (!values.empty() && static_cast<int64_t>(values.size()) != latent_channels)
      throw Error(
          where, ": ", field, ": found ", values.size(), " values, expected ", latent_channels);
  };
  per_channel("latent_mean", latent_mean);
  per_channel("latent_std", latent_std);
  for (const float deviation : latent_std)
    if (!(deviation > 0))
      throw Error(where, ": latent_std: found ", deviation, ", expected positive numbers");
}

VaeConfig wan21_vae_config() {
  VaeConfig c;
  c.latent_mean = {-0.7571f,
                   -0.7089f,
                   -0.9113f,
                   0.1075f,
                   -0.1745f,
                   0.9653f,
                   -0.1517f,
                   1.5508f,
                   0.4134f,
                   -0.0715f,
                   0.5517f,
                   -0.3632f,
                   -0.1922f,
                   -0.9497f,
                   0.2503f,
                   -0.2921f};
  c.latent_std = {2.8184f,
                  1.4541f,
                  2.3275f,
                  2.6558f,
                  1.2196f,
                  1.7708f,
                  2.6052f,
                  2.0743f,
                  3.2687f,
                  2.1526f,
                  2.8652f,
                  1.5579f,
                  1.6382f,
                  1.1253f,
                  2.8251f,
                  1.9160f};
  return c;
}

VaeConfig vae_config_from_json(const Json& json, const std::string& where) {
  VaeConfig c;
  c.base_channels = json_get<int64_t>(json, json.contains("dim") ? "dim" : "base_dim", where);
  c.latent_channels = json_get<int64_t>(json, "z_dim", where);
  c.multipliers = json_list<int64_t>(json, "dim_mult", where);
  c.res_blocks = json_get<int64_t>(json, "num_res_blocks", where);
  c.temporal_down = json_list<bool>(json, "temperal_downsample", where);
  if (json.contains("attn_scales"))
    c.attention_scales = json_list<double>(json, "attn_scales", where);
  c.image_channels = json_get_or<int64_t>(json, "image_channels", 3, where);
  if (json.contains("latents_mean")) c.latent_mean = json_list<float>(json, "latents_mean", where);
  if (json.contains("latents_std")) c.latent_std = json_list<float>(json, "latents_std", where);
  c.validate(where);
  return c;
}

Json to_json(const VaeConfig& c) {
  return {{"dim", c.base_channels},
          {"z_dim", c.latent_channels},
          {"dim_mult", c.multipliers},
          {"num_res_blocks", c.res_blocks},
          {"attn_scales", c.attention_scales},
          {"temperal_downsample", c.temporal_down},
          {"image_channels", c.image_channels},
          {"latents_mean", c.latent_mean},
          {"latents_std", c.latent_std}};
}

Vae vae_from_tensors(const VaeConfig& config, const TensorMap& file, const std::string& where) {
  config.validate(where);
  Vae vae{.config = config};
  fill_slots(Builder(vae).build(), file, where);
  return vae;
}

Vae random_vae(const VaeConfig& config, Rng& rng) {
  config.validate("VAE");
  Vae vae{.config = config};
  double bound = 0;  // of the last weight; its bias, which follows, shares it
  for (const ParameterSlot& slot : Builder(vae).build()) {
    const bool weight = slot.name.ends_with(".weight");
    if (weight) {
      int64_t fan_in = 1;
      for (size_t i = 1; i < slot.shape.size(); ++i) fan_in *= slot.shape[i];
      bound = 1 / std::sqrt(static_cast<double>(fan_in));
    }
    if (slot.name.ends_with(".gamma"))
      *slot.tensor = at::ones(slot.shape);
    else if (slot.name.find(".proj.") != std::string::npos)
      *slot.tensor = at::zeros(slot.shape);
    else
      *slot.tensor = random_uniform(slot.shape, bound, rng);
  }
  return vae;
}

std::vector<std::pair<std::string, at::Tensor>> named_parameters(const Vae& vae) {
  Vae copy = vae;  // shares the tensors
  return name_slots(Builder(copy).build());
}

void transform_parameters(Vae& vae, const std::function<at::Tensor(const at::Tensor&)>& change) {
  for (const ParameterSlot& slot : Builder(vae).build()) *slot.tensor = change(*slot.tensor);
}

}  // namespace animax::nn
