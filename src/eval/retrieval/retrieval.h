// SPDX-License-Identifier: MIT
// Does a motion look more like its own caption than like captions of other motions? A linear
// embedding of motions and texts into one space, fitted on true clips of procedural creatures.
#pragma once

#include "data/clips/synthetic_clips.h"
#include "eval/retrieval/word_bag.h"

namespace animax::eval {

struct RetrievalOptions {
  uint64_t seed = 20240;              ///< of the clips it is fitted on, apart from held-out scenes
  int clips = 2400;                   ///< true clips, 50 to 20000
  std::vector<data::BodyPlan> plans;  ///< empty: all
  double fps = 12;                    ///< of the clips; judge motions of the same rate and length
  int frames = 17;
  double motion_ridge = 0.1;  ///< of standardised features
  double text_ridge = 0.005;  ///< of a term's variance
  int dimensions = 64;

  void validate() const;  ///< throws Error naming the option
};

/// Regularised canonical correlation analysis (Hotelling, "Relations between two sets of variates",
/// 1936; with ridge terms after Vinod, "Canonical ridge and econometrics of joint production",
/// 1976) between motion_features and bags of words. The captions it is fitted on are training
/// wordings about "it", so that it knows no names of creatures.
class MotionTextEncoder {
 public:
  /// Makes the clips and fits. Deterministic. Throws Interrupted on Ctrl-C.
  explicit MotionTextEncoder(const RetrievalOptions& options);

  /// Unit vectors (dimensions); zero where nothing is known of the text.
  Eigen::VectorXd embed_motion(const Skeleton& skeleton,
                               const data::Anatomy& anatomy,
                               const Motion& motion) const;
  Eigen::VectorXd embed_text(const std::string& caption) const;

 private:
  void fit(const Eigen::MatrixXd& features,
           const Eigen::MatrixXd& bags,
           const RetrievalOptions& options);

  WordBag words_;
  Eigen::VectorXd feature_mean_, feature_scale_, bag_mean_;
  Eigen::MatrixXd space_from_features_, space_from_bag_;
};

/// Captions of held-out wordings of other motions that the body of `scene` can do, for retrieval.
/// Deterministic from `rng`; empty when it can do one motion only.
std::vector<std::string> distractor_captions(const data::SyntheticScene& scene,
                                             int count,
                                             Rng& rng);

/// How many of `others` match the motion at least as well as `own` does: 0 is a hit at rank 1.
int rank_of_caption(const MotionTextEncoder& encoder,
                    const Eigen::VectorXd& motion,
                    const std::string& own,
                    const std::vector<std::string>& others);

}  // namespace animax::eval
