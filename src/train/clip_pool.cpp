// SPDX-License-Identifier: MIT
#include "train/clip_pool.h"

#include "core/error.h"

#include <algorithm>

namespace animax::train {

ClipPool::ClipPool(const TrainConfig& config,
                   std::function<std::unique_ptr<data::ClipSource>()> make_source,
                   int64_t first_step,
                   int workers)
    : config_(config),
      queue_(std::move(make_source),
             config.clips_before(span_of(first_step).begin),
             workers,
             std::max(2, 2 * config.pool) * config.stages.front().batch) {}

ClipPool::Span ClipPool::span_of(int64_t step) const {
  int64_t stage_begin = 0;
  for (const Stage& stage : config_.stages) {
    const int64_t stage_end = stage_begin + stage.steps;
    if (step < stage_end || &stage == &config_.stages.back()) {
      const int64_t begin = step - (step - stage_begin) % config_.pool;
      return {begin, std::min(begin + config_.pool, std::max(stage_end, step + 1))};
    }
    stage_begin = stage_end;
  }
  return {step, step + 1};
}

void ClipPool::fill(const Span& span) {
  const auto size = static_cast<size_t>(config_.stage_of(span.begin).batch);
  std::vector<data::TrainingClip> clips;
  for (size_t i = 0; i < size * (span.end - span.begin); ++i) clips.push_back(queue_.next());
  Rng rng = Rng(config_.seed).fork("pool").fork(static_cast<uint64_t>(span.begin));
  if (config_.pool > 1) {
    rng.shuffle(clips);
    std::stable_sort(clips.begin(), clips.end(), [](const auto& a, const auto& b) {
      return a.views.legend.joints.size() < b.views.legend.joints.size();
    });
  }
  batches_.clear();
  for (size_t i = 0; i < clips.size(); i += size)
    batches_.emplace_back(std::make_move_iterator(clips.begin() + i),
                          std::make_move_iterator(clips.begin() + i + size));
  rng.shuffle(batches_);
  span_ = span;
}

std::vector<data::TrainingClip> ClipPool::take(int64_t step) {
  if (step < span_.begin || step >= span_.end) fill(span_of(step));
  std::vector<data::TrainingClip>& batch = batches_[step - span_.begin];
  CHECK_THAT(!batch.empty());
  return std::move(batch);
}

}  // namespace animax::train
