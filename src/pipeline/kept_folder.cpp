// SPDX-License-Identifier: MIT
#include "pipeline/kept_folder.h"

#include "core/file.h"
#include "core/random.h"
#include "render/pose_map_renderer.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace animax::pipeline {
namespace {

using Moved = std::vector<std::optional<MovedJoint>>;

// As render::draw_pose_map, but from places in the image; depth order is the template's.
Image draw_generated(const Legend& legend,
                     const TemplateField& field,
                     const Moved& joints,
                     int size) {
  Image image(size, size, 3);
  image.fill(legend.style.background);
  std::vector<size_t> far_to_near(joints.size());
  std::iota(far_to_near.begin(), far_to_near.end(), size_t{0});
  std::stable_sort(far_to_near.begin(), far_to_near.end(), [&](size_t a, size_t b) {
    return field.joint_depth[a] > field.joint_depth[b];
  });
  for (size_t k : far_to_near) {
    const int parent = legend.joints[k].parent;
    if (parent < 0 || !joints[k] || !joints[parent]) continue;
    render::paint_bone(image,
                       joints[k]->position,
                       joints[parent]->position,
                       legend.style.bone_width_px(size),
                       legend.style.bone_color(legend.joints[k].color),
                       legend.style.bone_color(legend.joints[parent].color));
  }
  for (size_t k : far_to_near)
    if (joints[k])
      render::paint_disc(
          image, joints[k]->position, legend.style.radius_px(size), legend.joints[k].color);
  return image;
}

// A list's surface as a grid of pixels: what is not background moves as the nearest point of the
// list does.
struct PixelField {
  TemplateField field;
  std::vector<float> dx, dy;
};

PixelField spread_list(const Image& rgb,
                       const TemplateField& list,
                       const float* dx,
                       const float* dy,
                       const Rgb& background) {
  PixelField pixels;
  pixels.field.rows = rgb.height;
  pixels.field.columns = rgb.width;
  for (int y = 0; y < rgb.height; ++y) {
    for (int x = 0; x < rgb.width; ++x) {
      size_t nearest = 0;
      double least = 1e30;
      for (size_t k = 0; k < list.surface.size(); ++k) {
        const double distance = (list.surface_in_image[k] - Vector2d(x + 0.5, y + 0.5)).norm();
        if (list.surface[k].mesh < 0 || distance >= least) continue;
        least = distance;
        nearest = k;
      }
      const bool shown = !std::equal(background.begin(), background.end(), rgb.at(x, y));
      pixels.field.surface.push_back(shown ? list.surface[nearest] : TemplateField::SurfacePoint());
      pixels.dx.push_back(dx[nearest]);
      pixels.dy.push_back(dy[nearest]);
    }
  }
  return pixels;
}

// Carries the template's pixels by the surface field: nearest cell, painted as squares that
// overlap.
Image carry_surface(const Image& rgb,
                    const TemplateField& field,
                    const float* dx,
                    const float* dy,
                    const Rgb& background) {
  if (field.rows == 1) {
    const PixelField pixels = spread_list(rgb, field, dx, dy, background);
    return carry_surface(rgb, pixels.field, pixels.dx.data(), pixels.dy.data(), background);
  }
  Image image(rgb.width, rgb.height, 3);
  image.fill(background);
  const int step = rgb.width / field.columns;
  const double pixels = rgb.width / kDisplacementScale;
  for (int cell = 0; cell < field.rows * field.columns; ++cell) {
    if (field.surface[cell].mesh < 0) continue;
    const int x0 = cell % field.columns * step, y0 = cell / field.columns * step;
    const int mx = static_cast<int>(std::lround(dx[cell] * pixels));
    const int my = static_cast<int>(std::lround(dy[cell] * pixels));
    for (int y = y0 - 1; y <= y0 + step; ++y)
      for (int x = x0 - 1; x <= x0 + step; ++x) {
        const int tx = x + mx, ty = y + my;
        const bool inside = tx >= 0 && ty >= 0 && tx < image.width && ty < image.height;
        if (!inside) continue;
        const int sx = std::clamp(x, x0, x0 + step - 1), sy = std::clamp(y, y0, y0 + step - 1);
        std::copy_n(rgb.at(sx, sy), 3, image.at(tx, ty));
      }
  }
  return image;
}

}  // namespace

void write_kept_folder(const std::filesystem::path& path,
                       const Rig& rig,
                       const data::RepairedRig& repaired,
                       const data::TemplateViews& views,
                       const data::ClipFormat& format,
                       const data::MotionLatents& latents) {
  WorkingFolder folder;
  folder.path = path;
  folder.fps = format.fps;
  folder.frames = format.frames + 1;
  folder.cameras = views.cameras;
  folder.legend = views.legend;
  for (DrawnJoint& drawn : folder.legend.joints)
    drawn.joint = repaired.edited.old_of_new[drawn.joint];
  const Eigen::Isometry3d turn = data::repaired_from_file(repaired, rig.skeleton);
  for (Camera& camera : folder.cameras) camera.camera_from_world = camera.camera_from_world * turn;
  write_working_folder(folder, rig.skeleton);
  const auto moved = data::decode_pose_latents(views, format, latents.pose);
  const size_t area = views.fields[0].joint.size();
  const size_t view_size = format.motion_channels() * format.latent_frames() * area;
  for (size_t v = 0; v < views.cameras.size(); ++v) {
    const int view = static_cast<int>(v);
    write_png(folder.rest_image("rgb", view), views.rgb[v]);
    write_png(folder.rest_image("pose", view), views.pose[v]);
    for (int f = 0; f <= format.frames; ++f) {
      write_png(folder.frame_image("pose", view, f),
                draw_generated(views.legend, views.fields[v], moved[v][f], format.image_size));
      if (latents.rgb.empty()) continue;
      if (f == 0) {
        write_png(folder.frame_image("rgb", view, f), views.rgb[v]);
        continue;
      }
      const int group = (f - 1) / format.frames_per_latent;
      const int inside = (f - 1) % format.frames_per_latent;
      const auto plane = [&](int c) {
        return &latents.rgb[v * view_size +
                            ((2 * inside + c) * format.latent_frames() + group) * area];
      };
      write_png(folder.frame_image("rgb", view, f),
                carry_surface(
                    views.rgb[v], views.fields[v], plane(0), plane(1), format.pose_map.background));
    }
  }
}

std::string model_hash(const std::filesystem::path& folder) {
  uint64_t hash = 0;
  for (const char* name :
       {"model.json", "tokenizer.model", "transformer.safetensors", "text_encoder.safetensors"})
    if (std::filesystem::exists(folder / name))
      hash = hash * 0x9e3779b97f4a7c15ull + hash64(read_file(folder / name));
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

}  // namespace animax::pipeline
