// SPDX-License-Identifier: MIT
#include "data/retarget/retarget.h"

#include "core/error.h"
#include "data/motions/figure.h"

#include <algorithm>
#include <cmath>

namespace animax::data {
namespace {

/// Places of a chain's joints along it, 0 at the base, 1 at the end of the last bone.
std::vector<double> places(const Puppet& puppet, const Chain& chain) {
  std::vector<double> along{0};
  for (size_t i = 0; i + 1 < chain.joints.size(); ++i)
    along.push_back(
        along.back() +
        (puppet.rest_head[chain.joints[i + 1]] - puppet.rest_head[chain.joints[i]]).norm());
  const double total = along.back() + puppet.tail[chain.joints.back()].norm();
  for (double& a : along) a /= std::max(total, 1e-12);
  return along;
}

/// The source chain that drives a target chain: same part and side, the nearest index.
const Chain* counterpart(const Anatomy& source, const Chain& chain) {
  const Chain* best = nullptr;
  for (const Chain& other : source.chains) {
    if (other.part != chain.part || other.side != chain.side) continue;
    if (!best || std::abs(other.index - chain.index) < std::abs(best->index - chain.index))
      best = &other;
  }
  return best;
}

/// How one joint of the target is driven: between joints a and b of the source.
struct Driver {
  int joint = -1;
  int a = -1, b = -1;
  double t = 0;
  Quaterniond align = Quaterniond::Identity();  ///< target's rest bone onto the source's
};

/// How a hinge or slide is driven.
struct Actuator {
  int joint = -1, source = -1;
  bool slides = false;
  Vector3d axis, source_axis;    ///< in the model
  double ratio = 1, offset = 0;  ///< position here = offset + ratio * position there
};

Vector3d model_axis(const Puppet& puppet, const Chain& chain) {
  const Matrix3d& frame = puppet.model_from_joint[chain.joints.front()];
  const double sense = !chain.slides && frame.determinant() < 0 ? -1 : 1;
  return sense * (frame * *chain.axis).normalized();
}

/// Takes over a pose of the figure's skeleton: the inverse of Figure::pose.
void load(const Pose& pose, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  figure.reset();
  for (int j = 0; j < puppet.skeleton.size(); ++j) {
    const Transform& rest = puppet.skeleton.joints[j].rest;
    const Matrix3d& m = puppet.model_from_anchor[j];
    const Quaterniond local = (pose[j].rotation * rest.rotation.conjugate()).normalized();
    const Vector3d v = (m.determinant() < 0 ? -1.0 : 1.0) * (m * local.vec());
    figure.set_turn(j, Quaterniond(local.w(), v.x(), v.y(), v.z()));
    figure.shift(j,
                 puppet.anchor_from_model[j].inverse() * (pose[j].translation - rest.translation));
  }
}

class Retargeter {
 public:
  Retargeter(const Puppet& source, const Puppet& target, const RetargetOptions& options)
      : source_(source), target_(target), options_(options) {
    scale_ = target.unit / source.unit;
    for (const Chain& chain : target.anatomy.chains) {
      ++chains;
      const Chain* other = counterpart(source.anatomy, chain);
      if (!other) continue;
      ++matched;
      if (chain.axis && other->axis && chain.slides == other->slides)
        link_actuator(chain, *other);
      else
        link_chain(chain, *other);
    }
    std::stable_sort(drivers_.begin(), drivers_.end(), [](const Driver& x, const Driver& y) {
      return x.joint < y.joint;
    });
    for (size_t i = 0; i < target.legs.size(); ++i)
      for (const Leg& leg : source.legs)
        if (leg.side == target.legs[i].side && leg.index == target.legs[i].index)
          feet_.emplace_back(&leg, &target.legs[i]);
  }

  /// Drives `to` by the pose in `from`; returns the summed foot error in leg heights.
  double drive(const Figure& from, Figure& to) const {
    to.reset();
    to.move_root((from.head(source_.root) - source_.rest_head[source_.root]) * scale_);
    to.set_global(target_.root, from.global(source_.root));
    for (const Actuator& a : actuators_) actuate(a, from, to);  // before what hangs on them
    for (const Driver& d : drivers_) {
      if (d.joint == target_.root) continue;
      const Quaterniond g =
          d.t <= 0 ? from.global(d.a) : from.global(d.a).slerp(d.t, from.global(d.b));
      to.set_global(d.joint, g * d.align);
    }
    double error = 0;
    for (const auto& [leg, own] : feet_) error += place_foot(from, *leg, *own, to);
    return feet_.empty() ? 0 : error / static_cast<double>(feet_.size());
  }

