// SPDX-License-Identifier: MIT
#include "data/creatures/solids.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>

namespace animax::data {

uint32_t Solid::add(const Vector3d& position, const Vector3d& normal, const Vector3f& color) {
  positions.push_back(position.cast<float>());
  normals.push_back(normal.cast<float>());
  colors.push_back(color);
  return static_cast<uint32_t>(positions.size() - 1);
}

void Solid::quad(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  const auto same = [&](uint32_t i, uint32_t j) {
    return (positions[i] - positions[j]).squaredNorm() < 1e-14f;
  };
  if (!same(a, b) && !same(b, c) && !same(a, c)) indices.insert(indices.end(), {a, b, c});
  if (!same(a, c) && !same(c, d) && !same(a, d)) indices.insert(indices.end(), {a, c, d});
}

void Solid::append(const Solid& other) {
  const auto offset = static_cast<uint32_t>(positions.size());
  positions.insert(positions.end(), other.positions.begin(), other.positions.end());
  normals.insert(normals.end(), other.normals.begin(), other.normals.end());
  colors.insert(colors.end(), other.colors.begin(), other.colors.end());
  for (uint32_t index : other.indices) indices.push_back(index + offset);
}

void Solid::transform(const Affine3d& to) {
  const Matrix3d normal_matrix = to.linear().inverse().transpose();
  for (Vector3f& p : positions) p = (to * p.cast<double>()).cast<float>();
  for (Vector3f& n : normals) n = (normal_matrix * n.cast<double>()).normalized().cast<float>();
  if (to.linear().determinant() < 0)
    for (size_t i = 0; i + 2 < indices.size(); i += 3) std::swap(indices[i + 1], indices[i + 2]);
}

Matrix3d frame_along(const Vector3d& z, const Vector3d& up) {
  const Vector3d axis = z.normalized();
  Vector3d side = up.cross(axis);
  if (side.norm() < 1e-6) side = Vector3d::UnitX().cross(axis);
  if (side.norm() < 1e-6) side = Vector3d::UnitZ().cross(axis);
  side.normalize();
  Matrix3d m;
  m << side, axis.cross(side), axis;
  return m;
}

namespace {

// Joins two neighbouring rings of `count + 1` vertices (first and last coincide).
void stitch(Solid& solid, uint32_t lower, uint32_t upper, int count) {
  for (int i = 0; i < count; ++i) solid.quad(lower + i, lower + i + 1, upper + i + 1, upper + i);
}

}  // namespace

Solid make_ellipsoid(const Vector3d& center,
                     const Vector3d& radii,
                     const Matrix3d& axes,
                     const Vector3f& color,
                     int segments) {
  Solid solid;
  const int rings = std::max(3, segments / 2);
  for (int r = 0; r <= rings; ++r) {
    const double polar = M_PI * (1 - static_cast<double>(r) / rings);
    for (int s = 0; s <= segments; ++s) {
      const double around = 2 * M_PI * s / segments;
      const Vector3d unit(
          std::sin(polar) * std::cos(around), std::sin(polar) * std::sin(around), std::cos(polar));
      solid.add(center + axes * radii.cwiseProduct(unit),
                (axes * unit.cwiseQuotient(radii)).normalized(),
                color);
    }
    if (r > 0) stitch(solid, (r - 1) * (segments + 1), r * (segments + 1), segments);
  }
  return solid;
}

Solid make_eyeball(const Vector3d& center,
                   double radius,
                   const Matrix3d& axes,
                   const std::vector<EyeRing>& rings,
                   int segments) {
  Solid solid;
  double from = 0;
  for (const EyeRing& ring : rings) {
    const int steps = std::max(1, static_cast<int>(std::lround((ring.angle - from) / 0.5)));
    for (int r = 0; r <= steps; ++r) {
      const double polar = from + (ring.angle - from) * r / steps;
      const auto first = static_cast<uint32_t>(solid.positions.size());
      for (int s = 0; s <= segments; ++s) {
        const double around = 2 * M_PI * s / segments;
        const Vector3d unit = axes * Vector3d(std::sin(polar) * std::cos(around),
                                              std::sin(polar) * std::sin(around),
                                              std::cos(polar));
        solid.add(center + radius * unit, unit, ring.color);
      }
      // The rings run from the pole down, so the new one is the lower.
      if (r > 0) stitch(solid, first, first - (segments + 1), segments);
    }
    from = ring.angle;
  }
  return solid;
}

namespace {

template <typename T>
T catmull_rom(const T& a, const T& b, const T& c, const T& d, double t) {
  return b +
         0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)));
}

struct TubePath {
  std::vector<Vector3d> points;
  std::vector<double> radii;
  std::vector<Vector3f> colors;
};

