// SPDX-License-Identifier: MIT
#include "pipeline/animate.h"

#include "cli/commands/commands.h"
#include "cli/sampling_options.h"
#include "core/log.h"
#include "core/output_path.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace animax::cli {
namespace {

struct Arguments {
  std::string rig, prompt, output, keep;
  pipeline::AnimateOptions options;
};

Result run(const Arguments& arguments) {
  check_output_extension(arguments.output, {".glb", ".gltf", ".vrm"});
  check_output_place(arguments.output);
  pipeline::AnimateOptions options = arguments.options;
  options.keep = arguments.keep;
  const pipeline::AnimateReport report =
      pipeline::animate(arguments.rig, arguments.prompt, arguments.output, options);
  for (const std::string& warning : report.warnings) log_warning(warning);
  char line[512];
  std::snprintf(line,
                sizeof line,
                "%s: \"%s\" in %.1f s (denoising %.1f s), %d joints, confidence %.2f\n",
                report.output.c_str(),
                arguments.prompt.substr(0, 200).c_str(),
                report.seconds.total,
                report.seconds.denoise,
                report.joints_drawn,
                report.confidence);
  return {to_json(report), line};
}

}  // namespace

Run setup_animate(CLI::App& app) {
  auto a = std::make_shared<Arguments>();
  auto& o = a->options;
  app.add_option("RIG", a->rig, "Rig file (.glb .gltf .vrm .fbx .dae ...)")->required();
  app.add_option("PROMPT", a->prompt, "What it shall do, in one sentence")->required();
  app.add_option("-o,--output", a->output, "File to write (.glb, .gltf or .vrm)")->required();
  add_sampling_options(app, o);
  app.add_option("--frames", o.frames, "Generated frames; 0: the model's");
  app.add_option("--fps", o.fps, "Keys per second in the output");
  app.add_option("--keep", a->keep, "Folder for what the model saw and generated");
  app.add_flag("--in-place", o.in_place, "Drop horizontal root motion");
  app.add_flag("--loop", o.loop, "Keep one cycle of the motion, its end meeting its beginning");
  return [a] { return run(*a); };
}

}  // namespace animax::cli
