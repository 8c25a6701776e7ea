// SPDX-License-Identifier: MIT
// Where training clips come from, and a queue that makes them on all cores in a fixed order.
#pragma once

#include "data/anatomy.h"
#include "data/clips/template_views.h"

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace animax::data {

/// One clip ready for a model.
struct TrainingClip {
  TemplateViews views;
  MotionLatents latents;
  std::string caption;
  std::string motion;  ///< one of motion_names()
  BodyPlan plan = BodyPlan::kOther;
};

/// Makes clip number `index`; a pure function of the index, so that any thread may make any clip
/// and a resumed run sees the same data. One source per thread.
class ClipSource {
 public:
  virtual ~ClipSource() = default;
  virtual TrainingClip make(uint64_t index) = 0;
  /// Clips n k to n (k + 1) - 1 are made fastest one after another by the same source.
  virtual int run() const { return 1; }
};

/// Runs of clips from one of several sources each, drawn by weight from the seed. All sources have
/// the same run().
std::unique_ptr<ClipSource> mix_sources(std::vector<std::unique_ptr<ClipSource>> sources,
                                        std::vector<double> weights,
                                        uint64_t seed);

/// Makes clips ahead of their use on worker threads and hands them out by index, in order.
class ClipQueue {
 public:
  /// @param make_source  called once per worker, on the worker
  /// @param first        index of the first clip
  /// @param workers      threads
  /// @param ahead        how many clips may wait
  ClipQueue(std::function<std::unique_ptr<ClipSource>()> make_source,
            uint64_t first,
            int workers,
            int ahead);
  ~ClipQueue();
  ClipQueue(const ClipQueue&) = delete;
  ClipQueue& operator=(const ClipQueue&) = delete;

  /// The next clip in order; waits for it. Rethrows what a source threw.
  TrainingClip next();

 private:
  void work();

  std::function<std::unique_ptr<ClipSource>()> make_source_;
  const uint64_t ahead_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<uint64_t, TrainingClip> ready_;
  uint64_t claimed_, taken_;  ///< next index to make, next index to hand out
  bool stop_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> workers_;
};

}  // namespace animax::data
