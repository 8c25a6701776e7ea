// SPDX-License-Identifier: MIT
#include "data/curate/report.h"

#include <cstdio>
#include <cstdlib>
#include <set>

namespace animax::data {
namespace {

std::string hex(uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

uint64_t from_hex(const std::string& text, const std::string& where) {
  char* end = nullptr;
  const uint64_t value = std::strtoull(text.c_str(), &end, 16);
  if (text.empty() || *end)
    throw Error(where, ": found \"", text, "\", expected a hexadecimal number");
  return value;
}

// The reasons why a rig is of no use, whatever it does.
std::vector<std::string> rig_reasons(const CurateLimits& limits, const FileRow& file) {
  const RigMeasures& rig = file.rig;
  std::vector<std::string> reasons;
  if (!file.error.empty()) return {"unreadable"};
  if (rig.joints < limits.min_joints) reasons.push_back("no rig");
  if (file.clips.empty()) reasons.push_back("no animation");
  if (rig.triangles == 0)
    reasons.push_back("no mesh");
  else if (rig.triangles < static_cast<uint64_t>(limits.min_triangles) ||
           rig.degenerate > limits.max_degenerate)
    reasons.push_back("poor geometry");
  if (rig.triangles > 0 && rig.colors < limits.min_colors) reasons.push_back("poor texture");
  return reasons;
}

Json clip_json(const ClipRow& clip) {
  Json json{{"index", clip.index},
            {"name", clip.name},
            {"duration", clip.duration},
            {"frames", clip.frames},
            {"flow", clip.flow},
            {"hash", hex(clip.hash)},
            {"caption", clip.caption},
            {"caption_from", clip.caption_from},
            {"keep", clip.reasons.empty()},
            {"reasons", clip.reasons}};
  if (!clip.caption_error.empty()) json["caption_error"] = clip.caption_error;
  if (!clip.motion.empty()) json["motion"] = clip.motion;
  return json;
}

}  // namespace

Json to_json(const FileRow& file) {
  Json json{{"path", file.path}, {"bytes", file.bytes}, {"modified", file.modified}};
  json["reasons"] = file.reasons;
  if (!file.error.empty()) {
    json["error"] = file.error;
    return json;
  }
  const RigMeasures& rig = file.rig;
  json["rig"] = {{"joints", rig.joints},
                 {"skins", rig.skins},
                 {"meshes", rig.meshes},
                 {"textures", rig.textures},
                 {"vertices", rig.vertices},
                 {"triangles", rig.triangles},
                 {"degenerate", rig.degenerate},
                 {"colors", rig.colors},
                 {"hash", hex(rig.hash)}};
  json["category"] = file.category;
  json["category_from"] = file.category_from;
  json["subject"] = file.subject;
  json["licence"] = file.licence;
  json["source"] = file.source;
  json["clips"] = Json::array();
  for (const ClipRow& clip : file.clips) json["clips"].push_back(clip_json(clip));
  return json;
}

namespace {

ClipRow clip_from_json(const Json& json, const std::string& where) {
  ClipRow clip;
  clip.index = json_get<int>(json, "index", where);
  clip.name = json_get<std::string>(json, "name", where);
  clip.duration = json_get<double>(json, "duration", where);
  clip.frames = json_get<int>(json, "frames", where);
  clip.flow = json_get<double>(json, "flow", where);
  clip.hash = from_hex(json_get<std::string>(json, "hash", where), where + ": hash");
  clip.caption = json_get<std::string>(json, "caption", where);
  clip.caption_from = json_get<std::string>(json, "caption_from", where);
  clip.caption_error = json_get_or(json, "caption_error", std::string(), where);
  clip.motion = json_get_or(json, "motion", std::string(), where);
  clip.reasons = json_get<std::vector<std::string>>(json, "reasons", where);
  return clip;
}

RigMeasures rig_from_json(const Json& json, const std::string& where) {
  RigMeasures rig;
  rig.joints = json_get<int>(json, "joints", where);
  rig.skins = json_get<int>(json, "skins", where);
  rig.meshes = json_get<int>(json, "meshes", where);
  rig.textures = json_get<int>(json, "textures", where);
  rig.vertices = json_get<uint64_t>(json, "vertices", where);
  rig.triangles = json_get<uint64_t>(json, "triangles", where);
  rig.degenerate = json_get<double>(json, "degenerate", where);
  rig.colors = json_get<double>(json, "colors", where);
  rig.hash = from_hex(json_get<std::string>(json, "hash", where), where + ": hash");
  return rig;
}

}  // namespace

FileRow file_row_from_json(const Json& json, const std::string& where) {
  FileRow file;
  file.path = json_get<std::string>(json, "path", where);
  const std::string here = where + " (" + file.path + ")";
  file.bytes = json_get<uint64_t>(json, "bytes", here);
  file.modified = json_get<int64_t>(json, "modified", here);
  file.reasons = json_get<std::vector<std::string>>(json, "reasons", here);
  file.error = json_get_or(json, "error", std::string(), here);
  if (!file.error.empty()) return file;
  file.rig = rig_from_json(json_get<Json>(json, "rig", here), here + ": rig");
  file.category = json_get<std::string>(json, "category", here);
  file.category_from = json_get<std::string>(json, "category_from", here);
  file.subject = json_get<std::string>(json, "subject", here);
  file.licence = json_get<std::string>(json, "licence", here);
  file.source = json_get<std::string>(json, "source", here);
  for (const Json& clip : json_get<std::vector<Json>>(json, "clips", here))
    file.clips.push_back(clip_from_json(clip, here + ": clips"));
  return file;
}

namespace {

Json limits_json(const CurateLimits& limits) {
  return {{"min_joints", limits.min_joints},
          {"min_triangles", limits.min_triangles},
          {"max_degenerate", limits.max_degenerate},
          {"min_colors", limits.min_colors},
          {"min_frames", limits.min_frames},
          {"min_flow", limits.min_flow}};
}

}  // namespace

void CurateLimits::validate() const {
  const auto expect = [](bool ok, const char* option, auto found, const char* expected) {
    if (!ok) throw UsageError(option, ": found ", found, ", expected ", expected);
  };
  expect(min_joints >= 1, "--min-joints", min_joints, "1 or more");
  expect(min_triangles >= 1, "--min-triangles", min_triangles, "1 or more");
  expect(max_degenerate >= 0 && max_degenerate <= 1, "--max-degenerate", max_degenerate, "0 to 1");
  expect(min_colors >= 0, "--min-colors", min_colors, "0 or more");
  expect(min_frames >= 1, "--min-frames", min_frames, "1 or more");
  expect(min_flow >= 0, "--min-flow", min_flow, "0 or more");
}

void apply_limits(const CurateLimits& limits, FileRow& file) {
  file.reasons = rig_reasons(limits, file);
  for (ClipRow& clip : file.clips) {
    clip.reasons = file.reasons;
    if (clip.frames < limits.min_frames) clip.reasons.push_back("too short");
    if (file.rig.triangles > 0 && clip.flow < limits.min_flow)
      clip.reasons.push_back("nearly static");
  }
}

void apply_limits(CurateReport& report) {
  std::set<std::pair<uint64_t, uint64_t>> seen;
  for (FileRow& file : report.files) {
    apply_limits(report.limits, file);
    for (ClipRow& clip : file.clips)
      if (clip.reasons.empty() && !seen.emplace(file.rig.hash, clip.hash).second)
        clip.reasons.push_back("duplicate");
  }
}

uint64_t kept_clips(const CurateReport& report) {
  uint64_t kept = 0;
  for (const FileRow& file : report.files)
    for (const ClipRow& clip : file.clips) kept += clip.reasons.empty();
  return kept;
}

Json summary(const CurateReport& report) {
  size_t unreadable = 0, clips = 0;
  double seconds = 0;
  std::map<std::string, int> categories, motions, sources, licences, reasons;
  for (const FileRow& file : report.files) {
    unreadable += !file.error.empty();
    clips += file.clips.size();
    if (file.clips.empty())
      for (const std::string& reason : file.reasons) ++reasons[reason];
    for (const ClipRow& clip : file.clips) {
      for (const std::string& reason : clip.reasons) ++reasons[reason];
      if (!clip.reasons.empty()) continue;
      seconds += clip.duration;
      ++categories[file.category];
      ++motions[clip.motion.empty() ? "unrecognised" : clip.motion];
      ++sources[file.source];
      ++licences[file.licence];
    }
  }
  return {{"files", report.files.size()},
          {"unreadable", unreadable},
          {"clips", clips},
          {"kept", kept_clips(report)},
          {"seconds_kept", seconds},
          {"kept_by_category", categories},
          {"kept_by_motion", motions},
          {"kept_by_source", sources},
          {"kept_by_licence", licences},
          {"dropped_by_reason", reasons}};
}

Json to_json(const CurateReport& report) {
  Json files = Json::array();
  for (const FileRow& file : report.files) files.push_back(to_json(file));
  return {{"version", kMeasureVersion},
          {"folder", report.folder.string()},
          {"limits", limits_json(report.limits)},
          {"summary", summary(report)},
          {"files", std::move(files)}};
}

CurateReport curate_report_from_json(const Json& json, const std::string& where) {
  if (!json.is_object()) throw Error(where, ": expected a report of animax data curate");
  const int version = json_get<int>(json, "version", where);
  if (version != kMeasureVersion)
    throw Error(
        where, ": version: found ", version, ", expected ", kMeasureVersion, "; curate again");
  CurateReport report;
  report.folder = json_get<std::string>(json, "folder", where);
  const Json limits = json_get<Json>(json, "limits", where);
  CurateLimits& l = report.limits;
  l.min_joints = json_get<int>(limits, "min_joints", where + ": limits");
  l.min_triangles = json_get<int>(limits, "min_triangles", where + ": limits");
  l.max_degenerate = json_get<double>(limits, "max_degenerate", where + ": limits");
  l.min_colors = json_get<double>(limits, "min_colors", where + ": limits");
  l.min_frames = json_get<int>(limits, "min_frames", where + ": limits");
  l.min_flow = json_get<double>(limits, "min_flow", where + ": limits");
  size_t i = 0;
  for (const Json& file : json_get<std::vector<Json>>(json, "files", where))
    report.files.push_back(file_row_from_json(file, str_cat(where, ": files[", i++, "]")));
  return report;
}

}  // namespace animax::data
