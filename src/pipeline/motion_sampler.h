// SPDX-License-Identifier: MIT
// Draws motion latents of one rig from a model: conditions in, latents out.
#pragma once

#include "data/clips/template_views.h"
#include "diffusion/sampler.h"
#include "nn/joint_model.h"

#include <string>
#include <vector>

namespace animax::pipeline {

struct MotionSampleOptions {
  diffusion::SampleOptions sampling;
  at::ScalarType compute = at::kFloat;
  bool with_rgb = false;  ///< keep the RGB half; needs a model that has one
};

/// Generates latents in encode_motion()'s layout.
/// @param text, negative_text  token ids, end token included
/// @param seed  of the noise, which is drawn on the CPU, so that every device gets the same
/// Throws Error for a model whose channels do not fit the clip format.
data::MotionLatents sample_motion_latents(const nn::JointModel& model,
                                          const data::ClipFormat& format,
                                          const data::TemplateViews& views,
                                          const std::vector<int64_t>& text,
                                          const std::vector<int64_t>& negative_text,
                                          const MotionSampleOptions& options,
                                          uint64_t seed);

/// Patches of each view that show a joint (or the surface, with `surface`), padded with -1: what
/// FrameSequence::kept wants, (1, V, K).
at::Tensor kept_patches(const data::TemplateViews& views, const nn::DitConfig& config);

}  // namespace animax::pipeline
