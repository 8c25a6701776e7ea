// SPDX-License-Identifier: MIT
#include "pipeline/animate.h"

#include "core/error.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "data/augment/repair_rig.h"
#include "data/clips/template_views.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"
#include "nn/device.h"
#include "nn/joint_model.h"
#include "nn/tokenizer.h"
#include "pipeline/kept_folder.h"
#include "pipeline/motion_lifter.h"
#include "pipeline/motion_sampler.h"
#include "render/renderer.h"
#include "scene/loop.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <sys/resource.h>
#include <unistd.h>

namespace animax::pipeline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Adds the time since the last lap to `seconds`.
class LapClock {
 public:
  void lap(double& seconds) {
    const Clock::time_point now = Clock::now();
    seconds += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }
  double total() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  const Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

struct LoadedModel {
  nn::JointModel network;
  data::ClipFormat format;
  nn::Tokenizer tokenizer;
  diffusion::SampleOptions sampling;  ///< the model's defaults
  int64_t text_length;
};

diffusion::SampleOptions sampling_from_json(const Json& sampler, const std::string& where) {
  diffusion::SampleOptions options;
  options.sampler =
      diffusion::sampler_named(json_get_or<std::string>(sampler, "solver", "euler_plain", where),
                               json_get_or(sampler, "steps", 12, where),
                               json_get_or(sampler, "shift", 5.0, where));
  options.sampler.schedule.rounding = diffusion::TimestepRounding::kNone;
  options.guidance.text = json_get_or(sampler, "text_guidance", 2.0, where);
  options.guidance.image = json_get_or(sampler, "image_guidance", 1.0, where);
  const auto interval =
      json_get_or<std::array<double, 2>>(sampler,
                                         "guidance_interval",
                                         {options.guidance.sigma_low, options.guidance.sigma_high},
                                         where);
  options.guidance.sigma_low = interval[0];
  options.guidance.sigma_high = interval[1];
  options.validate();
  return options;
}

LoadedModel load_model(const AnimateOptions& options) {
  const fs::path folder = options.model.empty() ? bundled_model() : options.model;
  nn::JointModel network = nn::load_joint_model(folder);
  const std::string where = (folder / "model.json").string();
  const auto format = data::clip_format_from_json(json_get<Json>(network.settings, "clip", where),
                                                  where + ": clip");
  const Json sampler = json_get_or<Json>(network.settings, "sampler", Json::object(), where);
  nn::Tokenizer tokenizer(network.tokenizer_path());
  tokenizer.check_fits(network.text_encoder.config.vocab);
  const int64_t text_length = network.transformer.config.text_len;
  return {std::move(network),
          format,
          std::move(tokenizer),
          sampling_from_json(sampler, where + ": sampler"),
          text_length};
}

void apply_options(const AnimateOptions& options, LoadedModel& model) {
  auto& sampling = model.sampling;
  if (options.steps > 0) sampling.sampler.schedule.steps = options.steps;
  if (options.text_guidance >= 0) sampling.guidance.text = options.text_guidance;
  if (options.image_guidance >= 0) sampling.guidance.image = options.image_guidance;
  if (!options.guidance_interval.empty()) {
    sampling.guidance.sigma_low = options.guidance_interval.at(0);
    sampling.guidance.sigma_high = options.guidance_interval.at(1);
  }
  sampling.validate();
  if (options.frames == 0) return;
  if (options.frames > model.format.frames)
    throw UsageError("--frames: found ",
                     options.frames,
                     ", expected at most ",
                     model.format.frames,
                     ", which is what this model generates");
  // Whole latent frames are generated; finished_motion() cuts what is beyond.
  const int group = model.format.frames_per_latent;
  model.format.frames = (options.frames + group - 1) / group * group;
}

struct Candidate {
  lift::LiftResult lifted;
  lift::Evidence evidence;
  data::MotionLatents latents;
  uint64_t seed = 0;
};

using Generate = std::function<data::MotionLatents(uint64_t seed)>;

// Draws from the model by `prompt`. Keeps references to model and views.
Generate sampler_of(const LoadedModel& model,
                    const data::TemplateViews& views,
                    const std::string& prompt,
                    const AnimateOptions& options) {
  MotionSampleOptions sampling;
  sampling.sampling = model.sampling;
  sampling.with_rgb = !options.keep.empty();
  sampling.compute =
      nn::preferred_compute_dtype(model.network.transformer.time_embedding0.weight.device());
  const auto text = model.tokenizer.encode(prompt, model.text_length);
  const auto negative = model.tokenizer.encode("", model.text_length);
  return [=, &model, &views](uint64_t seed) {
    return sample_motion_latents(
        model.network, model.format, views, text, negative, sampling, seed);
  };
}

// Draws and lifts every candidate and keeps the one with the best evidence.
Candidate best_candidate(const Rig& rig,
                         const data::ClipFormat& format,
                         const data::TemplateViews& views,
                         const Generate& generate,
                         const AnimateOptions& options,
                         uint64_t seed,
                         LapClock& clock,
                         AnimateSeconds& seconds) {
  const MotionLifter lifter(rig, views, format);
  std::optional<Candidate> best;
  for (int i = 0; i < options.candidates; ++i) {
    throw_if_interrupted();
    auto latents = generate(seed + i);
    clock.lap(seconds.denoise);
    lift::Evidence evidence = lifter.evidence_of(latents.pose);
    clock.lap(seconds.decode);
    auto lifted = lifter.lift(evidence);
    clock.lap(seconds.lift);
    if (!best || lifted.confidence > best->lifted.confidence)
      best.emplace(Candidate{std::move(lifted), std::move(evidence), std::move(latents), seed + i});
  }
  lifter.finish(best->evidence, options.plant_feet, best->lifted);
  clock.lap(seconds.lift);
  return std::move(*best);
}

Motion finished_motion(const Rig& rig,
                       Motion motion,
                       const AnimateOptions& options,
                       AnimateReport& report) {
  if (options.frames > 0 && motion.frames.size() > static_cast<size_t>(options.frames) + 1)
    motion.frames.resize(static_cast<size_t>(options.frames) + 1);
  if (options.in_place)
    for (int root : rig.skeleton.roots())
      for (Pose& pose : motion.frames) {
        const Joint& joint = rig.skeleton.joints[root];
        const Vector3d world = joint.parent_from_anchor * pose[root].translation -
                               joint.parent_from_anchor * joint.rest.translation;
        pose[root].translation -=
            joint.parent_from_anchor.linear().inverse() * Vector3d(world.x(), 0, world.z());
      }
  const Motion smooth = resample_motion(motion, options.fps);
  if (!options.loop) return smooth;
  const Loop loop = find_loop(rig.skeleton, smooth, static_cast<int>(kLeadIn * options.fps));
  const Motion cycle = cut_loop(rig.skeleton, smooth, loop);
  report.loop = {loop.first / options.fps, loop.last / options.fps, cycle.duration(), loop.gap};
  if (loop.gap > kLoopGapLimit)
    report.warnings.push_back(
        "the motion does not repeat itself: its end was bent to meet its beginning");
  return cycle;
}

// The prompt becomes the animation's name, and JSON text is UTF-8.
void check_utf8(const std::string& prompt) {
  try {
    Json(prompt).dump();
  } catch (const Json::exception&) {
    throw UsageError("the prompt is not valid UTF-8");
  }
}

double peak_rss_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

void AnimateOptions::validate() const {
  if (steps < 0 || steps > 1000) throw UsageError("--steps: found ", steps, ", expected 1 to 1000");
  if (frames < 0) throw UsageError("--frames: found ", frames, ", expected a positive number");
  if (!(fps >= 1 && fps <= 240)) throw UsageError("--fps: found ", fps, ", expected 1 to 240");
  if (candidates < 1 || candidates > 64)
    throw UsageError("--candidates: found ", candidates, ", expected 1 to 64");
  if (text_guidance > 100 || image_guidance > 100)
    throw UsageError("guidance: expected at most 100");
  const auto& interval = guidance_interval;
  if (interval.empty()) return;
  if (interval.size() != 2 || !(0 <= interval[0] && interval[0] <= interval[1] && interval[1] <= 1))
    throw UsageError("--guidance-interval: expected two numbers from 0 to 1, the lower first");
}

Json to_json(const AnimateReport& r) {
  Json joints = Json::object();
  for (const auto& [name, confidence] : r.joint_confidence) joints[name] = confidence;
  Json loop;  // null: not asked for
  if (r.loop)
    loop = {{"start", r.loop->start},
            {"end", r.loop->end},
            {"seconds", r.loop->seconds},
            {"gap", r.loop->gap}};
  return {{"output", r.output.string()},
          {"seconds",
           {{"load", r.seconds.load},
            {"render", r.seconds.render},
            {"encode", r.seconds.encode},
            {"denoise", r.seconds.denoise},
            {"decode", r.seconds.decode},
            {"lift", r.seconds.lift},
            {"write", r.seconds.write},
            {"total", r.seconds.total}}},
          {"peak_rss_mib", r.peak_rss_mib},
          {"seed", r.seed},
          {"confidence", r.confidence},
          {"joint_confidence", joints},
          {"joints_drawn", r.joints_drawn},
          {"loop", loop},
          {"warnings", r.warnings}};
}

fs::path bundled_model() {
  std::vector<fs::path> places;
  if (const char* named = std::getenv("ANIMAX_MODEL")) places.emplace_back(named);
  char program[4096];
  const ssize_t length = ::readlink("/proc/self/exe", program, sizeof program - 1);
  if (length > 0) {
    const fs::path folder = fs::path(std::string(program, length)).parent_path();
    places.push_back(folder / ".." / "models" / "mini");
    places.push_back(folder / ".." / "share" / "animax" / "models" / "mini");
  }
  std::string tried;
  for (const fs::path& place : places) {
    if (fs::exists(place / "model.json")) return place.lexically_normal();
    tried += (tried.empty() ? "" : ", ") + place.lexically_normal().string();
  }
  throw Error("the bundled model was not found (looked in ", tried, "); name one with --model");
}

struct Animator::Impl {
  AnimateOptions options;
  LoadedModel model;
  render::Renderer renderer;
  double load_seconds = 0;

