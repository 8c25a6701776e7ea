// SPDX-License-Identifier: MIT
// Data parallelism over an index range.
#pragma once

#include <cstddef>
#include <functional>

namespace animax {

/// Number of threads to use: the environment's ANIMAX_THREADS, else the cores this process may use.
int thread_count();

/// While it lives, the kernels called from this thread use at most so many threads: for work that
/// is spread over threads already.
class ThreadLimit {
 public:
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

  static int current();  ///< of the calling thread

 private:
  int outer_;
};

/// Calls body(i) for every i in [0, count) on up to `threads` threads (0 means thread_count()).
/// Items are handed out one by one, so uneven items balance; the first exception is rethrown after
/// all threads have stopped. `body` must not depend on the order of calls.
void parallel_for(size_t count, const std::function<void(size_t)>& body, int threads = 0);

}  // namespace animax
