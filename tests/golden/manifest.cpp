// SPDX-License-Identifier: MIT
#include "golden/manifest.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace animax::golden {
namespace {

Tolerance parse_tolerance(const Json& json, const std::string& where) {
  if (json_get_or(json, "exact", false, where)) return {};
  return {json_get<double>(json, "max_abs", where),
          json_get<double>(json, "max_rel_to_peak", where)};
}

std::string join(at::IntArrayRef sizes) { return str_cat(sizes); }

}  // namespace

bool File::holds_weights() const {
  const auto tensors = entry.find("tensors");
  if (tensors == entry.end() || tensors->empty()) return false;
  return std::all_of(tensors->begin(), tensors->end(), [](const Json& t) {
    return t.value("role", "") == "weight";
  });
}

at::Tensor Tensors::get(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end())
    throw Error(file_.path.string(), ": tensor \"", name, "\" is missing");
  return found->second;
}

std::vector<at::Tensor> Tensors::list(const std::string& prefix) const {
  if (has(prefix)) return {get(prefix)};
  std::vector<at::Tensor> tensors;
  while (has(str_cat(prefix, ".", tensors.size())))
    tensors.push_back(get(str_cat(prefix, ".", tensors.size())));
  return tensors;
}

std::vector<std::string> Tensors::prefixes(const std::string& suffix) const {
  std::set<std::string> found;
  for (const auto& [name, tensor] : tensors_) {
    if (name.ends_with(suffix)) found.insert(name.substr(0, name.size() - suffix.size()));
  }
  return {found.begin(), found.end()};
}

::testing::AssertionResult Tensors::matches(const std::string& name, const at::Tensor& found) {
  return matches(name, found, get(name));
}

::testing::AssertionResult Tensors::matches(const std::string& name,
                                            const at::Tensor& found,
                                            const at::Tensor& reference) {
  compared_.push_back(name);
  if (found.sizes() != reference.sizes()) {
    return ::testing::AssertionFailure() << name << ": found shape " << join(found.sizes())
                                         << ", expected " << join(reference.sizes());
  }
  if (reference.numel() == 0) return ::testing::AssertionSuccess();
  const at::Tensor a = found.detach().to(at::kCPU).to(at::kDouble);
  const at::Tensor b = reference.to(at::kDouble);
  const double error = (a - b).abs().max().item<double>();
  const bool exact = !at::isFloatingType(reference.scalar_type());
  const double limit = exact ? 0
                             : file_.tolerance.max_abs +
                                   file_.tolerance.max_rel_to_peak * b.abs().max().item<double>();
  largest_error_ = std::max(largest_error_, error);
  if (error <= limit) return ::testing::AssertionSuccess() << name << ": largest error " << error;
  return ::testing::AssertionFailure() << file_.path.filename().string() << ": " << name
                                       << ": largest error " << error << ", limit " << limit;
}

::testing::AssertionResult Tensors::matches_if_present(const std::string& name,
                                                       const at::Tensor& found) {
  return has(name) ? matches(name, found) : ::testing::AssertionSuccess();
}

std::vector<std::string> Tensors::not_compared(bool with_intermediates) const {
  std::vector<std::string> names;
  for (const auto& [name, info] : file_.entry.at("tensors").items()) {
    const std::string role = info.value("role", "");
    const bool wanted = role == "output" || (with_intermediates && role == "intermediate");
    if (wanted && std::find(compared_.begin(), compared_.end(), name) == compared_.end())
      names.push_back(name);
  }
  return names;
}

Manifest::Manifest(const std::filesystem::path& folder) : folder_(folder) {
  const std::string where = (folder / "manifest.json").string();
  const Json json = read_json(where);
  for (const Json& entry : json_get<Json>(json, "files", where)) {
    File file;
    const auto name = json_get<std::string>(entry, "file", where);
    file.path = folder / name;
    file.component = json_get<std::string>(entry, "component", where + ": " + name);
    file.config = entry.value("config", Json::object());
    file.entry = entry;
    file.tolerance =
        parse_tolerance(entry.value("tolerance", Json{{"exact", true}}), where + ": " + name);
    files_.push_back(std::move(file));
  }
}

std::vector<const File*> Manifest::with_component(const std::string& component) const {
  std::vector<const File*> found;
  for (const File& file : files_) {
    if (file.component == component) found.push_back(&file);
  }
  return found;
}

const File& Manifest::file(const std::string& name) const {
  for (const File& file : files_) {
    if (file.path.filename() == name) return file;
  }
  throw Error((folder_ / "manifest.json").string(), ": file \"", name, "\" is not listed");
}

std::vector<const File*> Manifest::weights_for(const File& cases,
                                               const std::string& component) const {
  std::vector<const File*> found;
  const Json named = cases.entry.value("weights", Json());
  const auto add = [&](const std::string& name) {
    const File& first = file(name);
    if (first.component != component) return;
    found.push_back(&first);
    for (const File& other : files_) {
      const bool same = other.component == component && other.holds_weights() &&
                        other.config == first.config &&
                        other.entry.value("seed", Json()) == first.entry.value("seed", Json());
      if (same && &other != &first) found.push_back(&other);
    }
  };
  if (named.is_string()) add(named.get<std::string>());
  if (named.is_object()) {
    for (const auto& [key, name] : named.items()) add(name.get<std::string>());
  }
  return found;
}

Tensors Manifest::load(const File& file) const {
  return {file, nn::read_safetensors(file.path).tensors};
}

std::optional<Manifest> open_manifest() {
  if (const char* folder = std::getenv("ANIMAX_GOLDEN_DIR")) return Manifest(folder);
  const std::filesystem::path folder = ANIMAX_SOURCE_DIR "/../shared/golden";
  if (!std::filesystem::exists(folder / "manifest.json")) return std::nullopt;
  return Manifest(folder);
}

}  // namespace animax::golden
