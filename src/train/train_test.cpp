// SPDX-License-Identifier: MIT
#include "core/file.h"
#include "core/log.h"
#include "scene/synthetic.h"
#include "train/trainer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace animax::train {
namespace {

// Clips of one small rig whose caption says which way it leans; no renderer needed.
class LeaningSource : public data::ClipSource {
 public:
  explicit LeaningSource(const data::ClipFormat& format) : format_(format) {}

  data::TrainingClip make(uint64_t index) override {
    SyntheticOptions options;
    options.shape = SyntheticShape::kChain;
    options.joints = 4;
    options.frames = format_.frames + 1;
    options.fps = format_.fps;
    const Rig rig = make_synthetic_world(options, 1).rig;
    const bool left = index % 2 == 0;
    Motion motion{format_.fps, {}};
    for (int f = 0; f <= format_.frames; ++f) {
      motion.frames.push_back(rig.skeleton.rest_pose());
      rotate_joint(
          motion.frames.back(), 0, rotation_exp(Vector3d(0, 0, (left ? 0.05 : -0.05) * f)));
    }
    data::TrainingClip clip;
    clip.views =
        data::make_template_views(rig, format_, [](const Rig&, const std::vector<Camera>& cameras) {
          return std::vector<Image>(cameras.size(),
                                    Image(cameras[0].width, cameras[0].height, 3, 128));
        });
    clip.latents = data::encode_motion(rig, clip.views, format_, motion, false);
    clip.caption = left ? "l" : "r";
    return clip;
  }

 private:
  const data::ClipFormat format_;
};

std::vector<int64_t> tokenize(const std::string& text) {
  std::vector<int64_t> ids;
  for (char c : text) ids.push_back(c == 'l' ? 2 : 3);
  ids.push_back(1);
  return ids;
}

TrainConfig small_config(const fs::path& output) {
  TrainConfig config;
  config.output = output;
  config.device = "cpu";
  config.compute = "fp32";
  config.clip.frames = 4;
  config.clip.cells = 16;
  config.clip.image_size = config.clip.cameras.size = 32;
  config.transformer.dim = 24;
  config.transformer.ffn_dim = 48;
  config.transformer.num_heads = 2;
  config.transformer.num_layers = 2;
  config.transformer.freq_dim = 16;
  config.transformer.text_dim = 16;
  config.transformer.text_len = 8;
  config.transformer.in_dim = 17;
  config.transformer.out_dim = 8;
  config.transformer.patch_size = {1, 4, 4};
  config.transformer.pose_only = true;
  config.transformer.camera_channels = 6;
  config.transformer.multiview = true;
  config.transformer.prediction = nn::Prediction::kClean;
  config.text_encoder.vocab = 8;
  config.text_encoder.dim = 16;
  config.text_encoder.dim_attn = 16;
  config.text_encoder.dim_ffn = 32;
  config.text_encoder.num_heads = 2;
  config.text_encoder.num_layers = 1;
  config.stages = {{6, 1, 4}, {6, 4, 4}};
  config.learning_rate.peak = 3e-3;
  config.learning_rate.warmup = 2;
  config.learning_rate.total = config.total_steps();
  config.validation_clips = 4;
  config.workers = 2;
  return config;
}

TrainOutcome run(const TrainConfig& config, bool resume) {
  set_log_level(LogLevel::kWarning);
  return train(
      config, resume, [&](bool) { return std::make_unique<LeaningSource>(config.clip); }, tokenize);
}

void expect_equal_files(const fs::path& a, const fs::path& b) {
  const auto x = nn::read_safetensors(a).tensors, y = nn::read_safetensors(b).tensors;
  ASSERT_EQ(x.size(), y.size());
  for (const auto& [name, tensor] : x) EXPECT_TRUE(tensor.equal(y.at(name))) << name;
}

TEST(Train, ResumedRunEqualsUninterruptedRunBitByBit) {
  const TemporaryFolder folder;
  TrainConfig whole = small_config(folder.path() / "whole");
  run(whole, false);
  // The same run in two halves: the first ends (and saves) where the second stage begins.
  TrainConfig half = small_config(folder.path() / "half");
  half.stages.pop_back();
  run(half, false);
  half.stages = whole.stages;
  run(half, true);
  expect_equal_files(whole.output / "checkpoint.safetensors",
                     half.output / "checkpoint.safetensors");
}

TEST(Train, LearnsWhatTheCaptionSays) {
  const TemporaryFolder folder;
  TrainConfig config = small_config(folder.path() / "run");
  config.stages = {{250, 4, 4}};
  config.text_dropout = config.template_dropout = 0;
  config.optimizer.ema_decay = 0.9;
  const TrainOutcome outcome = run(config, false);
  EXPECT_LT(outcome.validation_error, 0.35);
  const nn::JointModel model = nn::load_joint_model(config.output / "model");
  EXPECT_EQ(model.settings["training"]["steps"], 250);
}

TEST(Train, RefusesToOverwriteARunAndToResumeNone) {
  const TemporaryFolder folder;
  TrainConfig config = small_config(folder.path() / "run");
  config.stages = {{1, 1, 2}};
  EXPECT_THROW(run(config, true), Error);
  run(config, false);
  EXPECT_THROW(run(config, false), Error);
}

TEST(ReadTrainConfig, RoundTripAndRefusals) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "config.json";
  const TrainConfig config = small_config(folder.path() / "run");
  write_json(path, to_json(config));
  EXPECT_EQ(to_json(read_train_config(path)), to_json(config));
  Json broken = to_json(config);
  broken["transformer"]["in_dim"] = 9;
  write_json(path, broken);
  EXPECT_THROW(read_train_config(path), Error);
}

TEST(AdamW, FollowsTheClosedFormOfOneStep) {
  at::Tensor p = at::ones({2, 3}).requires_grad_(true);
  AdamWOptions options;
  options.clip_norm = 0;
  options.weight_decay = 0.1;
  AdamW optimizer({{"p", p}}, options);
  (p * 2).sum().backward();
  const double norm = optimizer.step(0.01);
  EXPECT_NEAR(norm, std::sqrt(6 * 4.0), 1e-5);
  // The first step is the sign of the gradient times the rate, after decay.
  EXPECT_NEAR(p[0][0].item<double>(), 1 - 0.01 * 0.1 - 0.01, 1e-5);
}

TEST(AdamW, IgnoresGradientsThatAreNotFinite) {
  at::Tensor p = at::ones({3}).requires_grad_(true);
  AdamW optimizer({{"p", p}}, {});
  (p / 0.0).sum().backward();
  optimizer.step(0.01);
  EXPECT_TRUE(p.equal(at::ones({3})));
  EXPECT_EQ(optimizer.steps(), 0);
}

TEST(LearningRate, WarmsUpAndDecays) {
  const LearningRate rate{1.0, 10, 20, 100, 0.1};
  EXPECT_NEAR(rate.at(0), 0.1, 1e-9);
  EXPECT_NEAR(rate.at(50), 1, 1e-9);
  EXPECT_NEAR(rate.at(100), 0.1, 1e-9);
  EXPECT_GT(rate.at(85), rate.at(95));
}

}  // namespace
}  // namespace animax::train
