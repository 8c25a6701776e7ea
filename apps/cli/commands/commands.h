// SPDX-License-Identifier: MIT
// One setup function per command; see cli/command.h.
#pragma once

#include "cli/command.h"

namespace animax::cli {

Run setup_info(CLI::App& app);
Run setup_render(CLI::App& app);
Run setup_sheet(CLI::App& app);
Run setup_lift(CLI::App& app);
Run setup_roundtrip(CLI::App& app);
Run setup_animate(CLI::App& app);
Run setup_data_curate(CLI::App& app);
Run setup_data_render(CLI::App& app);
Run setup_data_samples(CLI::App& app);
Run setup_data_stats(CLI::App& app);
Run setup_data_synth(CLI::App& app);
Run setup_eval(CLI::App& app);
Run setup_train(CLI::App& app);

}  // namespace animax::cli
