// SPDX-License-Identifier: MIT
// Bodies as smooth unions of ellipsoids and tapered limbs, meshed with surface nets.
#pragma once

#include "scene/rig.h"

#include <cstdint>
#include <vector>

namespace animax::data {

/// One lump of the body: an ellipsoid, or a limb from `a` to `b` whose radius changes along it.
struct Clay {
  Vector3f a = Vector3f::Zero(), b = Vector3f::Zero();
  float radius_a = 0, radius_b = 0;
  /// Maps an offset from `a` to where the lump is round: for ellipsoids onto the unit ball.
  Eigen::Matrix3f shape = Eigen::Matrix3f::Identity();
  bool ellipsoid = false;
  float blend = 0.03f;  ///< how wide it melts into what was there before
  Vector3f color = Vector3f::Ones();
  float coat = 1;                     ///< how much of the coat's pattern it shows
  Vector3f reach = Vector3f::Zero();  ///< half extents of its box, beyond the points a and b

  /// Signed distance, negative inside (approximate away from the surface).
  float distance(const Vector3f& p) const;
};

Clay ellipsoid_clay(const Vector3d& center, const Vector3d& radii, const Matrix3d& axes);
/// `flatten` squeezes along the unit vector `normal` (orthogonal to b - a): 0.5 makes half as
/// thick.
Clay limb_clay(const Vector3d& a,
               double radius_a,
               const Vector3d& b,
               double radius_b,
               const Vector3d& normal,
               double flatten);

/// Polynomial smooth minimum; equals min(a, b) where |a - b| >= k.
float smooth_min(float a, float b, float k);

/// Distance to the smooth union of all.
float distance_to(const std::vector<Clay>& clays, const Vector3f& p);

/// A closed surface, counter-clockwise from outside.
struct ClayMesh {
  std::vector<Vector3f> positions;
  std::vector<Vector3f> normals;
  std::vector<float> openness;  ///< 1 where the surface sees the sky of its normal, less in creases
  std::vector<uint32_t> indices;
};

/// Meshes the union on a grid with cells of `cell`. Every lump should be thicker than a cell.
/// Naive surface nets (Gibson, Constrained elastic surface nets, 1998), the vertices then drawn
/// onto the surface. Cells are enlarged where the grid would exceed four million nodes.
ClayMesh mesh_clays(const std::vector<Clay>& clays, double cell);

}  // namespace animax::data
