// SPDX-License-Identifier: MIT
// Plain video and joint video-pose sequences, and what the network's output means.
#include "core/error.h"
#include "nn/dit.h"

#include <ATen/ATen.h>

namespace animax::nn {
namespace {

constexpr double kSmallestSigma = 1e-4;

void check_like(const at::Tensor& tensor, const at::Tensor& model, int64_t frames) {
  CHECK_THAT(tensor.defined());
  CHECK_EQ(tensor.dim(), 6);
  for (int64_t axis : {0, 1, 2, 4, 5}) CHECK_EQ(tensor.size(axis), model.size(axis));
  CHECK_EQ(tensor.size(3), frames);
}

at::Tensor safe(const at::Tensor& sigma) { return sigma.clamp_min(kSmallestSigma); }

}  // namespace

at::Tensor forward_video(const JointVideoPoseTransformer& model,
                         const at::Tensor& latents,
                         const at::Tensor& timesteps,
                         const TextContext& text,
                         const DitOptions& options) {
  CHECK_EQ(latents.dim(), 5);
  CHECK_EQ(timesteps.dim(), 1);
  FrameSequence sequence;
  sequence.latents = latents.unsqueeze(1);
  sequence.groups = {{latents.size(2), 0, 0, false}};
  sequence.timesteps = timesteps.unsqueeze(1);
  return forward_frames(model, sequence, text, options).squeeze(1);
}

JointOutput forward_joint(const JointVideoPoseTransformer& model,
                          const JointInput& input,
                          const TextContext& text,
                          const DitOptions& options) {
  const DitConfig& config = model.config;
  const int64_t noisy = input.noisy_pose.size(3);
  check_like(input.clean_rgb, input.noisy_pose, 1);
  check_like(input.clean_pose, input.noisy_pose, 1);
  CHECK_EQ(input.timesteps.dim(), 1);

  // Clean before noisy, RGB before pose; each clean frame is the first of its half.
  FrameSequence sequence;
  std::vector<at::Tensor> parts, times;
  int64_t frames_before = 0, half_begin = 0;
  const auto add = [&](const at::Tensor& latents, int64_t modality, bool clean) {
    if (clean) half_begin = frames_before;
    const int64_t position = frames_before - (config.shared_positions ? half_begin : 0);
    sequence.groups.push_back({latents.size(3), position, modality, clean});
    parts.push_back(latents);
    times.push_back(clean ? at::zeros_like(input.timesteps) : input.timesteps);
    frames_before += latents.size(3);
  };
  add(input.clean_rgb, 0, true);
  if (!config.pose_only) {
    check_like(input.noisy_rgb, input.noisy_pose, noisy);
    add(input.noisy_rgb, 0, false);
  }
  add(input.clean_pose, 1, true);
  add(input.noisy_pose, 1, false);

  sequence.latents = at::cat(parts, 3);
  sequence.timesteps = at::stack(times, 1);
  sequence.cameras = input.cameras;
  if (config.template_concat || config.template_residual || config.head == DitHead::kWarp) {
    sequence.templates =
        at::stack({input.clean_rgb.select(3, 0), input.clean_pose.select(3, 0)}, 2);
  }
  const at::Tensor out = forward_frames(model, sequence, text, options);
  JointOutput result;
  if (!config.pose_only) result.rgb = out.narrow(3, 0, noisy);
  result.pose = out.narrow(3, out.size(3) - noisy, noisy);
  return result;
}

at::Tensor velocity_of(const DitConfig& config,
                       const at::Tensor& output,
                       const at::Tensor& noisy,
                       const at::Tensor& sigma) {
  return config.prediction == Prediction::kVelocity ? output : (noisy - output) / safe(sigma);
}

at::Tensor clean_of(const DitConfig& config,
                    const at::Tensor& output,
                    const at::Tensor& noisy,
                    const at::Tensor& sigma) {
  return config.prediction == Prediction::kClean ? output : noisy - sigma * output;
}

}  // namespace animax::nn
