// SPDX-License-Identifier: MIT
#include "lift/fit_problem.h"

#include "core/error.h"
#include "core/parallel.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace animax::lift {
namespace {

double geman_mcclure(double s, double scale) {
  const double c2 = scale * scale;
  return c2 * s / (c2 + s);
}

double geman_mcclure_weight(double s, double scale) {
  const double c2 = scale * scale;
  return (c2 / (c2 + s)) * (c2 / (c2 + s));
}

// Cauchy on smoothness: real motions start and stop.
double cauchy(double s) { return std::log1p(s); }
double cauchy_weight(double s) { return 1 / (1 + s); }

double square(double x) { return x * x; }

}  // namespace

FitProblem::FitProblem(const Skeleton& skeleton,
                       const Legend& legend,
                       const FitModel& model,
                       const std::vector<Camera>& cameras,
                       const Evidence& evidence,
                       double fps,
                       const JointFitOptions& options)
    : skeleton_(skeleton), model_(model), cameras_(cameras), evidence_(evidence) {
  Bounds bounds;
  for (const Vector3d& p :
       drawn_positions(legend, forward_kinematics(skeleton, skeleton.rest_pose())))
    bounds.extend(p);
  // Parts may all start at one place (rigid objects); then what the cameras see is the measure.
  extent_ = bounds.diagonal();
  if (!cameras.empty())
    extent_ = std::max(
        extent_, 0.1 * cameras[0].width * cameras[0].depth(bounds.center()) / cameras[0].focal);
  extent_ = std::max(extent_, 1e-9);

  const size_t n = model.freedoms().size();
  rest_precision_.resize(n);
  acceleration_precision_.resize(n);
  speed_precision_.resize(n);
  rest_shape_.assign(n, Matrix3d::Identity());
  std::vector<bool> head_shown(skeleton.size(), false);
  for (const DrawnJoint& drawn : legend.joints)
    if (drawn.point_in_joint.norm() == 0) head_shown[drawn.joint] = true;
  const Influence influence = find_influence(skeleton, legend);
  const auto rest_world = forward_kinematics(skeleton, skeleton.rest_pose());
  for (size_t i = 0; i < n; ++i) {
    const Freedom& f = model.freedoms()[i];
    const bool carrier = std::find(influence.carriers.begin(), influence.carriers.end(), f.joint) !=
                         influence.carriers.end();
    if (f.kind == Freedom::kTurn) {
      const bool shown = head_shown[f.joint] || carrier;
      rest_precision_[i] = 1 / square(shown ? options.rest_sigma : options.hidden_rest_sigma);
      acceleration_precision_[i] = square(fps * fps / options.acceleration_sigma);
      speed_precision_[i] = square(fps / options.speed_sigma);
      continue;
    }
    // Shifts are in the units of the anchor.
    const int parent = skeleton.joints[f.joint].parent;
    Matrix3d world_from_anchor = skeleton.joints[f.joint].parent_from_anchor.linear();
    if (parent >= 0) world_from_anchor = rest_world[parent].linear() * world_from_anchor;
    const double unit =
        extent_ / std::max(std::cbrt(std::abs(world_from_anchor.determinant())), 1e-12);
    rest_precision_[i] = 1 / square(unit * (carrier ? 30.0 : options.slide_sigma));
    acceleration_precision_[i] = square(fps * fps / (unit * options.travel_acceleration_sigma));
    speed_precision_[i] = 0.1 * acceleration_precision_[i] / square(fps);
  }
}

FitProblem::Seen FitProblem::see(
    int view, int frame, int point, const Vector3d& position, const Loss& loss) const {
  Seen best;
  const auto& spots = evidence_.at(view, frame, point);
  if (spots.empty()) return best;
  const auto projected = cameras_[view].project(position);
  if (!projected) return best;
  double best_gain = 0;
  for (const Spot& spot : spots) {
    const Vector2d error = *projected - spot.position;
    const double distance2 = error.squaredNorm() / square(spot.sigma_px * loss.noise);
    // What this spot takes off the objective, compared with seeing nothing.
    const double gain = spot.weight * (square(loss.scale) - geman_mcclure(distance2, loss.scale));
    if (gain > best_gain) {
      best_gain = gain;
      best = {&spot, distance2, error};
    }
  }
  return best;
}

