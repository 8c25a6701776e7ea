// SPDX-License-Identifier: MIT
#include "data/curate/curate.h"

#include "core/file.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "data/captions/caption.h"
#include "data/curate/naming.h"
#include "data/curate/quality.h"
#include "formats/read.h"
#include "render/contact_sheet.h"
#include "render/renderer.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <set>

namespace animax::data {
namespace {

using Rows = std::map<std::string, FileRow>;  // by path
constexpr const char *kFromNames = "names", *kFromFile = "file";

bool is_rig_file(const fs::path& path) {
  static const std::set<std::string> kExtensions{".glb", ".gltf", ".vrm", ".fbx", ".dae", ".bvh"};
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) {
    return std::tolower(c);
  });
  return kExtensions.contains(extension);
}

// All rig files with size and time; what cannot be asked for these gets an error.
std::vector<FileRow> find_files(const fs::path& folder) {
  std::error_code code;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, code);
  if (code) throw Error(folder.string(), ": cannot be read: ", code.message());
  std::vector<FileRow> found;
  for (; at != fs::recursive_directory_iterator(); at.increment(code)) {
    if (code) throw Error(folder.string(), ": cannot be read: ", code.message());
    throw_if_interrupted();
    if (!is_rig_file(at->path()) || at->is_directory(code)) continue;
    FileRow row;
    row.path = fs::relative(at->path(), folder, code).generic_string();
    row.bytes = at->file_size(code);
    if (!code) row.modified = at->last_write_time(code).time_since_epoch().count();
    if (code) row.error = code.message(), row.bytes = 0, code.clear();
    found.push_back(std::move(row));
  }
  std::sort(found.begin(), found.end(), [](const FileRow& a, const FileRow& b) {
    return a.path < b.path;
  });
  return found;
}

// Rows of an earlier run; none when there is no report or one of another version.
Rows earlier_rows(const CurateOptions& options, const fs::path& folder) {
  Rows rows;
  if (!fs::exists(options.report)) return rows;
  const std::string where = options.report.string();
  const Json json = read_json(options.report);
  if (!json.is_object() || !json.contains("version") || !json.contains("files"))
    throw Error(where, ": is no report of animax data curate, so it is not overwritten");
  if (json["version"] != kMeasureVersion) {
    log_warning(where + ": is of another version; all files are measured again");
    return rows;
  }
  CurateReport report = curate_report_from_json(json, where);
  if (report.folder != folder)
    throw Error(where, ": is about ", report.folder.string(), "; name another report with -o");
  for (FileRow& file : report.files) rows.emplace(file.path, std::move(file));
  return rows;
}

// What needs no look at the file: book and names go over rows of any age.
void apply_words(const CurateOptions& options, const fs::path& folder, FileRow& file) {
  const CaptionBook::Entry* entry = options.book.find(file.path);
  const auto or_else = [&](const std::string CaptionBook::Entry::*field, std::string otherwise) {
    return entry && !(entry->*field).empty() ? entry->*field : std::move(otherwise);
  };
  const fs::path top = *fs::path(file.path).begin();
  file.licence = or_else(&CaptionBook::Entry::licence, options.licence);
  file.source = or_else(&CaptionBook::Entry::source,
                        top == fs::path(file.path) ? folder.filename().string() : top.string());
  file.subject = or_else(&CaptionBook::Entry::subject, subject_of_path(file.path));
  if (entry && !entry->category.empty()) {
    file.category = entry->category;
    file.category_from = kFromFile;
  }
  for (ClipRow& clip : file.clips) {
    if (const std::string* caption = options.book.caption(file.path, clip)) {
      clip.caption = *caption;
      clip.caption_from = kFromFile;
      clip.caption_error.clear();
    } else if (clip.caption_from.empty() || clip.caption_from == kFromNames ||
               clip.caption_from == kFromFile) {
      clip.caption = caption_of_names(file.subject, clip.name);
      clip.caption_from = kFromNames;
    }
    clip.motion = motion_of_clip(clip.name);
    if (clip.motion.empty()) clip.motion = motion_of_caption(clip.caption).value_or("");
  }
}

bool up_to_date(const CurateOptions& options, const FileRow& found, FileRow& earlier) {
  if (!found.error.empty() || earlier.bytes != found.bytes || earlier.modified != found.modified)
    return false;
  const CaptionBook::Entry* entry = options.book.find(found.path);
  const bool book_category = entry && !entry->category.empty();
  if (earlier.category_from == kFromFile && !book_category) return false;
  if (!options.captioner) return true;
  apply_limits(options.limits, earlier);
  return std::all_of(earlier.clips.begin(), earlier.clips.end(), [&](const ClipRow& clip) {
    return !clip.reasons.empty() || clip.caption_from == options.captioner->name() ||
           options.book.caption(found.path, clip);
  });
}

// Four moments of a clip from the front left, in a 2x2 grid.
Image moments_sheet(render::Renderer& renderer, const Rig& rig, const Clip& clip) {
  Motion motion;
  motion.fps = clip.duration > 0 ? 4 / clip.duration : 1;
  for (int i = 0; i < 4; ++i)
    motion.frames.push_back(sample_pose(clip, rig.skeleton, (i + 0.5) / 4 * clip.duration));
  ViewRigOptions view;
  view.views = 1;
  view.size = 256;
  view.first_azimuth_deg = 35;
  view.elevation_deg = 12;
  const auto cameras = render::frame_cameras(rig, motion, view);
  std::vector<std::vector<Image>> cells(2);
  for (int i = 0; i < 4; ++i) cells[i / 2].push_back(renderer.render(motion.frames[i], cameras[0]));
  return render::arrange_sheet(cells, {}, {}, "");
}

