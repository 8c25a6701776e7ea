// SPDX-License-Identifier: MIT
#include "data/checker/evidence.h"

#include "geometry/angles.h"

#include <algorithm>
#include <cmath>

namespace animax::data {
namespace {

using Heads = std::vector<std::vector<Vector3d>>;
using Turns = std::vector<std::vector<Quaterniond>>;

/// Rotation of a frame without its scale; reflections are the same at rest and cancel.
Matrix3d rotation_of(const Affine3d& m) {
  Matrix3d r = m.linear();
  for (int c = 0; c < 3; ++c) r.col(c).stableNormalize();
  return r;
}

double yaw_of(const Quaterniond& q) {
  const Vector3d ahead = q * kForward;
  return std::atan2(ahead.x(), ahead.z());
}
double pitch_of(const Quaterniond& q) {
  return std::asin(std::clamp(-(q * kForward).y(), -1.0, 1.0));
}
double roll_of(const Quaterniond& q) {
  return std::asin(std::clamp((q * kLateral).y(), -1.0, 1.0));
}

template <typename Value>
Series over_time(int frames, Value value) {
  Series s(frames);
  for (int t = 0; t < frames; ++t) s[t] = value(t);
  return smoothed(s);
}

}  // namespace

Series smoothed(const Series& s) {
  if (s.size() < 3) return s;
  Series out = s;
  for (size_t i = 1; i + 1 < s.size(); ++i) out[i] = 0.25 * s[i - 1] + 0.5 * s[i] + 0.25 * s[i + 1];
  return out;
}

double highest(const Series& s) { return s.empty() ? 0 : *std::max_element(s.begin(), s.end()); }
double lowest(const Series& s) { return s.empty() ? 0 : *std::min_element(s.begin(), s.end()); }
double range(const Series& s) { return highest(s) - lowest(s); }
double mean(const Series& s) { return mean(s, 0, 1); }

double mean(const Series& s, double from, double to) {
  if (s.empty()) return 0;
  const size_t last = s.size() - 1;
  const size_t a = static_cast<size_t>(std::floor(from * last)),
               b = static_cast<size_t>(std::ceil(to * last));
  double sum = 0;
  for (size_t i = a; i <= b; ++i) sum += s[i];
  return sum / static_cast<double>(b - a + 1);
}

double correlation(const Series& a, const Series& b) {
  if (a.size() != b.size() || a.size() < 3) return 0;
  const double ma = mean(a), mb = mean(b);
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) * (a[i] - ma);
    bb += (b[i] - mb) * (b[i] - mb);
  }
  return aa * bb < 1e-16 ? 0 : ab / std::sqrt(aa * bb);
}

int reversals(const Series& s, double step) {
  if (s.empty()) return 0;
  int count = 0, direction = 0;
  double extreme = s[0];
  for (double v : s) {
    if (direction >= 0 && v > extreme) extreme = v;
    if (direction <= 0 && v < extreme) extreme = v;
    if (direction == 0 && std::abs(v - s[0]) >= step) direction = v > s[0] ? 1 : -1, extreme = v;
    if (direction * (extreme - v) >= step) {
      ++count;
      direction = -direction;
      extreme = v;
    }
  }
  return count;
}

int peaks(const Series& s, double low, double high) {
  int count = 0;
  bool ready = true;
  for (double v : s) {
    if (ready && v > high) ++count, ready = false;
    if (v < low) ready = true;
  }
  return count;
}

Series minimum_of(const std::vector<Series>& all) {
  if (all.empty()) return {};
  Series out = all[0];
  for (const Series& s : all)
    for (size_t i = 0; i < out.size(); ++i) out[i] = std::min(out[i], s[i]);
  return out;
}

Series mean_of(const std::vector<Series>& all) {
  if (all.empty()) return {};
  Series out(all[0].size(), 0.0);
  for (const Series& s : all)
    for (size_t i = 0; i < out.size(); ++i) out[i] += s[i] / static_cast<double>(all.size());
  return out;
}

