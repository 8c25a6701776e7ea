// SPDX-License-Identifier: MIT
// A folder of its own for every test, and the program run in it as a user would.
#pragma once

#include "core/file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace animax {

struct Outcome {
  int code = -1;  ///< exit code, or minus the signal that killed it
  std::string out, err;
};

class ProgramTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  /// Through a shell: "info RIG --json".
  Outcome run(const std::string& arguments) const {
    const std::string command = std::string(ANIMAX_PROGRAM) + " " + arguments + " > " +
                                path("stdout") + " 2> " + path("stderr");
    return outcome_of(std::system(command.c_str()));
  }

  /// Without a shell, so that arguments may hold any bytes. Returns the process number.
  pid_t start(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), ANIMAX_PROGRAM);
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::dup2(::open(path("stdout").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600), 1);
    ::dup2(::open(path("stderr").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600), 2);
    std::vector<char*> raw;
    for (std::string& argument : arguments) raw.push_back(argument.data());
    raw.push_back(nullptr);
    ::execv(raw[0], raw.data());
    ::_exit(127);
  }

  /// Waits for its end.
  Outcome finish(pid_t child) const {
    int status = 0;
    ::waitpid(child, &status, 0);
    return outcome_of(status);
  }

  /// Waits until `done` or the process has ended, ten minutes at most: the machine may be busy.
  template <typename Done>
  static void wait_for(pid_t child, const Done& done) {
    for (int i = 0; i < 60000 && !done(); ++i) {
      siginfo_t info{};
      if (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
          info.si_pid == child)
        return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  /// Nothing on stdout, one line on stderr that mentions what is wrong.
  static void expect_refusal(const Outcome& outcome, int code, const std::string& mentions) {
    EXPECT_EQ(outcome.code, code) << outcome.err;
    EXPECT_TRUE(outcome.out.empty()) << outcome.out;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_NE(outcome.err.find(mentions), std::string::npos) << outcome.err;
  }

  void expect_failure(const std::string& arguments, int code, const std::string& mentions) const {
    SCOPED_TRACE(arguments);
    expect_refusal(run(arguments), code, mentions);
  }

  TemporaryFolder folder_;

 private:
  Outcome outcome_of(int status) const {
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
            read_file(path("stdout")),
            read_file(path("stderr"))};
  }
};

}  // namespace animax
