// SPDX-License-Identifier: MIT
// The numbers and switches of the joint video-pose transformer.
#pragma once

#include "core/json.h"

#include <array>
#include <cstdint>
#include <string>

namespace animax::nn {

/// What the last layer makes of each token.
enum class DitHead {
  kLinear,  ///< one value per latent element of the patch (Wan)
  kWarp,    ///< the same as residual, plus a flow grid by which the template latent is warped
};

/// What the network's output means, with x_s = (1 - s) x0 + s noise.
enum class Prediction {
  kVelocity,  ///< noise - x0 (Wan)
  kClean,     ///< x0
};

/// Architecture. The defaults are Wan2.1 T2V-1.3B with every AnimaX part switched off.
struct DitConfig {
  int64_t dim = 1536;
  int64_t ffn_dim = 8960;
  int64_t num_heads = 12;
  int64_t num_layers = 30;
  int64_t freq_dim = 256;  ///< width of the timestep sinusoid
  int64_t text_dim = 4096;
  int64_t text_len = 512;  ///< text rows are zero-padded to this many
  int64_t in_dim = 16;
  int64_t out_dim = 16;
  std::array<int64_t, 3> patch_size = {1, 2, 2};  ///< frames, rows, columns
  double eps = 1e-6;
  bool qk_norm = true;
  bool cross_attn_norm = true;

  // AnimaX (see docs and Huang et al., "AnimaX", 2025).
  bool modality_embedding = false;  ///< RGB and pose tokens get a learnt vector added to their time
  bool shared_positions = true;     ///< frame i of the RGB and of the pose half share a position
  bool pose_only = false;           ///< ablation: no noisy RGB frames; both templates stay
  int64_t camera_channels = 0;      ///< Pluecker rays (6) added to every frame; 0 = none
  bool multiview = false;           ///< attention across views in every block

  // For models trained from scratch.
  bool template_concat = false;    ///< noisy frames also see the template latent of their modality
  bool template_residual = false;  ///< the output is added to the template; needs kClean
  /// The mean of the text's rows is added to the timestep embedding, and padding rows are not
  /// attended to. Text encoders trained along start as noise, which cross-attention alone never
  /// learnt to hear (docs/training.md).
  bool text_modulation = false;
  DitHead head = DitHead::kLinear;
  int64_t warp_grid = 2;  ///< kWarp: flow vectors per patch and axis
  Prediction prediction = Prediction::kVelocity;

  int64_t head_dim() const { return dim / num_heads; }
  int64_t patch_volume() const { return patch_size[0] * patch_size[1] * patch_size[2]; }
  /// Values that the head emits per token.
  int64_t head_width() const;

  /// Throws Error naming `where` and the field that cannot be built.
  void validate(const std::string& where) const;
};

/// Reads a config.json of Wan's original release, of diffusers (num_attention_heads, ...) or our
/// own (Wan's keys plus ours); keys that are missing keep their defaults. Throws Error naming
/// `where` and the key for values of the wrong type or that validate() refuses.
DitConfig dit_config_from_json(const Json& json, const std::string& where);
Json to_json(const DitConfig& config);

}  // namespace animax::nn
