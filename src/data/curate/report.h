// SPDX-License-Identifier: MIT
// What `animax data curate` finds out about a folder of assets, and the thresholds that decide what
// is kept. Thresholds are applied to stored measurements, so that changing one costs nothing.
#pragma once

#include "core/json.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace animax::data {

/// The paper's filters (AnimaX, arXiv 2506.19851, "Data"): rig and animation; geometry and texture
/// quality; more than 16 frames; not nearly static.
struct CurateLimits {
  int min_joints = 2;
  int min_triangles = 50;
  double max_degenerate = 0.25;  ///< share of triangles without area
  double min_colors = 1.05;      ///< effective number of colours of the surface, see quality.h
  int min_frames = 17;           ///< at 24 frames a second
  double min_flow = 0.0008;      ///< mean optical flow, image widths per 1/8 s, see quality.h

  void validate() const;  ///< throws UsageError naming the option
  bool operator==(const CurateLimits&) const = default;
};

struct RigMeasures {
  int joints = 0, skins = 0, meshes = 0, textures = 0;
  uint64_t vertices = 0, triangles = 0;
  double degenerate = 0;  ///< share of triangles without area
  double colors = 0;      ///< effective number of colours
  uint64_t hash = 0;      ///< of skeleton and surface
};

struct ClipRow {
  int index = 0;
  std::string name;
  double duration = 0;  ///< seconds
  int frames = 0;       ///< at 24 frames a second
  double flow = 0;      ///< mean optical flow
  uint64_t hash = 0;    ///< of the motion
  std::string caption;
  std::string caption_from;   ///< "names", "file", "command" or "endpoint MODEL"
  std::string caption_error;  ///< why a captioner gave none
  std::string motion;         ///< one of motion_names() if the caption or clip name names one
  std::vector<std::string> reasons;  ///< why it is dropped; empty: kept
};

struct FileRow {
  std::string path;  ///< relative to the report's folder, with '/'
  uint64_t bytes = 0;
  int64_t modified = 0;  ///< nanoseconds since 1970 or the file system's own epoch
  std::string error;     ///< why the file could not be read; empty: it could
  RigMeasures rig;
  std::string category, category_from, subject, licence, source;
  std::vector<ClipRow> clips;
  std::vector<std::string> reasons;  ///< why the whole file is dropped
};

struct CurateReport {
  std::filesystem::path folder;  ///< absolute
  CurateLimits limits;
  std::vector<FileRow> files;  ///< by path
};

/// Fills in the reasons of all files and clips from the measurements, among them that an equal rig
/// with an equal motion came before.
void apply_limits(CurateReport& report);
/// The same for one file, but for duplicates.
void apply_limits(const CurateLimits& limits, FileRow& file);

/// Number of kept clips.
uint64_t kept_clips(const CurateReport& report);

/// Counts: files, unreadable, clips, kept, seconds_kept, kept_by_{category,motion,source,licence},
/// dropped_by_reason (a clip counts under each of its reasons; a file without clips once).
Json summary(const CurateReport& report);

Json to_json(const CurateReport& report);
/// Throws Error "WHERE: ..." naming the element. Safe on untrusted data.
CurateReport curate_report_from_json(const Json& json, const std::string& where);

/// One row, as it stands in the report.
Json to_json(const FileRow& file);
FileRow file_row_from_json(const Json& json, const std::string& where);

/// The measurements' version: rows of another one are measured again.
inline constexpr int kMeasureVersion = 1;

}  // namespace animax::data
