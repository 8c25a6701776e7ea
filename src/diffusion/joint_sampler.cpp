// SPDX-License-Identifier: MIT
#include "diffusion/joint_sampler.h"

#include "core/error.h"
#include "diffusion/noise.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <map>
#include <vector>

namespace animax::diffusion {
namespace {

void check_size(const char* name, const char* axis, int64_t found, int64_t expected) {
  if (found != expected) throw Error(name, ": found ", axis, " ", found, ", expected ", expected);
}

void check_template(const char* name, const at::Tensor& latents, const nn::DitConfig& config) {
  if (!latents.defined() || latents.dim() != 5)
    throw Error(name, ": expected shape (views, channels, 1, height, width)");
  check_size(name, "channels", latents.size(1), config.out_dim);
  check_size(name, "frames", latents.size(2), 1);
  for (const int axis : {1, 2})
    if (latents.size(axis + 2) % config.patch_size[static_cast<size_t>(axis)] != 0)
      throw Error(name,
                  ": found latent size ",
                  latents.size(3),
                  " x ",
                  latents.size(4),
                  ", expected multiples of the patch ",
                  config.patch_size[1],
                  " x ",
                  config.patch_size[2]);
}

void check_conditions(const nn::DitConfig& config, const JointConditions& conditions) {
  check_template("template RGB latents", conditions.clean_rgb, config);
  check_template("template pose latents", conditions.clean_pose, config);
  for (const int axis : {0, 3, 4})
    check_size("template pose latents",
               "size",
               conditions.clean_pose.size(axis),
               conditions.clean_rgb.size(axis));
  if (config.camera_channels == 0) return;
  if (!conditions.cameras.defined() || conditions.cameras.dim() != 4)
    throw Error("cameras: expected shape (views, ", config.camera_channels, ", height, width)");
  check_size("cameras", "views", conditions.cameras.size(0), conditions.clean_rgb.size(0));
  check_size("cameras", "channels", conditions.cameras.size(1), config.camera_channels);
}

/// The network with everything that stays the same during a run.
class JointRun {
 public:
  JointRun(const nn::JointVideoPoseTransformer& network,
           const JointConditions& conditions,
           const JointModelOptions& options)
      : network_(network), conditions_(conditions), options_(options) {
    check_conditions(network.config, conditions);
    const at::NoGradGuard no_grad;
    texts_ = nn::make_text_context(
        network, {conditions.negative_text, conditions.text}, options.compute);
  }

  /// (P, V, M, C, F, H, W).
  at::Tensor predict(const Query& query) {
    const auto all = static_cast<int64_t>(query.passes.size());
    const int64_t step = options_.passes_per_batch > 0 ? options_.passes_per_batch : all;
    std::vector<at::Tensor> parts;
    for (int64_t first = 0; first < all; first += step)
      parts.push_back(predict_batch(
          query,
          {query.passes.begin() + first, query.passes.begin() + std::min(all, first + step)}));
    return parts.size() == 1 ? parts[0] : at::cat(parts);
  }

 private:
  at::Tensor predict_batch(const Query& query, const std::vector<Pass>& passes) {
    const auto count = static_cast<int64_t>(passes.size());
    const auto for_each_pass = [&](const at::Tensor& t) {
      return t.unsqueeze(0).expand(with_front(count, t.sizes()));
    };
    const bool pose_only = network_.config.pose_only;
    nn::JointInput input;
    input.clean_rgb = shown(conditions_.clean_rgb, passes);
    input.clean_pose = shown(conditions_.clean_pose, passes);
    if (!pose_only) input.noisy_rgb = for_each_pass(query.sample.select(1, 0));
    input.noisy_pose = for_each_pass(query.sample.select(1, pose_only ? 0 : 1));
    input.timesteps = at::full({count}, query.timestep, query.sample.options());
    if (conditions_.cameras.defined()) input.cameras = for_each_pass(conditions_.cameras);
    nn::DitOptions options;
    options.compute = options_.compute;
    const nn::JointOutput out = nn::forward_joint(network_, input, text_for(passes), options);
    return pose_only ? out.pose.unsqueeze(2) : at::stack({out.rgb, out.pose}, 2);
  }

  static std::vector<int64_t> with_front(int64_t front, at::IntArrayRef sizes) {
    std::vector<int64_t> result{front};
    result.insert(result.end(), sizes.begin(), sizes.end());
    return result;
  }

  /// The template latents for each pass, zeros where it does not see them.
  static at::Tensor shown(const at::Tensor& latents, const std::vector<Pass>& passes) {
    std::vector<at::Tensor> rows;
    for (const Pass& pass : passes) rows.push_back(pass.image ? latents : at::zeros_like(latents));
    return at::stack(rows);
  }

  /// Keys and values for each pass; there are at most two different lists of passes in a run.
  const nn::TextContext& text_for(const std::vector<Pass>& passes) {
    const auto found = contexts_.find(passes);
    if (found != contexts_.end()) return found->second;
    std::vector<int64_t> rows;
    for (const Pass& pass : passes) rows.push_back(pass.text ? 1 : 0);
    const at::Tensor index = at::tensor(rows, at::kLong).to(conditions_.clean_rgb.device());
    nn::TextContext context;
    context.batch = static_cast<int64_t>(rows.size());
    for (const auto& layer : texts_.layers)
      context.layers.push_back({layer.k.index_select(0, index), layer.v.index_select(0, index)});
    if (texts_.key_bias.defined()) context.key_bias = texts_.key_bias.index_select(0, index);
    return contexts_.emplace(passes, std::move(context)).first->second;
  }

  const nn::JointVideoPoseTransformer network_;
  const JointConditions conditions_;
  const JointModelOptions options_;
  nn::TextContext texts_;  // row 0 negative, row 1 prompt
  std::map<std::vector<Pass>, nn::TextContext> contexts_;
};

}  // namespace

Model joint_model(const nn::JointVideoPoseTransformer& network,
                  const JointConditions& conditions,
                  const JointModelOptions& options) {
  const auto run = std::make_shared<JointRun>(network, conditions, options);
  return {[run](const Query& query) { return run->predict(query).to(at::kFloat); },
          network.config.prediction};
}

JointLatents sample_joint(const nn::JointVideoPoseTransformer& network,
                          const JointConditions& conditions,
                          const JointSampleOptions& options,
                          Rng& rng) {
  const Model model = joint_model(network, conditions, options.model);
  const at::Tensor& like = conditions.clean_pose;
  const int64_t modalities = network.config.pose_only ? 1 : 2;
  CHECK_GT(options.latent_frames, 0);
  const at::Tensor noise = gaussian_noise({like.size(0),
                                           modalities,
                                           like.size(1),
                                           options.latent_frames,
                                           like.size(3),
                                           like.size(4)},
                                          rng)
                               .to(like.device());
  const at::Tensor x = sample(model, noise, options.sampling);
  JointLatents result;
  if (modalities == 2) result.rgb = x.select(1, 0);
  result.pose = x.select(1, modalities - 1);
  return result;
}

}  // namespace animax::diffusion
