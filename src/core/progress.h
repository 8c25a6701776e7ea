// SPDX-License-Identifier: MIT
// Progress of long work on stderr: a bar with the time left on a terminal, plain lines otherwise.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

namespace animax {

/// Shows `label` with `done` of `total` items. Thread-safe. Prints nothing at LogLevel::kWarning
/// and below. On a terminal it redraws one line at most ten times a second; elsewhere it prints a
/// line about every ten seconds and one at the end.
class Progress {
 public:
  /// @param already  items done by an earlier run: they count as done, but not for the time left
  Progress(std::string label, size_t total, size_t already = 0);
  ~Progress();  ///< finishes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(size_t items = 1);
  /// Text after the numbers, for example "loss 0.031".
  void note(std::string text);

 private:
  void draw(bool final);

  using Clock = std::chrono::steady_clock;
  const std::string label_;
  const size_t total_;
  const size_t already_;
  const bool terminal_;
  const Clock::time_point start_;
  std::mutex mutex_;
  size_t done_;
  std::string note_;
  Clock::time_point last_draw_;
};

/// "1:05" or "2:10:07".
std::string format_duration(double seconds);

}  // namespace animax
