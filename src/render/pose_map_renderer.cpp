// SPDX-License-Identifier: MIT
#include "render/pose_map_renderer.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>

namespace animax::render {

namespace {

// Positions further outside the image than this are not worth the arithmetic (and may overflow).
constexpr double kFarOutside = 1e5;

void blend(uint8_t* pixel, Rgb color, float coverage) {
  for (int k = 0; k < 3; ++k)
    pixel[k] = static_cast<uint8_t>(pixel[k] + coverage * (color[k] - pixel[k]) + 0.5f);
}

// Pixels [first, last) whose centres may lie in [low, high], cut to [0, size).
struct Span {
  int first, last;
};
Span pixels_within(double low, double high, int size) {
  return {static_cast<int>(std::clamp(std::ceil(low - 0.5), 0.0, static_cast<double>(size))),
          static_cast<int>(std::clamp(std::floor(high + 0.5), 0.0, static_cast<double>(size)))};
}

void fill(Image& target, int x0, int x1, int y, Rgb color) {
  if (x0 >= x1) return;
  for (uint8_t *p = target.at(x0, y), *end = p + 3 * (x1 - x0); p != end; p += 3) {
    p[0] = color[0];
    p[1] = color[1];
    p[2] = color[2];
  }
}

void fill_background(Image& target, Rgb color) {
  fill(target, 0, target.width, 0, color);
  const size_t row = 3 * static_cast<size_t>(target.width);
  for (int y = 1; y < target.height; ++y)
    std::copy_n(target.pixels.data(), row, target.pixels.data() + y * row);
}

}  // namespace

void paint_disc(Image& target, const Vector2d& center, double radius, Rgb color) {
  // Coverage falls from one to zero over the pixel around the edge.
  const double outer = radius + 0.5, inner = std::max(radius - 0.5, 0.0);
  const Span rows = pixels_within(center.y() - outer, center.y() + outer, target.height);
  for (int y = rows.first; y < rows.last; ++y) {
    const double dy2 = std::pow(y + 0.5 - center.y(), 2);
    if (dy2 >= outer * outer) continue;
    const double half = std::sqrt(outer * outer - dy2);
    const Span all = pixels_within(center.x() - half, center.x() + half, target.width);
    const double solid_half = dy2 < inner * inner ? std::sqrt(inner * inner - dy2) : -1;
    Span solid = pixels_within(center.x() - solid_half, center.x() + solid_half, target.width);
    if (solid_half < 0 || solid.first >= solid.last) solid = {all.last, all.last};
    const auto edge = [&](int x0, int x1) {
      uint8_t* p = x0 < x1 ? target.at(x0, y) : nullptr;
      for (int x = x0; x < x1; ++x, p += 3) {
        const double dx = x + 0.5 - center.x();
        const float coverage = static_cast<float>(outer - std::sqrt(dx * dx + dy2));
        if (coverage > 0) blend(p, color, std::min(coverage, 1.0f));
      }
    };
    edge(all.first, solid.first);
    fill(target, solid.first, solid.last, y, color);
    edge(solid.last, all.last);
  }
}

void paint_bone(
    Image& target, const Vector2d& a, const Vector2d& b, double width, Rgb color_a, Rgb color_b) {
  const double length = (b - a).norm();
  if (!(length > 1e-6)) return;
  const Vector2d along = (b - a) / length;
  const Vector2d across(-along.y(), along.x());
  const Vector2d middle = 0.5 * (a + b);
  const double half_width = 0.5 * width + 0.5, half_length = 0.5 * length + 0.5;
  const double reach_y = std::abs(along.y()) * half_length + std::abs(across.y()) * half_width;
  const Span rows = pixels_within(middle.y() - reach_y, middle.y() + reach_y, target.height);
  for (int y = rows.first; y < rows.last; ++y) {
    const double dy = y + 0.5 - middle.y();
    // The row's interval in which both |across| and |along| distances are within reach.
    double low = -kFarOutside, high = kFarOutside;
    const auto narrow = [&](const Vector2d& axis, double reach) {
      if (std::abs(axis.x()) < 1e-9) return;
      const double center = -axis.y() * dy / axis.x(), half = std::abs(reach / axis.x());
      low = std::max(low, center - half);
      high = std::min(high, center + half);
    };
    narrow(across, half_width);
    narrow(along, half_length);
    if (low > high) continue;
    const Span span = pixels_within(middle.x() + low, middle.x() + high, target.width);
    for (int x = span.first; x < span.last; ++x) {
      const double dx = x + 0.5 - middle.x();
      const double t = along.x() * dx + along.y() * dy;
      const double s = across.x() * dx + across.y() * dy;
      const double coverage = std::min({half_width - std::abs(s), half_length - std::abs(t), 1.0});
      if (!(coverage > 0)) continue;
      const float to_b = static_cast<float>(std::clamp(t + 0.5, 0.0, 1.0));
      Rgb color;
      for (int k = 0; k < 3; ++k)
        color[k] = static_cast<uint8_t>(color_a[k] + to_b * (color_b[k] - color_a[k]) + 0.5f);
      blend(target.at(x, y), color, static_cast<float>(coverage));
    }
  }
}

namespace {

struct Projected {
  Vector2d position = Vector2d::Zero();
  double depth = 0;
  bool visible = false;  // in front of the camera and near the image
};

Projected project(const Vector3d& point_in_world, const Camera& camera) {
  Projected out;
  if (!point_in_world.allFinite()) return out;
  const auto position = camera.project(point_in_world);
  if (!position || !(position->cwiseAbs().maxCoeff() < kFarOutside)) return out;
  return {*position, camera.depth(point_in_world), true};
}

struct Item {
  double depth;
  int index;
  bool operator<(const Item& other) const {  // far to near; equals in the legend's order
    return depth != other.depth ? depth > other.depth : index < other.index;
  }
};

}  // namespace

void draw_pose_map_into(const Legend& legend,
                        const std::vector<Vector3d>& positions_in_world,
                        const Camera& camera,
                        Image& target) {
  CHECK_EQ(positions_in_world.size(), legend.joints.size());
  CHECK_EQ(target.channels, 3);
  const Camera scaled = camera.resized(target.width, target.height);
  const PoseMapStyle& style = legend.style;
  const int count = static_cast<int>(legend.joints.size());
  std::vector<Projected> circles(count);
  for (int i = 0; i < count; ++i) circles[i] = project(positions_in_world[i], scaled);

  fill_background(target, style.background);
  std::vector<Item> order;
  order.reserve(count);
  const auto is_bone = [&](int i) {
    const int parent = legend.joints[i].parent;
    return parent >= 0 && circles[i].visible && circles[parent].visible;
  };
  for (int i = 0; i < count; ++i)
    if (is_bone(i)) order.push_back({circles[i].depth + circles[legend.joints[i].parent].depth, i});
  std::sort(order.begin(), order.end());
  for (const Item& item : order) {
    const DrawnJoint &child = legend.joints[item.index], &parent = legend.joints[child.parent];
    paint_bone(target,
               circles[child.parent].position,
               circles[item.index].position,
               style.bone_width_px(target.width),
               style.bone_color(parent.color),
               style.bone_color(child.color));
  }

  order.clear();
  for (int i = 0; i < count; ++i)
    if (circles[i].visible) order.push_back({circles[i].depth, i});
  std::sort(order.begin(), order.end());
  for (const Item& item : order)
    paint_disc(target,
               circles[item.index].position,
               style.radius_px(target.width),
               legend.joints[item.index].color);
}

Image draw_pose_map(const Legend& legend,
                    const std::vector<Vector3d>& positions_in_world,
                    const Camera& camera,
                    int size) {
  Image image(size,
              std::max(1,
                       static_cast<int>(
                           std::lround(static_cast<double>(size) * camera.height / camera.width))),
              3);
  draw_pose_map_into(legend, positions_in_world, camera, image);
  return image;
}

Image draw_pose_map(const Legend& legend,
                    const std::vector<Affine3d>& world_from_joint,
                    const Camera& camera,
                    int size) {
  return draw_pose_map(legend, drawn_positions(legend, world_from_joint), camera, size);
}

}  // namespace animax::render
