// SPDX-License-Identifier: MIT
#include "nn/lora.h"

#include "core/error.h"
#include "core/file.h"
#include "core/json.h"
#include "nn/lora_names.h"
#include "nn/parameter_slots.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cmath>

namespace animax::nn {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr const char* kModule = "blocks.1.self_attn.o";

JointVideoPoseTransformer tiny_model() {
  DitConfig config;
  config.dim = 16;
  config.ffn_dim = 24;
  config.num_heads = 2;
  config.num_layers = 2;
  config.freq_dim = 8;
  config.text_dim = 6;
  config.text_len = 4;
  config.in_dim = config.out_dim = 4;
  Rng rng(1);
  JointVideoPoseTransformer model = random_dit(config, rng);
  transform_parameters(model, [&](const std::string&, const at::Tensor& t) {
    return t + 0.1 * random_normal(t.sizes().vec(), 1, rng);
  });
  return model;
}

at::Tensor noise(std::vector<int64_t> shape, uint64_t seed) {
  Rng rng(seed);
  return random_normal(shape, 1, rng);
}

/// What the tests' adapters add to the weight at alpha = r.
at::Tensor product() { return at::mm(noise({16, 3}, 6), noise({3, 16}, 5)); }

at::Tensor parameter(const JointVideoPoseTransformer& model, const std::string& name) {
  for (const auto& [found, tensor] : named_parameters(model))
    if (found == name) return tensor;
  throw Error("no parameter ", name);
}

/// Writes the tensors, loads them as an adapter and merges it; returns the change of `name`.
at::Tensor change_by(const TensorMap& tensors,
                     const std::map<std::string, std::string>& metadata = {},
                     const std::string& config = "",
                     double strength = 1,
                     const std::string& name = std::string(kModule) + ".weight") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "adapter_model.safetensors";
  write_safetensors(path, tensors, metadata);
  if (!config.empty()) write_file(folder.path() / "adapter_config.json", config);
  JointVideoPoseTransformer model = tiny_model();
  const at::Tensor before = parameter(model, name).clone();
  merge_lora(
      model, load_lora(config.empty() ? path : folder.path(), named_parameters(model)), strength);
  return parameter(model, name) - before;
}

void expect_close(const at::Tensor& found, const at::Tensor& expected) {
  ASSERT_EQ(found.sizes(), expected.sizes());
  EXPECT_LT((found - expected).abs().max().item<double>(), 1e-5);
}

TensorMap pair(const std::string& down, const std::string& up) {
  return {{down, noise({3, 16}, 5)}, {up, noise({16, 3}, 6)}};
}

TEST(LoadLora, ReadsEverySpelling) {
  const std::vector<std::pair<std::string, std::string>> spellings = {
      {"transformer.blocks.1.attn1.to_out.0.lora_A.weight",
       "transformer.blocks.1.attn1.to_out.0.lora_B.weight"},
      {"transformer.blocks.1.attn1.to_out.0.lora.down.weight",
       "transformer.blocks.1.attn1.to_out.0.lora.up.weight"},
      {"base_model.model.blocks.1.self_attn.o.lora_A.weight",
       "base_model.model.blocks.1.self_attn.o.lora_B.weight"},
      {"base_model.model.blocks.1.attn1.to_out.0.lora_A.weight",
       "base_model.model.blocks.1.attn1.to_out.0.lora_B.weight"},
      {"diffusion_model.blocks.1.self_attn.o.lora_A.weight",
       "diffusion_model.blocks.1.self_attn.o.lora_B.weight"},
      {"diffusion_model.blocks.1.self_attn.o.lora_down.weight",
       "diffusion_model.blocks.1.self_attn.o.lora_up.weight"},
      {"model.diffusion_model.blocks.1.self_attn.o.lora_down.weight",
       "model.diffusion_model.blocks.1.self_attn.o.lora_up.weight"},
      {"blocks.1.self_attn.o.lora_A.default.weight", "blocks.1.self_attn.o.lora_B.default.weight"},
      {"blocks.1.self_attn.o.lora_A.weight", "blocks.1.self_attn.o.lora_B.weight"},
      {"blocks.1.self_attn.o.lora_A.my_adapter.weight",
       "blocks.1.self_attn.o.lora_B.my_adapter.weight"},
      {"lora_unet_blocks_1_self_attn_o.lora_down.weight",
       "lora_unet_blocks_1_self_attn_o.lora_up.weight"},
      {"lora_unet_blocks_1_attn1_to_out_0.lora_down.weight",
       "lora_unet_blocks_1_attn1_to_out_0.lora_up.weight"}};
  for (const auto& [down, up] : spellings) {
    SCOPED_TRACE(down);
    expect_close(change_by(pair(down, up)), product());
  }
}

