// SPDX-License-Identifier: MIT
// Ready-made closed surfaces: eyes, horns, tubes, bevelled boxes, turned parts, membranes. All are
// counter-clockwise from outside. Colours are linear RGB, lengths in model units.
#pragma once

#include "scene/rig.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace animax::data {

/// Geometry with colours, not yet bound to joints.
struct Solid {
  std::vector<Vector3f> positions;
  std::vector<Vector3f> normals;
  std::vector<Vector3f> colors;
  std::vector<uint32_t> indices;

  uint32_t add(const Vector3d& position, const Vector3d& normal, const Vector3f& color);
  void quad(uint32_t a, uint32_t b, uint32_t c, uint32_t d);
  void append(const Solid& other);
  /// Moves by a proper or mirroring transform (mirroring flips the triangles).
  void transform(const Affine3d& to);
};

/// Orthonormal frame whose third axis is `z` and whose second is as near to `up` as can be.
Matrix3d frame_along(const Vector3d& z, const Vector3d& up = Vector3d::UnitY());

/// Ellipsoid with semi-axes `radii` along the columns of `axes`.
Solid make_ellipsoid(const Vector3d& center,
                     const Vector3d& radii,
                     const Matrix3d& axes,
                     const Vector3f& color,
                     int segments = 12);

/// A ball whose pole at +z of `axes` carries coloured rings: rings[i] = {polar angle up to which,
/// colour}. Sharp edges between the colours.
struct EyeRing {
  double angle;
  Vector3f color;
};
Solid make_eyeball(const Vector3d& center,
                   double radius,
                   const Matrix3d& axes,
                   const std::vector<EyeRing>& rings,
                   int segments);

/// A round tube through `points` with rounded ends.
/// @param radii    one per point
/// @param colors   one per point
/// @param flatten  thickness along `normal` relative to the radius
/// @param smooth   how many extra rings between neighbouring points (Catmull-Rom)
Solid make_tube(const std::vector<Vector3d>& points,
                const std::vector<double>& radii,
                const std::vector<Vector3f>& colors,
                int sides,
                int smooth = 0,
                const Vector3d& normal = Vector3d::UnitY(),
                double flatten = 1);

/// A box with edges rounded by `bevel`; half extents along the columns of `axes`.
Solid make_box(const Vector3d& center,
               const Vector3d& half,
               const Matrix3d& axes,
               double bevel,
               const Vector3f& color);

/// Turns a profile about the line from `base` along `axis`. Each step is {radius, height}; edges
/// sharper than 40 degrees stay sharp. The profile goes so that the solid lies to its left when
/// seen with the axis up, that is from the bottom outwards and up; it is closed at both ends when
/// they lie on the axis.
struct Step {
  double radius, height;
  Vector3f color;
};
Solid make_lathe(const Vector3d& base,
                 const Vector3d& axis,
                 const std::vector<Step>& profile,
                 int segments);

/// A thin closed sheet over the unit square: `surface(u, v)` gives places, `color(u, v)` colours
/// and `thickness(u, v)` half thicknesses. Front is du x dv.
struct SheetShape {
  std::function<Vector3d(double, double)> surface;
  std::function<Vector3f(double, double)> color;
  std::function<double(double, double)> thickness;
};
Solid make_sheet(const SheetShape& shape, int steps_u, int steps_v);

/// Six times the signed volume; positive when the triangles face outwards.
double signed_volume6(const std::vector<Vector3f>& positions, const std::vector<uint32_t>& indices);

}  // namespace animax::data
