// SPDX-License-Identifier: MIT
#include "pipeline/motion_sampler.h"

#include "core/error.h"
#include "diffusion/noise.h"
#include "nn/replicas.h"

#include <ATen/ATen.h>

#include <cstring>
#include <map>

namespace animax::pipeline {
namespace {

at::Tensor to_tensor(const std::vector<float>& values, at::IntArrayRef sizes) {
  at::Tensor tensor = at::empty(sizes);
  CHECK_EQ(static_cast<int64_t>(values.size()), tensor.numel());
  std::memcpy(tensor.data_ptr<float>(), values.data(), sizeof(float) * values.size());
  return tensor;
}

std::vector<float> to_vector(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kCPU, at::kFloat).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

// 1 on the cells that carry motion: (M, V, 1, 1, H, W), the RGB half first.
at::Tensor motion_mask(const data::TemplateViews& views, bool with_rgb) {
  const auto v = static_cast<int64_t>(views.fields.size());
  at::Tensor mask = at::zeros({with_rgb ? 2 : 1, v, 1, 1, views.rows(), views.columns()});
  for (int64_t i = 0; i < v; ++i) {
    const TemplateField& field = views.fields[i];
    float* pose = mask[with_rgb ? 1 : 0][i].data_ptr<float>();
    for (size_t cell = 0; cell < field.joint.size(); ++cell) pose[cell] = field.joint[cell] >= 0;
    if (!with_rgb) continue;
    float* rgb = mask[0][i].data_ptr<float>();
    for (size_t cell = 0; cell < field.surface.size(); ++cell)
      rgb[cell] = field.surface[cell].mesh >= 0;
  }
  return mask;
}

// What stays the same over all steps of one run.
struct Conditions {
  at::Tensor templates, rays, kept, mask;
  at::Tensor positions;  // undefined for fields that are grids
  std::vector<int64_t> text, negative_text;
};

Conditions make_conditions(const nn::JointModel& model, const data::TemplateViews& views) {
  const nn::DitConfig& config = model.transformer.config;
  const auto v = static_cast<int64_t>(views.fields.size());
  const int64_t h = views.rows(), w = views.columns();
  const at::Device device = model.transformer.time_embedding0.weight.device();
  Conditions conditions;
  conditions.templates =
      to_tensor(views.planes, {1, v, static_cast<int64_t>(views.planes.size()) / (v * h * w), h, w})
          .to(device);
  conditions.rays = to_tensor(views.rays, {1, v, 6, h, w}).to(device);
  if (!views.positions.empty())
    conditions.positions = to_tensor(views.positions, {1, v, w, 2}).to(device);
  conditions.kept = kept_patches(views, config).to(device);
  conditions.mask = motion_mask(views, !config.pose_only).to(device);
  return conditions;
}

// The network over samples (M, V, Cm, F, H, W), conditions and prompts of one run.
class MotionModel {
 public:
  MotionModel(const nn::JointModel& model, const Conditions& conditions, at::ScalarType compute)
      : model_(model), conditions_(conditions), compute_(compute) {
    // Operators of a narrow network are shorter than waking threads for them.
    constexpr int64_t kNarrow = 512;
    const at::Device device = model.transformer.time_embedding0.weight.device();
    one_by_one_ = device.is_cpu() && model.transformer.config.dim <= kNarrow;
  }

  at::Tensor predict(const diffusion::Query& query) {
    if (!one_by_one_) return forward(query, query.passes);
    for (const diffusion::Pass& pass : query.passes) context({pass.text});
    std::vector<at::Tensor> rows(query.passes.size());
    nn::for_each_replica(rows.size(),
                         [&](size_t i) { rows[i] = forward(query, {query.passes[i]}); });
    return at::cat(rows, 0);
  }

 private:
  // Keys and values of the texts are computed once per combination of passes.
  const nn::TextContext& context(const std::vector<bool>& prompted) {
    auto known = contexts_.find(prompted);
    if (known != contexts_.end()) return known->second;
    std::vector<std::vector<int64_t>> texts;
    for (bool prompt : prompted)
      texts.push_back(prompt ? conditions_.text : conditions_.negative_text);
    return contexts_.emplace(prompted, nn::encode_texts(model_, texts, compute_)).first->second;
  }

