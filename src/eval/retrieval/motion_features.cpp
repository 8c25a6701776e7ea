// SPDX-License-Identifier: MIT
#include "eval/retrieval/motion_features.h"

#include "core/error.h"
#include "data/checker/evidence.h"
#include "data/motions/puppet.h"
#include "eval/kinematics.h"

#include <array>
#include <cmath>

namespace animax::eval {
namespace {

using data::Chain;
using data::Part;
using data::Series;

constexpr int kChannels = 7;    // tip x y z, turn x y z, height
constexpr int kStatistics = 9;  // see statistics_of
constexpr int kSwings = 4;

// A kind of part. Side 2: any side.
struct Slot {
  Part part;
  int side;
  bool hind;  ///< legs: index above 0; others: ignored
};
constexpr int kAnySide = 2;
constexpr std::array<Slot, 27> kSlots{{
    {Part::kSpine, kAnySide, false},
    {Part::kNeck, kAnySide, false},
    {Part::kHead, kAnySide, false},
    {Part::kJaw, kAnySide, false},
    {Part::kEar, kAnySide, false},
    {Part::kTail, kAnySide, false},
    {Part::kArm, 1, false},
    {Part::kArm, -1, false},
    {Part::kLeg, 1, false},
    {Part::kLeg, -1, false},
    {Part::kLeg, 1, true},
    {Part::kLeg, -1, true},
    {Part::kWing, 1, false},
    {Part::kWing, -1, false},
    {Part::kFin, kAnySide, false},
    {Part::kAntenna, kAnySide, false},
    {Part::kStem, kAnySide, false},
    {Part::kBranch, kAnySide, false},
    {Part::kLeaf, kAnySide, false},
    {Part::kPetal, kAnySide, false},
    {Part::kLid, kAnySide, false},
    {Part::kDoorPanel, kAnySide, false},
    {Part::kDrawer, kAnySide, false},
    {Part::kWheel, kAnySide, false},
    {Part::kTurntable, kAnySide, false},
    {Part::kSegment, kAnySide, false},
    {Part::kGripper, kAnySide, false},
}};
constexpr int kLeftArm = 6, kLeftLeg = 8, kLeftHindLeg = 10, kLeftWing = 12;
// Pairs of slots whose movement is compared.
constexpr std::array<std::pair<int, int>, 5> kPairs{{{kLeftArm, kLeftArm + 1},
                                                     {kLeftLeg, kLeftLeg + 1},
                                                     {kLeftHindLeg, kLeftHindLeg + 1},
                                                     {kLeftLeg, kLeftHindLeg},
                                                     {kLeftWing, kLeftWing + 1}}};

using Channels = std::array<Series, kChannels>;

bool belongs(const Chain& chain, const Slot& slot) {
  return chain.part == slot.part && !chain.joints.empty() &&
         (slot.side == kAnySide || chain.side == slot.side) &&
         (slot.part != Part::kLeg || (chain.index > 0) == slot.hind);
}

// Rotation vectors added up step by step, so that wheels go on turning past half a turn.
std::array<Series, 3> accumulated(const std::vector<Quaterniond>& turns) {
  std::array<Series, 3> sums;
  Vector3d sum = rotation_log(turns.front());
  for (size_t t = 0; t < turns.size(); ++t) {
    if (t > 0) sum += rotation_log(turns[t] * turns[t - 1].conjugate());
    for (int axis = 0; axis < 3; ++axis) sums[axis].push_back(sum[axis]);
  }
  return sums;
}

Channels channels_of(const BodyTrack& track,
                     const std::vector<Vector3d>& places,
                     const std::vector<Quaterniond>& turns,
                     const std::vector<double>& heights) {
  Channels channels;
  for (const Vector3d& place : places)
    for (int axis = 0; axis < 3; ++axis) channels[axis].push_back(place[axis]);
  const auto sums = accumulated(turns);
  for (int axis = 0; axis < 3; ++axis) channels[3 + axis] = sums[axis];
  channels[6] = heights;
  for (Series& series : channels) series = data::smoothed(series);
  return channels;
}

Channels root_channels(const BodyTrack& track, const data::Puppet& puppet) {
  std::vector<Vector3d> places;
  std::vector<Quaterniond> turns;
  std::vector<double> heights;
  for (int t = 0; t < track.frames(); ++t) {
    places.push_back((track.heads[t][puppet.root] - puppet.rest_head[puppet.root]) / puppet.unit);
    turns.push_back(track.turns[t][puppet.root]);
    double lowest = track.heads[t][puppet.root].y();
    for (const data::Leg& leg : puppet.legs)
      lowest = std::min(lowest, track.attached(t, leg.joints.back(), leg.tip).y());
    heights.push_back((lowest - puppet.ground) / puppet.unit);
  }
  return channels_of(track, places, turns, heights);
}

Channels chain_channels(const BodyTrack& track, const data::Puppet& puppet, const Chain& chain) {
  const int root = puppet.root, tip = chain.joints.back();
  const Vector3d rest_tip = puppet.rest_head[tip] + puppet.tail[tip];
  const Vector3d rest_way = rest_tip - puppet.rest_head[root];
  std::vector<Vector3d> places;
  std::vector<Quaterniond> turns;
  std::vector<double> heights;
  for (int t = 0; t < track.frames(); ++t) {
    const Quaterniond root_from_world = track.turns[t][root].conjugate();
    const Vector3d now = track.attached(t, tip, rest_tip);
    places.push_back((root_from_world * (now - track.heads[t][root]) - rest_way) / puppet.unit);
    turns.push_back(root_from_world * track.turns[t][tip]);
    heights.push_back((now.y() - rest_tip.y()) / puppet.unit);
  }
  return channels_of(track, places, turns, heights);
}

// Strength of a swing that repeats `rounds` times within the clip.
double swing(const Series& s, int rounds) {
  const double level = data::mean(s);
  double re = 0, im = 0;
  for (size_t t = 0; t < s.size(); ++t) {
    const double angle = 2 * M_PI * rounds * static_cast<double>(t) / s.size();
    re += (s[t] - level) * std::cos(angle);
    im += (s[t] - level) * std::sin(angle);
  }
  return 2 * std::hypot(re, im) / s.size();
}

std::array<double, kStatistics> statistics_of(const Series& s, double fps) {
  double way = 0;
  for (size_t t = 1; t < s.size(); ++t) way += std::abs(s[t] - s[t - 1]);
  std::array<double, kStatistics> all{data::mean(s),
                                      data::lowest(s),
                                      data::highest(s),
                                      s.back(),
                                      way * fps / std::max<size_t>(1, s.size() - 1)};
  for (int k = 0; k < kSwings; ++k) all[kStatistics - kSwings + k] = swing(s, k + 1);
  return all;
}

// Large and small values alike get a say.
double compressed(double value) { return std::copysign(std::sqrt(std::abs(value)), value); }

void add_statistics(const Channels& channels, double fps, double weight, double* features) {
  for (const Series& series : channels)
    for (double value : statistics_of(series, fps)) *features++ += weight * compressed(value);
}

}  // namespace

int motion_feature_count() {
  return static_cast<int>((1 + kSlots.size()) * kChannels * kStatistics + 2 * kPairs.size());
}

Eigen::VectorXd motion_features(const Skeleton& skeleton,
                                const data::Anatomy& anatomy,
                                const Motion& motion) {
  const BodyTrack track = track_body(skeleton, motion);
  const data::Puppet puppet(skeleton, anatomy);
  Eigen::VectorXd features = Eigen::VectorXd::Zero(motion_feature_count());
  double* next = features.data();
  add_statistics(root_channels(track, puppet), track.fps, 1, next);
  std::array<std::optional<Channels>, kSlots.size()> first_of;
  for (size_t s = 0; s < kSlots.size(); ++s) {
    next += kChannels * kStatistics;
    std::vector<const Chain*> members;
    for (const Chain& chain : anatomy.chains)
      if (belongs(chain, kSlots[s])) members.push_back(&chain);
    for (const Chain* chain : members) {
      Channels channels = chain_channels(track, puppet, *chain);
      add_statistics(channels, track.fps, 1.0 / members.size(), next);
      if (!first_of[s]) first_of[s] = std::move(channels);
    }
  }
  next += kChannels * kStatistics;
  for (const auto& [a, b] : kPairs)
    for (int axis : {1, 2})  // up and forward
      *next++ = first_of[a] && first_of[b]
                    ? data::correlation((*first_of[a])[axis], (*first_of[b])[axis])
                    : 0;
  CHECK_EQ(next - features.data(), features.size());
  return features;
}

}  // namespace animax::eval
