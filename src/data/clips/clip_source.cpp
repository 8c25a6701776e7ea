// SPDX-License-Identifier: MIT
#include "data/clips/clip_source.h"

#include "core/error.h"
#include "core/random.h"

namespace animax::data {
namespace {

class MixedSource : public ClipSource {
 public:
  MixedSource(std::vector<std::unique_ptr<ClipSource>> sources,
              std::vector<double> weights,
              uint64_t seed)
      : sources_(std::move(sources)), weights_(std::move(weights)), seed_(seed) {
    CHECK_THAT(!sources_.empty() && sources_.size() == weights_.size());
    for (const auto& source : sources_) CHECK_THAT(source->run() == sources_[0]->run());
  }

  TrainingClip make(uint64_t index) override {
    Rng rng = Rng(seed_).fork("mix").fork(index / static_cast<uint64_t>(run()));
    return sources_[rng.weighted(weights_)]->make(index);
  }
  int run() const override { return sources_[0]->run(); }

 private:
  std::vector<std::unique_ptr<ClipSource>> sources_;
  std::vector<double> weights_;
  uint64_t seed_;
};

}  // namespace

std::unique_ptr<ClipSource> mix_sources(std::vector<std::unique_ptr<ClipSource>> sources,
                                        std::vector<double> weights,
                                        uint64_t seed) {
  return std::make_unique<MixedSource>(std::move(sources), std::move(weights), seed);
}

ClipQueue::ClipQueue(std::function<std::unique_ptr<ClipSource>()> make_source,
                     uint64_t first,
                     int workers,
                     int ahead)
    : make_source_(std::move(make_source)),
      ahead_(static_cast<uint64_t>(ahead)),
      claimed_(first),
      taken_(first) {
  for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
}

ClipQueue::~ClipQueue() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ClipQueue::work() {
  try {
    const std::unique_ptr<ClipSource> source = make_source_();
    for (;;) {
      uint64_t begin = 0, end = 0;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stop_ || failure_ || claimed_ < taken_ + ahead_; });
        if (stop_ || failure_) return;
        const auto run = static_cast<uint64_t>(source->run());
        begin = claimed_;
        end = claimed_ = (begin / run + 1) * run;
      }
      for (uint64_t index = begin; index < end; ++index) {
        TrainingClip clip = source->make(index);
        const std::lock_guard lock(mutex_);
        if (stop_) return;
        ready_.emplace(index, std::move(clip));
        changed_.notify_all();
      }
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    changed_.notify_all();
  }
}

TrainingClip ClipQueue::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return failure_ || ready_.count(taken_) > 0; });
  if (failure_) std::rethrow_exception(failure_);
  auto node = ready_.extract(taken_++);
  changed_.notify_all();
  return std::move(node.mapped());
}

}  // namespace animax::data
