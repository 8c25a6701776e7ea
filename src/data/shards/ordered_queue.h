// SPDX-License-Identifier: MIT
// Makes items 0 ... count - 1 on worker threads and hands them out in order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace animax::data {

/// `make_worker` is called once on each thread and returns what makes item i; a worker may hold
/// what belongs to its thread (a GL context). At most `ahead` items wait to be taken. The order of
/// items does not depend on the number of threads.
template <typename Item>
class OrderedQueue {
 public:
  using Make = std::function<Item(size_t)>;

  OrderedQueue(std::function<Make()> make_worker, size_t count, int workers, size_t ahead)
      : make_worker_(std::move(make_worker)), count_(count), ahead_(ahead) {
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
  }
  ~OrderedQueue() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  OrderedQueue(const OrderedQueue&) = delete;
  OrderedQueue& operator=(const OrderedQueue&) = delete;

  /// The next item; waits for it. Rethrows what a worker threw. Call at most `count` times.
  Item next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || ready_.contains(taken_); });
    if (failure_) std::rethrow_exception(failure_);
    auto node = ready_.extract(taken_++);
    changed_.notify_all();
    return std::move(node.mapped());
  }

 private:
  void work() {
    try {
      const Make make = make_worker_();
      for (;;) {
        size_t item = 0;
        {
          std::unique_lock lock(mutex_);
          changed_.wait(lock, [&] {
            return stop_ || failure_ || claimed_ == count_ || claimed_ < taken_ + ahead_;
          });
          if (stop_ || failure_ || claimed_ == count_) return;
          item = claimed_++;
        }
        Item made = make(item);
        const std::lock_guard lock(mutex_);
        ready_.emplace(item, std::move(made));
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      changed_.notify_all();
    }
  }

  std::function<Make()> make_worker_;
  const size_t count_, ahead_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<size_t, Item> ready_;
  size_t claimed_ = 0, taken_ = 0;
  bool stop_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace animax::data
