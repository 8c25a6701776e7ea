// SPDX-License-Identifier: MIT
// SentencePiece's model file: a protocol buffer (sentencepiece_model.proto), of which these fields
// matter here.
#include "core/error.h"
#include "nn/vocabulary.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <optional>
#include <set>

namespace animax::nn {
namespace {

constexpr size_t kMaxPieces = 4'000'000;
constexpr size_t kMaxReplacement = 1024;
constexpr int kUnigram = 1;

// Field numbers.
enum Model { kPieces = 1, kTrainerSpec = 2, kNormalizerSpec = 3 };
enum PieceField { kText = 1, kScore = 2, kType = 3 };
enum Trainer {
  kModelType = 3,
  kVocabSize = 4,
  kSuffix = 24,
  kByteFallback = 35,
  kUnkId = 40,
  kBosId = 41,
  kEosId = 42,
  kPadId = 43,
  kUnkPiece = 45,
  kBosPiece = 46,
  kEosPiece = 47,
  kPadPiece = 48
};
enum Normalizer { kName = 1, kCharsmap = 2, kDummyPrefix = 3, kRemoveExtra = 4, kEscape = 5 };

/// A field of a message: a number or bytes.
struct Field {
  uint64_t number = 0;
  uint64_t value = 0;      // of varints and fixed sizes
  std::string_view bytes;  // of strings and messages
};

/// Walks the fields of one message.
class Message {
 public:
  Message(std::string_view bytes, const std::string& where) : rest_(bytes), where_(where) {}

  std::optional<Field> next() {
    if (rest_.empty()) return std::nullopt;
    const uint64_t tag = varint();
    Field field{.number = tag >> 3};
    switch (tag & 7) {
      case 0:
        field.value = varint();
        break;
      case 1:
        field.value = fixed(8);
        break;
      case 2:
        field.bytes = take(varint());
        break;
      case 5:
        field.value = fixed(4);
        break;
      default:
        fail("an unknown wire type");
    }
    return field;
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw Error(where_, ": found ", what, ", expected a SentencePiece model");
  }

  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    fail("an endless number");
  }

  uint64_t fixed(size_t size) {
    uint64_t value = 0;
    std::memcpy(&value, take(size).data(), size);
    return value;
  }

  std::string_view take(uint64_t size) {
    if (size > rest_.size()) fail("the end of the file inside a field");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  const std::string& where_;
};

Piece parse_piece(std::string_view bytes, const std::string& where) {
  Piece piece;
  Message message(bytes, where);
  while (const auto field = message.next()) {
    if (field->number == kText) piece.text = field->bytes;
    if (field->number == kScore) {
      const auto bits = static_cast<uint32_t>(field->value);
      std::memcpy(&piece.score, &bits, sizeof bits);
    }
    if (field->number != kType) continue;
    if (field->value < 1 || field->value > 6)
      throw Error(
          where, ": piece \"", piece.text, "\": found type ", field->value, ", expected 1 to 6");
    piece.type = static_cast<Piece::Type>(field->value);
  }
  if (piece.text.empty() || !std::isfinite(piece.score))
    throw Error(where, ": found a piece without text or with a score that is not finite");
  return piece;
}

void parse_trainer(std::string_view bytes, const std::string& where, VocabularyData& data) {
  Message message(bytes, where);
  while (const auto field = message.next()) {
    switch (field->number) {
      case kModelType:
        if (field->value != kUnigram)
          throw Error(where,
                      ": found a model of type ",
                      field->value,
                      ", expected ",
                      kUnigram,
                      " (unigram)");
        break;
      case kSuffix:
        data.whitespace_as_suffix = field->value != 0;
        break;
      case kByteFallback:
        data.byte_fallback = field->value != 0;
        break;
      case kUnkPiece:
        data.unk_piece = field->bytes;
        break;
      case kBosPiece:
        data.bos_piece = field->bytes;
        break;
      case kEosPiece:
        data.eos_piece = field->bytes;
        break;
      case kPadPiece:
        data.pad_piece = field->bytes;
        break;
      default:
        break;
    }
  }
}

void parse_normalizer(std::string_view bytes, const std::string& where, VocabularyData& data) {
  Message message(bytes, where);
  while (const auto field = message.next()) {
    if (field->number == kCharsmap) data.charsmap = field->bytes;
    if (field->number == kDummyPrefix) data.add_dummy_prefix = field->value != 0;
    if (field->number == kRemoveExtra) data.remove_extra_whitespaces = field->value != 0;
    if (field->number == kEscape) data.escape_whitespaces = field->value != 0;
  }
  if (data.charsmap.empty()) return;
  uint32_t trie_bytes = 0;
  if (data.charsmap.size() > 4) std::memcpy(&trie_bytes, data.charsmap.data(), 4);
  if (trie_bytes == 0 || trie_bytes % 4 != 0 || trie_bytes > data.charsmap.size() - 4)
    throw Error(where,
                ": found normalisation rules of ",
                data.charsmap.size(),
                " bytes with ",
                trie_bytes,
                " bytes of trie");
  // A rule that turns one character into megabytes would let a short prompt fill the memory.
  const std::string_view texts = std::string_view(data.charsmap).substr(4 + trie_bytes);
  for (size_t begin = 0; begin < texts.size();) {
    const size_t end = std::min(texts.find('\0', begin), texts.size());
    if (end - begin > kMaxReplacement)
      throw Error(where,
                  ": found a normalisation rule of ",
                  end - begin,
                  " bytes, expected at most ",
                  kMaxReplacement);
    begin = end + 1;
  }
}

void check(const VocabularyData& data, const std::string& where) {
  std::set<std::string_view> seen;
  size_t unknown = 0, bytes = 0;
  for (const Piece& piece : data.pieces) {
    if (!seen.insert(piece.text).second)
      throw Error(where, ": piece \"", piece.text, "\" occurs twice");
    unknown += piece.type == Piece::Type::kUnknown;
    bytes += piece.type == Piece::Type::kByte;
  }
  if (unknown != 1) throw Error(where, ": found ", unknown, " unknown pieces, expected one");
  if (!data.byte_fallback) return;
  for (int byte = 0; byte < 256; ++byte)
    if (bytes != 256 || !seen.contains(byte_piece(byte)))
      throw Error(where, ": found ", bytes, " byte pieces, expected <0x00> to <0xFF>");
}

// ---- Writing -----------------------------------------------------------------------------------

class Writer {
 public:
  void number(uint64_t field, uint64_t value) { varint(field << 3), varint(value); }
  void bytes(uint64_t field, std::string_view text) {
    varint(field << 3 | 2), varint(text.size());
    out_ += text;
  }
  void real(uint64_t field, float value) {
    varint(field << 3 | 5);
    char raw[4];
    std::memcpy(raw, &value, sizeof raw);
    out_.append(raw, sizeof raw);
  }
  std::string take() { return std::move(out_); }

