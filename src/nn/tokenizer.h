// SPDX-License-Identifier: MIT
// Text to token ids with a SentencePiece unigram model (see vocabulary.h). Free of torch.
#pragma once

#include "nn/vocabulary.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace animax::nn {

/// Ids padded to a fixed length; mask is 1 for real tokens.
struct PaddedTokens {
  std::vector<int64_t> ids, mask;
};

/// A loaded vocabulary. Threads may share it.
class Tokenizer {
 public:
  static constexpr int64_t kWanLength = 512;

  /// Throws Error naming the path if the file is missing, no SentencePiece model, or has no pieces
  /// for the end of a text and for padding.
  explicit Tokenizer(const std::filesystem::path& path);

  /// Throws Error unless every id of this vocabulary has a row in an embedding of `rows`.
  void check_fits(int64_t rows) const;

  /// Cleans (see text_cleaning.h) and encodes; at most max_length - 1 pieces, then the end piece.
  /// An empty text is just the end piece.
  std::vector<int64_t> encode(std::string_view text, int64_t max_length = kWanLength) const;

  /// encode() with padding up to max_length.
  PaddedTokens encode_padded(std::string_view text, int64_t max_length = kWanLength) const;

  /// The pieces of the cleaned text, without end piece or truncation.
  std::vector<std::string> pieces(std::string_view text) const;

  int64_t vocab_size() const { return vocabulary_->size(); }
  int64_t pad_id() const { return pad_; }
  int64_t eos_id() const { return eos_; }
  int64_t bos_id() const { return bos_; }  ///< -1 if there is none
  int64_t unk_id() const { return unk_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<const Vocabulary> vocabulary_;
  int64_t pad_, eos_, bos_, unk_;
};

/// Learns a vocabulary from captions (see train_vocabulary) and writes it to `path` atomically.
/// Ids: pad 0, end 1, start 2, unknown 3, as in umT5. `vocab_size` is an upper limit: few captions
/// give fewer pieces. Captions are cleaned as encode() does. Throws Error as train_vocabulary.
void train_tokenizer(const std::vector<std::string>& captions,
                     int64_t vocab_size,
                     const std::filesystem::path& path);

}  // namespace animax::nn
