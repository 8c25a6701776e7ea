// SPDX-License-Identifier: MIT
// Laws of the joint video-pose transformer. The values themselves are pinned by the golden tests.
#include "nn/dit.h"

#include "core/error.h"
#include "nn/gradient_check.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace animax::nn {
namespace {

at::Tensor noise(std::vector<int64_t> shape, Rng& rng, double deviation = 1) {
  at::Tensor t = at::empty(shape, at::kDouble);
  for (int64_t i = 0; i < t.numel(); ++i) t.data_ptr<double>()[i] = deviation * rng.normal();
  return t;
}

DitConfig tiny_config() {
  DitConfig config;
  config.dim = 24;
  config.ffn_dim = 20;
  config.num_heads = 2;
  config.num_layers = 2;
  config.freq_dim = 16;
  config.text_dim = 10;
  config.text_len = 8;
  config.in_dim = 3;
  config.out_dim = 3;
  return config;
}

DitConfig full_config() {
  DitConfig config = tiny_config();
  config.modality_embedding = true;
  config.camera_channels = 6;
  config.multiview = true;
  config.template_concat = true;
  config.template_residual = true;
  config.head = DitHead::kWarp;
  config.prediction = Prediction::kClean;
  return config;
}

// fp64, with no weight left at zero, so that every part has an effect.
JointVideoPoseTransformer lively_model(const DitConfig& config, uint64_t seed) {
  Rng rng(seed);
  JointVideoPoseTransformer model = random_dit(config, rng);
  transform_parameters(model, [&](const std::string&, const at::Tensor& t) {
    return t.to(at::kDouble) + noise(t.sizes().vec(), rng, 0.2);
  });
  return model;
}

struct Case {
  JointInput input;
  TextContext text;
};

Case joint_case(const JointVideoPoseTransformer& model,
                int64_t batch,
                int64_t views,
                uint64_t seed,
                int64_t frames = 2) {
  Rng rng(seed);
  const DitConfig& c = model.config;
  const auto latents = [&](int64_t f) { return noise({batch, views, c.in_dim, f, 4, 6}, rng); };
  Case result;
  result.input = {latents(1), latents(1), latents(frames), latents(frames), {}, {}};
  result.input.timesteps = at::arange(batch, at::kDouble) * 100 + 313;
  if (c.camera_channels > 0)
    result.input.cameras = noise({batch, views, c.camera_channels, 4, 6}, rng);
  std::vector<at::Tensor> texts;
  for (int64_t b = 0; b < batch; ++b) texts.push_back(noise({3 + b, c.text_dim}, rng));
  result.text = make_text_context(model, texts, at::kDouble);
  return result;
}

const DitOptions kExact{at::kDouble, nullptr};

::testing::AssertionResult close(const at::Tensor& a,
                                 const at::Tensor& b,
                                 double tolerance = 1e-10) {
  if (a.sizes() != b.sizes())
    return ::testing::AssertionFailure() << a.sizes() << " vs " << b.sizes();
  const double error = (a - b).abs().max().item<double>();
  if (error <= tolerance) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "largest difference " << error;
}

TEST(MultiviewAttention, ChangesNothingWhenFresh) {
  DitConfig config = tiny_config();
  const auto plain = lively_model(config, 1);
  TensorMap weights;
  for (const auto& [name, tensor] : named_parameters(plain)) weights[name] = tensor;
  config.multiview = true;
  auto joined = dit_from_tensors(config, weights, "test", MissingWeights::kFreshAnimax);
  transform_parameters(joined,
                       [](const std::string&, const at::Tensor& t) { return t.to(at::kDouble); });
  const Case c = joint_case(plain, 1, 3, 2);
  const JointOutput a = forward_joint(plain, c.input, c.text, kExact);
  const JointOutput b = forward_joint(joined, c.input, c.text, kExact);
  EXPECT_TRUE(close(a.rgb, b.rgb, 0));
  EXPECT_TRUE(close(a.pose, b.pose, 0));
}

TEST(FreshAnimaxParts, ChangeNothing) {
  DitConfig config = tiny_config();
  const auto plain = lively_model(config, 1);
  TensorMap weights;
  for (const auto& [name, tensor] : named_parameters(plain)) weights[name] = tensor;
  config.multiview = config.modality_embedding = config.template_concat = true;
  config.camera_channels = 6;
  EXPECT_THROW(dit_from_tensors(config, weights, "test"), Error);
  auto joint = dit_from_tensors(config, weights, "test", MissingWeights::kFreshAnimax);
  transform_parameters(joint,
                       [](const std::string&, const at::Tensor& t) { return t.to(at::kDouble); });
  const Case c = joint_case(joint, 2, 2, 3);
  EXPECT_TRUE(close(forward_joint(plain, c.input, c.text, kExact).pose,
                    forward_joint(joint, c.input, c.text, kExact).pose,
                    0));
}

TEST(ForwardJoint, ViewsPermuteWithTheirCameras) {
  const auto model = lively_model(full_config(), 4);
  Case c = joint_case(model, 2, 4, 5);
  const JointOutput straight = forward_joint(model, c.input, c.text, kExact);
  const at::Tensor order = at::tensor({2, 0, 3, 1}, at::kLong);
  for (at::Tensor* t : {&c.input.clean_rgb,
                        &c.input.clean_pose,
                        &c.input.noisy_rgb,
                        &c.input.noisy_pose,
                        &c.input.cameras}) {
    *t = t->index_select(1, order);
  }
  const JointOutput permuted = forward_joint(model, c.input, c.text, kExact);
  EXPECT_TRUE(close(straight.rgb.index_select(1, order), permuted.rgb));
  EXPECT_TRUE(close(straight.pose.index_select(1, order), permuted.pose));
}

TEST(ForwardJoint, EveryViewAndCameraMatters) {
  const auto model = lively_model(full_config(), 4);
  const Case c = joint_case(model, 1, 2, 5);
  const at::Tensor before = forward_joint(model, c.input, c.text, kExact).pose.select(1, 0);
  Case other = c;
  other.input.noisy_rgb = c.input.noisy_rgb.clone();
  other.input.noisy_rgb.select(1, 1).add_(1);
  EXPECT_FALSE(
      close(before, forward_joint(model, other.input, other.text, kExact).pose.select(1, 0), 1e-6));
  other = c;
  other.input.cameras = c.input.cameras + 1;
  EXPECT_FALSE(
      close(before, forward_joint(model, other.input, other.text, kExact).pose.select(1, 0), 1e-6));
}

TEST(ForwardFrames, SwappedModalitiesSwapTheOutputs) {
  DitConfig config = full_config();
  config.template_concat = config.template_residual = false;
  config.head = DitHead::kLinear;
  const auto model = lively_model(config, 6);
  const Case c = joint_case(model, 1, 2, 7);
  Rng rng(8);
  const auto run = [&](const at::Tensor& clean0,
                       const at::Tensor& noisy0,
                       const at::Tensor& clean1,
                       const at::Tensor& noisy1,
                       const at::Tensor& vectors) {
    FrameSequence sequence;
    sequence.latents = at::cat({clean0, noisy0, clean1, noisy1}, 3);
    const int64_t f = noisy0.size(3);
    sequence.groups = {{1, 0, 0, true}, {f, 1, 0, false}, {1, 0, 1, true}, {f, 1, 1, false}};
    sequence.timesteps = at::tensor({0.0, 500.0, 0.0, 500.0}, at::kDouble).unsqueeze(0);
    sequence.cameras = c.input.cameras;
    sequence.modality_vectors = vectors;
    const at::Tensor out = forward_frames(model, sequence, c.text, kExact);
    return std::pair(out.narrow(3, 0, f), out.narrow(3, f, f));
  };
  const at::Tensor vectors = noise({2, config.dim}, rng);
  const JointInput& in = c.input;
  const auto [rgb, pose] = run(in.clean_rgb, in.noisy_rgb, in.clean_pose, in.noisy_pose, vectors);
  const auto [pose_too, rgb_too] =
      run(in.clean_pose, in.noisy_pose, in.clean_rgb, in.noisy_rgb, vectors.flip(0));
  EXPECT_TRUE(close(rgb, rgb_too));
  EXPECT_TRUE(close(pose, pose_too));
  EXPECT_FALSE(
      close(rgb,
            run(in.clean_rgb, in.noisy_rgb, in.clean_pose, in.noisy_pose, vectors.flip(0)).first,
            1e-6));
}

TEST(ForwardFrames, KeptPatchesAtTheirGridPlacesNeedNoPositions) {
  DitConfig config = tiny_config();
  config.camera_channels = 6;
  config.multiview = true;
  const auto model = lively_model(config, 11);
  const Case c = joint_case(model, 1, 2, 12);
  FrameSequence sequence;
  sequence.latents = c.input.noisy_pose;
  sequence.groups = {{2, 0, 1, false}};
  sequence.timesteps = c.input.timesteps.unsqueeze(1);
  sequence.cameras = c.input.cameras;
  // Patches are 2 x 2, so 2 x 3 of them; the second view keeps fewer.
  sequence.kept = at::tensor({1, 2, 5, 0, 4, -1}, at::kLong).view({1, 2, 3});
  DitOptions options;
  options.compute = at::kDouble;
  const at::Tensor plain = forward_frames(model, sequence, c.text, options);
  const at::Tensor row = at::arange(6, at::kLong).div(3, "floor"), column = at::arange(6) % 3;
  sequence.positions =
      at::stack({row.to(at::kDouble), column.to(at::kDouble)}, 1).expand({1, 2, 6, 2});
  EXPECT_TRUE(forward_frames(model, sequence, c.text, options).allclose(plain, 1e-9, 1e-12));
  sequence.positions = sequence.positions + at::tensor({0.0, 0.5});
  EXPECT_TRUE(forward_frames(model, sequence, c.text, options).allclose(plain, 1e-9, 1e-12))
      << "only differences of positions count";
  sequence.positions = sequence.positions * 2;
  EXPECT_FALSE(forward_frames(model, sequence, c.text, options).allclose(plain, 1e-3, 1e-3));
}

TEST(ForwardJoint, SharedPositionsAreASwitch) {
  DitConfig config = tiny_config();
  auto model = lively_model(config, 9);
  const Case c = joint_case(model, 1, 1, 10);
  const at::Tensor shared = forward_joint(model, c.input, c.text, kExact).pose;
  model.config.shared_positions = false;
  EXPECT_FALSE(close(shared, forward_joint(model, c.input, c.text, kExact).pose, 1e-6));
}

TEST(ForwardJoint, PoseOnlyLeavesOutTheVideo) {
  DitConfig config = full_config();
  config.pose_only = true;
  const auto model = lively_model(config, 11);
  Case c = joint_case(model, 1, 2, 12);
  c.input.noisy_rgb = at::Tensor();
  const JointOutput out = forward_joint(model, c.input, c.text, kExact);
  EXPECT_FALSE(out.rgb.defined());
  EXPECT_EQ(out.pose.sizes(), c.input.noisy_pose.sizes());
}

TEST(ForwardJoint, CleanFramesIgnoreTheTimestep) {
  // With attention cut off (zero output projections) a token sees only its own time: the noisy
  // frames' output changes with the timestep, and at timestep 0 nothing tells them from clean ones.
  const auto model = lively_model(tiny_config(), 13);
  Case c = joint_case(model, 1, 1, 14);
  const at::Tensor at_some_time = forward_joint(model, c.input, c.text, kExact).pose;
  c.input.timesteps = c.input.timesteps + 1;
  EXPECT_FALSE(close(at_some_time, forward_joint(model, c.input, c.text, kExact).pose, 1e-9));
  c.input.timesteps = at::zeros_like(c.input.timesteps);
  FrameSequence all;
  all.latents =
      at::cat({c.input.clean_rgb, c.input.noisy_rgb, c.input.clean_pose, c.input.noisy_pose}, 3);
  all.groups = {{3, 0, 0, false}, {3, 0, 1, false}};
  all.timesteps = at::zeros({1, 2});
  EXPECT_TRUE(close(forward_joint(model, c.input, c.text, kExact).pose,
                    forward_frames(model, all, c.text, kExact).narrow(3, 4, 2)));
}

TEST(ForwardJoint, BatchItemsAreIndependent) {
  const auto model = lively_model(full_config(), 15);
  Rng rng(16);
  const at::Tensor short_text = noise({1, 10}, rng), long_text = noise({8, 10}, rng);
  Case c = joint_case(model, 2, 2, 17);
  c.text = make_text_context(model, {short_text, long_text}, at::kDouble);
  const JointOutput both = forward_joint(model, c.input, c.text, kExact);
  for (int64_t b = 0; b < 2; ++b) {
    const auto one = [&](const at::Tensor& t) { return t.narrow(0, b, 1); };
    const JointInput in{one(c.input.clean_rgb),
                        one(c.input.clean_pose),
                        one(c.input.noisy_rgb),
                        one(c.input.noisy_pose),
                        one(c.input.timesteps),
                        one(c.input.cameras)};
    const TextContext text =
        make_text_context(model, {b == 0 ? short_text : long_text}, at::kDouble);
    const JointOutput alone = forward_joint(model, in, text, kExact);
    EXPECT_TRUE(close(one(both.rgb), alone.rgb));
    EXPECT_TRUE(close(one(both.pose), alone.pose));
  }
}

TEST(TextContext, ShortcutEqualsFullPadding) {
  const auto model = lively_model(tiny_config(), 18);
  const Case c = joint_case(model, 1, 1, 19);
  Rng rng(20);
  for (int64_t rows : {0, 1, 5, 7, 8}) {
    const at::Tensor text = noise({rows, 10}, rng);
    const auto run = [&](TextPadding padding) {
      const TextContext context = make_text_context(model, {text}, at::kDouble, padding);
      return forward_joint(model, c.input, context, kExact).pose;
    };
    EXPECT_TRUE(close(run(TextPadding::kShortcut), run(TextPadding::kFull))) << rows;
  }
  EXPECT_THROW(make_text_context(model, {noise({9, 10}, rng)}), Error);
  EXPECT_THROW(make_text_context(model, {noise({2, 11}, rng)}), Error);
}

TEST(TemplateHead, FreshModelPredictsTheTemplate) {
  for (DitHead head : {DitHead::kLinear, DitHead::kWarp}) {
    for (int64_t grid : {1, 2, 4}) {
      DitConfig config = full_config();
      config.head = head;
      config.warp_grid = grid;
      Rng rng(21);
      JointVideoPoseTransformer model = random_dit(config, rng);
      move_to(model, at::kCPU, at::kDouble);
      const Case c = joint_case(model, 1, 2, 22);
      const JointOutput out = forward_joint(model, c.input, c.text, kExact);
      EXPECT_TRUE(close(out.rgb, c.input.clean_rgb.expand_as(out.rgb)));
      EXPECT_TRUE(close(out.pose, c.input.clean_pose.expand_as(out.pose)));
    }
  }
}

TEST(TemplateHead, ConstantFlowShiftsTheTemplate) {
  DitConfig config = full_config();
  Rng rng(23);
  JointVideoPoseTransformer model = random_dit(config, rng);
  move_to(model, at::kCPU, at::kDouble);
  // One cell to the right in every flow vector: (x, y) pairs after the residual's rows.
  model.head.bias.slice(0, 12, 20, 2).fill_(1.0);
  const Case c = joint_case(model, 1, 1, 24);
  const at::Tensor out = forward_joint(model, c.input, c.text, kExact).pose.select(3, 0);
  const at::Tensor source = c.input.clean_pose.select(3, 0);
  EXPECT_TRUE(close(out.narrow(-1, 0, 5), source.narrow(-1, 1, 5)));
  EXPECT_TRUE(close(out.select(-1, 5), source.select(-1, 5)));
}

TEST(ForwardVideo, OddSizesLoseTheLastRowAndColumn) {
  const auto model = lively_model(tiny_config(), 25);
  Rng rng(26);
  const at::Tensor x = noise({1, 3, 2, 5, 7}, rng), t = at::full({1}, 400.0);
  const TextContext text = make_text_context(model, {noise({2, 10}, rng)}, at::kDouble);
  EXPECT_TRUE(close(forward_video(model, x, t, text, kExact),
                    forward_video(model, x.narrow(3, 0, 4).narrow(4, 0, 6), t, text, kExact)));
  EXPECT_THROW(forward_video(model, x.narrow(3, 0, 1), t, text, kExact), Error);
  EXPECT_THROW(forward_video(model, x.narrow(1, 0, 2), t, text, kExact), Error);
}

TEST(Prediction, VelocityAndCleanAgree) {
  Rng rng(27);
  const at::Tensor x0 = noise({4}, rng), n = noise({4}, rng),
                   sigma = at::full({}, 0.3, at::kDouble);
  const at::Tensor xs = (1 - sigma) * x0 + sigma * n;
  DitConfig config = tiny_config();
  EXPECT_TRUE(close(clean_of(config, n - x0, xs, sigma), x0));
  EXPECT_TRUE(close(velocity_of(config, n - x0, xs, sigma), n - x0));
  config.prediction = Prediction::kClean;
  EXPECT_TRUE(close(velocity_of(config, x0, xs, sigma), n - x0));
  EXPECT_TRUE(close(clean_of(config, x0, xs, sigma), x0));
}

TEST(Precision, Bf16StaysNearFp32) {
  const at::NoGradGuard no_grad;
  JointVideoPoseTransformer model = lively_model(full_config(), 28);
  move_to(model, at::kCPU, at::kFloat);
  Case c = joint_case(model, 1, 2, 29);
  for (at::Tensor* t : {&c.input.clean_rgb,
                        &c.input.clean_pose,
                        &c.input.noisy_rgb,
                        &c.input.noisy_pose,
                        &c.input.cameras,
                        &c.input.timesteps}) {
    *t = t->to(at::kFloat);
  }
  Rng rng(30);
  const at::Tensor row = noise({3, 10}, rng);
  const at::Tensor exact = forward_joint(model, c.input, make_text_context(model, {row})).pose;
  move_to(model, at::kCPU, at::kBFloat16);
  EXPECT_EQ(model.blocks[0].ffn0.weight.scalar_type(), at::kBFloat16);
  EXPECT_EQ(model.head.weight.scalar_type(), at::kFloat);
  const at::Tensor rounded =
      forward_joint(
          model, c.input, make_text_context(model, {row}, at::kBFloat16), {at::kBFloat16, nullptr})
          .pose;
  EXPECT_EQ(rounded.scalar_type(), at::kFloat);
  EXPECT_TRUE(close(exact, rounded, 0.05 * exact.abs().max().item<double>()));
}

TEST(DitConfig, JsonRoundTripAndBothSpellings) {
  DitConfig config = full_config();
  config.pose_only = true;
  config.shared_positions = false;
  EXPECT_EQ(to_json(dit_config_from_json(to_json(config), "test")), to_json(config));
  const Json diffusers = {{"num_attention_heads", 12},
                          {"attention_head_dim", 128},
                          {"in_channels", 16},
                          {"qk_norm", "rms_norm_across_heads"},
                          {"out_channels", 16},
                          {"num_layers", 30}};
  EXPECT_EQ(to_json(dit_config_from_json(diffusers, "test")), to_json(DitConfig{}));
}

TEST(DitConfig, RefusesWhatCannotBeBuilt) {
  const std::vector<Json> bad = {{{"dim", 10}, {"num_heads", 3}},
                                 {{"dim", 0}},
                                 {{"num_layers", -1}},
                                 {{"head", "round"}},
                                 {{"dim", "x"}},
                                 {{"template_residual", true}},
                                 {{"patch_size", {1, 2}}},
                                 {{"eps", 0.0}},
                                 {{"head", "warp"}},
                                 {{"num_heads", 12}, {"dim", int64_t{1} << 40}}};
  for (const Json& json : bad) EXPECT_THROW(dit_config_from_json(json, "test"), Error) << json;
  EXPECT_THROW(dit_config_from_json(Json::array(), "test"), Error);
}

TEST(NamedLinears, CoverEveryMatrixParameterOfTheBlocks) {
  auto model = lively_model(full_config(), 31);
  std::vector<std::string> from_linears;
  for (const auto& [name, linear] : named_linears(model)) {
    from_linears.push_back(name + ".weight");
    EXPECT_EQ(linear->weight.dim(), 2) << name;
  }
  for (const auto& [name, tensor] : named_parameters(model)) {
    if (tensor.dim() != 2) continue;
    EXPECT_EQ(std::count(from_linears.begin(), from_linears.end(), name), 1) << name;
  }
}

TEST(ForwardJoint, EveryParametersGradientMatchesDifferences) {
  DitConfig config = full_config();
  config.num_layers = 1;
  const auto model = lively_model(config, 32);
  Rng rng(33);
  const at::Tensor text = noise({3, config.text_dim}, rng);
  const Case c = joint_case(model, 1, 2, 34, /*frames=*/1);
  std::vector<at::Tensor> parameters;
  std::vector<std::string> names;
  for (const auto& [name, tensor] : named_parameters(model)) {
    names.push_back(name);
    parameters.push_back(tensor);
  }
  const auto run = [&](const std::vector<at::Tensor>& values) {
    JointVideoPoseTransformer changed = model;
    size_t next = 0;
    transform_parameters(changed,
                         [&](const std::string&, const at::Tensor&) { return values[next++]; });
    const JointOutput out =
        forward_joint(changed, c.input, make_text_context(changed, {text}, at::kDouble), kExact);
    return at::cat({out.rgb, out.pose}, 3);
  };
  expect_gradients(run, parameters, /*per_input=*/3, /*tolerance=*/1e-5);
}

}  // namespace
}  // namespace animax::nn
