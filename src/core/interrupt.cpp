// SPDX-License-Identifier: MIT
#include "core/interrupt.h"

#include "core/error.h"

#include <atomic>
#include <csignal>

namespace animax {
namespace {

std::atomic<bool> signalled{false};

void on_signal(int number) {
  signalled = true;
  std::signal(number, SIG_DFL);  // the second one kills
}

}  // namespace

void install_interrupt_handler() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() { return signalled; }

void throw_if_interrupted() {
  if (signalled) throw Interrupted();
}

}  // namespace animax
