// SPDX-License-Identifier: MIT
#include "core/file.h"
#include "core/log.h"
#include "scene/synthetic.h"
#include "train/clip_pool.h"
#include "train/gradients.h"
#include "train/orthogonalize.h"
#include "train/trainer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <set>

namespace animax::train {
namespace {

// Clips of one small rig whose caption says which way it leans; no renderer needed.
class LeaningSource : public data::ClipSource {
 public:
  explicit LeaningSource(const data::ClipFormat& format, bool with_rgb)
      : format_(format), with_rgb_(with_rgb) {}

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
    clip.latents = data::encode_motion(rig, clip.views, format_, motion, with_rgb_);
    clip.caption = left ? "l" : "r";
    return clip;
  }

 private:
  const data::ClipFormat format_;
  const bool with_rgb_;
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

void use_joint_tokens(TrainConfig& config) {
  config.clip.layout = data::FieldLayout::kJoints;
  config.transformer.patch_size = {1, 1, 1};
  config.transformer.in_dim = config.clip.motion_channels() + config.clip.template_channels();
}

TrainOutcome run(const TrainConfig& config, bool resume) {
  set_log_level(LogLevel::kWarning);
  return train(
      config,
      resume,
      [&](bool) {
        return std::make_unique<LeaningSource>(config.clip, !config.transformer.pose_only);
      },
      tokenize);
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

TEST(Train, ResumesWithPoolsReplicasAndJointTokens) {
  const TemporaryFolder folder;
  TrainConfig whole = small_config(folder.path() / "whole");
  use_joint_tokens(whole);
  whole.stages = {{8, 4, 4}};
  whole.pool = 4;
  whole.replicas = 2;
  run(whole, false);
  TrainConfig half = whole;
  half.output = folder.path() / "half";
  half.stages = {{4, 4, 4}};
  run(half, false);
  half.stages = whole.stages;
  run(half, true);
  expect_equal_files(whole.output / "checkpoint.safetensors",
                     half.output / "checkpoint.safetensors");
}

TEST(Train, LogsEveryValidation) {
  const TemporaryFolder folder;
  TrainConfig config = small_config(folder.path());
  config.stages = {{7, 1, 2}};
  config.validate_every = 3;
  run(config, false);
  const std::string log = read_file(folder.path() / "log.csv");
  for (const char* row : {"\n3,", "\n6,", "\n7,"})
    EXPECT_NE(log.find(row), std::string::npos) << log;
}

TEST(Train, LearnsBothHalvesOfJointTokens) {
  const TemporaryFolder folder;
  TrainConfig config = small_config(folder.path());
  use_joint_tokens(config);
  config.transformer.pose_only = false;
  config.transformer.modality_embedding = true;
  config.stages = {{150, 4, 4}};
  config.text_dropout = config.template_dropout = 0;
  config.optimizer.ema_decay = 0.9;
  EXPECT_LT(run(config, false).validation_error, 0.9);
  EXPECT_FALSE(nn::load_joint_model(folder.path() / "model").transformer.config.pose_only);
}

// Numbered clips with more or fewer joints.
class CountingSource : public data::ClipSource {
 public:
  data::TrainingClip make(uint64_t index) override {
    data::TrainingClip clip;
    clip.caption = std::to_string(index);
    clip.views.legend.joints.resize(3 + index * 7 % 5);
    return clip;
  }
  int run() const override { return 3; }
};

TEST(ClipPool, ServesEveryClipOnceInBatchesOfLikeSizes) {
  TrainConfig config;
  config.stages = {{10, 4, 6}, {5, 4, 2}};
  config.pool = 4;
  const auto make = [] { return std::make_unique<CountingSource>(); };
  ClipPool pool(config, make, 0, 2);
  std::set<std::string> seen;
  std::vector<std::string> from_step_6;
  double spread = 0;
  for (int64_t step = 0; step < 15; ++step) {
    const auto clips = pool.take(step);
    EXPECT_EQ(clips.size(), step < 10 ? 6u : 2u);
    const auto joints = [](const auto& clip) { return clip.views.legend.joints.size(); };
    size_t least = 100, most = 0;
    for (const auto& clip : clips) {
      EXPECT_TRUE(seen.insert(clip.caption).second) << "clip " << clip.caption << " came twice";
      if (step >= 6) from_step_6.push_back(clip.caption);
      least = std::min(least, joints(clip));
      most = std::max(most, joints(clip));
    }
    if (step < 8) spread += static_cast<double>(most - least) / 8;
  }
  EXPECT_EQ(seen.size(), 70u);
  EXPECT_LT(spread, 2) << "unsorted batches of six spread over almost all five sizes";

  ClipPool resumed(config, make, 6, 1);
  std::vector<std::string> again;
  for (int64_t step = 6; step < 15; ++step)
    for (const auto& clip : resumed.take(step)) again.push_back(clip.caption);
  EXPECT_EQ(again, from_step_6);
}

TEST(AccumulateGradients, PartsAddUpToTheWhole) {
  TrainConfig config = small_config("unused");
  use_joint_tokens(config);
  Rng rng(3);
  nn::JointModel model;
  model.transformer = nn::random_dit(config.transformer, rng);
  model.text_encoder = nn::random_umt5(config.text_encoder, rng);
  std::vector<at::Tensor> parameters;
  nn::transform_parameters(model.transformer, [&](const std::string&, const at::Tensor& t) {
    // Away from zero, where fresh output layers hide every gradient below them.
    parameters.push_back((t + 0.05).detach().requires_grad_(true));
    return parameters.back();
  });
  LeaningSource source(config.clip, false);
  std::vector<data::TrainingClip> clips;
  for (uint64_t i = 0; i < 6; ++i) clips.push_back(source.make(i));
  const Batch batch = make_batch(clips, config, 4, false, tokenize, rng);
  at::manual_seed(5);
  const BatchNoise noise = draw_noise(batch);
  const at::Tensor sigmas = at::linspace(0.3, 1, 6);
  const auto gradients = [&](int replicas) {
    for (at::Tensor& parameter : parameters) parameter.mutable_grad() = at::Tensor();
    GradientOptions options;
    options.weights.motion_floor = 0.01;
    options.replicas = replicas;
    accumulate_gradients(model, batch, sigmas, noise, parameters, options);
    std::vector<at::Tensor> all;
    for (const at::Tensor& parameter : parameters)
      all.push_back(parameter.grad().defined() ? parameter.grad().clone()
                                               : at::zeros_like(parameter));
    return all;
  };
  const auto whole = gradients(1), parts = gradients(3), again = gradients(3);
  double largest = 0;
  for (size_t i = 0; i < whole.size(); ++i) {
    const double scale = whole[i].abs().max().item<double>();
    largest = std::max(largest, scale);
    EXPECT_LT((whole[i] - parts[i]).abs().max().item<double>(), 1e-3 * scale + 1e-6);
    EXPECT_TRUE(parts[i].equal(again[i]));
  }
  EXPECT_GT(largest, 1e-3);
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
  TrainConfig config = small_config(folder.path() / "run");
  config.stages[1].learning_rate = 0.01;
  config.unfamiliar_subjects = 0.25;
  config.settled_manner = true;
  write_json(path, to_json(config));
  EXPECT_EQ(to_json(read_train_config(path)), to_json(config));
  write_json(folder.path() / "wider.json",
             {{"extends", "config.json"}, {"transformer", {{"dim", 36}}}});
  const TrainConfig wider = read_train_config(folder.path() / "wider.json");
  EXPECT_EQ(wider.transformer.dim, 36);
  EXPECT_EQ(wider.transformer.num_layers, config.transformer.num_layers);
  write_json(folder.path() / "circle.json", {{"extends", "circle.json"}});
  EXPECT_THROW(read_train_config(folder.path() / "circle.json"), Error);
  Json broken = to_json(config);
  broken["transformer"]["in_dim"] = 9;
  write_json(path, broken);
  EXPECT_THROW(read_train_config(path), Error);
}

TEST(AdamW, FollowsTheClosedFormOfOneStep) {
  at::Tensor p = at::ones({2, 3}).requires_grad_(true);
  OptimizerOptions options;
  options.clip_norm = 0;
  options.weight_decay = 0.1;
  Optimizer optimizer({{"p", p}}, options);
  (p * 2).sum().backward();
  const double norm = optimizer.step(0.01);
  EXPECT_NEAR(norm, std::sqrt(6 * 4.0), 1e-5);
  // The first step is the sign of the gradient times the rate, after decay.
  EXPECT_NEAR(p[0][0].item<double>(), 1 - 0.01 * 0.1 - 0.01, 1e-5);
}

TEST(AdamW, IgnoresGradientsThatAreNotFinite) {
  at::Tensor p = at::ones({3}).requires_grad_(true);
  Optimizer optimizer({{"p", p}}, {});
  (p / 0.0).sum().backward();
  optimizer.step(0.01);
  EXPECT_TRUE(p.equal(at::ones({3})));
  EXPECT_EQ(optimizer.steps(), 0);
}

TEST(Orthogonalize, BringsSingularValuesNearOne) {
  at::manual_seed(7);
  for (const auto& [rows, columns] : {std::pair(24, 24), std::pair(40, 16), std::pair(16, 40)}) {
    const at::Tensor q = orthogonalize(at::randn({rows, columns}), at::kFloat);
    ASSERT_EQ(q.sizes(), at::IntArrayRef({rows, columns}));
    const at::Tensor values =
        std::get<1>(at::linalg_svd(q, false)) / (0.2 * std::sqrt(std::max(rows, columns)));
    EXPECT_LT(values.max().item<double>(), 1.25);
    EXPECT_GT(values.median().item<double>(), 0.6);
  }
  EXPECT_TRUE(orthogonalize(at::zeros({4, 5}), at::kFloat).equal(at::zeros({4, 5})));
}

TEST(Muon, MovesMatricesByTheirSingularVectorsAndVectorsAsAdamW) {
  at::manual_seed(7);
  at::Tensor matrix = at::zeros({16, 16}).requires_grad_(true);
  at::Tensor bias = at::zeros({16}).requires_grad_(true);
  OptimizerOptions options;
  options.method = OptimizerMethod::kMuon;
  options.clip_norm = 0;
  Optimizer optimizer({{"blocks.0.weight", matrix}, {"blocks.0.bias", bias}}, options);
  const at::Tensor slope = at::randn({16, 16});
  ((matrix * slope).sum() + bias.sum()).backward();
  optimizer.step(0.01);
  const at::Tensor expected = orthogonalize(slope, at::kFloat) * -0.01;
  EXPECT_TRUE(at::allclose(matrix.detach(), expected, 1e-3, 1e-6));
  EXPECT_TRUE(at::allclose(bias.detach(), at::full({16}, -0.01), 1e-3, 1e-6));
  EXPECT_EQ(optimizer.state().count("v.blocks.0.weight"), 0u);
}

TEST(LearningRate, WarmsUpAndDecays) {
  const LearningRate rate{1.0, 10, 20, 100, 0.1};
  EXPECT_NEAR(rate.at(0), 0.1, 1e-9);
  EXPECT_NEAR(rate.at(50), 1, 1e-9);
  EXPECT_NEAR(rate.at(100), 0.1, 1e-9);
  EXPECT_GT(rate.at(85), rate.at(95));
}

TEST(LearningRate, StagesMayHaveTheirOwn) {
  TrainConfig config;
  config.learning_rate = {1.0, 0, 0, 20};
  config.stages = {{.steps = 10}, {.steps = 10, .learning_rate = 0.25}};
  EXPECT_EQ(config.learning_rate_at(9), 1.0);
  EXPECT_EQ(config.learning_rate_at(10), 0.25);
}

}  // namespace
}  // namespace animax::train
