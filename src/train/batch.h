// SPDX-License-Identifier: MIT
// Training clips as tensors, and the loss. Letters: B clips, V views, Cm motion channels, F latent
// frames, H W rows and columns of cells, K kept patches.
#pragma once

#include "core/random.h"
#include "data/clips/clip_source.h"
#include "diffusion/flow_matching.h"
#include "nn/joint_model.h"
#include "train/config.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

namespace animax::train {

struct Batch {
  at::Tensor pose, rgb;  ///< (B, V, Cm, F, H, W); rgb undefined with pose_only
  at::Tensor templates;  ///< (B, V, format.template_channels(), H, W)
  at::Tensor rays;       ///< (B, V, 6, H, W)
  at::Tensor positions;  ///< (B, V, W, 2) of the tokens; undefined for fields that are grids
  at::Tensor pose_mask;  ///< (B, V, 1, 1, H, W): 1 on cells of joints
  at::Tensor rgb_mask;   ///< likewise on cells of the surface; undefined with pose_only
  at::Tensor kept;       ///< (B, V, K) patches with something in them, -1 padding
  std::vector<std::vector<int64_t>> texts;
  at::Tensor labels;  ///< (B) int64: number of the motion in motion_names(); -1: text dropped

  int64_t size() const { return pose.size(0); }
};

using Tokenize = std::function<std::vector<int64_t>(const std::string&)>;

/// Packs clips, drawing `views` of their views and the dropped conditions from `rng`. An empty text
/// stands for a dropped one. Clips with fewer columns than the widest are padded with cells that
/// show nothing. Tensors are fp32 on the CPU.
Batch make_batch(const std::vector<data::TrainingClip>& clips,
                 const TrainConfig& config,
                 int views,
                 bool drop_conditions,
                 const Tokenize& tokenize,
                 Rng& rng);

void move_to(Batch& batch, at::Device device);

/// How much each error counts.
struct LossWeights {
  double rgb = 0.5;  ///< of the RGB half
  /// Above 0, a clip's error is divided by its mean squared motion plus this, so that a nod counts
  /// as much as a jump; 0: all cells of all clips count alike.
  double motion_floor = 0;
  /// kVelocity weighs the squared x0 error by 1 / max(s, 0.2)^2, most where little noise is left;
  /// kClean by 1, which leaves more to the noise levels where only the text speaks.
  diffusion::LossSpace space = diffusion::LossSpace::kVelocity;
  /// Of telling the motion's name from the pooled text (cross-entropy). It teaches a fresh text
  /// encoder in minutes which words matter; needs a LabelHead.
  double label = 0;
};

/// Linear classifier of motions over TextContext::pooled. Only training has one.
struct LabelHead {
  at::Tensor weight;  ///< (motions, D); undefined: none
  at::Tensor bias;    ///< (motions)
};

/// Flow matching on masked latents: x_s = (1 - s) x0 + s n with noise only where the mask is 1.
struct LossTerms {
  at::Tensor total;  ///< scalar, differentiable: weighted error, pose plus RGB
  double pose = 0;   ///< mean squared x0 error of the pose half over mask 1
  double still = 0;  ///< the same for the prediction "nothing moves"
};

/// Noise for every cell, in the shapes of a batch's halves.
struct BatchNoise {
  at::Tensor pose, rgb;  ///< as Batch::pose and Batch::rgb
};

/// Draws from torch's default generator: seed it first.
BatchNoise draw_noise(const Batch& batch);

/// Clips [begin, end) of a batch.
Batch slice(const Batch& batch, int64_t begin, int64_t end);
BatchNoise slice(const BatchNoise& noise, int64_t begin, int64_t end);

/// @param sigmas  (B), in (0, 1]
LossTerms flow_matching_loss(const nn::JointModel& model,
                             const Batch& batch,
                             const at::Tensor& sigmas,
                             const BatchNoise& noise,
                             const LossWeights& weights,
                             const LabelHead& head,
                             at::ScalarType compute);

}  // namespace animax::train
