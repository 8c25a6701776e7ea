// SPDX-License-Identifier: MIT
#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <limits>
#include <mutex>
#include <sched.h>
#include <thread>
#include <vector>

namespace animax {

int thread_count() {
  if (const char* wanted = std::getenv("ANIMAX_THREADS")) {
    const int n = std::atoi(wanted);
    if (n > 0) return n;
  }
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return std::max(1, CPU_COUNT(&allowed));
  return std::max(1u, std::thread::hardware_concurrency());
}

namespace {
thread_local int thread_limit = std::numeric_limits<int>::max();
}  // namespace

ThreadLimit::ThreadLimit(int threads) : outer_(thread_limit) {
  thread_limit = std::min(outer_, std::max(1, threads));
}
ThreadLimit::~ThreadLimit() { thread_limit = outer_; }
int ThreadLimit::current() { return thread_limit; }

void parallel_for(size_t count, const std::function<void(size_t)>& body, int threads) {
  const size_t workers =
      std::min<size_t>(count, static_cast<size_t>(threads > 0 ? threads : thread_count()));
  std::atomic<size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&] {
    for (size_t i; (i = next.fetch_add(1)) < count;) {
      try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::thread> pool;
  for (size_t t = 1; t < workers; ++t) pool.emplace_back(work);
  work();
  for (std::thread& thread : pool) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace animax
