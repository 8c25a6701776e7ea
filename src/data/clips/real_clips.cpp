// SPDX-License-Identifier: MIT
#include "data/clips/real_clips.h"

#include "core/error.h"
#include "data/checker/check_motion.h"
#include "data/clips/real_motions.h"
#include "data/creatures/creature.h"
#include "data/motions/motion.h"
#include "data/retarget/retarget.h"

#include <algorithm>
#include <cmath>

namespace animax::data {
namespace {

/// A retargeted clip counts only when most of the body takes part and the feet go where they
/// should.
constexpr double kLeastMatched = 0.6, kMostFootError = 0.12;
constexpr int kTries = 24;

class SceneDrawer {
 public:
  SceneDrawer(const RealAssets& assets, const RealSceneOptions& options, uint64_t index)
      : assets_(assets), options_(options), rng_(Rng(options.seed).fork(index)) {
    std::map<std::string, int> rigs, categories;
    for (const RealAsset& asset : assets.bodies())
      ++rigs[asset.rig_id], ++categories[asset.category];
    // Neither a skeleton with many skins nor a large category takes over.
    for (const RealAsset& asset : assets.bodies())
      weights_.push_back(1 / std::sqrt(rigs[asset.rig_id] * categories[asset.category]));
  }

  RealScene draw() {
    const RealSceneMix& mix = options_.mix;
    const double kinds[] = {mix.creatures, mix.programs, mix.clips, mix.retargeted};
    const size_t kind = rng_.weighted(kinds);
    for (int attempt = 0; attempt < kTries && kind != 0; ++attempt) {
      std::optional<RealScene> scene = kind == 1   ? draw_program()
                                       : kind == 2 ? draw_clip()
                                                   : draw_retargeted();
      if (scene) return std::move(*scene);
    }
    return draw_creature();
  }

 private:
  WindowOptions window() const { return {options_.fps, options_.frames, options_.blend_in}; }
  size_t pick_body() { return rng_.weighted(weights_); }

  MotionParams draw_params(const std::string& name) {
    MotionParams params = random_params(name, rng_);
    if (options_.fixed_phase) params.phase = 0;
    params.blend_in = options_.blend_in;
    return params;
  }

  RealScene draw_creature() {
    CreatureOptions creature_options;
    creature_options.triangles = options_.creature_triangles;
    Creature creature = make_creature(rng_.pick(creature_plans()), rng_, creature_options);
    const MotionParams params = draw_params(rng_.pick(motions_for(creature.anatomy)));
    RealScene scene;
    scene.motion =
        make_motion(creature.rig.skeleton, creature.anatomy, params, options_.fps, options_.frames);
    const std::string& subject = creature.subject_words.empty() || rng_.chance(0.5)
                                     ? creature.subject
                                     : rng_.pick(creature.subject_words);
    scene.plan = creature.anatomy.plan;
    scene.caption = make_caption(subject, params, rng_, options_.split, scene.plan);
    scene.motion_name = params.motion;
    scene.rig = std::move(creature.rig);
    scene.anatomy = std::move(creature.anatomy);
    scene.licence = "MIT";
    scene.source = "creature";
    return scene;
  }

  std::optional<RealScene> draw_program() {
    const size_t body = pick_body();
    const RealRig& real = assets_.body(body);
    if (!real.anatomy || real.motions.empty()) return std::nullopt;
    const RealAsset& asset = assets_.bodies()[body];
    const MotionParams params = draw_params(rng_.pick(real.motions));
    RealScene scene = scene_of(asset, real, "program");
    if (rng_.chance(options_.vary_topology)) {
      EditedRig varied = augment_topology(real.rig, *real.anatomy, options_.topology, rng_);
      scene.rig = std::move(varied.rig);
      scene.anatomy = std::move(varied.anatomy);
    }
    const Skeleton& skeleton = scene.rig.skeleton;
    const auto able = motions_for(*scene.anatomy);
    if (std::find(able.begin(), able.end(), params.motion) == able.end()) return std::nullopt;
    scene.motion = make_motion(skeleton, *scene.anatomy, params, options_.fps, options_.frames);
    if (!check_motion(skeleton, *scene.anatomy, scene.motion, params.motion).passed)
      return std::nullopt;
    scene.motion_name = params.motion;
    scene.caption = make_caption(asset.subject, params, rng_, options_.split, scene.plan);
    return scene;
  }

  std::optional<RealScene> draw_clip() {
    const size_t body = pick_body();
    const RealAsset& asset = assets_.bodies()[body];
    if (asset.clips.empty()) return std::nullopt;
    const RealRig& real = assets_.body(body);
    const RealClip& clip = rng_.pick(asset.clips);
    std::optional<Motion> motion = draw_window(real, clip);
    if (!motion) return std::nullopt;
    RealScene scene = scene_of(asset, real, "clip");
    scene.motion = std::move(*motion);
    name_clip(clip, asset.subject, asset.subject, scene);
    return scene;
  }

