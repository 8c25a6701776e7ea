// SPDX-License-Identifier: MIT
#include "core/log.h"

#include <atomic>
#include <cstdio>
#include <string>

namespace animax {
namespace {

std::atomic<LogLevel> current_level{LogLevel::kInfo};

// One fwrite per line: stdio locks the stream, so lines of several threads never mix.
void print_line(std::string_view prefix, std::string_view message) {
  std::string line(prefix);
  line += message;
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

void set_log_level(LogLevel level) { current_level = level; }
LogLevel log_level() { return current_level; }

void log_debug(std::string_view message) {
  if (current_level >= LogLevel::kDebug) print_line("debug: ", message);
}

void log_info(std::string_view message) {
  if (current_level >= LogLevel::kInfo) print_line("", message);
}

void log_warning(std::string_view message) {
  if (current_level >= LogLevel::kWarning) print_line("warning: ", message);
}

void log_error(std::string_view message) { print_line("animax: ", message); }

}  // namespace animax
