// SPDX-License-Identifier: MIT
#include "data/creatures/clay.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace animax::data {

float Clay::distance(const Vector3f& p) const {
  const Vector3f q = shape * (p - a);
  if (ellipsoid) {
    // First-order distance: the level set function over the length of its gradient.
    const float k0 = q.norm();
    const float k1 = (shape.transpose() * q).norm();
    return k1 > 1e-12f ? k0 * (k0 - 1) / k1 : -std::min({radius_a, radius_b});
  }
  const Vector3f ab = b - a;
  const float t = std::clamp(q.dot(ab) / ab.squaredNorm(), 0.0f, 1.0f);
  return (q - t * ab).norm() - (radius_a + t * (radius_b - radius_a));
}

Clay ellipsoid_clay(const Vector3d& center, const Vector3d& radii, const Matrix3d& axes) {
  Clay clay;
  clay.ellipsoid = true;
  clay.a = clay.b = center.cast<float>();
  const Matrix3d shape = radii.cwiseInverse().asDiagonal() * axes.transpose();
  clay.shape = shape.cast<float>();
  clay.radius_a = clay.radius_b = static_cast<float>(radii.minCoeff());
  // Half extents of the box around a turned ellipsoid.
  const Matrix3d scaled = axes * radii.asDiagonal();
  clay.reach = scaled.rowwise().norm().cast<float>();
  return clay;
}

Clay limb_clay(const Vector3d& a,
               double radius_a,
               const Vector3d& b,
               double radius_b,
               const Vector3d& normal,
               double flatten) {
  Clay clay;
  clay.a = a.cast<float>();
  clay.b = b.cast<float>();
  if ((clay.b - clay.a).squaredNorm() < 1e-12f) clay.b.y() += 1e-5f;
  clay.radius_a = static_cast<float>(radius_a);
  clay.radius_b = static_cast<float>(radius_b);
  const Matrix3d shape = Matrix3d::Identity() + (1 / flatten - 1) * normal * normal.transpose();
  clay.shape = shape.cast<float>();
  clay.reach.setConstant(static_cast<float>(std::max(radius_a, radius_b) * std::max(1.0, flatten)));
  return clay;
}

float smooth_min(float a, float b, float k) {
  const float h = std::max(k - std::abs(a - b), 0.0f);
  return std::min(a, b) - h * h * 0.25f / std::max(k, 1e-6f);
}

float distance_to(const std::vector<Clay>& clays, const Vector3f& p) {
  float d = 1e6f;
  for (const Clay& clay : clays) d = smooth_min(d, clay.distance(p), clay.blend);
  return d;
}

namespace {

constexpr float kFar = 1e6f;

struct Grid {
  Vector3f origin;
  float cell = 1;
  std::array<int, 3> size{};
  std::vector<float> values;

  size_t index(int x, int y, int z) const {
    return (static_cast<size_t>(z) * size[1] + y) * size[0] + x;
  }
  float at(int x, int y, int z) const { return values[index(x, y, z)]; }
  Vector3f point(int x, int y, int z) const { return origin + cell * Vector3f(x, y, z); }

