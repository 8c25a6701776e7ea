// SPDX-License-Identifier: MIT
// `animax`: one binary, one table of commands. Results go to stdout, everything else to stderr.
// Exit code 0: done; 1: failed; 2: wrong usage; 130: interrupted.
#include "cli/command.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/log.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <map>
#include <new>

namespace animax::cli {
namespace {

constexpr int kOk = 0, kFailure = 1, kUsage = 2, kInterrupted = 130;

void add_common_options(CLI::App& app, CommonOptions& common) {
  app.add_flag("--json", common.json, "Print one JSON object on stdout");
  app.add_flag("-q,--quiet", common.quiet, "Print warnings and errors only");
  app.add_flag("-v,--verbose", common.verbose, "Print debugging messages too");
}

// Declares every command of the table; "group name" commands become subcommands of their group.
void add_commands(CLI::App& app, CommonOptions& common, Run& chosen) {
  std::map<std::string, CLI::App*> groups;
  for (const Command& command : commands()) {
    const std::string name = command.name;
    const size_t space = name.find(' ');
    CLI::App* parent = &app;
    if (space != std::string::npos) {
      CLI::App*& group = groups[name.substr(0, space)];
      if (!group) {
        group =
            app.add_subcommand(name.substr(0, space), "Commands about " + name.substr(0, space));
        group->require_subcommand(1);
      }
      parent = group;
    }
    CLI::App* sub = parent->add_subcommand(
        space == std::string::npos ? name : name.substr(space + 1), command.summary);
    add_common_options(*sub, common);
    const Run run = command.setup(*sub);
    sub->callback([&chosen, run] { chosen = run; });
  }
}

int report(const char* what, int code) {
  log_error(what);
  return code;
}

int run(int argc, char** argv) {
  CLI::App app("Animates any rigged 3D mesh from one sentence.", "animax");
  app.set_version_flag("--version", ANIMAX_VERSION);
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default();
  CommonOptions common;
  Run chosen;
  add_commands(app, common, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);  // --help, --version
  } catch (const CLI::ParseError& e) {
    return report((std::string(e.what()) + "; see animax --help").c_str(), kUsage);
  }
  if (common.quiet) set_log_level(LogLevel::kWarning);
  if (common.verbose) set_log_level(LogLevel::kDebug);

  install_interrupt_handler();
  const Result result = chosen();
  const std::string text = common.json ? result.json.dump() + "\n" : result.text;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw Error("standard output: writing failed");
  return result.interrupted ? kInterrupted : kOk;
}

}  // namespace
}  // namespace animax::cli

int main(int argc, char** argv) {
  using namespace animax;
  try {
    return cli::run(argc, argv);
  } catch (const Interrupted&) {
    return cli::report("interrupted", cli::kInterrupted);
  } catch (const UsageError& e) {
    return cli::report(e.what(), cli::kUsage);
  } catch (const Error& e) {
    return cli::report(e.what(), cli::kFailure);
  } catch (const std::bad_alloc&) {
    return cli::report("out of memory", cli::kFailure);
  } catch (const std::exception& e) {
    return cli::report(e.what(), cli::kFailure);
  }
}