 private:
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<char>(value | 0x80));
    out_.push_back(static_cast<char>(value));
  }
  std::string out_;
};

uint64_t id_of(const VocabularyData& data, const std::string& text) {
  for (size_t i = 0; i < data.pieces.size(); ++i)
    if (data.pieces[i].text == text) return i;
  return ~uint64_t{0};  // -1: there is none
}

}  // namespace

std::string byte_piece(int byte) {
  char text[8];
  std::snprintf(text, sizeof text, "<0x%02X>", static_cast<unsigned>(byte) & 0xFF);
  return text;
}

VocabularyData parse_vocabulary(std::string_view bytes, const std::string& where) {
  VocabularyData data;
  Message message(bytes, where);
  while (const auto field = message.next()) {
    if (field->number == kPieces) {
      if (data.pieces.size() == kMaxPieces)
        throw Error(where, ": found more than ", kMaxPieces, " pieces");
      data.pieces.push_back(parse_piece(field->bytes, where));
    }
    if (field->number == kTrainerSpec) parse_trainer(field->bytes, where, data);
    if (field->number == kNormalizerSpec) parse_normalizer(field->bytes, where, data);
  }
  if (data.pieces.empty()) throw Error(where, ": found no pieces, expected a SentencePiece model");
  check(data, where);
  return data;
}

std::string serialise_vocabulary(const VocabularyData& data) {
  Writer model;
  for (const Piece& piece : data.pieces) {
    Writer entry;
    entry.bytes(kText, piece.text);
    entry.real(kScore, piece.score);
    if (piece.type != Piece::Type::kNormal) entry.number(kType, static_cast<uint64_t>(piece.type));
    model.bytes(kPieces, entry.take());
  }
  Writer trainer;
  trainer.number(kModelType, kUnigram);
  trainer.number(kVocabSize, data.pieces.size());
  trainer.number(kSuffix, data.whitespace_as_suffix);
  trainer.number(kByteFallback, data.byte_fallback);
  trainer.number(kUnkId, id_of(data, data.unk_piece));
  trainer.number(kBosId, id_of(data, data.bos_piece));
  trainer.number(kEosId, id_of(data, data.eos_piece));
  trainer.number(kPadId, id_of(data, data.pad_piece));
  trainer.bytes(kUnkPiece, data.unk_piece);
  trainer.bytes(kBosPiece, data.bos_piece);
  trainer.bytes(kEosPiece, data.eos_piece);
  trainer.bytes(kPadPiece, data.pad_piece);
  model.bytes(kTrainerSpec, trainer.take());
  Writer normalizer;
  normalizer.bytes(kName, data.charsmap.empty() ? "identity" : "user_defined");
  normalizer.bytes(kCharsmap, data.charsmap);
  normalizer.number(kDummyPrefix, data.add_dummy_prefix);
  normalizer.number(kRemoveExtra, data.remove_extra_whitespaces);
  normalizer.number(kEscape, data.escape_whitespaces);
  model.bytes(kNormalizerSpec, normalizer.take());
  return model.take();
}

}  // namespace animax::nn
