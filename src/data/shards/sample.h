// SPDX-License-Identifier: MIT
// One training sample of a shard: the files of a clip that share a key. docs/formats.md lists them.
#pragma once

#include "data/clips/clip_format.h"
#include "data/shards/shot.h"
#include "render/renderer.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace animax::data {

/// What a VAE makes of a video: (channels, latent frames, rows, columns).
struct VideoLatents {
  std::vector<size_t> shape;
  std::vector<float> values;
};
/// Called from several threads at once.
using EncodeVideo = std::function<VideoLatents(const std::vector<Image>& frames)>;

/// Renders a shot in all views and returns its tar members (tar.h), in a fixed order:
/// KEY.caption.txt, KEY.clip.json, KEY.cameras.json, KEY.palette.json, KEY.skeleton.json,
/// KEY.{rotations,translations,scales}.npy, KEY.rest.{rgb,pose}.v0.png ...,
/// KEY.{rgb,pose}.v0.0000.png ..., and, with `encode_video`, KEY.{rgb,pose}.v0.latents.npy ... The
/// cameras are framed on the rest pose, as those of a model are.
/// @param index  becomes the key, nine digits, and "index" of clip.json
/// @param format  image size, cameras and pose-map style; its frames are not looked at
std::string encode_sample(const Shot& shot,
                          uint64_t index,
                          const ClipFormat& format,
                          render::Renderer& renderer,
                          const EncodeVideo& encode_video = {});

/// "000000012"
std::string sample_key(uint64_t index);

/// A NumPy array file (version 1.0, little-endian float32, C order).
/// Source: numpy.lib.format's specification. Throws CheckFailure when shape and values disagree.
std::string encode_npy(const std::vector<size_t>& shape, std::span<const float> values);

/// {"joints":[{"name","parent","deforms","parent_from_anchor":[16,
/// row-major],"rest":{"translation": [3],"rotation":[x,y,z,w],"scale":[3]}}]}
Json to_json(const Skeleton& skeleton);

}  // namespace animax::data
