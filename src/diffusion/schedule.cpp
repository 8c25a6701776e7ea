// SPDX-License-Identifier: MIT
#include "diffusion/schedule.h"

#include "core/error.h"

#include <c10/util/BFloat16.h>

#include <cmath>

namespace animax::diffusion {
namespace {

constexpr double kTrainTimesteps = 1000;

/// n values from `first` in equal steps that would reach `last` at index `intervals`.
std::vector<double> ramp(double first, double last, int intervals, int n) {
  std::vector<double> values(static_cast<size_t>(n));
  for (int i = 0; i < n; ++i)
    values[i] = intervals > 0 ? first + i * ((last - first) / intervals) : first;
  return values;
}

std::vector<double> unshifted_grid(const ScheduleOptions& options) {
  const int n = options.steps;
  switch (options.grid) {
    case SigmaGrid::kUniform:
      return ramp(1, 0, n, n);
    case SigmaGrid::kWanUniPc:
      return ramp(static_cast<double>(0.999f), 0, n, n);
    case SigmaGrid::kDiffusersUniPc:
      return ramp(1, 0.001, n, n);
    case SigmaGrid::kDiffusersEuler:
      return ramp(1, shift_sigma(0.001, options.shift), n - 1, n);
  }
  CHECK_THAT(false);
  return {};
}

float rounded_timestep(double timestep, TimestepRounding rounding) {
  switch (rounding) {
    case TimestepRounding::kNone:
      return static_cast<float>(timestep);
    case TimestepRounding::kTruncate:
      return static_cast<float>(std::trunc(timestep));
    case TimestepRounding::kBf16:
      return static_cast<float>(c10::BFloat16(static_cast<float>(timestep)));
  }
  CHECK_THAT(false);
  return 0;
}

}  // namespace

void ScheduleOptions::validate() const {
  if (steps < 1 || steps > 1000) throw Error("steps: found ", steps, ", expected 1 to 1000");
  if (!(shift > 0 && shift <= 1000))
    throw Error("shift: found ", shift, ", expected more than 0, at most 1000");
}

double shift_sigma(double sigma, double shift) { return shift * sigma / (1 + (shift - 1) * sigma); }

Schedule make_schedule(const ScheduleOptions& options) {
  options.validate();
  std::vector<double> sigmas = unshifted_grid(options);
  for (double& sigma : sigmas) sigma = shift_sigma(sigma, options.shift);
  if (options.grid == SigmaGrid::kDiffusersUniPc) sigmas[0] -= 1e-6;

  Schedule schedule;
  for (const double sigma : sigmas) {
    schedule.sigmas.push_back(static_cast<float>(sigma));
    schedule.timesteps.push_back(rounded_timestep(kTrainTimesteps * sigma, options.rounding));
  }
  schedule.sigmas.push_back(0);
  return schedule;
}

}  // namespace animax::diffusion
