// SPDX-License-Identifier: MIT
#include "data/curate/isolate.h"

#include "core/error.h"
#include "core/interrupt.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <list>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace animax::data {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kFailed = 3;  // the child's exit code when work() threw

struct Child {
  size_t item = 0;
  pid_t pid = -1;
  int pipe = -1;
  Clock::time_point deadline;
  std::string output;
  bool timed_out = false;
};

void write_all(int pipe, const std::string& text) {
  for (size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(pipe, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    done += static_cast<size_t>(n);
  }
}

[[noreturn]] void be_child(int pipe,
                           const IsolateOptions& options,
                           const std::function<std::string(size_t)>& work,
                           size_t item) {
  // A group of its own: Ctrl-C reaches the parent only, and what the child starts ends with it.
  ::setpgid(0, 0);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  if (options.memory_mib > 0) {
    const rlimit memory{options.memory_mib << 20, options.memory_mib << 20};
    ::setrlimit(RLIMIT_AS, &memory);
  }
  int code = 0;
  try {
    write_all(pipe, work(item));
  } catch (const std::bad_alloc&) {
    write_all(pipe, "out of memory");
    code = kFailed;
  } catch (const std::exception& e) {
    write_all(pipe, e.what());
    code = kFailed;
  } catch (...) {
    write_all(pipe, "unknown failure");
    code = kFailed;
  }
  ::_exit(code);  // no destructors of the parent's objects
}

Child start(size_t item,
            const IsolateOptions& options,
            const std::function<std::string(size_t)>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error("a pipe cannot be made: ", std::strerror(errno));
  const pid_t pid = ::fork();
  if (pid < 0) throw Error("a process cannot be started: ", std::strerror(errno));
  if (pid == 0) {
    ::close(ends[0]);
    be_child(ends[1], options, work, item);
  }
  ::setpgid(pid, pid);  // both sides, whichever comes first
  ::close(ends[1]);
  Child child;
  child.item = item;
  child.pid = pid;
  child.pipe = ends[0];
  child.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(options.timeout_s));
  return child;
}

int reap(Child& child) {
  ::close(child.pipe);
  int status = 0;
  while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  ::kill(-child.pid, SIGKILL);  // what it left running, if anything
  return status;
}

IsolatedResult finish(Child& child, const IsolateOptions& options) {
  const int status = reap(child);
  IsolatedResult result;
  if (child.timed_out)
    result.failure = str_cat("took more than ", options.timeout_s, " s");
  else if (WIFSIGNALED(status))
    result.failure = str_cat("the reader crashed (signal ", WTERMSIG(status), ")");
  else if (WEXITSTATUS(status) == kFailed)
    result.failure = child.output;
  else if (WEXITSTATUS(status) != 0)
    result.failure = str_cat("the reader ended with code ", WEXITSTATUS(status));
  else
    result.output = std::move(child.output);
  return result;
}

// Reads what has come; false once the child has closed its end.
bool receive(Child& child) {
  char chunk[1 << 16];
  const ssize_t n = ::read(child.pipe, chunk, sizeof chunk);
  if (n < 0) return errno == EINTR;
  child.output.append(chunk, static_cast<size_t>(n));
  return n > 0;
}

// Kills all children when the run ends early, by Ctrl-C or by an exception.
class Children : public std::list<Child> {
 public:
  ~Children() {
    for (Child& child : *this) {
      ::kill(-child.pid, SIGKILL);
      ::kill(child.pid, SIGKILL);
      reap(child);
    }
  }
};

void wait_for_news(Children& children) {
  std::vector<pollfd> polls;
  for (const Child& child : children) polls.push_back({child.pipe, POLLIN, 0});
  ::poll(polls.data(), polls.size(), 100);
  size_t i = 0;
  for (Child& child : children) {
    if (!polls[i++].revents && Clock::now() > child.deadline) {
      child.timed_out = true;
      ::kill(-child.pid, SIGKILL);
    }
  }
}

}  // namespace

void run_isolated(size_t count,
                  const IsolateOptions& options,
                  const std::function<std::string(size_t)>& work,
                  const std::function<void(size_t, IsolatedResult)>& take) {
  Children children;
  size_t next = 0;
  while (next < count || !children.empty()) {
    if (interrupted()) return;
    while (next < count && children.size() < static_cast<size_t>(std::max(1, options.processes)))
      children.push_back(start(next++, options, work));
    wait_for_news(children);
    for (auto child = children.begin(); child != children.end();) {
      pollfd ready{child->pipe, POLLIN, 0};
      if (::poll(&ready, 1, 0) <= 0 || receive(*child)) {
        ++child;
        continue;
      }
      IsolatedResult result = finish(*child, options);
      const size_t item = child->item;
      child = children.erase(child);
      take(item, std::move(result));
    }
  }
}

}  // namespace animax::data
