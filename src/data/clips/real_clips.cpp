// SPDX-License-Identifier: MIT
#include "data/clips/real_clips.h"

#include "core/error.h"
#include "data/captions/subjects.h"
#include "data/checker/check_motion.h"
#include "data/clips/real_motions.h"
#include "data/clips/splits.h"
#include "data/clips/template_renderer.h"
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

enum class Kind { kProgram, kClip, kRetargeted };

const char* to_string(Kind kind) {
  switch (kind) {
    case Kind::kProgram:
      return "program";
    case Kind::kClip:
      return "clip";
    case Kind::kRetargeted:
      return "retarget";
  }
  return "";
}

bool held_out(const RealSceneOptions& options, BodyPlan plan, const std::string& motion) {
  return options.split == Split::kTrain && held_out_combination(plan, motion);
}

}  // namespace

// One rig of the folder, perhaps varied, and its performances.
class RealSceneDrawer::Body {
 public:
  /// Draws the body of `number`.
  Body(const RealAssets& assets,
       const RealSceneOptions& options,
       const std::vector<double>& weights,
       uint64_t number,
       RealScene& scene);

  /// Puts motion and caption into `scene`, which shows this body.
  void perform(Rng& rng, RealScene& scene) const;

  const uint64_t number;

 private:
  bool can(Kind kind) const;
  MotionParams draw_params(const std::string& name, Rng& rng) const;
  bool perform(Kind kind, Rng& rng, RealScene& scene) const;
  bool perform_program(Rng& rng, RealScene& scene) const;
  bool perform_clip(Rng& rng, RealScene& scene) const;
  bool perform_retargeted(Rng& rng, RealScene& scene) const;
  WindowOptions window() const { return {options_.fps, options_.frames, options_.blend_in}; }
  std::optional<Motion> draw_window(const RealRig& real, const RealClip& clip, Rng& rng) const;
  std::string subject(const Rng& rng) const;
  void credit(const RealAsset* giver, Kind kind, RealScene& scene) const;

  const RealAssets& assets_;
  const RealSceneOptions& options_;
  const std::vector<double>& weights_;
  Kind kind_ = Kind::kProgram;
  const RealAsset* asset_ = nullptr;
  const RealRig* real_ = nullptr;
  std::vector<std::string> motions_;  // programs that this body, as varied, may perform
};

RealSceneDrawer::Body::Body(const RealAssets& assets,
                            const RealSceneOptions& options,
                            const std::vector<double>& weights,
                            uint64_t number,
                            RealScene& scene)
    : number(number), assets_(assets), options_(options), weights_(weights) {
  Rng rng = Rng(options.seed).fork("body").fork(number);
  const double kinds[] = {options.mix.programs, options.mix.clips, options.mix.retargeted};
  kind_ = static_cast<Kind>(rng.weighted(kinds));
  do {
    const size_t body = rng.weighted(weights_);
    asset_ = &assets.bodies()[body];
    real_ = &assets.body(body);
  } while (!can(kind_));

  scene.rig = real_->rig;
  scene.anatomy = real_->anatomy;
  if (kind_ == Kind::kProgram && rng.chance(options.vary_topology)) {
    EditedRig varied = augment_topology(real_->rig, *real_->anatomy, options.topology, rng);
    scene.rig = std::move(varied.rig);
    scene.anatomy = std::move(varied.anatomy);
  }
  scene.plan = real_->anatomy ? real_->anatomy->plan : BodyPlan::kOther;
  if (!real_->anatomy) return;
  const auto able = motions_for(*scene.anatomy);
  for (const std::string& name : real_->motions)
    if (std::find(able.begin(), able.end(), name) != able.end() &&
        !held_out(options, scene.plan, name))
      motions_.push_back(name);
}

bool RealSceneDrawer::Body::can(Kind kind) const {
  switch (kind) {
    case Kind::kProgram:
      return real_->anatomy && !real_->motions.empty();
    case Kind::kClip:
      return !asset_->clips.empty();
    case Kind::kRetargeted:
      return real_->anatomy && real_->anatomy->plan != BodyPlan::kOther;
  }
  return false;
}

void RealSceneDrawer::Body::perform(Rng& rng, RealScene& scene) const {
  // What cannot be had of this body, such as a clip of another with its build, gives way.
  for (Kind kind : {kind_, Kind::kProgram, Kind::kClip}) {
    if (!can(kind)) continue;
    for (int attempt = 0; attempt < kTries; ++attempt)
      if (perform(kind, rng, scene)) return;
  }
  throw Error(asset_->path, ": found no motion for it; leave it out of the index");
}

