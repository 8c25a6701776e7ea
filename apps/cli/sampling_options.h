// SPDX-License-Identifier: MIT
// The options of a model and its sampler that `animate` and `eval` share.
#pragma once

namespace CLI {
class App;
}
namespace animax::pipeline {
struct AnimateOptions;
}

namespace animax::cli {

/// Binds them to `options`, which has to outlive the parsing.
void add_sampling_options(CLI::App& app, pipeline::AnimateOptions& options);

}  // namespace animax::cli
