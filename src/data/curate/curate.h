// SPDX-License-Identifier: MIT
// Walks a folder of assets and reports which clips are fit for training, and why the others are
// not.
#pragma once

#include "data/curate/captioner.h"
#include "data/curate/isolate.h"
#include "data/curate/report.h"

namespace animax::data {

struct CurateOptions {
  std::filesystem::path folder;
  std::filesystem::path report;  ///< written here; rows of an earlier run are gone on with
  CurateLimits limits;
  CaptionBook book;                      ///< what it says goes before captioner and names
  std::shared_ptr<Captioner> captioner;  ///< asked for clips that would be kept; may be null
  std::string licence = "unknown";       ///< of files that the book says nothing about
  IsolateOptions isolate;

  void validate() const;  ///< throws UsageError naming the option
};

struct CurateOutcome {
  CurateReport report;
  size_t measured = 0;  ///< files read in this run; the other rows were up to date
};

/// Reads every .glb .gltf .vrm .fbx .dae .bvh below the folder (links to folders are not followed),
/// each in a process of its own, measures it (quality.h), names it (naming.h, captioner.h) and
/// writes the report. A file that cannot be read becomes a row with the reason. The report is
/// rewritten every few seconds, so that a run that is killed loses little; a row is kept when the
/// file's size and time are those it was measured with and it has the captions asked for. Same
/// files, same options: same report, whatever the number of processes.
///
/// Throws Error when the folder cannot be read, when options.report is a file of another kind or
/// about another folder, or cannot be written; Interrupted after saving what is done.
CurateOutcome curate(const CurateOptions& options);

}  // namespace animax::data
