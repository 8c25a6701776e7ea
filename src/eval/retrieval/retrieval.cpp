// SPDX-License-Identifier: MIT
#include "eval/retrieval/retrieval.h"

#include "core/error.h"
#include "core/interrupt.h"
#include "eval/retrieval/motion_features.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace animax::eval {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMotionsPerCreature = 6;  // making the creature costs most
constexpr int kLeastOccurrences = 3;
constexpr double kOutlier = 4;  // standard deviations that a feature may count for

struct TrueClips {
  MatrixXd features;  // (clips, features)
  std::vector<std::string> captions;
};

data::Creature draw_creature(const RetrievalOptions& options, Rng& rng) {
  data::CreatureOptions creature;
  creature.triangles = 500;
  return data::make_creature(
      rng.pick(options.plans.empty() ? data::creature_plans() : options.plans), rng, creature);
}

TrueClips make_clips(const RetrievalOptions& options) {
  TrueClips clips;
  clips.features.resize(options.clips, motion_feature_count());
  for (int row = 0; row < options.clips;) {
    throw_if_interrupted();
    Rng rng = Rng(options.seed).fork("retrieval").fork(static_cast<uint64_t>(row));
    const data::Creature creature = draw_creature(options, rng);
    const auto motions = data::motions_for(creature.anatomy);
    for (int k = 0; k < kMotionsPerCreature && row < options.clips; ++k, ++row) {
      data::MotionParams params = data::random_params(rng.pick(motions), rng);
      params.phase = 0;  // as in held-out scenes
      const Motion motion = data::make_motion(
          creature.rig.skeleton, creature.anatomy, params, options.fps, options.frames);
      clips.features.row(row) =
          motion_features(creature.rig.skeleton, creature.anatomy, motion).transpose();
      clips.captions.push_back(
          data::make_caption("it", params, rng, data::Split::kTrain, creature.anatomy.plan));
    }
  }
  return clips;
}

// S^(-1/2) of a symmetric matrix whose eigenvalues are positive.
MatrixXd inverse_root(const MatrixXd& symmetric) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(symmetric);
  return solver.eigenvectors() * solver.eigenvalues().cwiseSqrt().cwiseInverse().asDiagonal() *
         solver.eigenvectors().transpose();
}

VectorXd standardised(const VectorXd& features, const VectorXd& mean, const VectorXd& scale) {
  return (features - mean).cwiseProduct(scale).cwiseMax(-kOutlier).cwiseMin(kOutlier);
}

VectorXd unit(const VectorXd& v) {
  const double length = v.norm();
  return length > 1e-12 ? VectorXd(v / length) : VectorXd(VectorXd::Zero(v.size()));
}

}  // namespace

void RetrievalOptions::validate() const {
  if (clips < 50 || clips > 20000)
    throw Error("retrieval clips: found ", clips, ", expected 50 to 20000");
  if (!(fps > 0)) throw Error("retrieval fps: found ", fps, ", expected above 0");
  if (frames < 4) throw Error("retrieval frames: found ", frames, ", expected at least 4");
  if (!(motion_ridge > 0) || !(text_ridge > 0)) throw Error("retrieval: ridges must be above 0");
  if (dimensions < 1) throw Error("retrieval dimensions: found ", dimensions);
}

MotionTextEncoder::MotionTextEncoder(const RetrievalOptions& options) {
  options.validate();
  const TrueClips clips = make_clips(options);
  words_ = WordBag(clips.captions, kLeastOccurrences);
  MatrixXd bags(options.clips, words_.size());
  for (int row = 0; row < options.clips; ++row)
    bags.row(row) = words_.encode(clips.captions[row]).transpose();
  fit(clips.features, bags, options);
}

void MotionTextEncoder::fit(const MatrixXd& features,
                            const MatrixXd& bags,
                            const RetrievalOptions& options) {
  const double n = static_cast<double>(features.rows());
  feature_mean_ = features.colwise().mean();
  const VectorXd deviation =
      ((features.rowwise() - feature_mean_.transpose()).colwise().squaredNorm() / n).cwiseSqrt();
  feature_scale_ = deviation.unaryExpr([](double d) { return d > 1e-9 ? 1 / d : 0.0; });
  MatrixXd x(features.rows(), features.cols());
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    x.row(i) = standardised(features.row(i), feature_mean_, feature_scale_).transpose();
  bag_mean_ = bags.colwise().mean();
  const MatrixXd t = bags.rowwise() - bag_mean_.transpose();

  // Whiten the texts, regress them on the motions, keep what is best predicted.
  MatrixXd text_covariance = t.transpose() * t / n;
  text_covariance.diagonal().array() += options.text_ridge;
  const MatrixXd whitener = inverse_root(text_covariance);
  MatrixXd motion_covariance = MatrixXd::Zero(x.cols(), x.cols());
  motion_covariance.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose(), 1 / n);
  motion_covariance.diagonal().array() += options.motion_ridge;
  const MatrixXd cross = x.transpose() * (t * whitener) / n;  // (features, terms)
  const MatrixXd weights = motion_covariance.selfadjointView<Eigen::Lower>().llt().solve(cross);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(cross.transpose() * weights);
  const int kept = std::min<int>(options.dimensions, static_cast<int>(weights.cols()));
  const MatrixXd directions = solver.eigenvectors().rightCols(kept);
  const VectorXd strengths = solver.eigenvalues().tail(kept).cwiseMax(0.0);  // squared correlations
  space_from_features_ = directions.transpose() * weights.transpose();
  space_from_bag_ =
      strengths.cwiseSqrt().asDiagonal() * directions.transpose() * whitener.transpose();
}

VectorXd MotionTextEncoder::embed_motion(const Skeleton& skeleton,
                                         const data::Anatomy& anatomy,
                                         const Motion& motion) const {
  const VectorXd features = motion_features(skeleton, anatomy, motion);
  return unit(space_from_features_ * standardised(features, feature_mean_, feature_scale_));
}

VectorXd MotionTextEncoder::embed_text(const std::string& caption) const {
  const VectorXd bag = words_.encode(caption);
  if (bag.isZero()) return VectorXd::Zero(space_from_bag_.rows());
  return unit(space_from_bag_ * (bag - bag_mean_));
}

std::vector<std::string> distractor_captions(const data::SyntheticScene& scene,
                                             int count,
                                             Rng& rng) {
  std::vector<std::string> others = data::motions_for(scene.creature.anatomy);
  std::erase(others, scene.params.motion);
  std::vector<std::string> captions;
  if (others.empty()) return captions;
  for (int i = 0; i < count; ++i) {
    const data::MotionParams params = data::random_params(others[i % others.size()], rng);
    captions.push_back(data::make_caption(
        scene.creature.subject, params, rng, data::Split::kTest, scene.creature.anatomy.plan));
  }
  return captions;
}

int rank_of_caption(const MotionTextEncoder& encoder,
                    const VectorXd& motion,
                    const std::string& own,
                    const std::vector<std::string>& others) {
  const double score = motion.dot(encoder.embed_text(own));
  int better = 0;
  for (const std::string& other : others) better += motion.dot(encoder.embed_text(other)) >= score;
  return better;
}

}  // namespace animax::eval
