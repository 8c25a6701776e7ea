// SPDX-License-Identifier: MIT
#include "nn/weights.h"

#include "core/error.h"
#include "core/file.h"
#include "core/json.h"
#include "nn/pickle.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

namespace animax::nn {
namespace {

using ::testing::HasSubstr;

template <typename T>
void append(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// A zip archive of stored members, as torch.save lays it out (without its alignment padding).
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members,
                   uint16_t method = 0) {
  std::string bytes, directory;
  for (const auto& [name, data] : members) {
    const auto begin = static_cast<uint32_t>(bytes.size()),
               size = static_cast<uint32_t>(data.size());
    const auto length = static_cast<uint16_t>(name.size());
    append<uint32_t>(bytes, 0x04034b50);
    for (uint16_t field : {uint16_t{20}, uint16_t{0}, method, uint16_t{0}, uint16_t{0}})
      append(bytes, field);
    for (uint32_t field : {0u, size, size}) append(bytes, field);
    append(bytes, length);
    append<uint16_t>(bytes, 0);
    bytes += name + data;
    append<uint32_t>(directory, 0x02014b50);
    for (uint16_t field :
         {uint16_t{20}, uint16_t{20}, uint16_t{0}, method, uint16_t{0}, uint16_t{0}}) {
      append(directory, field);
    }
    for (uint32_t field : {0u, size, size}) append(directory, field);
    append(directory, length);
    directory.append(12, '\0');
    append(directory, begin);
    directory += name;
  }
  const auto directory_begin = static_cast<uint32_t>(bytes.size());
  const auto count = static_cast<uint16_t>(members.size());
  bytes += directory;
  append<uint32_t>(bytes, 0x06054b50);
  append<uint32_t>(bytes, 0);
  append(bytes, count);
  append(bytes, count);
  append(bytes, static_cast<uint32_t>(directory.size()));
  append(bytes, directory_begin);
  append<uint16_t>(bytes, 0);
  return bytes;
}

std::string text_opcode(const std::string& text) {
  std::string code = "X";
  append(code, static_cast<uint32_t>(text.size()));
  return code + text;
}

std::string int_opcode(int32_t value) {
  std::string code = "J";
  append(code, value);
  return code;
}

std::string tuple_opcode(const std::vector<int32_t>& values) {
  std::string code = "(";
  for (int32_t value : values) code += int_opcode(value);
  return code + "t";
}

// The instructions that rebuild one tensor, as Python's pickler writes them.
std::string tensor_code(const std::string& type,
                        int32_t storage_size,
                        int32_t offset,
                        const std::vector<int32_t>& sizes,
                        const std::vector<int32_t>& strides) {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + text_opcode("storage") + "ctorch\n" + type +
         "\n" + text_opcode("0") + text_opcode("cpu") + int_opcode(storage_size) + "tQ" +
         int_opcode(offset) + tuple_opcode(sizes) + tuple_opcode(strides) + "\x89" +
         "ccollections\nOrderedDict\n)RtR";
}

std::string dict_code(const std::string& tensor) {
  return "\x80\x02"
         "ccollections\nOrderedDict\n)Rq" +
         std::string(1, '\0') + "(" + text_opcode("w") + tensor + "u.";
}

std::string floats(int count) {
  std::string data;
  for (int i = 0; i < count; ++i) append(data, static_cast<float>(i));
  return data;
}

std::string archive(const std::string& code, const std::string& storage = floats(6)) {
  return zip_of({{"a/data.pkl", code}, {"a/byteorder", "little"}, {"a/data/0", storage}});
}

TensorMap read_bytes(const std::string& bytes) {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "f.pth", std::ios::binary) << bytes;  // no fsync: called often
  return read_torch_pickle(folder.path() / "f.pth").tensors;
}

std::string error_of(const std::string& bytes) {
  try {
    read_bytes(bytes);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(TorchPickle, ReadsAStridedTensor) {
  const auto tensors =
      read_bytes(archive(dict_code(tensor_code("FloatStorage", 6, 1, {2, 2}, {1, 2}))));
  ASSERT_EQ(tensors.size(), 1U);
  EXPECT_TRUE(tensors.at("w").equal(at::tensor({1.0F, 3.0F, 2.0F, 4.0F}).view({2, 2})));
}

TEST(TorchPickle, ReadsWhatPythonWrote) {
  const auto tensors =
      read_torch_pickle(ANIMAX_SOURCE_DIR "/src/nn/testdata/torch_save.pth").tensors;
  ASSERT_EQ(tensors.size(), 3U);
  EXPECT_TRUE(tensors.at("linear.weight").equal(at::arange(6).view({2, 3}).to(at::kFloat)));
  EXPECT_TRUE(tensors.at("half").equal(at::full({4}, 0.5).to(at::kBFloat16)));
  EXPECT_TRUE(tensors.at("shared.view").equal(at::arange(6).view({2, 3}).to(at::kFloat).t()));
}

TEST(TorchPickle, RefusesViewsOutsideTheStorage) {
  const auto wrong = [](int32_t storage,
                        int32_t offset,
                        std::vector<int32_t> sizes,
                        std::vector<int32_t> strides) {
    return error_of(
        archive(dict_code(tensor_code("FloatStorage", storage, offset, sizes, strides))));
  };
  EXPECT_EQ(wrong(6, 0, {6}, {1}), "");
  EXPECT_THAT(wrong(6, 1, {6}, {1}), HasSubstr("beyond its storage"));
  EXPECT_THAT(wrong(6, 0, {2}, {6}), HasSubstr("beyond its storage"));
  EXPECT_THAT(wrong(6, -1, {2}, {1}), HasSubstr("beyond its storage"));
  EXPECT_THAT(wrong(6, 5, {2}, {-1}), HasSubstr("beyond its storage"));
  EXPECT_THAT(wrong(6, 0, {-2}, {1}), HasSubstr("beyond its storage"));
  EXPECT_THAT(wrong(6, 0, {1 << 30, 1 << 30, 16}, {0, 0, 0}), HasSubstr("beyond its storage"));
  EXPECT_THAT(wrong(7, 0, {6}, {1}), HasSubstr("expected 7 elements"));
  EXPECT_THAT(wrong(-1, 0, {0}, {1}), HasSubstr("beyond its storage"));
}

TEST(TorchPickle, NeverRunsForeignObjects) {
  EXPECT_THAT(error_of(archive("\x80\x02"
                               "cos\nsystem\n(" +
                               text_opcode("true") + "tR.")),
              HasSubstr("os.system"));
  EXPECT_THAT(error_of(archive("\x80\x02"
                               "c__builtin__\neval\n.")),
              HasSubstr("eval"));
  EXPECT_THAT(error_of(archive("\x80\x02I1\n.")), HasSubstr("unknown instruction"));
  EXPECT_THAT(error_of(archive("\x80\x02K\x01.")), HasSubstr("expected a dict"));
}

TEST(TorchPickle, DeepNestingIsHarmless) {
  EXPECT_NE(error_of(archive("\x80\x02)" + std::string(1000000, '\x85') + ".")), "");
}

TEST(TorchPickle, EveryTruncatedPrefixIsRefused) {
  const std::string code = dict_code(tensor_code("FloatStorage", 6, 0, {2, 3}, {3, 1}));
  const std::string bytes = archive(code);
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_NE(error_of(bytes.substr(0, length)), "") << length;
  for (size_t length = 0; length < code.size(); ++length) {
    EXPECT_NE(error_of(archive(code.substr(0, length))), "") << length;
  }
}

TEST(TorchPickle, EveryFlippedByteEitherReadsOrThrows) {
  const std::string bytes = archive(dict_code(tensor_code("FloatStorage", 6, 0, {2, 3}, {3, 1})));
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit : {0, 3, 6, 7}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      error_of(changed);
    }
  }
}

TEST(TorchPickle, RefusesCompressedMembers) {
  EXPECT_THAT(error_of(zip_of({{"a/data.pkl", "x"}}, 8)), HasSubstr("compressed"));
  EXPECT_THAT(error_of(zip_of({{"a/other", "x"}})), HasSubstr("data.pkl is missing"));
  EXPECT_THAT(error_of(zip_of({{"a", "x"}, {"a", "y"}})), HasSubstr("twice"));
}

TEST(StripCommonPrefix, OnlyWhatEveryNameHas) {
  TensorMap all = {{"model.diffusion_model.a", at::ones({1})},
                   {"model.diffusion_model.b", at::ones({1})}};
  strip_common_prefix(all);
  EXPECT_TRUE(all.contains("a") && all.contains("b"));
  TensorMap some = {{"model.a", at::ones({1})}, {"b", at::ones({1})}};
  strip_common_prefix(some);
  EXPECT_TRUE(some.contains("model.a"));
}

TEST(LoadTransformer, ReadsAFolderAndNamesWhatIsWrong) {
  DitConfig config;
  config.dim = 12;
  config.ffn_dim = 8;
  config.num_heads = 2;
  config.num_layers = 1;
  config.text_dim = 6;
  Rng rng(1);
  const auto model = random_dit(config, rng);
  TensorMap tensors;
  for (const auto& [name, tensor] : named_parameters(model)) tensors["model." + name] = tensor;
  TemporaryFolder folder;
  EXPECT_THROW(load_transformer(folder.path()), Error);
  write_json(folder.path() / "config.json", to_json(config));
  EXPECT_THROW(load_transformer(folder.path()), Error);
  write_safetensors(folder.path() / "diffusion_pytorch_model.safetensors", tensors);
  write_file(folder.path() / "Wan2.1_VAE.pth", "not this one");
  const auto read = load_transformer(folder.path(), [](DitConfig& c) { c.multiview = true; });
  EXPECT_TRUE(read.config.multiview);
  EXPECT_TRUE(read.blocks[0].ffn0.weight.equal(model.blocks[0].ffn0.weight));
  config.ffn_dim = 9;
  write_json(folder.path() / "config.json", to_json(config));
  try {
    load_transformer(folder.path());
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(),
                HasSubstr("blocks.0.ffn.0.weight: found shape [8, 12], expected [9, 12]"));
  }
}

}  // namespace
}  // namespace animax::nn