TubePath refine(const TubePath& path, int extra) {
  if (extra == 0 || path.points.size() < 3) return path;
  TubePath fine;
  const int n = static_cast<int>(path.points.size());
  for (int i = 0; i + 1 < n; ++i) {
    const int a = std::max(0, i - 1), d = std::min(n - 1, i + 2);
    for (int k = 0; k <= extra; ++k) {
      const double t = static_cast<double>(k) / (extra + 1);
      fine.points.push_back(
          catmull_rom(path.points[a], path.points[i], path.points[i + 1], path.points[d], t));
      fine.radii.push_back(path.radii[i] + t * (path.radii[i + 1] - path.radii[i]));
      fine.colors.push_back(path.colors[i] +
                            static_cast<float>(t) * (path.colors[i + 1] - path.colors[i]));
    }
  }
  fine.points.push_back(path.points.back());
  fine.radii.push_back(path.radii.back());
  fine.colors.push_back(path.colors.back());
  return fine;
}

// Adds rings beyond both ends so that they close like half balls.
TubePath rounded(const TubePath& path) {
  TubePath out;
  const auto cap = [&](size_t end, const Vector3d& outward, bool first) {
    const double r = path.radii[end];
    for (int k = 0; k < 2; ++k) {
      const double angle = (first ? k : 1 - k) == 0 ? M_PI / 2 : M_PI / 4;
      out.points.push_back(path.points[end] + r * std::sin(angle) * outward);
      out.radii.push_back((first ? k : 1 - k) == 0 ? 0.0 : r * std::cos(angle));
      out.colors.push_back(path.colors[end]);
    }
  };
  const size_t last = path.points.size() - 1;
  cap(0, (path.points[0] - path.points[1]).normalized(), true);
  for (size_t i = 0; i <= last; ++i) {
    out.points.push_back(path.points[i]);
    out.radii.push_back(path.radii[i]);
    out.colors.push_back(path.colors[i]);
  }
  cap(last, (path.points[last] - path.points[last - 1]).normalized(), false);
  return out;
}

}  // namespace

Solid make_tube(const std::vector<Vector3d>& points,
                const std::vector<double>& radii,
                const std::vector<Vector3f>& colors,
                int sides,
                int smooth,
                const Vector3d& normal,
                double flatten) {
  CHECK_GE(points.size(), 2u);
  CHECK_EQ(points.size(), radii.size());
  CHECK_EQ(points.size(), colors.size());
  const TubePath path = rounded(refine({points, radii, colors}, smooth));
  const int n = static_cast<int>(path.points.size());
  Solid solid;
  Vector3d up = normal;
  for (int i = 0; i < n; ++i) {
    const Vector3d ahead = path.points[std::min(i + 1, n - 1)] - path.points[std::max(i - 1, 0)];
    // Carry the last ring's direction along, so that the tube does not twist.
    const Matrix3d frame = frame_along(ahead, up);
    up = frame.col(1);
    const double slope = (path.radii[std::min(i + 1, n - 1)] - path.radii[std::max(i - 1, 0)]) /
                         std::max(1e-9, ahead.norm());
    for (int s = 0; s <= sides; ++s) {
      const double around = 2 * M_PI * s / sides;
      const double c = std::cos(around), d = std::sin(around);
      const Vector3d out =
          frame.col(0) * (c * path.radii[i]) + frame.col(1) * (d * path.radii[i] * flatten);
      const Vector3d n_out = frame.col(0) * c + frame.col(1) * (d / flatten) - frame.col(2) * slope;
      solid.add(path.points[i] + out, n_out.normalized(), path.colors[i]);
    }
    if (i > 0) stitch(solid, (i - 1) * (sides + 1), i * (sides + 1), sides);
  }
  return solid;
}

Solid make_box(const Vector3d& center,
               const Vector3d& half,
               const Matrix3d& axes,
               double bevel,
               const Vector3f& color) {
  const double b = std::min(bevel, 0.45 * half.minCoeff());
  Solid solid;
  // Each corner has three vertices, one per face that meets there: id = 3 * corner + axis.
  for (int corner = 0; corner < 8; ++corner) {
    const Vector3d sign(corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1);
    for (int axis = 0; axis < 3; ++axis) {
      Vector3d p = sign.cwiseProduct(half - Vector3d::Constant(b));
      p[axis] = sign[axis] * half[axis];
      solid.add(center + axes * p, axes.col(axis) * sign[axis], color);
    }
  }
  const auto id = [](int corner, int axis) { return static_cast<uint32_t>(3 * corner + axis); };
  const auto oriented_quad = [&](uint32_t p, uint32_t q, uint32_t r, uint32_t s) {
    const Vector3f n =
        (solid.positions[q] - solid.positions[p]).cross(solid.positions[r] - solid.positions[p]);
    const Vector3f middle = 0.5f * (solid.positions[p] + solid.positions[r]);
    if (n.dot(middle - center.cast<float>()) > 0)
      solid.quad(p, q, r, s);
    else
      solid.quad(p, s, r, q);
  };
  for (int axis = 0; axis < 3; ++axis) {
    const int u = 1 << ((axis + 1) % 3), v = 1 << ((axis + 2) % 3), w = 1 << axis;
    for (int side : {0, w}) {
      oriented_quad(id(side, axis), id(side | u, axis), id(side | u | v, axis), id(side | v, axis));
    }
    // Bevels of the four edges along this axis.
    const int au = (axis + 1) % 3, av = (axis + 2) % 3;
    for (int at : {0, u, v, u | v})
      oriented_quad(id(at, au), id(at | w, au), id(at | w, av), id(at, av));
  }
  for (int corner = 0; corner < 8; ++corner)
    oriented_quad(id(corner, 0), id(corner, 1), id(corner, 2), id(corner, 2));
  return solid;
}

