// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/progress.h"
#include "data/checker/check_motion.h"
#include "data/clips/synthetic_clips.h"
#include "pipeline/animate.h"

#include <CLI/CLI.hpp>

#include <map>

namespace animax::cli {
namespace {

// Held-out clips: another seed than any training run's default, wordings that training never sees.
constexpr uint64_t kHeldOutSeed = 0x7e57c11b5ull;
constexpr double kTruthFps = 12;
constexpr int kTruthFrames = 17;

struct Arguments {
  pipeline::AnimateOptions options;
  std::string model;
  int count = 64;
  uint64_t seed = kHeldOutSeed;
};

struct Tally {
  int clips = 0, generated = 0, truth = 0, still = 0, wrong_caption = 0;
  double confidence = 0;
};

Json to_json(const Tally& t) {
  const double n = std::max(1, t.clips);
  return {{"clips", t.clips},
          {"generated", t.generated / n},
          {"truth", t.truth / n},
          {"still", t.still / n},
          {"wrong_caption", t.wrong_caption / n},
          {"confidence", t.confidence / n}};
}

// Judges one held-out scene: what the model makes of its caption, the true clip, the rest pose, and
// the true clip of another motion that this body can do.
void judge(pipeline::Animator& animator,
           const data::SyntheticScene& scene,
           uint64_t seed,
           Rng& rng,
           std::vector<Tally*> tallies) {
  const Rig& rig = scene.creature.rig;
  const data::Anatomy& anatomy = scene.creature.anatomy;
  const auto passes = [&](const Motion& motion) {
    return data::check_motion(rig.skeleton, anatomy, motion, scene.params.motion).passed;
  };
  const auto perform = [&](const data::MotionParams& params) {
    return data::make_motion(rig.skeleton, anatomy, params, kTruthFps, kTruthFrames);
  };
  const auto result = animator.animate(rig, scene.caption, seed);
  const std::vector<Pose> rest(kTruthFrames, rig.skeleton.rest_pose());
  data::MotionParams other = scene.params;
  const auto motions = data::motions_for(anatomy);
  if (motions.size() > 1)
    while (other.motion == scene.params.motion) other = data::random_params(rng.pick(motions), rng);
  const bool generated = passes(result.motion), truth = passes(perform(scene.params));
  const bool still = passes({kTruthFps, rest}), wrong = passes(perform(other));
  for (Tally* tally : tallies) {
    ++tally->clips;
    tally->generated += generated;
    tally->truth += truth;
    tally->still += still;
    tally->wrong_caption += wrong;
    tally->confidence += result.report.confidence;
  }
  log_debug(str_cat(generated ? "pass " : "fail ", scene.params.motion, ": ", scene.caption));
}

Result run(const Arguments& a) {
  if (a.count < 1) throw UsageError("--count: found ", a.count, ", expected at least 1");
  pipeline::AnimateOptions options = a.options;
  options.model = a.model;
  pipeline::Animator animator(options);
  data::SyntheticClipOptions scenes;
  scenes.seed = a.seed;
  scenes.split = data::Split::kTest;
  Tally all;
  std::map<std::string, Tally> by_plan;
  Progress progress("evaluating", static_cast<size_t>(a.count));
  const LogLevel level = log_level();
  for (int i = 0; i < a.count; ++i) {
    throw_if_interrupted();
    const data::SyntheticScene scene = data::draw_scene(scenes, static_cast<uint64_t>(i));
    Rng rng = Rng(a.seed).fork("other").fork(static_cast<uint64_t>(i));
    set_log_level(std::min(level, LogLevel::kWarning));  // one bar, not one per clip
    judge(animator,
          scene,
          options.seed + static_cast<uint64_t>(i),
          rng,
          {&all, &by_plan[data::to_string(scene.creature.anatomy.plan)]});
    set_log_level(level);
    progress.advance();
  }
  Json plans = Json::object();
  for (const auto& [plan, tally] : by_plan) plans[plan] = to_json(tally);
  const Json total = to_json(all);
  return {{{"all", total}, {"by_plan", plans}},
          str_cat("predicates passed over ",
                  all.clips,
                  " held-out clips: generated ",
                  total["generated"],
                  ", true clips ",
                  total["truth"],
                  ", rest pose ",
                  total["still"],
                  ", wrong caption ",
                  total["wrong_caption"],
                  "\n")};
}

}  // namespace

Run setup_eval(CLI::App& app) {
  auto a = std::make_shared<Arguments>();
  app.add_option("--model", a->model, "Model folder; default: the bundled mini model");
  app.add_option("--count", a->count, "Held-out clips: procedural creatures, unseen wordings");
  app.add_option("--scenes", a->seed, "Seed of the held-out scenes");
  app.add_option("--seed", a->options.seed, "Seed of the noise");
  app.add_option("--steps", a->options.steps, "Denoising steps; 0: the model's default");
  app.add_option("--text-guidance", a->options.text_guidance, "Guidance by the text");
  app.add_option(
      "--candidates", a->options.candidates, "Draws per clip; the best evidence is kept");
  app.add_option("--device", a->options.device, "auto, cpu or cuda");
  return [a] { return run(*a); };
}

}  // namespace animax::cli
