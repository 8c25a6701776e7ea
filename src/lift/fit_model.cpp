// SPDX-License-Identifier: MIT
#include "lift/fit_model.h"

#include <Eigen/LU>

#include <algorithm>

namespace animax::lift {
namespace {

Matrix3d cross_matrix(const Vector3d& v) {
  Matrix3d m;
  m << 0, -v.z(), v.y(), v.z(), 0, -v.x(), -v.y(), v.x(), 0;
  return m;
}

// With more joints than this, those whose heads are not drawn stay at rest: a frame's unknowns are
// solved densely.
constexpr int kMostTurns = 128;

bool contains(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

FitModel::FitModel(const Skeleton& skeleton,
                   const Legend& legend,
                   const Influence& influence,
                   const std::vector<int>& sliding)
    : skeleton_(skeleton), legend_(legend), movers_(legend.joints.size()) {
  const auto turning = std::count(influence.moves.begin(), influence.moves.end(), true);
  for (int j = 0; j < skeleton.size(); ++j) {
    const bool carries = contains(influence.carriers, j);
    const bool shown = carries || influence.head_point[j] >= 0;
    const auto add = [&](Freedom::Kind kind) {
      freedoms_.push_back({j, kind, 3 * static_cast<int>(freedoms_.size())});
    };
    if (carries || contains(sliding, j)) add(Freedom::kShift);
    if (influence.moves[j] && (shown || turning <= kMostTurns)) add(Freedom::kTurn);
  }
  for (size_t p = 0; p < legend.joints.size(); ++p) {
    const DrawnJoint& drawn = legend.joints[p];
    const bool is_head = drawn.point_in_joint.norm() == 0;
    for (int joint = drawn.joint; joint >= 0; joint = skeleton.joints[joint].parent)
      for (size_t f = 0; f < freedoms_.size(); ++f)
        if (freedoms_[f].joint == joint &&
            !(is_head && joint == drawn.joint && freedoms_[f].kind == Freedom::kTurn))
          movers_[p].push_back(static_cast<int>(f));
  }
}

void FitModel::forward(const Pose& pose, State& state) const {
  const int n = skeleton_.size();
  state.world_from_anchor.resize(n);
  state.anchor_from_world.resize(n);
  state.heads.resize(n);
  state.points.resize(legend_.joints.size());
  std::vector<Affine3d> world(n);
  for (int j = 0; j < n; ++j) {
    const Joint& joint = skeleton_.joints[j];
    state.world_from_anchor[j] = joint.parent_from_anchor;
    if (joint.parent >= 0)
      state.world_from_anchor[j] = world[joint.parent] * joint.parent_from_anchor;
    world[j] = state.world_from_anchor[j] * pose[j].matrix();
    state.heads[j] = world[j].translation();
  }
  for (const Freedom& freedom : freedoms_) {
    const Matrix3d linear = state.world_from_anchor[freedom.joint].linear();
    const Matrix3d inverse = linear.inverse();
    // Below a joint that is scaled to nothing no turn can be seen.
    state.anchor_from_world[freedom.joint] =
        inverse.allFinite() ? inverse : Matrix3d(Matrix3d::Zero());
  }
  for (size_t p = 0; p < legend_.joints.size(); ++p)
    state.points[p] = world[legend_.joints[p].joint] * legend_.joints[p].point_in_joint;
}

Matrix3d FitModel::jacobian(const State& state, int point, int freedom) const {
  const Freedom& f = freedoms_[freedom];
  const Matrix3d linear = state.world_from_anchor[f.joint].linear();
  if (f.kind == Freedom::kShift) return linear;
  const Vector3d lever =
      state.anchor_from_world[f.joint] * (state.points[point] - state.heads[f.joint]);
  return -linear * cross_matrix(lever);
}

void FitModel::apply(const double* step, Pose& pose) const {
  for (const Freedom& f : freedoms_) {
    const Vector3d d = Eigen::Map<const Vector3d>(step + f.offset);
    Transform& local = pose[f.joint];
    if (f.kind == Freedom::kShift)
      local.translation += d;
    else
      local.rotation = (rotation_exp(d) * local.rotation).normalized();
  }
}

}  // namespace animax::lift
