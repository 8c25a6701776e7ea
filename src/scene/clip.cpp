// SPDX-License-Identifier: MIT
#include "scene/clip.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>

namespace animax {
namespace {

Vector3d blend(const Vector3d& a, const Vector3d& b, double t) { return (1 - t) * a + t * b; }
Quaterniond blend(const Quaterniond& a, const Quaterniond& b, double t) { return a.slerp(t, b); }

Eigen::Vector3d coefficients(const Vector3d& v) { return v; }
Eigen::Vector4d coefficients(const Quaterniond& q) { return q.coeffs(); }
void assign(Vector3d& out, const Eigen::Vector3d& v) { out = v; }
void assign(Quaterniond& out, const Eigen::Vector4d& v) {
  out.coeffs() = v;
  const double norm = out.norm();
  out = norm > 1e-12 ? Quaterniond(out.coeffs() / norm) : Quaterniond::Identity();
}

// Cubic Hermite between keys k and k+1 (glTF 2.0, appendix C.5).
template <typename Value>
Value hermite(const Track<Value>& track, size_t k, double t, double seconds) {
  const double t2 = t * t, t3 = t2 * t;
  const auto p0 = coefficients(track.values[3 * k + 1]);
  const auto m0 = coefficients(track.values[3 * k + 2]);
  const auto m1 = coefficients(track.values[3 * k + 3]);
  const auto p1 = coefficients(track.values[3 * k + 4]);
  Value out;
  assign(out,
         ((2 * t3 - 3 * t2 + 1) * p0 + seconds * (t3 - 2 * t2 + t) * m0 + (3 * t2 - 2 * t3) * p1 +
          seconds * (t3 - t2) * m1)
             .eval());
  return out;
}

template <typename Value>
Value sample_track(const Track<Value>& track, double time) {
  const bool cubic = track.interpolation == Interpolation::kCubicSpline;
  const auto value = [&](size_t k) { return track.values[cubic ? 3 * k + 1 : k]; };
  if (time <= track.times.front()) return value(0);
  if (time >= track.times.back()) return value(track.times.size() - 1);
  const size_t k =
      std::upper_bound(track.times.begin(), track.times.end(), time) - track.times.begin() - 1;
  if (track.interpolation == Interpolation::kStep) return value(k);
  const double seconds = track.times[k + 1] - track.times[k];
  const double t = (time - track.times[k]) / seconds;
  return cubic ? hermite(track, k, t, seconds) : blend(value(k), value(k + 1), t);
}

Vector3d catmull_rom(
    const Vector3d& a, const Vector3d& b, const Vector3d& c, const Vector3d& d, double t) {
  return 0.5 * (2 * b + t * (c - a) + t * t * (2 * a - 5 * b + 4 * c - d) +
                t * t * t * (3 * b - 3 * c + d - a));
}

// Inner control point of Shoemake's squad at b between neighbours a and c ("Quaternion calculus for
// fast animation", 1987).
Quaterniond squad_control(const Quaterniond& a, const Quaterniond& b, const Quaterniond& c) {
  const Quaterniond inverse = b.conjugate();
  const Vector3d sum = rotation_log(inverse * a) + rotation_log(inverse * c);
  return b * rotation_exp(-0.25 * sum);
}

Quaterniond squad(const Quaterniond& a,
                  const Quaterniond& b,
                  const Quaterniond& c,
                  const Quaterniond& d,
                  double t) {
  const Quaterniond outer = b.slerp(t, c);
  const Quaterniond inner = squad_control(a, b, c).slerp(t, squad_control(b, c, d));
  return outer.slerp(2 * t * (1 - t), inner).normalized();
}

}  // namespace

Pose sample_pose(const Clip& clip, const Skeleton& skeleton, double time) {
  Pose pose = skeleton.rest_pose();
  for (const JointTracks& tracks : clip.tracks) {
    Transform& local = pose[tracks.joint];
    if (!tracks.translation.empty()) local.translation = sample_track(tracks.translation, time);
    if (!tracks.rotation.empty()) local.rotation = sample_track(tracks.rotation, time).normalized();
    if (!tracks.scale.empty()) local.scale = sample_track(tracks.scale, time);
  }
  return pose;
}

Motion sample_motion(const Clip& clip, const Skeleton& skeleton, double fps) {
  const int frames = 1 + static_cast<int>(std::floor(clip.duration * fps + 1e-6));
  return sample_motion(clip, skeleton, fps, 0, frames);
}

Motion sample_motion(
    const Clip& clip, const Skeleton& skeleton, double fps, double start, int frames) {
  CHECK_GT(fps, 0.0);
  CHECK_GT(frames, 0);
  Motion motion{fps, {}};
  motion.frames.reserve(frames);
  for (int i = 0; i < frames; ++i)
    motion.frames.push_back(sample_pose(clip, skeleton, start + i / fps));
  return motion;
}

Motion resample_motion(const Motion& motion, double fps) {
  CHECK_GT(fps, 0.0);
  CHECK_THAT(!motion.frames.empty());
  if (motion.frames.size() == 1) return {fps, motion.frames};
  const int last = static_cast<int>(motion.frames.size()) - 1;
  const int count = 1 + static_cast<int>(std::floor(last / motion.fps * fps + 1e-6));
  Motion out{fps, std::vector<Pose>(count)};
  for (int i = 0; i < count; ++i) {
    const double position = std::min<double>(i / fps * motion.fps, last);
    const int k = std::min(static_cast<int>(position), last - 1);
    const double t = position - k;
    const Pose& a = motion.frames[std::max(k - 1, 0)];
    const Pose& b = motion.frames[k];
    const Pose& c = motion.frames[k + 1];
    const Pose& d = motion.frames[std::min(k + 2, last)];
    out.frames[i].resize(b.size());
    for (size_t j = 0; j < b.size(); ++j) {
      Transform& local = out.frames[i][j];
      local.translation =
          catmull_rom(a[j].translation, b[j].translation, c[j].translation, d[j].translation, t);
      local.scale = catmull_rom(a[j].scale, b[j].scale, c[j].scale, d[j].scale, t);
      local.rotation = squad(a[j].rotation, b[j].rotation, c[j].rotation, d[j].rotation, t);
    }
  }
  return out;
}

namespace {

double distance(const Vector3d& a, const Vector3d& b) {
  return (a - b).norm() / std::max(1e-9, a.norm() + b.norm());
}
double distance(const Quaterniond& a, const Quaterniond& b) { return rotation_distance(a, b); }

// Keys at rest for a track without any, where `other` leaves the rest.
template <typename T>
void hold(Track<T>& own, const Track<T>& other, const T& rest, double duration) {
  constexpr double kMoves = 1e-4;
  if (!own.empty()) return;
  const auto moves = [&](const T& value) { return distance(value, rest) > kMoves; };
  if (std::none_of(other.values.begin(), other.values.end(), moves)) return;
  own.times = {0};
  if (duration > 0) own.times.push_back(duration);
  own.values.assign(own.times.size(), rest);
}

}  // namespace

Clip to_clip(const Motion& motion,
             const Skeleton& skeleton,
             const std::string& name,
             double translation_tolerance) {
  Clip clip{name, motion.duration(), {}};
  std::vector<double> times;
  for (size_t i = 0; i < motion.frames.size(); ++i) times.push_back(i / motion.fps);
  for (int joint = 0; joint < skeleton.size(); ++joint) {
    const Transform& rest = skeleton.joints[joint].rest;
    double turned = 0, moved = 0;
    JointTracks tracks;
    tracks.joint = joint;
    for (const Pose& pose : motion.frames) {
      turned = std::max(turned, rotation_distance(rest.rotation, pose[joint].rotation));
      moved = std::max(moved, (pose[joint].translation - rest.translation).norm());
      tracks.rotation.values.push_back(pose[joint].rotation.normalized());
      tracks.translation.values.push_back(pose[joint].translation);
    }
    make_sign_continuous(tracks.rotation.values);
    tracks.rotation.times = tracks.translation.times = times;
    if (turned <= 1e-6) tracks.rotation = {};
    if (moved <= translation_tolerance) tracks.translation = {};
    if (!tracks.rotation.empty() || !tracks.translation.empty()) clip.tracks.push_back(tracks);
  }
  return clip;
}

Clip hold_at_rest(Clip clip, const Skeleton& skeleton, const std::vector<Clip>& others) {
  std::vector<JointTracks> all(skeleton.size());
  for (const JointTracks& tracks : clip.tracks) all[tracks.joint] = tracks;
  for (const Clip& other : others) {
    for (const JointTracks& moved : other.tracks) {
      JointTracks& own = all[moved.joint];
      const Transform& rest = skeleton.joints[moved.joint].rest;
      hold(own.translation, moved.translation, rest.translation, clip.duration);
      hold(own.rotation, moved.rotation, rest.rotation, clip.duration);
      hold(own.scale, moved.scale, rest.scale, clip.duration);
    }
  }
  clip.tracks.clear();
  for (size_t j = 0; j < all.size(); ++j) {
    all[j].joint = static_cast<int>(j);
    const bool keyed = !all[j].translation.empty() || !all[j].rotation.empty();
    if (keyed || !all[j].scale.empty()) clip.tracks.push_back(std::move(all[j]));
  }
  return clip;
}

}  // namespace animax
