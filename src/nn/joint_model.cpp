// SPDX-License-Identifier: MIT
#include "nn/joint_model.h"

#include "core/error.h"
#include "core/file.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace animax::nn {
namespace {

TensorMap read_as_float(const std::filesystem::path& path) {
  TensorMap tensors = read_safetensors(path).tensors;
  for (auto& [name, tensor] : tensors) tensor = tensor.to(at::kFloat);
  return tensors;
}

void write_as_half(const std::filesystem::path& path,
                   const std::vector<std::pair<std::string, at::Tensor>>& parameters) {
  TensorMap tensors;
  for (const auto& [name, parameter] : parameters) {
    const at::Tensor half = parameter.detach().to(at::kCPU).to(at::kHalf);
    if (!half.isfinite().all().item<bool>())
      throw Error(path.string(), ": tensor \"", name, "\" has values that fp16 can't hold");
    tensors[name] = half;
  }
  write_safetensors(path, tensors);
}

}  // namespace

JointModel load_joint_model(const std::filesystem::path& folder) {
  const std::filesystem::path description = folder / "model.json";
  if (!std::filesystem::exists(description))
    throw Error(folder.string(), ": is no model folder (model.json is missing)");
  JointModel model;
  model.folder = folder;
  model.settings = read_json(description);
  const std::string where = description.string();
  const int version = json_get<int>(model.settings, "format_version", where);
  if (version < 1 || version > kModelFormatVersion)
    throw Error(where,
                ": found format_version ",
                version,
                ", expected at most ",
                kModelFormatVersion,
                "; a newer AnimaX can read it");
  const auto section = [&](const char* key) { return json_get<Json>(model.settings, key, where); };
  const DitConfig dit = dit_config_from_json(section("transformer"), where + ": transformer");
  const UmT5Config text = umt5_config_from_json(section("text_encoder"), where + ": text_encoder");
  const auto transformer = folder / "transformer.safetensors";
  const auto text_encoder = folder / "text_encoder.safetensors";
  model.transformer = dit_from_tensors(dit, read_as_float(transformer), transformer.string());
  model.text_encoder = umt5_from_tensors(text, read_as_float(text_encoder), text_encoder.string());
  return model;
}

void save_joint_model(const JointModel& model, const std::filesystem::path& folder) {
  make_folder(folder);
  Json settings = model.settings;
  settings["format_version"] = kModelFormatVersion;
  settings["transformer"] = to_json(model.transformer.config);
  settings["text_encoder"] = to_json(model.text_encoder.config);
  write_as_half(folder / "transformer.safetensors", named_parameters(model.transformer));
  write_as_half(folder / "text_encoder.safetensors", named_parameters(model.text_encoder));
  write_json(folder / "model.json", settings);
}

TextContext encode_texts(const JointModel& model,
                         const std::vector<std::vector<int64_t>>& texts,
                         at::ScalarType compute) {
  CHECK_THAT(!texts.empty());
  size_t longest = 1;
  for (const auto& ids : texts) longest = std::max(longest, ids.size());
  const at::Device device = model.text_encoder.token_embedding.device();
  at::Tensor ids =
      at::zeros({static_cast<int64_t>(texts.size()), static_cast<int64_t>(longest)}, at::kLong);
  at::Tensor mask = at::zeros_like(ids);
  for (size_t b = 0; b < texts.size(); ++b) {
    CHECK_THAT(!texts[b].empty());
    const auto n = static_cast<int64_t>(texts[b].size());
    ids[static_cast<int64_t>(b)].narrow(0, 0, n).copy_(at::tensor(texts[b], at::kLong));
    mask[static_cast<int64_t>(b)].narrow(0, 0, n).fill_(1);
  }
  const at::Tensor rows =
      umt5_forward(model.text_encoder, ids.to(device), mask.to(device), compute);
  std::vector<at::Tensor> per_text;
  for (size_t b = 0; b < texts.size(); ++b)
    per_text.push_back(
        rows[static_cast<int64_t>(b)].narrow(0, 0, static_cast<int64_t>(texts[b].size())));
  return make_text_context(model.transformer, per_text, compute);
}

at::Tensor pack_kept_patches(const std::vector<std::vector<int64_t>>& patches,
                             int64_t batch,
                             int64_t views) {
  CHECK_EQ(static_cast<int64_t>(patches.size()), batch * views);
  size_t longest = 1;
  for (const auto& list : patches) longest = std::max(longest, list.size());
  at::Tensor packed = at::full({batch, views, static_cast<int64_t>(longest)}, -1, at::kLong);
  for (size_t i = 0; i < patches.size(); ++i)
    std::copy(patches[i].begin(), patches[i].end(), packed.data_ptr<int64_t>() + i * longest);
  return packed;
}

JointOutput forward_motion(const JointVideoPoseTransformer& model,
                           const MotionInput& input,
                           const TextContext& text,
                           at::ScalarType compute) {
  const DitConfig& config = model.config;
  const int64_t frames = input.noisy_pose.size(3);
  std::vector<at::Tensor> halves;
  FrameSequence sequence;
  if (!config.pose_only) {
    CHECK_THAT(input.noisy_rgb.defined());
    halves.push_back(input.noisy_rgb);
    sequence.groups.push_back({frames, 0, 0, false});
  }
  halves.push_back(input.noisy_pose);
  sequence.groups.push_back(
      {frames, config.pose_only || config.shared_positions ? 0 : frames, 1, false});

  const at::Tensor noisy = at::cat(halves, 3);  // (B, V, Cm, F or 2 F, H, W)
  const at::Tensor templates =
      input.templates.unsqueeze(3).expand({-1, -1, -1, noisy.size(3), -1, -1});
  sequence.latents = at::cat({noisy, templates}, 2);
  sequence.timesteps =
      input.timesteps.unsqueeze(1).expand({-1, static_cast<int64_t>(sequence.groups.size())});
  sequence.cameras = input.rays;
  sequence.kept = input.kept;
  sequence.positions = input.positions;
  DitOptions options;
  options.compute = compute;
  const at::Tensor out = forward_frames(model, sequence, text, options);
  JointOutput result;
  if (!config.pose_only) result.rgb = out.narrow(3, 0, frames);
  result.pose = out.narrow(3, out.size(3) - frames, frames);
  return result;
}

}  // namespace animax::nn
