// SPDX-License-Identifier: MIT
// Where and in which precision networks run.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace animax::nn {

/// Lets torch use the threads of core/parallel.h. Call once before computing; repeating is free.
void use_all_threads();

/// "cpu", "cuda", "cuda:1" or "auto" (CUDA if there is a device). Calls use_all_threads(). Throws
/// Error for other names and if CUDA is asked for but absent.
at::Device select_device(const std::string& name);

/// bf16 where the device multiplies it faster than fp32: CUDA, and CPUs with avx512_bf16 or AMX.
at::ScalarType preferred_compute_dtype(at::Device device);

}  // namespace animax::nn