double FitProblem::frame_cost(const Pose& pose, int frame, const Loss& loss) const {
  FitModel::State state;
  model_.forward(pose, state);
  double total = 0;
  for (int point = 0; point < model_.points(); ++point) {
    for (int view = 0; view < evidence_.views(); ++view) {
      const Seen seen = see(view, frame, point, state.points[point], loss);
      if (seen.spot)
        total +=
            seen.spot->weight * (geman_mcclure(seen.distance2, loss.scale) - square(loss.scale));
    }
  }
  for (size_t i = 0; i < model_.freedoms().size(); ++i) {
    const Vector3d away = from_rest(pose, model_.freedoms()[i]);
    total += rest_precision_[i] * away.dot(rest_shape_[i] * away);
  }
  return total;
}

Vector3d FitProblem::from_rest(const Pose& pose, const Freedom& f) const {
  const Transform& rest = skeleton_.joints[f.joint].rest;
  if (f.kind == Freedom::kShift) return pose[f.joint].translation - rest.translation;
  return rotation_log(pose[f.joint].rotation * rest.rotation.conjugate());
}

Vector3d FitProblem::change(const Pose& a, const Pose& b, const Freedom& f) {
  if (f.kind == Freedom::kShift) return b[f.joint].translation - a[f.joint].translation;
  return rotation_log(b[f.joint].rotation * a[f.joint].rotation.conjugate());
}

// Reweighting for the nuclear norm of a joint's turns over time: Mohan and Fazel, "Iterative
// reweighted algorithms for matrix rank minimization", 2012.
void FitProblem::adapt_rest(const std::vector<Pose>& poses) {
  constexpr double kLeastTurn = 0.05;  // rad
  for (size_t i = 0; i < model_.freedoms().size(); ++i) {
    const Freedom& f = model_.freedoms()[i];
    if (f.kind != Freedom::kTurn) continue;
    Matrix3d spread = square(kLeastTurn) * Matrix3d::Identity();
    for (const Pose& pose : poses) {
      const Vector3d away = from_rest(pose, f);
      spread += away * away.transpose() / poses.size();
    }
    rest_shape_[i] = Eigen::SelfAdjointEigenSolver<Matrix3d>(spread).operatorInverseSqrt();
  }
}

void FitProblem::forget_rest() {
  std::fill(rest_shape_.begin(), rest_shape_.end(), Matrix3d::Identity());
}

double FitProblem::time_cost(const std::vector<Pose>& poses) const {
  double total = 0;
  const int frames = static_cast<int>(poses.size());
  for (size_t i = 0; i < model_.freedoms().size(); ++i) {
    Vector3d before = Vector3d::Zero();
    for (int t = 0; t + 1 < frames; ++t) {
      const Vector3d now = change(poses[t], poses[t + 1], model_.freedoms()[i]);
      total += cauchy(speed_precision_[i] * now.squaredNorm());
      if (t > 0) total += cauchy(acceleration_precision_[i] * (now - before).squaredNorm());
      before = now;
    }
  }
  return total;
}

double FitProblem::cost(const std::vector<Pose>& poses, const Loss& loss) const {
  std::vector<double> costs(poses.size());
  parallel_for(poses.size(), [&](size_t frame) {
    costs[frame] = frame_cost(poses[frame], static_cast<int>(frame), loss);
  });
  double total = time_cost(poses);
  for (double cost : costs) total += cost;
  return total;
}

