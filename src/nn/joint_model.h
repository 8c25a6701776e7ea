// SPDX-License-Identifier: MIT
// A whole model as it lies in a model folder, and its pass over motion latents.
// Letters as in dit.h; Cm motion channels, Ct template channels.
#pragma once

#include "nn/dit.h"
#include "nn/umt5.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace animax::nn {

inline constexpr int kModelFormatVersion = 1;

/// Transformer, text encoder and everything else that model.json says ("clip", "sampler",
/// "training", ... are read by the modules they belong to).
struct JointModel {
  JointVideoPoseTransformer transformer;
  UmT5 text_encoder;
  Json settings;
  std::filesystem::path folder;

  std::filesystem::path tokenizer_path() const { return folder / "tokenizer.model"; }
};

/// Reads model.json, transformer.safetensors and text_encoder.safetensors. Weights become fp32.
/// Throws Error naming the file, key or tensor; for a newer format version, too.
JointModel load_joint_model(const std::filesystem::path& folder);

/// Writes the three files, each atomically, weights as fp16. `settings` gains "format_version",
/// "transformer" and "text_encoder". Weights beyond fp16's range throw Error naming the tensor.
void save_joint_model(const JointModel& model, const std::filesystem::path& folder);

/// Encodes token ids (each not empty) and prepares cross-attention. Differentiable.
TextContext encode_texts(const JointModel& model,
                         const std::vector<std::vector<int64_t>>& texts,
                         at::ScalarType compute);

/// Motion latents on their way through the transformer, with what is known of the template.
struct MotionInput {
  at::Tensor noisy_pose;  ///< (B, V, Cm, F, H, W)
  at::Tensor noisy_rgb;   ///< the same, or undefined with config.pose_only
  at::Tensor templates;   ///< (B, V, Ct, H, W), zeros where the image condition is dropped
  at::Tensor rays;        ///< (B, V, 6, H, W)
  at::Tensor timesteps;   ///< (B), 0..1000
  at::Tensor kept;        ///< (B, V, K) as in FrameSequence, or undefined
  at::Tensor positions;   ///< (B, V, H W, 2) as in FrameSequence, or undefined
};

/// Lists of patch numbers, one per clip and view (B * V of them), as the tensor MotionInput::kept.
at::Tensor pack_kept_patches(const std::vector<std::vector<int64_t>>& patches,
                             int64_t batch,
                             int64_t views);

/// The network's output for both halves; every noisy frame sees the template beside its own
/// channels (in_dim = Cm + Ct, out_dim = Cm), so no clean frames are needed in the sequence.
JointOutput forward_motion(const JointVideoPoseTransformer& model,
                           const MotionInput& input,
                           const TextContext& text,
                           at::ScalarType compute);

}  // namespace animax::nn