Evidence::Evidence(const Skeleton& skeleton, const Anatomy& anatomy, const Motion& motion)
    : puppet(skeleton, anatomy), frames(static_cast<int>(motion.frames.size())) {
  std::vector<Matrix3d> rest;
  for (const Affine3d& m : forward_kinematics(skeleton, skeleton.rest_pose()))
    rest.push_back(rotation_of(m));
  Heads heads;
  Turns turns;
  for (const Pose& pose : motion.frames) {
    const std::vector<Affine3d> world = forward_kinematics(skeleton, pose);
    heads.push_back(origins(world));
    std::vector<Quaterniond> turned;
    for (size_t j = 0; j < world.size(); ++j) {
      if (!world[j].matrix().allFinite()) finite = false;
      turned.push_back(
          Quaterniond(Matrix3d(rotation_of(world[j]) * rest[j].transpose())).normalized());
    }
    turns.push_back(std::move(turned));
  }
  if (!finite || frames < 4) return;
  measure_root(heads, turns);
  measure_limbs(heads, turns);
  measure_parts(heads, turns, motion);
  measure_line(heads);
}

void Evidence::measure_root(const Heads& heads, const Turns& turns) {
  const int root = puppet.root;
  const Vector3d home = puppet.rest_head[root];
  const auto way = [&](int axis) {
    return over_time(frames, [&](int t) { return (heads[t][root] - home)[axis] / puppet.unit; });
  };
  root_x = way(0), root_y = way(1), root_z = way(2);
  Series yaw(frames);
  for (int t = 0; t < frames; ++t) yaw[t] = yaw_of(turns[t][root]);
  unwrap_angles(yaw);
  root_yaw = smoothed(yaw);
  root_pitch = over_time(frames, [&](int t) { return pitch_of(turns[t][root]); });
  root_roll = over_time(frames, [&](int t) { return roll_of(turns[t][root]); });
  lean = over_time(frames, [&](int t) {
    return std::acos(std::clamp((turns[t][root] * kVertical).y(), -1.0, 1.0));
  });
  const auto against_root = [&](int joint, auto angle) {
    return over_time(frames,
                     [&](int t) { return angle(turns[t][root].conjugate() * turns[t][joint]); });
  };
  const int chest = puppet.spine.empty() ? root : puppet.spine.back();
  spine_pitch = against_root(chest, pitch_of), spine_yaw = against_root(chest, yaw_of),
  spine_roll = against_root(chest, roll_of);
  if (puppet.head >= 0) {
    head_yaw = against_root(puppet.head, yaw_of), head_pitch = against_root(puppet.head, pitch_of),
    head_roll = against_root(puppet.head, roll_of);
    head_y = over_time(frames, [&](int t) {
      return (heads[t][puppet.head] - puppet.rest_head[puppet.head]).y() / puppet.unit;
    });
  }
  double extent = std::max(puppet.bounds.diagonal(), 1e-9);
  effort = Series(frames, 0.0);
  for (int t = 1; t < frames; ++t) {
    double sum = 0;
    for (size_t j = 0; j < heads[t].size(); ++j) sum += (heads[t][j] - heads[t - 1][j]).norm();
    effort[t] = sum / (extent * static_cast<double>(heads[t].size()));
  }
}

