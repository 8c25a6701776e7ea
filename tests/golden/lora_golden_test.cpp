// SPDX-License-Identifier: MIT
#include "golden/manifest.h"
#include "nn/device.h"
#include "nn/lora.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <regex>

namespace animax::golden {
namespace {

using nn::JointVideoPoseTransformer;

/// Which input of the DiT's cases the adapted outputs belong to; the manifest says it in words:
/// "... on inputs A.x, A.context, A.t[1] of dit_cases ...".
struct InputChoice {
  std::string prefix = "A";
  int64_t time = 1;
};

InputChoice input_choice(const File& file) {
  std::smatch found;
  const std::string note = file.entry.value("note", "");
  if (!std::regex_search(note, found, std::regex(R"((\w+)\.t\[(\d+)\])"))) return {};
  return {found[1], std::stoll(found[2])};
}

/// The case file of the unadapted DiT with these weights that holds the chosen inputs.
Tensors base_cases(const Manifest& manifest, const File& weights, const std::string& prefix) {
  for (const File* file : manifest.with_component("dit")) {
    if (file->holds_weights()) continue;
    for (const File* used : manifest.weights_for(*file, "dit")) {
      if (used->path != weights.path) continue;
      Tensors cases = manifest.load(*file);
      if (cases.has(prefix + ".x")) return cases;
    }
  }
  throw Error("the golden set has no inputs ", prefix, ".x for ", weights.path.string());
}

void check_adapter(const JointVideoPoseTransformer& base,
                   const nn::LoraAdapter& adapter,
                   const Tensors& inputs,
                   Tensors& cases) {
  const InputChoice choice = input_choice(cases.file());
  const at::Tensor x = inputs.get(choice.prefix + ".x").unsqueeze(0);
  const at::Tensor t = inputs.get(choice.prefix + ".t").narrow(0, choice.time, 1);
  const std::string strength_prefix = "out.strength", merged_prefix = "merged.";
  for (const auto& [name, reference] : cases.all()) {
    const bool output = name.starts_with(strength_prefix);
    if (!output && !name.starts_with(merged_prefix)) continue;
    JointVideoPoseTransformer model = base;
    nn::merge_lora(model, adapter, output ? std::stod(name.substr(strength_prefix.size())) : 1.0);
    if (output) {
      const nn::TextContext text =
          nn::make_text_context(model, {inputs.get(choice.prefix + ".context")});
      EXPECT_TRUE(cases.matches(name, nn::forward_video(model, x, t, text)[0]));
    }
    for (const auto& [parameter, value] : named_parameters(model))
      if (merged_prefix + parameter == name) {
        EXPECT_TRUE(cases.matches(name, value));
      }
  }
}

TEST(Lora, EverySpellingMatchesReference) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  nn::use_all_threads();
  const at::NoGradGuard no_gradients;
  int runs = 0;
  for (const File* file : manifest->with_component("lora")) {
    if (file->holds_weights()) continue;
    for (const File* weights : manifest->weights_for(*file, "dit")) {
      SCOPED_TRACE(weights->path.string());
      const JointVideoPoseTransformer base =
          nn::dit_from_tensors(nn::dit_config_from_json(weights->config, weights->path.string()),
                               manifest->load(*weights).all(),
                               weights->path.string());
      for (const File* adapter_file : manifest->with_component("lora")) {
        if (!adapter_file->holds_weights()) continue;
        if (adapter_file->entry.value("weights", Json()) != file->entry.value("weights", Json()))
          continue;
        SCOPED_TRACE(adapter_file->path.string());
        Tensors cases = manifest->load(*file);
        const nn::LoraAdapter adapter =
            nn::load_lora(adapter_file->path, nn::named_parameters(base));
        const Tensors inputs = base_cases(*manifest, *weights, input_choice(*file).prefix);
        check_adapter(base, adapter, inputs, cases);
        EXPECT_THAT(cases.not_compared(), ::testing::IsEmpty());
        ++runs;
      }
    }
  }
  EXPECT_GT(runs, 0);
}

}  // namespace
}  // namespace animax::golden
