// SPDX-License-Identifier: MIT
// Pinhole cameras and the four-view rig.
// Camera frame: x right, y down, z forward (OpenCV). Image frame: x right, y down, origin at the
// outer corner of the top left pixel, so that pixel (i, j) has its centre at (i + 0.5, j + 0.5).
// World frame: glTF's, right-handed, y up; a model looks along +z.
#pragma once

#include "core/json.h"
#include "geometry/transform.h"

#include <optional>
#include <vector>

namespace animax {

struct Camera {
  int width = 0;                                ///< pixels
  int height = 0;                               ///< pixels
  double focal = 0;                             ///< pixels, the same for x and y
  Vector2d principal_point = Vector2d::Zero();  ///< pixels
  Eigen::Isometry3d camera_from_world = Eigen::Isometry3d::Identity();

  Vector3d center_in_world() const { return camera_from_world.inverse().translation(); }

  /// Image position of a world point; nullopt when it is not in front of the camera.
  std::optional<Vector2d> project(const Vector3d& point_in_world) const;

  /// Depth along the optical axis (positive in front).
  double depth(const Vector3d& point_in_world) const {
    return (camera_from_world * point_in_world).z();
  }

  /// Unit direction in the world of the ray through an image position; it starts at
  /// center_in_world().
  Vector3d ray_direction(const Vector2d& position) const;

  /// The same camera for an image scaled to width x height (same aspect ratio).
  Camera resized(int new_width, int new_height) const;

  /// The same camera looking at a part of its image, magnified: what was at `center` (pixels) is in
  /// the middle then.
  Camera zoomed(const Vector2d& center, double factor) const;
};

/// How the views look at an object. The paper: 4 views, elevation 0, azimuths 0, 90, 180, 270.
struct ViewRigOptions {
  int views = 4;
  int size = 480;  ///< pixels, square images
  double elevation_deg = 0;
  double first_azimuth_deg = 0;  ///< 0 looks at the model's front (camera on +z)
  double field_of_view_deg = 30;
  double margin = 1.1;  ///< 1 means that the framed box may touch the border

  void validate() const;  ///< throws Error naming the option
};

/// Cameras evenly spaced in azimuth around the centre of `framed`, all at the same distance, near
/// enough to fill the image and far enough that the whole box is inside every view. An empty or
/// point-like box is framed as if it were 1e-3 units wide.
std::vector<Camera> make_view_rig(const Bounds& framed, const ViewRigOptions& options);

/// Plücker coordinates of the rays through the centres of a height x width grid laid over the
/// image: for each cell direction d (unit) and moment o x d, with the origin and scale of the world
/// moved to `center` and divided by `scale` so that the values do not depend on the size of the
/// object. Returns 6 planes, each row-major: result[(channel * height + y) * width + x].
std::vector<float> pluecker_map(
    const Camera& camera, int width, int height, const Vector3d& center, double scale);

/// Least-squares intersection of rays (linear, midpoint). nullopt with fewer than two rays or when
/// all are parallel.
struct Ray {
  Vector3d origin, direction;  ///< direction has unit length
};
std::optional<Vector3d> intersect_rays(const std::vector<Ray>& rays);

/// {"width":..,"height":..,"focal":..,"principal_point":[x,y],"camera_from_world":[16 numbers,
/// row-major]}
Json to_json(const Camera& camera);
Camera camera_from_json(const Json& json, const std::string& where);

}  // namespace animax