void Evidence::measure_limbs(const Heads& heads, const Turns& turns) {
  const int root = puppet.root;
  for (const Leg& leg : puppet.legs) {
    const int joint = leg.joints.back();
    const auto tip = [&](int t) {
      const Vector3d now = heads[t][joint] + turns[t][joint] * (leg.tip - puppet.rest_head[joint]);
      return Vector3d((now - leg.tip) / puppet.unit);
    };
    foot_y.push_back(over_time(frames, [&](int t) { return tip(t).y(); }));
    const auto root_way = [&](int t) {
      return Vector3d((heads[t][root] - puppet.rest_head[root]) / puppet.unit);
    };
    foot_x.push_back(over_time(frames, [&](int t) { return tip(t).x(); }));
    foot_z.push_back(over_time(frames, [&](int t) { return (tip(t) - root_way(t)).z(); }));
  }
  for (const Arm& arm : puppet.arms) {
    const auto wrist = [&](int t) {
      const Vector3d end = arm.hand >= 0
                               ? heads[t][arm.hand]
                               : Vector3d(heads[t][arm.elbow] + turns[t][arm.elbow] * arm.fore);
      return Vector3d((end - heads[t][arm.shoulder]) / std::max(arm.length(), 1e-9));
    };
    hand_x.push_back(over_time(frames, [&](int t) { return arm.side * wrist(t).x(); }));
    hand_y.push_back(over_time(frames, [&](int t) { return wrist(t).y(); }));
    hand_z.push_back(over_time(frames, [&](int t) { return wrist(t).z(); }));
  }
  for (const Arm& wing : puppet.wings) {
    const int tip = wing.joints.back();
    wing_lift.push_back(over_time(frames, [&](int t) {
      const Vector3d end = heads[t][tip] + turns[t][tip] * puppet.tail[tip];
      const Vector3d along = turns[t][root].conjugate() * (end - heads[t][wing.shoulder]);
      return std::asin(std::clamp(along.y() / std::max(along.norm(), 1e-9), -1.0, 1.0));
    }));
  }
  for (const Chain* chain : puppet.anatomy.all(Part::kTail)) {
    const int base = chain->joints.front(), tip = chain->joints.back();
    const Vector3d home = puppet.along(*chain), axis = puppet.swing_axis(*chain);
    const auto swing = [&](int t) {
      const Vector3d now = heads[t][tip] + turns[t][tip] * puppet.tail[tip] - heads[t][base];
      return shortest_rotation(home, turns[t][root].conjugate() * now);
    };
    tail_yaw = over_time(frames, [&](int t) { return rotation_log(swing(t)).dot(axis); });
    tail_pitch = over_time(frames, [&](int t) { return rotation_log(swing(t)).x(); });
    break;
  }
}

void Evidence::measure_parts(const Heads& heads, const Turns& turns, const Motion& motion) {
  const Anatomy& anatomy = puppet.anatomy;
  const auto parent_of = [&](int joint) { return puppet.skeleton.joints[joint].parent; };
  const auto local_turn = [&](int t, int joint) {
    const int parent = parent_of(joint);
    return parent < 0 ? turns[t][joint]
                      : Quaterniond(turns[t][parent].conjugate() * turns[t][joint]);
  };
  const auto about_axis = [&](int joint, const Vector3d& axis) {
    Series s(frames);
    for (int t = 0; t < frames; ++t) {
      const Quaterniond q = split_swing_twist(local_turn(t, joint), axis).twist;
      s[t] = 2 * std::atan2(q.vec().dot(axis), q.w());
    }
    unwrap_angles(s);
    return smoothed(s);
  };
  const auto model_axis = [&](const Chain& chain, const Vector3d& otherwise) {
    if (!chain.axis) return otherwise;
    const Matrix3d& frame = puppet.model_from_joint[chain.joints.front()];
    const double sense = !chain.slides && frame.determinant() < 0 ? -1 : 1;
    return Vector3d(sense * (frame * *chain.axis).normalized());
  };
  const auto slid = [&](const Chain& chain) {
    const int joint = chain.joints.front(), parent = parent_of(joint);
    const Vector3d axis = model_axis(chain, kForward);
    return over_time(frames, [&](int t) {
      const Vector3d base = parent < 0 ? Vector3d(0, 0, 0) : heads[t][parent];
      const Vector3d rest_base = parent < 0 ? Vector3d(0, 0, 0) : puppet.rest_head[parent];
      const Quaterniond turn = parent < 0 ? Quaterniond::Identity() : turns[t][parent];
      return (turn.conjugate() * (heads[t][joint] - base) - (puppet.rest_head[joint] - rest_base))
          .dot(axis);
    });
  };
  for (int j : puppet.jaw)
    if (jaw.empty()) jaw = about_axis(j, kLateral);
  for (Part part : {Part::kLid, Part::kDoorPanel, Part::kDrawer}) {
    for (const Chain* chain : anatomy.all(part)) {
      Series s = chain->slides ? slid(*chain)
                               : about_axis(chain->joints.front(), model_axis(*chain, kVertical));
      const double limit =
          chain->limit > 0 ? chain->limit : (chain->slides ? 0.6 * puppet.unit : 1.6);
      for (double& v : s) v = (v - chain->closed) / (limit - chain->closed);
      opened.push_back(s);
    }
  }
  for (const Chain* chain : anatomy.all(Part::kWheel))
    wheel.push_back(about_axis(chain->joints.front(), kLateral));
  for (const Chain* chain : anatomy.all(Part::kTurntable))
    if (table_yaw.empty()) table_yaw = about_axis(chain->joints.front(), kVertical);
  for (const Chain* chain : anatomy.all(Part::kSegment))
    for (int j : chain->joints)
      link.push_back(over_time(frames, [&](int t) { return rotation_log(local_turn(t, j)).x(); }));
  for (const Chain* chain : anatomy.all(Part::kHook)) {
    const int j = chain->joints.front();
    if (hook_tilt.empty())
      hook_tilt = over_time(frames, [&](int t) { return roll_of(turns[t][j]); });
  }
  std::vector<Series> fingers;
  for (const Chain* chain : anatomy.all(Part::kGripper)) {
    const int j = chain->joints.front();
    if (chain->slides)
      fingers.push_back(over_time(frames, [&](int t) {
        return 6 *
               (motion.frames[t][j].translation - puppet.skeleton.joints[j].rest.translation)
                   .norm() /
               std::max(chain->limit, 1e-9) * 0.1;
      }));
    else
      fingers.push_back(over_time(frames, [&](int t) {
        return rotation_distance(local_turn(t, j), Quaterniond::Identity());
      }));
  }
  grip = mean_of(fingers);
  for (Part part : {Part::kPetal, Part::kLeaf, Part::kBranch}) {
    for (const Chain* chain : anatomy.all(part)) {
      const int base = chain->joints.front(), tip = chain->joints.back();
      const int above = parent_of(base);
      (part == Part::kPetal ? petal : leaf).push_back(over_time(frames, [&](int t) {
        Vector3d along = heads[t][tip] + turns[t][tip] * puppet.tail[tip] - heads[t][base];
        if (above >= 0) along = turns[t][above].conjugate() * along;
        return std::asin(std::clamp(along.y() / std::max(along.norm(), 1e-9), -1.0, 1.0));
      }));
    }
  }
  if (petal.empty()) petal = leaf;
  // The end of a stem or of a machine's arm, in body extents.
  int end = -1;
  for (Part part : {Part::kStem, Part::kSegment})
    for (const Chain* chain : anatomy.all(part))
      if (end < 0 || part == Part::kSegment) end = chain->joints.back();
  if (end >= 0) {
    const double size = std::max(puppet.bounds.size().maxCoeff(), 1e-9);
    const auto place = [&](int t) {
      const Vector3d tail = puppet.tail[end];
      return Vector3d((heads[t][end] + turns[t][end] * tail - puppet.rest_head[end] - tail) / size);
    };
    top_x = over_time(frames, [&](int t) { return place(t).x(); });
    top_y = over_time(frames, [&](int t) { return place(t).y(); });
    top_z = over_time(frames, [&](int t) { return place(t).z(); });
  }
}

