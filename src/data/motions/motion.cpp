// SPDX-License-Identifier: MIT
#include "data/motions/motion.h"

#include "core/error.h"
#include "data/motions/program.h"

namespace animax::data {
namespace {

/// Slerps local transforms towards the motion; `weight` 0 is rest.
void blend_from_rest(const Skeleton& skeleton, double weight, Pose& pose) {
  for (size_t j = 0; j < pose.size(); ++j) {
    const Transform& rest = skeleton.joints[j].rest;
    pose[j].rotation = rest.rotation.slerp(weight, pose[j].rotation).normalized();
    pose[j].translation = rest.translation + weight * (pose[j].translation - rest.translation);
  }
}

/// Whole repetitions within the clip, none of them shorter than five frames.
double whole_cycles(double frequency, double duration, int frames) {
  const double most = std::max(1.0, std::floor((frames - 1) / 5.0));
  return std::clamp(std::round(frequency * duration), 1.0, most);
}

}  // namespace

const std::vector<std::string>& motion_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const ProgramEntry& entry : catalogue()) list.push_back(entry.traits.name);
    return list;
  }();
  return names;
}

const MotionTraits& traits_of(const std::string& motion) {
  const ProgramEntry* entry = find_program(motion);
  if (!entry) throw Error("motion \"", motion, "\" is unknown; `walk` or `open` are examples");
  return entry->traits;
}

Motion make_motion(const Skeleton& skeleton,
                   const Anatomy& anatomy,
                   const MotionParams& params,
                   double fps,
                   int frames) {
  CHECK_GT(fps, 0.0);
  CHECK_GE(frames, 2);
  CHECK_GT(params.speed, 0.0);
  const ProgramEntry* entry = find_program(params.motion);
  if (!entry)
    throw Error("motion \"", params.motion, "\" is unknown; `walk` or `open` are examples");
  const ProgramEntry::Variant* variant = variant_for(*entry, anatomy);
  if (!variant)
    throw Error("motion \"",
                params.motion,
                "\" does not suit this ",
                to_string(anatomy.plan),
                ": it lacks the parts or is another kind of body");

  const Puppet puppet(skeleton, anatomy);
  Figure figure(puppet);
  Motion motion{fps, {}};
  motion.frames.reserve(frames);
  const double duration = (frames - 1) / fps;
  const double cycles =
      entry->traits.cyclic ? whole_cycles(entry->frequency * params.speed, duration, frames) : 1;
  for (int i = 0; i < frames; ++i) {
    const Stage stage{puppet, params, static_cast<double>(i) / (frames - 1), duration, cycles};
    figure.reset();
    variant->program(stage, figure);
    Pose pose = figure.pose();
    const double seconds = i / fps;
    if (seconds < params.blend_in)
      blend_from_rest(skeleton, ease(seconds / params.blend_in, 0, 1), pose);
    motion.frames.push_back(std::move(pose));
  }
  return motion;
}

MotionParams random_params(const std::string& motion, Rng& rng) {
  const MotionTraits& traits = traits_of(motion);
  MotionParams params;
  params.motion = motion;
  // A third each slow, usual and fast; likewise gentle, usual and vigorous.
  const int tempo = static_cast<int>(rng.integer(0, 2)), size = static_cast<int>(rng.integer(0, 2));
  params.speed = tempo == 0   ? rng.uniform(0.6, 0.78)
                 : tempo == 1 ? rng.uniform(0.88, 1.15)
                              : rng.uniform(1.35, 1.75);
  params.energy = size == 0   ? rng.uniform(0.66, 0.78)
                  : size == 1 ? rng.uniform(0.9, 1.12)
                              : rng.uniform(1.28, 1.5);
  params.side = rng.chance(0.5) ? 1 : -1;
  params.style = rng.uniform();
  // Cycles begin near the stance: steps with the feet passing each other, swings in the middle.
  if (traits.cyclic) {
    const double start = traits.locomotion ? 0.25 : 0.0;
    params.phase = start + (rng.chance(0.5) ? 0.5 : 0.0) + rng.uniform(0, 0.05);
  }
  if (motion == "fall") params.direction = rng.chance(0.5) ? 0 : M_PI;
  return params;
}

}  // namespace animax::data
