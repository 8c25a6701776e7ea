// SPDX-License-Identifier: MIT
#include "eval/model_eval.h"

#include "core/error.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/progress.h"
#include "data/checker/check_motion.h"
#include "data/clips/splits.h"
#include "data/creatures/samples.h"
#include "eval/retrieval/retrieval.h"

#include <algorithm>

namespace animax::eval {
namespace {

// Retrieval, fitted once the rate and length of generated motions are known.
class CaptionRanker {
 public:
  explicit CaptionRanker(int clips) : clips_(clips) {}

  void prepare(const Motion& like) {
    if (clips_ == 0 || encoder_) return;
    RetrievalOptions options;
    options.clips = clips_;
    options.fps = like.fps;
    options.frames = static_cast<int>(like.frames.size());
    encoder_.emplace(options);
  }

  std::optional<int> rank(const data::SyntheticScene& scene,
                          const Motion& motion,
                          const std::vector<std::string>& others) const {
    if (!encoder_ || others.empty()) return std::nullopt;
    const auto& creature = scene.creature;
    return rank_of_caption(*encoder_,
                           encoder_->embed_motion(creature.rig.skeleton, creature.anatomy, motion),
                           scene.caption,
                           others);
  }

 private:
  const int clips_;
  std::optional<MotionTextEncoder> encoder_;
};

// Parameters of another motion that this body can do; the same where there is none.
data::MotionParams another_motion(const data::SyntheticScene& scene, Rng& rng) {
  auto motions = data::motions_for(scene.creature.anatomy);
  std::erase(motions, scene.params.motion);
  return motions.empty() ? scene.params : data::random_params(rng.pick(motions), rng);
}

std::array<Motion, kPerformers> performances(const data::SyntheticScene& scene,
                                             Motion generated,
                                             Rng& rng) {
  const Skeleton& skeleton = scene.creature.rig.skeleton;
  const double fps = generated.fps;
  const int frames = static_cast<int>(generated.frames.size());
  const auto perform = [&](const data::MotionParams& params) {
    return data::make_motion(skeleton, scene.creature.anatomy, params, fps, frames);
  };
  std::array<Motion, kPerformers> all;
  all[kGenerated] = std::move(generated);
  all[kTrueClip] = perform(scene.params);
  all[kStill] = {fps, std::vector<Pose>(frames, skeleton.rest_pose())};
  all[kWrongCaption] = perform(another_motion(scene, rng));
  return all;
}

bool is_held_out(const data::SyntheticScene& scene) {
  return data::held_out_combination(scene.creature.anatomy.plan, scene.params.motion);
}

bool wanted(const data::SyntheticScene& scene, Pairs pairs) {
  return pairs == Pairs::kAll || is_held_out(scene) == (pairs == Pairs::kHeldOut);
}

data::SyntheticClipOptions held_out_scenes(const ModelEvalOptions& options) {
  data::SyntheticClipOptions scenes;
  scenes.seed = options.scenes;
  scenes.split = data::Split::kTest;
  scenes.settled_manner = true;  // so that the true clip is what the caption says
  scenes.unfamiliar_subjects = options.unfamiliar_subjects ? 1 : 0;
  return scenes;
}

using SamplePrompt = std::pair<const data::Sample*, std::string>;

std::vector<SamplePrompt> sample_prompts() {
  std::vector<SamplePrompt> prompts;
  for (const data::Sample& sample : data::samples())
    for (const std::string& prompt : sample.prompts) prompts.emplace_back(&sample, prompt);
  return prompts;
}

data::SyntheticScene sample_scene(uint64_t index) {
  const auto prompts = sample_prompts();
  const auto& [sample, prompt] = prompts[index % prompts.size()];
  const auto motion = data::motion_of_caption(prompt);
  if (!motion) throw Error("sample ", sample->name, ": no known motion in '", prompt, "'");
  Rng rng = Rng(sample->seed).fork(prompt);
  const auto usual = data::settled_manner(data::random_params(*motion, rng), {});
  data::MotionParams params = data::manner_of_caption(prompt, usual);
  params.phase = 0;
  return {data::make_sample(*sample), params, prompt};
}

// All prompts of the samples have the first seed, then all have the next.
uint64_t noise_seed(const ModelEvalOptions& options, uint64_t index) {
  return options.seed + (options.samples > 0 ? index / sample_prompts().size() : index);
}

JudgedScene judge(const data::SyntheticScene& scene,
                  GeneratedMotion made,
                  CaptionRanker& ranker,
                  Rng rng) {
  const data::Creature& creature = scene.creature;
  const Skeleton& skeleton = creature.rig.skeleton;
  JudgedScene judged;
  judged.caption = scene.caption;
  judged.motion = scene.params.motion;
  judged.plan = data::to_string(creature.anatomy.plan);
  judged.species = creature.species;
  judged.pair = is_held_out(scene) ? "held out" : "trained";
  judged.confidence = made.confidence;
  ranker.prepare(made.motion);
  Rng motion_rng = rng.fork("other"), caption_rng = rng.fork("captions");
  const auto others = distractor_captions(scene, kRetrievalCandidates - 1, caption_rng);
  auto all = performances(scene, std::move(made.motion), motion_rng);

  MetricContext context;
  context.height = rig_height(creature.rig);
  context.tips = chain_tips(creature.rig);
  context.anatomy = &creature.anatomy;
  context.truth = &all[kTrueClip];
  context.lead_in = scene.params.blend_in;
  describe_motion(scene.params.motion, scene.params.travel, context);
  for (int p = 0; p < kPerformers; ++p) {
    const auto check = data::check_motion(skeleton, creature.anatomy, all[p], scene.params.motion);
    judged.by[p] = {check.passed,
                    check.score,
                    check.reason,
                    measure_motion(skeleton, all[p], context),
                    ranker.rank(scene, all[p], others)};
  }
  judged.generated = std::move(all[kGenerated]);
  judged.truth = std::move(all[kTrueClip]);
  return judged;
}

}  // namespace

void ModelEvalOptions::validate() const {
  if (count < 1) throw UsageError("--count: found ", count, ", expected at least 1");
  if (samples < 0) throw UsageError("--samples: found ", samples, ", expected at least 1");
  if (retrieval_clips != 0 && (retrieval_clips < 50 || retrieval_clips > 20000))
    throw UsageError(
        "--retrieval-clips: found ", retrieval_clips, ", expected 0 (none) or 50 to 20000");
}

const char* key_of(Performer performer) {
  constexpr std::array<const char*, kPerformers> kKeys{
      "generated", "truth", "still", "wrong_caption"};
  return kKeys[performer];
}

data::SyntheticScene scene_of(const ModelEvalOptions& options, uint64_t index) {
  return options.samples > 0 ? sample_scene(index)
                             : data::draw_scene(held_out_scenes(options), index);
}

void describe_motion(const std::string& motion, bool travels, MetricContext& context) {
  static const std::vector<std::string> turning{
      "turn", "rotate", "die", "fall", "coil", "lie down"};
  const auto& known = data::motion_names();
  if (std::find(known.begin(), known.end(), motion) == known.end()) return;
  const data::MotionTraits& traits = data::traits_of(motion);
  context.cyclic = traits.cyclic && !traits.ends_away;
  context.treadmill = traits.locomotion && !travels;
  context.turns = std::find(turning.begin(), turning.end(), motion) != turning.end();
}

GeneratedMotion make_quietly(const std::function<GeneratedMotion()>& make) {
  const LogLevel level = log_level();
  set_log_level(std::min(level, LogLevel::kWarning));
  try {
    GeneratedMotion made = make();
    set_log_level(level);
    return made;
  } catch (...) {
    set_log_level(level);
    throw;
  }
}

ModelEvaluation evaluate_model(const AnimateFunction& animate, const ModelEvalOptions& options) {
  return evaluate_performances(
      [&](const data::SyntheticScene& scene, uint64_t seed) {
        return animate(scene.creature.rig, scene.caption, seed);
      },
      options);
}

ModelEvaluation evaluate_performances(const PerformFunction& perform,
                                      const ModelEvalOptions& options) {
  options.validate();
  ModelEvaluation evaluation{options, {}};
  CaptionRanker ranker(options.retrieval_clips);
  const bool samples = options.samples > 0;
  const size_t total = samples ? options.samples * sample_prompts().size() : options.count;
  Progress progress("evaluating", total);
  for (uint64_t index = 0; evaluation.scenes.size() < total; ++index) {
    throw_if_interrupted();
    const data::SyntheticScene scene = scene_of(options, index);
    if (!samples && !wanted(scene, options.pairs)) continue;
    const uint64_t seed = noise_seed(options, index);
    GeneratedMotion made = make_quietly([&] { return perform(scene, seed); });
    JudgedScene judged =
        judge(scene, std::move(made), ranker, Rng(options.scenes).fork("judge").fork(index));
    judged.index = index;
    log_debug(str_cat(
        judged.by[kGenerated].passed ? "pass " : "fail ", judged.motion, ": ", judged.caption));
    evaluation.scenes.push_back(std::move(judged));
    progress.advance();
  }
  return evaluation;
}

}  // namespace animax::eval
