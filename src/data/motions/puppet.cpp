// SPDX-License-Identifier: MIT
#include "data/motions/puppet.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace animax::data {
namespace {

/// Nearest orthogonal matrix, keeping a reflection if there is one.
Matrix3d orthogonal_part(const Matrix3d& linear) {
  Matrix3d q;
  q.col(0) = linear.col(0).stableNormalized();
  q.col(1) = (linear.col(1) - q.col(0).dot(linear.col(1)) * q.col(0)).stableNormalized();
  q.col(2) = q.col(0).cross(q.col(1));
  if (q.col(2).dot(linear.col(2)) < 0) q.col(2) = -q.col(2);
  if (!q.allFinite() || std::abs(std::abs(q.determinant()) - 1) > 1e-3) q.setIdentity();
  return q;
}

Matrix3d safe_inverse(const Matrix3d& linear) {
  const double scale = linear.cwiseAbs().maxCoeff();
  if (!(scale > 0) || std::abs(linear.determinant()) < 1e-12 * scale * scale * scale)
    return Matrix3d::Identity();
  return linear.inverse();
}

/// Signed angle about `axis` from a to b.
double signed_angle(const Vector3d& a, const Vector3d& b, const Vector3d& axis) {
  return std::atan2(axis.dot(a.cross(b)), a.dot(b) - axis.dot(a) * axis.dot(b));
}

}  // namespace

Puppet::Puppet(const Skeleton& skeleton_in, const Anatomy& anatomy_in)
    : skeleton(skeleton_in), anatomy(anatomy_in) {
  data::check(anatomy, skeleton);
  const std::vector<Affine3d> world = forward_kinematics(skeleton, skeleton.rest_pose());
  const int n = skeleton.size();
  rest_head = origins(world);
  children = skeleton.children();
  offset.resize(n);
  for (int j = 0; j < n; ++j) {
    const Joint& joint = skeleton.joints[j];
    const Matrix3d linear =
        joint.parent < 0
            ? Matrix3d(joint.parent_from_anchor.linear())
            : Matrix3d(world[joint.parent].linear() * joint.parent_from_anchor.linear());
    model_from_anchor.push_back(orthogonal_part(linear));
    anchor_from_model.push_back(safe_inverse(linear));
    model_from_joint.push_back(orthogonal_part(world[j].linear()));
    offset[j] =
        joint.parent < 0 ? Vector3d(0, 0, 0) : Vector3d(rest_head[j] - rest_head[joint.parent]);
  }
  for (const Chain& chain : anatomy.chains)
    for (int j : chain.joints) bounds.extend(rest_head[j]);
  root = anatomy.root;
  ground = anatomy.ground;
  bounds.extend(rest_head[root]);

  // Bones: along the chain to the next joint; past the last joint on in the same direction.
  tail.resize(n);
  for (int j = 0; j < n; ++j) {
    tail[j] = children[j].empty() ? 0.6 * offset[j]
                                  : Vector3d(rest_head[children[j].front()] - rest_head[j]);
  }
  for (const Chain& chain : anatomy.chains) {
    for (size_t i = 0; i + 1 < chain.joints.size(); ++i)
      tail[chain.joints[i]] = rest_head[chain.joints[i + 1]] - rest_head[chain.joints[i]];
  }

  find_legs();
  find_arms(Part::kArm, arms);
  find_arms(Part::kWing, wings);
  find_axis_line();
  if (!legs.empty()) {
    unit = 0;
    for (const Leg& leg : legs) unit = std::max(unit, rest_head[leg.joints[0]].y() - ground);
  }
  if (!(unit > 1e-9) || legs.empty()) unit = std::max(bounds.size().maxCoeff() / 3, 1e-9);
}

int Puppet::count(Part part) const {
  return static_cast<int>(std::count_if(anatomy.chains.begin(),
                                        anatomy.chains.end(),
                                        [&](const Chain& c) { return c.part == part; }));
}

Vector3d Puppet::along(const Chain& chain) const {
  const int base = chain.joints.front(), tip = chain.joints.back();
  return rest_head[tip] + tail[tip] - rest_head[base];
}

