// SPDX-License-Identifier: MIT
#include "core/progress.h"

#include "core/error.h"
#include "core/log.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace animax {

std::string format_duration(double seconds) {
  const long total = static_cast<long>(std::max(0.0, seconds) + 0.5);
  char text[32];
  if (total >= 3600)
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", total / 3600, total / 60 % 60, total % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld", total / 60, total % 60);
  return text;
}

Progress::Progress(std::string label, size_t total, size_t already)
    : label_(std::move(label)),
      total_(total),
      already_(already),
      terminal_(::isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      done_(already),
      last_draw_(start_) {}

Progress::~Progress() {
  const std::lock_guard lock(mutex_);
  draw(true);
}

void Progress::advance(size_t items) {
  const std::lock_guard lock(mutex_);
  done_ += items;
  const auto interval = terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(10);
  if (Clock::now() - last_draw_ >= interval) draw(false);
}

void Progress::note(std::string text) {
  const std::lock_guard lock(mutex_);
  note_ = std::move(text);
}

void Progress::draw(bool final) {
  if (log_level() < LogLevel::kInfo) return;
  last_draw_ = Clock::now();
  const double elapsed = std::chrono::duration<double>(last_draw_ - start_).count();
  std::string line = str_cat(label_, " ", done_, "/", total_);
  if (terminal_ && total_ > 0) {
    const size_t width = 24, filled = std::min(width, done_ * width / total_);
    line += " [" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
  }
  if (final)
    line += " in " + format_duration(elapsed);
  else if (done_ > already_ && done_ < total_)
    line += ", " + format_duration(elapsed / (done_ - already_) * (total_ - done_)) + " left";
  if (!note_.empty()) line += ", " + note_;
  if (terminal_)
    std::fprintf(stderr, "\r\033[K%s%s", line.c_str(), final ? "\n" : "");
  else
    std::fprintf(stderr, "%s\n", line.c_str());
}

}  // namespace animax
