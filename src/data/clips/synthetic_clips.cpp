// SPDX-License-Identifier: MIT
#include "data/clips/synthetic_clips.h"

#include "core/error.h"
#include "render/renderer.h"

namespace animax::data {
namespace {

class SyntheticSource : public ClipSource {
 public:
  SyntheticSource(const SyntheticClipOptions& options, const ClipFormat& format)
      : options_(options), format_(format) {}

  TrainingClip make(uint64_t index) override {
    SyntheticScene scene = draw_scene(options_, index);
    const Rig& rig = scene.creature.rig;
    TrainingClip clip;
    clip.views = make_template_views(
        rig, format_, [&](const Rig& shown, const std::vector<Camera>& cameras) {
          renderer_.load(shown);
          return renderer_.render(shown.skeleton.rest_pose(), cameras);
        });
    const Motion motion = make_motion(
        rig.skeleton, scene.creature.anatomy, scene.params, format_.fps, format_.frames + 1);
    clip.latents = encode_motion(rig, clip.views, format_, motion, options_.with_rgb);
    clip.caption = std::move(scene.caption);
    clip.motion = scene.params.motion;
    clip.plan = scene.creature.anatomy.plan;
    return clip;
  }

 private:
  const SyntheticClipOptions options_;
  const ClipFormat format_;
  render::Renderer renderer_;
};

// Body plans by how often users bring them; every plan stays well represented.
double plan_weight(BodyPlan plan) {
  switch (plan) {
    case BodyPlan::kBiped:
    case BodyPlan::kQuadruped:
      return 3;
    case BodyPlan::kBird:
    case BodyPlan::kDragon:
    case BodyPlan::kInsect:
      return 1.5;
    default:
      return 1;
  }
}

}  // namespace

SyntheticScene draw_scene(const SyntheticClipOptions& options, uint64_t index) {
  Rng rng = Rng(options.seed).fork(index);
  const auto plans = options.plans.empty() ? creature_plans() : options.plans;
  std::vector<double> weights;
  for (BodyPlan plan : plans) weights.push_back(plan_weight(plan));
  CreatureOptions creature_options;
  creature_options.triangles = options.triangles;
  creature_options.variety = options.variety;
  SyntheticScene scene;
  scene.creature = make_creature(plans[rng.weighted(weights)], rng, creature_options);
  const auto motions = motions_for(scene.creature.anatomy);
  CHECK_THAT(!motions.empty());
  scene.params = random_params(rng.pick(motions), rng);
  if (options.fixed_phase) scene.params.phase = 0;
  const Creature& creature = scene.creature;
  const std::string& subject = creature.subject_words.empty() || rng.chance(0.5)
                                   ? creature.subject
                                   : rng.pick(creature.subject_words);
  scene.caption = make_caption(subject, scene.params, rng, options.split, creature.anatomy.plan);
  return scene;
}

std::unique_ptr<ClipSource> make_synthetic_source(const SyntheticClipOptions& options,
                                                  const ClipFormat& format) {
  return std::make_unique<SyntheticSource>(options, format);
}

}  // namespace animax::data
