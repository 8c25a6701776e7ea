// SPDX-License-Identifier: MIT
// The joint video-pose transformer: Wan2.1's DiT and, each switched by its config, the AnimaX
// parts. Letters: B batch, V views, C channels, F latent frames, H W latent sizes; f h w the token
// grid, L = f h w tokens, D model width, N heads, d head width, K groups of frames.
//
// Precision: the residual stream, norms, modulation, time embedding and head are fp32 whatever
// `compute` is; Linears and attention run in `compute` (spec of the original run). With an fp64
// model everything is fp64.
#pragma once

#include "core/random.h"
#include "nn/dit_config.h"
#include "nn/modules.h"
#include "nn/safetensors.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace animax::nn {

struct DitAttention {
  Linear q, k, v, o;
  at::Tensor norm_q, norm_k;  // (D), undefined without qk_norm
};

struct DitBlock {
  DitAttention self_attn, cross_attn;
  at::Tensor norm3_weight, norm3_bias;  // (D), before cross-attention
  Linear ffn0, ffn2;
  at::Tensor modulation;                                  // (1, 6, D)
  DitAttention multiview_attn;                            // empty without config.multiview
  at::Tensor multiview_norm_weight, multiview_norm_bias;  // (D)
};

/// A transformer: weights only. Copies share their tensors.
struct JointVideoPoseTransformer {
  DitConfig config;
  Linear patch_embedding;     // weight (D, C, pf, ph, pw)
  Linear camera_embedding;    // weight (D, 6, pf, ph, pw), no bias; zero when fresh
  Linear template_embedding;  // weight (D, C, pf, ph, pw), no bias; zero when fresh
  Linear text_embedding0, text_embedding2;
  Linear text_modulation;  // weight (D, text_dim); empty without config.text_modulation
  Linear time_embedding0, time_embedding2;
  Linear time_projection1;
  Linear modality_embedding0, modality_embedding2;  // sinusoid of the id -> D; last zero when fresh
  std::vector<DitBlock> blocks;
  Linear head;
  at::Tensor head_modulation;  // (1, 2, D)
};

// ---- Making, saving, moving --------------------------------------------------------------------

/// Which tensors of a file may be absent.
enum class MissingWeights {
  kRefuse,       ///< none
  kFreshAnimax,  ///< the parts that AnimaX adds to Wan; they start so that they change nothing
};

/// Takes the weights out of `file` under the original or diffusers names; tensors are shared, not
/// copied. Throws Error naming `where`, the tensor, what was found and expected (missing, shape,
/// dtype, unknown name). `rng` draws what kFreshAnimax leaves open.
JointVideoPoseTransformer dit_from_tensors(const DitConfig& config,
                                           const TensorMap& file,
                                           const std::string& where,
                                           MissingWeights missing = MissingWeights::kRefuse,
                                           Rng rng = Rng(0));

/// Fresh weights as Wan initialises them (Linear: Xavier uniform; text and time: deviation 0.02;
/// modulation: deviation D^-1/2; biases and head: 0). The AnimaX parts change nothing at first.
JointVideoPoseTransformer random_dit(const DitConfig& config, Rng& rng);

/// Every parameter under its original name (LoRA factors excluded), in a fixed order; the tensors
/// alias the model's.
std::vector<std::pair<std::string, at::Tensor>> named_parameters(
    const JointVideoPoseTransformer& model);

/// Every Linear under its original module name, e.g. "blocks.0.self_attn.q".
std::vector<std::pair<std::string, Linear*>> named_linears(JointVideoPoseTransformer& model);

/// True for parameters that AnimaX adds to Wan (stage 2 and from-scratch parts), by name.
bool is_animax_parameter(const std::string& name);

/// Replaces each parameter t by change(name, t): device, EMA, requires_grad.
void transform_parameters(
    JointVideoPoseTransformer& model,
    const std::function<at::Tensor(const std::string&, const at::Tensor&)>& change);

/// Moves to `device` and stores the Linears that run in `compute` as `compute`; what the model
/// computes in fp32 stays fp32 (fp64 if compute is fp64).
void move_to(JointVideoPoseTransformer& model, at::Device device, at::ScalarType compute);

// ---- Text --------------------------------------------------------------------------------------

/// Keys and values of every cross-attention for one batch of texts: compute once per run.
struct TextContext {
  struct Layer {
    at::Tensor k, v;  // (B, rows, N, d)
  };
  std::vector<Layer> layers;
  at::Tensor key_bias;  // (B, rows), or undefined
  at::Tensor embedded;  // (B, rows, D), what keys and values are made of
  at::Tensor pooled;    // (B, D), added to the time embedding; undefined without text_modulation
  int64_t batch = 0;
};

