// SPDX-License-Identifier: MIT
#include "nn/lora.h"

#include "core/error.h"
#include "core/json.h"
#include "nn/lora_names.h"
#include "nn/safetensors.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numeric>

namespace animax::nn {
namespace {

using Parameters = std::map<std::string, at::Tensor>;

/// fp64 stays, everything else becomes fp32.
at::Tensor widened(const at::Tensor& t) {
  return t.to(t.scalar_type() == at::kDouble ? at::kDouble : at::kFloat);
}

/// "blocks.0.self_attn.q" of "blocks.0.self_attn.q.weight"; a bare parameter is its own module.
std::string module_of(const std::string& parameter) {
  for (const std::string_view ending : {".weight", ".bias"})
    if (parameter.ends_with(ending)) return parameter.substr(0, parameter.size() - ending.size());
  return parameter;
}

/// The parameter that weight deltas of `module` go to, or null.
const at::Tensor* weight_of(const Parameters& parameters, const std::string& module) {
  auto it = parameters.find(module + ".weight");
  if (it == parameters.end()) it = parameters.find(module);
  return it == parameters.end() ? nullptr : &it->second;
}

// ---- alpha from outside the tensors ------------------------------------------------------------

/// A PEFT configuration: its alpha and rank rules.
struct PeftConfig {
  Json json = Json::object();
  std::string where;

  /// The value of `pattern_key` whose name ends `module`, else of `key`, else nothing.
  std::optional<double> value(const std::string& module,
                              const char* pattern_key,
                              const char* key) const {
    if (const auto patterns = json.find(pattern_key);
        patterns != json.end() && patterns->is_object())
      for (const auto& [name, number] : patterns->items())
        if (number.is_number() && (module == name || module.ends_with("." + name)))
          return number.get<double>();
    if (const auto it = json.find(key); it != json.end() && !it->is_null())
      return json_get<double>(json, key, where);
    return std::nullopt;
  }

  bool rank_stabilised() const { return json_get_or<bool>(json, "use_rslora", false, where); }
};

/// diffusers stores the PEFT configuration in the file, its keys led by "transformer.".
PeftConfig config_in_metadata(const TensorFile& file, const std::string& path) {
  PeftConfig config{.where = path + ": lora_adapter_metadata"};
  const auto it = file.metadata.find("lora_adapter_metadata");
  if (it == file.metadata.end()) return config;
  const Json all = Json::parse(it->second, nullptr, /*allow_exceptions=*/false);
  if (!all.is_object()) throw Error(config.where, ": found no JSON object");
  for (const auto& [key, value] : all.items()) {
    const std::string prefix = "transformer.";
    config.json[key.starts_with(prefix) ? key.substr(prefix.size()) : key] = value;
  }
  return config;
}

PeftConfig config_for(const TensorFile& file, const std::filesystem::path& path) {
  PeftConfig config = config_in_metadata(file, path.string());
  const std::filesystem::path beside = path.parent_path() / "adapter_config.json";
  const bool peft = std::any_of(file.tensors.begin(), file.tensors.end(), [](const auto& item) {
    return is_peft_key(item.first);
  });
  if (config.json.empty() && peft && std::filesystem::exists(beside))
    config = {read_json(beside), beside.string()};
  return config;
}

// ---- Reading -----------------------------------------------------------------------------------

/// Collects the tensors of one file by module.
class Reader {
 public:
  Reader(const std::filesystem::path& path, const Parameters& parameters)
      : path_(path.string()), parameters_(parameters) {}

  LoraAdapter read(const TensorFile& file, const PeftConfig& config) {
    std::vector<std::string> modules;
    for (const auto& [name, tensor] : parameters_) modules.push_back(module_of(name));
    const LoraNames names(modules);
    std::vector<std::string> unknown;
    for (const auto& [key, tensor] : file.tensors) {
      const std::optional<LoraKey> parsed = names.parse(key);
      if (parsed)
        store(key, *parsed, tensor);
      else
        unknown.push_back(key);
    }
    if (!unknown.empty()) refuse(unknown, file.tensors.size());
    LoraAdapter adapter{.source = path_};
    for (auto& [module, parts] : parts_) adapter.modules[module] = finish(module, parts, config);
    if (adapter.modules.empty()) throw Error(path_, ": holds no adapter tensors");
    return adapter;
  }

 private:
  struct Parts {
    LoraModule module;
    std::optional<double> alpha;
  };

  [[noreturn]] void refuse(const std::vector<std::string>& unknown, size_t all) const {
    std::string list;
    for (size_t i = 0; i < unknown.size() && i < 8; ++i) list += (i ? ", " : "") + unknown[i];
    if (unknown.size() > 8) list += ", ...";
    throw Error(
        path_, ": ", unknown.size(), " of ", all, " tensors fit no module of this model: ", list);
  }

  void store(const std::string& key, const LoraKey& parsed, const at::Tensor& tensor) {
    if (!tensor.is_floating_point())
      throw Error(path_,
                  ": ",
                  key,
                  ": found dtype ",
                  c10::toString(tensor.scalar_type()),
                  ", expected a floating-point one");
    Parts& parts = parts_[parsed.module];
    const auto put = [&](at::Tensor& place) {
      if (place.defined())
        throw Error(path_, ": ", key, ": a second tensor for module ", parsed.module);
      place = tensor;
    };
    switch (parsed.role) {
      case LoraRole::kDown:
        return put(parts.module.down);
      case LoraRole::kUp:
        return put(parts.module.up);
      case LoraRole::kUpBias:
        return put(parts.module.up_bias);
      case LoraRole::kWeight:
        return put(parts.module.weight);
      case LoraRole::kBias:
        return put(parts.module.bias);
      case LoraRole::kAlpha:
        if (tensor.numel() != 1)
          throw Error(path_, ": ", key, ": found ", tensor.numel(), " values, expected one alpha");
        parts.alpha = tensor.to(at::kDouble).item<double>();
        return;
      case LoraRole::kDora:
        throw Error(
            path_, ": ", key, ": this is a weight-decomposed (DoRA) adapter, expected a plain sum");
    }
  }

