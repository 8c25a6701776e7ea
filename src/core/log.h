// SPDX-License-Identifier: MIT
// Messages for the person at the terminal. Everything goes to stderr, one line each, so that stdout
// carries only results (`--json`).
#pragma once

#include <string_view>

namespace animax {

enum class LogLevel { kQuiet, kWarning, kInfo, kDebug };

/// Sets what is printed from now on. Default: kInfo. Not thread-safe against concurrent logging.
void set_log_level(LogLevel level);
LogLevel log_level();

/// Print one line; thread-safe (lines never mix).
void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);

/// Prints `animax: MESSAGE` at every level: the last line of a failed run.
void log_error(std::string_view message);

}  // namespace animax
