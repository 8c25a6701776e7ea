// SPDX-License-Identifier: MIT
// Noise levels of a sampling run. Flow matching: x_s = (1 - s) x0 + s noise for s in [0, 1]; a run
// goes down a grid s_0 > s_1 > ... > s_N = 0, and step i asks the model at timestep 1000 s_i.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace animax::diffusion {

/// Which grid is laid over [0, 1] before the shift. N is the number of steps, the final 0 is extra.
enum class SigmaGrid {
  kUniform,         ///< linspace(1, 0, N + 1)[:N]: Wan's DPM++, DiffSynth's Euler
  kWanUniPc,        ///< linspace(fp32(0.999), 0, N + 1)[:N]: Wan's UniPC
  kDiffusersUniPc,  ///< linspace(1, 0.001, N + 1)[:N]; after the shift 1e-6 below the first value
  kDiffusersEuler,  ///< linspace(1, shift(0.001), N): the shift acts twice on the tail
};

/// What happens to 1000 s on its way to the model.
enum class TimestepRounding {
  kNone,      ///< fp32
  kTruncate,  ///< towards zero to an integer: 963.94 becomes 963
  kBf16,      ///< to the nearest bf16 (DiffSynth-Studio)
};

struct ScheduleOptions {
  SigmaGrid grid = SigmaGrid::kWanUniPc;
  TimestepRounding rounding = TimestepRounding::kTruncate;
  int steps = 50;
  double shift = 5;  ///< > 1 spends more of the steps at high noise; 1 leaves the grid as it is

  /// Throws Error unless 1 <= steps <= 1000 and 0 < shift <= 1000.
  void validate() const;
};

struct Schedule {
  std::vector<double> sigmas;    ///< N + 1 values, each representable in fp32, the last one 0
  std::vector<float> timesteps;  ///< N values

  int steps() const { return static_cast<int>(timesteps.size()); }
};

/// s' = k s / (1 + (k - 1) s). Esser et al., "Scaling Rectified Flow Transformers", 2024, eq. 23.
double shift_sigma(double sigma, double shift);

/// Computed in fp64, sigmas then rounded to fp32 as the reference implementations store them.
/// Throws Error for options that do not validate.
Schedule make_schedule(const ScheduleOptions& options);

}  // namespace animax::diffusion
