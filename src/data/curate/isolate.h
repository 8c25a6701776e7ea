// SPDX-License-Identifier: MIT
// Runs work on untrusted files in processes of its own, so that a reader that crashes, hangs or
// eats all memory costs one file and not the run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace animax::data {

struct IsolateOptions {
  int processes = 1;        ///< at work at once
  double timeout_s = 300;   ///< seconds per item
  uint64_t memory_mib = 0;  ///< address space of one process; 0: not limited
};

struct IsolatedResult {
  std::string output;
  std::string failure;  ///< "crashed (signal 11)", "took more than 300 s", ...; empty: it worked
};

/// Calls work(i) in a fork of this process for every i in [0, count) and hands what it returns to
/// take(i, result) here, in the order in which they finish. What work() throws becomes a failure.
/// Returns early, having killed what runs, once interrupted() (core/interrupt.h) is true.
/// The calling process must be single-threaded and hold no GL context. Throws Error when no process
/// can be started.
void run_isolated(size_t count,
                  const IsolateOptions& options,
                  const std::function<std::string(size_t)>& work,
                  const std::function<void(size_t, IsolatedResult)>& take);

}  // namespace animax::data
