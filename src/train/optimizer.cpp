// SPDX-License-Identifier: MIT
#include "train/optimizer.h"

#include "core/error.h"
#include "nn/replicas.h"
#include "train/orthogonalize.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace animax::train {

namespace {

// A matrix between hidden layers; what meets inputs or outputs has rows of unlike use.
bool takes_muon(const std::string& name, const at::Tensor& parameter) {
  return parameter.dim() == 2 && name.find("embedding") == std::string::npos &&
         name.find("head") == std::string::npos;
}

}  // namespace

void OptimizerOptions::validate() const {
  const auto in_unit = [](double x) { return x >= 0 && x < 1; };
  if (!in_unit(beta1) || !in_unit(beta2)) throw Error("optimizer: betas must lie in [0, 1)");
  if (!in_unit(momentum)) throw Error("optimizer: momentum must lie in [0, 1)");
  if (!(epsilon > 0)) throw Error("optimizer: epsilon must be positive, found ", epsilon);
  if (!(weight_decay >= 0)) throw Error("optimizer: weight_decay must not be negative");
  if (!(clip_norm >= 0)) throw Error("optimizer: clip_norm must not be negative");
  if (!in_unit(ema_decay)) throw Error("optimizer: ema_decay must lie in [0, 1)");
}

Optimizer::Optimizer(NamedTensors parameters, const OptimizerOptions& options) : options_(options) {
  options_.validate();
  const at::NoGradGuard no_grad;
  for (auto& [name, parameter] : parameters) {
    CHECK_THAT(parameter.requires_grad() && parameter.is_leaf());
    // A matrix has two axes longer than one; modulation tables and norms do not decay.
    int wide_axes = 0;
    for (int64_t size : parameter.sizes()) wide_axes += size > 1;
    const bool decays = wide_axes >= 2 && name.find("modulation") == std::string::npos;
    const bool muon = options_.method == OptimizerMethod::kMuon && takes_muon(name, parameter);
    slots_.push_back({name,
                      parameter,
                      at::zeros_like(parameter),
                      muon ? at::Tensor() : at::zeros_like(parameter),
                      parameter.detach().clone(),
                      decays,
                      muon});
  }
}

double Optimizer::decay(const Slot& slot, const Update& u) const {
  return slot.decays ? 1 - u.learning_rate * options_.weight_decay : 1;
}

void Optimizer::adamw_by_operators(Slot& slot, const at::Tensor& gradient, const Update& u) const {
  const at::Tensor g = u.clip == 1 ? gradient : gradient * u.clip;
  slot.m.mul_(options_.beta1).add_(g, 1 - options_.beta1);
  slot.v.mul_(options_.beta2).addcmul_(g, g, 1 - options_.beta2);
  const at::Tensor denominator = slot.v.sqrt().mul_(u.v_scale).add_(options_.epsilon);
  slot.parameter.mul_(decay(slot, u)).addcdiv_(slot.m, denominator, -u.m_scale);
  slot.ema.mul_(u.ema).add_(slot.parameter, 1 - u.ema);
}

// Bound by memory: reads and writes each of the five arrays once, where the operators take a dozen
// passes.
void Optimizer::adamw_in_one_pass(Slot& slot, const at::Tensor& gradient, const Update& u) const {
  const at::Tensor dense = gradient.contiguous();
  const float* g = dense.data_ptr<float>();
  float* p = slot.parameter.data_ptr<float>();
  float* first = slot.m.data_ptr<float>();
  float* second = slot.v.data_ptr<float>();
  float* average = slot.ema.data_ptr<float>();
  const auto b1 = static_cast<float>(options_.beta1), b2 = static_cast<float>(options_.beta2);
  const auto epsilon = static_cast<float>(options_.epsilon), keep = static_cast<float>(u.ema);
  const auto clip = static_cast<float>(u.clip), shrink = static_cast<float>(decay(slot, u));
  const auto m_scale = static_cast<float>(u.m_scale), v_scale = static_cast<float>(u.v_scale);
  at::parallel_for(0, slot.parameter.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const float value = g[i] * clip;
      first[i] = b1 * first[i] + (1 - b1) * value;
      second[i] = b2 * second[i] + (1 - b2) * value * value;
      p[i] = shrink * p[i] - m_scale * first[i] / (std::sqrt(second[i]) * v_scale + epsilon);
      average[i] = keep * average[i] + (1 - keep) * p[i];
    }
  });
}

// Clipping changes nothing but the weight of this gradient in the momentum.
void Optimizer::muon(Slot& slot, const at::Tensor& gradient, const Update& u) const {
  const double momentum = options_.momentum;
  const at::Tensor g = u.clip == 1 ? gradient : gradient * u.clip;
  slot.m.mul_(momentum).add_(g, 1 - momentum);
  const at::Tensor ahead = at::add(g * (1 - momentum), slot.m, momentum);
  slot.parameter.mul_(decay(slot, u))
      .add_(orthogonalize(ahead, options_.compute), -u.learning_rate);
  slot.ema.mul_(u.ema).add_(slot.parameter, 1 - u.ema);
}

void Optimizer::update(Slot& slot, const at::Tensor& gradient, const Update& u) const {
  if (slot.muon) {
    muon(slot, gradient, u);
  } else if (slot.parameter.is_cpu()) {
    adamw_in_one_pass(slot, gradient, u);
  } else {
    adamw_by_operators(slot, gradient, u);
  }
}

void Optimizer::update_all(const Update& u) {
  const auto apply = [&](size_t i) {
    const at::Tensor gradient = slots_[i].parameter.grad();
    if (gradient.defined()) update(slots_[i], gradient, u);
  };
  if (options_.method == OptimizerMethod::kAdamW || !slots_.front().parameter.is_cpu()) {
    for (size_t i = 0; i < slots_.size(); ++i) apply(i);
  } else {
    nn::for_each_replica(slots_.size(), apply);
  }
}

double Optimizer::step(double learning_rate) {
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
  const Update u{learning_rate, learning_rate / correct1, 1 / std::sqrt(correct2), clip, ema};
  if (usable) update_all(u);
  for (Slot& slot : slots_) slot.parameter.mutable_grad() = at::Tensor();
  return norm;
}

std::vector<at::Tensor> Optimizer::parameters() const {
  std::vector<at::Tensor> all;
  for (const Slot& slot : slots_) all.push_back(slot.parameter);
  return all;
}

std::map<std::string, at::Tensor> Optimizer::averaged() const {
  std::map<std::string, at::Tensor> weights;
  for (const Slot& slot : slots_) weights[slot.name] = slot.ema;
  return weights;
}

std::map<std::string, at::Tensor> Optimizer::state() const {
  std::map<std::string, at::Tensor> state;
  for (const Slot& slot : slots_) {
    state["m." + slot.name] = slot.m;
    if (!slot.muon) state["v." + slot.name] = slot.v;
    state["ema." + slot.name] = slot.ema;
  }
  state["steps"] = at::full({1}, steps_, at::kLong);
  return state;
}

void Optimizer::load_state(const std::map<std::string, at::Tensor>& state,
                           const std::string& where) {
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
    if (!slot.muon) slot.v = take("v." + slot.name, slot.v);
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