Solid make_lathe(const Vector3d& base,
                 const Vector3d& axis,
                 const std::vector<Step>& profile,
                 int segments) {
  CHECK_GE(profile.size(), 2u);
  const Matrix3d frame = frame_along(axis, Vector3d::UnitZ());
  const int n = static_cast<int>(profile.size());
  const auto segment_normal = [&](int i) {  // (radial, axial) of segment i .. i + 1
    const double dr = profile[i + 1].radius - profile[i].radius;
    const double dh = profile[i + 1].height - profile[i].height;
    return Vector2d(dh, -dr).normalized();
  };
  Solid solid;
  const auto ring = [&](const Step& step, const Vector2d& normal, const Vector3f& color) {
    const auto first = static_cast<uint32_t>(solid.positions.size());
    for (int s = 0; s <= segments; ++s) {
      const double around = 2 * M_PI * s / segments;
      const Vector3d out = frame.col(0) * std::cos(around) + frame.col(1) * std::sin(around);
      solid.add(base + out * step.radius + frame.col(2) * step.height,
                out * normal.x() + frame.col(2) * normal.y(),
                color);
    }
    return first;
  };
  for (int i = 0; i + 1 < n; ++i) {
    const Vector2d own = segment_normal(i);
    const auto joined = [&](int other) {
      const Vector2d sum = own + segment_normal(other);
      return own.dot(segment_normal(other)) > 0.77 ? Vector2d(sum.normalized()) : own;
    };
    const Vector2d low = i > 0 ? joined(i - 1) : own;
    const Vector2d high = i + 2 < n ? joined(i + 1) : own;
    const uint32_t a = ring(profile[i], low, profile[i].color);
    const uint32_t b = ring(profile[i + 1], high, profile[i].color);
    stitch(solid, a, b, segments);
  }
  return solid;
}

Solid make_sheet(const SheetShape& shape, int steps_u, int steps_v) {
  Solid solid;
  const int nu = steps_u + 1, nv = steps_v + 1;
  constexpr double kStep = 1e-3;
  const auto point_normal = [&](double u, double v) -> Vector3d {
    const double u0 = std::max(0.0, u - kStep), u1 = std::min(1.0, u + kStep);
    const double v0 = std::max(0.0, v - kStep), v1 = std::min(1.0, v + kStep);
    const Vector3d n = (shape.surface(u1, v) - shape.surface(u0, v))
                           .cross(shape.surface(u, v1) - shape.surface(u, v0));
    const double length = n.norm();
    return length > 1e-15 ? Vector3d(n / length) : Vector3d(Vector3d::Zero());
  };
  const Vector3d middle_normal = point_normal(0.5, 0.5);
  // Front, then back, then a rim that joins them.
  for (double face : {1.0, -1.0})
    for (int j = 0; j < nv; ++j)
      for (int i = 0; i < nu; ++i) {
        const double u = static_cast<double>(i) / steps_u, v = static_cast<double>(j) / steps_v;
        Vector3d n = point_normal(u, v);
        if (n.squaredNorm() < 0.5) n = middle_normal;
        solid.add(
            shape.surface(u, v) + face * shape.thickness(u, v) * n, face * n, shape.color(u, v));
      }
  const auto id = [&](int i, int j, bool back) {
    return static_cast<uint32_t>((back ? nu * nv : 0) + j * nu + i);
  };
  for (int j = 0; j < steps_v; ++j)
    for (int i = 0; i < steps_u; ++i) {
      solid.quad(
          id(i, j, false), id(i + 1, j, false), id(i + 1, j + 1, false), id(i, j + 1, false));
      solid.quad(id(i, j, true), id(i, j + 1, true), id(i + 1, j + 1, true), id(i + 1, j, true));
    }
  const auto rim = [&](int i0, int j0, int i1, int j1) {
    solid.quad(id(i0, j0, false), id(i0, j0, true), id(i1, j1, true), id(i1, j1, false));
  };
  for (int i = 0; i < steps_u; ++i) {
    rim(i, 0, i + 1, 0);
    rim(i + 1, steps_v, i, steps_v);
  }
  for (int j = 0; j < steps_v; ++j) {
    rim(0, j + 1, 0, j);
    rim(steps_u, j, steps_u, j + 1);
  }
  return solid;
}

double signed_volume6(const std::vector<Vector3f>& positions,
                      const std::vector<uint32_t>& indices) {
  double sum = 0;
  for (size_t i = 0; i + 2 < indices.size(); i += 3)
    sum += positions[indices[i]].cast<double>().dot(
        positions[indices[i + 1]].cast<double>().cross(positions[indices[i + 2]].cast<double>()));
  return sum;
}

}  // namespace animax::data