  explicit Impl(const AnimateOptions& o) : options(o), model(load_model(o)) {}

  using MakeGenerate =
      std::function<Generate(const data::RepairedRig&, const data::TemplateViews&)>;
  Result lift(const Rig& rig, uint64_t seed, const MakeGenerate& make_generate);
};

Animator::Animator(const AnimateOptions& options) {
  options.validate();
  LapClock clock;
  impl_ = std::make_unique<Impl>(options);
  LoadedModel& model = impl_->model;
  apply_options(options, model);
  const at::Device device = nn::select_device(options.device);
  nn::move_to(model.network.transformer, device, nn::preferred_compute_dtype(device));
  nn::transform_parameters(model.network.text_encoder,
                           [&](const at::Tensor& t) { return t.to(device); });
  clock.lap(impl_->load_seconds);
}

Animator::~Animator() = default;

Animator::Result Animator::animate(const Rig& rig, const std::string& prompt, uint64_t seed) {
  check_utf8(prompt);
  return impl_->lift(rig, seed, [&](const data::RepairedRig&, const data::TemplateViews& views) {
    return sampler_of(impl_->model, views, prompt, impl_->options);
  });
}

Animator::Result Animator::lift_truth(const Rig& rig,
                                      const Motion& truth,
                                      double noise,
                                      uint64_t seed) {
  const data::ClipFormat& format = impl_->model.format;
  CHECK_EQ(static_cast<int>(truth.frames.size()), format.frames + 1);
  return impl_->lift(
      rig,
      seed,
      [&](const data::RepairedRig& repaired, const data::TemplateViews& views) -> Generate {
        const Motion motion = data::carry_motion(repaired.original, truth, repaired.edited);
        const auto exact = data::encode_motion(
            repaired.edited.rig, views, format, motion, !impl_->options.keep.empty());
        return [exact, noise](uint64_t draw) {
          auto latents = exact;
          Rng rng(draw);
          for (float& value : latents.pose) value += static_cast<float>(noise * rng.normal());
          return latents;
        };
      });
}

Animator::Result Animator::Impl::lift(const Rig& rig,
                                      uint64_t seed,
                                      const MakeGenerate& make_generate) {
  LapClock clock;
  Result result;
  AnimateReport& report = result.report;
  report.seconds.load = load_seconds;
  const data::RepairedRig repaired = data::repair_rig(rig);
  const Rig& body = repaired.edited.rig;
  const data::TemplateViews views = data::make_template_views(
      body, model.format, [&](const Rig& shown, const std::vector<Camera>& cameras) {
        renderer.load(shown);
        return renderer.render(shown.skeleton.rest_pose(), cameras);
      });
  report.joints_drawn = static_cast<int>(views.legend.joints.size());
  clock.lap(report.seconds.render);

  const Generate generate = make_generate(repaired, views);
  clock.lap(report.seconds.encode);

  const Candidate best =
      best_candidate(body, model.format, views, generate, options, seed, clock, report.seconds);
  report.seed = best.seed;
  report.confidence = best.lifted.confidence;
  for (int j = 0; j < body.skeleton.size(); ++j)
    if (best.lifted.joint_confidence[j] > 0)
      report.joint_confidence.emplace_back(body.skeleton.joints[j].name,
                                           best.lifted.joint_confidence[j]);
  report.warnings = rig.warnings;
  if (!best.lifted.warning.empty()) report.warnings.push_back(best.lifted.warning);
  if (!options.keep.empty())
    write_kept_folder(options.keep, rig, repaired, views, model.format, best.latents);
  result.motion =
      data::carry_back(repaired, finished_motion(body, best.lifted.motion, options, report));
  clock.lap(report.seconds.write);
  report.seconds.total = load_seconds + clock.total();
  return result;
}

double Animator::fps() const { return impl_->model.format.fps; }

int Animator::frames() const { return impl_->model.format.frames; }

Json Animator::extras(const std::string& prompt, uint64_t seed) const {
  const LoadedModel& model = impl_->model;
  return {{"prompt", prompt},
          {"seed", seed},
          {"model", model.network.settings.value("name", "unnamed")},
          {"model_hash", model_hash(model.network.folder)},
          {"version", ANIMAX_VERSION},
          {"settings",
           {{"steps", model.sampling.sampler.schedule.steps},
            {"text_guidance", model.sampling.guidance.text},
            {"image_guidance", model.sampling.guidance.image},
            {"guidance_interval",
             {model.sampling.guidance.sigma_low, model.sampling.guidance.sigma_high}},
            {"frames", model.format.frames},
            {"fps", impl_->options.fps}}}};
}

AnimateReport animate(const fs::path& input,
                      const std::string& prompt,
                      const fs::path& output,
                      const AnimateOptions& options) {
  options.validate();
  LapClock clock;
  double read_seconds = 0;
  const Rig rig = formats::read_rig(input);
  clock.lap(read_seconds);
  Animator animator(options);
  auto [motion, report] = animator.animate(rig, prompt, options.seed);
  double before = 0;
  clock.lap(before);
  formats::write_animated(input,
                          rig,
                          to_clip(motion, rig.skeleton, prompt.empty() ? "animation" : prompt),
                          {"", animator.extras(prompt, report.seed)},
                          output);
  clock.lap(report.seconds.write);
  report.output = output;
  report.seconds.load += read_seconds;
  report.seconds.total = clock.total();
  report.peak_rss_mib = peak_rss_mib();
  return report;
}

}  // namespace animax::pipeline
