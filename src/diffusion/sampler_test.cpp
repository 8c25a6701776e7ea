// SPDX-License-Identifier: MIT
#include "diffusion/sampler.h"

#include "core/error.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace animax::diffusion {
namespace {

using testing::ElementsAre;

GuidanceOptions guidance(double text, double image) {
  GuidanceOptions options;
  options.text = text;
  options.image = image;
  return options;
}

TEST(PlanGuidance, PassesAndWeightsOfEachRule) {
  constexpr Pass kNone{false, false}, kImage{true, false}, kText{false, true}, kBoth{true, true};
  const auto passes = [](double text, double image) {
    return plan_guidance(guidance(text, image), 0.5).passes;
  };
  EXPECT_THAT(passes(1, 1), ElementsAre(kBoth));
  EXPECT_THAT(passes(5, 1), ElementsAre(kImage, kBoth));
  EXPECT_THAT(passes(1, 3), ElementsAre(kText, kBoth));
  EXPECT_THAT(passes(3, 3), ElementsAre(kNone, kBoth));
  EXPECT_THAT(passes(5, 3), ElementsAre(kNone, kImage, kBoth));
}

TEST(PlanGuidance, WeightsAddUpToOne) {
  for (const double text : {0.0, 1.0, 2.5, 7.0})
    for (const double image : {0.0, 1.0, 2.5, 3.0}) {
      const auto weights = plan_guidance(guidance(text, image), 0.5).weights;
      EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), 1, 1e-12);
    }
}

TEST(PlanGuidance, OnlyInsideItsInterval) {
  GuidanceOptions options = guidance(5, 3);
  options.sigma_low = 0.2;
  options.sigma_high = 0.8;
  EXPECT_EQ(plan_guidance(options, 0.1).passes.size(), 1u);
  EXPECT_EQ(plan_guidance(options, 0.2).passes.size(), 3u);
  EXPECT_EQ(plan_guidance(options, 0.8).passes.size(), 3u);
  EXPECT_EQ(plan_guidance(options, 0.9).passes.size(), 1u);
  EXPECT_EQ(count_passes(options, {1, 0.8, 0.5, 0.1, 0}), 1 + 3 + 3 + 1);
}

TEST(GuidanceOptions, RefusesWhatIsOutOfRange) {
  EXPECT_THROW(guidance(-1, 1).validate(), Error);
  EXPECT_THROW(guidance(1, std::nan("")).validate(), Error);
  GuidanceOptions options;
  options.sigma_low = 0.7;
  options.sigma_high = 0.3;
  EXPECT_THROW(options.validate(), Error);
}

TEST(CombinePasses, IsEquationThreeOfInstructPix2Pix) {
  const at::Tensor v = at::tensor({1.0, -2.0, 0.5}).unsqueeze(1);  // nothing, image, both
  const at::Tensor guided = combine_passes(plan_guidance(guidance(6, 1.5), 0.5), v);
  EXPECT_NEAR(guided.item<double>(), 1 + 1.5 * (-2 - 1) + 6 * (0.5 - -2), 1e-6);
}

TEST(CombinePasses, EqualPassesStayAsTheyAre) {
  const at::Tensor v = at::full({3, 4}, 0.3);
  EXPECT_TRUE(at::allclose(combine_passes(plan_guidance(guidance(6, 2), 0.5), v), v[0]));
}

TEST(CombinePasses, RescaleRestoresTheConditionalDeviation) {
  GuidanceOptions options = guidance(4, 1);
  const at::Tensor v = at::stack({at::linspace(-1, 1, 9), at::linspace(-2, 2, 9).pow(3)});
  options.rescale = 1;
  const at::Tensor full = combine_passes(plan_guidance(options, 0.5), v);
  EXPECT_NEAR(full.std().item<double>(), v[1].std().item<double>(), 1e-5);
  options.rescale = 0;
  EXPECT_GT(combine_passes(plan_guidance(options, 0.5), v).std().item<double>(),
            2 * v[1].std().item<double>());
}

