// SPDX-License-Identifier: MIT
#include "train/batch.h"

#include "core/error.h"
#include "data/motions/motion.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace animax::train {
namespace {

std::vector<int> draw_views(int available, int wanted, Rng& rng) {
  std::vector<int> views(available);
  for (int i = 0; i < available; ++i) views[i] = i;
  if (wanted >= available) return views;
  rng.shuffle(views);
  views.resize(wanted);
  return views;
}

// Copies rows of `columns` values into the beginnings of the target's rows, which may be longer.
void copy_rows(const at::Tensor& target, const float* source, int64_t columns) {
  const int64_t stride = target.size(-1), rows = target.numel() / stride;
  float* out = target.data_ptr<float>();
  for (int64_t r = 0; r < rows; ++r)
    std::memcpy(out + r * stride, source + r * columns, sizeof(float) * columns);
}

void write_masks(const TemplateField& field, const at::Tensor& pose, const at::Tensor& rgb) {
  std::vector<float> joints, surface;
  for (size_t cell = 0; cell < field.joint.size(); ++cell) {
    joints.push_back(field.joint[cell] >= 0);
    surface.push_back(field.surface[cell].mesh >= 0);
  }
  copy_rows(pose, joints.data(), field.columns);
  if (rgb.defined()) copy_rows(rgb, surface.data(), field.columns);
}

}  // namespace

