// SPDX-License-Identifier: MIT
// What `animax train CONFIG.json` reads.
#pragma once

#include "data/anatomy.h"
#include "data/clips/clip_format.h"
#include "data/clips/real_clips.h"
#include "diffusion/flow_matching.h"
#include "nn/dit_config.h"
#include "nn/umt5.h"
#include "train/optimizer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace animax::train {

/// A stretch of training. The paper's two stages are views = 1, then views = 4.
struct Stage {
  int64_t steps = 0;
  int views = 4;             ///< per clip; fewer than the clip format has are drawn at random
  int batch = 16;            ///< clips
  double learning_rate = 0;  ///< peak in this stage; 0: the run's
};

/// Rigs made by artists beside procedural creatures (data/clips/real_clips.h).
struct RealDataConfig {
  std::filesystem::path folder;       ///< with INDEX.json; empty: none
  double share = 0;                   ///< of the clips, at least 0 and less than 1
  std::vector<std::string> licences;  ///< SPDX names to take; empty: all
  data::RealSceneMix mix;
};

struct TrainConfig {
  std::string name = "mini";
  std::filesystem::path output;  ///< run folder: checkpoints, log, model/
  uint64_t seed = 1;
  std::string device = "auto";   ///< auto, cpu, cuda
  std::string compute = "auto";  ///< auto, fp32, bf16
  data::ClipFormat clip;
  nn::DitConfig transformer;
  nn::UmT5Config text_encoder;
  /// Model folder whose transformer the run starts from: tensors that it has under the same name
  /// and shape; the rest start fresh. Its text encoder is taken when the tokenizers are the same
  /// file. Empty: all fresh.
  std::filesystem::path start_from;
  std::filesystem::path tokenizer;  ///< SentencePiece model; empty: learnt from our captions
  std::vector<Stage> stages;
  OptimizerOptions optimizer;
  LearningRate learning_rate;  ///< `total` is the sum of the stages' steps
  double sigma_shift = 5;      ///< of uniform sigmas, see diffusion/schedule.h
  double text_dropout = 0.1;
  double template_dropout = 0.05;
  double rgb_weight = 0.5;  ///< of the RGB half's loss
  double motion_floor = 0;  ///< see LossWeights
  diffusion::LossSpace loss = diffusion::LossSpace::kVelocity;
  double label_weight = 0;  ///< see LossWeights::label; needs transformer.text_modulation
  /// Clips in a row that share one creature, each with a motion and a caption of its own: making
  /// and rendering a creature costs more than moving it.
  int clips_per_creature = 1;
  /// Batches that are drawn together, shuffled and sorted into batches of about as many joints
  /// each.
  int pool = 1;
  /// Parts of a batch that are computed beside one another, one thread each: at this size that is
  /// faster than threads inside every operator. 0: one per core on a CPU, 1 on CUDA.
  int replicas = 0;
  int workers = 0;  ///< threads that make clips; 0: one less than the cores, at least 1
  double checkpoint_minutes = 3;
  int64_t validate_every = 500;  ///< steps
  int validation_clips = 64;
  int sample_clips = 0;               ///< held-out clips to judge and draw at every validation
  std::vector<data::BodyPlan> plans;  ///< of the procedural creatures; empty: all
  double data_variety = 1;
  /// Probability that a caption calls the body something that it is not (captions/subjects.h).
  double unfamiliar_subjects = 0;
  /// Motion programs perform what a caption leaves open as usual (captions/caption.h).
  bool settled_manner = false;
  int data_triangles = 900;
  RealDataConfig real;

  int64_t total_steps() const;
  /// The stage of a step, and the number of clips used before that step.
  const Stage& stage_of(int64_t step) const;
  uint64_t clips_before(int64_t step) const;
  double learning_rate_at(int64_t step) const;
};

/// A file that "extends" another (named from where it lies) holds only what differs from it. Throws
/// Error naming file and key. Other relative paths are taken from the current folder.
TrainConfig read_train_config(const std::filesystem::path& path);
Json to_json(const TrainConfig& config);

}  // namespace animax::train