  int chains = 0, matched = 0;

 private:
  void link_chain(const Chain& chain, const Chain& other) {
    const std::vector<double> own = places(target_, chain), theirs = places(source_, other);
    for (size_t k = 0; k < own.size(); ++k) {
      Driver d;
      d.joint = chain.joints[k];
      size_t i = 0;
      while (i + 1 < theirs.size() && theirs[i + 1] <= own[k] + 1e-9) ++i;
      d.a = d.b = other.joints[i];
      if (i + 1 < theirs.size()) {
        d.b = other.joints[i + 1];
        d.t =
            std::clamp((own[k] - theirs[i]) / std::max(theirs[i + 1] - theirs[i], 1e-12), 0.0, 1.0);
      }
      if (options_.align_arms && chain.part == Part::kArm)
        d.align = shortest_rotation(target_.tail[d.joint], source_.tail[d.t < 0.5 ? d.a : d.b]);
      drivers_.push_back(d);
    }
  }

  void link_actuator(const Chain& chain, const Chain& other) {
    Actuator a;
    a.joint = chain.joints.front();
    a.source = other.joints.front();
    a.slides = chain.slides;
    a.axis = model_axis(target_, chain);
    a.source_axis = model_axis(source_, other);
    a.ratio = chain.limit > 0 && other.limit > 0
                  ? (chain.limit - chain.closed) / (other.limit - other.closed)
                  : (chain.slides ? scale_ : 1.0);
    a.offset = chain.closed - a.ratio * other.closed;
    actuators_.push_back(a);
    if (chain.joints.size() < 2) return;
    Chain rest = chain, rest_other = other;  // further links of the chain follow as usual
    link_chain(rest, rest_other);
    std::erase_if(drivers_, [&](const Driver& d) { return d.joint == a.joint; });
  }

  void actuate(const Actuator& a, const Figure& from, Figure& to) const {
    if (a.slides) {
      to.shift(a.joint, a.axis * (a.offset + from.shift_of(a.source).dot(a.source_axis) * a.ratio));
      return;
    }
    const Quaterniond twist = split_swing_twist(from.turn_of(a.source), a.source_axis).twist;
    const double angle = 2 * std::atan2(twist.vec().dot(a.source_axis), twist.w());
    to.set_turn(a.joint, about(a.axis, a.offset + angle * a.ratio));
  }

  /// Bends a leg until its tip is where the source's is, to scale, while the foot is near the
  /// ground and the body upright: a body that lies keeps its legs as they are.
  double place_foot(const Figure& from, const Leg& leg, const Leg& own, Figure& to) const {
    const Vector3d way = from.attached(leg.joints.back(), leg.tip) - leg.tip;
    const Vector3d wanted = own.tip + way * scale_;
    const auto error = [&] {
      return (to.attached(own.joints.back(), own.tip) - wanted).norm() / target_.unit;
    };
    const bool upright = (from.global(source_.root) * kVertical).y() > 0.7;
    if (!options_.plant_feet || !upright || way.y() > 0.6 * source_.unit || error() < 1e-6)
      return error();
    const Quaterniond foot = to.global(own.joints.back());
    to.plant(own, {wanted - (own.tip - own.contact)});
    if (own.foot >= 0) to.set_global(own.foot, foot);
    return error();
  }

  const Puppet& source_;
  const Puppet& target_;
  RetargetOptions options_;
  double scale_ = 1;
  std::vector<Driver> drivers_;
  std::vector<Actuator> actuators_;
  std::vector<std::pair<const Leg*, const Leg*>> feet_;
};

}  // namespace

Motion retarget_motion(const Skeleton& source,
                       const Anatomy& source_anatomy,
                       const Motion& motion,
                       const Skeleton& target,
                       const Anatomy& target_anatomy,
                       const RetargetOptions& options,
                       RetargetReport* report) {
  const Puppet from_puppet(source, source_anatomy), to_puppet(target, target_anatomy);
  const Retargeter retargeter(from_puppet, to_puppet, options);
  Figure from(from_puppet), to(to_puppet);
  Motion out{motion.fps, {}};
  double error = 0;
  for (const Pose& pose : motion.frames) {
    CHECK_EQ(pose.size(), source.joints.size());
    load(pose, from);
    error += retargeter.drive(from, to);
    out.frames.push_back(to.pose());
  }
  if (report)
    *report = {retargeter.chains,
               retargeter.matched,
               motion.frames.empty() ? 0 : error / static_cast<double>(motion.frames.size())};
  return out;
}

}  // namespace animax::data