// Asks the captioner about every clip that would be kept and that the book leaves open.
void ask_captions(const CurateOptions& options,
                  const Rig& rig,
                  const fs::path& sheet,
                  FileRow& file) {
  apply_limits(options.limits, file);
  std::optional<render::Renderer> renderer;
  for (ClipRow& clip : file.clips) {
    if (!clip.reasons.empty() || options.book.caption(file.path, clip)) continue;
    try {
      if (!renderer) renderer.emplace(rig);
      write_png(sheet, moments_sheet(*renderer, rig, rig.clips[clip.index]));
      const CaptionAnswer answer =
          options.captioner->ask({sheet, file.path, clip.name, file.subject});
      clip.caption = answer.caption;
      clip.caption_from = options.captioner->name();
      if (answer.category.empty()) continue;
      file.category = answer.category;
      file.category_from = clip.caption_from;
    } catch (const Error& e) {
      clip.caption_error = e.what();
    }
  }
}

// Everything about one file; runs in a process of its own.
FileRow measure_file(const CurateOptions& options,
                     const fs::path& folder,
                     const fs::path& sheet,
                     FileRow file) {
  const Rig rig = formats::read_rig(folder / file.path);
  file.rig = measure_rig(rig);
  for (size_t i = 0; i < rig.clips.size(); ++i)
    file.clips.push_back(measure_clip(rig, static_cast<int>(i)));
  const Category category = category_of(file.path, rig.skeleton);
  file.category = category.name;
  file.category_from = category.from;
  apply_words(options, folder, file);
  if (options.captioner) ask_captions(options, rig, sheet, file);
  return file;
}

// Writes the report now and then, but spends little time on it.
class Saver {
 public:
  Saver(const CurateOptions& options, const fs::path& folder) : options_(options) {
    report_.folder = folder;
    report_.limits = options.limits;
  }
  void save(const Rows& rows) {
    const auto start = Clock::now();
    report_.files.clear();
    for (const auto& [path, row] : rows) report_.files.push_back(row);
    for (FileRow& file : report_.files) apply_words(options_, report_.folder, file);
    apply_limits(report_);
    // Names in files need not be UTF-8.
    write_file(options_.report,
               to_json(report_).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    last_ = Clock::now();
    pause_ = std::max<Clock::duration>(std::chrono::seconds(5), 20 * (last_ - start));
  }
  void save_if_due(const Rows& rows) {
    if (Clock::now() - last_ > pause_) save(rows);
  }
  const CurateReport& report() const { return report_; }

 private:
  using Clock = std::chrono::steady_clock;
  const CurateOptions& options_;
  CurateReport report_;
  Clock::time_point last_ = Clock::now();
  Clock::duration pause_ = std::chrono::seconds(5);
};

// The row that a child sent, or one that says why there is none.
FileRow row_of(const FileRow& found, IsolatedResult result, const fs::path& folder) {
  if (result.failure.empty()) {
    try {
      return file_row_from_json(Json::parse(result.output), "reader");
    } catch (const std::exception&) {
      result.failure = "the reader's answer was cut short";
    }
  }
  FileRow row = found;
  // The report is about the folder: the path before the message's own part says nothing new.
  const std::string prefix = (folder / found.path).string() + ": ";
  if (result.failure.starts_with(prefix)) result.failure.erase(0, prefix.size());
  row.error = result.failure;
  return row;
}

}  // namespace

void CurateOptions::validate() const {
  limits.validate();
  if (!(isolate.timeout_s > 0))
    throw UsageError("--timeout: found ", isolate.timeout_s, ", expected more than 0 seconds");
}

CurateOutcome curate(const CurateOptions& options) {
  options.validate();
  if (!fs::is_directory(options.folder))
    throw Error(options.folder.string(), ": is no folder that can be read");
  const fs::path folder = fs::canonical(options.folder);
  Rows earlier = earlier_rows(options, folder), rows;
  std::vector<FileRow> pending;
  for (FileRow& found : find_files(folder)) {
    const auto known = earlier.find(found.path);
    if (known != earlier.end() && up_to_date(options, found, known->second))
      rows.insert(*known);
    else if (!found.error.empty())
      rows.emplace(found.path, std::move(found));
    else
      pending.push_back(std::move(found));
  }

  Saver saver(options, folder);
  saver.save(rows);  // early: a report that cannot be written is known now
  {
    const TemporaryFolder sheets;
    Progress progress("files", rows.size() + pending.size(), rows.size());
    run_isolated(
        pending.size(),
        options.isolate,
        [&](size_t i) {
          const fs::path sheet = sheets.path() / str_cat(i, ".png");
          return to_json(measure_file(options, folder, sheet, pending[i]))
              .dump(-1, ' ', true, Json::error_handler_t::replace);
        },
        [&](size_t i, IsolatedResult result) {
          rows.emplace(pending[i].path, row_of(pending[i], std::move(result), folder));
          saver.save_if_due(rows);
          progress.advance();
        });
  }
  saver.save(rows);
  if (interrupted()) {
    log_warning(str_cat(options.report.string(),
                        ": holds ",
                        rows.size(),
                        " files; the same command goes on from there"));
    throw Interrupted();
  }
  return {saver.report(), pending.size()};
}

}  // namespace animax::data
