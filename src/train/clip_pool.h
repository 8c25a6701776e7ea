// SPDX-License-Identifier: MIT
// The clips of each training step, mixed and sorted.
#pragma once

#include "data/clips/clip_source.h"
#include "train/config.h"

#include <functional>
#include <memory>
#include <vector>

namespace animax::train {

/// Takes clips from a queue in pools of config.pool batches. Clips of one creature come in a row
/// and clips of a batch are padded to the widest, so a pool is shuffled, sorted by the number of
/// drawn joints and cut into batches, which follow in random order. What a step gets is a function
/// of seed and step alone.
class ClipPool {
 public:
  /// Serves steps from `first_step` on. `make_source` as in ClipQueue.
  ClipPool(const TrainConfig& config,
           std::function<std::unique_ptr<data::ClipSource>()> make_source,
           int64_t first_step,
           int workers);

  /// The clips of `step`; steps must be asked for in order, each once.
  std::vector<data::TrainingClip> take(int64_t step);

 private:
  /// The pool that a step belongs to: steps [begin, end) of one stage.
  struct Span {
    int64_t begin = 0, end = 0;
  };
  Span span_of(int64_t step) const;
  void fill(const Span& span);

  const TrainConfig& config_;
  std::vector<std::vector<data::TrainingClip>> batches_;  // of `span_`
  Span span_;
  data::ClipQueue queue_;
};

}  // namespace animax::train
