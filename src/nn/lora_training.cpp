// SPDX-License-Identifier: MIT
// Adapters attached to a model's Linears.
#include "core/error.h"
#include "nn/lora.h"
#include "nn/parameter_slots.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace animax::nn {
namespace {

/// Whether `name` is `target` or ends with it after a dot.
bool is_target(const std::string& name, const std::string& target) {
  return name == target || name.ends_with("." + target);
}

}  // namespace

size_t add_trainable_lora(JointVideoPoseTransformer& model,
                          const LoraTraining& training,
                          Rng& rng) {
  if (training.rank < 1 || !(training.alpha > 0))
    throw Error("LoRA: found rank ",
                training.rank,
                " and alpha ",
                training.alpha,
                ", expected positive numbers");
  std::vector<size_t> matches(training.targets.size(), 0);
  size_t count = 0;
  for (const auto& [name, linear] : named_linears(model)) {
    bool chosen = false;
    for (size_t i = 0; i < matches.size(); ++i)
      if (is_target(name, training.targets[i])) ++matches[i], chosen = true;
    if (!chosen) continue;
    const int64_t in = linear->weight.size(1), out = linear->weight.size(0);
    const at::Device device = linear->weight.device();
    const double bound = 1 / std::sqrt(static_cast<double>(in));
    linear->lora_down = random_uniform({training.rank, in}, bound, rng).to(device);
    linear->lora_up = at::zeros({out, training.rank}, linear->lora_down.options());
    linear->lora_scale = training.alpha / static_cast<double>(training.rank);
    linear->lora_down.set_requires_grad(true);
    linear->lora_up.set_requires_grad(true);
    ++count;
  }
  for (size_t i = 0; i < matches.size(); ++i)
    if (matches[i] == 0)
      throw Error("LoRA: target \"", training.targets[i], "\" matches no Linear of this model");
  return count;
}

std::vector<std::pair<std::string, at::Tensor>> lora_parameters(JointVideoPoseTransformer& model) {
  std::vector<std::pair<std::string, at::Tensor>> named;
  for (const auto& [name, linear] : named_linears(model)) {
    if (!linear->lora_down.defined()) continue;
    named.emplace_back(name + ".lora_A.weight", linear->lora_down);
    named.emplace_back(name + ".lora_B.weight", linear->lora_up);
  }
  return named;
}

void save_lora(const std::filesystem::path& path,
               JointVideoPoseTransformer& model,
               const std::map<std::string, std::string>& metadata) {
  const std::string prefix = "diffusion_model.";
  TensorMap tensors;
  for (const auto& [name, tensor] : lora_parameters(model))
    tensors[prefix + name] = tensor.detach();
  for (const auto& [name, linear] : named_linears(model)) {
    if (!linear->lora_down.defined()) continue;
    const double alpha = linear->lora_scale * static_cast<double>(linear->lora_down.size(0));
    tensors[prefix + name + ".alpha"] = at::scalar_tensor(alpha, at::kFloat);
  }
  CHECK_THAT(!tensors.empty());
  write_safetensors(path, tensors, metadata);
}

void attach_lora(JointVideoPoseTransformer& model, const LoraAdapter& adapter) {
  size_t attached = 0;
  for (const auto& [name, linear] : named_linears(model)) {
    const auto it = adapter.modules.find(name);
    if (it == adapter.modules.end()) continue;
    const LoraModule& m = it->second;
    if (!m.down.defined() || m.weight.defined() || m.bias.defined() || m.up_bias.defined())
      throw Error(adapter.source,
                  ": module ",
                  name,
                  ": has differences that cannot be attached, only merged");
    const auto placed = [&](const at::Tensor& t) {
      return t.to(at::TensorOptions(linear->weight.device()).dtype(at::kFloat),
                  /*non_blocking=*/false,
                  /*copy=*/true);
    };
    linear->lora_down = placed(m.down.flatten(1)).set_requires_grad(true);
    linear->lora_up = placed(m.up.flatten(1)).set_requires_grad(true);
    linear->lora_scale = m.scale;
    ++attached;
  }
  if (attached != adapter.modules.size())
    throw Error(adapter.source,
                ": ",
                adapter.modules.size() - attached,
                " of ",
                adapter.modules.size(),
                " modules are not Linears of this model");
}

void merge_attached_lora(JointVideoPoseTransformer& model) {
  LoraAdapter adapter{.source = "attached LoRA"};
  for (const auto& [name, linear] : named_linears(model)) {
    if (!linear->lora_down.defined()) continue;
    adapter.modules[name] = {.down = linear->lora_down.detach(),
                             .up = linear->lora_up.detach(),
                             .scale = linear->lora_scale};
    linear->lora_down = linear->lora_up = at::Tensor();
  }
  merge_lora(model, adapter);
}

}  // namespace animax::nn
