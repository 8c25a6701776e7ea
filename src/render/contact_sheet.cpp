// SPDX-License-Identifier: MIT
#include "render/contact_sheet.h"

#include "core/error.h"
#include "render/pose_map_renderer.h"
#include "render/text.h"
#include "scene/skinning.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

namespace animax::render {

namespace {

constexpr Rgb kGround = {38, 40, 44};
constexpr Rgb kTitleColor = {236, 238, 240};
constexpr Rgb kLabelColor = {160, 166, 174};
constexpr int kGap = 3, kMargin = 10;

}  // namespace

Image arrange_sheet(const std::vector<std::vector<Image>>& rows,
                    const std::vector<std::string>& row_labels,
                    const std::vector<std::string>& column_labels,
                    const std::string& title) {
  int cell_width = 1, cell_height = 1, columns = 1, label_width = 0;
  for (const auto& row : rows) {
    columns = std::max(columns, static_cast<int>(row.size()));
    for (const Image& image : row) {
      cell_width = std::max(cell_width, image.width);
      cell_height = std::max(cell_height, image.height);
    }
  }
  for (const std::string& label : row_labels)
    label_width = std::max(label_width, text_width(label, 1) + 8);
  const int title_scale = columns * cell_width >= 480 ? 2 : 1;
  const int title_height = title.empty() ? 0 : text_height(title_scale) + kMargin;
  const int header_height = column_labels.empty() ? 0 : text_height(1) + 6;
  const int left = kMargin + label_width, top = kMargin + title_height + header_height;
  const int row_count = std::max(1, static_cast<int>(rows.size()));

  Image sheet(left + columns * (cell_width + kGap) - kGap + kMargin,
              top + row_count * (cell_height + kGap) - kGap + kMargin,
              3);
  sheet.fill(kGround);
  draw_text(sheet,
            kMargin,
            kMargin,
            fit_text(title, title_scale, sheet.width - 2 * kMargin),
            title_scale,
            kTitleColor);
  for (int c = 0; c < std::min(columns, static_cast<int>(column_labels.size())); ++c)
    draw_text(sheet,
              left + c * (cell_width + kGap),
              kMargin + title_height,
              fit_text(column_labels[c], 1, cell_width),
              1,
              kLabelColor);
  for (size_t r = 0; r < rows.size(); ++r) {
    const int y = top + static_cast<int>(r) * (cell_height + kGap);
    if (r < row_labels.size())
      draw_text(
          sheet, kMargin, y + (cell_height - text_height(1)) / 2, row_labels[r], 1, kLabelColor);
    for (size_t c = 0; c < rows[r].size(); ++c)
      if (!rows[r][c].empty())
        paste(with_channels(rows[r][c], 3),
              left + static_cast<int>(c) * (cell_width + kGap),
              y,
              sheet);
  }
  return sheet;
}

void SheetOptions::validate() const {
  if (views < 1 || views > 16) throw Error("views: found ", views, ", expected 1 to 16");
  if (frames < 1 || frames > 64) throw Error("frames: found ", frames, ", expected 1 to 64");
  if (size < 32 || size > 1024) throw Error("size: found ", size, ", expected 32 to 1024 pixels");
}

namespace {

std::vector<size_t> spread(size_t frames, size_t columns) {
  std::vector<size_t> picked;
  const size_t count = std::min(frames, columns);
  for (size_t i = 0; i < count; ++i)
    picked.push_back(count == 1 ? 0 : (i * (frames - 1) + (count - 1) / 2) / (count - 1));
  return picked;
}

ViewRigOptions sheet_views(const SheetOptions& options) {
  ViewRigOptions views;
  views.views = options.views;
  views.size = options.size;
  views.first_azimuth_deg = 35;
  views.elevation_deg = 12;
  views.margin = 1.05;
  return views;
}

// Fills the pictures: a box around a body leaves room in most views. One magnification for all.
// Costs one skinning of every frame.
void zoom_in(const Rig& rig, const std::vector<Pose>& poses, std::vector<Camera>& cameras) {
  constexpr double kFilled = 0.9;  // of the picture
  std::vector<Eigen::AlignedBox2d> seen(cameras.size());
  const auto look_at = [&](const Vector3d& point) {
    for (size_t v = 0; v < cameras.size(); ++v)
      if (const auto at = cameras[v].project(point)) seen[v].extend(*at);
  };
  for (const Pose& pose : poses) {
    for (const auto& mesh : skinned_positions(rig, pose))
      for (const Vector3f& p : mesh) look_at(p.cast<double>());
    if (rig.triangle_count() == 0)
      for (const Affine3d& m : forward_kinematics(rig.skeleton, pose)) look_at(m.translation());
  }
  double widest = 0;
  for (const auto& box : seen)
    if (!box.isEmpty()) widest = std::max(widest, box.sizes().maxCoeff());
  const double size = cameras.front().width;
  const double factor = std::max(1.0, kFilled * size / std::max(widest, 0.1 * size));
  for (size_t v = 0; v < cameras.size(); ++v)
    if (!seen[v].isEmpty()) cameras[v] = cameras[v].zoomed(seen[v].center(), factor);
}

std::string time_label(size_t frame, double fps) {
  char text[48];
  std::snprintf(text, sizeof text, "%zu  %.2f s", frame, fps > 0 ? frame / fps : 0.0);
  return text;
}

}  // namespace

Image make_contact_sheet(const Rig& rig, const Motion& motion, const SheetOptions& options) {
  options.validate();
  const std::vector<Pose> rest = {rig.skeleton.rest_pose()};
  const std::vector<Pose>& poses = motion.frames.empty() ? rest : motion.frames;
  const auto views = sheet_views(options);
  std::vector<Camera> cameras = frame_cameras(rig, motion, views);
  zoom_in(rig, poses, cameras);
  const bool rgb = rig.triangle_count() > 0, pose_maps = options.pose_maps || !rgb;
  const Legend legend = pose_maps ? make_legend(rig, options.style) : Legend{};
  const size_t per_view = (rgb ? 1 : 0) + (pose_maps ? 1 : 0);

  std::optional<Renderer> renderer;
  if (rgb) renderer.emplace(rig, options.render);
  std::vector<std::vector<Image>> rows(cameras.size() * per_view);
  std::vector<std::string> row_labels, column_labels;
  for (size_t view = 0; view < cameras.size(); ++view) {
    const double azimuth =
        views.first_azimuth_deg + 360.0 * static_cast<double>(view) / options.views;
    const std::string label = str_cat(std::lround(azimuth), " deg");
    if (rgb) row_labels.push_back(label);
    if (pose_maps) row_labels.push_back(rgb ? "pose" : label);
  }
  for (size_t frame : spread(poses.size(), static_cast<size_t>(options.frames))) {
    column_labels.push_back(motion.frames.empty() ? "rest" : time_label(frame, motion.fps));
    std::vector<Image> images;
    if (renderer) images = renderer->render(poses[frame], cameras);
    const auto world_from_joint = forward_kinematics(rig.skeleton, poses[frame]);
    for (size_t view = 0; view < cameras.size(); ++view) {
      if (rgb) rows[view * per_view].push_back(std::move(images[view]));
      if (pose_maps)
        rows[(view + 1) * per_view - 1].push_back(
            draw_pose_map(legend, world_from_joint, cameras[view], options.size));
    }
  }
  return arrange_sheet(rows, row_labels, column_labels, options.title);
}

}  // namespace animax::render
