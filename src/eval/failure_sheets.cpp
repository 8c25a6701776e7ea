// SPDX-License-Identifier: MIT
#include "eval/failure_sheets.h"

#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "render/contact_sheet.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace animax::eval {
namespace {

namespace fs = std::filesystem;

constexpr size_t kSlugLength = 60;

std::vector<size_t> scenes_that(const ModelEvaluation& evaluation, bool passed) {
  std::vector<size_t> chosen;
  for (size_t i = 0; i < evaluation.scenes.size(); ++i)
    if (evaluation.scenes[i].by[kGenerated].passed == passed) chosen.push_back(i);
  std::stable_sort(chosen.begin(), chosen.end(), [&](size_t a, size_t b) {
    const double x = evaluation.scenes[a].by[kGenerated].score,
                 y = evaluation.scenes[b].by[kGenerated].score;
    return passed ? x > y : x < y;
  });
  return chosen;
}

Image sheet_of(const Rig& rig, const Motion& motion, const std::string& title) {
  render::SheetOptions options;
  options.views = 1;
  options.size = 160;
  options.title = title;
  return render::make_contact_sheet(rig, motion, options);
}

Image stacked(const Image& above, const Image& below) {
  Image both(std::max(above.width, below.width), above.height + below.height, above.channels);
  paste(above, 0, 0, both);
  paste(below, 0, above.height, both);
  return both;
}

Image sheet_of(const JudgedScene& judged, const Rig& rig) {
  const Judgement& verdict = judged.by[kGenerated];
  const Image generated =
      sheet_of(rig,
               judged.generated,
               str_cat(verdict.passed ? "pass: \"" : "FAIL: \"", judged.caption, "\""));
  const Image truth = sheet_of(
      rig, judged.truth, str_cat("true ", judged.motion, " | generated: ", verdict.reason));
  return stacked(generated, truth);
}

}  // namespace

std::vector<size_t> worst_failures(const ModelEvaluation& evaluation) {
  return scenes_that(evaluation, false);
}

std::vector<size_t> best_passes(const ModelEvaluation& evaluation) {
  return scenes_that(evaluation, true);
}

std::string caption_slug(const std::string& caption) {
  std::string slug;
  for (unsigned char c : caption) {
    if (std::isalnum(c) && c < 128)
      slug += static_cast<char>(std::tolower(c));
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  slug.resize(std::min(slug.size(), kSlugLength));
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "untitled" : slug;
}

std::vector<fs::path> write_sheets(const ModelEvaluation& evaluation,
                                   const fs::path& folder,
                                   int each) {
  make_folder(folder);
  std::vector<fs::path> written;
  for (const bool passed : {false, true}) {
    const auto chosen = scenes_that(evaluation, passed);
    for (size_t i = 0; i < std::min(chosen.size(), static_cast<size_t>(each)); ++i) {
      throw_if_interrupted();
      const JudgedScene& judged = evaluation.scenes[chosen[i]];
      const data::SyntheticScene scene = scene_of(evaluation.options, judged.index);
      char number[24];
      std::snprintf(number, sizeof number, "%02zu", i + 1);
      written.push_back(folder / str_cat(passed ? "pass_" : "fail_",
                                         number,
                                         "_",
                                         caption_slug(judged.motion),
                                         "_",
                                         caption_slug(judged.caption),
                                         ".png"));
      write_png(written.back(), sheet_of(judged, scene.creature.rig));
    }
  }
  return written;
}

}  // namespace animax::eval
