// SPDX-License-Identifier: MIT
// Networks so small that an operator is shorter than waking a thread: several copies of the work,
// a thread each, instead of threads inside every operator.
#pragma once

#include <cstddef>
#include <functional>

namespace animax::nn {

/// Calls body(i) for every i in [0, count) on up to thread_count() threads. Inside, torch's
/// operators and our kernels use one thread, and gradients are recorded as in the caller. The first
/// exception is rethrown after all have ended.
void for_each_replica(size_t count, const std::function<void(size_t)>& body);

}  // namespace animax::nn
