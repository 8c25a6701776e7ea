// SPDX-License-Identifier: MIT
#include "eval/roundtrip.h"

#include "cli/clip_choice.h"
#include "cli/commands/commands.h"
#include "core/log.h"
#include "core/output_path.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

struct Arguments {
  std::string rig, output, method = "fit", palette = "distinct";
  ClipChoice clip;
  eval::RoundTripOptions options;
  bool no_tips = false;
};

Result run(const Arguments& a) {
  if (!a.output.empty()) {
    check_output_extension(a.output, {".glb", ".gltf", ".vrm"});
    check_output_place(a.output);
  }
  const Rig rig = formats::read_rig(a.rig);
  for (const std::string& warning : rig.warnings) log_warning(warning);
  const Motion motion = a.clip.sample(rig);
  if (motion.frames.empty()) throw Error(a.rig, ": has no clip to take round");
  eval::RoundTripOptions options = a.options;
  options.fps = a.clip.fps;
  options.method = a.method == "paper" ? lift::Method::kPaper : lift::Method::kJointFit;
  options.style.palette = a.palette == "position" ? PaletteKind::kPosition : PaletteKind::kDistinct;
  options.style.tips = !a.no_tips;
  const eval::RoundTripReport report = eval::roundtrip(rig, motion, options);
  if (!report.warning.empty()) log_warning(report.warning);
  Json json = to_json(report);
  json["clip"] = a.clip.describe(rig);
  if (!a.output.empty()) {
    const Clip clip = to_clip(report.lifted, rig.skeleton, "lifted");
    formats::write_animated(a.rig, rig, clip, {}, a.output);
    json["output"] = a.output;
  }
  return {json,
          str_cat(a.clip.describe(rig),
                  ": mean joint error ",
                  100 * report.mean_joint_error,
                  " % of height, 95th percentile ",
                  100 * report.p95_joint_error,
                  " %, median rotation error ",
                  report.median_rotation_error_deg,
                  " degrees, ",
                  report.frames,
                  " frames, ",
                  report.joints_drawn,
                  " joints drawn\n")};
}

}  // namespace

Run setup_roundtrip(CLI::App& app) {
  auto a = std::make_shared<Arguments>();
  app.add_option("RIG", a->rig, "Rig file with a clip")->required();
  a->clip.add_options(app);
  app.add_option("--size", a->options.size, "Width and height of the pose maps in pixels");
  app.add_option("--views", a->options.views, "Number of views");
  app.add_option("--method", a->method, "fit (joint fit) or paper (cluster, triangulate, walk)")
      ->check(CLI::IsMember({"fit", "paper"}));
  app.add_option("--palette", a->palette, "Joint colours: distinct or position")
      ->check(CLI::IsMember({"distinct", "position"}));
  app.add_option(
      "-o,--output", a->output, "Also write the rig with what was lifted, as \"lifted\"");
  app.add_flag("--no-tips", a->no_tips, "Draw joint heads only, as the paper does");
  return [a] { return run(*a); };
}

}  // namespace animax::cli
