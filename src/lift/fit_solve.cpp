// SPDX-License-Identifier: MIT
// The linear solve of the joint fit.
#include "core/parallel.h"
#include "lift/fit_problem.h"

#include <algorithm>
#include <cmath>

namespace animax::lift {
namespace {

constexpr int kMaxSteps = 60;
constexpr double kTolerance = 0.02;  // of the residual; an inexact Newton step is enough

// Diagonal that the smoothness terms put on each frame. (freedoms, frames)
MatrixXd time_diagonal(const Normal& normal) {
  const Eigen::Index frames = normal.speed_weight.cols();
  MatrixXd diagonal = MatrixXd::Zero(normal.speed_weight.rows(), frames);
  for (Eigen::Index t = 0; t < frames; ++t) {
    diagonal.col(t) += normal.speed_weight.col(t) + 4 * normal.acceleration_weight.col(t);
    if (t > 0)
      diagonal.col(t) += normal.speed_weight.col(t - 1) + normal.acceleration_weight.col(t - 1);
    if (t + 1 < frames) diagonal.col(t) += normal.acceleration_weight.col(t + 1);
  }
  return diagonal;
}

// Three equal entries per freedom.
VectorXd spread(const Eigen::Ref<const VectorXd>& per_freedom) {
  VectorXd out(3 * per_freedom.size());
  for (Eigen::Index i = 0; i < per_freedom.size(); ++i)
    out.segment<3>(3 * i).setConstant(per_freedom[i]);
  return out;
}

class Operator {
 public:
  Operator(const Normal& normal, double damping)
      : normal_(normal), frames_(static_cast<int>(normal.hessian.size())) {
    const MatrixXd diagonal = time_diagonal(normal);
    factors_.resize(frames_);
    damping_.resize(normal.hessian[0].rows(), frames_);
    acceleration_.resize(damping_.rows(), frames_);
    speed_.resize(damping_.rows(), frames_);
    for (int t = 0; t < frames_; ++t) {
      acceleration_.col(t) = spread(normal.acceleration_weight.col(t));
      speed_.col(t) = spread(normal.speed_weight.col(t));
      damping_.col(t) =
          damping * (normal.hessian[t].diagonal() + spread(diagonal.col(t))).cwiseMax(1e-9);
    }
    parallel_for(frames_, [&](size_t t) {
      MatrixXd block = normal.hessian[t];
      block.diagonal() += spread(diagonal.col(t)) + damping_.col(t);
      factors_[t].compute(block);
    });
  }

  MatrixXd apply(const MatrixXd& x) const {
    MatrixXd y(x.rows(), frames_);
    for (int t = 0; t < frames_; ++t)
      y.col(t) = normal_.hessian[t].selfadjointView<Eigen::Lower>() * x.col(t) +
                 damping_.col(t).cwiseProduct(x.col(t));
    for (int t = 0; t + 1 < frames_; ++t) {
      const VectorXd force = speed_.col(t).cwiseProduct(x.col(t + 1) - x.col(t));
      y.col(t + 1) += force;
      y.col(t) -= force;
      if (t == 0) continue;
      const VectorXd bend =
          acceleration_.col(t).cwiseProduct(x.col(t - 1) - 2 * x.col(t) + x.col(t + 1));
      y.col(t - 1) += bend;
      y.col(t) -= 2 * bend;
      y.col(t + 1) += bend;
    }
    return y;
  }

  MatrixXd precondition(const MatrixXd& r) const {
    MatrixXd z(r.rows(), frames_);
    for (int t = 0; t < frames_; ++t) z.col(t) = factors_[t].solve(r.col(t));
    return z;
  }

 private:
  const Normal& normal_;
  const int frames_;
  MatrixXd damping_, acceleration_, speed_;  // (unknowns, frames)
  std::vector<Eigen::LLT<MatrixXd>> factors_;
};

}  // namespace

MatrixXd FitProblem::solve(const Normal& normal, double damping) const {
  const Operator a(normal, damping);
  MatrixXd residual(model_.unknowns(), normal.gradient.size());
  for (size_t t = 0; t < normal.gradient.size(); ++t) residual.col(t) = -normal.gradient[t];

  // Preconditioned conjugate gradients.
  MatrixXd x = MatrixXd::Zero(residual.rows(), residual.cols());
  MatrixXd z = a.precondition(residual), direction = z;
  double rz = residual.cwiseProduct(z).sum();
  const double enough = kTolerance * kTolerance * rz;
  for (int i = 0; i < kMaxSteps && rz > enough && rz > 0; ++i) {
    const MatrixXd moved = a.apply(direction);
    const double step = rz / direction.cwiseProduct(moved).sum();
    x += step * direction;
    residual -= step * moved;
    z = a.precondition(residual);
    const double next = residual.cwiseProduct(z).sum();
    direction = z + next / rz * direction;
    rz = next;
  }
  return x;
}

}  // namespace animax::lift