TEST(LoraNames, EveryModuleIsFoundUnderBothNamings) {
  std::vector<std::string> modules;
  JointVideoPoseTransformer model = tiny_model();
  for (const auto& [name, linear] : named_linears(model)) modules.push_back(name);
  const LoraNames names(modules);
  for (const std::string& module : modules) {
    std::string kohya = module, other = diffusers_module_name(module);
    std::replace(kohya.begin(), kohya.end(), '.', '_');
    for (const std::string& key :
         {"diffusion_model." + module, "transformer." + other, "lora_unet_" + kohya}) {
      const auto found = names.parse(key + ".alpha");
      ASSERT_TRUE(found) << key;
      EXPECT_EQ(found->module, module);
    }
  }
}

TEST(LoadLora, AlphaScales) {
  const std::string own = std::string("diffusion_model.") + kModule;
  TensorMap tensors = pair(own + ".lora_down.weight", own + ".lora_up.weight");
  tensors[own + ".alpha"] = at::scalar_tensor(6.0f);
  expect_close(change_by(tensors), product() * 2);
  expect_close(change_by(tensors, {}, "", 0.5), product());
  expect_close(change_by(tensors, {}, "", -1), product() * -2);
}

TEST(LoadLora, AlphaComesFromPeftConfigurations) {
  const TensorMap diffusers = pair("transformer.blocks.1.attn1.to_out.0.lora_A.weight",
                                   "transformer.blocks.1.attn1.to_out.0.lora_B.weight");
  const std::string key = "lora_adapter_metadata";
  expect_close(
      change_by(diffusers, {{key, R"({"transformer.r": 3, "transformer.lora_alpha": 12})"}}),
      product() * 4);
  const TensorMap peft = pair("base_model.model.blocks.1.self_attn.o.lora_A.weight",
                              "base_model.model.blocks.1.self_attn.o.lora_B.weight");
  expect_close(change_by(peft, {}, R"({"r": 3, "lora_alpha": 9})"), product() * 3);
  expect_close(change_by(peft, {}, R"({"r": 3, "lora_alpha": 9, "use_rslora": true})"),
               product() * (9 / std::sqrt(3.0)));
  expect_close(change_by(peft, {}, R"({"lora_alpha": 9, "alpha_pattern": {"self_attn.o": 3}})"),
               product());
  // A configuration that lies beside somebody else's spelling is not for it.
  const TensorMap other =
      pair("blocks.1.self_attn.o.lora_A.weight", "blocks.1.self_attn.o.lora_B.weight");
  expect_close(change_by(other, {}, R"({"r": 3, "lora_alpha": 9})"), product());
}

TEST(LoadLora, AddsFullDifferencesAndBiases) {
  const std::string own = std::string("diffusion_model.") + kModule;
  const std::string bias = std::string(kModule) + ".bias";
  const at::Tensor full = noise({16, 16}, 8), shift = noise({16}, 9);
  const TensorMap differences = {{own + ".diff", full}, {own + ".diff_b", shift}};
  expect_close(change_by(differences, {}, "", 0.5), full * 0.5);
  expect_close(change_by(differences, {}, "", 0.5, bias), shift * 0.5);
  TensorMap factors = pair(own + ".lora_A.weight", own + ".lora_B.weight");
  factors[own + ".lora_B.bias"] = shift;
  factors[own + ".alpha"] = at::scalar_tensor(6.0f);
  expect_close(change_by(factors, {}, "", 1, bias), shift * 2);
  expect_close(change_by({{"diffusion_model.blocks.0.modulation.diff", at::ones({1, 6, 16})}},
                         {},
                         "",
                         1,
                         "blocks.0.modulation"),
               at::ones({1, 6, 16}));
}

TEST(LoadLora, ConvolutionsToo) {
  TensorMap tensors = {{"patch_embedding.lora_down.weight", noise({2, 4, 1, 2, 2}, 1)},
                       {"patch_embedding.lora_up.weight", noise({16, 2, 1, 1, 1}, 2)}};
  expect_close(change_by(tensors, {}, "", 1, "patch_embedding.weight"),
               at::mm(noise({16, 2}, 2), noise({2, 16}, 1)).view({16, 4, 1, 2, 2}));
}

