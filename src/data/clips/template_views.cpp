// SPDX-License-Identifier: MIT
#include "data/clips/template_views.h"

#include "core/error.h"
#include "data/clips/joint_planes.h"
#include "render/pose_map_renderer.h"
#include "scene/skinning.h"

#include <algorithm>

namespace animax::data {
namespace {

// Box-filtered image minus background, scaled to about [-2, 2], into three planes.
void write_image_planes(const Image& image, const Rgb& background, int cells, float* planes) {
  const int step = image.width / cells;
  const size_t area = static_cast<size_t>(cells) * cells;
  for (int y = 0; y < cells; ++y) {
    for (int x = 0; x < cells; ++x) {
      int sum[3] = {0, 0, 0};
      for (int dy = 0; dy < step; ++dy)
        for (int dx = 0; dx < step; ++dx)
          for (int c = 0; c < 3; ++c) sum[c] += image.at(x * step + dx, y * step + dy)[c];
      for (int c = 0; c < 3; ++c)
        planes[c * area + static_cast<size_t>(y) * cells + x] =
            (static_cast<float>(sum[c]) / (step * step) - background[c]) / 64.0f;
    }
  }
}

void write_joint_colors(const TemplateField& field, const Legend& legend, float* planes) {
  const size_t area = field.joint.size();
  for (size_t cell = 0; cell < area; ++cell) {
    const int k = field.joint[cell];
    for (int c = 0; c < 3; ++c)
      planes[c * area + cell] =
          k < 0 ? 0.0f : (legend.joints[k].color[c] - legend.style.background[c]) / 64.0f;
  }
}

void write_image_planes(const ClipFormat& format, const Bounds& bounds, TemplateViews& views) {
  const int n = format.cells;
  const size_t area = static_cast<size_t>(n) * n;
  const auto channels = static_cast<size_t>(format.template_channels());
  views.planes.resize(views.cameras.size() * channels * area);
  for (size_t v = 0; v < views.cameras.size(); ++v) {
    float* planes = &views.planes[v * channels * area];
    write_image_planes(views.rgb[v], format.pose_map.background, n, planes);
    write_image_planes(views.pose[v], format.pose_map.background, n, planes + 3 * area);
    write_joint_colors(views.fields[v], views.legend, planes + 6 * area);
    const auto rays =
        pluecker_map(views.cameras[v], n, n, bounds.center(), std::max(bounds.diagonal(), 1e-9));
    views.rays.insert(views.rays.end(), rays.begin(), rays.end());
  }
}

}  // namespace

TemplateViews make_template_views(const Rig& rig,
                                  const ClipFormat& format,
                                  const RenderRest& render) {
  TemplateViews views;
  views.legend = make_legend(rig, format.pose_map);
  if (views.legend.joints.empty())
    throw Error(rig.name, ": has no joint that moves anything, so there is nothing to animate");
  ViewRigOptions cameras = format.cameras;
  cameras.size = format.image_size;
  const Bounds bounds = rest_bounds(rig);
  views.cameras = make_view_rig(bounds, cameras);
  views.rgb = render(rig, views.cameras);
  CHECK_EQ(views.rgb.size(), views.cameras.size());

  const Pose rest = rig.skeleton.rest_pose();
  const auto drawn = drawn_positions(views.legend, forward_kinematics(rig.skeleton, rest));
  for (const Camera& camera : views.cameras)
    views.pose.push_back(render::draw_pose_map(views.legend, drawn, camera, format.image_size));
  const auto positions = skinned_positions(rig, rest);
  if (format.layout == FieldLayout::kJoints) {
    for (const Camera& camera : views.cameras)
      views.fields.push_back(make_joint_field(rig, positions, drawn, camera));
    write_joint_planes(drawn, bounds, format.cells, views);
  } else {
    for (const Camera& camera : views.cameras)
      views.fields.push_back(
          make_template_field(rig, positions, drawn, views.legend, camera, format.cells));
    write_image_planes(format, bounds, views);
  }
  return views;
}

std::vector<int64_t> shown_patches(const TemplateField& field,
                                   int64_t patch_rows,
                                   int64_t patch_columns,
                                   bool with_surface) {
  const int64_t columns = field.columns / patch_columns, rows = field.rows / patch_rows;
  std::vector<char> shown(static_cast<size_t>(rows * columns), 0);
  for (int64_t y = 0; y < rows * patch_rows; ++y) {
    for (int64_t x = 0; x < columns * patch_columns; ++x) {
      const size_t cell = static_cast<size_t>(y * field.columns + x);
      if (field.joint[cell] >= 0 || (with_surface && field.surface[cell].mesh >= 0))
        shown[static_cast<size_t>((y / patch_rows) * columns + x / patch_columns)] = 1;
    }
  }
  std::vector<int64_t> patches;
  for (size_t p = 0; p < shown.size(); ++p)
    if (shown[p]) patches.push_back(static_cast<int64_t>(p));
  if (patches.empty()) patches.push_back(0);
  return patches;
}

MotionLatents encode_motion(const Rig& rig,
                            const TemplateViews& views,
                            const ClipFormat& format,
                            const Motion& motion,
                            bool with_rgb) {
  CHECK_EQ(motion.frames.size(), static_cast<size_t>(format.frames + 1));
  const size_t area = views.fields[0].joint.size();
  const size_t view_size = format.motion_channels() * format.latent_frames() * area;
  MotionLatents latents;
  latents.pose.resize(views.cameras.size() * view_size);
  if (with_rgb) latents.rgb.resize(latents.pose.size());

  std::vector<float> frame(2 * area);
  for (int f = 0; f < format.frames; ++f) {
    const Pose& pose = motion.frames[f + 1];
    const auto drawn = drawn_positions(views.legend, forward_kinematics(rig.skeleton, pose));
    const auto positions =
        with_rgb ? skinned_positions(rig, pose) : std::vector<std::vector<Vector3f>>();
    const int group = f / format.frames_per_latent, inside = f % format.frames_per_latent;
    for (size_t v = 0; v < views.cameras.size(); ++v) {
      const auto store = [&](std::vector<float>& target) {
        for (int c = 0; c < 2; ++c) {
          const size_t plane = (2 * inside + c) * format.latent_frames() + group;
          std::copy_n(&frame[c * area], area, &target[v * view_size + plane * area]);
        }
      };
      encode_joint_motion(views.fields[v], views.cameras[v], drawn, frame);
      store(latents.pose);
      if (!with_rgb) continue;
      encode_surface_motion(views.fields[v], views.cameras[v], positions, frame);
      store(latents.rgb);
    }
  }
  return latents;
}

std::vector<std::vector<std::vector<std::optional<MovedJoint>>>> decode_pose_latents(
    const TemplateViews& views, const ClipFormat& format, std::span<const float> pose_latents) {
  const size_t area = views.fields[0].joint.size();
  const size_t view_size = format.motion_channels() * format.latent_frames() * area;
  CHECK_EQ(pose_latents.size(), views.cameras.size() * view_size);
  std::vector<std::vector<std::vector<std::optional<MovedJoint>>>> moved(views.cameras.size());
  std::vector<float> frame(2 * area);
  for (size_t v = 0; v < views.cameras.size(); ++v) {
    const std::vector<float> still(2 * area, 0.0f);
    moved[v].push_back(decode_joint_motion(views.fields[v], views.cameras[v], still));
    for (int f = 0; f < format.frames; ++f) {
      const int group = f / format.frames_per_latent, inside = f % format.frames_per_latent;
      for (int c = 0; c < 2; ++c) {
        const size_t plane = (2 * inside + c) * format.latent_frames() + group;
        std::copy_n(&pose_latents[v * view_size + plane * area], area, &frame[c * area]);
      }
      moved[v].push_back(decode_joint_motion(views.fields[v], views.cameras[v], frame));
    }
  }
  return moved;
}

}  // namespace animax::data