bool RealSceneDrawer::Body::perform(Kind kind, Rng& rng, RealScene& scene) const {
  switch (kind) {
    case Kind::kProgram:
      return perform_program(rng, scene);
    case Kind::kClip:
      return perform_clip(rng, scene);
    case Kind::kRetargeted:
      return perform_retargeted(rng, scene);
  }
  return false;
}

// What captions call the rig.
std::string RealSceneDrawer::Body::subject(const Rng& rng) const {
  return caption_subject(asset_->subject, options_.unfamiliar_subjects, rng, options_.split);
}

bool RealSceneDrawer::Body::perform_program(Rng& rng, RealScene& scene) const {
  if (motions_.empty()) return false;
  MotionParams params = random_params(rng.pick(motions_), rng);
  if (options_.fixed_phase) params.phase = 0;
  params.blend_in = options_.blend_in;
  NamedManner named;
  scene.caption = make_caption(subject(rng), params, rng, options_.split, scene.plan, &named);
  if (options_.settled_manner) params = settled_manner(params, named);
  const Skeleton& skeleton = scene.rig.skeleton;
  scene.motion = make_motion(skeleton, *scene.anatomy, params, options_.fps, options_.frames);
  if (!check_motion(skeleton, *scene.anatomy, scene.motion, params.motion).passed) return false;
  scene.motion_name = params.motion;
  credit(nullptr, Kind::kProgram, scene);
  return true;
}

bool RealSceneDrawer::Body::perform_clip(Rng& rng, RealScene& scene) const {
  if (asset_->clips.empty() || kind_ == Kind::kProgram) return false;  // perhaps varied
  const RealClip& clip = rng.pick(asset_->clips);
  scene.motion_name = motion_of_clip(clip);
  if (held_out(options_, scene.plan, scene.motion_name)) return false;
  std::optional<Motion> motion = draw_window(*real_, clip, rng);
  if (!motion) return false;
  scene.motion = std::move(*motion);
  scene.caption =
      caption_of_clip(clip, asset_->subject, subject(rng), scene.plan, options_.split, rng);
  credit(nullptr, Kind::kClip, scene);
  return true;
}

bool RealSceneDrawer::Body::perform_retargeted(Rng& rng, RealScene& scene) const {
  // Motion-only skeletons take their turn among the bodies.
  const size_t bodies = assets_.bodies().size(), skeletons = assets_.skeletons().size();
  const bool bare = skeletons > 0 && rng.chance(static_cast<double>(skeletons) / bodies);
  const size_t source =
      bare ? static_cast<size_t>(rng.integer(0, static_cast<int64_t>(skeletons) - 1))
           : rng.weighted(weights_);
  const RealAsset& from = bare ? assets_.skeletons()[source] : assets_.bodies()[source];
  if (from.clips.empty() || from.rig_id == asset_->rig_id) return false;
  const RealRig& giver = bare ? assets_.skeleton(source) : assets_.body(source);
  if (!giver.anatomy || giver.anatomy->plan != real_->anatomy->plan) return false;
  const RealClip& clip = rng.pick(from.clips);
  scene.motion_name = motion_of_clip(clip);
  if (held_out(options_, scene.plan, scene.motion_name)) return false;
  const std::optional<Motion> motion = draw_window(giver, clip, rng);
  if (!motion) return false;

  RetargetReport report;
  scene.motion = retarget_motion(giver.rig.skeleton,
                                 *giver.anatomy,
                                 *motion,
                                 real_->rig.skeleton,
                                 *real_->anatomy,
                                 {},
                                 &report);
  if (report.matched_chains < kLeastMatched * report.chains || report.foot_error > kMostFootError)
    return false;
  scene.motion.frames[0] = real_->rig.skeleton.rest_pose();
  scene.caption =
      caption_of_clip(clip, from.subject, subject(rng), scene.plan, options_.split, rng);
  credit(&from, Kind::kRetargeted, scene);
  return true;
}

std::optional<Motion> RealSceneDrawer::Body::draw_window(const RealRig& real,
                                                         const RealClip& clip,
                                                         Rng& rng) const {
  const int windows = window_count(clip.duration, window());
  return cut_window(real, clip, static_cast<int>(rng.integer(0, windows - 1)), window());
}

