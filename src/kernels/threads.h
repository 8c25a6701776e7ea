// SPDX-License-Identifier: MIT
// Splits kernel work over OpenMP threads. OpenMP and not a pool of our own, because torch's CPU
// operators use OpenMP as well: one team of threads serves both, and none spins beside the other.
#pragma once

#include "core/parallel.h"

#include <algorithm>
#include <cstdint>
#include <omp.h>

namespace animax::kernels {

/// Calls body(i) for every i in [0, count), in any order, on at most `threads` threads (0: those of
/// core/parallel.h), never more than ThreadLimit allows. `body` must not throw. Inside a parallel
/// region it runs on the calling thread.
template <typename Body>
void for_each_chunk(int64_t count, int threads, const Body& body) {
  if (threads <= 0) {
    static const int kDefaultThreads = thread_count();  // asks the kernel only once
    threads = kDefaultThreads;
  }
  threads = std::min(threads, ThreadLimit::current());
  threads = static_cast<int>(std::min<int64_t>(threads, count));
  if (threads <= 1) {
    for (int64_t i = 0; i < count; ++i) body(i);
    return;
  }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int64_t i = 0; i < count; ++i) body(i);
}

/// Calls body(begin, end) for consecutive row ranges that together cover [0, rows). A range holds
/// about 16,384 elements, so that small work stays on one thread.
template <typename Body>
void for_row_ranges(int64_t rows, int64_t elements_per_row, int threads, const Body& body) {
  const int64_t step = std::max<int64_t>(1, 16384 / std::max<int64_t>(1, elements_per_row));
  for_each_chunk((rows + step - 1) / step, threads, [&](int64_t i) {
    body(i * step, std::min(rows, (i + 1) * step));
  });
}

}  // namespace animax::kernels
