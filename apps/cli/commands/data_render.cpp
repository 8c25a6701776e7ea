// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "core/error.h"
#include "core/file.h"
#include "data/shards/render_shards.h"
#include "nn/replicas.h"
#include "nn/vae.h"
#include "nn/weights.h"

#include <ATen/ATen.h>
#include <CLI/CLI.hpp>

#include <cstdio>

namespace animax::cli {
namespace {

struct RenderArguments {
  std::string folder, shard = "0/1", report, vae;
  std::vector<std::string> plans;
  data::RenderShardsOptions options;
};

void parse_shard(const std::string& text, data::RenderShardsOptions& options) {
  int used = 0;
  if (std::sscanf(text.c_str(), "%d/%d%n", &options.shard, &options.shards, &used) != 2 ||
      static_cast<size_t>(used) != text.size())
    throw UsageError("--shard: found \"", text, "\", expected i/n, for example 0/8");
}

// (1, 3, T, H, W) in [-1, 1].
at::Tensor video_of(const std::vector<Image>& frames) {
  const int64_t height = frames[0].height, width = frames[0].width;
  const int64_t channels = frames[0].channels;
  std::vector<at::Tensor> all;
  for (const Image& frame : frames)
    all.push_back(at::from_blob(const_cast<uint8_t*>(frame.pixels.data()),
                                {height, width, channels},
                                at::TensorOptions().dtype(at::kByte))
                      .slice(2, 0, 3)
                      .to(at::kFloat)
                      .div(127.5)
                      .sub(1));
  return at::stack(all).permute({3, 0, 1, 2}).unsqueeze(0);
}

// Wan2.1's VAE; a config.json beside the weights may say other sizes.
void add_vae(const fs::path& path, data::RenderShardsOptions& options) {
  const fs::path config_path = path.parent_path() / "config.json";
  const nn::VaeConfig config =
      fs::exists(config_path)
          ? nn::vae_config_from_json(read_json(config_path), config_path.string())
          : nn::wan21_vae_config();
  if (options.size % config.spatial_factor() != 0)
    throw UsageError("--size: found ",
                     options.size,
                     ", expected a multiple of ",
                     config.spatial_factor(),
                     " with this --vae");
  const nn::TensorFile file = nn::read_weights(path);
  const auto vae =
      std::make_shared<nn::Vae>(nn::vae_from_tensors(config, file.tensors, path.string()));
  options.encoder = str_cat(path.filename().string(), ", ", fs::file_size(path), " bytes");
  options.encode_video = [vae](const std::vector<Image>& frames) {
    data::VideoLatents latents;
    // The shards' workers are threads already.
    nn::for_each_replica(1, [&](size_t) {
      const at::NoGradGuard no_grad;
      const at::Tensor z = nn::vae_encode(*vae, video_of(frames))[0].to(at::kFloat).contiguous();
      latents.shape.assign(z.sizes().begin(), z.sizes().end());
      latents.values.assign(z.data_ptr<float>(), z.data_ptr<float>() + z.numel());
    });
    return latents;
  };
}

Result run_render(const RenderArguments& a, bool counted) {
  data::RenderShardsOptions options = a.options;
  options.folder = a.folder;
  parse_shard(a.shard, options);
  for (const std::string& name : a.plans) {
    const auto plan = data::body_plan_from_string(name);
    if (!plan) throw UsageError("--plan: found \"", name, "\", which is no body plan");
    options.plans.push_back(*plan);
  }
  if (!a.report.empty()) {
    if (!a.plans.empty()) throw UsageError("--plan belongs to procedural creatures, not to --from");
    options.report = data::curate_report_from_json(read_json(a.report), a.report);
    if (!counted) options.count = data::kept_clips(*options.report);
  }
  if (!a.vae.empty()) add_vae(a.vae, options);
  const data::RenderShardsReport report = data::render_shards(options);
  return {{{"output", a.folder},
           {"files", report.files},
           {"already", report.already},
           {"clips", report.clips},
           {"bytes", report.bytes},
           {"seconds", report.seconds},
           {"clips_per_second",
            report.seconds > 0 ? static_cast<double>(report.clips) / report.seconds : 0}},
          str_cat(a.folder,
                  ": ",
                  report.clips,
                  " clips in ",
                  report.files,
                  " new files, ",
                  report.already,
                  " were there; ",
                  report.seconds,
                  " s\n")};
}

}  // namespace

Run setup_data_render(CLI::App& app) {
  auto a = std::make_shared<RenderArguments>();
  auto& o = a->options;
  app.add_option("-o,--output", a->folder, "Folder of the tar files")->required();
  CLI::Option* count = app.add_option(
      "--count", o.count, "Clips of the whole set; with --from by default every kept clip once");
  app.add_option("--shard", a->shard, "i/n: make every n-th tar file, from the i-th on");
  app.add_option("--seed", o.seed, "Seed of everything random");
  app.add_option("--size", o.size, "Pixels of a picture's side");
  app.add_option("--frames", o.frames, "Frames of a clip at most");
  app.add_option("--fps", o.fps, "Frames per second");
  app.add_option("--clips-per-shard", o.clips_per_shard, "Clips in one tar file");
  app.add_option("--threads", o.threads, "Threads; 0: one per core");
  app.add_option("--plan", a->plans, "Body plans of procedural creatures; default: all");
  app.add_option("--triangles", o.triangles, "Rough size of procedural meshes");
  app.add_option("--from", a->report, "Report of data curate: render what it keeps");
  app.add_option(
      "--vae", a->vae, "Weights of Wan2.1's VAE (.safetensors, .pth): add latents of every video");
  return [a, count] { return run_render(*a, count->count() > 0); };
}

}  // namespace animax::cli
