// SPDX-License-Identifier: MIT
#include "formats/gltf_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <type_traits>

namespace animax::formats {
namespace {

Vector3d to_value(const float* v, const Vector3d&) { return Vector3d(v[0], v[1], v[2]); }
Quaterniond to_value(const float* v, const Quaterniond&) {
  return Quaterniond(v[3], v[0], v[1], v[2]);
}

// Keys must be usable as they stand: rotations of unit length (not the tangents around them).
void repair(Vector3d&) {}
void repair(Quaterniond& q) {
  if (q.norm() > 1e-9)
    q.normalize();
  else
    q.setIdentity();
}

bool all_finite(const float* begin, size_t count) {
  return std::all_of(
      begin, begin + count, [](float v) { return std::isfinite(v) && std::abs(v) < 1e30f; });
}

class ClipReader {
 public:
  ClipReader(const GltfModel& model, size_t index, Warnings& warnings)
      : model_(model),
        animation_(model.gltf().animations[index]),
        label_(str_cat("animations[",
                       index,
                       "]",
                       animation_.name.empty() ? "" : " (" + animation_.name.substr(0, 60) + ")")),
        warnings_(warnings) {}

  Clip read(const NodeTree& tree) {
    Clip clip;
    clip.name = animation_.name;
    std::map<int, JointTracks> tracks;
    for (const tinygltf::AnimationChannel& channel : animation_.channels) {
      if (channel.target_path == "weights")
        warnings_.add("morph target animation is not shown (the file keeps it)");
      if (channel.target_node < 0 || tree.joint[channel.target_node] < 0) continue;
      JointTracks& joint = tracks[tree.joint[channel.target_node]];
      const tinygltf::AnimationSampler& sampler = animation_.samplers[channel.sampler];
      if (channel.target_path == "translation") read_track(sampler, joint.translation);
      if (channel.target_path == "rotation") read_track(sampler, joint.rotation);
      if (channel.target_path == "scale") read_track(sampler, joint.scale);
    }
    for (auto& [joint, track] : tracks) {
      track.joint = joint;
      for (const std::vector<double>* times :
           {&track.translation.times, &track.rotation.times, &track.scale.times})
        if (!times->empty()) clip.duration = std::max(clip.duration, times->back());
      clip.tracks.push_back(std::move(track));
    }
    return clip;
  }

 private:
  template <typename Value>
  void read_track(const tinygltf::AnimationSampler& sampler, Track<Value>& track) {
    constexpr int kComponents = std::is_same_v<Value, Quaterniond> ? 4 : 3;
    if (!track.empty()) {
      warnings_.add(label_, ": moves the same property of a joint twice; the first is used");
      return;
    }
    track.interpolation = sampler.interpolation == "STEP"          ? Interpolation::kStep
                          : sampler.interpolation == "CUBICSPLINE" ? Interpolation::kCubicSpline
                                                                   : Interpolation::kLinear;
    const FloatArray times = model_.floats(sampler.input), values = model_.floats(sampler.output);
    const size_t per_key = track.interpolation == Interpolation::kCubicSpline ? 3 : 1;
    if (times.components != 1) model_.fail(label_, "its key times are not scalars");
    if (values.components != kComponents)
      model_.fail(
          label_, "found values of ", values.components, " components, expected ", kComponents);
    if (values.size() != times.size() * per_key)
      model_.fail(label_,
                  "found ",
                  values.size(),
                  " values for ",
                  times.size(),
                  " key times, expected ",
                  times.size() * per_key);

    for (size_t k = 0; k < times.size(); ++k) {
      const double time = times.values[k];
      const float* key = values.at(k * per_key);
      if (!std::isfinite(time) || !all_finite(key, per_key * kComponents)) {
        warnings_.add(label_, ": keys that are not finite are left out");
        continue;
      }
      if (time < 0 || (!track.times.empty() && time <= track.times.back())) {
        warnings_.add(label_, ": keys whose times do not increase from 0 are left out");
        continue;
      }
      track.times.push_back(time);
      for (size_t i = 0; i < per_key; ++i)
        track.values.push_back(to_value(key + i * kComponents, Value()));
      repair(track.values[track.values.size() - (per_key == 3 ? 2 : 1)]);
    }
  }

  const GltfModel& model_;
  const tinygltf::Animation& animation_;
  std::string label_;
  Warnings& warnings_;
};

}  // namespace

void read_clips(const GltfModel& model, const NodeTree& tree, Rig& rig, Warnings& warnings) {
  for (size_t i = 0; i < model.gltf().animations.size(); ++i)
    rig.clips.push_back(ClipReader(model, i, warnings).read(tree));
}

}  // namespace animax::formats
