// SPDX-License-Identifier: MIT
#include "diffusion/flow_matching.h"

#include "diffusion/noise.h"
#include "diffusion/schedule.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
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

TEST(DrawSigmas, OneInEveryShiftedPart) {
  Rng rng(3);
  const at::Tensor sigmas = draw_sigmas(64, 3, rng);
  for (int64_t i = 0; i < 64; ++i) {
    EXPECT_GE(sigmas[i].item<float>(), std::max(shift_sigma(i / 64.0, 3), 1e-3) - 1e-6);
    EXPECT_LE(sigmas[i].item<float>(), shift_sigma((i + 1) / 64.0, 3) + 1e-6);
  }
}

TEST(AddNoise, LiesOnTheStraightPath) {
  Rng rng(8);
  const at::Tensor x0 = gaussian_noise({2, 3}, rng), noise = gaussian_noise({2, 3}, rng);
  const at::Tensor sigma = at::full({2, 1}, 0.25);
  const at::Tensor noisy = add_noise(x0, noise, sigma);
  EXPECT_TRUE(at::allclose(noisy, x0 + 0.25 * (noise - x0)));
}

TEST(CleanErrorWeight, TurnsCleanErrorsIntoVelocityErrors) {
  Rng rng(9);
  const at::Tensor x0 = gaussian_noise({5, 4}, rng), noise = gaussian_noise({5, 4}, rng);
  const at::Tensor sigma = at::arange(3, 8).to(at::kFloat).div(10).view({5, 1});
  // A model that predicts this velocity predicts x0 = x_s - s v.
  const at::Tensor velocity = gaussian_noise({5, 4}, rng);
  const at::Tensor clean = add_noise(x0, noise, sigma) - sigma * velocity;
  const at::Tensor weighted = (clean - x0).pow(2) * clean_error_weight(sigma, LossSpace::kVelocity);
  EXPECT_TRUE(at::allclose(weighted, (velocity - (noise - x0)).pow(2), 1e-3, 1e-4));
  EXPECT_TRUE(clean_error_weight(sigma, LossSpace::kClean).equal(at::ones({5, 1})));
  EXPECT_NEAR(clean_error_weight(at::zeros({1}), LossSpace::kVelocity).item<double>(), 25, 1e-4);
}

}  // namespace
}  // namespace animax::diffusion
