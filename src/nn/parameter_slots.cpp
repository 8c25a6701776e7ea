// SPDX-License-Identifier: MIT
#include "nn/parameter_slots.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

namespace animax::nn {
namespace {

std::string shape_text(at::IntArrayRef shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += str_cat(i ? ", " : "", shape[i]);
  return text + "]";
}

template <typename Draw>
at::Tensor filled(const std::vector<int64_t>& shape, Draw draw) {
  at::Tensor t = at::empty(shape, at::kFloat);
  float* values = t.data_ptr<float>();
  for (int64_t i = 0; i < t.numel(); ++i) values[i] = static_cast<float>(draw());
  return t;
}

}  // namespace

void fill_slots(const std::vector<ParameterSlot>& slots,
                const TensorMap& file,
                const std::string& where,
                const std::vector<std::string>& ignored) {
  CHECK_THAT(!slots.empty());
  const auto count = [&](std::string ParameterSlot::*name) {
    return std::count_if(slots.begin(), slots.end(), [&](const ParameterSlot& slot) {
      return file.contains(slot.*name);
    });
  };
  // A file in a third layout or of another model has few of either; report it in our own names.
  const auto name = count(&ParameterSlot::other_name) > count(&ParameterSlot::name)
                        ? &ParameterSlot::other_name
                        : &ParameterSlot::name;

  std::set<std::string> expected(ignored.begin(), ignored.end());
  for (const ParameterSlot& slot : slots) {
    const auto it = file.find(slot.*name);
    if (it == file.end())
      throw Error(
          where, ": tensor ", slot.*name, " is missing, expected shape ", shape_text(slot.shape));
    if (it->second.sizes() != at::IntArrayRef(slot.shape))
      throw Error(where,
                  ": tensor ",
                  slot.*name,
                  ": found shape ",
                  shape_text(it->second.sizes()),
                  ", expected ",
                  shape_text(slot.shape));
    if (!it->second.is_floating_point())
      throw Error(where,
                  ": tensor ",
                  slot.*name,
                  ": found dtype ",
                  c10::toString(it->second.scalar_type()),
                  ", expected a floating-point one");
    *slot.tensor = it->second;
    expected.insert(slot.*name);
  }
  for (const auto& [found, tensor] : file)
    if (!expected.contains(found))
      throw Error(
          where, ": tensor ", found, " ", shape_text(tensor.sizes()), " is not part of this model");
}

std::vector<std::pair<std::string, at::Tensor>> name_slots(
    const std::vector<ParameterSlot>& slots) {
  std::vector<std::pair<std::string, at::Tensor>> named;
  named.reserve(slots.size());
  for (const ParameterSlot& slot : slots) named.emplace_back(slot.name, *slot.tensor);
  return named;
}

at::Tensor random_normal(const std::vector<int64_t>& shape, double deviation, Rng& rng) {
  return filled(shape, [&] { return deviation * rng.normal(); });
}

at::Tensor random_uniform(const std::vector<int64_t>& shape, double bound, Rng& rng) {
  return filled(shape, [&] { return rng.uniform(-bound, bound); });
}

}  // namespace animax::nn
