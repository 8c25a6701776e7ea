// SPDX-License-Identifier: MIT
#include "scene/pose_map.h"

#include "core/error.h"
#include "core/file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace animax {

namespace {

constexpr int kMaxJoints = 1024;
constexpr int kMaxFrames = 1000000;
constexpr int kMaxViews = 64;
constexpr int kMaxImageSide = 16384;

void check_range(const std::string& where, const char* key, double value, double low, double high) {
  if (!(value >= low && value <= high))
    throw Error(where, ": ", key, ": found ", value, ", expected ", low, " to ", high);
}

Rgb rgb_from_json(const Json& object, const std::string& key, const std::string& where) {
  const auto values = json_get<std::vector<int64_t>>(object, key, where);
  Rgb color;
  if (values.size() != 3)
    throw Error(where, ": ", key, ": found ", values.size(), " numbers, expected 3");
  for (int k = 0; k < 3; ++k) {
    check_range(where, key.c_str(), static_cast<double>(values[k]), 0, 255);
    color[k] = static_cast<uint8_t>(values[k]);
  }
  return color;
}

Vector3d vector_from_json(const Json& object, const std::string& key, const std::string& where) {
  const auto values = json_get<std::vector<double>>(object, key, where);
  if (values.size() != 3)
    throw Error(where, ": ", key, ": found ", values.size(), " numbers, expected 3");
  for (double v : values) check_range(where, key.c_str(), v, -1e12, 1e12);
  return Vector3d(values[0], values[1], values[2]);
}

int int_from_json(
    const Json& object, const std::string& key, int low, int high, const std::string& where) {
  const auto value = json_get<double>(object, key, where);
  check_range(where, key.c_str(), value, low, high);
  if (value != std::floor(value))
    throw Error(where, ": ", key, ": found ", value, ", expected a whole number");
  return static_cast<int>(value);
}

// Names come from users' files; JSON must be UTF-8.
std::string utf8(const std::string& name) {
  return Json::parse(Json(name).dump(-1, ' ', false, Json::error_handler_t::replace));
}

const Json& array_at(const Json& object, const std::string& key, const std::string& where) {
  const auto it = object.find(key);
  if (it == object.end()) throw Error(where, ": key \"", key, "\" is missing");
  if (!it->is_array()) throw Error(where, ": ", key, ": expected a list");
  return *it;
}

}  // namespace

double PoseMapStyle::radius_px(int size) const {
  return std::max(min_radius_px, joint_radius * size);
}

double PoseMapStyle::bone_width_px(int size) const { return std::max(1.0, bone_width * size); }

Rgb PoseMapStyle::bone_color(Rgb joint_color) const {
  Rgb color;
  for (int k = 0; k < 3; ++k)
    color[k] = static_cast<uint8_t>(
        std::lround(background[k] + bone_strength * (joint_color[k] - background[k])));
  return color;
}

void PoseMapStyle::validate(const std::string& where) const {
  check_range(where, "joint_radius", joint_radius, 0, 0.25);
  check_range(where, "bone_width", bone_width, 0, 0.25);
  check_range(where, "min_radius_px", min_radius_px, 0.5, 1000);
  check_range(where, "bone_strength", bone_strength, 0, 1);
  check_range(where, "max_joints", max_joints, 1, kMaxJoints);
  check_range(where, "min_spacing", min_spacing, 0, 0.5);
}

Json to_json(const PoseMapStyle& style) {
  return {{"palette", style.palette == PaletteKind::kDistinct ? "distinct" : "position"},
          {"joint_radius", style.joint_radius},
          {"bone_width", style.bone_width},
          {"min_radius_px", style.min_radius_px},
          {"bone_strength", style.bone_strength},
          {"max_joints", style.max_joints},
          {"min_spacing", style.min_spacing},
          {"tips", style.tips},
          {"faces", style.faces},
          {"inner_tips", style.inner_tips},
          {"background", style.background}};
}

PoseMapStyle pose_map_style_from_json(const Json& json, const std::string& where) {
  if (!json.is_object()) throw Error(where, ": expected an object");
  PoseMapStyle style;
  const auto palette = json_get<std::string>(json, "palette", where);
  if (palette != "distinct" && palette != "position")
    throw Error(where, ": palette: found \"", palette, "\", expected \"distinct\" or \"position\"");
  style.palette = palette == "distinct" ? PaletteKind::kDistinct : PaletteKind::kPosition;
  style.joint_radius = json_get_or(json, "joint_radius", style.joint_radius, where);
  style.bone_width = json_get_or(json, "bone_width", style.bone_width, where);
  style.min_radius_px = json_get_or(json, "min_radius_px", style.min_radius_px, where);
  style.bone_strength = json_get_or(json, "bone_strength", style.bone_strength, where);
  style.min_spacing = json_get_or(json, "min_spacing", style.min_spacing, where);
  style.tips = json_get_or(json, "tips", style.tips, where);
  style.faces = json_get_or(json, "faces", style.faces, where);
  style.inner_tips = json_get_or(json, "inner_tips", style.inner_tips, where);
  if (json.contains("max_joints"))
    style.max_joints = int_from_json(json, "max_joints", 1, kMaxJoints, where);
  if (json.contains("background")) style.background = rgb_from_json(json, "background", where);
  style.validate(where);
  return style;
}

