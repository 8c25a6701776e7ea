// SPDX-License-Identifier: MIT
// What a training run carries from step to step, and its checkpoint.
#pragma once

#include "nn/joint_model.h"
#include "train/batch.h"
#include "train/config.h"
#include "train/gradients.h"
#include "train/optimizer.h"

#include <filesystem>
#include <memory>

namespace animax::train {

/// Model, optimiser and where they run.
class TrainingRun {
 public:
  /// A fresh run, one that starts from the weights of config.start_from, or with `resume` what the
  /// run folder's checkpoint holds. Writes config.json. Throws Error for a folder that already
  /// holds a run unless `resume`, or holds none with it.
  /// @param config  is referred to
  TrainingRun(const TrainConfig& config, bool resume);

  /// Everything random in a step follows from the config's seed and `index`.
  void step(int64_t index, const Batch& batch);
  /// Writes checkpoint.safetensors and the averaged weights as the model folder model/.
  void save(int64_t step) const;
  /// The model with its averaged weights.
  nn::JointModel averaged() const;

  at::Device device() const { return device_; }
  at::ScalarType compute() const { return compute_; }
  int64_t first_step() const { return first_step_; }
  const StepTerms& last_terms() const { return terms_; }
  double last_norm() const { return norm_; }

 private:
  void load_checkpoint();
  std::filesystem::path checkpoint_path() const {
    return config_.output / "checkpoint.safetensors";
  }

  const TrainConfig& config_;
  at::Device device_;
  at::ScalarType compute_;
  int replicas_;
  nn::JointModel model_;
  LabelHead head_;  // undefined without config.label_weight
  std::unique_ptr<Optimizer> optimizer_;
  int64_t first_step_ = 0;
  StepTerms terms_;
  double norm_ = 0;
};

}  // namespace animax::train