TEST(LoadLora, NamesWhatDoesNotFit) {
  const std::string own = std::string("diffusion_model.") + kModule;
  const auto refused = [](const TensorMap& tensors, const std::string& text) {
    EXPECT_THAT([&] { change_by(tensors); }, ThrowsMessage<Error>(HasSubstr(text)));
  };
  TensorMap good = pair(own + ".lora_A.weight", own + ".lora_B.weight");
  TensorMap bad = good;
  bad["lora_te_text_model.lora_up.weight"] = at::zeros({2, 2});
  bad["blocks.7.self_attn.q.lora_A.weight"] = at::zeros({2, 16});
  refused(bad, "blocks.7.self_attn.q.lora_A.weight, lora_te_text_model.lora_up.weight");
  refused(bad, "2 of 4");
  bad = good;
  bad.erase(own + ".lora_B.weight");
  refused(bad, "only one of the factors");
  bad = good;
  bad[own + ".lora_B.weight"] = at::zeros({16, 4});
  refused(bad, "lora_B");
  bad = good;
  bad[own + ".lora_A.weight"] = at::zeros({3, 15});
  refused(bad, kModule);
  bad = good;
  bad[own + ".alpha"] = at::scalar_tensor(std::nanf(""));
  refused(bad, "alpha");
  bad = good;
  bad[own + ".dora_scale"] = at::zeros({16});
  refused(bad, "DoRA");
  bad = good;
  bad[own + ".lora_A.weight"] = at::zeros({3, 16}, at::kLong);
  refused(bad, "dtype");
  bad = good;
  bad["blocks.1.self_attn.o.lora_down.weight"] = at::zeros({3, 16});
  refused(bad, "second tensor");
  refused({}, "no adapter tensors");
}

TEST(MergeLora, LeavesTheLoadedWeightsAlone) {
  JointVideoPoseTransformer model = tiny_model();
  const JointVideoPoseTransformer before = model;
  const at::Tensor original = before.blocks[1].self_attn.o.weight.clone();
  LoraAdapter adapter{.source = "test"};
  adapter.modules[kModule] = {.down = noise({3, 16}, 5), .up = noise({16, 3}, 6)};
  merge_lora(model, adapter);
  EXPECT_TRUE(at::equal(before.blocks[1].self_attn.o.weight, original));
  merge_lora(model, adapter, -1);
  expect_close(model.blocks[1].self_attn.o.weight, original);
  adapter.modules["nowhere"] = {};
  EXPECT_THROW(merge_lora(model, adapter), Error);
}

// ---- Training ----------------------------------------------------------------------------------

at::Tensor run(const JointVideoPoseTransformer& model) {
  const TextContext text = make_text_context(model, {noise({2, 6}, 20)});
  return forward_video(model, noise({1, 4, 2, 4, 4}, 21), at::full({1}, 300.0), text);
}

TEST(AddTrainableLora, ChangesNothingAtFirstAndTrainsOnlyFactors) {
  JointVideoPoseTransformer model = tiny_model();
  const at::Tensor before = run(model);
  Rng rng(4);
  EXPECT_EQ(add_trainable_lora(model, {.rank = 2, .alpha = 4}, rng), 20U);
  EXPECT_TRUE(at::equal(run(model), before));
  run(model).square().sum().backward();
  size_t moved = 0;
  for (const auto& [name, tensor] : lora_parameters(model)) {
    ASSERT_TRUE(tensor.grad().defined()) << name;
    moved += tensor.grad().abs().max().item<double>() > 0;
  }
  EXPECT_EQ(moved, 20U);  // every B; A follows once B is not zero
  for (const auto& [name, tensor] : named_parameters(model)) EXPECT_FALSE(tensor.grad().defined());
}

TEST(AddTrainableLora, RefusesTargetsThatDoNotExist) {
  JointVideoPoseTransformer model = tiny_model();
  Rng rng(4);
  EXPECT_THROW(add_trainable_lora(model, {.targets = {"self_attn.x"}}, rng), Error);
  EXPECT_THROW(add_trainable_lora(model, {.rank = 0}, rng), Error);
}

TEST(SaveLora, LoadedMergedAndAttachedAgree) {
  JointVideoPoseTransformer model = tiny_model();
  Rng rng(4);
  add_trainable_lora(model, {.rank = 2, .alpha = 3}, rng);
  for (auto& [name, tensor] : lora_parameters(model)) {
    const at::NoGradGuard no_gradients;
    tensor.copy_(random_normal(tensor.sizes().vec(), 0.3, rng));
  }
  const at::Tensor expected = run(model).detach();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "adapter.safetensors";
  save_lora(path, model, {{"made_by", "test"}});
  EXPECT_TRUE(read_safetensors(path).tensors.contains(
      "diffusion_model.blocks.0.self_attn.q.lora_A.weight"));

  JointVideoPoseTransformer merged = tiny_model(), attached = tiny_model();
  const LoraAdapter adapter = load_lora(path, named_parameters(merged));
  merge_lora(merged, adapter);
  expect_close(run(merged), expected);
  attach_lora(attached, adapter);
  expect_close(run(attached).detach(), expected);
  merge_attached_lora(attached);
  EXPECT_TRUE(lora_parameters(attached).empty());
  expect_close(run(attached), expected);
}

}  // namespace
}  // namespace animax::nn