namespace {

int64_t label_of(const std::string& motion) {
  const auto& names = data::motion_names();
  const auto it = std::find(names.begin(), names.end(), motion);
  return it == names.end() ? -1 : it - names.begin();
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
  const int64_t b = static_cast<int64_t>(clips.size()), h = clips[0].views.rows();
  int64_t w = 0;
  for (const data::TrainingClip& clip : clips) w = std::max<int64_t>(w, clip.views.columns());
  const int64_t cm = format.motion_channels(), f = format.latent_frames();
  const int64_t ct = format.template_channels();
  const bool with_rgb = !config.transformer.pose_only;
  const bool listed = format.layout == data::FieldLayout::kJoints;
  Batch batch;
  batch.pose = at::zeros({b, views, cm, f, h, w});
  if (with_rgb) batch.rgb = at::zeros_like(batch.pose);
  batch.templates = at::zeros({b, views, ct, h, w});
  batch.rays = at::zeros({b, views, 6, h, w});
  if (listed) batch.positions = at::zeros({b, views, w, 2});
  batch.pose_mask = at::zeros({b, views, 1, 1, h, w});
  if (with_rgb) batch.rgb_mask = at::zeros_like(batch.pose_mask);

  std::vector<std::vector<int64_t>> kept;
  std::vector<int64_t> labels;
  for (int64_t i = 0; i < b; ++i) {
    const data::TrainingClip& clip = clips[i];
    const bool drop_text = drop_conditions && rng.chance(config.text_dropout);
    const bool drop_template = drop_conditions && rng.chance(config.template_dropout);
    batch.texts.push_back(tokenize(drop_text ? "" : clip.caption));
    labels.push_back(drop_text ? -1 : label_of(clip.motion));
    const auto chosen = draw_views(static_cast<int>(clip.views.cameras.size()), views, rng);
    for (int64_t k = 0; k < views; ++k) {
      const int v = chosen[k];
      const int64_t columns = clip.views.columns(), area = h * columns;
      copy_rows(batch.pose[i][k], &clip.latents.pose[v * cm * f * area], columns);
      if (with_rgb) copy_rows(batch.rgb[i][k], &clip.latents.rgb[v * cm * f * area], columns);
      if (!drop_template)
        copy_rows(batch.templates[i][k], &clip.views.planes[v * ct * area], columns);
      copy_rows(batch.rays[i][k], &clip.views.rays[v * 6 * area], columns);
      if (listed)
        std::memcpy(batch.positions[i][k].data_ptr<float>(),
                    &clip.views.positions[v * columns * 2],
                    sizeof(float) * columns * 2);
      write_masks(clip.views.fields[v],
                  batch.pose_mask[i][k],
                  with_rgb ? batch.rgb_mask[i][k] : at::Tensor());
      kept.push_back(data::shown_patches(clip.views.fields[v],
                                         config.transformer.patch_size[1],
                                         config.transformer.patch_size[2],
                                         with_rgb));
    }
  }
  batch.kept = nn::pack_kept_patches(kept, b, views);
  batch.labels = at::tensor(labels, at::kLong);
  return batch;
}

namespace {

std::array<at::Tensor*, 9> tensors_of(Batch& batch) {
  return {&batch.pose,
          &batch.rgb,
          &batch.templates,
          &batch.rays,
          &batch.positions,
          &batch.pose_mask,
          &batch.rgb_mask,
          &batch.kept,
          &batch.labels};
}

at::Tensor rows(const at::Tensor& tensor, int64_t begin, int64_t end) {
  return tensor.defined() ? tensor.slice(0, begin, end) : tensor;
}

}  // namespace

void move_to(Batch& batch, at::Device device) {
  for (at::Tensor* tensor : tensors_of(batch))
    if (tensor->defined()) *tensor = tensor->to(device);
}

BatchNoise draw_noise(const Batch& batch) {
  return {at::randn_like(batch.pose),
          batch.rgb.defined() ? at::randn_like(batch.rgb) : at::Tensor()};
}

Batch slice(const Batch& batch, int64_t begin, int64_t end) {
  Batch part = batch;
  for (at::Tensor* tensor : tensors_of(part)) *tensor = rows(*tensor, begin, end);
  part.texts.assign(batch.texts.begin() + begin, batch.texts.begin() + end);
  return part;
}

BatchNoise slice(const BatchNoise& noise, int64_t begin, int64_t end) {
  return {rows(noise.pose, begin, end), rows(noise.rgb, begin, end)};
}

namespace {

struct Half {
  at::Tensor noisy, clean, mask;
};

Half noisy_half(const at::Tensor& clean,
                const at::Tensor& noise,
                const at::Tensor& mask,
                const at::Tensor& sigma) {
  return {diffusion::add_noise(clean, noise * mask, sigma), clean, mask};
}

// Mean over the cells of the mask, all channels and frames.
at::Tensor masked_mean(const at::Tensor& values, const at::Tensor& mask) {
  const double per_cell = static_cast<double>(values.size(2) * values.size(3));
  return (values * mask).sum() / (mask.sum().clamp_min(1) * per_cell);
}

// The same for each clip by itself, (B, 1, 1, 1, 1, 1).
at::Tensor mean_per_clip(const at::Tensor& values, const at::Tensor& mask) {
  const double per_cell = static_cast<double>(values.size(2) * values.size(3));
  const std::vector<int64_t> all{1, 2, 3, 4, 5};
  return (values * mask).sum(all, true) / (mask.sum(all, true).clamp_min(1) * per_cell);
}

}  // namespace

LossTerms flow_matching_loss(const nn::JointModel& model,
                             const Batch& batch,
                             const at::Tensor& sigmas,
                             const BatchNoise& noise,
                             const LossWeights& weights,
                             const LabelHead& head,
                             at::ScalarType compute) {
  const nn::DitConfig& config = model.transformer.config;
  const at::Tensor sigma = sigmas.to(batch.pose.device()).view({-1, 1, 1, 1, 1, 1});
  const Half pose = noisy_half(batch.pose, noise.pose, batch.pose_mask, sigma);
  Half rgb;
  nn::MotionInput input;
  input.noisy_pose = pose.noisy;
  if (!config.pose_only) {
    rgb = noisy_half(batch.rgb, noise.rgb, batch.rgb_mask, sigma);
    input.noisy_rgb = rgb.noisy;
  }
  input.templates = batch.templates;
  input.rays = batch.rays;
  input.timesteps = sigmas.to(batch.pose.device()) * 1000;
  input.kept = batch.kept;
  input.positions = batch.positions;
  const nn::TextContext text = nn::encode_texts(model, batch.texts, compute);
  const nn::JointOutput output = nn::forward_motion(model.transformer, input, text, compute);

  at::Tensor weight = diffusion::clean_error_weight(sigma, weights.space);
  if (weights.motion_floor > 0)
    weight = weight / (mean_per_clip(batch.pose.pow(2), pose.mask) + weights.motion_floor);
  const auto clean_error = [&](const at::Tensor& out, const Half& half) {
    return nn::clean_of(config, out, half.noisy, sigma) - half.clean;
  };
  const at::Tensor pose_error = clean_error(output.pose, pose).pow(2);
  LossTerms terms;
  terms.total = masked_mean(pose_error * weight, pose.mask);
  terms.pose = masked_mean(pose_error.detach(), pose.mask).item<double>();
  terms.still = masked_mean(batch.pose.pow(2), pose.mask).item<double>();
  if (weights.label > 0 && head.weight.defined()) {
    CHECK_THAT(text.pooled.defined());
    const at::Tensor logits = at::linear(at::silu(text.pooled), head.weight, head.bias);
    const at::Tensor known = batch.labels.ge(0);
    const at::Tensor each =
        at::cross_entropy_loss(logits, batch.labels.clamp_min(0), {}, at::Reduction::None);
    terms.total = terms.total + weights.label * (each * known).mean();
  }
  if (!config.pose_only)
    terms.total = terms.total +
                  weights.rgb * masked_mean(clean_error(output.rgb, rgb).pow(2) * weight, rgb.mask);
  return terms;
}

}  // namespace animax::train
