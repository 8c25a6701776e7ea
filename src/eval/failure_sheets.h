// SPDX-License-Identifier: MIT
// Contact sheets of the clips that a model got most wrong and of those it got right.
#pragma once

#include "eval/model_eval.h"

#include <filesystem>

namespace animax::eval {

/// Writes up to `each` sheets of failures (lowest score first) and of passes (highest first) into
/// `folder`, which is made if needed: the generated motion above the true clip, caption and verdict
/// on the sheet, names like "fail_01_walk_the-red-fox-strolls.png". Returns the files. Throws Error
/// when one can't be written, Interrupted on Ctrl-C.
std::vector<std::filesystem::path> write_sheets(const ModelEvaluation& evaluation,
                                                const std::filesystem::path& folder,
                                                int each);

/// Indices into evaluation.scenes, worst failures first / best passes first.
std::vector<size_t> worst_failures(const ModelEvaluation& evaluation);
std::vector<size_t> best_passes(const ModelEvaluation& evaluation);

/// Letters, digits and dashes of a caption, at most 60 characters: fit for a file name.
std::string caption_slug(const std::string& caption);

}  // namespace animax::eval
