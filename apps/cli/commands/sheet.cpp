// SPDX-License-Identifier: MIT
#include "cli/clip_choice.h"
#include "cli/commands/commands.h"
#include "core/log.h"
#include "formats/read.h"
#include "render/contact_sheet.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

struct Arguments {
  std::string rig, output;
  ClipChoice clip;
  render::SheetOptions sheet;
};

Result run(const Arguments& a) {
  const Rig rig = formats::read_rig(a.rig);
  for (const std::string& warning : rig.warnings) log_warning(warning);
  ClipChoice whole = a.clip;
  whole.frames = 0;
  const Motion motion = whole.sample(rig);
  render::SheetOptions options = a.sheet;
  options.frames = a.clip.frames > 0 ? a.clip.frames : 8;
  options.title = rig.name + ": " + a.clip.describe(rig);
  const Image sheet = render::make_contact_sheet(rig, motion, options);
  write_png(a.output, sheet);
  return {
      {{"output", a.output},
       {"clip", a.clip.describe(rig)},
       {"width", sheet.width},
       {"height", sheet.height}},
      str_cat(a.output, ": ", a.clip.describe(rig), ", ", sheet.width, " x ", sheet.height, "\n")};
}

}  // namespace

Run setup_sheet(CLI::App& app) {
  auto a = std::make_shared<Arguments>();
  app.add_option("RIG", a->rig, "Rig file")->required();
  app.add_option("-o,--output", a->output, "PNG file to write")->required();
  app.add_option(
      "--clip", a->clip.clip, "Clip by name or number; default: the first, or the rest pose");
  app.add_option(
      "--fps", a->clip.fps, "Rate at which the clip is sampled before frames are picked");
  app.add_option("--frames", a->clip.frames, "Columns; 0: 8");
  app.add_option("--views", a->sheet.views, "Rows");
  app.add_option("--size", a->sheet.size, "Pixels of one picture");
  app.add_flag("--pose-maps", a->sheet.pose_maps, "Add rows of pose maps");
  return [a] { return run(*a); };
}

}  // namespace animax::cli
