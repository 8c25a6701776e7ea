// SPDX-License-Identifier: MIT
#include "nn/replicas.h"

#include "core/parallel.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

namespace animax::nn {
namespace {

// Of the calling thread, until the end of the scope.
class TorchThreads {
 public:
  explicit TorchThreads(int threads) : outer_(at::get_num_threads()) {
    at::set_num_threads(threads);
  }
  ~TorchThreads() { at::set_num_threads(outer_); }
  TorchThreads(const TorchThreads&) = delete;
  TorchThreads& operator=(const TorchThreads&) = delete;

 private:
  int outer_;
};

}  // namespace

void for_each_replica(size_t count, const std::function<void(size_t)>& body) {
  const bool gradients = at::GradMode::is_enabled();
  parallel_for(count, [&](size_t i) {
    const at::AutoGradMode mode(gradients);
    const TorchThreads torch(1);
    const ThreadLimit kernels(1);
    body(i);
  });
}

}  // namespace animax::nn
