// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/sampling_options.h"
#include "core/file.h"
#include "eval/failure_sheets.h"
#include "eval/model_report.h"
#include "formats/read.h"
#include "pipeline/animate.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

struct Arguments {
  pipeline::AnimateOptions animate;
  eval::ModelEvalOptions scenes;
  eval::RealEvalOptions real;
  std::string sheets, report, real_folder;
  double lift_truth = -1;
  int sheets_each = 8;
};

std::string heading_of(const Arguments& a, const pipeline::Animator& animator) {
  const Json extras = animator.extras("", a.animate.seed);
  if (a.lift_truth >= 0)
    return str_cat("True clips, noise ", a.lift_truth, " in their latents, lifted.\n\n");
  return str_cat("Model `",
                 extras["model"].get<std::string>(),
                 "`, seed ",
                 a.animate.seed,
                 ", ",
                 extras["settings"]["steps"],
                 " steps, text guidance ",
                 extras["settings"]["text_guidance"],
                 ", ",
                 a.animate.candidates,
                 a.animate.candidates == 1 ? " draw per clip.\n\n" : " draws per clip.\n\n");
}

Result run(const Arguments& a) {
  eval::ModelEvalOptions scenes = a.scenes;
  eval::RealEvalOptions real_options = a.real;
  pipeline::AnimateOptions options = a.animate;
  real_options.folder = a.real_folder;
  scenes.seed = real_options.seed = options.seed;
  scenes.validate();
  real_options.validate();
  if (a.sheets_each < 1)
    throw UsageError("--sheets-each: found ", a.sheets_each, ", expected at least 1");

  pipeline::Animator animator(options);
  const eval::AnimateFunction animate =
      [&](const Rig& rig, const std::string& prompt, uint64_t seed) -> eval::GeneratedMotion {
    auto result = animator.animate(rig, prompt, seed);
    return {std::move(result.motion), result.report.confidence};
  };
  const eval::PerformFunction lift_truth = [&](const data::SyntheticScene& scene, uint64_t seed) {
    const Motion truth = data::make_motion(scene.creature.rig.skeleton,
                                           scene.creature.anatomy,
                                           scene.params,
                                           animator.fps(),
                                           animator.frames() + 1);
    auto result = animator.lift_truth(scene.creature.rig, truth, a.lift_truth, seed);
    return eval::GeneratedMotion{std::move(result.motion), result.report.confidence};
  };
  const eval::ModelEvaluation evaluation = a.lift_truth < 0
                                               ? eval::evaluate_model(animate, scenes)
                                               : eval::evaluate_performances(lift_truth, scenes);
  std::optional<eval::RealEvaluation> real;
  if (!a.real_folder.empty())
    real = eval::evaluate_real_rigs(animate, formats::read_rig, real_options);
  const eval::RealEvaluation* const real_table = real ? &*real : nullptr;

  Json json = eval::to_json(evaluation);
  if (real) json["real"] = eval::to_json(*real);
  if (!a.report.empty())
    write_file(a.report, heading_of(a, animator) + eval::to_markdown(evaluation, real_table));
  if (!a.sheets.empty())
    for (const auto& file : eval::write_sheets(evaluation, a.sheets, a.sheets_each))
      json["sheets"].push_back(file.string());
  return {std::move(json), eval::summary_of(evaluation, real_table)};
}

}  // namespace

Run setup_eval(CLI::App& app) {
  auto a = std::make_shared<Arguments>();
  auto& o = a->animate;
  o.fps = 12;  // judged at a rate that shows the model's own frames
  auto* const count = app.add_option(
      "--count", a->scenes.count, "Held-out clips: procedural creatures, unseen wordings");
  auto* const pairs =
      app.add_option("--pairs", a->scenes.pairs, "all, trained, held-out: pairs of body and motion")
          ->transform(CLI::CheckedTransformer(
              std::map<std::string, eval::Pairs>{{"all", eval::Pairs::kAll},
                                                 {"trained", eval::Pairs::kTrained},
                                                 {"held-out", eval::Pairs::kHeldOut}}));
  auto* const unfamiliar =
      app.add_flag("--unfamiliar-subjects",
                   a->scenes.unfamiliar_subjects,
                   "Captions call bodies something else, half by nouns that training never sees");
  auto* const drawn = app.add_option("--scenes", a->scenes.scenes, "Seed of the held-out scenes");
  app.add_option("--samples",
                 a->scenes.samples,
                 "Instead: the samples' prompts (`animax data samples`), each with this many seeds")
      ->excludes(count, pairs, unfamiliar, drawn)
      ->check(CLI::Range(1, 1000));
  auto* const lift_truth =
      app.add_option(
             "--lift-truth",
             a->lift_truth,
             "Instead of what the model makes: true clips, their latents disturbed by noise "
             "of this size, lifted as `animate` does; what lifting alone costs")
          ->check(CLI::Range(0.0, 10.0));
  app.add_option("--retrieval-clips",
                 a->scenes.retrieval_clips,
                 "True clips that motion-text retrieval is fitted on; 0: no retrieval");
  app.add_option(
      "--sheets", a->sheets, "Folder for contact sheets of the worst failures and of passes");
  app.add_option("--sheets-each", a->sheets_each, "Most sheets of failures, and of passes");
  app.add_option("--report", a->report, "Markdown file to write the tables into");
  app.add_option(
      "--real", a->real_folder, "Also judge on the public_test rigs of this folder's INDEX.json");
  app.add_option("--rigs", a->real.rigs, "With --real: the first so many rigs; 0: all");
  app.add_option("--clips-per-rig", a->real.clips_per_rig, "With --real: captions per rig");
  add_sampling_options(app, o);
  for (const char* of_the_model :
       {"--steps", "--text-guidance", "--image-guidance", "--guidance-interval", "--candidates"})
    lift_truth->excludes(app.get_option(of_the_model));
  app.add_option("--fps", o.fps, "Rate at which motions are judged");
  return [a] { return run(*a); };
}

}  // namespace animax::cli
