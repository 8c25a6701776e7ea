// SPDX-License-Identifier: MIT
// Where the circles of a legend were seen: the product of localisation, the input of everything
// after it.
#pragma once

#include "core/image.h"
#include "geometry/camera.h"

#include <functional>
#include <vector>

namespace animax::lift {

/// Pose maps of one take. `image(view, frame)` returns an RGB image; it may have another size than
/// the camera (same aspect ratio). It is called from several threads at once.
struct PoseMaps {
  double fps = 0;
  int frames = 0;
  std::vector<Camera> cameras;
  std::function<Image(int view, int frame)> image;
};

/// One place in one image that may be the circle.
struct Spot {
  Vector2d position = Vector2d::Zero();  ///< camera pixels
  double weight = 1;                     ///< (0, 1]: part of the circle that was found
  double sigma_px = 1;                   ///< expected error per axis, camera pixels
};

/// Spots by view, frame and point (index into Legend::joints), the likeliest first; an empty list
/// where the point was not found.
class Evidence {
 public:
  Evidence(int views, int frames, int points);

  int views() const { return views_; }
  int frames() const { return frames_; }
  int points() const { return points_; }

  std::vector<Spot>& at(int view, int frame, int point);
  const std::vector<Spot>& at(int view, int frame, int point) const;

 private:
  int views_, frames_, points_;
  std::vector<std::vector<Spot>> spots_;
};

/// Where the points are in space: one per point and frame, with how well they are known.
struct SpacePoint {
  Vector3d position = Vector3d::Zero();  ///< world
  int views = 0;                         ///< that agree on it; 0: not found
  /// Expected error along the worst axis, world units, and mean reprojection error, camera pixels.
  /// Of triangulate_robustly only.
  double sigma = 0, error_px = 0;
};
using Track3d = std::vector<std::vector<SpacePoint>>;  ///< [frame][point]

}  // namespace animax::lift