  LoraModule finish(const std::string& name, const Parts& parts, const PeftConfig& config) const {
    LoraModule module = parts.module;
    if (module.down.defined() != module.up.defined())
      throw Error(path_, ": module ", name, ": has only one of the factors lora_A and lora_B");
    check_shapes(name, module);
    if (!module.down.defined()) return module;
    const auto rank = static_cast<double>(module.down.size(0));
    double alpha = parts.alpha ? *parts.alpha
                               : config.value(name, "alpha_pattern", "lora_alpha").value_or(rank);
    if (!std::isfinite(alpha) || alpha <= 0)
      throw Error(
          path_, ": module ", name, ": found alpha ", alpha, ", expected a positive number");
    const bool root = !parts.alpha && config.rank_stabilised();
    module.scale = alpha / (root ? std::sqrt(rank) : rank);
    return module;
  }

  void check_shapes(const std::string& name, const LoraModule& m) const {
    const auto expect = [&](const char* part, const at::Tensor& found, const auto& expected) {
      if (found.defined() && found.sizes() != at::IntArrayRef(expected))
        throw Error(path_,
                    ": module ",
                    name,
                    ": ",
                    part,
                    ": found shape ",
                    str_cat(found.sizes()),
                    ", expected ",
                    str_cat(at::IntArrayRef(expected)));
    };
    const at::Tensor* weight = weight_of(parameters_, name);
    CHECK_THAT(weight != nullptr);
    expect(".diff", m.weight, weight->sizes().vec());
    const std::vector<int64_t> bias_shape = {weight->size(0)};
    expect(".diff_b", m.bias, bias_shape);
    expect("lora_B.bias", m.up_bias, bias_shape);
    if ((m.bias.defined() || m.up_bias.defined()) && !parameters_.contains(name + ".bias"))
      throw Error(path_, ": module ", name, ": has a bias difference, but the model has no bias");
    if (!m.down.defined()) return;
    std::vector<int64_t> down = weight->sizes().vec(), up(m.up.sizes().size(), 1);
    if (m.down.dim() < 1 || m.down.size(0) < 1 || m.up.dim() < 2 || weight->dim() < 2)
      throw Error(path_, ": module ", name, ": found no low-rank factors of a matrix");
    down[0] = up[1] = m.down.size(0);
    up[0] = weight->size(0);
    expect("lora_A", m.down, down);
    expect("lora_B", m.up, up);
  }

  std::string path_;
  const Parameters& parameters_;
  std::map<std::string, Parts> parts_;
};

/// strength * (scale * B A + full difference) in `like`'s shape, or undefined if there is neither.
at::Tensor weight_change(const LoraModule& m, double strength, const at::Tensor& like) {
  at::Tensor change;
  if (m.down.defined())
    change = at::mm(widened(m.up).flatten(1), widened(m.down).flatten(1))
                 .mul(m.scale * strength)
                 .view(like.sizes());
  if (m.weight.defined()) {
    const at::Tensor full = widened(m.weight) * strength;
    change = change.defined() ? change + full : full;
  }
  return change;
}

at::Tensor bias_change(const LoraModule& m, double strength) {
  at::Tensor change;
  if (m.up_bias.defined()) change = widened(m.up_bias) * (m.scale * strength);
  if (m.bias.defined()) {
    const at::Tensor full = widened(m.bias) * strength;
    change = change.defined() ? change + full : full;
  }
  return change;
}

at::Tensor added(const at::Tensor& t, const at::Tensor& change) {
  if (!change.defined()) return t;
  return (widened(t) + change.to(t.device())).to(t.scalar_type());
}

}  // namespace

LoraAdapter load_lora(const std::filesystem::path& path,
                      const std::vector<std::pair<std::string, at::Tensor>>& parameters) {
  const std::filesystem::path file_path =
      std::filesystem::is_directory(path) ? path / "adapter_model.safetensors" : path;
  const Parameters by_name(parameters.begin(), parameters.end());
  const TensorFile file = read_safetensors(file_path);
  return Reader(file_path, by_name).read(file, config_for(file, file_path));
}

void merge_lora(JointVideoPoseTransformer& model, const LoraAdapter& adapter, double strength) {
  const at::NoGradGuard no_gradients;
  std::map<std::string, bool> used;
  transform_parameters(model, [&](const std::string& name, const at::Tensor& t) {
    const std::string module = module_of(name);
    const auto it = adapter.modules.find(module);
    if (it == adapter.modules.end()) return t;
    used[module] = true;
    return name.ends_with(".bias") ? added(t, bias_change(it->second, strength))
                                   : added(t, weight_change(it->second, strength, t));
  });
  for (const auto& [module, parts] : adapter.modules)
    if (!used.contains(module))
      throw Error(adapter.source, ": module ", module, " is not part of this model");
}

}  // namespace animax::nn
