// SPDX-License-Identifier: MIT
#include "nn/safetensors.h"

#include "core/error.h"
#include "core/file.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

namespace animax::nn {
namespace {

using ::testing::HasSubstr;

std::string file_bytes(const std::string& header, const std::string& data = "") {
  const uint64_t size = header.size();
  std::string bytes(sizeof size, '\0');
  std::memcpy(bytes.data(), &size, sizeof size);
  return bytes + header + data;
}

std::string error_of(const std::string& bytes) {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "f.safetensors", std::ios::binary)
      << bytes;  // no fsync: called often
  try {
    read_safetensors(folder.path() / "f.safetensors");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TensorMap every_dtype() {
  TensorMap tensors;
  for (auto dtype : {at::kDouble,
                     at::kFloat,
                     at::kHalf,
                     at::kBFloat16,
                     at::kLong,
                     at::kInt,
                     at::kShort,
                     at::kChar,
                     at::kByte,
                     at::kBool}) {
    tensors[c10::toString(dtype)] = at::arange(6).reshape({2, 3}).to(dtype);
  }
  tensors["scalar"] = at::full({}, 3.5);
  tensors["empty"] = at::empty({0, 4});
  tensors["strided"] = at::arange(6).to(at::kFloat).reshape({2, 3}).t();
  return tensors;
}

TEST(Safetensors, RoundTripKeepsEveryTensor) {
  TemporaryFolder folder;
  const TensorMap written = every_dtype();
  write_safetensors(folder.path() / "a.safetensors", written, {{"key", "value \" ü"}});
  const TensorFile read = read_safetensors(folder.path() / "a.safetensors");
  EXPECT_EQ(read.metadata.at("key"), "value \" ü");
  ASSERT_EQ(read.tensors.size(), written.size());
  for (const auto& [name, tensor] : written) {
    EXPECT_EQ(read.tensors.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(read.tensors.at(name).equal(tensor)) << name;
  }
}

TEST(Safetensors, EqualInputGivesEqualBytes) {
  TemporaryFolder folder;
  write_safetensors(folder.path() / "a", every_dtype());
  write_safetensors(folder.path() / "b", every_dtype());
  EXPECT_EQ(read_file(folder.path() / "a"), read_file(folder.path() / "b"));
}

TEST(Safetensors, TensorsOutliveTheFileAndNeverChangeIt) {
  TemporaryFolder folder;
  const auto path = folder.path() / "a";
  write_safetensors(path, {{"w", at::ones({64})}});
  const std::string before = read_file(path);
  at::Tensor tensor = read_safetensors(path).tensors.at("w");
  tensor.mul_(2);
  EXPECT_EQ(read_file(path), before);
  fs::remove(path);
  EXPECT_EQ(tensor.sum().item<float>(), 128.0F);
}

TEST(Safetensors, EveryTruncatedPrefixIsRefused) {
  TemporaryFolder folder;
  write_safetensors(folder.path() / "a", {{"w", at::arange(8)}, {"v", at::ones({3})}});
  const std::string bytes = read_file(folder.path() / "a");
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(error_of(bytes.substr(0, length)), "") << length;
  }
  EXPECT_EQ(error_of(bytes), "");
  EXPECT_NE(error_of(bytes + "x"), "");
}

TEST(Safetensors, EveryFlippedHeaderByteEitherReadsOrThrows) {
  TemporaryFolder folder;
  write_safetensors(folder.path() / "a", {{"w", at::arange(2)}, {"v", at::ones({3})}});
  const std::string bytes = read_file(folder.path() / "a");
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit : {0, 1, 5, 7}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      error_of(changed);  // must not crash; an Error is the expected other way out
    }
  }
}

TEST(Safetensors, NamesWhatIsWrong) {
  EXPECT_THAT(error_of(file_bytes("{\"a\":1,\"a\":2}")), HasSubstr("\"a\" twice"));
  EXPECT_THAT(error_of(file_bytes("[]")), HasSubstr("expected an object"));
  EXPECT_THAT(error_of(file_bytes("{\"a\":[]}")), HasSubstr("\"a\""));
  EXPECT_THAT(error_of(file_bytes(R"({"a":{"dtype":"F8","shape":[],"data_offsets":[0,1]}})", "x")),
              HasSubstr("found dtype F8"));
  EXPECT_THAT(
      error_of(file_bytes(R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", "x")),
      HasSubstr("shape"));
  EXPECT_THAT(error_of(file_bytes(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}})", "x")),
              HasSubstr("expected the 2 bytes"));
  EXPECT_THAT(error_of(file_bytes(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                  R"("b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
                                  "xx")),
              HasSubstr("overlap"));
  EXPECT_THAT(
      error_of(file_bytes(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", "xx")),
      HasSubstr("hole"));
  EXPECT_THAT(error_of(file_bytes(
                  R"({"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}})")),
              HasSubstr("data_offsets"));
  EXPECT_THAT(error_of(std::string(8, '\xff') + "{}"), HasSubstr("truncated"));
  EXPECT_THROW(read_safetensors("/nonexistent/file"), Error);
  EXPECT_THROW(read_safetensors("/"), Error);
}

TEST(Safetensors, UnalignedDataIsCopied) {
  const std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]},)"
                             R"("b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
  const float value = 1.25F;
  std::string data(5, 'b');
  std::memcpy(data.data() + 1, &value, sizeof value);
  TemporaryFolder folder;
  write_file(folder.path() / "a", file_bytes(header, data));
  EXPECT_EQ(read_safetensors(folder.path() / "a").tensors.at("a").item<float>(), value);
}

TEST(ShardedSafetensors, JoinsItsShardsAndNamesWhatIsMissing) {
  TemporaryFolder folder;
  write_safetensors(folder.path() / "1.safetensors", {{"a", at::ones({2})}});
  write_safetensors(folder.path() / "2.safetensors", {{"b", at::zeros({3})}});
  const auto index = folder.path() / "m.safetensors.index.json";
  write_file(index, R"({"weight_map":{"a":"1.safetensors","b":"2.safetensors"}})");
  EXPECT_EQ(read_sharded_safetensors(index).tensors.size(), 2U);
  for (const char* bad : {R"({"weight_map":{"c":"1.safetensors"}})",
                          R"({"weight_map":{"a":"../1.safetensors"}})",
                          R"({"weight_map":{"a":"3.safetensors"}})",
                          R"({"weight_map":3})",
                          R"([])"}) {
    write_file(index, bad);
    EXPECT_THROW(read_sharded_safetensors(index), Error) << bad;
  }
}

}  // namespace
}  // namespace animax::nn
