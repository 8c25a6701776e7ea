// SPDX-License-Identifier: MIT
// Generates the RGB and pose latents of all views at once. Letters: V views, M modalities (RGB and
// pose, or pose alone), C latent channels, F = 1 + f latent frames, H W latent sizes.
#pragma once

#include "core/random.h"
#include "diffusion/sampler.h"
#include "nn/dit.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace animax::diffusion {

/// What a clip is generated from. Tensors are fp32, on the model's device.
struct JointConditions {
  at::Tensor clean_rgb, clean_pose;  ///< (V, C, 1, H, W): normalised latents of the templates
  at::Tensor cameras;                ///< (V, camera_channels, H, W), or undefined without
  at::Tensor text;                   ///< (n, text_dim): encoded prompt, no padding rows
  at::Tensor negative_text;          ///< (m, text_dim): what unprompted passes see
};

struct JointLatents {
  at::Tensor rgb;   ///< (V, C, F, H, W); undefined for a pose-only model
  at::Tensor pose;  ///< (V, C, F, H, W)
};

struct JointModelOptions {
  at::ScalarType compute = at::kFloat;
  /// Passes of one step that go through the network as one batch; 0 means all. Fewer need less
  /// memory.
  int passes_per_batch = 0;
};

/// Makes the network a Model over samples (V, M, C, F, H, W), RGB first. Template latents enter
/// every step as they are, never noised; a pass without the image sees zeros in their place. Keys
/// and values of the texts are computed here, once. The returned model shares the network's
/// tensors and copies of `conditions`' handles.
///
/// Throws Error if the conditions do not fit the network (channels, views, sizes that are not whole
/// patches).
Model joint_model(const nn::JointVideoPoseTransformer& network,
                  const JointConditions& conditions,
                  const JointModelOptions& options = {});

struct JointSampleOptions {
  SampleOptions sampling;
  JointModelOptions model;
  int64_t latent_frames = 5;  ///< F
};

/// Draws the noise of every view and modality on the CPU from `rng` (advanced by one draw), so that
/// one seed gives the same noise on any device, and samples. The result is in fp32 on the
/// conditions' device. Errors as joint_model() and sample().
JointLatents sample_joint(const nn::JointVideoPoseTransformer& network,
                          const JointConditions& conditions,
                          const JointSampleOptions& options,
                          Rng& rng);

}  // namespace animax::diffusion
