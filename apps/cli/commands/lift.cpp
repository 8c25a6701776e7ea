// SPDX-License-Identifier: MIT
#include "lift/lift.h"

#include "cli/commands/commands.h"
#include "core/log.h"
#include "core/output_path.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

struct Arguments {
  std::string folder, rig, output, name = "lifted", method = "fit";
  double fps = 0;
  uint64_t seed = 1;
};

Result run(const Arguments& arguments) {
  check_output_extension(arguments.output, {".glb", ".gltf", ".vrm"});
  check_output_place(arguments.output);
  const Rig rig = formats::read_rig(arguments.rig);
  const WorkingFolder folder = read_working_folder(arguments.folder, rig.skeleton);
  lift::LiftOptions options;
  options.method = arguments.method == "paper" ? lift::Method::kPaper : lift::Method::kJointFit;
  options.seed = arguments.seed;
  const lift::LiftResult result =
      lift::lift(rig.skeleton, folder.legend, lift::pose_maps_of(folder), options);
  for (const std::string& warning : rig.warnings) log_warning(warning);
  if (!result.warning.empty()) log_warning(result.warning);
  const Motion motion =
      arguments.fps > 0 ? resample_motion(result.motion, arguments.fps) : result.motion;
  formats::write_animated(
      arguments.rig, rig, to_clip(motion, rig.skeleton, arguments.name), {}, arguments.output);
  Json joints = Json::object();
  for (int j = 0; j < rig.skeleton.size(); ++j)
    if (result.joint_confidence[j] > 0)
      joints[rig.skeleton.joints[j].name] = result.joint_confidence[j];
  return {{{"output", arguments.output},
           {"frames", motion.frames.size()},
           {"confidence", result.confidence},
           {"joint_confidence", joints},
           {"warning", result.warning},
           {"seconds",
            {{"localise", result.seconds.localise},
             {"triangulate", result.seconds.triangulate},
             {"solve", result.seconds.solve}}}},
          str_cat(arguments.output,
                  ": ",
                  motion.frames.size(),
                  " frames, confidence ",
                  result.confidence,
                  "\n")};
}

}  // namespace

Run setup_lift(CLI::App& app) {
  auto a = std::make_shared<Arguments>();
  app.add_option("DIR", a->folder, "Working folder (cameras.json, palette.json, pose/)")
      ->required();
  app.add_option("--rig", a->rig, "Rig file whose joints move")->required();
  app.add_option("-o,--output", a->output, "File to write (.glb, .gltf or .vrm)")->required();
  app.add_option("--name", a->name, "Name of the animation");
  app.add_option("--fps", a->fps, "Keys per second in the output; 0: the folder's");
  app.add_option("--method", a->method, "fit (joint fit) or paper (cluster, triangulate, walk)")
      ->check(CLI::IsMember({"fit", "paper"}));
  app.add_option("--seed", a->seed, "Seed of the clustering");
  return [a] { return run(*a); };
}

}  // namespace animax::cli