Json to_json(const Legend& legend, const Skeleton& skeleton) {
  Json joints = Json::array();
  for (const DrawnJoint& j : legend.joints) {
    Json entry = {{"joint", j.joint},
                  {"name", utf8(skeleton.joints[j.joint].name)},
                  {"parent", j.parent},
                  {"color", j.color}};
    const Vector3d& p = j.point_in_joint;
    if (!p.isZero(0)) entry["point"] = {p.x(), p.y(), p.z()};
    joints.push_back(std::move(entry));
  }
  return {{"style", to_json(legend.style)}, {"joints", std::move(joints)}};
}

namespace {

DrawnJoint drawn_joint_from_json(const Json& json,
                                 int index,
                                 const Skeleton& skeleton,
                                 const std::string& where) {
  if (!json.is_object()) throw Error(where, ": expected an object");
  DrawnJoint drawn;
  drawn.joint = int_from_json(json, "joint", 0, skeleton.size() - 1, where);
  drawn.parent = int_from_json(json, "parent", -1, index - 1, where);
  drawn.color = rgb_from_json(json, "color", where);
  if (json.contains("point")) drawn.point_in_joint = vector_from_json(json, "point", where);
  const std::string expected = utf8(skeleton.joints[drawn.joint].name);
  const auto name = json_get_or<std::string>(json, "name", expected, where);
  if (name != expected)
    throw Error(where,
                ": name: found \"",
                name,
                "\", expected \"",
                expected,
                "\" (the name of joint ",
                drawn.joint,
                "): these pose maps are of another rig");
  return drawn;
}

}  // namespace

Legend legend_from_json(const Json& json, const Skeleton& skeleton, const std::string& where) {
  if (!json.is_object()) throw Error(where, ": expected an object");
  Legend legend;
  if (!json.contains("style")) throw Error(where, ": key \"style\" is missing");
  legend.style = pose_map_style_from_json(json.at("style"), where + ": style");
  const Json& joints = array_at(json, "joints", where);
  check_range(where, "number of joints", static_cast<double>(joints.size()), 0, kMaxJoints);
  std::set<Rgb> colors;
  std::set<std::array<double, 4>> circles;
  for (size_t i = 0; i < joints.size(); ++i) {
    const std::string element = str_cat(where, ": joints[", i, "]");
    const auto j = drawn_joint_from_json(joints[i], static_cast<int>(i), skeleton, element);
    const Vector3d& p = j.point_in_joint;
    if (!colors.insert(j.color).second) throw Error(element, ": color: another joint has the same");
    if (!circles.insert({static_cast<double>(j.joint), p.x(), p.y(), p.z()}).second)
      throw Error(element, ": joint ", j.joint, " is drawn twice");
    legend.joints.push_back(j);
  }
  return legend;
}

std::filesystem::path WorkingFolder::rest_image(const std::string& kind, int view) const {
  return path / "rest" / str_cat(kind, "_v", view, ".png");
}

std::filesystem::path WorkingFolder::frame_image(const std::string& kind,
                                                 int view,
                                                 int frame) const {
  char name[32];
  std::snprintf(name, sizeof name, "%04d.png", frame);
  return path / kind / str_cat("v", view) / name;
}

void write_working_folder(const WorkingFolder& folder, const Skeleton& skeleton) {
  make_folder(folder.path / "rest");
  Json views = Json::array();
  for (size_t view = 0; view < folder.cameras.size(); ++view) {
    views.push_back(to_json(folder.cameras[view]));
    for (const char* kind : {"rgb", "pose"}) make_folder(folder.path / kind / str_cat("v", view));
  }
  write_json(folder.path / "palette.json", to_json(folder.legend, skeleton));
  write_json(folder.path / "cameras.json",
             {{"fps", folder.fps}, {"frames", folder.frames}, {"views", std::move(views)}});
}

WorkingFolder read_working_folder(const std::filesystem::path& path, const Skeleton& skeleton) {
  WorkingFolder folder;
  folder.path = path;
  const auto cameras_path = path / "cameras.json";
  const std::string where = cameras_path.string();
  const Json json = read_json(cameras_path);
  if (!json.is_object()) throw Error(where, ": expected an object");
  folder.frames = int_from_json(json, "frames", 0, kMaxFrames, where);
  folder.fps = json_get<double>(json, "fps", where);
  check_range(where, "fps", folder.fps, 0, 1000);
  if (folder.frames > 1 && !(folder.fps > 0))
    throw Error(where,
                ": fps: found 0, expected a positive number, because there are ",
                folder.frames,
                " frames");
  const Json& views = array_at(json, "views", where);
  check_range(where, "number of views", static_cast<double>(views.size()), 1, kMaxViews);
  for (size_t view = 0; view < views.size(); ++view) {
    const std::string element = str_cat(where, ": views[", view, "]");
    if (!views[view].is_object()) throw Error(element, ": expected an object");
    const Camera camera = camera_from_json(views[view], element);
    check_range(element, "width", camera.width, 1, kMaxImageSide);
    check_range(element, "height", camera.height, 1, kMaxImageSide);
    folder.cameras.push_back(camera);
  }
  const auto palette_path = path / "palette.json";
  folder.legend = legend_from_json(read_json(palette_path), skeleton, palette_path.string());
  return folder;
}

}  // namespace animax
