// SPDX-License-Identifier: MIT
#include "cli/clip_choice.h"
#include "cli/commands/commands.h"
#include "core/log.h"
#include "formats/read.h"
#include "render/sequence.h"
#include "render/video.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

struct Arguments {
  std::string rig, output, palette = "distinct";
  ClipChoice clip;
  ViewRigOptions cameras;
  bool video = false;
};

// One MP4 per kind and view beside the PNG folders.
void write_videos(const WorkingFolder& folder) {
  for (const char* kind : {"rgb", "pose"}) {
    for (size_t v = 0; v < folder.cameras.size(); ++v) {
      std::vector<Image> frames;
      for (int f = 0; f < folder.frames; ++f)
        frames.push_back(read_image(folder.frame_image(kind, static_cast<int>(v), f), 3));
      render::write_mp4(folder.path / kind / str_cat("v", v, ".mp4"), frames, folder.fps);
    }
  }
}

Result run(const Arguments& a) {
  const Rig rig = formats::read_rig(a.rig);
  for (const std::string& warning : rig.warnings) log_warning(warning);
  Motion motion = a.clip.sample(rig);
  if (motion.frames.empty()) motion.frames.push_back(rig.skeleton.rest_pose());
  PoseMapStyle style;
  style.palette = a.palette == "position" ? PaletteKind::kPosition : PaletteKind::kDistinct;
  style.tips = true;
  const Legend legend = make_legend(rig, style);
  const WorkingFolder folder = render::render_working_folder(
      rig, motion, legend, render::frame_cameras(rig, motion, a.cameras), a.output);
  if (a.video) write_videos(folder);
  return {{{"output", a.output},
           {"clip", a.clip.describe(rig)},
           {"frames", folder.frames},
           {"views", folder.cameras.size()},
           {"joints_drawn", legend.joints.size()}},
          str_cat(a.output,
                  ": ",
                  folder.frames,
                  " frames of \"",
                  a.clip.describe(rig),
                  "\" in ",
                  folder.cameras.size(),
                  " views, ",
                  legend.joints.size(),
                  " joints drawn\n")};
}

}  // namespace

Run setup_render(CLI::App& app) {
  auto a = std::make_shared<Arguments>();
  app.add_option("RIG", a->rig, "Rig file")->required();
  app.add_option("-o,--output", a->output, "Working folder to write")->required();
  a->clip.add_options(app);
  app.add_option("--size", a->cameras.size, "Width and height in pixels");
  app.add_option("--views", a->cameras.views, "Number of views around the object");
  app.add_option("--elevation", a->cameras.elevation_deg, "Of the cameras, in degrees");
  app.add_option("--palette", a->palette, "Joint colours: distinct or position")
      ->check(CLI::IsMember({"distinct", "position"}));
  app.add_flag("--video", a->video, "Write MP4 files, too");
  return [a] { return run(*a); };
}

}  // namespace animax::cli
