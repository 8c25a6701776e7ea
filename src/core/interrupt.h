// SPDX-License-Identifier: MIT
// Ctrl-C: the handler only sets a flag; long loops ask for it between steps.
#pragma once

namespace animax {

/// Makes SIGINT and SIGTERM set the flag instead of killing the process. A second signal kills.
void install_interrupt_handler();

/// True once a signal has come.
bool interrupted();

/// Throws Interrupted if a signal has come.
void throw_if_interrupted();

}  // namespace animax
