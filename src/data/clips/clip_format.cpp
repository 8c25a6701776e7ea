// SPDX-License-Identifier: MIT
#include "data/clips/clip_format.h"

#include "core/error.h"

namespace animax::data {

ClipFormat::ClipFormat() {
  cameras.views = 4;
  cameras.margin = 1.25;
  pose_map.palette = PaletteKind::kPosition;
  pose_map.max_joints = 48;
  pose_map.tips = true;
}

void ClipFormat::validate(const std::string& where) const {
  const auto expect = [&](bool ok, const char* key, const auto& found, const char* expected) {
    if (!ok) throw Error(where, ": ", key, ": found ", found, ", expected ", expected);
  };
  expect(frames_per_latent >= 1 && frames_per_latent <= 16,
         "frames_per_latent",
         frames_per_latent,
         "1 to 16");
  expect(frames >= 1 && frames <= 4096 && frames % frames_per_latent == 0,
         "frames",
         frames,
         "a multiple of frames_per_latent");
  expect(fps > 0 && fps <= 240, "fps", fps, "more than 0, at most 240");
  expect(cells >= 8 && cells <= 512, "cells", cells, "8 to 512");
  expect(image_size >= cells && image_size <= 4096 && image_size % cells == 0,
         "image_size",
         image_size,
         "a multiple of cells");
  cameras.validate();
}

Json to_json(const ClipFormat& format) {
  return {{"frames", format.frames},
          {"fps", format.fps},
          {"frames_per_latent", format.frames_per_latent},
          {"layout", format.layout == FieldLayout::kJoints ? "joints" : "image"},
          {"cells", format.cells},
          {"image_size", format.image_size},
          {"views", format.cameras.views},
          {"elevation_deg", format.cameras.elevation_deg},
          {"first_azimuth_deg", format.cameras.first_azimuth_deg},
          {"field_of_view_deg", format.cameras.field_of_view_deg},
          {"margin", format.cameras.margin},
          {"pose_map", to_json(format.pose_map)}};
}

ClipFormat clip_format_from_json(const Json& json, const std::string& where) {
  ClipFormat f;
  f.frames = json_get_or(json, "frames", f.frames, where);
  f.fps = json_get_or(json, "fps", f.fps, where);
  f.frames_per_latent = json_get_or(json, "frames_per_latent", f.frames_per_latent, where);
  const auto layout = json_get_or<std::string>(json, "layout", "image", where);
  if (layout != "image" && layout != "joints")
    throw Error(where, ": layout: found \"", layout, "\", expected image or joints");
  f.layout = layout == "joints" ? FieldLayout::kJoints : FieldLayout::kImage;
  f.cells = json_get_or(json, "cells", f.cells, where);
  f.image_size = json_get_or(json, "image_size", f.image_size, where);
  f.cameras.views = json_get_or(json, "views", f.cameras.views, where);
  f.cameras.elevation_deg = json_get_or(json, "elevation_deg", f.cameras.elevation_deg, where);
  f.cameras.first_azimuth_deg =
      json_get_or(json, "first_azimuth_deg", f.cameras.first_azimuth_deg, where);
  f.cameras.field_of_view_deg =
      json_get_or(json, "field_of_view_deg", f.cameras.field_of_view_deg, where);
  f.cameras.margin = json_get_or(json, "margin", f.cameras.margin, where);
  f.cameras.size = f.image_size;
  if (json.contains("pose_map"))
    f.pose_map = pose_map_style_from_json(json["pose_map"], where + ": pose_map");
  f.validate(where);
  return f;
}

}  // namespace animax::data
