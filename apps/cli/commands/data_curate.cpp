// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/curate/curate.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

struct CurateArguments {
  std::string folder, report, captions, command;
  data::EndpointOptions endpoint;
  data::CurateOptions options;
  int processes = 0;
};

std::shared_ptr<data::Captioner> make_captioner(const CurateArguments& a) {
  if (!a.command.empty() && !a.endpoint.url.empty())
    throw UsageError("--caption-command and --caption-endpoint: take one of them");
  if (!a.command.empty()) return data::make_command_captioner(a.command);
  if (!a.endpoint.url.empty()) return data::make_endpoint_captioner(a.endpoint);
  if (!a.endpoint.model.empty() || !a.endpoint.key_env.empty())
    throw UsageError("--caption-model and --caption-key-env belong to --caption-endpoint");
  return nullptr;
}

std::string describe(const Json& summary) {
  std::string text = str_cat(summary["files"],
                             " files, ",
                             summary["unreadable"],
                             " unreadable; ",
                             summary["clips"],
                             " clips, ",
                             summary["kept"],
                             " kept (",
                             static_cast<int>(summary["seconds_kept"].get<double>() + 0.5),
                             " s)\n");
  for (const auto& [reason, count] : summary["dropped_by_reason"].items())
    text += str_cat("  ", reason, ": ", count, "\n");
  return text;
}

Result run_curate(const CurateArguments& a) {
  data::CurateOptions options = a.options;
  options.folder = a.folder;
  options.report = a.report;
  options.captioner = make_captioner(a);
  if (a.processes < 0) throw UsageError("--threads: found ", a.processes, ", expected 0 or more");
  options.isolate.processes = a.processes > 0 ? a.processes : thread_count();
  if (!a.captions.empty()) options.book = data::read_caption_book(a.captions);
  const data::CurateOutcome outcome = data::curate(options);
  Json json = data::summary(outcome.report);
  const std::string text = a.report + ": " + describe(json);
  json["output"] = a.report;
  json["measured"] = outcome.measured;
  return {std::move(json), text};
}

}  // namespace

Run setup_data_curate(CLI::App& app) {
  auto a = std::make_shared<CurateArguments>();
  data::CurateLimits& l = a->options.limits;
  app.add_option("folder", a->folder, "Folder of .glb .gltf .vrm .fbx .dae .bvh files")->required();
  app.add_option("-o,--output", a->report, "Report (JSON); an earlier one is gone on with")
      ->required();
  app.add_option("--captions", a->captions, "JSON with captions, categories and licences by path");
  app.add_option("--caption-command",
                 a->command,
                 "Shell command that gets a 2x2 sheet (PNG path) and prints a caption");
  app.add_option(
      "--caption-endpoint", a->endpoint.url, "OpenAI-compatible endpoint, http://HOST[:PORT]/v1");
  app.add_option("--caption-model", a->endpoint.model, "Model name at the endpoint");
  app.add_option("--caption-key-env",
                 a->endpoint.key_env,
                 "Environment variable that holds the endpoint's key");
  app.add_option("--caption-timeout", a->endpoint.timeout_s, "Seconds to wait for the endpoint");
  app.add_option("--licence", a->options.licence, "Licence of files that --captions leaves open");
  app.add_option("--min-joints", l.min_joints, "Fewest joints of a rig");
  app.add_option("--min-triangles", l.min_triangles, "Fewest triangles");
  app.add_option("--max-degenerate", l.max_degenerate, "Largest share of triangles without area");
  app.add_option("--min-colors", l.min_colors, "Smallest effective number of colours");
  app.add_option("--min-frames", l.min_frames, "Fewest frames at 24 a second");
  app.add_option(
      "--min-flow", l.min_flow, "Smallest mean optical flow, image widths per 1/8 second");
  app.add_option("--timeout", a->options.isolate.timeout_s, "Seconds per file, captions included");
  app.add_option(
      "--memory", a->options.isolate.memory_mib, "Address space per file, MiB; 0: not limited");
  app.add_option("--threads", a->processes, "Files at once; 0: one per core");
  return [a] { return run_curate(*a); };
}

}  // namespace animax::cli