/// `texts`: one (n, text_dim) tensor per batch item, 0 <= n <= text_len. Wan attends to all
/// text_len rows, of which those past n are equal; kShortcut keeps one of them with log(text_len -
/// n) added to its logit, which is the same sum. Differentiable. Throws Error for too many rows or
/// another width.
enum class TextPadding { kShortcut, kFull };
TextContext make_text_context(const JointVideoPoseTransformer& model,
                              const std::vector<at::Tensor>& texts,
                              at::ScalarType compute = at::kFloat,
                              TextPadding padding = TextPadding::kShortcut);

// ---- Forward -----------------------------------------------------------------------------------

/// Consecutive latent frames that share timestep and modality.
struct FrameGroup {
  int64_t frames = 0;
  int64_t first_position = 0;  ///< temporal RoPE position of the first frame; then + 1 each
  int64_t modality = 0;        ///< 0 RGB, 1 pose
  bool clean = false;          ///< a template frame: no output is computed for it
};

/// A sequence of latent frames in each view.
struct FrameSequence {
  at::Tensor latents;              // (B, V, C, F, H, W)
  std::vector<FrameGroup> groups;  // K runs that together cover F
  at::Tensor timesteps;            // (B, K), 0..1000, one per group
  at::Tensor cameras;              // (B, V, camera_channels, H, W), or undefined
  at::Tensor templates;            // (B, V, 2, C, H, W): clean RGB and pose, or undefined
  at::Tensor modality_vectors;     // (2, D) in place of the model's own, or undefined
  /// (B, V, K) int64: the patches of the h x w grid that are computed, ascending, -1 padding at the
  /// end; the others cost nothing, are seen by no one and come out as zeros. Undefined: all.
  at::Tensor kept;
  /// (B, V, h w, 2): row and column of each patch for RoPE where they are not those of a grid;
  /// needs `kept`. Undefined: the patch's place in the grid.
  at::Tensor positions;
};

/// Receives "tokens", "e", "e0", "block.<i>.out", "block.<i>.self.q", "head", ... as computed.
using DitTrace = std::function<void(const std::string& name, const at::Tensor& value)>;

struct DitOptions {
  at::ScalarType compute = at::kFloat;
  DitTrace trace;
};

/// The network's output (B, V, out_dim, F', H, W) over the frames of the groups that are not clean;
/// H and W are rounded down to whole patches. Meaning: config.prediction. Differentiable. Throws
/// Error for sizes that the model cannot do, CheckFailure for shapes that do not fit together.
at::Tensor forward_frames(const JointVideoPoseTransformer& model,
                          const FrameSequence& sequence,
                          const TextContext& text,
                          const DitOptions& options = {});

/// Plain Wan text-to-video: latents (B, C, F, H, W) at timesteps (B) to velocity of that shape.
at::Tensor forward_video(const JointVideoPoseTransformer& model,
                         const at::Tensor& latents,
                         const at::Tensor& timesteps,
                         const TextContext& text,
                         const DitOptions& options = {});

/// The joint input. All latents are (B, V, C, frames, H, W); 1 clean and 1+f noisy frames. To drop
/// the image condition pass zeros as the clean latents.
struct JointInput {
  at::Tensor clean_rgb, clean_pose;
  at::Tensor noisy_rgb;  ///< undefined with config.pose_only
  at::Tensor noisy_pose;
  at::Tensor timesteps;  ///< (B), of the noisy frames; the clean ones are at 0
  at::Tensor cameras;    ///< (B, V, camera_channels, H, W); undefined without camera_channels
};

struct JointOutput {
  at::Tensor rgb;  ///< (B, V, out_dim, 1+f, H, W); undefined with config.pose_only
  at::Tensor pose;
};

/// One pass over [c_rgb, x_rgb, c_pose, x_pose]. Output as in forward_frames.
JointOutput forward_joint(const JointVideoPoseTransformer& model,
                          const JointInput& input,
                          const TextContext& text,
                          const DitOptions& options = {});

/// Converts the network's output to velocity, given its noisy input and sigma = timestep / 1000
/// (any shape that broadcasts); sigma is clamped below at 1e-4 before the division.
at::Tensor velocity_of(const DitConfig& config,
                       const at::Tensor& output,
                       const at::Tensor& noisy,
                       const at::Tensor& sigma);

/// Converts the network's output to x0.
at::Tensor clean_of(const DitConfig& config,
                    const at::Tensor& output,
                    const at::Tensor& noisy,
                    const at::Tensor& sigma);

}  // namespace animax::nn
