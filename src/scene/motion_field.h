// SPDX-License-Identifier: MIT
// Pose-map and RGB videos written as motion of a template: instead of the colours of every frame,
// each cell of a template view stores how far what it shows has moved in the image. A resting part
// is zero, a moving part needs no copying of colours, and decoding is exact: the pose map of a
// frame is the template's joints drawn where the field has carried them. This is the latent space
// of the mini model; docs/mini_model.md says how it was chosen.
//
// A field is a grid of cells over the template image, or a list: one row with a cell for every
// drawn joint, wherever in the image it is. Displacements are fractions of the image's width (x
// right, y down) times kDisplacementScale.
#pragma once

#include "scene/pose_map.h"

#include <optional>
#include <span>
#include <vector>

namespace animax {

/// Brings the displacements of moving parts near unit deviation.
inline constexpr double kDisplacementScale = 8.0;

/// What each cell of one template view shows.
struct TemplateField {
  int rows = 0, columns = 0;
  /// Per cell (row-major) the joint whose circle covers it, an index into Legend::joints; -1: none.
  std::vector<int> joint;
  /// Per cell the surface point seen under its centre (of a list: under its joint, or the one seen
  /// closest to it); mesh -1: background.
  struct SurfacePoint {
    int mesh = -1;
    uint32_t vertices[3] = {0, 0, 0};
    float barycentric[3] = {0, 0, 0};
  };
  std::vector<SurfacePoint> surface;
  std::vector<Vector2d> surface_in_image;  ///< per cell: where that point is, pixels
  std::vector<Vector2d> joint_in_image;    ///< per drawn joint: where it is in the template, pixels
  std::vector<float> joint_depth;          ///< per drawn joint: depth, world units
};

/// Builds the field of one view. A cell within max(1.5 cells, 1.5 marker radii) of several joints
/// belongs to the nearer one in depth, or, at about the same depth, to the one whose centre is
/// closer. `positions` are skinned_positions(rig, rest), `drawn_in_world` the circles' positions of
/// that pose as from drawn_positions(). Cost: triangles + covered cells.
TemplateField make_template_field(const Rig& rig,
                                  const std::vector<std::vector<Vector3f>>& positions,
                                  const std::vector<Vector3d>& drawn_in_world,
                                  const Legend& legend,
                                  const Camera& camera,
                                  int cells);

/// The field of one view that is a list: cell k is drawn joint k, even where another hides it; a
/// joint behind the camera has none. Its surface is read off a raster of the camera's image, which
/// sets the cost: triangles + covered pixels.
TemplateField make_joint_field(const Rig& rig,
                               const std::vector<std::vector<Vector3f>>& positions,
                               const std::vector<Vector3d>& drawn_in_world,
                               const Camera& camera);

/// Displacements of the joints' cells in one frame; cells of no joint get 0.
/// @param drawn_in_world  the circles' positions in that frame, as from drawn_positions()
/// @param out  2 * rows * columns: first all dx, then all dy
void encode_joint_motion(const TemplateField& field,
                         const Camera& camera,
                         const std::vector<Vector3d>& drawn_in_world,
                         std::span<float> out);

/// The same for the surface; `positions` are the skinned vertices of that frame.
void encode_surface_motion(const TemplateField& field,
                           const Camera& camera,
                           const std::vector<std::vector<Vector3f>>& positions,
                           std::span<float> out);

/// Where a drawn joint went, and how sure the field is.
struct MovedJoint {
  Vector2d position = Vector2d::Zero();  ///< pixels of the camera's image
  double spread = 0;  ///< disagreement (standard deviation) among the joint's cells, pixels
  int cells = 0;      ///< how many cells spoke
};

/// Reads one frame of a joint field back: per drawn joint, its template position moved by the mean
/// over its cells; nullopt for joints that own no cell in this view.
std::vector<std::optional<MovedJoint>> decode_joint_motion(const TemplateField& field,
                                                           const Camera& camera,
                                                           std::span<const float> motion);

}  // namespace animax
