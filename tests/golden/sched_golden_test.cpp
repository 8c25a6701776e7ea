// SPDX-License-Identifier: MIT
// Solvers and sigma grids against the reference trajectories of a toy model.
#include "core/error.h"
#include "diffusion/solvers.h"
#include "golden/manifest.h"

#include <ATen/ATen.h>

#include <charconv>

namespace animax::golden {
namespace {

struct Case {
  std::string name;     // "unipc_wan.s10_shift3"
  std::string sampler;  // "unipc_wan"
  int steps = 0;
  double shift = 0;
};

/// Reads sampler, steps and shift out of "<sampler>.s<steps>_shift<shift>".
Case parse_case(const std::string& name) {
  const size_t dot = name.find(".s"), mark = name.find("_shift");
  if (dot == std::string::npos || mark == std::string::npos)
    throw Error("case \"", name, "\": expected SAMPLER.sSTEPS_shiftSHIFT");
  return {
      name, name.substr(0, dot), std::stoi(name.substr(dot + 2)), std::stod(name.substr(mark + 6))};
}

at::Tensor as_tensor(const std::vector<double>& values) {
  return at::tensor(at::ArrayRef<double>(values), at::kDouble);
}

void run_case(Tensors& reference, const Case& c) {
  const auto options = diffusion::sampler_named(c.sampler, c.steps, c.shift);
  const diffusion::Schedule schedule = diffusion::make_schedule(options.schedule);
  EXPECT_TRUE(reference.matches(c.name + ".sigmas", as_tensor(schedule.sigmas)));
  EXPECT_TRUE(reference.matches(c.name + ".timesteps",
                                as_tensor({schedule.timesteps.begin(), schedule.timesteps.end()})));

  const auto solver = diffusion::make_solver(options.solver, schedule.sigmas);
  const auto* unipc = dynamic_cast<const diffusion::UniPcSolver*>(solver.get());
  at::Tensor x = reference.get("toy.x0");
  std::vector<at::Tensor> xs{x}, velocities, cleans, corrected;
  for (int i = 0; i < c.steps; ++i) {
    const at::Tensor v = reference.get("toy.a") * x +
                         reference.get("toy.b") * (schedule.timesteps[i] / 1000.0) +
                         reference.get("toy.c") * at::sin(2 * x);
    velocities.push_back(v);
    cleans.push_back(diffusion::clean_from_velocity(x, v, schedule.sigmas[i]));
    x = solver->step(x, v, diffusion::Prediction::kVelocity);
    xs.push_back(x);
    if (unipc) corrected.push_back(unipc->corrected());
  }
  EXPECT_TRUE(reference.matches(c.name + ".x", at::cat(xs)));
  EXPECT_TRUE(reference.matches_if_present(c.name + ".v", at::cat(velocities)));
  EXPECT_TRUE(reference.matches_if_present(c.name + ".x0", at::cat(cleans)));
  if (unipc) {
    EXPECT_TRUE(reference.matches_if_present(c.name + ".corrected", at::cat(corrected)));
  }
}

TEST(Schedulers, FollowTheReferenceTrajectories) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  for (const File* file : manifest->with_component("schedulers")) {
    Tensors reference = manifest->load(*file);
    for (const std::string& name : reference.prefixes(".sigmas")) {
      SCOPED_TRACE(name);
      run_case(reference, parse_case(name));
    }
    EXPECT_TRUE(reference.not_compared(true).empty());
    RecordProperty("largest_error", str_cat(reference.largest_error()));
  }
}

}  // namespace
}  // namespace animax::golden
