// SPDX-License-Identifier: MIT
// The causal 3D video VAE of Wan2.1. Letters: B batch, T frames, H and W pixels; n latent frames, h
// and w latent sizes, Z latent channels. A clip has T = 1 + s k frames, where s is the product of
// the temporal factors (4 for Wan): frame 0 is coded alone, so an image is a clip of one frame.
#pragma once

#include "core/json.h"
#include "core/random.h"
#include "nn/safetensors.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace animax::nn {

/// Sizes of a VAE; the defaults are Wan2.1's.
struct VaeConfig {
  int64_t base_channels = 96;
  std::vector<int64_t> multipliers = {1, 2, 4, 4};  ///< width of each level / base_channels
  int64_t res_blocks = 2;                           ///< per encoder level; the decoder has one more
  int64_t latent_channels = 16;
  int64_t image_channels = 3;
  std::vector<bool> temporal_down = {false, true, true};  ///< after each level but the last
  std::vector<double> attention_scales;                   ///< levels with attention; 1 = full size
  std::vector<float> latent_mean;                         ///< per latent channel; empty means 0
  std::vector<float> latent_std;                          ///< per latent channel; empty means 1

  int64_t spatial_factor() const;   ///< H / h
  int64_t temporal_factor() const;  ///< (T - 1) / (n - 1)
  int64_t latent_frames(int64_t frames) const { return 1 + (frames - 1) / temporal_factor(); }
  int64_t video_frames(int64_t latents) const { return 1 + (latents - 1) * temporal_factor(); }

  /// Throws Error naming `where` and the field that cannot be built.
  void validate(const std::string& where) const;
};

/// Wan2.1's published statistics of the 16 latent channels.
VaeConfig wan21_vae_config();

/// Reads the original keys (dim, z_dim, dim_mult, num_res_blocks, attn_scales, temperal_downsample)
/// or diffusers' (base_dim, latents_mean, latents_std). Statistics that are missing stay 0 and 1.
/// Throws Error naming `where` and the key.
VaeConfig vae_config_from_json(const Json& json, const std::string& where);
Json to_json(const VaeConfig& config);

struct VaeConv {
  at::Tensor weight, bias;
};
struct VaeResBlock {
  at::Tensor gamma1, gamma2;  // (C, 1, 1, 1)
  VaeConv conv1, conv2;       // 3x3x3 causal
  VaeConv shortcut;           // 1x1x1 where the widths differ, else undefined
};
struct VaeAttention {
  at::Tensor gamma;  // (C, 1, 1)
  VaeConv qkv, proj;
};
struct VaeDown {
  VaeConv spatial;  // 3x3, stride 2
  VaeConv time;     // 3x1x1, stride 2, or undefined
};
struct VaeUp {
  VaeConv spatial;  // 3x3 after nearest x2
  VaeConv time;     // 3x1x1 to twice the channels, or undefined
};

/// A step of the encoder or decoder with its names, e.g. "decoder.upsamples.3".
struct VaeLayer {
  std::string name, other_name;
  std::variant<VaeResBlock, VaeAttention, VaeDown, VaeUp> part;
};

/// One of the two halves: conv_in, the layers in order of execution, then norm, silu and conv_out.
struct VaeHalf {
  VaeConv conv_in;
  std::vector<VaeLayer> layers;
  at::Tensor gamma_out;
  VaeConv conv_out;
};

/// A VAE: weights only.
struct Vae {
  VaeConfig config;
  VaeHalf encoder, decoder;
  VaeConv moments;      // 1x1x1 after the encoder ("conv1", "quant_conv"): mu then log variance
  VaeConv from_latent;  // 1x1x1 before the decoder ("conv2", "post_quant_conv")
};

/// Takes the weights out of `file` under the original or diffusers names; shared, not copied.
/// Throws Error naming `where`, the tensor, what was found and expected.
Vae vae_from_tensors(const VaeConfig& config, const TensorMap& file, const std::string& where);

/// Draws fresh weights in the parameters' order: uniform within 1/sqrt(fan-in), norms 1, and zero
/// for the output of the attention, which therefore starts as the identity.
Vae random_vae(const VaeConfig& config, Rng& rng);

/// Every parameter under its original name, in a fixed order; the tensors alias the VAE's.
std::vector<std::pair<std::string, at::Tensor>> named_parameters(const Vae& vae);

/// Replaces each parameter t by change(t): moving to a device or dtype, EMA, requires_grad.
void transform_parameters(Vae& vae, const std::function<at::Tensor(const at::Tensor&)>& change);

/// Receives "<side>.<module>" and its output, once for every chunk, in order.
using VaeTrace = std::function<void(const std::string& name, const at::Tensor& value)>;

/// What a half remembers between chunks of one clip: the last two input frames of every 3x3x3
/// convolution and of every temporal one.
struct VaeCache {
  std::vector<at::Tensor> slots;
  int64_t frames_seen = 0;
};

/// Encodes one clip in chunks. Its memory does not grow with the number of frames.
class VaeEncoderStream {
 public:
  /// `vae` must outlive the stream.
  explicit VaeEncoderStream(const Vae& vae, VaeTrace trace = nullptr);

  /// Takes the next frames (B, 3, T, H, W): 1 + s k the first time, s k after that, k >= 0; H and W
  /// multiples of the spatial factor. Returns mu and log variance (B, 2Z, n, h, w) of the new
  /// latent frames, before normalisation.
  at::Tensor push(const at::Tensor& frames);

 private:
  const Vae* vae_;
  VaeTrace trace_;
  VaeCache cache_;
};

/// Decodes one clip in chunks. Its memory does not grow with the number of frames.
class VaeDecoderStream {
 public:
  explicit VaeDecoderStream(const Vae& vae, VaeTrace trace = nullptr);

  /// Takes the next latents (B, Z, n, h, w), normalised, n >= 1. Returns their frames
  /// (B, 3, T, H, W), not clamped: 1 + s (n - 1) for the first call, s n for later ones.
  at::Tensor push(const at::Tensor& latents);

 private:
  const Vae* vae_;
  VaeTrace trace_;
  VaeCache cache_;
};

/// How a whole clip is run. None of these changes the result but tiling.
struct VaeRunOptions {
  /// Latent frames per chunk; 0 means the whole clip at once (for training: one graph, most
  /// memory).
  int64_t chunk = 1;
  /// Side of the square tiles in pixels, or 0 for none; multiples of the spatial factor. Neighbours
  /// overlap by tile - tile_stride and are blended linearly there.
  int64_t tile = 0;
  int64_t tile_stride = 0;
  VaeTrace trace;
};

/// Encodes video (B, 3, T, H, W) in [-1, 1] to mu and log variance (B, 2Z, n, h, w). Frames beyond
/// 1 + s k are ignored. Differentiable (use chunk 0). Throws Error for sizes that do not fit.
at::Tensor vae_encode_moments(const Vae& vae, const at::Tensor& video, const VaeRunOptions& = {});

/// The normalised latents (B, Z, n, h, w): (mu - mean) / std.
at::Tensor vae_encode(const Vae& vae, const at::Tensor& video, const VaeRunOptions& = {});

/// Decodes normalised latents (B, Z, n, h, w) to video (B, 3, T, H, W), not clamped.
at::Tensor vae_decode(const Vae& vae, const at::Tensor& latents, const VaeRunOptions& = {});

/// (mu - mean) / std per channel of dimension 1, and back.
at::Tensor normalise_latents(const VaeConfig& config, const at::Tensor& mu);
at::Tensor denormalise_latents(const VaeConfig& config, const at::Tensor& latents);

}  // namespace animax::nn
