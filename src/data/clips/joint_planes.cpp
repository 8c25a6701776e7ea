// SPDX-License-Identifier: MIT
#include "data/clips/joint_planes.h"

#include <algorithm>
#include <array>

namespace animax::data {
namespace {

using Structure = std::array<float, ClipFormat::kStructureChannels>;

// Everything but the last channel, which depends on the view.
std::vector<Structure> describe_structure(const Legend& legend,
                                          const std::vector<Vector3d>& points,
                                          const Bounds& rest) {
  const double unit = std::max(0.5 * rest.diagonal(), 1e-9);
  const double height = std::max(rest.max.y() - rest.min.y(), 1e-9);
  const size_t n = points.size();
  std::vector<double> below(n, 0);
  std::vector<int> children(n, 0), ancestors(n, 0);
  for (size_t k = 0; k < n; ++k) {  // parents come first
    const int parent = legend.joints[k].parent;
    if (parent < 0) continue;
    ancestors[k] = ancestors[parent] + 1;
    ++children[parent];
  }
  for (size_t k = n; k-- > 0;) {
    const int parent = legend.joints[k].parent;
    if (parent >= 0)
      below[parent] = std::max(below[parent], below[k] + (points[k] - points[parent]).norm());
  }
  std::vector<Structure> rows(n);
  for (size_t k = 0; k < n; ++k) {
    const int parent = legend.joints[k].parent;
    const Vector3d at = (points[k] - rest.center()) * (2 / unit);
    const Vector3d bone =
        parent < 0 ? Vector3d::Zero().eval() : ((points[k] - points[parent]) * (4 / unit)).eval();
    const bool tip = !legend.joints[k].point_in_joint.isZero();
    const std::array<double, 11> values{at.x(),
                                        at.y(),
                                        at.z(),
                                        bone.x(),
                                        bone.y(),
                                        bone.z(),
                                        tip ? 1.0 : 0.0,
                                        0.25 * ancestors[k],
                                        std::min(children[k], 4) - 1.0,
                                        2 * below[k] / unit,
                                        2 * (points[k].y() - rest.min.y()) / height - 1};
    for (size_t c = 0; c < values.size(); ++c) rows[k][c] = static_cast<float>(values[c]);
  }
  return rows;
}

// Pixel under a point of the image, as the image planes are scaled; background outside.
void write_pixel(
    const Image& image, const Vector2d& at, const Rgb& background, size_t stride, float* out) {
  const int x = std::clamp(static_cast<int>(at.x()), 0, image.width - 1);
  const int y = std::clamp(static_cast<int>(at.y()), 0, image.height - 1);
  for (int c = 0; c < 3; ++c) out[c * stride] = (image.at(x, y)[c] - background[c]) / 64.0f;
}

}  // namespace

void write_joint_planes(const std::vector<Vector3d>& drawn_in_world,
                        const Bounds& rest,
                        int cells,
                        TemplateViews& views) {
  const size_t n = drawn_in_world.size(), v_count = views.cameras.size();
  constexpr size_t kImageChannels = 9, kChannels = kImageChannels + ClipFormat::kStructureChannels;
  const auto structure = describe_structure(views.legend, drawn_in_world, rest);
  const Rgb& background = views.legend.style.background;
  const double unit = std::max(0.5 * rest.diagonal(), 1e-9);
  views.planes.assign(v_count * kChannels * n, 0);
  views.rays.assign(v_count * 6 * n, 0);
  views.positions.assign(v_count * n * 2, 0);
  for (size_t v = 0; v < v_count; ++v) {
    const Camera& camera = views.cameras[v];
    const TemplateField& field = views.fields[v];
    const Vector3d origin = (camera.center_in_world() - rest.center()) / (2 * unit);
    const double middle = camera.depth(rest.center());
    for (size_t k = 0; k < n; ++k) {
      if (field.joint[k] < 0) continue;
      const Vector2d& at = field.joint_in_image[k];
      float* plane = &views.planes[v * kChannels * n + k];
      write_pixel(views.rgb[v], at, background, n, plane);
      write_pixel(views.pose[v], at, background, n, plane + 3 * n);
      for (int c = 0; c < 3; ++c)
        plane[(6 + c) * n] = (views.legend.joints[k].color[c] - background[c]) / 64.0f;
      for (size_t c = 0; c + 1 < structure[k].size(); ++c)
        plane[(kImageChannels + c) * n] = structure[k][c];
      plane[(kChannels - 1) * n] = static_cast<float>((field.joint_depth[k] - middle) * 2 / unit);
      const Vector3d direction = camera.ray_direction(at), moment = origin.cross(direction);
      for (int c = 0; c < 3; ++c) {
        views.rays[(v * 6 + c) * n + k] = static_cast<float>(direction[c]);
        views.rays[(v * 6 + 3 + c) * n + k] = static_cast<float>(moment[c]);
      }
      views.positions[(v * n + k) * 2] = static_cast<float>(at.y() / camera.height * cells);
      views.positions[(v * n + k) * 2 + 1] = static_cast<float>(at.x() / camera.width * cells);
    }
  }
}

}  // namespace animax::data
