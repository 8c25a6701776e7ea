// SPDX-License-Identifier: MIT
#include "nn/weights.h"

#include "core/error.h"
#include "core/json.h"
#include "nn/pickle.h"

#include <algorithm>
#include <array>

namespace animax::nn {
namespace {

namespace fs = std::filesystem;

bool is_index(const fs::path& path) { return path.string().ends_with(".safetensors.index.json"); }

bool is_pickle(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".pth" || extension == ".pt" || extension == ".bin";
}

fs::path weight_file_in(const fs::path& folder) {
  std::vector<fs::path> indices, files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (is_index(entry.path())) indices.push_back(entry.path());
    if (entry.path().extension() == ".safetensors" || is_pickle(entry.path()))
      files.push_back(entry.path());
  }
  auto& candidates = indices.empty() ? files : indices;
  if (candidates.size() > 1) {
    // Wan's release keeps the VAE and the text encoder beside the transformer.
    std::erase_if(candidates, [](const fs::path& p) {
      return !p.filename().string().starts_with("diffusion_pytorch_model");
    });
  }
  if (candidates.size() != 1) {
    throw Error(folder.string(),
                ": found ",
                candidates.size(),
                " weight files (.safetensors, .safetensors.index.json, .pth), expected one");
  }
  return candidates.front();
}

}  // namespace

void strip_common_prefix(TensorMap& tensors) {
  constexpr std::array<const char*, 4> kPrefixes = {
      "model.diffusion_model.", "diffusion_model.", "module.", "model."};
  for (const std::string prefix : kPrefixes) {
    const bool shared =
        !tensors.empty() && std::all_of(tensors.begin(), tensors.end(), [&](const auto& entry) {
          return entry.first.starts_with(prefix);
        });
    if (!shared) continue;
    TensorMap stripped;
    for (auto& [name, tensor] : tensors) stripped[name.substr(prefix.size())] = tensor;
    tensors = std::move(stripped);
    return;
  }
}

TensorFile read_weights(const fs::path& path) {
  if (fs::is_directory(path)) return read_weights(weight_file_in(path));
  TensorFile file = is_index(path)    ? read_sharded_safetensors(path)
                    : is_pickle(path) ? read_torch_pickle(path)
                                      : read_safetensors(path);
  strip_common_prefix(file.tensors);
  return file;
}

JointVideoPoseTransformer load_transformer(const fs::path& folder,
                                           const std::function<void(DitConfig&)>& adjust,
                                           Rng rng) {
  const fs::path inner =
      fs::exists(folder / "transformer" / "config.json") ? folder / "transformer" : folder;
  const fs::path config_path = inner / "config.json";
  DitConfig config = dit_config_from_json(read_json(config_path), config_path.string());
  if (adjust) adjust(config);
  const TensorFile file = read_weights(inner);
  return dit_from_tensors(config, file.tensors, inner.string(), MissingWeights::kFreshAnimax, rng);
}

}  // namespace animax::nn