  at::Tensor forward(const diffusion::Query& query, const std::vector<diffusion::Pass>& passes) {
    const auto count = static_cast<int64_t>(passes.size());
    std::vector<bool> prompted;
    std::vector<at::Tensor> templates;
    for (const diffusion::Pass& pass : passes) {
      prompted.push_back(pass.text);
      templates.push_back(pass.image ? conditions_.templates
                                     : at::zeros_like(conditions_.templates));
    }
    const bool with_rgb = query.sample.size(0) == 2;
    const auto repeat = [&](const at::Tensor& t) {
      std::vector<int64_t> sizes(t.dim(), -1);
      sizes[0] = count;
      return t.expand(sizes);
    };
    nn::MotionInput input;
    input.noisy_pose = repeat(query.sample[with_rgb ? 1 : 0].unsqueeze(0));
    if (with_rgb) input.noisy_rgb = repeat(query.sample[0].unsqueeze(0));
    input.templates = at::cat(templates, 0);
    input.rays = repeat(conditions_.rays);
    input.kept = repeat(conditions_.kept);
    if (conditions_.positions.defined()) input.positions = repeat(conditions_.positions);
    input.timesteps = at::full({count}, query.timestep, input.templates.options());
    const nn::JointOutput out =
        nn::forward_motion(model_.transformer, input, context(prompted), compute_);
    const at::Tensor stacked = with_rgb ? at::stack({out.rgb, out.pose}, 1) : out.pose.unsqueeze(1);
    // Cells that carry nothing stay exactly zero from the noise to the end.
    return stacked.to(at::kFloat) * conditions_.mask;
  }

  const nn::JointModel& model_;
  const Conditions& conditions_;
  const at::ScalarType compute_;
  bool one_by_one_;
  std::map<std::vector<bool>, nn::TextContext> contexts_;
};

}  // namespace

at::Tensor kept_patches(const data::TemplateViews& views, const nn::DitConfig& config) {
  std::vector<std::vector<int64_t>> patches;
  for (const TemplateField& field : views.fields)
    patches.push_back(
        data::shown_patches(field, config.patch_size[1], config.patch_size[2], !config.pose_only));
  return nn::pack_kept_patches(patches, 1, static_cast<int64_t>(patches.size()));
}

data::MotionLatents sample_motion_latents(const nn::JointModel& model,
                                          const data::ClipFormat& format,
                                          const data::TemplateViews& views,
                                          const std::vector<int64_t>& text,
                                          const std::vector<int64_t>& negative_text,
                                          const MotionSampleOptions& options,
                                          uint64_t seed) {
  const nn::DitConfig& config = model.transformer.config;
  if (config.in_dim != format.motion_channels() + format.template_channels() ||
      config.out_dim != format.motion_channels())
    throw Error(model.folder.string(), ": the transformer's channels do not fit the clip format");
  const at::NoGradGuard no_grad;
  Conditions conditions = make_conditions(model, views);
  conditions.text = text;
  conditions.negative_text = negative_text;
  const auto v = static_cast<int64_t>(views.fields.size());
  const int64_t halves = config.pose_only ? 1 : 2;
  Rng rng(seed);
  const at::Tensor noise = diffusion::gaussian_noise({halves,
                                                      v,
                                                      format.motion_channels(),
                                                      format.latent_frames(),
                                                      views.rows(),
                                                      views.columns()},
                                                     rng)
                               .to(conditions.mask.device()) *
                           conditions.mask;
  MotionModel network(model, conditions, options.compute);
  const diffusion::Model wrapped{
      [&](const diffusion::Query& query) { return network.predict(query); }, config.prediction};
  const at::Tensor clean = diffusion::sample(wrapped, noise, options.sampling);
  data::MotionLatents latents;
  latents.pose = to_vector(clean[halves - 1]);
  if (options.with_rgb && !config.pose_only) latents.rgb = to_vector(clean[0]);
  return latents;
}

}  // namespace animax::pipeline