Vector3d Puppet::swing_axis(const Chain& chain) const {
  const Vector3d axis = kLateral.cross(along(chain));
  return axis.norm() > 1e-3 * unit ? Vector3d(axis.normalized()) : kVertical;
}

void Puppet::find_legs() {
  for (const Chain* chain : anatomy.all(Part::kLeg)) {
    Leg leg;
    leg.side = chain->side;
    leg.index = chain->index;
    leg.joints = chain->joints;
    const double hip_height = std::max(rest_head[leg.joints[0]].y() - ground, 1e-9);
    const int n = static_cast<int>(leg.joints.size());
    // A last bone that lies along the ground is the toe; a last joint well above the ground is a
    // shank whose end has no joint.
    if (n >= 4) {
      const Vector3d last = rest_head[leg.joints[n - 1]] - rest_head[leg.joints[n - 2]];
      const double height = rest_head[leg.joints[n - 1]].y() - ground;
      if (height < 0.15 * hip_height && std::abs(last.y()) < 0.75 * last.norm()) {
        leg.toe = leg.joints.back();
        leg.joints.pop_back();
      }
    }
    const Vector3d end = rest_head[leg.joints.back()];
    if (leg.joints.size() >= 3 && (leg.toe >= 0 || end.y() - ground < 0.2 * hip_height)) {
      leg.foot = leg.joints.back();
      leg.tip = end;
    } else {
      // The tip lies on the ground in the direction of the last bone, if that leads down.
      const Vector3d bone = leg.joints.size() > 1 ? offset[leg.joints.back()] : Vector3d(0, -1, 0);
      Vector3d slope =
          bone.y() < -0.5 * bone.norm() ? Vector3d(bone / -bone.y()) : Vector3d(0, -1, 0);
      leg.tip = end + slope * std::max(end.y() - ground, 0.0);
      if ((leg.tip - end).norm() < 0.02 * hip_height) leg.tip = end;
    }
    const Vector3d ball = leg.toe >= 0 ? rest_head[leg.toe] : leg.tip;
    leg.contact = {ball.x(), ground, ball.z()};

    // Plane of folding: through hip, tip and the joint farthest from their line.
    const Vector3d hip = rest_head[leg.joints[0]];
    const Vector3d line = (leg.tip - hip).stableNormalized();
    Vector3d pole = Vector3d::Zero();
    std::vector<Vector3d> points;
    for (int j : leg.joints) points.push_back(rest_head[j]);
    if (leg.foot < 0) points.push_back(leg.tip);
    for (const Vector3d& p : points) {
      const Vector3d off = (p - hip) - line * line.dot(p - hip);
      if (off.norm() > pole.norm()) pole = off;
    }
    leg.rest_length = (leg.tip - hip).norm();
    for (size_t i = 1; i < points.size(); ++i) leg.length += (points[i] - points[i - 1]).norm();
    const bool sideways = std::abs(line.x()) > 0.6;
    if (pole.norm() < 0.03 * leg.length || (!sideways && std::abs(pole.x()) > pole.norm() * 0.7)) {
      const bool elbow = chain->index == 0 && anatomy.find(Part::kLeg, chain->side, 1) != nullptr;
      pole = sideways ? Vector3d(0, 1, 0) : Vector3d(0, 0, elbow ? -1 : 1);
    }
    // Folding about this axis by a positive angle pushes the first inner joint towards the pole.
    leg.fold_axis = pole.cross(line).stableNormalized();
    const size_t last_inner = leg.foot >= 0 ? leg.joints.size() - 1 : leg.joints.size();
    leg.fold_sign.assign(leg.joints.size(), 0);
    leg.rest_fold.assign(leg.joints.size(), 0);
    double sign = 1;
    for (size_t i = 1; i < last_inner; ++i) {
      const double bend =
          signed_angle(points[i] - points[i - 1], points[i + 1] - points[i], leg.fold_axis);
      if (std::abs(bend) > 0.12) sign = bend > 0 ? 1 : -1;
      leg.fold_sign[i] = sign;
      leg.rest_fold[i] = std::abs(bend) > 0.12 ? std::abs(bend) : 0.0;
      sign = -sign;
    }
    legs.push_back(leg);
  }
  std::stable_sort(legs.begin(), legs.end(), [](const Leg& a, const Leg& b) {
    return a.index != b.index ? a.index < b.index : a.side > b.side;
  });
}