void Evidence::measure_line(const Heads& heads) {
  const std::vector<int>& line = puppet.body_line;
  if (line.size() < 3) return;
  double length = 0;
  for (size_t i = 1; i < line.size(); ++i)
    length += (puppet.rest_head[line[i]] - puppet.rest_head[line[i - 1]]).norm();
  length = std::max(length, 1e-9);
  std::vector<Vector3d> centre(frames, Vector3d::Zero());
  for (int t = 0; t < frames; ++t)
    for (int j : line) centre[t] += heads[t][j] / static_cast<double>(line.size());
  for (size_t i = 0; i < line.size(); ++i) {
    line_x.push_back(
        over_time(frames, [&](int t) { return (heads[t][line[i]] - centre[t]).x() / length; }));
    line_y.push_back(over_time(frames, [&](int t) {
      return (heads[t][line[i]] - puppet.rest_head[line[i]]).y() / length;
    }));
  }
  for (size_t i = 0; i + 1 < line.size(); ++i) {
    Series s(frames);
    const Vector3d home = puppet.rest_head[line[i]] - puppet.rest_head[line[i + 1]];
    for (int t = 0; t < frames; ++t) {
      const Vector3d now = heads[t][line[i]] - heads[t][line[i + 1]];
      s[t] = std::atan2(now.x(), now.z()) - std::atan2(home.x(), home.z());
    }
    unwrap_angles(s);
    line_yaw.push_back(smoothed(s));
  }
  front_y = line_y.front();
}

}  // namespace animax::data
