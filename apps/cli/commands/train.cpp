// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "core/file.h"
#include "core/log.h"
#include "data/captions/caption.h"
#include "data/clips/synthetic_clips.h"
#include "nn/tokenizer.h"
#include "train/trainer.h"
#ifndef ANIMAX_TRAINING_ONLY
#include "eval/failure_sheets.h"
#include "eval/model_report.h"
#include "pipeline/animate.h"
#endif

#include <CLI/CLI.hpp>

#include <cmath>

namespace animax::cli {
namespace {

constexpr int kTokenizerCaptions = 20000;

// The vocabulary is learnt from our own captions when the config names none.
void prepare_tokenizer(train::TrainConfig& config) {
  if (!config.tokenizer.empty()) return;
  make_folder(config.output);
  config.tokenizer = config.output / "tokenizer.model";
  if (!fs::exists(config.tokenizer))
    nn::train_tokenizer(data::all_training_captions(kTokenizerCaptions),
                        config.text_encoder.vocab,
                        config.tokenizer);
}

data::SyntheticClipOptions creature_options(const train::TrainConfig& config, bool validation) {
  data::SyntheticClipOptions options;
  options.seed = validation ? config.seed ^ 0x5eed0fa11d47eull : config.seed;
  options.split = validation ? data::Split::kTest : data::Split::kTrain;
  options.plans = config.plans;
  options.triangles = config.data_triangles;
  options.variety = config.data_variety;
  if (!validation) options.unfamiliar_subjects = config.unfamiliar_subjects;
  options.settled_manner = config.settled_manner;
  options.clips_per_creature = validation ? 1 : config.clips_per_creature;
  options.with_rgb = !config.transformer.pose_only;
  return options;
}

data::RealSceneOptions real_options(const train::TrainConfig& config) {
  data::RealSceneOptions options;
  options.seed = config.seed;
  options.mix = config.real.mix;
  options.fps = config.clip.fps;
  options.frames = config.clip.frames + 1;
  options.unfamiliar_subjects = config.unfamiliar_subjects;
  options.settled_manner = config.settled_manner;
  options.scenes_per_rig = config.clips_per_creature;
  options.with_rgb = !config.transformer.pose_only;
  return options;
}

// Judges held-out clips and draws them into the run folder's samples/step-N/.
train::OnValidation draw_samples(const train::TrainConfig& config) {
  if (config.sample_clips == 0) return {};
#ifdef ANIMAX_TRAINING_ONLY
  log_warning("sample_clips: this program was built for training only; no samples are drawn");
  return {};
#else
  return [&config](int64_t step, const fs::path& model) {
    pipeline::AnimateOptions options;
    options.model = model;
    options.fps = config.clip.fps;
    options.device = config.device;
    pipeline::Animator animator(options);
    eval::ModelEvalOptions scenes;
    scenes.count = config.sample_clips;
    scenes.retrieval_clips = 0;
    const auto evaluation = eval::evaluate_model(
        [&](const Rig& rig, const std::string& prompt, uint64_t seed) -> eval::GeneratedMotion {
          auto result = animator.animate(rig, prompt, seed);
          return {std::move(result.motion), result.report.confidence};
        },
        scenes);
    char name[32];
    std::snprintf(name, sizeof name, "step-%06lld", static_cast<long long>(step));
    const fs::path folder = config.output / "samples" / name;
    eval::write_sheets(evaluation, folder, config.sample_clips);
    const auto passed = eval::score_all(evaluation).passed[eval::kGenerated];
    log_info(str_cat("step ",
                     step,
                     ": the checker passes ",
                     std::lround(100 * passed),
                     " % of ",
                     config.sample_clips,
                     " samples, drawn in ",
                     folder.string()));
  };
#endif
}

Result run(const std::string& path, bool resume) {
  train::TrainConfig config = train::read_train_config(path);
  prepare_tokenizer(config);
  const nn::Tokenizer tokenizer(config.tokenizer);
  tokenizer.check_fits(config.text_encoder.vocab);
  std::unique_ptr<data::RealAssets> assets;
  if (config.real.share > 0) {
    data::RealAssetFilter filter;
    filter.licences = config.real.licences;
    assets = std::make_unique<data::RealAssets>(config.real.folder, filter);
  }
  const auto make_source = [&](bool validation) {
    auto creatures = data::make_synthetic_source(creature_options(config, validation), config.clip);
    if (!assets || validation) return creatures;
    std::vector<std::unique_ptr<data::ClipSource>> sources;
    sources.push_back(std::move(creatures));
    sources.push_back(data::make_real_source(*assets, real_options(config), config.clip));
    return data::mix_sources(
        std::move(sources), {1 - config.real.share, config.real.share}, config.seed);
  };
  const train::TrainOutcome outcome = train::train(
      config,
      resume,
      make_source,
      [&](const std::string& caption) {
        return tokenizer.encode(caption, config.transformer.text_len);
      },
      draw_samples(config));
  const std::string model = (config.output / "model").string();
  return {{{"steps", outcome.steps},
           {"validation_error", outcome.validation_error},
           {"interrupted", outcome.interrupted},
           {"model", model}},
          str_cat(outcome.steps,
                  " steps, validation error ",
                  outcome.validation_error,
                  ", model in ",
                  model,
                  outcome.interrupted ? " (interrupted; go on with --resume)\n" : "\n"),
          outcome.interrupted};
}

}  // namespace

Run setup_train(CLI::App& app) {
  auto path = std::make_shared<std::string>();
  auto resume = std::make_shared<bool>(false);
  app.add_option("CONFIG", *path, "Training config (JSON, see docs/training.md)")->required();
  app.add_flag("--resume", *resume, "Go on from the run folder's checkpoint");
  return [path, resume] { return run(*path, *resume); };
}

}  // namespace animax::cli
