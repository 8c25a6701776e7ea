// SPDX-License-Identifier: MIT
#include "data/motions/figure.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <complex>

namespace animax::data {

Quaterniond about(const Vector3d& axis, double angle) {
  return Quaterniond(Eigen::AngleAxisd(angle, axis));
}

Figure::Figure(const Puppet& puppet_in) : puppet(puppet_in) { reset(); }

void Figure::reset() {
  const size_t n = puppet.rest_head.size();
  turn_.assign(n, Quaterniond::Identity());
  shift_.assign(n, Vector3d::Zero());
  global_.resize(n);
  head_.resize(n);
  dirty_ = true;
}

void Figure::turn(int joint, const Vector3d& axis, double angle) {
  turn(joint, about(axis, angle));
}

void Figure::turn(int joint, const Quaterniond& rotation) {
  turn_[joint] = (rotation * turn_[joint]).normalized();
  dirty_ = true;
}

void Figure::turn_in_model(int joint, const Vector3d& axis, double angle) {
  turn(joint, parent_global(joint).conjugate() * axis, angle);
}

void Figure::set_turn(int joint, const Quaterniond& rotation) {
  turn_[joint] = rotation.normalized();
  dirty_ = true;
}

void Figure::set_global(int joint, const Quaterniond& global) {
  set_turn(joint, parent_global(joint).conjugate() * global);
}

void Figure::bend(const std::vector<int>& joints, const Vector3d& axis, double angle) {
  for (int j : joints) turn(j, axis, angle / static_cast<double>(joints.size()));
}

void Figure::wave(const std::vector<int>& joints,
                  const Vector3d& axis,
                  double base,
                  double tip,
                  double phase,
                  double lag) {
  const double n = static_cast<double>(joints.size());
  for (size_t k = 0; k < joints.size(); ++k) {
    const double s = joints.size() > 1 ? k / (n - 1) : 0;
    turn(joints[k], axis, (base + (tip - base) * s) * std::sin(phase - lag * s));
  }
}

void Figure::turn_body(const Vector3d& pivot, const Vector3d& axis, double angle) {
  const Quaterniond rotation = about(axis, angle);
  const Vector3d from = head(puppet.root);
  turn_in_model(puppet.root, axis, angle);
  const Vector3d moved = pivot + rotation * (from - pivot) - from;
  shift_[puppet.root] += parent_global(puppet.root).conjugate() * moved;
  dirty_ = true;
}

void Figure::update() const {
  if (!dirty_) return;
  for (size_t j = 0; j < turn_.size(); ++j) {
    const int parent = puppet.skeleton.joints[j].parent;
    if (parent < 0) {
      global_[j] = turn_[j];
      head_[j] = puppet.rest_head[j] + shift_[j];
    } else {
      global_[j] = (global_[parent] * turn_[j]).normalized();
      head_[j] = head_[parent] + global_[parent] * (puppet.offset[j] + shift_[j]);
    }
  }
  dirty_ = false;
}

const Quaterniond& Figure::global(int joint) const {
  update();
  return global_[joint];
}

const Vector3d& Figure::head(int joint) const {
  update();
  return head_[joint];
}

Quaterniond Figure::parent_global(int joint) const {
  const int parent = puppet.skeleton.joints[joint].parent;
  return parent < 0 ? Quaterniond::Identity() : global(parent);
}

Vector3d Figure::attached(int joint, const Vector3d& rest_point) const {
  return head(joint) + global(joint) * (rest_point - puppet.rest_head[joint]);
}

void Figure::turn_head(double yaw, double pitch, double roll) {
  std::vector<int> joints = puppet.neck;
  double back = 1;
  if (puppet.head_is_root) {
    // The root turns; the joints behind it turn back so that the body stays.
    joints = {puppet.root};
    const size_t count = std::min<size_t>(3, puppet.spine.size());
    std::vector<int> behind(puppet.spine.begin(), puppet.spine.begin() + count);
    bend(behind, kVertical, -yaw);
    bend(behind, kLateral, -pitch);
  } else if (joints.empty()) {
    joints = puppet.spine;
    if (joints.size() > 3) joints.erase(joints.begin(), joints.end() - 3);
    back = 0.8;
  }
  bend(joints, kForward, back * roll);
  bend(joints, kLateral, back * pitch);
  bend(joints, kVertical, back * yaw);
}

void Figure::open_jaw(double angle) {
  for (int j : puppet.jaw) turn(j, kLateral, angle);
}

void Figure::pose_arm(const Arm& arm, const Vector3d& upper, const Vector3d& fore, double weight) {
  const Quaterniond all = shortest_rotation(arm.upper, upper);
  const Quaterniond raised = Quaterniond::Identity().slerp(weight, all);
  if (arm.elbow == arm.shoulder) {
    set_turn(arm.shoulder, raised);
    return;
  }
  // Joints before the shoulder are at rest or were turned by the caller: work below them.
  set_turn(arm.shoulder, raised);
  const Vector3d bent =
      raised.conjugate() *
      (Vector3d((1 - weight) * (raised * arm.fore).normalized()) + weight * fore.normalized());
  set_turn(arm.elbow, shortest_rotation(arm.fore, bent));
}

void Figure::reach(const Arm& arm, const Vector3d& target, const Vector3d& pole, double weight) {
  const Vector3d to = target - head(arm.shoulder);
  const double a = arm.upper_length, b = arm.fore_length;
  const double distance = std::clamp(to.norm(), std::abs(a - b) + 1e-3 * (a + b), 0.999 * (a + b));
  const Vector3d direction = to.norm() > 1e-9 ? Vector3d(to.normalized()) : Vector3d(0, 0, 1);
  Vector3d side = pole - direction * direction.dot(pole);
  side = side.norm() > 1e-9 ? Vector3d(side.normalized()) : Vector3d(0, -1, 0);
  const double along = (a * a + distance * distance - b * b) / (2 * distance);
  const double out = std::sqrt(std::max(a * a - along * along, 0.0));
  const Vector3d elbow = along * direction + out * side;
  const Quaterniond chest_from_model = parent_global(arm.shoulder).conjugate();
  pose_arm(
      arm, chest_from_model * elbow, chest_from_model * (distance * direction - elbow), weight);
}

Vector3d Figure::tip_target(const Leg& leg, const FootTarget& target, Quaterniond* foot) const {
  *foot = about(kVertical, target.heading) * about(kLateral, target.pitch);
  return leg.foot >= 0 ? Vector3d(target.contact + *foot * (leg.tip - leg.contact))
                       : Vector3d(target.contact + (leg.tip - leg.contact));
}

void Figure::lower_to_reach(const std::vector<FootTarget>& targets,
                            const std::vector<double>& weights,
                            double stretch) {
  double lowest = 0;
  for (size_t i = 0; i < targets.size(); ++i) {
    if (weights[i] <= 0) continue;
    const Leg& leg = puppet.legs[i];
    Quaterniond foot;
    const Vector3d to = tip_target(leg, targets[i], &foot) - head(leg.joints[0]);
    const double reach = std::max(stretch * leg.length, std::min(leg.rest_length, leg.length));
    const double flat = std::hypot(to.x(), to.z());
    const double depth = std::sqrt(std::max(reach * reach - flat * flat, 0.0));
    const double over = -to.y() - depth;
    if (over > 0) lowest = std::min(lowest, -over * weights[i]);
  }
  move_root(parent_global(puppet.root).conjugate() * Vector3d(0, lowest, 0));
}

void Figure::fold_leg(const Leg& leg, double angle, double swing) {
  for (size_t i = 1; i < leg.joints.size(); ++i)
    if (leg.fold_sign[i] != 0) turn(leg.joints[i], leg.fold_axis, leg.fold_sign[i] * angle);
  turn_in_model(leg.joints[0], kLateral, -swing);
}

void Figure::plant(const Leg& leg, const FootTarget& target) {
  Quaterniond foot;
  const Vector3d wanted = tip_target(leg, target, &foot);
  const int hip = leg.joints[0];
  const Vector3d to = parent_global(hip).conjugate() * (wanted - head(hip));
  const double distance = std::max(to.norm(), 1e-9);

  // In the folding plane rotations about fold_axis are multiplications by complex numbers.
  const Vector3d axis = leg.fold_axis;
  const Vector3d ex = axis.unitOrthogonal(), ey = axis.cross(ex);
  std::vector<Vector3d> bones;
  for (size_t i = 1; i < leg.joints.size(); ++i)
    bones.push_back(puppet.rest_head[leg.joints[i]] - puppet.rest_head[leg.joints[i - 1]]);
  if (leg.foot < 0) bones.push_back(leg.tip - puppet.rest_head[leg.joints.back()]);
  const auto angle_of = [&](size_t i, double f) {
    return leg.fold_sign[i] * (f < 0 ? f * leg.rest_fold[i] : f);
  };
  const auto tip_at = [&](double f) {
    Vector3d sum = bones[0];
    double angle = 0;
    for (size_t i = 1; i < bones.size(); ++i) {
      angle += angle_of(i, f);
      const std::complex<double> v =
          std::complex<double>(bones[i].dot(ex), bones[i].dot(ey)) * std::polar(1.0, angle);
      sum += axis * axis.dot(bones[i]) + ex * v.real() + ey * v.imag();
    }
    return sum;
  };
  // The distance falls with folding: -1 is stretched out, 2.4 rad is as far as a knee bends.
  double low = -1, high = 2.4;
  if (bones.size() > 1) {
    for (int k = 0; k < 26; ++k) {
      const double middle = 0.5 * (low + high);
      (tip_at(middle).norm() > distance ? low : high) = middle;
    }
  }
  const double f = bones.size() > 1 ? 0.5 * (low + high) : 0;
  for (size_t i = 1; i < bones.size(); ++i) set_turn(leg.joints[i], about(axis, angle_of(i, f)));
  // Swing by the shortest way from the rest direction: knees keep pointing where they did.
  const Vector3d folded = tip_at(f);
  const Vector3d rest = leg.tip - puppet.rest_head[hip];
  const Quaterniond swing = shortest_rotation(rest, to);
  const Vector3d unrolled = shortest_rotation(folded, rest) * folded;
  set_turn(hip, shortest_rotation(swing * unrolled, to) * swing * shortest_rotation(folded, rest));
  if (leg.foot >= 0) set_global(leg.foot, foot);
  if (leg.toe >= 0)  // toes stay flat while the heel rises, and follow the foot's heading
    set_global(leg.toe,
               about(kVertical, target.heading) * about(kLateral, std::min(target.pitch, 0.0)));
}

void Figure::keep_centroid(const std::vector<int>& joints, bool vertical) {
  Vector3d drift = Vector3d::Zero();
  for (int j : joints) drift += head(j) - puppet.rest_head[j];
  drift /= std::max<double>(1, joints.size());
  if (!vertical) drift.y() = 0;
  move_root(parent_global(puppet.root).conjugate() * -drift);
}

Pose Figure::pose() const {
  Pose pose = puppet.skeleton.rest_pose();
  for (size_t j = 0; j < turn_.size(); ++j) {
    // The same turn seen from the anchor's frame; a mirrored frame turns the other way round.
    const Matrix3d& m = puppet.model_from_anchor[j];
    if (std::abs(turn_[j].w()) < 1 - 1e-15) {
      const Vector3d v = (m.determinant() < 0 ? -1.0 : 1.0) * (m.transpose() * turn_[j].vec());
      pose[j].rotation =
          (Quaterniond(turn_[j].w(), v.x(), v.y(), v.z()) * pose[j].rotation).normalized();
    }
    if (!shift_[j].isZero(0)) pose[j].translation += puppet.anchor_from_model[j] * shift_[j];
  }
  return pose;
}

}  // namespace animax::data
