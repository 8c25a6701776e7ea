// SPDX-License-Identifier: MIT
#include "data/clips/synthetic_clips.h"

#include "core/error.h"
#include "data/captions/subjects.h"
#include "data/clips/splits.h"
#include "data/clips/template_renderer.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace animax::data {
namespace {

// Body plans by how often users bring them and by how much there is to learn of each; every plan
// stays well represented. Tests ask more evenly.
double plan_weight(BodyPlan plan, Split split) {
  const bool training = split == Split::kTrain;
  switch (plan) {
    case BodyPlan::kBiped:
      return training ? 6 : 3;
    case BodyPlan::kQuadruped:
      return training ? 4 : 3;
    case BodyPlan::kBird:
    case BodyPlan::kDragon:
    case BodyPlan::kInsect:
      return training ? 2 : 1.5;
    default:
      return 1;
  }
}

// What every game asks for is trained more often, and asked for like the others in tests.
const std::string& draw_motion(const std::vector<std::string>& motions, Split split, Rng& rng) {
  static const std::set<std::string> common{
      "walk", "run", "idle", "jump", "attack", "trot", "gallop", "fly", "swim", "slither", "wave"};
  if (split != Split::kTrain) return rng.pick(motions);
  std::vector<double> weights;
  for (const std::string& name : motions) weights.push_back(common.contains(name) ? 3 : 1);
  return motions[rng.weighted(weights)];
}

Creature draw_creature(const SyntheticClipOptions& options, uint64_t number) {
  Rng rng = Rng(options.seed).fork(number);
  const auto plans = options.plans.empty() ? creature_plans() : options.plans;
  std::vector<double> weights;
  for (BodyPlan plan : plans) weights.push_back(plan_weight(plan, options.split));
  CreatureOptions creature_options;
  creature_options.triangles = options.triangles;
  creature_options.variety = options.variety;
  return make_creature(plans[rng.weighted(weights)], rng, creature_options);
}

// What clip `index` shows of its creature, and the sentence for it.
std::pair<MotionParams, std::string> draw_performance(const SyntheticClipOptions& options,
                                                      const Creature& creature,
                                                      uint64_t index) {
  Rng rng = Rng(options.seed).fork("performance").fork(index);
  auto motions = motions_for(creature.anatomy);
  if (options.split == Split::kTrain) {
    const BodyPlan plan = creature.anatomy.plan;
    const auto held_out = [plan](const std::string& name) {
      return held_out_combination(plan, name);
    };
    motions.erase(std::remove_if(motions.begin(), motions.end(), held_out), motions.end());
  }
  CHECK_THAT(!motions.empty());
  MotionParams params = random_params(draw_motion(motions, options.split, rng), rng);
  if (options.fixed_phase) params.phase = 0;
  const std::string familiar = creature.subject_words.empty() || rng.chance(0.5)
                                   ? creature.subject
                                   : rng.pick(creature.subject_words);
  const std::string subject =
      caption_subject(familiar, options.unfamiliar_subjects, rng, options.split);
  NamedManner named;
  std::string caption =
      make_caption(subject, params, rng, options.split, creature.anatomy.plan, &named);
  if (options.settled_manner) params = settled_manner(params, named);
  return {params, std::move(caption)};
}

class SyntheticSource : public ClipSource {
 public:
  SyntheticSource(const SyntheticClipOptions& options, const ClipFormat& format)
      : options_(options), format_(format) {}

  TrainingClip make(uint64_t index) override {
    const uint64_t number = index / options_.clips_per_creature;
    if (!creature_ || number != number_) load_creature(number);
    const Rig& rig = creature_->rig;
    auto [params, caption] = draw_performance(options_, *creature_, index);
    const Motion motion =
        make_motion(rig.skeleton, creature_->anatomy, params, format_.fps, format_.frames + 1);
    TrainingClip clip;
    clip.latents = encode_motion(rig, views_, format_, motion, options_.with_rgb);
    clip.views = views_;
    clip.caption = std::move(caption);
    clip.motion = params.motion;
    clip.plan = creature_->anatomy.plan;
    return clip;
  }

  int run() const override { return options_.clips_per_creature; }

 private:
  void load_creature(uint64_t number) {
    creature_ = draw_creature(options_, number);
    number_ = number;
    views_ = renderer_.show(creature_->rig, format_);
  }

  const SyntheticClipOptions options_;
  const ClipFormat format_;
  TemplateRenderer renderer_;
  std::optional<Creature> creature_;  // the one made last, its number and what it looks like
  uint64_t number_ = 0;
  TemplateViews views_;
};

}  // namespace

SyntheticScene draw_scene(const SyntheticClipOptions& options, uint64_t index) {
  SyntheticScene scene;
  scene.creature = draw_creature(options, index / options.clips_per_creature);
  std::tie(scene.params, scene.caption) = draw_performance(options, scene.creature, index);
  return scene;
}

std::unique_ptr<ClipSource> make_synthetic_source(const SyntheticClipOptions& options,
                                                  const ClipFormat& format) {
  return std::make_unique<SyntheticSource>(options, format);
}

}  // namespace animax::data
