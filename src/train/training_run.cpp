// SPDX-License-Identifier: MIT
#include "train/training_run.h"

#include "core/file.h"
#include "core/log.h"
#include "core/parallel.h"
#include "data/motions/motion.h"
#include "nn/device.h"

#include <ATen/ATen.h>

namespace animax::train {
namespace {

at::ScalarType choose_compute(const std::string& name, at::Device device) {
  if (name == "auto") return nn::preferred_compute_dtype(device);
  if (name == "fp32") return at::kFloat;
  if (name == "bf16") return at::kBFloat16;
  throw Error("compute: found \"", name, "\", expected auto, fp32 or bf16");
}

NamedTensors trainable_parameters(nn::JointModel& model, at::Device device) {
  const auto leaf = [&](const at::Tensor& t) {
    return t.detach().to(device, at::kFloat).clone().requires_grad_(true);
  };
  nn::transform_parameters(model.transformer,
                           [&](const std::string&, const at::Tensor& t) { return leaf(t); });
  nn::transform_parameters(model.text_encoder, leaf);
  NamedTensors all;
  for (auto& [name, t] : nn::named_parameters(model.transformer))
    all.emplace_back("transformer." + name, t);
  for (auto& [name, t] : nn::named_parameters(model.text_encoder))
    all.emplace_back("text_encoder." + name, t);
  return all;
}

NamedTensors head_parameters(const LabelHead& head) {
  if (!head.weight.defined()) return {};
  return {{"label_head.weight", head.weight}, {"label_head.bias", head.bias}};
}

void start_from(const TrainConfig& config, nn::JointModel& model) {
  const fs::path& folder = config.start_from;
  int taken = 0;
  const auto take =
      [&](const nn::TensorFile& file, const std::string& name, const at::Tensor& fresh) {
        const auto it = file.tensors.find(name);
        if (it == file.tensors.end() || it->second.sizes() != fresh.sizes()) return fresh;
        ++taken;
        return it->second.to(at::kFloat).clone();
      };
  const nn::TensorFile file = nn::read_safetensors(folder / "transformer.safetensors");
  nn::transform_parameters(model.transformer, [&](const std::string& name, const at::Tensor& t) {
    return take(file, name, t);
  });
  if (taken == 0) throw Error(folder.string(), ": none of its tensors fits this transformer");
  const fs::path tokenizer = folder / "tokenizer.model";
  if (fs::exists(tokenizer) && read_file(tokenizer) == read_file(config.tokenizer)) {
    const nn::TensorFile text = nn::read_safetensors(folder / "text_encoder.safetensors");
    const auto names = nn::named_parameters(model.text_encoder);
    size_t next = 0;
    nn::transform_parameters(model.text_encoder, [&](const at::Tensor& t) {
      return take(text, names[next++].first, t);
    });
  }
  log_info(str_cat("starting from ", taken, " tensors of ", folder.string()));
}

}  // namespace

TrainingRun::TrainingRun(const TrainConfig& config, bool resume)
    : config_(config),
      device_(nn::select_device(config.device)),
      compute_(choose_compute(config.compute, device_)),
      replicas_(config.replicas > 0 ? config.replicas
                : device_.is_cuda() ? 1
                                    : thread_count()) {
  Rng rng = Rng(config.seed).fork("weights");
  model_.transformer = nn::random_dit(config.transformer, rng);
  model_.text_encoder = nn::random_umt5(config.text_encoder, rng);
  if (!config.start_from.empty() && !resume) start_from(config, model_);
  NamedTensors parameters = trainable_parameters(model_, device_);
  if (config.label_weight > 0) {
    const auto motions = static_cast<int64_t>(data::motion_names().size());
    const auto options = at::TensorOptions().device(device_);
    head_.weight = at::zeros({motions, config.transformer.dim}, options).requires_grad_(true);
    head_.bias = at::zeros({motions}, options).requires_grad_(true);
    for (const auto& named : head_parameters(head_)) parameters.push_back(named);
  }
  int64_t count = 0;
  for (const auto& [name, t] : parameters) count += t.numel();
  log_info(str_cat("training ",
                   count / 1000,
                   "k parameters on ",
                   device_.str(),
                   " in ",
                   at::toString(compute_)));
  OptimizerOptions options = config.optimizer;
  options.compute = compute_;
  optimizer_ = std::make_unique<Optimizer>(parameters, options);

  const bool exists = fs::exists(checkpoint_path());
  if (exists && !resume)
    throw Error(config.output.string(), ": already holds a run; continue it with --resume");
  if (resume && !exists) throw Error(checkpoint_path().string(), ": nothing to resume");
  make_folder(config.output);
  if (resume) load_checkpoint();
  write_json(config.output / "config.json", to_json(config));
}

void TrainingRun::step(int64_t index, const Batch& batch) {
  Rng rng = Rng(config_.seed).fork("noise").fork(static_cast<uint64_t>(index));
  at::manual_seed(rng.next());
  const at::Tensor sigmas = diffusion::draw_sigmas(batch.size(), config_.sigma_shift, rng);
  terms_ = accumulate_gradients(
      model_,
      batch,
      sigmas,
      draw_noise(batch),
      optimizer_->parameters(),
      {{config_.rgb_weight, config_.motion_floor, config_.loss, config_.label_weight},
       head_,
       compute_,
       replicas_});
  norm_ = optimizer_->step(config_.learning_rate_at(index));
}

nn::JointModel TrainingRun::averaged() const {
  const auto ema = optimizer_->averaged();
  nn::JointModel copy = model_;
  const auto replace = [&](const std::string& prefix) {
    return [&ema, prefix](const std::string& name, const at::Tensor&) {
      return ema.at(prefix + name).detach();
    };
  };
  nn::transform_parameters(copy.transformer, replace("transformer."));
  // The text encoder's change() is not told names: its order is that of named_parameters.
  const auto names = nn::named_parameters(model_.text_encoder);
  size_t next = 0;
  nn::transform_parameters(copy.text_encoder, [&](const at::Tensor&) {
    return ema.at("text_encoder." + names[next++].first).detach();
  });
  return copy;
}

void TrainingRun::save(int64_t step) const {
  nn::TensorMap tensors;
  for (const auto& [name, t] : nn::named_parameters(model_.transformer))
    tensors["transformer." + name] = t.detach();
  for (const auto& [name, t] : nn::named_parameters(model_.text_encoder))
    tensors["text_encoder." + name] = t.detach();
  for (const auto& [name, t] : head_parameters(head_)) tensors[name] = t.detach();
  for (const auto& [name, t] : optimizer_->state()) tensors["optimizer." + name] = t;
  nn::write_safetensors(checkpoint_path(), tensors, {{"step", std::to_string(step)}});

  // The recipe without this machine's folders.
  Json recipe = to_json(config_);
  recipe.erase("output");
  recipe.erase("tokenizer");
  recipe.erase("start_from");
  if (recipe.contains("real")) recipe["real"].erase("folder");
  nn::JointModel model = averaged();
  model.settings = {
      {"name", config_.name},
      {"clip", data::to_json(config_.clip)},
      {"training", {{"steps", step}, {"clips", config_.clips_before(step)}, {"config", recipe}}}};
  const fs::path folder = config_.output / "model";
  nn::save_joint_model(model, folder);
  if (!config_.tokenizer.empty())
    write_file(folder / "tokenizer.model", read_file(config_.tokenizer));
}

void TrainingRun::load_checkpoint() {
  const at::NoGradGuard no_grad;
  const nn::TensorFile file = nn::read_safetensors(checkpoint_path());
  const std::string where = checkpoint_path().string();
  const auto load = [&](const std::string& prefix, const auto& parameters) {
    for (const auto& [name, parameter] : parameters) {
      const auto it = file.tensors.find(prefix + name);
      if (it == file.tensors.end() || it->second.sizes() != parameter.sizes())
        throw Error(where, ": tensor \"", prefix + name, "\" is missing or of another shape");
      at::Tensor target = parameter;
      target.copy_(it->second);
    }
  };
  load("transformer.", nn::named_parameters(model_.transformer));
  load("text_encoder.", nn::named_parameters(model_.text_encoder));
  load("", head_parameters(head_));
  std::map<std::string, at::Tensor> state;
  const std::string prefix = "optimizer.";
  for (const auto& [name, t] : file.tensors)
    if (name.rfind(prefix, 0) == 0) state[name.substr(prefix.size())] = t;
  optimizer_->load_state(state, where);
  const auto step = file.metadata.find("step");
  if (step == file.metadata.end()) throw Error(where, ": metadata \"step\" is missing");
  first_step_ = std::stoll(step->second);
}

}  // namespace animax::train
