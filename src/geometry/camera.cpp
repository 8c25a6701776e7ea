// SPDX-License-Identifier: MIT
#include "geometry/camera.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace animax {

std::optional<Vector2d> Camera::project(const Vector3d& point_in_world) const {
  const Vector3d p = camera_from_world * point_in_world;
  if (!(p.z() > 1e-9)) return std::nullopt;
  return Vector2d(principal_point + focal * p.head<2>() / p.z());
}

Vector3d Camera::ray_direction(const Vector2d& position) const {
  const Vector2d xy = (position - principal_point) / focal;
  return (camera_from_world.linear().transpose() * Vector3d(xy.x(), xy.y(), 1)).normalized();
}

Camera Camera::resized(int new_width, int new_height) const {
  Camera out = *this;
  const double scale = static_cast<double>(new_width) / width;
  out.width = new_width;
  out.height = new_height;
  out.focal = focal * scale;
  out.principal_point = principal_point * scale;
  return out;
}

Camera Camera::zoomed(const Vector2d& center, double factor) const {
  Camera out = *this;
  out.focal = focal * factor;
  out.principal_point = (principal_point - center) * factor + Vector2d(width, height) / 2;
  return out;
}

void ViewRigOptions::validate() const {
  if (views < 1 || views > 64) throw Error("views: found ", views, ", expected 1 to 64");
  if (size < 16 || size > 8192) throw Error("size: found ", size, ", expected 16 to 8192 pixels");
  if (!(field_of_view_deg >= 1 && field_of_view_deg <= 120))
    throw Error("field_of_view_deg: found ", field_of_view_deg, ", expected 1 to 120");
  if (!(elevation_deg > -90 && elevation_deg < 90))
    throw Error("elevation_deg: found ", elevation_deg, ", expected between -90 and 90");
  if (!(margin >= 1 && margin <= 10)) throw Error("margin: found ", margin, ", expected 1 to 10");
}

namespace {

// Rotation of a camera that stands at the given azimuth and elevation and looks at the origin.
Matrix3d look_at_origin(double azimuth, double elevation) {
  const Vector3d from(std::sin(azimuth) * std::cos(elevation),
                      std::sin(elevation),
                      std::cos(azimuth) * std::cos(elevation));
  const Vector3d forward = -from;
  const Vector3d right = forward.cross(Vector3d::UnitY()).normalized();
  const Vector3d down = forward.cross(right);
  Matrix3d camera_from_world;
  camera_from_world << right.transpose(), down.transpose(), forward.transpose();
  return camera_from_world;
}

// Smallest distance from the origin at which a corner is inside the field of view.
double distance_for_corner(const Vector3d& corner_in_camera, double tangent) {
  return std::max(std::abs(corner_in_camera.x()), std::abs(corner_in_camera.y())) / tangent -
         corner_in_camera.z();
}

}  // namespace

std::vector<Camera> make_view_rig(const Bounds& framed, const ViewRigOptions& options) {
  options.validate();
  const Vector3d center = framed.empty() ? Vector3d(Vector3d::Zero()) : framed.center();
  Vector3d half = framed.empty() ? Vector3d(Vector3d::Zero()) : Vector3d(0.5 * framed.size());
  half = half.cwiseMax(5e-4);
  const double tangent = std::tan(0.5 * options.field_of_view_deg * M_PI / 180) / options.margin;

  std::vector<Matrix3d> rotations;
  double distance = 0;
  for (int view = 0; view < options.views; ++view) {
    const double azimuth_deg = options.first_azimuth_deg + 360.0 * view / options.views;
    rotations.push_back(
        look_at_origin(azimuth_deg * M_PI / 180, options.elevation_deg * M_PI / 180));
    for (int corner = 0; corner < 8; ++corner) {
      const Vector3d sign(corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1);
      distance = std::max(distance,
                          distance_for_corner(rotations.back() * half.cwiseProduct(sign), tangent));
    }
  }

  std::vector<Camera> cameras;
  for (const Matrix3d& rotation : rotations) {
    Camera camera;
    camera.width = camera.height = options.size;
    camera.focal = 0.5 * options.size / std::tan(0.5 * options.field_of_view_deg * M_PI / 180);
    camera.principal_point = Vector2d::Constant(0.5 * options.size);
    camera.camera_from_world.linear() = rotation;
    camera.camera_from_world.translation() = Vector3d(0, 0, distance) - rotation * center;
    cameras.push_back(camera);
  }
  return cameras;
}

