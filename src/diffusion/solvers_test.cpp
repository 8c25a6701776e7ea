// SPDX-License-Identifier: MIT
#include "diffusion/solvers.h"

#include "core/error.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace animax::diffusion {
namespace {

const char* const kSamplers[] = {"unipc_wan",
                                 "unipc_diffusers",
                                 "dpmpp_wan",
                                 "euler_plain",
                                 "euler_diffusers",
                                 "euler_diffsynth"};

TEST(MakeSchedule, FallsStrictlyToZero) {
  for (const char* name : kSamplers)
    for (const int steps : {1, 2, 3, 50})
      for (const double shift : {0.5, 1.0, 3.0, 12.0}) {
        const Schedule schedule = make_schedule(sampler_named(name, steps, shift).schedule);
        ASSERT_EQ(schedule.sigmas.size(), static_cast<size_t>(steps) + 1);
        EXPECT_LE(schedule.sigmas.front(), 1);
        EXPECT_EQ(schedule.sigmas.back(), 0);
        for (int i = 0; i < steps; ++i) EXPECT_GT(schedule.sigmas[i], schedule.sigmas[i + 1]);
      }
}

TEST(MakeSchedule, TruncatesTimesteps) {
  const Schedule schedule =
      make_schedule({SigmaGrid::kUniform, TimestepRounding::kTruncate, 30, 3.0});
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(schedule.timesteps[i], std::floor(1000 * shift_sigma(1 - i / 30.0, 3)));
}

TEST(MakeSchedule, RefusesImpossibleOptions) {
  EXPECT_THROW(make_schedule({SigmaGrid::kUniform, TimestepRounding::kNone, 0, 1}), Error);
  EXPECT_THROW(make_schedule({SigmaGrid::kUniform, TimestepRounding::kNone, 1001, 1}), Error);
  EXPECT_THROW(make_schedule({SigmaGrid::kUniform, TimestepRounding::kNone, 10, 0}), Error);
  EXPECT_THROW(make_schedule({SigmaGrid::kUniform, TimestepRounding::kNone, 10, NAN}), Error);
}

TEST(ShiftSigma, KeepsEndsAndInvertsWithReciprocal) {
  for (const double k : {0.3, 1.0, 5.0}) {
    EXPECT_EQ(shift_sigma(0, k), 0);
    EXPECT_DOUBLE_EQ(shift_sigma(1, k), 1);
    EXPECT_NEAR(shift_sigma(shift_sigma(0.37, k), 1 / k), 0.37, 1e-12);
  }
}

TEST(SamplerNamed, RefusesUnknownNames) { EXPECT_THROW(sampler_named("heun", 10, 1), Error); }

/// For x0 = N(m, d^2) the probability flow is known: x_s = (1-s) m + k(s) z with k(s)^2 = (1-s)^2
/// d^2 + s^2, and E[x0 | x_s] follows from Gaussian conditioning.
struct GaussianWorld {
  double mean = 0.7, deviation = 0.4;
  double spread(double s) const { return std::hypot((1 - s) * deviation, s); }
  at::Tensor clean(const at::Tensor& x, double s) const {
    const double gain = (1 - s) * deviation * deviation / (spread(s) * spread(s));
    return mean + gain * (x - (1 - s) * mean);
  }
};

double final_error(const std::string& sampler, int steps) {
  const GaussianWorld world;
  const SamplerOptions options = sampler_named(sampler, steps, 1);
  const Schedule schedule = make_schedule(options.schedule);
  const at::Tensor z = at::linspace(-2, 2, 9, at::kDouble);
  const double start = schedule.sigmas[0];
  at::Tensor x = (1 - start) * world.mean + world.spread(start) * z;
  const auto solver = make_solver(options.solver, schedule.sigmas);
  for (int i = 0; i < steps; ++i)
    x = solver->step(x, world.clean(x, schedule.sigmas[i]), Prediction::kClean);
  return (x - (world.mean + world.deviation * z)).abs().max().item<double>();
}

TEST(Solver, ConvergesToTheExactFlow) {
  for (const char* name : kSamplers) EXPECT_LT(final_error(name, 200), 0.02) << name;
}

TEST(Solver, SecondOrderBeatsFirstOrder) {
  const double euler = final_error("euler_plain", 20);
  EXPECT_LT(final_error("dpmpp_wan", 20), euler / 2);
  EXPECT_LT(final_error("unipc_wan", 20), euler / 2);
}

TEST(Solver, OneStepReturnsTheCleanEstimate) {
  for (const SolverKind kind : {SolverKind::kEuler, SolverKind::kDpmpp, SolverKind::kUniPc}) {
    const at::Tensor x = at::full({2}, 3.0), clean = at::full({2}, 0.25);
    EXPECT_TRUE(make_solver(kind, {1, 0})->step(x, clean, Prediction::kClean).equal(clean));
  }
}

TEST(Solver, VelocityAndCleanPredictionAgree) {
  for (const char* name : kSamplers) {
    const SamplerOptions options = sampler_named(name, 7, 3);
    const Schedule schedule = make_schedule(options.schedule);
    const auto by_clean = make_solver(options.solver, schedule.sigmas);
    const auto by_velocity = make_solver(options.solver, schedule.sigmas);
    at::Tensor a = at::linspace(-1, 1, 5, at::kDouble), b = a;
    for (int i = 0; i < 7; ++i) {
      const double s = schedule.sigmas[i];
      a = by_clean->step(a, at::sin(a), Prediction::kClean);
      b = by_velocity->step(b, velocity_from_clean(b, at::sin(b), s), Prediction::kVelocity);
    }
    EXPECT_TRUE(at::allclose(a, b, 1e-9, 1e-9)) << name;
  }
}

TEST(Solver, FixedPointStays) {
  // A model that is sure of one x0 from the start ends there with any solver.
  const at::Tensor target = at::full({3}, -0.5);
  for (const char* name : kSamplers) {
    const SamplerOptions options = sampler_named(name, 9, 5);
    const auto solver = make_solver(options.solver, make_schedule(options.schedule).sigmas);
    at::Tensor x = at::full({3}, 2.0);
    for (int i = 0; i < 9; ++i) x = solver->step(x, target, Prediction::kClean);
    EXPECT_TRUE(at::allclose(x, target, 0, 1e-6)) << name;
  }
}

TEST(Solver, RefusesStepsPastTheEnd) {
  const auto solver = make_solver(SolverKind::kEuler, {1, 0});
  const at::Tensor x = at::zeros({1});
  solver->step(x, x, Prediction::kClean);
  EXPECT_THROW(solver->step(x, x, Prediction::kClean), CheckFailure);
}

}  // namespace
}  // namespace animax::diffusion
