// SPDX-License-Identifier: MIT
// The objective of the joint fit and its linear algebra. Used by joint_fit.cpp.
#pragma once

#include "lift/fit_model.h"
#include "lift/joint_fit.h"

#include <Eigen/Cholesky>

namespace animax::lift {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Strengths of the loss that change while the fit runs.
struct Loss {
  double scale = 3;  ///< of Geman-McClure, in sigmas
  double noise = 1;  ///< multiplies every spot's sigma
};

/// Least-squares model of the objective around the current poses.
struct Normal {
  std::vector<MatrixXd> hessian;   // per frame: points and rest
  std::vector<VectorXd> gradient;  // per frame: of the whole objective
  MatrixXd acceleration_weight;    // (freedoms, frames): 0 at both ends
  MatrixXd speed_weight;           // (freedoms, frames): between frame and frame + 1
};

class FitProblem {
 public:
  FitProblem(const Skeleton& skeleton,
             const Legend& legend,
             const FitModel& model,
             const std::vector<Camera>& cameras,
             const Evidence& evidence,
             double fps,
             const JointFitOptions& options);

  double cost(const std::vector<Pose>& poses, const Loss& loss) const;
  Normal linearise(const std::vector<Pose>& poses, const Loss& loss) const;

  /// Solves (normal + damping * diagonal) step = -gradient. (unknowns, frames)
  MatrixXd solve(const Normal& normal, double damping) const;

  /// What one view says about a point: the spot that fits best, and how well.
  struct Seen {
    const Spot* spot = nullptr;
    double distance2 = 0;  ///< squared error in sigmas
    Vector2d error = Vector2d::Zero();
  };
  Seen see(int view, int frame, int point, const Vector3d& position, const Loss& loss) const;

  /// Learns each joint's usual axes from the poses: turns about these cost less than about others
  /// from now on. Where points leave a choice, above all of twist between a joint and its child,
  /// this prefers the explanation in which joints are hinges.
  void adapt_rest(const std::vector<Pose>& poses);
  void forget_rest();  ///< all axes cost the same again

  double extent() const { return extent_; }

 private:
  double frame_cost(const Pose& pose, int frame, const Loss& loss) const;
  double time_cost(const std::vector<Pose>& poses) const;
  void add_points(const Pose& pose, int frame, const Loss& loss, MatrixXd& h, VectorXd& g) const;
  void add_rest(const Pose& pose, MatrixXd& h, VectorXd& g) const;
  void add_time(const std::vector<Pose>& poses, Normal& normal) const;
  Vector3d from_rest(const Pose& pose, const Freedom& freedom) const;
  static Vector3d change(const Pose& a, const Pose& b, const Freedom& freedom);

  const Skeleton& skeleton_;
  const FitModel& model_;
  const std::vector<Camera>& cameras_;
  const Evidence& evidence_;
  double extent_;
  // Per freedom: inverse squared sigmas.
  VectorXd rest_precision_, acceleration_precision_, speed_precision_;
  std::vector<Matrix3d> rest_shape_;  // per freedom: multiplies rest_precision_
};

}  // namespace animax::lift
