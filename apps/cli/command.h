// SPDX-License-Identifier: MIT
// The command table of `animax`. Each command binds its options to a library struct and returns a
// function that does the work.
#pragma once

#include "core/json.h"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace animax::cli {

/// Options that every command has.
struct CommonOptions {
  bool json = false;     ///< print one JSON object on stdout
  bool quiet = false;    ///< errors and warnings only
  bool verbose = false;  ///< debugging messages too
};

/// Does the work of one command. The returned object is printed with --json; `text` is printed
/// without it (may be empty).
struct Result {
  Json json;
  std::string text;
  bool interrupted = false;  ///< stopped by a signal with its work saved: exit code 130
};
using Run = std::function<Result()>;

/// Declares a command's arguments on `app` and returns what runs it after parsing.
using Setup = Run (*)(CLI::App& app);

struct Command {
  const char* name;     ///< "info", or "data synth" for a subcommand of a group
  const char* summary;  ///< one line for --help
  Setup setup;
};

/// All commands in the order of --help.
const std::vector<Command>& commands();

}  // namespace animax::cli
