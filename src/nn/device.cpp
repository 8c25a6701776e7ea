// SPDX-License-Identifier: MIT
#include "nn/device.h"

#include "core/error.h"
#include "core/parallel.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <mutex>

namespace animax::nn {
namespace {

bool cpu_multiplies_bf16() {
#if defined(__x86_64__) && defined(__GNUC__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

// 0 without a device, a driver or CUDA in this build of torch.
int cuda_devices() {
  if (!at::hasCUDA() || !c10::impl::hasDeviceGuardImpl(at::kCUDA)) return 0;
  return c10::impl::VirtualGuardImpl(at::kCUDA).deviceCount();
}

}  // namespace

void use_all_threads() {
  static std::once_flag once;
  std::call_once(once, [] { at::set_num_threads(thread_count()); });
}

at::Device select_device(const std::string& name) {
  use_all_threads();
  if (name == "cpu") return at::kCPU;
  const bool present = cuda_devices() > 0;
  if (name == "auto") return present ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
  if (name != "cuda" && !name.starts_with("cuda:")) {
    throw Error("device: found \"", name, "\", expected auto, cpu, cuda or cuda:N");
  }
  if (!present)
    throw Error("device: found \"", name, "\", but this machine or build has no CUDA device");
  try {
    const at::Device device(name);
    const int count = cuda_devices();
    if (device.index() >= count) {
      throw Error("device: found \"", name, "\", but there are ", count, " CUDA devices");
    }
    return device.has_index() ? device : at::Device(at::kCUDA, 0);
  } catch (const c10::Error&) {
    throw Error("device: found \"", name, "\", expected auto, cpu, cuda or cuda:N");
  }
}

at::ScalarType preferred_compute_dtype(at::Device device) {
  if (device.is_cuda()) return at::kBFloat16;
  return cpu_multiplies_bf16() ? at::kBFloat16 : at::kFloat;
}

}  // namespace animax::nn
