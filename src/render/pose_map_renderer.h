// SPDX-License-Identifier: MIT
// Draws pose maps: bones as lines in the dimmed colours of their two ends, joints as filled circles
// above them, both from far to near. Anti-aliased, on the CPU, one pass over the touched pixels.
#pragma once

#include "core/image.h"
#include "geometry/camera.h"
#include "scene/pose_map.h"

#include <vector>

namespace animax::render {

/// Draws one pose map, RGB, `size` pixels wide (the height follows the camera's aspect ratio).
///
/// Circles lie over all bones, so that only a nearer circle ever hides one; colours are blended
/// without gamma, so that a pixel's colour is linear in its coverage and the coverage-weighted
/// centroid of an unhidden circle is the projected position (to about 0.02 pixels).
/// Circles behind the camera or outside the image are left out, and so are bones with an end behind
/// the camera.
/// @param positions_in_world  one per legend.joints, as from drawn_positions(); values that are
///                            not finite are treated as behind the camera
/// Safe to call from many threads.
Image draw_pose_map(const Legend& legend,
                    const std::vector<Vector3d>& positions_in_world,
                    const Camera& camera,
                    int size);

/// The same from forward_kinematics' result.
Image draw_pose_map(const Legend& legend,
                    const std::vector<Affine3d>& world_from_joint,
                    const Camera& camera,
                    int size);

/// The same over all of `target` (RGB), which has the camera's aspect ratio; no allocation but for
/// two small lists.
void draw_pose_map_into(const Legend& legend,
                        const std::vector<Vector3d>& positions_in_world,
                        const Camera& camera,
                        Image& target);

/// Paints an anti-aliased disc onto an RGB image. `center` and `radius` in pixels (image frame of
/// geometry/camera.h).
void paint_disc(Image& target, const Vector2d& center, double radius, Rgb color);

/// Paints an anti-aliased line with flat ends; the half at `a` in `color_a`, the other in
/// `color_b`.
void paint_bone(
    Image& target, const Vector2d& a, const Vector2d& b, double width, Rgb color_a, Rgb color_b);

}  // namespace animax::render
