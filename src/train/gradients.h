// SPDX-License-Identifier: MIT
// The gradient of one batch, computed in parts beside one another.
#pragma once

#include "train/batch.h"

namespace animax::train {

struct GradientOptions {
  LossWeights weights;
  LabelHead head;
  at::ScalarType compute = at::kFloat;
  int replicas = 1;  ///< parts of the batch, each on a thread of its own
};

/// What a step reports: means over the clips.
struct StepTerms {
  double total = 0, pose = 0, still = 0;  ///< as LossTerms
};

/// Adds the gradient of the loss over the batch to the parameters' .grad. Each part's loss counts
/// by its clips, and parts are summed in order, so the result depends on the number of replicas but
/// not on timing.
StepTerms accumulate_gradients(const nn::JointModel& model,
                               const Batch& batch,
                               const at::Tensor& sigmas,
                               const BatchNoise& noise,
                               const std::vector<at::Tensor>& parameters,
                               const GradientOptions& options);

}  // namespace animax::train
