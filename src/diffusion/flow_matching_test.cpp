// SPDX-License-Identifier: MIT
#include "diffusion/flow_matching.h"

#include "core/error.h"
#include "diffusion/noise.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace animax::diffusion {
namespace {

constexpr float kFrozen[] = {0.2509979f, 0.6267619f, 1.4542582f};  // from an independent script

double value(const at::Tensor& t) { return t.item<double>(); }

TEST(GaussianNoise, HasTheMomentsOfTheNormalDistribution) {
  Rng rng(1);
  const at::Tensor x = gaussian_noise({400001}, rng).to(at::kDouble);
  EXPECT_NEAR(value(x.mean()), 0, 0.006);
  EXPECT_NEAR(value(x.std()), 1, 0.005);
  EXPECT_NEAR(value(x.pow(3).mean()), 0, 0.02);
  EXPECT_NEAR(value(x.pow(4).mean()), 3, 0.06);
  EXPECT_NEAR(value((x.slice(0, 1) * x.slice(0, 0, -1)).mean()), 0, 0.006);
  EXPECT_NEAR(value(x.gt(3).to(at::kDouble).mean()), 0.00135, 0.0003);
}

TEST(GaussianNoise, DependsOnTheSeedAlone) {
  Rng a(5), b(5), c(6);
  const int threads = at::get_num_threads();
  const at::Tensor first = gaussian_noise({3, 41, 977}, a);
  at::set_num_threads(1);
  const at::Tensor single = gaussian_noise({3, 41, 977}, b);
  at::set_num_threads(threads);
  EXPECT_TRUE(first.equal(single));
  EXPECT_FALSE(first.equal(gaussian_noise({3, 41, 977}, a)));  // the next draw
  EXPECT_FALSE(first.equal(gaussian_noise({3, 41, 977}, c)));
}

TEST(GaussianNoise, NeverChanges) {
  // Seeds are part of what users keep: the first values of seed 0 are frozen.
  Rng rng(0);
  const at::Tensor x = gaussian_noise({3}, rng);
  Rng again(0);
  EXPECT_TRUE(x.equal(gaussian_noise({3}, again)));
  EXPECT_NEAR(x[0].item<float>(), kFrozen[0], 1e-6);
  EXPECT_NEAR(x[1].item<float>(), kFrozen[1], 1e-6);
  EXPECT_NEAR(x[2].item<float>(), kFrozen[2], 1e-6);
}

TEST(DrawSigma, UniformAndLogitNormalQuantiles) {
  const auto quantile = [](FlowMatchingOptions options, double q) {
    Rng rng(3);
    std::vector<double> values(20000);
    for (double& v : values) v = draw_sigma(options, rng);
    std::sort(values.begin(), values.end());
    return values[static_cast<size_t>(q * values.size())];
  };
  FlowMatchingOptions options;
  options.sampling = SigmaSampling::kUniform;
  EXPECT_NEAR(quantile(options, 0.3), 0.3, 0.02);
  options.shift = 3;
  EXPECT_NEAR(quantile(options, 0.5), shift_sigma(0.5, 3), 0.02);
  options = {};
  options.logit_mean = -0.8;
  options.logit_deviation = 0.8;
  const auto logistic = [](double x) { return 1 / (1 + std::exp(-x)); };
  EXPECT_NEAR(quantile(options, 0.5), logistic(-0.8), 0.02);
  EXPECT_NEAR(quantile(options, 0.8413447), logistic(0), 0.02);
  EXPECT_NEAR(quantile(options, 0.0227501), logistic(-2.4), 0.02);
}

TEST(MakeFlowBatch, NoisySampleLiesOnTheStraightPath) {
  Rng rng(8);
  const at::Tensor x0 = gaussian_noise({6, 2, 3}, rng);
  const FlowBatch batch = make_flow_batch(x0, {}, rng);
  for (int64_t i = 0; i < 6; ++i) {
    const double s = value(batch.sigma[i]);
    EXPECT_NEAR(value(batch.timesteps[i]), 1000 * s, 1e-3);
    EXPECT_TRUE(at::allclose(batch.noisy[i], (1 - s) * x0[i] + s * batch.noise[i], 0, 1e-6));
    // What sampling does with the true velocity leads back to x0.
    EXPECT_TRUE(at::allclose(
        clean_from_velocity(batch.noisy[i], batch.noise[i] - x0[i], s), x0[i], 0, 1e-5));
  }
}

TEST(MakeFlowBatch, LevelsAreStratified) {
  Rng rng(2);
  FlowMatchingOptions options;
  options.sampling = SigmaSampling::kUniform;
  const FlowBatch batch = make_flow_batch(at::zeros({8, 1}), options, rng);
  const at::Tensor sorted = std::get<0>(batch.sigma.sort());
  for (int64_t i = 0; i < 8; ++i) EXPECT_EQ(std::floor(value(sorted[i]) * 8), i);
}

TEST(MakeFlowBatch, DropsConditionsAsOftenAsAsked) {
  Rng rng(4);
  FlowMatchingOptions options;
  options.drop_image = 0.2;
  options.drop_text = 0;
  const FlowBatch batch = make_flow_batch(at::zeros({5000, 1}), options, rng);
  const auto count = [](const std::vector<bool>& v) {
    return std::count(v.begin(), v.end(), true);
  };
  EXPECT_NEAR(count(batch.drop_image) / 5000.0, 0.2, 0.02);
  EXPECT_EQ(count(batch.drop_text), 0);
}

TEST(MakeFlowBatch, RefusesImpossibleOptions) {
  Rng rng(4);
  FlowMatchingOptions options;
  options.drop_image = 1.5;
  EXPECT_THROW(make_flow_batch(at::zeros({1}), options, rng), Error);
}

TEST(DropTemplates, ZeroesOnlyTheDroppedItems) {
  const at::Tensor x = at::ones({3, 2, 2});
  const at::Tensor y = drop_templates(x, {false, true, false});
  EXPECT_TRUE(y[0].equal(x[0]));
  EXPECT_TRUE(y[1].equal(at::zeros({2, 2})));
  EXPECT_TRUE(y[2].equal(x[2]));
}

TEST(FlowMatchingLoss, VanishesForTheTrueTarget) {
  Rng rng(9);
  const at::Tensor x0 = gaussian_noise({4, 5}, rng);
  const FlowBatch batch = make_flow_batch(x0, {}, rng);
  EXPECT_NEAR(value(flow_matching_loss(x0, Prediction::kClean, x0, batch, {})), 0, 1e-12);
  EXPECT_NEAR(
      value(flow_matching_loss(batch.noise - x0, Prediction::kVelocity, x0, batch, {})), 0, 1e-12);
}

TEST(FlowMatchingLoss, SameErrorInEitherPrediction) {
  Rng rng(10);
  const at::Tensor x0 = gaussian_noise({6, 5}, rng), clean = gaussian_noise({6, 5}, rng);
  FlowMatchingOptions options;
  options.smallest_divisor = 1e-4;
  const FlowBatch batch = make_flow_batch(x0, options, rng);
  const at::Tensor velocity = (batch.noisy - clean) / batch.sigma.unsqueeze(1);
  for (const LossSpace space : {LossSpace::kVelocity, LossSpace::kClean}) {
    options.loss = space;
    const double a = value(flow_matching_loss(clean, Prediction::kClean, x0, batch, options));
    const double b = value(flow_matching_loss(velocity, Prediction::kVelocity, x0, batch, options));
    EXPECT_NEAR(a, b, 1e-4 * a);
  }
}

TEST(FlowMatchingLoss, WeightsAreRelative) {
  Rng rng(11);
  const at::Tensor x0 = gaussian_noise({3, 4}, rng), guess = at::zeros({3, 4});
  const FlowBatch batch = make_flow_batch(x0, {}, rng);
  const auto loss = [&](const at::Tensor& weights) {
    return value(flow_matching_loss(guess, Prediction::kVelocity, x0, batch, {}, weights));
  };
  EXPECT_NEAR(loss({}), loss(at::full({1, 4}, 7.0)), 1e-6);
  const at::Tensor only_first = at::tensor({1.0f, 0.0f, 0.0f}).unsqueeze(1);
  EXPECT_NEAR(loss(only_first), value((batch.noise - x0)[0].pow(2).mean()), 1e-5);
}

TEST(FlowMatchingLoss, GradientPullsTowardsTheTarget) {
  Rng rng(12);
  const at::Tensor x0 = gaussian_noise({2, 3}, rng);
  const FlowBatch batch = make_flow_batch(x0, {}, rng);
  at::Tensor guess = at::zeros({2, 3}).set_requires_grad(true);
  flow_matching_loss(guess, Prediction::kVelocity, x0, batch, {}).backward();
  EXPECT_TRUE(at::allclose(guess.grad(), -2.0 / 6 * (batch.noise - x0), 1e-5, 1e-6));
}

TEST(MotionWeights, MeanIsOnePlusStrengthAndStillClipsWeighOne) {
  Rng rng(13);
  const at::Tensor x0 = gaussian_noise({2, 4, 3, 5, 5}, rng);
  const at::Tensor still = x0.narrow(2, 0, 1);
  const at::Tensor weights = motion_weights(x0, still, 1, 3);
  EXPECT_EQ(weights.sizes().vec(), (std::vector<int64_t>{2, 1, 3, 5, 5}));
  EXPECT_NEAR(value(weights.mean()), 4, 1e-4);
  EXPECT_TRUE(weights.narrow(2, 0, 1).equal(at::ones({2, 1, 1, 5, 5})));
  EXPECT_TRUE(motion_weights(still, still, 1, 3).equal(at::ones({2, 1, 1, 5, 5})));
}

}  // namespace
}  // namespace animax::diffusion
