// SPDX-License-Identifier: MIT
#include "train/batch.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

namespace animax::train {
namespace {

// Weights of the velocity error grow as 1 / s^2 when the network predicts x0; below this sigma they
// stay what they are here.
constexpr double kSmallestLossSigma = 0.2;

std::vector<int> draw_views(int available, int wanted, Rng& rng) {
  std::vector<int> views(available);
  for (int i = 0; i < available; ++i) views[i] = i;
  if (wanted >= available) return views;
  rng.shuffle(views);
  views.resize(wanted);
  return views;
}

void copy_into(const at::Tensor& target, const float* source) {
  std::memcpy(target.data_ptr<float>(), source, sizeof(float) * target.numel());
}

void write_masks(const TemplateField& field, float* pose, float* rgb) {
  for (size_t cell = 0; cell < field.joint.size(); ++cell) {
    pose[cell] = field.joint[cell] >= 0;
    if (rgb) rgb[cell] = field.surface[cell].mesh >= 0;
  }
}

}  // namespace

Batch make_batch(const std::vector<data::TrainingClip>& clips,
                 const TrainConfig& config,
                 int views,
                 bool drop_conditions,
                 const Tokenize& tokenize,
                 Rng& rng) {
  CHECK_THAT(!clips.empty());
  const data::ClipFormat& format = config.clip;
  const int64_t b = static_cast<int64_t>(clips.size()), g = format.cells;
  const int64_t cm = format.motion_channels(), f = format.latent_frames();
  const int64_t ct = data::ClipFormat::kTemplateChannels;
  const bool with_rgb = !config.transformer.pose_only;
  Batch batch;
  batch.pose = at::empty({b, views, cm, f, g, g});
  if (with_rgb) batch.rgb = at::empty_like(batch.pose);
  batch.templates = at::zeros({b, views, ct, g, g});
  batch.rays = at::empty({b, views, 6, g, g});
  batch.pose_mask = at::empty({b, views, 1, 1, g, g});
  if (with_rgb) batch.rgb_mask = at::empty_like(batch.pose_mask);

  std::vector<std::vector<int64_t>> kept;
  for (int64_t i = 0; i < b; ++i) {
    const data::TrainingClip& clip = clips[i];
    const bool drop_text = drop_conditions && rng.chance(config.text_dropout);
    const bool drop_template = drop_conditions && rng.chance(config.template_dropout);
    batch.texts.push_back(tokenize(drop_text ? "" : clip.caption));
    const auto chosen = draw_views(static_cast<int>(clip.views.cameras.size()), views, rng);
    for (int64_t k = 0; k < views; ++k) {
      const int v = chosen[k];
      copy_into(batch.pose[i][k], &clip.latents.pose[v * cm * f * g * g]);
      if (with_rgb) copy_into(batch.rgb[i][k], &clip.latents.rgb[v * cm * f * g * g]);
      if (!drop_template) copy_into(batch.templates[i][k], &clip.views.planes[v * ct * g * g]);
      copy_into(batch.rays[i][k], &clip.views.rays[v * 6 * g * g]);
      write_masks(clip.views.fields[v],
                  batch.pose_mask[i][k].data_ptr<float>(),
                  with_rgb ? batch.rgb_mask[i][k].data_ptr<float>() : nullptr);
      kept.push_back(data::shown_patches(clip.views.fields[v],
                                         config.transformer.patch_size[1],
                                         config.transformer.patch_size[2],
                                         with_rgb));
    }
  }
  batch.kept = nn::pack_kept_patches(kept, b, views);
  return batch;
}

void move_to(Batch& batch, at::Device device) {
  for (at::Tensor* tensor : {&batch.pose,
                             &batch.rgb,
                             &batch.templates,
                             &batch.rays,
                             &batch.pose_mask,
                             &batch.rgb_mask,
                             &batch.kept})
    if (tensor->defined()) *tensor = tensor->to(device);
}

namespace {

struct Half {
  at::Tensor noisy, noise, clean, mask;
};

Half add_noise(const at::Tensor& clean, const at::Tensor& mask, const at::Tensor& sigma) {
  const at::Tensor noise = at::randn_like(clean) * mask;
  return {(1 - sigma) * clean + sigma * noise, noise, clean, mask};
}

// Mean over the cells of the mask, all channels and frames.
at::Tensor masked_mean(const at::Tensor& values, const at::Tensor& mask) {
  const double per_cell = static_cast<double>(values.size(2) * values.size(3));
  return (values * mask).sum() / (mask.sum().clamp_min(1) * per_cell);
}

}  // namespace

LossTerms flow_matching_loss(const nn::JointModel& model,
                             const Batch& batch,
                             const at::Tensor& sigmas,
                             double rgb_weight,
                             at::ScalarType compute) {
  const nn::DitConfig& config = model.transformer.config;
  const at::Tensor sigma = sigmas.to(batch.pose.device()).view({-1, 1, 1, 1, 1, 1});
  const Half pose = add_noise(batch.pose, batch.pose_mask, sigma);
  Half rgb;
  nn::MotionInput input;
  input.noisy_pose = pose.noisy;
  if (!config.pose_only) {
    rgb = add_noise(batch.rgb, batch.rgb_mask, sigma);
    input.noisy_rgb = rgb.noisy;
  }
  input.templates = batch.templates;
  input.rays = batch.rays;
  input.timesteps = sigmas.to(batch.pose.device()) * 1000;
  input.kept = batch.kept;
  const nn::TextContext text = nn::encode_texts(model, batch.texts, compute);
  const nn::JointOutput output = nn::forward_motion(model.transformer, input, text, compute);

  const at::Tensor weight = sigma.clamp_min(kSmallestLossSigma).pow(-2);
  const auto clean_error = [&](const at::Tensor& out, const Half& half) {
    return nn::clean_of(config, out, half.noisy, sigma) - half.clean;
  };
  const at::Tensor pose_error = clean_error(output.pose, pose).pow(2);
  LossTerms terms;
  terms.total = masked_mean(pose_error * weight, pose.mask);
  terms.pose = masked_mean(pose_error.detach(), pose.mask).item<double>();
  terms.still = masked_mean(batch.pose.pow(2), pose.mask).item<double>();
  if (!config.pose_only)
    terms.total = terms.total +
                  rgb_weight * masked_mean(clean_error(output.rgb, rgb).pow(2) * weight, rgb.mask);
  return terms;
}

}  // namespace animax::train
