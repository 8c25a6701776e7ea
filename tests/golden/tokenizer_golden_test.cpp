// SPDX-License-Identifier: MIT
#include "core/file.h"
#include "golden/manifest.h"
#include "nn/text_cleaning.h"
#include "nn/tokenizer.h"

#include <gmock/gmock.h>

#include <set>

namespace animax::golden {
namespace {

using ::testing::ElementsAreArray;

std::vector<int64_t> ids_of(const Json& test_case, const char* key) {
  return test_case.at(key).get<std::vector<int64_t>>();
}

void check_case(const nn::Tokenizer& tokenizer, const Json& test_case, int64_t max_length) {
  const std::string text = test_case.at("text");
  SCOPED_TRACE(text);
  EXPECT_EQ(nn::clean_text(text), test_case.at("cleaned").get<std::string>());
  EXPECT_THAT(tokenizer.pieces(text),
              ElementsAreArray(test_case.at("pieces").get<std::vector<std::string>>()));
  std::vector<int64_t> whole = ids_of(test_case, "ids");
  whole.push_back(tokenizer.eos_id());
  EXPECT_THAT(tokenizer.encode(text, 1 << 20), ElementsAreArray(whole));
  const nn::PaddedTokens padded = tokenizer.encode_padded(text, max_length);
  EXPECT_THAT(padded.ids, ElementsAreArray(ids_of(test_case, "input_ids")));
  EXPECT_THAT(padded.mask, ElementsAreArray(ids_of(test_case, "attention_mask")));
}

/// The case files of a set: those the manifest lists under the component, else every
/// tokenizer_*.json beside it.
std::set<std::filesystem::path> case_files(const Manifest& manifest) {
  std::set<std::filesystem::path> found;
  for (const File& file : manifest.files()) {
    if (file.component == "tokenizer" && file.path.extension() == ".json") found.insert(file.path);
    for (const auto& entry : std::filesystem::directory_iterator(file.path.parent_path()))
      if (entry.path().filename().string().starts_with("tokenizer") &&
          entry.path().extension() == ".json")
        found.insert(entry.path());
  }
  return found;
}

TEST(Tokenizer, MatchesReference) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  int cases = 0;
  for (const std::filesystem::path& path : case_files(*manifest)) {
    SCOPED_TRACE(path.string());
    const Json set = read_json(path);
    const nn::Tokenizer tokenizer(path.parent_path() / set.at("model").get<std::string>());
    EXPECT_EQ(tokenizer.vocab_size(), set.at("pieces").get<int64_t>());
    EXPECT_EQ(tokenizer.pad_id(), set.at("pad_id").get<int64_t>());
    EXPECT_EQ(tokenizer.eos_id(), set.at("eos_id").get<int64_t>());
    EXPECT_EQ(tokenizer.bos_id(), set.at("bos_id").get<int64_t>());
    EXPECT_EQ(tokenizer.unk_id(), set.at("unk_id").get<int64_t>());
    for (const Json& test_case : set.at("cases")) {
      check_case(tokenizer, test_case, set.at("max_length"));
      ++cases;
    }
  }
  if (cases == 0) GTEST_SKIP() << "this golden set has no tokenizer cases";
}

}  // namespace
}  // namespace animax::golden
