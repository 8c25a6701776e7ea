// SPDX-License-Identifier: MIT
#include "data/clips/real_motions.h"

#include "core/error.h"
#include "data/captions/lexicon.h"
#include "data/motions/program.h"
#include "data/recognition/joint_words.h"

#include <algorithm>
#include <cmath>

namespace animax::data {
namespace {

const Clip* find_row(const RealRig& rig, const RealClip& row) {
  const size_t index = static_cast<size_t>(std::max(row.index, 0));
  if (index < rig.clips.size() && rig.clips[index].name == row.name) return &rig.clips[index];
  for (const Clip& clip : rig.clips)
    if (clip.name == row.name) return &clip;
  return index < rig.clips.size() && row.name.empty() ? &rig.clips[index] : nullptr;
}

/// True when the clip ends in the pose that it begins with.
bool goes_round(const Clip& clip, const Skeleton& skeleton) {
  const auto a = joint_positions(skeleton, sample_pose(clip, skeleton, 0));
  const auto b = joint_positions(skeleton, sample_pose(clip, skeleton, clip.duration));
  Bounds box;
  double most = 0;
  for (size_t j = 0; j < a.size(); ++j) {
    box.extend(a[j]);
    most = std::max(most, (a[j] - b[j]).norm());
  }
  return most < 0.03 * box.diagonal();
}

/// The joint that carries the body: the anatomy's root, else the first joint.
int carrier(const RealRig& rig) { return rig.anatomy ? rig.anatomy->root : 0; }

void keep_in_place(const RealRig& rig, const Skeleton& skeleton, Motion& motion) {
  const int root = carrier(rig);
  const Vector3d rest = joint_positions(skeleton, skeleton.rest_pose())[root];
  std::vector<Vector3d> way;
  for (const Pose& pose : motion.frames) {
    way.push_back(joint_positions(skeleton, pose)[root] - rest);
    way.back().y() = 0;
  }
  const Vector3d start = way.front();
  Vector3d steady = way.back() - start;
  if (steady.norm() < 0.33 * rig_height(rig.rig)) steady.setZero();
  const double last = static_cast<double>(std::max<size_t>(motion.frames.size() - 1, 1));
  for (size_t i = 0; i < motion.frames.size(); ++i) {
    const Vector3d back = -start - steady * (static_cast<double>(i) / last);
    for (int j : skeleton.roots()) {
      const Matrix3d linear = skeleton.joints[j].parent_from_anchor.linear();
      if (std::abs(linear.determinant()) > 1e-30)
        motion.frames[i][j].translation += linear.inverse() * back;
    }
  }
}

void blend_from_rest(const Skeleton& skeleton, double blend_in, Motion& motion) {
  const Pose rest = skeleton.rest_pose();
  for (size_t i = 0; i < motion.frames.size(); ++i) {
    const double seconds = static_cast<double>(i) / motion.fps;
    const double weight = i == 0 ? 0 : seconds < blend_in ? ease(seconds / blend_in, 0, 1) : 1;
    for (size_t j = 0; j < rest.size() && weight < 1; ++j)
      motion.frames[i][j] = interpolate(rest[j], motion.frames[i][j], weight);
  }
}

std::string join_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// "CharacterArmature|Run_Left" -> "run left".
std::string words_of_name(const std::string& name) {
  return join_words(read_joint_name(name).words);
}

bool starts_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

}  // namespace

int window_count(double duration, const WindowOptions& options) {
  const double length = (options.frames - 1) / options.fps;
  return std::max(1, static_cast<int>(std::floor(duration / length + 0.25)));
}

std::optional<Motion> cut_window(const RealRig& rig,
                                 const RealClip& row,
                                 int window,
                                 const WindowOptions& options) {
  CHECK_GE(options.frames, 2);
  CHECK_GT(options.fps, 0.0);
  const Clip* clip = find_row(rig, row);
  if (!clip) return std::nullopt;
  const Skeleton& original = rig.repaired.original;
  const double length = (options.frames - 1) / options.fps;
  const int windows = window_count(clip->duration, options);
  const double spare = std::max(0.0, clip->duration - length);
  const double start = windows > 1 ? spare * window / (windows - 1) : 0;
  const bool round = clip->duration > 0 && clip->duration < length && goes_round(*clip, original);
  Motion motion{options.fps, {}};
  for (int i = 0; i < options.frames; ++i) {
    double time = start + i / options.fps;
    if (round) time = std::fmod(time, clip->duration);
    motion.frames.push_back(sample_pose(*clip, original, time));
  }
  motion = carry_motion(original, motion, rig.repaired.edited);
  keep_in_place(rig, rig.rig.skeleton, motion);
  blend_from_rest(rig.rig.skeleton, options.blend_in, motion);
  return motion;
}

std::string motion_of_clip(const RealClip& clip) {
  const std::optional<std::string> by_name = motion_of_caption(words_of_name(clip.name));
  const std::optional<std::string> by_caption = motion_of_caption(clip.caption);
  if (by_name == "die") return *by_name;  // "falls down and dies" speaks of two
  if (by_name && (clip.caption.empty() || by_caption == by_name)) return *by_name;
  return "";
}

std::string caption_of_clip(const RealClip& clip,
                            const std::string& original_subject,
                            const std::string& subject,
                            BodyPlan plan,
                            Split split,
                            Rng& rng) {
  const std::string motion = motion_of_clip(clip);
  if (!motion.empty()) {
    const MotionTraits& traits = traits_of(motion);
    MotionParams params = manner_of_caption(clip.caption, MotionParams{});
    params.motion = motion;
    // Which side it is, or where to, only the eye could tell.
    const bool certain = !traits.sided && !traits.directed;
    if (certain && (split == Split::kTest || rng.chance(0.5)))
      return make_caption(subject, params, rng, split, plan);
  }
  const std::string who = join_words(words_of(subject));
  const std::string original = join_words(words_of(original_subject));
  const std::string text = join_words(words_of(clip.caption));
  if (text.empty()) return who + " performs " + words_of_name(clip.name);
  return starts_with(text, original) ? who + text.substr(original.size()) : text;
}

}  // namespace animax::data