void Puppet::find_arms(Part part, std::vector<Arm>& found) {
  for (const Chain* chain : anatomy.all(part)) {
    Arm arm;
    arm.side = chain->side;
    arm.joints = chain->joints;
    const int n = static_cast<int>(arm.joints.size());
    const auto bone = [&](int i) {
      return (rest_head[arm.joints[i + 1]] - rest_head[arm.joints[i]]);
    };
    const int first =
        n >= 4 && part == Part::kArm && bone(0).norm() < 0.85 * bone(1).norm() ? 1 : 0;
    const int last = n - first >= 3 ? n - 1 : -1;
    arm.shoulder = arm.joints[first];
    arm.hand = last < 0 ? -1 : arm.joints[last];
    if (n - first < 2) {  // a single joint: upper arm and forearm are one
      arm.elbow = arm.shoulder;
      arm.upper = arm.fore = 0.5 * tail[arm.shoulder];
    } else if (last < 0) {
      arm.elbow = arm.joints[n - 1];
      arm.upper = rest_head[arm.elbow] - rest_head[arm.shoulder];
      arm.fore = tail[arm.elbow];
    } else {
      // The elbow is the joint nearest to the middle of the way to the wrist.
      double total = 0, best = 1e30, walked = 0;
      for (int i = first; i < last; ++i) total += bone(i).norm();
      for (int i = first; i + 1 < last; ++i) {
        walked += bone(i).norm();
        if (std::abs(walked - 0.5 * total) < best) {
          best = std::abs(walked - 0.5 * total);
          arm.elbow = arm.joints[i + 1];
        }
      }
      arm.upper = rest_head[arm.elbow] - rest_head[arm.shoulder];
      arm.fore = rest_head[arm.hand] - rest_head[arm.elbow];
    }
    if (arm.upper.norm() < 1e-9) arm.upper = Vector3d(arm.side, 0, 0) * 1e-6;
    if (arm.fore.norm() < 1e-9) arm.fore = arm.upper;
    arm.upper_length = arm.upper.norm();
    arm.fore_length = arm.fore.norm();
    found.push_back(arm);
  }
  std::stable_sort(
      found.begin(), found.end(), [](const Arm& a, const Arm& b) { return a.side > b.side; });
}

void Puppet::find_axis_line() {
  for (const Chain* chain : anatomy.all(Part::kSpine))
    for (int j : chain->joints)
      if (j != root) spine.push_back(j);
  for (const Chain* chain : anatomy.all(Part::kNeck)) {
    if (chain->side == 0 && chain->index == 0)
      for (int j : chain->joints) neck.push_back(j);
  }
  if (const Chain* chain = anatomy.find(Part::kHead)) {
    head = chain->joints.front();
    if (std::find(neck.begin(), neck.end(), head) == neck.end()) neck.push_back(head);
  }
  for (const Chain* chain : anatomy.all(Part::kJaw)) jaw.push_back(chain->joints.front());

  // Head-to-tail order for bodies without limbs.
  std::vector<int> line{root};
  for (Part part : {Part::kSpine, Part::kNeck, Part::kTail}) {
    for (const Chain* chain : anatomy.all(part))
      if (chain->side == 0 && (part == Part::kSpine || chain->index == 0))
        line.insert(line.end(), chain->joints.begin(), chain->joints.end());
  }
  if (head >= 0) line.push_back(head);
  std::sort(line.begin(), line.end());
  line.erase(std::unique(line.begin(), line.end()), line.end());
  std::stable_sort(
      line.begin(), line.end(), [&](int a, int b) { return rest_head[a].z() > rest_head[b].z(); });
  body_line = line;
  double total = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    if (i > 0) total += (rest_head[line[i]] - rest_head[line[i - 1]]).norm();
    body_position.push_back(total);
  }
  for (double& p : body_position) p /= std::max(total, 1e-9);
  if (head < 0 && anatomy.plan != BodyPlan::kPlant) head = line.front();
  const bool limbless = anatomy.plan == BodyPlan::kSnake || anatomy.plan == BodyPlan::kFish;
  head_is_root = limbless && (head == root || body_line.front() == root) && neck.size() <= 1;
}

}  // namespace animax::data
