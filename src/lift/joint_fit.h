// SPDX-License-Identifier: MIT
// Fits the motion of a skeleton to everything that was seen of it, all frames and views at once.
#pragma once

#include "lift/solve_rotations.h"
#include "lift/triangulate.h"

namespace animax::lift {

/// Strengths are standard deviations: the larger, the weaker. Distances are in heights of the
/// skeleton (its extent at rest), times in seconds, so that no number depends on the rig or rate.
struct JointFitOptions {
  double rest_sigma = 1.0;                ///< rad: a shown joint's turn from rest
  double hidden_rest_sigma = 0.15;        ///< rad: the same for a joint whose own head is not drawn
  double acceleration_sigma = 45;         ///< rad/s^2
  double speed_sigma = 25;                ///< rad/s
  double travel_acceleration_sigma = 12;  ///< heights/s^2
  double slide_sigma = 0.3;               ///< heights: a sliding joint's way from rest
  double slide_threshold = 0.006;         ///< heights: joints off by more are tried as sliding
  /// heights: joints that go this far along a rail (rails.h) on what carries the skeleton need less
  /// evidence than others to slide, and are kept on it; 0: no rails
  double rail_way = 0;
  std::vector<bool> may_slide;  ///< per joint of the skeleton; empty: all may
  /// Try every joint that may slide and hold again what stays within half of slide_threshold, not
  /// only joints that the points betray: for points too noisy for that. At most 16 joints.
  bool try_all_parts = false;
  double inlier_sigmas = 3;  ///< scale of the Geman-McClure loss at the end
  double start_sigmas = 24;  ///< and at the beginning (graduated non-convexity)
  /// Parts of the image's width: tips of joints that may slide on which views agree no better
  /// still say where the fit starts. Large for generated evidence, which errs by several per cent
  /// but holds no ghosts. A limb is held by its bones; a lid found nowhere starts from rest, from
  /// where a robust loss takes its mirror image for the truth.
  double start_agreement = kAgreement;
  int max_iterations = 40;
};

struct JointFit {
  std::vector<Pose> poses;
  std::vector<int> sliding;  ///< joints that were given a translation of their own
  /// Per frame and point, [0, 1]: how much of what was seen supports the result.
  std::vector<std::vector<double>> support;
  std::vector<double> residual_px;  ///< per point: median reprojection error of supporting spots
  double contradicted = 0;          ///< [0, 1]: part of what was seen that it does not explain
  double noise = 1;                 ///< measured error over the expected one of the spots
  int iterations = 0;
  bool converged = false;
};

/// Unknowns per frame: the rotation of every joint that moves a drawn point, the carriers'
/// translation and that of sliding joints; so bone lengths are exact. Objective: Geman-McClure loss
/// of reprojection errors in units of each spot's own sigma (the best of a point's spots counts),
/// acceleration and speed of every turn, and the distance from rest, which is weak: it decides only
/// what the points leave open, above all twist. Levenberg-Marquardt with analytic derivatives; each
/// step by conjugate gradients over time, preconditioned by the exact factor of each frame.
/// Sources: Geman and McClure, 1987; Blake and Zisserman, "Visual reconstruction", 1987 (graduated
/// non-convexity). Deterministic; uses all threads.
/// @param start  one pose per frame, near enough for reprojection errors of a tenth of the image
JointFit fit_joints(const Skeleton& skeleton,
                    const Legend& legend,
                    const std::vector<Camera>& cameras,
                    const Evidence& evidence,
                    double fps,
                    std::vector<Pose> start,
                    const JointFitOptions& options = {});

}  // namespace animax::lift
