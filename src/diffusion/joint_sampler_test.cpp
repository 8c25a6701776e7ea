// SPDX-License-Identifier: MIT
#include "diffusion/joint_sampler.h"

#include "core/error.h"
#include "diffusion/noise.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace animax::diffusion {
namespace {

constexpr int64_t kViews = 2, kChannels = 4, kFrames = 3, kSize = 4;

nn::DitConfig tiny_config() {
  nn::DitConfig config;
  config.dim = 24;
  config.ffn_dim = 32;
  config.num_heads = 2;
  config.num_layers = 2;
  config.freq_dim = 16;
  config.text_dim = 6;
  config.text_len = 8;
  config.in_dim = config.out_dim = kChannels;
  config.modality_embedding = true;
  config.multiview = true;
  config.camera_channels = 6;
  config.prediction = Prediction::kClean;
  return config;
}

/// A network none of whose parameters is zero, so that every input matters.
nn::JointVideoPoseTransformer tiny_network(const nn::DitConfig& config) {
  Rng rng(21);
  auto network = nn::random_dit(config, rng);
  nn::transform_parameters(network, [&](const std::string&, const at::Tensor& t) {
    return t + 0.1 * gaussian_noise(t.sizes(), rng);
  });
  return network;
}

JointConditions tiny_conditions() {
  Rng rng(22);
  JointConditions conditions;
  conditions.clean_rgb = gaussian_noise({kViews, kChannels, 1, kSize, kSize}, rng);
  conditions.clean_pose = gaussian_noise({kViews, kChannels, 1, kSize, kSize}, rng);
  conditions.cameras = gaussian_noise({kViews, 6, kSize, kSize}, rng);
  conditions.text = gaussian_noise({5, 6}, rng);
  conditions.negative_text = gaussian_noise({2, 6}, rng);
  return conditions;
}

JointSampleOptions tiny_options(double text, double image) {
  JointSampleOptions options;
  options.sampling.sampler = sampler_named("unipc", 3, 2);
  options.sampling.guidance.text = text;
  options.sampling.guidance.image = image;
  options.latent_frames = kFrames;
  return options;
}

const std::vector<int64_t> kShape{kViews, kChannels, kFrames, kSize, kSize};

TEST(SampleJoint, SameSeedSameResult) {
  const auto network = tiny_network(tiny_config());
  const auto run = [&](uint64_t seed) {
    Rng rng(seed);
    return sample_joint(network, tiny_conditions(), tiny_options(4, 2), rng);
  };
  const JointLatents a = run(1), b = run(1), c = run(2);
  EXPECT_EQ(a.rgb.sizes().vec(), kShape);
  EXPECT_EQ(a.pose.sizes().vec(), kShape);
  EXPECT_TRUE(a.rgb.equal(b.rgb));
  EXPECT_TRUE(a.pose.equal(b.pose));
  EXPECT_FALSE(a.pose.equal(c.pose));
}

TEST(SampleJoint, PoseOnlyModelHasNoRgb) {
  nn::DitConfig config = tiny_config();
  config.pose_only = true;
  Rng rng(1);
  const JointLatents out =
      sample_joint(tiny_network(config), tiny_conditions(), tiny_options(1, 1), rng);
  EXPECT_FALSE(out.rgb.defined());
  EXPECT_EQ(out.pose.sizes().vec(), kShape);
}

Query query_of(std::vector<Pass> passes) {
  Rng rng(30);
  return {gaussian_noise({kViews, 2, kChannels, kFrames, kSize, kSize}, rng), 0.5, 500, passes, 0};
}

TEST(JointModel, TemplatesEnterCleanAndDroppedOnesAreZero) {
  const auto network = tiny_network(tiny_config());
  const JointConditions conditions = tiny_conditions();
  const Query query = query_of({{true, true}, {false, false}});
  const at::Tensor found = joint_model(network, conditions).predict(query);
  const at::NoGradGuard no_grad;
  for (const int64_t pass : {0, 1}) {
    nn::JointInput input;
    const double shown = pass == 0 ? 1 : 0;
    input.clean_rgb = shown * conditions.clean_rgb.unsqueeze(0);
    input.clean_pose = shown * conditions.clean_pose.unsqueeze(0);
    input.noisy_rgb = query.sample.select(1, 0).unsqueeze(0);
    input.noisy_pose = query.sample.select(1, 1).unsqueeze(0);
    input.timesteps = at::full({1}, 500.0f);
    input.cameras = conditions.cameras.unsqueeze(0);
    const auto text =
        nn::make_text_context(network, {pass == 0 ? conditions.text : conditions.negative_text});
    const auto out = nn::forward_joint(network, input, text);
    EXPECT_TRUE(at::allclose(found[pass].select(1, 0), out.rgb[0], 1e-4, 1e-5)) << pass;
    EXPECT_TRUE(at::allclose(found[pass].select(1, 1), out.pose[0], 1e-4, 1e-5)) << pass;
  }
}

TEST(JointModel, BatchedAndSeparatePassesAgree) {
  const auto network = tiny_network(tiny_config());
  const Query query = query_of({{false, false}, {true, false}, {true, true}});
  const at::Tensor together = joint_model(network, tiny_conditions()).predict(query);
  for (const int limit : {1, 2}) {
    JointModelOptions options;
    options.passes_per_batch = limit;
    const at::Tensor parts = joint_model(network, tiny_conditions(), options).predict(query);
    EXPECT_TRUE(at::allclose(together, parts, 1e-4, 1e-5));
  }
}

TEST(JointModel, EveryConditionMatters) {
  const auto network = tiny_network(tiny_config());
  const at::Tensor v = joint_model(network, tiny_conditions())
                           .predict(query_of({{false, false}, {true, false}, {true, true}}));
  EXPECT_GT((v[0] - v[1]).abs().max().item<float>(), 1e-3);
  EXPECT_GT((v[1] - v[2]).abs().max().item<float>(), 1e-4);
}

TEST(JointModel, NamesConditionsThatDoNotFit) {
  const auto network = tiny_network(tiny_config());
  JointConditions wrong = tiny_conditions();
  wrong.clean_rgb = at::zeros({kViews, kChannels + 1, 1, kSize, kSize});
  EXPECT_THROW(joint_model(network, wrong), Error);
  wrong = tiny_conditions();
  wrong.clean_rgb = wrong.clean_pose = at::zeros({kViews, kChannels, 1, kSize + 1, kSize});
  EXPECT_THROW(joint_model(network, wrong), Error);
  wrong = tiny_conditions();
  wrong.clean_pose = wrong.clean_pose.narrow(0, 0, 1);
  EXPECT_THROW(joint_model(network, wrong), Error);
  wrong = tiny_conditions();
  wrong.cameras = at::Tensor();
  EXPECT_THROW(joint_model(network, wrong), Error);
}

}  // namespace
}  // namespace animax::diffusion
