// SPDX-License-Identifier: MIT
// Points in space from their spots in several views.
#pragma once

#include "lift/evidence.h"
#include "scene/pose_map.h"

#include <optional>

namespace animax::lift {

/// Largest reprojection error, in parts of the image's width, at which a view agrees on a point.
inline constexpr double kAgreement = 0.02;

/// The paper's way: per frame, all points at once by non-linear least squares (Ceres), objective =
/// squared reprojection error of the likeliest spots + squared difference of each bone's length
/// from that of the rest pose. Points seen in fewer than two views are held by their bones alone;
/// such points have views = 0 or 1. Throws Error when the cameras or evidence are empty.
/// @param rest  positions of the legend's points in the rest pose, world
/// Source: AnimaX (arXiv 2506.19851), "Reconstruction".
Track3d triangulate_with_bones(const Legend& legend,
                               const std::vector<Vector3d>& rest,
                               const std::vector<Camera>& cameras,
                               const Evidence& evidence);

/// Each point on its own, outliers left out: the point that most views agree on (all pairs of spots
/// tried), refined by reweighted least squares. Points that fewer than two views agree on, or only
/// views from opposite sides, which leave the depth open (an expected error above 3 % of what a
/// view shows), have views = 0. Used to start the joint fit.
/// @param agreement  see kAgreement; larger for evidence that errs by more
Track3d triangulate_robustly(const std::vector<Camera>& cameras,
                             const Evidence& evidence,
                             double agreement = kAgreement);

}  // namespace animax::lift
