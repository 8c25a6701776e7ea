// SPDX-License-Identifier: MIT
// Animation: `Clip` as it stands in a file (keys and interpolation), `Motion` as evenly sampled
// poses.
#pragma once

#include "scene/skeleton.h"

#include <string>
#include <vector>

namespace animax {

enum class Interpolation { kStep, kLinear, kCubicSpline };

/// Keys of one property. Times are in seconds, strictly increasing. With kCubicSpline there are
/// three values per key: in-tangent, value, out-tangent (glTF 2.0, appendix C).
template <typename Value>
struct Track {
  Interpolation interpolation = Interpolation::kLinear;
  std::vector<double> times;
  std::vector<Value> values;

  bool empty() const { return times.empty(); }
};

/// What a clip does to one joint; an empty track leaves that property at rest.
struct JointTracks {
  int joint = -1;
  Track<Vector3d> translation;
  Track<Quaterniond> rotation;
  Track<Vector3d> scale;
};

struct Clip {
  std::string name;
  double duration = 0;  ///< seconds: the last key's time
  std::vector<JointTracks> tracks;
};

/// Local pose at `time` (seconds, clamped to the keys' range).
Pose sample_pose(const Clip& clip, const Skeleton& skeleton, double time);

/// `clip` with keys at rest for each translation, rotation and scale that it leaves alone and one
/// of `others` moves. Programs that keep the pose of the animation played before (Blender) then
/// show the clip as it is meant.
Clip hold_at_rest(Clip clip, const Skeleton& skeleton, const std::vector<Clip>& others);

/// Poses at i / fps. A motion of n frames lasts (n - 1) / fps seconds.
struct Motion {
  double fps = 0;
  std::vector<Pose> frames;

  double duration() const { return frames.size() < 2 ? 0 : (frames.size() - 1) / fps; }
};

/// Samples the whole clip at `fps`, both ends included (at least one frame).
Motion sample_motion(const Clip& clip, const Skeleton& skeleton, double fps);

/// Samples `frames` poses at `fps` from `start` seconds on.
Motion sample_motion(
    const Clip& clip, const Skeleton& skeleton, double fps, double start, int frames);

/// Resamples evenly sampled poses to another rate over the same time: Catmull-Rom on translations
/// and scales, spherical cubic (squad) on rotations, so that up-sampling is smooth.
Motion resample_motion(const Motion& motion, double fps);

/// Turns poses into linear keys, one per frame: rotations for every joint that leaves its rest
/// rotation by more than 1e-6 rad, translations for every joint that leaves its rest translation by
/// more than `translation_tolerance` (in the joint's own units).
Clip to_clip(const Motion& motion,
             const Skeleton& skeleton,
             const std::string& name,
             double translation_tolerance = 1e-9);

}  // namespace animax