  std::optional<RealScene> draw_retargeted() {
    const size_t target = pick_body();
    const RealAsset& to = assets_.bodies()[target];
    const RealRig& real = assets_.body(target);
    if (!real.anatomy || real.anatomy->plan == BodyPlan::kOther) return std::nullopt;
    // Motion-only skeletons take their turn among the bodies.
    const size_t bodies = assets_.bodies().size(), skeletons = assets_.skeletons().size();
    const bool bare = skeletons > 0 && rng_.chance(static_cast<double>(skeletons) / bodies);
    const size_t source =
        bare ? static_cast<size_t>(rng_.integer(0, static_cast<int64_t>(skeletons) - 1))
             : pick_body();
    const RealAsset& from = bare ? assets_.skeletons()[source] : assets_.bodies()[source];
    if (from.clips.empty() || from.rig_id == to.rig_id) return std::nullopt;
    const RealRig& giver = bare ? assets_.skeleton(source) : assets_.body(source);
    if (!giver.anatomy || giver.anatomy->plan != real.anatomy->plan) return std::nullopt;
    const RealClip& clip = rng_.pick(from.clips);
    const std::optional<Motion> motion = draw_window(giver, clip);
    if (!motion) return std::nullopt;

    RealScene scene = scene_of(to, real, "retarget");
    RetargetReport report;
    scene.motion = retarget_motion(
        giver.rig.skeleton, *giver.anatomy, *motion, real.rig.skeleton, *real.anatomy, {}, &report);
    if (report.matched_chains < kLeastMatched * report.chains || report.foot_error > kMostFootError)
      return std::nullopt;
    scene.motion.frames[0] = real.rig.skeleton.rest_pose();
    if (from.licence != to.licence) scene.licence = to.licence + " and " + from.licence;
    if (from.attribution != to.attribution && !from.attribution.empty())
      scene.attribution += (scene.attribution.empty() ? "" : " ") + from.attribution;
    name_clip(clip, from.subject, to.subject, scene);
    return scene;
  }

  std::optional<Motion> draw_window(const RealRig& real, const RealClip& clip) {
    const int windows = window_count(clip.duration, window());
    return cut_window(real, clip, static_cast<int>(rng_.integer(0, windows - 1)), window());
  }

  static RealScene scene_of(const RealAsset& asset, const RealRig& real, const char* kind) {
    RealScene scene;
    scene.rig = real.rig;
    scene.anatomy = real.anatomy;
    scene.plan = real.anatomy ? real.anatomy->plan : BodyPlan::kOther;
    scene.licence = asset.licence;
    scene.attribution = asset.attribution;
    scene.source = std::string(kind) + ": " + asset.source;
    return scene;
  }

  void name_clip(const RealClip& clip,
                 const std::string& original_subject,
                 const std::string& subject,
                 RealScene& scene) {
    scene.motion_name = motion_of_clip(clip);
    scene.caption =
        caption_of_clip(clip, original_subject, subject, scene.plan, options_.split, rng_);
  }

  const RealAssets& assets_;
  const RealSceneOptions& options_;
  Rng rng_;
  std::vector<double> weights_;
};

}  // namespace

void RealSceneOptions::validate() const {
  const auto expect = [](bool ok, const char* name, double found, const char* expected) {
    if (!ok) throw Error("real scenes: ", name, ": found ", found, ", expected ", expected);
  };
  expect(fps > 0, "fps", fps, "more than 0");
  expect(frames >= 2, "frames", frames, "at least 2");
  expect(blend_in >= 0, "blend_in", blend_in, "0 or more seconds");
  expect(vary_topology >= 0 && vary_topology <= 1, "vary_topology", vary_topology, "0 to 1");
  const double least = std::min({mix.creatures, mix.programs, mix.clips, mix.retargeted});
  expect(least >= 0, "mix", least, "no negative share");
  const double sum = mix.creatures + mix.programs + mix.clips + mix.retargeted;
  expect(sum > 0, "mix", sum, "a positive share");
  topology.validate();
}

RealScene draw_real_scene(const RealAssets& assets,
                          const RealSceneOptions& options,
                          uint64_t index) {
  options.validate();
  return SceneDrawer(assets, options, index).draw();
}

SceneCounts count_real_scenes(const RealAssets& assets,
                              const RealSceneOptions& options,
                              uint64_t first,
                              int count) {
  SceneCounts counts;
  for (int i = 0; i < count; ++i) {
    const RealScene scene = draw_real_scene(assets, options, first + static_cast<uint64_t>(i));
    ++counts.by_plan[to_string(scene.plan)];
    ++counts.by_motion[scene.motion_name.empty() ? "(unnamed)" : scene.motion_name];
    ++counts.by_licence[scene.licence];
    ++counts.by_source[scene.source];
  }
  return counts;
}

}  // namespace animax::data
