// SPDX-License-Identifier: MIT
// Weight files of any of the known kinds.
#pragma once

#include "nn/dit.h"
#include "nn/safetensors.h"

#include <filesystem>
#include <functional>

namespace animax::nn {

/// Reads a .safetensors file, a *.safetensors.index.json with its shards, or a .pth/.pt/.bin
/// pickle; for a folder, the one such file in it (an index goes before the shards that it names; of
/// several, the one called diffusion_pytorch_model*). Prefixes that all names share and that only
/// say who saved them ("model.diffusion_model.", "module.", ...) are removed. Throws Error for a
/// folder with none or several, and as the readers do.
TensorFile read_weights(const std::filesystem::path& path);

/// Removes the longest of "model.diffusion_model.", "diffusion_model.", "module.", "model." that
/// every name has.
void strip_common_prefix(TensorMap& tensors);

/// Reads a transformer from a folder with config.json and weights, in the layout of Wan's original
/// release, of diffusers (the folder itself or its sub-folder "transformer") or our own. `adjust`
/// may change the config before the weights are read, e.g. switch AnimaX parts on; parts that the
/// file lacks start fresh, drawn from `rng`.
JointVideoPoseTransformer load_transformer(const std::filesystem::path& folder,
                                           const std::function<void(DitConfig&)>& adjust = nullptr,
                                           Rng rng = Rng(0));

}  // namespace animax::nn