void FitProblem::add_points(
    const Pose& pose, int frame, const Loss& loss, MatrixXd& h, VectorXd& g) const {
  FitModel::State state;
  model_.forward(pose, state);
  std::vector<Matrix3d> jacobians;
  for (int point = 0; point < model_.points(); ++point) {
    // All views together pull at the point with a 3x3 stiffness.
    Matrix3d stiffness = Matrix3d::Zero();
    Vector3d pull = Vector3d::Zero();
    for (int view = 0; view < evidence_.views(); ++view) {
      const Seen seen = see(view, frame, point, state.points[point], loss);
      if (!seen.spot) continue;
      const Camera& camera = cameras_[view];
      const Vector3d p = camera.camera_from_world * state.points[point];
      Eigen::Matrix<double, 2, 3> projection;
      projection << 1, 0, -p.x() / p.z(), 0, 1, -p.y() / p.z();
      projection = (camera.focal / p.z() * projection * camera.camera_from_world.linear()).eval();
      const double weight = seen.spot->weight * geman_mcclure_weight(seen.distance2, loss.scale) /
                            square(seen.spot->sigma_px * loss.noise);
      stiffness += weight * projection.transpose() * projection;
      pull += weight * projection.transpose() * seen.error;
    }
    const auto& movers = model_.movers(point);
    jacobians.clear();
    for (int mover : movers) jacobians.push_back(model_.jacobian(state, point, mover));
    for (size_t a = 0; a < movers.size(); ++a) {
      const int row = model_.freedoms()[movers[a]].offset;
      g.segment<3>(row) += jacobians[a].transpose() * pull;
      const Matrix3d left = jacobians[a].transpose() * stiffness;
      for (size_t b = 0; b < movers.size(); ++b)
        h.block<3, 3>(row, model_.freedoms()[movers[b]].offset) += left * jacobians[b];
    }
  }
}

void FitProblem::add_rest(const Pose& pose, MatrixXd& h, VectorXd& g) const {
  for (size_t i = 0; i < model_.freedoms().size(); ++i) {
    const Freedom& f = model_.freedoms()[i];
    const Matrix3d precision = rest_precision_[i] * rest_shape_[i];
    g.segment<3>(f.offset) += precision * from_rest(pose, f);
    h.block<3, 3>(f.offset, f.offset) += precision;
  }
}

void FitProblem::add_time(const std::vector<Pose>& poses, Normal& normal) const {
  const int frames = static_cast<int>(poses.size());
  const auto& freedoms = model_.freedoms();
  normal.acceleration_weight = MatrixXd::Zero(freedoms.size(), frames);
  normal.speed_weight = MatrixXd::Zero(freedoms.size(), frames);
  for (size_t i = 0; i < freedoms.size(); ++i) {
    const int at = freedoms[i].offset;
    Vector3d before = Vector3d::Zero();
    for (int t = 0; t + 1 < frames; ++t) {
      const Vector3d now = change(poses[t], poses[t + 1], freedoms[i]);
      const double speed =
          speed_precision_[i] * cauchy_weight(speed_precision_[i] * now.squaredNorm());
      normal.speed_weight(i, t) = speed;
      normal.gradient[t + 1].segment<3>(at) += speed * now;
      normal.gradient[t].segment<3>(at) -= speed * now;
      if (t > 0) {
        const Vector3d bend = now - before;
        const double weight = acceleration_precision_[i] *
                              cauchy_weight(acceleration_precision_[i] * bend.squaredNorm());
        normal.acceleration_weight(i, t) = weight;
        normal.gradient[t - 1].segment<3>(at) += weight * bend;
        normal.gradient[t].segment<3>(at) -= 2 * weight * bend;
        normal.gradient[t + 1].segment<3>(at) += weight * bend;
      }
      before = now;
    }
  }
}

Normal FitProblem::linearise(const std::vector<Pose>& poses, const Loss& loss) const {
  const int n = model_.unknowns();
  Normal normal;
  normal.hessian.resize(poses.size());
  normal.gradient.resize(poses.size());
  parallel_for(poses.size(), [&](size_t frame) {
    normal.hessian[frame] = MatrixXd::Zero(n, n);
    normal.gradient[frame] = VectorXd::Zero(n);
    add_points(
        poses[frame], static_cast<int>(frame), loss, normal.hessian[frame], normal.gradient[frame]);
    add_rest(poses[frame], normal.hessian[frame], normal.gradient[frame]);
  });
  add_time(poses, normal);
  return normal;
}

}  // namespace animax::lift
