// SPDX-License-Identifier: MIT
#include "nn/tokenizer.h"

#include "core/error.h"
#include "core/file.h"
#include "core/random.h"

#include <gmock/gmock.h>

namespace animax::nn {
namespace {

const std::vector<std::string>& captions() {
  static const std::vector<std::string> list = [] {
    std::vector<std::string> made;
    for (const char* who : {"a dog", "the cat", "a robot", "the spider", "a dragon", "the chest"})
      for (const char* what : {"walks", "runs", "jumps", "turns", "waves its tail", "opens"})
        for (const char* how : {"slowly", "quickly", "twice", "forward", "in a circle"})
          made.push_back(std::string(who) + " " + what + " " + how + ".");
    return made;
  }();
  return list;
}

/// A vocabulary learnt once for all tests.
const Tokenizer& trained() {
  static const TemporaryFolder folder;
  static const Tokenizer tokenizer = [] {
    train_tokenizer(captions(), 400, folder.path() / "t.model");
    return Tokenizer(folder.path() / "t.model");
  }();
  return tokenizer;
}

template <typename Callable>
std::string error_of(Callable&& callable) {
  try {
    callable();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(TrainTokenizer, GivesTheIdsOfUmT5) {
  EXPECT_EQ(trained().pad_id(), 0);
  EXPECT_EQ(trained().eos_id(), 1);
  EXPECT_EQ(trained().bos_id(), 2);
  EXPECT_EQ(trained().unk_id(), 3);
  EXPECT_LE(trained().vocab_size(), 400);
}

TEST(TrainTokenizer, LearnsWordsAndKeepsUnseenBytes) {
  EXPECT_LE(trained().encode("a dog walks slowly.").size(), 10U);
  const std::vector<int64_t> unseen = trained().encode("\u732B");
  EXPECT_EQ(unseen.size(), 5U);  // blank, three bytes, end
  EXPECT_THAT(unseen, ::testing::Not(::testing::Contains(trained().unk_id())));
}

TEST(TrainTokenizer, SameCaptionsGiveTheSameFile) {
  const TemporaryFolder folder;
  train_tokenizer(captions(), 350, folder.path() / "a.model");
  train_tokenizer(captions(), 350, folder.path() / "b.model");
  EXPECT_EQ(read_file(folder.path() / "a.model"), read_file(folder.path() / "b.model"));
}

TEST(TrainTokenizer, RefusesWhatCannotBeLearnt) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "t.model";
  EXPECT_THROW(train_tokenizer({}, 400, path), Error);
  EXPECT_THROW(train_tokenizer({" ", "\t"}, 400, path), Error);
  EXPECT_THROW(train_tokenizer(captions(), 270, path), Error);
  EXPECT_FALSE(fs::exists(path));
}

TEST(Tokenizer, CutsPadsAndEndsEveryText) {
  const Tokenizer& t = trained();
  EXPECT_THAT(t.encode(""), ::testing::ElementsAre(t.eos_id()));
  const std::vector<int64_t> whole = t.encode("a dog walks slowly.");
  const std::vector<int64_t> cut = t.encode("a dog walks slowly.", 4);
  ASSERT_EQ(cut.size(), 4U);
  EXPECT_TRUE(std::equal(cut.begin(), cut.end() - 1, whole.begin()));
  EXPECT_EQ(cut.back(), t.eos_id());
  const PaddedTokens padded = t.encode_padded("", 3);
  EXPECT_THAT(padded.ids, ::testing::ElementsAre(t.eos_id(), t.pad_id(), t.pad_id()));
  EXPECT_THAT(padded.mask, ::testing::ElementsAre(1, 0, 0));
}

TEST(Tokenizer, MustFitTheEmbedding) {
  trained().check_fits(trained().vocab_size());
  const std::string message = error_of([] { trained().check_fits(trained().vocab_size() - 1); });
  EXPECT_THAT(message, ::testing::HasSubstr(trained().path().string()));
  EXPECT_THAT(message, ::testing::HasSubstr("embedding"));
}

TEST(Tokenizer, RefusesOtherFiles) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "bad.model";
  EXPECT_THROW(Tokenizer{path}, Error);
  const std::string whole = read_file(trained().path());
  for (size_t length = 0; length < whole.size(); length += 1 + whole.size() / 60) {
    write_file(path, whole.substr(0, length));
    try {
      // A prefix that still parses must work; protobuf cannot tell a shorter list from a cut one.
      Tokenizer(path).encode("a dog walks");
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr(path.string()));
    }
  }
  write_file(path, "not a model");
  EXPECT_THROW(Tokenizer{path}, Error);
}

TEST(Tokenizer, SurvivesFlippedBytes) {
  // With normalisation rules (a trie that maps "A" to "a"), which hostile files may bend too.
  VocabularyData data = parse_vocabulary(read_file(trained().path()), "trained");
  data.charsmap = std::string(
      "\x08\0\0\0\1\2\3\4\5\6\7\x08"
      "a\0",
      14);
  const std::string whole = serialise_vocabulary(data);
  Rng rng(2);
  for (int round = 0; round < 300; ++round) {
    std::string bytes = whole;
    for (int64_t i = rng.integer(1, 8); i > 0; --i) {
      const int64_t last = static_cast<int64_t>(bytes.size()) - 1;
      const bool tail = rng.chance(0.5);  // where the rules and settings are
      const int64_t at = rng.integer(tail ? last - 120 : 0, last);
      bytes[static_cast<size_t>(at)] = static_cast<char>(rng.integer(0, 255));
    }
    try {
      const Vocabulary vocabulary(parse_vocabulary(bytes, "flipped"));
      vocabulary.segment("A dog walks \xE7\x8C\xAB.");
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr("flipped"));
    }
  }
}

TEST(ParseVocabulary, RefusesRulesThatFillTheMemory) {
  VocabularyData data = parse_vocabulary(read_file(trained().path()), "trained");
  data.charsmap = std::string("\4\0\0\0\0\0\0\0", 8) + std::string(100000, 'a');
  EXPECT_THROW(parse_vocabulary(serialise_vocabulary(data), "file"), Error);
}

}  // namespace
}  // namespace animax::nn
