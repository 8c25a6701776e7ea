// SPDX-License-Identifier: MIT
#include "cli/clip_choice.h"

#include "core/error.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

// A clip of an hour at 240 frames a second would fill any memory.
constexpr double kMaxFrames = 20000;

const Clip* chosen(const ClipChoice& choice, const Rig& rig) {
  if (!choice.clip.empty()) return &find_clip(rig, choice.clip);
  return rig.clips.empty() ? nullptr : &rig.clips[0];
}

}  // namespace

void ClipChoice::add_options(CLI::App& app) {
  app.add_option("--clip", clip, "Clip by name or number; default: the first, or the rest pose");
  app.add_option("--fps", fps, "Frames per second at which the clip is sampled");
  app.add_option("--frames", frames, "Number of frames; 0: the whole clip");
}

Motion ClipChoice::sample(const Rig& rig) const {
  if (!(fps > 0 && fps <= 240)) throw UsageError("--fps: found ", fps, ", expected 0 to 240");
  if (frames < 0) throw UsageError("--frames: found ", frames, ", expected 0 or more");
  const Clip* found = chosen(*this, rig);
  if (!found) return {fps, {}};
  if (frames == 0 && found->duration * fps > kMaxFrames)
    throw Error(rig.name,
                ": clip \"",
                found->name,
                "\" has ",
                found->duration * fps,
                " frames; take fewer with --frames or --fps");
  return frames == 0 ? sample_motion(*found, rig.skeleton, fps)
                     : sample_motion(*found, rig.skeleton, fps, 0, frames);
}

std::string ClipChoice::describe(const Rig& rig) const {
  const Clip* found = chosen(*this, rig);
  return found ? found->name : "rest pose";
}

}  // namespace animax::cli
