// SPDX-License-Identifier: MIT
#include "train/adamw.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace animax::train {

void AdamWOptions::validate() const {
  const auto in_unit = [](double x) { return x >= 0 && x < 1; };
  if (!in_unit(beta1) || !in_unit(beta2)) throw Error("optimizer: betas must lie in [0, 1)");
  if (!(epsilon > 0)) throw Error("optimizer: epsilon must be positive, found ", epsilon);
  if (!(weight_decay >= 0)) throw Error("optimizer: weight_decay must not be negative");
  if (!(clip_norm >= 0)) throw Error("optimizer: clip_norm must not be negative");
  if (!in_unit(ema_decay)) throw Error("optimizer: ema_decay must lie in [0, 1)");
}

AdamW::AdamW(NamedTensors parameters, const AdamWOptions& options) : options_(options) {
  options_.validate();
  const at::NoGradGuard no_grad;
  for (auto& [name, parameter] : parameters) {
    CHECK_THAT(parameter.requires_grad() && parameter.is_leaf());
    // A matrix has two axes longer than one; modulation tables and norms do not decay.
    int wide_axes = 0;
    for (int64_t size : parameter.sizes()) wide_axes += size > 1;
    const bool decays = wide_axes >= 2 && name.find("modulation") == std::string::npos;
    slots_.push_back({name,
                      parameter,
                      at::zeros_like(parameter),
                      at::zeros_like(parameter),
                      parameter.detach().clone(),
                      decays});
  }
}

double AdamW::step(double learning_rate) {
  const at::NoGradGuard no_grad;
  double squares = 0;
  for (const Slot& slot : slots_)
    if (slot.parameter.grad().defined())
      squares += slot.parameter.grad().pow(2).sum().item<double>();
  const double norm = std::sqrt(squares);
  const bool usable = std::isfinite(norm);
  const double clip =
      options_.clip_norm > 0 && norm > options_.clip_norm ? options_.clip_norm / norm : 1;

  if (usable) ++steps_;
  const double correct1 = 1 - std::pow(options_.beta1, steps_);
  const double correct2 = 1 - std::pow(options_.beta2, steps_);
  const double ema = std::min(options_.ema_decay, (1.0 + steps_) / (10.0 + steps_));
  for (Slot& slot : slots_) {
    at::Tensor gradient = slot.parameter.grad();
    if (usable && gradient.defined()) {
      if (clip != 1) gradient.mul_(clip);
      if (slot.decays) slot.parameter.mul_(1 - learning_rate * options_.weight_decay);
      slot.m.mul_(options_.beta1).add_(gradient, 1 - options_.beta1);
      slot.v.mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
      const at::Tensor denominator = slot.v.sqrt().div_(std::sqrt(correct2)).add_(options_.epsilon);
      slot.parameter.addcdiv_(slot.m, denominator, -learning_rate / correct1);
      slot.ema.mul_(ema).add_(slot.parameter, 1 - ema);
    }
    if (gradient.defined()) slot.parameter.mutable_grad() = at::Tensor();
  }
  return norm;
}

std::map<std::string, at::Tensor> AdamW::averaged() const {
  std::map<std::string, at::Tensor> weights;
  for (const Slot& slot : slots_) weights[slot.name] = slot.ema;
  return weights;
}

std::map<std::string, at::Tensor> AdamW::state() const {
  std::map<std::string, at::Tensor> state;
  for (const Slot& slot : slots_) {
    state["m." + slot.name] = slot.m;
    state["v." + slot.name] = slot.v;
    state["ema." + slot.name] = slot.ema;
  }
  state["steps"] = at::full({1}, steps_, at::kLong);
  return state;
}

void AdamW::load_state(const std::map<std::string, at::Tensor>& state, const std::string& where) {
  const at::NoGradGuard no_grad;
  const auto take = [&](const std::string& name, const at::Tensor& like) {
    const auto it = state.find(name);
    if (it == state.end()) throw Error(where, ": tensor \"", name, "\" is missing");
    if (it->second.sizes() != like.sizes())
      throw Error(where,
                  ": tensor \"",
                  name,
                  "\": found shape ",
                  it->second.sizes(),
                  ", expected ",
                  like.sizes());
    return it->second.to(like.options()).clone();
  };
  for (Slot& slot : slots_) {
    slot.m = take("m." + slot.name, slot.m);
    slot.v = take("v." + slot.name, slot.v);
    slot.ema = take("ema." + slot.name, slot.ema);
  }
  steps_ = take("steps", at::zeros({1}, at::kLong)).item<int64_t>();
}

double LearningRate::at(int64_t step) const {
  double factor = warmup > 0 ? std::min(1.0, (step + 1.0) / warmup) : 1.0;
  if (decay > 0 && total > 0 && step > total - decay) {
    const double done = std::min(1.0, static_cast<double>(step - (total - decay)) / decay);
    factor *= floor + (1 - floor) * 0.5 * (1 + std::cos(M_PI * done));
  }
  return peak * factor;
}

}  // namespace animax::train