/// Knows x0 exactly; passes that miss a condition are off by a constant.
Model toy_model(Prediction prediction) {
  return {[prediction](const Query& query) {
            std::vector<at::Tensor> rows;
            for (const Pass& pass : query.passes) {
              const at::Tensor clean = at::full_like(
                  query.sample, 0.5 + (pass.image ? 0 : 0.1) + (pass.text ? 0 : 0.02));
              rows.push_back(prediction == Prediction::kClean
                                 ? clean
                                 : velocity_from_clean(query.sample, clean, query.sigma));
            }
            return at::stack(rows);
          },
          prediction};
}

SampleOptions quick(const std::string& sampler, int steps) {
  SampleOptions options;
  options.sampler = sampler_named(sampler, steps, 3);
  return options;
}

TEST(Sample, GuidedResultIsTheGuidedTarget) {
  for (const Prediction prediction : {Prediction::kClean, Prediction::kVelocity})
    for (const char* sampler : {"unipc", "dpmpp", "euler"}) {
      SampleOptions options = quick(sampler, 6);
      options.guidance = guidance(3, 2);
      const at::Tensor x = sample(toy_model(prediction), at::linspace(-1, 1, 4), options);
      const double expected = 0.62 + 2 * (0.52 - 0.62) + 3 * (0.5 - 0.52);
      EXPECT_TRUE(at::allclose(x, at::full({4}, expected), 0, 1e-4)) << sampler << x;
    }
}

TEST(Sample, RescaleActsOnVelocitiesWhateverTheModelPredicts) {
  SampleOptions options = quick("euler", 5);
  options.guidance = guidance(3, 1);
  options.guidance.rescale = 0.7;
  const at::Tensor noise = at::linspace(-1, 1, 8);
  const auto with = [&](Prediction p) { return sample(toy_model(p), noise, options); };
  EXPECT_TRUE(at::allclose(with(Prediction::kClean), with(Prediction::kVelocity), 0, 1e-5));
}

TEST(Sample, AsksForNoMorePassesThanPlanned) {
  SampleOptions options = quick("euler", 10);
  options.guidance = guidance(3, 2);
  options.guidance.sigma_high = 0.6;
  int passes = 0;
  Model model = toy_model(Prediction::kClean);
  const auto inner = model.predict;
  model.predict = [&](const Query& query) {
    passes += static_cast<int>(query.passes.size());
    return inner(query);
  };
  sample(model, at::zeros({2}), options);
  EXPECT_EQ(passes, count_passes(options.guidance, make_schedule(options.sampler.schedule).sigmas));
  EXPECT_LT(passes, 30);
  EXPECT_GT(passes, 10);
}

TEST(Sample, ReportsProgressAfterEveryStep) {
  SampleOptions options = quick("unipc", 4);
  std::vector<int> steps;
  double left = -1;
  options.progress = [&](const SampleProgress& p) {
    steps.push_back(p.steps_done);
    EXPECT_EQ(p.steps, 4);
    left = p.seconds_left;
  };
  sample(toy_model(Prediction::kClean), at::zeros({2}), options);
  EXPECT_THAT(steps, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(left, 0);
}

TEST(Sample, StopsWhenCancelled) {
  SampleOptions options = quick("unipc", 50);
  int asked = 0;
  options.cancelled = [&] { return ++asked == 3; };
  EXPECT_THROW(sample(toy_model(Prediction::kClean), at::zeros({2}), options), Interrupted);
  EXPECT_EQ(asked, 3);
}

TEST(Sample, NamesTheStepThatIsNotFinite) {
  const Model model{[](const Query& query) {
                      return at::full({1, 2}, query.step == 2 ? std::nan("") : 0.0);
                    },
                    Prediction::kClean};
  try {
    sample(model, at::zeros({2}), quick("euler", 5));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("step 3 of 5"));
  }
}

}  // namespace
}  // namespace animax::diffusion
