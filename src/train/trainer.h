// SPDX-License-Identifier: MIT
// The training loop: clips in, checkpoints and a model folder out.
#pragma once

#include "data/clips/clip_source.h"
#include "nn/joint_model.h"
#include "train/batch.h"
#include "train/config.h"

namespace animax::train {

/// Makes one clip source per worker thread. `validation` sources draw from held-out wordings and
/// from another seed.
using MakeClipSource = std::function<std::unique_ptr<data::ClipSource>(bool validation)>;

/// Called after every validation with the step and the model folder of the averaged weights.
using OnValidation = std::function<void(int64_t step, const std::filesystem::path& model)>;

struct TrainOutcome {
  int64_t steps = 0;
  double validation_error = 0;  ///< of the averaged weights, see validate()
  bool interrupted = false;
};

/// Trains until the stages are done or Ctrl-C, which saves a checkpoint first.
///
/// The run folder gets config.json, log.csv and curve.svg (curve_log.h), checkpoint.safetensors
/// (weights, optimiser state, step) and model/ (the averaged weights as a model folder, written at
/// every checkpoint). With `resume` it goes on from the checkpoint; the data order is a function of
/// seed and step, so on the same machine and device a resumed run equals an uninterrupted one bit
/// by bit. Throws Error for a folder that already holds a run unless `resume`, or holds none with
/// it.
TrainOutcome train(const TrainConfig& config,
                   bool resume,
                   const MakeClipSource& make_source,
                   const Tokenize& tokenize,
                   const OnValidation& on_validation = {});

/// Mean over validation clips of the squared error of the x0 that the model predicts from pure
/// noise, divided by that of "nothing moves": 1 means that nothing was learnt, 0 is perfect where
/// the text says everything.
double validate(const nn::JointModel& model,
                const std::vector<Batch>& batches,
                at::ScalarType compute);

}  // namespace animax::train
