// SPDX-License-Identifier: MIT
#include "scene/motion_field.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>

namespace animax {
namespace {

// How much a difference in depth (as a fraction of the object's depth range in view) outweighs the
// distance between circle centres: opposite legs differ by more, neighbouring fingers by less.
constexpr double kDepthWeight = 6.0;

struct Circle {
  Vector2d center;  // in cells
  double depth = 0;
};

double cells_per_pixel(const Camera& camera, int cells) {
  return static_cast<double>(cells) / camera.width;
}

void assign_joint_cells(const std::vector<std::optional<Circle>>& circles,
                        double radius,
                        double depth_range,
                        TemplateField& field) {
  const int n = field.columns;
  std::vector<double> best(field.joint.size(), 1e30);
  for (size_t k = 0; k < circles.size(); ++k) {
    if (!circles[k]) continue;
    const Vector2d& c = circles[k]->center;
    const int y0 = std::max(0, static_cast<int>(std::floor(c.y() - radius - 0.5)));
    const int y1 = std::min(n - 1, static_cast<int>(std::ceil(c.y() + radius)));
    const int x0 = std::max(0, static_cast<int>(std::floor(c.x() - radius - 0.5)));
    const int x1 = std::min(n - 1, static_cast<int>(std::ceil(c.x() + radius)));
    for (int y = y0; y <= y1; ++y) {
      for (int x = x0; x <= x1; ++x) {
        const double distance = (Vector2d(x + 0.5, y + 0.5) - c).squaredNorm() / (radius * radius);
        if (distance > 1) continue;
        const double cost = distance + kDepthWeight * circles[k]->depth / depth_range;
        double& held = best[static_cast<size_t>(y) * n + x];
        if (cost >= held) continue;
        held = cost;
        field.joint[static_cast<size_t>(y) * n + x] = static_cast<int>(k);
      }
    }
  }
}

// Rasterises one triangle into the depth buffer: cell centres, nearest wins.
void rasterise(const Vector3d corner[3],  // x, y in cells, z = depth
               const TemplateField::SurfacePoint& ids,
               TemplateField& field,
               std::vector<float>& depth) {
  const int n = field.columns;
  const auto cross = [](double ax, double ay, double bx, double by) { return ax * by - ay * bx; };
  const double area = cross(corner[1].x() - corner[0].x(),
                            corner[1].y() - corner[0].y(),
                            corner[2].x() - corner[0].x(),
                            corner[2].y() - corner[0].y());
  if (!(std::abs(area) > 1e-12)) return;
  const auto bound = [&](auto pick, double offset) {
    return std::clamp(static_cast<int>(std::ceil(pick + offset)), 0, n);
  };
  const auto [min_x, max_x] = std::minmax({corner[0].x(), corner[1].x(), corner[2].x()});
  const auto [min_y, max_y] = std::minmax({corner[0].y(), corner[1].y(), corner[2].y()});
  for (int y = bound(min_y, -0.5); y < bound(max_y, -0.5 + 1e-9); ++y) {
    for (int x = bound(min_x, -0.5); x < bound(max_x, -0.5 + 1e-9); ++x) {
      const double px = x + 0.5, py = y + 0.5;
      double w[3];
      for (int k = 0; k < 3; ++k) {
        const Vector3d& a = corner[(k + 1) % 3];
        const Vector3d& b = corner[(k + 2) % 3];
        w[k] = cross(b.x() - a.x(), b.y() - a.y(), px - a.x(), py - a.y()) / area;
      }
      if (w[0] < 0 || w[1] < 0 || w[2] < 0) continue;
      const float z =
          static_cast<float>(w[0] * corner[0].z() + w[1] * corner[1].z() + w[2] * corner[2].z());
      const size_t cell = static_cast<size_t>(y) * n + x;
      if (z >= depth[cell]) continue;
      depth[cell] = z;
      field.surface[cell] = ids;
      for (int k = 0; k < 3; ++k) field.surface[cell].barycentric[k] = static_cast<float>(w[k]);
    }
  }
}

void assign_surface_cells(const Rig& rig,
                          const std::vector<std::vector<Vector3f>>& positions,
                          const Camera& camera,
                          TemplateField& field) {
  const int n = field.columns;
  const double scale = cells_per_pixel(camera, n);
  const size_t area = static_cast<size_t>(n) * n;
  field.surface.assign(area, {});
  for (size_t cell = 0; cell < area; ++cell)
    field.surface_in_image.push_back(Vector2d(cell % n + 0.5, cell / n + 0.5) / scale);
  std::vector<float> depth(area, 1e30f);
  for (size_t m = 0; m < rig.meshes.size(); ++m) {
    const auto& indices = rig.meshes[m].indices;
    std::vector<Vector3d> corners(positions[m].size());
    for (size_t v = 0; v < corners.size(); ++v) {
      const Vector3d p = positions[m][v].cast<double>();
      const auto at = camera.project(p);
      corners[v] =
          at ? Vector3d(at->x() * scale, at->y() * scale, camera.depth(p)) : Vector3d(0, 0, -1);
    }
    for (size_t i = 0; i + 2 < indices.size(); i += 3) {
      TemplateField::SurfacePoint ids;
      ids.mesh = static_cast<int>(m);
      Vector3d corner[3];
      for (int k = 0; k < 3; ++k) {
        ids.vertices[k] = indices[i + k];
        corner[k] = corners[ids.vertices[k]];
      }
      if (corner[0].z() > 0 && corner[1].z() > 0 && corner[2].z() > 0)
        rasterise(corner, ids, field, depth);
    }
  }
}

// The cell with surface nearest to a place in the image; cell 0 where nothing shows surface. The
// grid's cells are pixels.
size_t nearest_surface(const TemplateField& grid, const Vector2d& at) {
  const int x = static_cast<int>(std::floor(at.x())), y = static_cast<int>(std::floor(at.y()));
  if (x >= 0 && y >= 0 && x < grid.columns && y < grid.rows) {
    const size_t under = static_cast<size_t>(y) * grid.columns + x;
    if (grid.surface[under].mesh >= 0) return under;
  }
  size_t best = 0;
  double least = 1e30;
  for (size_t cell = 0; cell < grid.surface.size(); ++cell) {
    if (grid.surface[cell].mesh < 0) continue;
    const double distance = (grid.surface_in_image[cell] - at).squaredNorm();
    if (distance >= least) continue;
    least = distance;
    best = cell;
  }
  return best;
}

}  // namespace

TemplateField make_template_field(const Rig& rig,
                                  const std::vector<std::vector<Vector3f>>& positions,
                                  const std::vector<Vector3d>& drawn_in_world,
                                  const Legend& legend,
                                  const Camera& camera,
                                  int cells) {
  CHECK_GT(cells, 0);
  CHECK_EQ(positions.size(), rig.meshes.size());
  TemplateField field;
  field.rows = field.columns = cells;
  const size_t area = static_cast<size_t>(cells) * cells;
  field.joint.assign(area, -1);

  std::vector<std::optional<Circle>> circles;
  double nearest = 1e30, farthest = 0;
  CHECK_EQ(drawn_in_world.size(), legend.joints.size());
  for (const Vector3d& p : drawn_in_world) {
    const auto at = camera.project(p);
    const double depth = camera.depth(p);
    field.joint_in_image.push_back(at.value_or(Vector2d::Zero()));
    field.joint_depth.push_back(static_cast<float>(depth));
    if (!at) {
      circles.emplace_back();
      continue;
    }
    circles.push_back(Circle{*at * cells_per_pixel(camera, cells), depth});
    nearest = std::min(nearest, depth);
    farthest = std::max(farthest, depth);
  }
  const double image_width_in_world = camera.width * nearest / camera.focal;
  const double range = std::max(farthest - nearest, 0.25 * image_width_in_world);
  const double radius = std::max(1.5, 1.5 * legend.style.joint_radius * cells);
  assign_joint_cells(circles, radius, std::max(range, 1e-9), field);
  assign_surface_cells(rig, positions, camera, field);
  return field;
}

TemplateField make_joint_field(const Rig& rig,
                               const std::vector<std::vector<Vector3f>>& positions,
                               const std::vector<Vector3d>& drawn_in_world,
                               const Camera& camera) {
  TemplateField pixels;
  pixels.rows = pixels.columns = camera.width;
  assign_surface_cells(rig, positions, camera, pixels);

  TemplateField field;
  field.rows = 1;
  field.columns = static_cast<int>(drawn_in_world.size());
  for (size_t k = 0; k < drawn_in_world.size(); ++k) {
    const auto at = camera.project(drawn_in_world[k]);
    field.joint.push_back(at ? static_cast<int>(k) : -1);
    field.joint_in_image.push_back(at.value_or(Vector2d::Zero()));
    field.joint_depth.push_back(static_cast<float>(camera.depth(drawn_in_world[k])));
    const size_t seen = at ? nearest_surface(pixels, *at) : 0;
    field.surface.push_back(at ? pixels.surface[seen] : TemplateField::SurfacePoint());
    field.surface_in_image.push_back(pixels.surface_in_image[seen]);
  }
  return field;
}

void encode_joint_motion(const TemplateField& field,
                         const Camera& camera,
                         const std::vector<Vector3d>& drawn_in_world,
                         std::span<float> out) {
  const size_t area = field.joint.size();
  CHECK_EQ(out.size(), 2 * area);
  CHECK_EQ(drawn_in_world.size(), field.joint_in_image.size());
  std::vector<Eigen::Vector2f> moved(drawn_in_world.size(), Eigen::Vector2f::Zero());
  for (size_t k = 0; k < moved.size(); ++k) {
    const auto at = camera.project(drawn_in_world[k]);
    if (at)
      moved[k] =
          ((*at - field.joint_in_image[k]) * (kDisplacementScale / camera.width)).cast<float>();
  }
  for (size_t cell = 0; cell < area; ++cell) {
    const int k = field.joint[cell];
    out[cell] = k < 0 ? 0 : moved[k].x();
    out[area + cell] = k < 0 ? 0 : moved[k].y();
  }
}

void encode_surface_motion(const TemplateField& field,
                           const Camera& camera,
                           const std::vector<std::vector<Vector3f>>& positions,
                           std::span<float> out) {
  const size_t area = field.surface.size();
  CHECK_EQ(out.size(), 2 * area);
  for (size_t cell = 0; cell < area; ++cell) {
    const auto& point = field.surface[cell];
    out[cell] = out[area + cell] = 0;
    if (point.mesh < 0) continue;
    Vector3f p = Vector3f::Zero();
    for (int k = 0; k < 3; ++k)
      p += point.barycentric[k] * positions[point.mesh][point.vertices[k]];
    const auto at = camera.project(p.cast<double>());
    if (!at) continue;
    const Vector2d moved = (*at - field.surface_in_image[cell]) * kDisplacementScale;
    out[cell] = static_cast<float>(moved.x() / camera.width);
    out[area + cell] = static_cast<float>(moved.y() / camera.height);
  }
}

std::vector<std::optional<MovedJoint>> decode_joint_motion(const TemplateField& field,
                                                           const Camera& camera,
                                                           std::span<const float> motion) {
  const size_t area = field.joint.size();
  CHECK_EQ(motion.size(), 2 * area);
  const size_t joints = field.joint_in_image.size();
  std::vector<Vector2d> sum(joints, Vector2d::Zero());
  std::vector<double> squares(joints, 0);
  std::vector<int> count(joints, 0);
  for (size_t cell = 0; cell < area; ++cell) {
    const int k = field.joint[cell];
    if (k < 0) continue;
    const Vector2d d(motion[cell], motion[area + cell]);
    if (!d.allFinite()) continue;
    sum[k] += d;
    squares[k] += d.squaredNorm();
    ++count[k];
  }
  std::vector<std::optional<MovedJoint>> moved(joints);
  const double pixels = camera.width / kDisplacementScale;
  for (size_t k = 0; k < joints; ++k) {
    if (count[k] == 0) continue;
    const Vector2d mean = sum[k] / count[k];
    const double variance = std::max(0.0, squares[k] / count[k] - mean.squaredNorm());
    moved[k] =
        MovedJoint{field.joint_in_image[k] + pixels * mean, pixels * std::sqrt(variance), count[k]};
  }
  return moved;
}

}  // namespace animax
