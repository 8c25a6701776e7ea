// SPDX-License-Identifier: MIT
// The list of a model's weights that its loader, its initialiser and its optimiser all walk.
#pragma once

#include "core/random.h"
#include "nn/safetensors.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace animax::nn {

/// One weight of a model: its names in the two published layouts, its shape and where it lives.
struct ParameterSlot {
  std::string name;        ///< of the original release; the one that AnimaX writes
  std::string other_name;  ///< of the diffusers or Hugging Face release
  std::vector<int64_t> shape;
  at::Tensor* tensor;
};

/// Points every slot at its tensor of `file`; which naming is used follows from the first slot.
/// Names in `ignored` may be present. Throws Error naming `where` and the tensor for one that is
/// missing, has another shape or is not floating point, and for names that no slot has.
void fill_slots(const std::vector<ParameterSlot>& slots,
                const TensorMap& file,
                const std::string& where,
                const std::vector<std::string>& ignored = {});

std::vector<std::pair<std::string, at::Tensor>> name_slots(const std::vector<ParameterSlot>& slots);

/// fp32, mean 0. The draws follow memory order.
at::Tensor random_normal(const std::vector<int64_t>& shape, double deviation, Rng& rng);
/// fp32 in [-bound, bound).
at::Tensor random_uniform(const std::vector<int64_t>& shape, double bound, Rng& rng);

}  // namespace animax::nn
