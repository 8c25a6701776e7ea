// SPDX-License-Identifier: MIT
// Our unigram models against SentencePiece's own library. A program of its own, without torch: see
// nn/vocabulary.h.
#include "core/error.h"
#include "core/file.h"
#include "core/random.h"
#include "nn/text_cleaning.h"
#include "nn/tokenizer.h"
#include "nn/vocabulary.h"

#include <gtest/gtest.h>
#include <sentencepiece_processor.h>

#include <cstdlib>
#include <filesystem>

namespace animax::nn {
namespace {

/// Bits of text that meet every rule: words, blanks of all kinds, forms that NFKC changes, other
/// scripts, invalid bytes.
std::string random_text(Rng& rng) {
  static const std::vector<std::string> kBits = {"a ",
                                                 "walks",
                                                 " the",
                                                 "dragon ",
                                                 "jumps",
                                                 "  ",
                                                 "\t",
                                                 "\n",
                                                 "\u3000",
                                                 "\u00A0",
                                                 "\uFF21",
                                                 "\uFF0C",
                                                 "\uFB01",
                                                 "\u2460",
                                                 "caf\u00E9",
                                                 "e\u0301",
                                                 "\u00EF",
                                                 "\u732B",
                                                 "\u8DF3\u821E",
                                                 "\U0001F40E",
                                                 "\u00BD",
                                                 "\u2581",
                                                 "\xFF",
                                                 "\xC3",
                                                 "\xE2\x96",
                                                 "\u200B",
                                                 "0123",
                                                 "<0x41>",
                                                 "</s>",
                                                 "<unk>",
                                                 "!",
                                                 "?!",
                                                 ".",
                                                 "Z",
                                                 "q",
                                                 "\u0958",
                                                 "\u1E9B\u0323",
                                                 "\u2126",
                                                 "\uAC00"};
  std::string text;
  for (int64_t i = rng.integer(0, 12); i > 0; --i) text += rng.pick(kBits);
  return text;
}

void compare(const std::string& model) {
  sentencepiece::SentencePieceProcessor theirs;
  const auto status = theirs.LoadFromSerializedProto(model);
  ASSERT_TRUE(status.ok()) << status.message();
  const Vocabulary ours(parse_vocabulary(model, "model"));
  ASSERT_EQ(ours.size(), theirs.GetPieceSize());
  Rng rng(17);
  for (int round = 0; round < 4000; ++round) {
    const std::string text = random_text(rng);
    const std::vector<int> expected = theirs.EncodeAsIds(text);
    const std::vector<int64_t> wide(expected.begin(), expected.end());
    ASSERT_EQ(ours.segment(text), wide) << text;
  }
}

std::vector<std::string> captions() {
  std::vector<std::string> made;
  for (const char* who : {"a dog", "the cat", "a robot", "the caf\u00E9 owner", "a dragon"})
    for (const char* what : {"walks", "runs", "jumps", "turns", "waves its tail", "opens"})
      for (const char* how : {"slowly", "quickly", "twice", "forward", "in a circle"})
        made.push_back(std::string(who) + " " + what + " " + how + ".");
  return made;
}

TEST(Vocabulary, SegmentsAsSentencePieceWithItsOwnModels) {
  const char* variable = std::getenv("ANIMAX_GOLDEN_DIR");
  const fs::path folder = variable ? variable : ANIMAX_SOURCE_DIR "/../shared/golden";
  if (!fs::exists(folder)) GTEST_SKIP() << "no golden set with a SentencePiece model";
  int models = 0;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".model") {
      SCOPED_TRACE(entry.path().string());
      compare(read_file(entry.path()));
      ++models;
    }
  if (models == 0) GTEST_SKIP() << "no SentencePiece model in " << folder;
}

TEST(Vocabulary, SegmentsAsSentencePieceWithOurs) {
  VocabularyData data = train_vocabulary(captions(), 350);
  compare(serialise_vocabulary(data));
  data.byte_fallback = false;
  for (Piece& piece : data.pieces)
    if (piece.type == Piece::Type::kByte) piece.type = Piece::Type::kUnused;
  compare(serialise_vocabulary(data));
  data.remove_extra_whitespaces = false;
  compare(serialise_vocabulary(data));
  data.add_dummy_prefix = false;
  data.pieces.back().type = Piece::Type::kUserDefined;
  data.pieces[300].type = Piece::Type::kUnused;
  compare(serialise_vocabulary(data));
}

TEST(Vocabulary, SurvivesSerialisation) {
  const std::string bytes = serialise_vocabulary(train_vocabulary(captions(), 350));
  EXPECT_EQ(serialise_vocabulary(parse_vocabulary(bytes, "model")), bytes);
}

}  // namespace
}  // namespace animax::nn