// `giver`: whose clip it is, when another's.
void RealSceneDrawer::Body::credit(const RealAsset* giver, Kind kind, RealScene& scene) const {
  scene.licence = asset_->licence;
  scene.attribution = asset_->attribution;
  scene.source = str_cat(to_string(kind), ": ", asset_->source);
  if (!giver) return;
  if (giver->licence != asset_->licence) scene.licence += " and " + giver->licence;
  if (giver->attribution != asset_->attribution && !giver->attribution.empty())
    scene.attribution += (scene.attribution.empty() ? "" : " ") + giver->attribution;
}

RealSceneDrawer::RealSceneDrawer(const RealAssets& assets, const RealSceneOptions& options)
    : assets_(assets), options_(options) {
  options_.validate();
  std::map<std::string, int> rigs, categories;
  for (const RealAsset& asset : assets.bodies()) ++rigs[asset.rig_id], ++categories[asset.category];
  // Neither a skeleton with many skins nor a large category takes over.
  for (const RealAsset& asset : assets.bodies())
    weights_.push_back(1 / std::sqrt(rigs[asset.rig_id] * categories[asset.category]));
}

RealSceneDrawer::~RealSceneDrawer() = default;

const RealScene& RealSceneDrawer::draw(uint64_t index) {
  const uint64_t number = index / static_cast<uint64_t>(options_.scenes_per_rig);
  if (!body_ || body_->number != number)
    body_ = std::make_unique<Body>(assets_, options_, weights_, number, scene_);
  Rng rng = Rng(options_.seed).fork("performance").fork(index);
  body_->perform(rng, scene_);
  return scene_;
}

void RealSceneOptions::validate() const {
  const auto expect = [](bool ok, const char* name, double found, const char* expected) {
    if (!ok) throw Error("real scenes: ", name, ": found ", found, ", expected ", expected);
  };
  expect(fps > 0, "fps", fps, "more than 0");
  expect(frames >= 2, "frames", frames, "at least 2");
  expect(blend_in >= 0, "blend_in", blend_in, "0 or more seconds");
  expect(vary_topology >= 0 && vary_topology <= 1, "vary_topology", vary_topology, "0 to 1");
  expect(unfamiliar_subjects >= 0 && unfamiliar_subjects <= 1,
         "unfamiliar_subjects",
         unfamiliar_subjects,
         "0 to 1");
  expect(scenes_per_rig >= 1, "scenes_per_rig", scenes_per_rig, "at least 1");
  const double least = std::min({mix.programs, mix.clips, mix.retargeted});
  expect(least >= 0, "mix", least, "no negative share");
  const double sum = mix.programs + mix.clips + mix.retargeted;
  expect(sum > 0, "mix", sum, "a positive share");
  topology.validate();
}

namespace {

class RealSource : public ClipSource {
 public:
  RealSource(const RealAssets& assets, const RealSceneOptions& options, const ClipFormat& format)
      : drawer_(assets, options),
        scenes_per_rig_(options.scenes_per_rig),
        with_rgb_(options.with_rgb),
        format_(format) {}

  TrainingClip make(uint64_t index) override {
    const RealScene& scene = drawer_.draw(index);
    const uint64_t number = index / static_cast<uint64_t>(scenes_per_rig_);
    if (number != number_) views_ = renderer_.show(scene.rig, format_);
    number_ = number;
    TrainingClip clip;
    clip.latents = encode_motion(scene.rig, views_, format_, scene.motion, with_rgb_);
    clip.views = views_;
    clip.caption = scene.caption;
    clip.motion = scene.motion_name;
    clip.plan = scene.plan;
    return clip;
  }

  int run() const override { return scenes_per_rig_; }

 private:
  RealSceneDrawer drawer_;
  const int scenes_per_rig_;
  const bool with_rgb_;
  const ClipFormat format_;
  TemplateRenderer renderer_;
  uint64_t number_ = ~uint64_t{0};
  TemplateViews views_;
};

}  // namespace

SceneCounts count_real_scenes(const RealAssets& assets,
                              const RealSceneOptions& options,
                              uint64_t first,
                              int count) {
  SceneCounts counts;
  RealSceneDrawer drawer(assets, options);
  for (int i = 0; i < count; ++i) {
    const RealScene& scene = drawer.draw(first + static_cast<uint64_t>(i));
    ++counts.by_plan[to_string(scene.plan)];
    ++counts.by_motion[scene.motion_name.empty() ? "(unnamed)" : scene.motion_name];
    ++counts.by_licence[scene.licence];
    ++counts.by_source[scene.source];
  }
  return counts;
}

std::unique_ptr<ClipSource> make_real_source(const RealAssets& assets,
                                             const RealSceneOptions& options,
                                             const ClipFormat& format) {
  return std::make_unique<RealSource>(assets, options, format);
}

}  // namespace animax::data
