// SPDX-License-Identifier: MIT
// The search of the joint fit, for one set of freedoms. Used by joint_fit.cpp.
#pragma once

#include "lift/fit_problem.h"

namespace animax::lift {

/// How far located points are from where a motion has them.
struct Noise {
  double factor = 1;  ///< errors over what the spots' sigmas promise
  double px = 0;      ///< median error, camera pixels
};

/// A motion that was found, and the loss that it was found with.
struct Outcome {
  std::vector<Pose> poses;
  Loss loss;
  double noise_px = 0;  ///< median error of the spots that fit
  int iterations = 0;
  bool converged = false;
};

/// Levenberg-Marquardt from the wide loss to the narrow one (graduated non-convexity), then with
/// rests that learn how each joint turns.
/// Source: Blake and Zisserman, "Visual reconstruction", 1987.
/// @param start        one pose per frame
/// @param start_scale  of the loss at the beginning, in sigmas
Outcome minimise(const FitModel& model,
                 FitProblem& problem,
                 const Evidence& evidence,
                 std::vector<Pose> start,
                 double start_scale,
                 const JointFitOptions& options);

}  // namespace animax::lift
