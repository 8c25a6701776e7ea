// SPDX-License-Identifier: MIT
// Whole clips: chunks in time, tiles in space, latent statistics.
#include "core/error.h"
#include "nn/vae.h"
#include "nn/vae_layers.h"
#include "nn/vae_tiles.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace animax::nn {
namespace {

void check_clip(const at::Tensor& clip, int64_t channels, const char* what) {
  if (clip.dim() != 5 || clip.size(1) != channels || clip.numel() == 0)
    throw Error("VAE: found a ",
                what,
                " with ",
                clip.dim(),
                " dimensions and ",
                clip.dim() > 1 ? clip.size(1) : 0,
                " channels, expected (batch, ",
                channels,
                ", frames, height, width), none empty");
}

void check_sides(const at::Tensor& video, int64_t factor) {
  if (video.size(3) % factor != 0 || video.size(4) % factor != 0)
    throw Error("VAE: found ",
                video.size(4),
                "x",
                video.size(3),
                " pixels, expected width and height to be multiples of ",
                factor);
}

at::Tensor statistic(const std::vector<float>& values, const at::Tensor& like) {
  return at::tensor(values).to(like.options()).view({1, -1, 1, 1, 1});
}

/// Pushes `first` frames, then `step` at a time, and joins what comes back.
template <typename Stream>
at::Tensor run_in_chunks(Stream&& stream, const at::Tensor& clip, int64_t first, int64_t step) {
  std::vector<at::Tensor> parts;
  for (int64_t begin = 0; begin < clip.size(2);) {
    const int64_t count = std::min(begin == 0 ? first : step, clip.size(2) - begin);
    parts.push_back(stream.push(clip.narrow(2, begin, count)));
    begin += count;
  }
  return parts.size() == 1 ? parts[0] : at::cat(parts, 2);
}

at::Tensor encode_tile(const Vae& vae, const at::Tensor& video, const VaeRunOptions& options) {
  const int64_t factor = vae.config.temporal_factor();
  if (options.chunk > 0)
    return run_in_chunks(VaeEncoderStream(vae, options.trace),
                         video,
                         1 + (options.chunk - 1) * factor,
                         options.chunk * factor);
  VaeMemory nothing(nullptr);
  const at::Tensor y = run_vae_half(vae.encoder, "encoder", video, nothing, options.trace);
  return at::conv3d(y, vae.moments.weight, vae.moments.bias);
}

at::Tensor decode_tile(const Vae& vae, const at::Tensor& latents, const VaeRunOptions& options) {
  if (options.chunk > 0)
    return run_in_chunks(
        VaeDecoderStream(vae, options.trace), latents, options.chunk, options.chunk);
  VaeMemory nothing(nullptr);
  const at::Tensor mu = denormalise_latents(vae.config, latents);
  const at::Tensor y = at::conv3d(mu, vae.from_latent.weight, vae.from_latent.bias);
  return run_vae_half(vae.decoder, "decoder", y, nothing, options.trace);
}

void check_options(const VaeConfig& config, const VaeRunOptions& options) {
  CHECK_GE(options.chunk, 0);
  if (options.tile == 0) return;
  const int64_t factor = config.spatial_factor();
  if (options.tile % factor != 0 || options.tile_stride % factor != 0 || options.tile_stride <= 0 ||
      options.tile_stride > options.tile)
    throw Error("VAE: found tiles of ",
                options.tile,
                " with stride ",
                options.tile_stride,
                ", expected multiples of ",
                factor,
                " with 0 < stride <= tile");
}

}  // namespace

VaeEncoderStream::VaeEncoderStream(const Vae& vae, VaeTrace trace)
    : vae_(&vae), trace_(std::move(trace)) {}

at::Tensor VaeEncoderStream::push(const at::Tensor& frames) {
  const VaeConfig& config = vae_->config;
  check_clip(frames, config.image_channels, "video");
  check_sides(frames, config.spatial_factor());
  const int64_t spare = cache_.frames_seen == 0 ? 1 : 0, count = frames.size(2);
  CHECK_EQ((count - spare) % config.temporal_factor(), 0);
  VaeMemory memory(&cache_);
  const at::Tensor y = run_vae_half(vae_->encoder, "encoder", frames, memory, trace_);
  cache_.frames_seen += count;
  return at::conv3d(y, vae_->moments.weight, vae_->moments.bias);
}

VaeDecoderStream::VaeDecoderStream(const Vae& vae, VaeTrace trace)
    : vae_(&vae), trace_(std::move(trace)) {}

at::Tensor VaeDecoderStream::push(const at::Tensor& latents) {
  check_clip(latents, vae_->config.latent_channels, "latent clip");
  const at::Tensor mu = denormalise_latents(vae_->config, latents);
  const at::Tensor y = at::conv3d(mu, vae_->from_latent.weight, vae_->from_latent.bias);
  VaeMemory memory(&cache_);
  cache_.frames_seen += latents.size(2);
  return run_vae_half(vae_->decoder, "decoder", y, memory, trace_);
}

at::Tensor vae_encode_moments(const Vae& vae,
                              const at::Tensor& video,
                              const VaeRunOptions& options) {
  const VaeConfig& config = vae.config;
  check_clip(video, config.image_channels, "video");
  check_sides(video, config.spatial_factor());
  check_options(config, options);
  const int64_t used = config.video_frames(config.latent_frames(video.size(2)));
  const at::Tensor clip = video.narrow(2, 0, used);
  if (options.tile == 0) return encode_tile(vae, clip, options);
  const TileLayout layout{options.tile, options.tile_stride, 1, config.spatial_factor()};
  return run_tiled(clip, layout, [&](const at::Tensor& t) { return encode_tile(vae, t, options); });
}

at::Tensor vae_encode(const Vae& vae, const at::Tensor& video, const VaeRunOptions& options) {
  const at::Tensor moments = vae_encode_moments(vae, video, options);
  return normalise_latents(vae.config, moments.narrow(1, 0, vae.config.latent_channels));
}

at::Tensor vae_decode(const Vae& vae, const at::Tensor& latents, const VaeRunOptions& options) {
  const VaeConfig& config = vae.config;
  check_clip(latents, config.latent_channels, "latent clip");
  check_options(config, options);
  if (options.tile == 0) return decode_tile(vae, latents, options);
  const int64_t factor = config.spatial_factor();
  const TileLayout layout{options.tile / factor, options.tile_stride / factor, factor, 1};
  return run_tiled(
      latents, layout, [&](const at::Tensor& t) { return decode_tile(vae, t, options); });
}

at::Tensor normalise_latents(const VaeConfig& config, const at::Tensor& mu) {
  at::Tensor z = mu;
  if (!config.latent_mean.empty()) z = z - statistic(config.latent_mean, mu);
  if (!config.latent_std.empty()) z = z / statistic(config.latent_std, mu);
  return z;
}

at::Tensor denormalise_latents(const VaeConfig& config, const at::Tensor& latents) {
  at::Tensor mu = latents;
  if (!config.latent_std.empty()) mu = mu * statistic(config.latent_std, mu);
  if (!config.latent_mean.empty()) mu = mu + statistic(config.latent_mean, mu);
  return mu;
}

}  // namespace animax::nn