std::vector<float> pluecker_map(
    const Camera& camera, int width, int height, const Vector3d& center, double scale) {
  CHECK_GT(scale, 0.0);
  const Vector3d origin = (camera.center_in_world() - center) / scale;
  const size_t plane = static_cast<size_t>(width) * height;
  std::vector<float> map(6 * plane);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Vector2d position((x + 0.5) * camera.width / width, (y + 0.5) * camera.height / height);
      const Vector3d direction = camera.ray_direction(position);
      const Vector3d moment = origin.cross(direction);
      for (int c = 0; c < 3; ++c) {
        map[c * plane + static_cast<size_t>(y) * width + x] = static_cast<float>(direction[c]);
        map[(3 + c) * plane + static_cast<size_t>(y) * width + x] = static_cast<float>(moment[c]);
      }
    }
  }
  return map;
}

std::optional<Vector3d> intersect_rays(const std::vector<Ray>& rays) {
  if (rays.size() < 2) return std::nullopt;
  // Sum over rays of the projector onto the plane orthogonal to the ray.
  Matrix3d a = Matrix3d::Zero();
  Vector3d b = Vector3d::Zero();
  for (const Ray& ray : rays) {
    const Matrix3d projector = Matrix3d::Identity() - ray.direction * ray.direction.transpose();
    a += projector;
    b += projector * ray.origin;
  }
  const Eigen::SelfAdjointEigenSolver<Matrix3d> solver(a);
  if (solver.eigenvalues()[0] < 1e-9 * rays.size()) return std::nullopt;
  return Vector3d(a.ldlt().solve(b));
}

Json to_json(const Camera& camera) {
  std::vector<double> matrix;
  for (int r = 0; r < 4; ++r)
    for (int c = 0; c < 4; ++c) matrix.push_back(camera.camera_from_world.matrix()(r, c));
  return {{"width", camera.width},
          {"height", camera.height},
          {"focal", camera.focal},
          {"principal_point", {camera.principal_point.x(), camera.principal_point.y()}},
          {"camera_from_world", matrix}};
}

Camera camera_from_json(const Json& json, const std::string& where) {
  Camera camera;
  camera.width = json_get<int>(json, "width", where);
  camera.height = json_get<int>(json, "height", where);
  camera.focal = json_get<double>(json, "focal", where);
  const auto point = json_get<std::vector<double>>(json, "principal_point", where);
  const auto matrix = json_get<std::vector<double>>(json, "camera_from_world", where);
  if (camera.width < 1 || camera.height < 1 || !(camera.focal > 0))
    throw Error(where, ": width, height and focal must be positive");
  if (point.size() != 2) throw Error(where, ": principal_point needs 2 numbers");
  if (matrix.size() != 16) throw Error(where, ": camera_from_world needs 16 numbers");
  camera.principal_point = Vector2d(point[0], point[1]);
  for (int r = 0; r < 4; ++r)
    for (int c = 0; c < 4; ++c) camera.camera_from_world.matrix()(r, c) = matrix[r * 4 + c];
  const Matrix3d r = camera.camera_from_world.linear();
  if (!((r * r.transpose() - Matrix3d::Identity()).norm() < 1e-6) || r.determinant() < 0)
    throw Error(where, ": camera_from_world is not a rigid transform");
  return camera;
}

}  // namespace animax