  // Trilinear; `kFar` outside of what was filled.
  float sample(const Vector3f& p) const {
    const Vector3f q = (p - origin) / cell;
    const int x = static_cast<int>(std::floor(q.x())), y = static_cast<int>(std::floor(q.y())),
              z = static_cast<int>(std::floor(q.z()));
    if (x < 0 || y < 0 || z < 0 || x + 1 >= size[0] || y + 1 >= size[1] || z + 1 >= size[2])
      return kFar;
    const float fx = q.x() - x, fy = q.y() - y, fz = q.z() - z;
    const auto lerp = [](float a, float b, float t) { return a + t * (b - a); };
    const auto row = [&](int dy, int dz) {
      return lerp(at(x, y + dy, z + dz), at(x + 1, y + dy, z + dz), fx);
    };
    return lerp(lerp(row(0, 0), row(1, 0), fy), lerp(row(0, 1), row(1, 1), fy), fz);
  }
};

Grid make_grid(const std::vector<Clay>& clays, double cell) {
  Vector3f low = Vector3f::Constant(kFar), high = -low;
  for (const Clay& clay : clays) {
    low = low.cwiseMin(clay.a.cwiseMin(clay.b) - clay.reach);
    high = high.cwiseMax(clay.a.cwiseMax(clay.b) + clay.reach);
  }
  Grid grid;
  grid.cell = static_cast<float>(cell);
  const auto nodes = [&](int axis) {
    return static_cast<int>(std::ceil((high[axis] - low[axis]) / grid.cell)) + 8;
  };
  while (static_cast<double>(nodes(0)) * nodes(1) * nodes(2) > 4e6) grid.cell *= 1.25f;
  for (int axis = 0; axis < 3; ++axis) {
    // The middle plane lies half a cell off a node, so that symmetric bodies mesh symmetrically.
    grid.origin[axis] = (std::floor(low[axis] / grid.cell) - 3.5f) * grid.cell;
    grid.size[axis] = nodes(axis) + 1;
  }
  grid.values.assign(static_cast<size_t>(grid.size[0]) * grid.size[1] * grid.size[2], kFar);
  return grid;
}

// Melts one lump into the grid around it. Further out it has no effect on the surface.
void fill(Grid& grid, const Clay& clay) {
  const float margin = clay.blend + 2.5f * grid.cell;
  std::array<int, 3> first, last;
  for (int axis = 0; axis < 3; ++axis) {
    const float low = std::min(clay.a[axis], clay.b[axis]) - clay.reach[axis] - margin;
    const float high = std::max(clay.a[axis], clay.b[axis]) + clay.reach[axis] + margin;
    first[axis] = std::max(0, static_cast<int>((low - grid.origin[axis]) / grid.cell));
    last[axis] =
        std::min(grid.size[axis] - 1, static_cast<int>((high - grid.origin[axis]) / grid.cell) + 1);
  }
  for (int z = first[2]; z <= last[2]; ++z)
    for (int y = first[1]; y <= last[1]; ++y)
      for (int x = first[0]; x <= last[0]; ++x) {
        float& value = grid.values[grid.index(x, y, z)];
        value = smooth_min(value, clay.distance(grid.point(x, y, z)), clay.blend);
      }
}

Vector3f gradient(const Grid& grid, const Vector3f& p) {
  const float e = 0.5f * grid.cell;
  Vector3f g;
  for (int axis = 0; axis < 3; ++axis) {
    const Vector3f step = e * Vector3f::Unit(axis);
    g[axis] = grid.sample(p + step) - grid.sample(p - step);
  }
  return g / (2 * e);
}

// One vertex per cell that the surface crosses: the mean of the crossings of its edges.
std::vector<int> place_vertices(const Grid& grid, ClayMesh& mesh) {
  std::vector<int> vertex_of_cell(grid.values.size(), -1);
  for (int z = 0; z + 1 < grid.size[2]; ++z)
    for (int y = 0; y + 1 < grid.size[1]; ++y)
      for (int x = 0; x + 1 < grid.size[0]; ++x) {
        std::array<float, 8> corner;
        int inside = 0;
        for (int c = 0; c < 8; ++c) {
          corner[c] = grid.at(x + (c & 1), y + ((c >> 1) & 1), z + (c >> 2));
          inside += corner[c] < 0;
        }
        if (inside == 0 || inside == 8) continue;
        Vector3f sum = Vector3f::Zero();
        int crossings = 0;
        for (int c = 0; c < 8; ++c)
          for (int bit : {1, 2, 4}) {
            const int other = c | bit;
            if (other == c || (corner[c] < 0) == (corner[other] < 0)) continue;
            const float t = corner[c] / (corner[c] - corner[other]);
            Vector3f at(c & 1, (c >> 1) & 1, c >> 2);
            at[bit == 1 ? 0 : bit == 2 ? 1 : 2] = t;
            sum += at;
            ++crossings;
          }
        vertex_of_cell[grid.index(x, y, z)] = static_cast<int>(mesh.positions.size());
        mesh.positions.push_back(grid.point(x, y, z) + grid.cell * (sum / crossings));
      }
  return vertex_of_cell;
}

// Joins the four cells around every grid edge that crosses the surface.
void place_faces(const Grid& grid, const std::vector<int>& vertex_of_cell, ClayMesh& mesh) {
  const std::array<int, 3> step{1, 1, 1};
  for (int z = 1; z + 1 < grid.size[2]; ++z)
    for (int y = 1; y + 1 < grid.size[1]; ++y)
      for (int x = 1; x + 1 < grid.size[0]; ++x) {
        const bool inside = grid.at(x, y, z) < 0;
        for (int axis = 0; axis < 3; ++axis) {
          std::array<int, 3> next{x, y, z};
          next[axis] += step[axis];
          if (inside == (grid.at(next[0], next[1], next[2]) < 0)) continue;
          const int u = (axis + 1) % 3, v = (axis + 2) % 3;
          const auto cell = [&](int du, int dv) {
            std::array<int, 3> c{x, y, z};
            c[u] -= du;
            c[v] -= dv;
            return static_cast<uint32_t>(vertex_of_cell[grid.index(c[0], c[1], c[2])]);
          };
          const uint32_t a = cell(0, 0), b = cell(1, 0), c = cell(1, 1), d = cell(0, 1);
          if (inside)
            mesh.indices.insert(mesh.indices.end(), {a, b, c, a, c, d});
          else
            mesh.indices.insert(mesh.indices.end(), {a, c, b, a, d, c});
        }
      }
}

void finish_vertices(const Grid& grid, ClayMesh& mesh) {
  mesh.normals.resize(mesh.positions.size());
  mesh.openness.resize(mesh.positions.size());
  for (size_t i = 0; i < mesh.positions.size(); ++i) {
    Vector3f& p = mesh.positions[i];
    // Draw the vertex onto the surface, but not out of its cell's reach.
    const Vector3f g = gradient(grid, p);
    const float g2 = std::max(g.squaredNorm(), 0.25f);
    const Vector3f move = -grid.sample(p) / g2 * g;
    if (move.allFinite() && move.norm() < 0.6f * grid.cell) p += 0.8f * move;
    const Vector3f n = gradient(grid, p);
    mesh.normals[i] = n.norm() > 1e-6f && n.allFinite() ? n.normalized() : Vector3f::UnitY();
    // Distance to the surface at two steps along the normal, as a share of the step: creases and
    // places between limbs have less (ambient occlusion as in Evans, Fast approximations for
    // global illumination, 2006).
    float open = 0;
    for (float step : {1.5f, 3.0f}) {
      const float reach = step * 0.035f;
      open += 0.5f * std::clamp(grid.sample(p + reach * mesh.normals[i]) / reach, 0.0f, 1.0f);
    }
    mesh.openness[i] = open;
  }
}

}  // namespace

ClayMesh mesh_clays(const std::vector<Clay>& clays, double cell) {
  CHECK_GT(cell, 0);
  ClayMesh mesh;
  if (clays.empty()) return mesh;
  Grid grid = make_grid(clays, cell);
  for (const Clay& clay : clays) fill(grid, clay);
  const std::vector<int> vertex_of_cell = place_vertices(grid, mesh);
  place_faces(grid, vertex_of_cell, mesh);
  finish_vertices(grid, mesh);
  return mesh;
}

}  // namespace animax::data
