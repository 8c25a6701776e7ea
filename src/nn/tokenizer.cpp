// SPDX-License-Identifier: MIT
#include "nn/tokenizer.h"

#include "core/error.h"
#include "core/file.h"
#include "nn/text_cleaning.h"

#include <algorithm>

namespace animax::nn {
namespace {

constexpr uint64_t kMaxModelBytes = uint64_t{256} << 20;

}  // namespace

Tokenizer::Tokenizer(const std::filesystem::path& path) : path_(path) {
  VocabularyData data = parse_vocabulary(read_file(path, kMaxModelBytes), path.string());
  const std::string pad = data.pad_piece, eos = data.eos_piece, bos = data.bos_piece;
  const std::string unk = data.unk_piece;
  vocabulary_ = std::make_unique<const Vocabulary>(std::move(data));
  pad_ = vocabulary_->find(pad, Piece::Type::kControl);
  eos_ = vocabulary_->find(eos, Piece::Type::kControl);
  bos_ = vocabulary_->find(bos, Piece::Type::kControl);
  unk_ = vocabulary_->find(unk, Piece::Type::kUnknown);
  const auto need = [&](const char* what, const std::string& piece, int64_t id) {
    if (id < 0) throw Error(path.string(), ": has no piece ", piece, " for ", what);
  };
  need("padding", pad, pad_);
  need("the end of a text", eos, eos_);
}

void Tokenizer::check_fits(int64_t rows) const {
  if (vocab_size() > rows)
    throw Error(path_.string(),
                ": found ",
                vocab_size(),
                " pieces, expected at most ",
                rows,
                ", the rows of the text encoder's embedding; the two do not belong together");
}

std::vector<int64_t> Tokenizer::encode(std::string_view text, int64_t max_length) const {
  CHECK_GE(max_length, 1);
  std::vector<int64_t> ids = vocabulary_->segment(clean_text(text));
  ids.resize(std::min(ids.size(), static_cast<size_t>(max_length - 1)));
  ids.push_back(eos_);
  return ids;
}

PaddedTokens Tokenizer::encode_padded(std::string_view text, int64_t max_length) const {
  PaddedTokens padded{.ids = encode(text, max_length)};
  padded.mask.assign(padded.ids.size(), 1);
  padded.ids.resize(static_cast<size_t>(max_length), pad_);
  padded.mask.resize(static_cast<size_t>(max_length), 0);
  return padded;
}

std::vector<std::string> Tokenizer::pieces(std::string_view text) const {
  std::vector<std::string> pieces;
  for (const int64_t id : vocabulary_->segment(clean_text(text)))
    pieces.push_back(vocabulary_->piece(id).text);
  return pieces;
}

void train_tokenizer(const std::vector<std::string>& captions,
                     int64_t vocab_size,
                     const std::filesystem::path& path) {
  std::vector<std::string> cleaned;
  for (const std::string& caption : captions) cleaned.push_back(clean_text(caption));
  write_file(path, serialise_vocabulary(train_vocabulary(cleaned, vocab_size)));
}

}  // namespace animax::nn
