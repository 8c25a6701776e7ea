// SPDX-License-Identifier: MIT
// SentencePiece unigram models: reading, writing, normalising and segmenting text. Our own code,
// because Debian's libsentencepiece exports a protobuf of its own that breaks libtorch when both
// are in one program; the tests compare with it in a program without torch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace animax::nn {

/// One entry of a vocabulary; its id is its index.
struct Piece {
  enum class Type {
    kNormal = 1,
    kUnknown = 2,
    kControl = 3,
    kUserDefined = 4,
    kUnused = 5,
    kByte = 6
  };
  std::string text;
  float score = 0;  ///< log probability
  Type type = Type::kNormal;
};

/// The content of a model file, as far as segmentation needs it.
struct VocabularyData {
  std::vector<Piece> pieces;
  bool byte_fallback = false;
  std::string charsmap;  ///< compiled normalisation rules, empty for none
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;
  bool whitespace_as_suffix = false;
  std::string unk_piece = "<unk>", bos_piece = "<s>", eos_piece = "</s>", pad_piece = "<pad>";
};

/// Parses a model file. Throws Error naming `where` for bytes that are no model, a model type other
/// than unigram, an empty or inconsistent vocabulary. Safe on untrusted data.
VocabularyData parse_vocabulary(std::string_view bytes, const std::string& where);

/// The bytes of a model file that parse_vocabulary and SentencePiece read.
std::string serialise_vocabulary(const VocabularyData& data);

/// "<0x0A>": the piece that stands for a byte.
std::string byte_piece(int byte);

/// Learns at most `vocab_size` pieces from clean texts: pad, end, start, unknown, the 256 bytes,
/// every character that occurs, and the most useful longer pieces within words. Expectation
/// maximisation over all segmentations, then pruning by loss of likelihood. Deterministic; time
/// grows with the number of distinct words. Throws Error if there is no text or too little room.
/// Kudo, "Subword regularization", 2018, section 3.2.
VocabularyData train_vocabulary(const std::vector<std::string>& texts, int64_t vocab_size);

/// Segments text. Immutable; threads may share it.
class Vocabulary {
 public:
  explicit Vocabulary(VocabularyData data);
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  int64_t size() const { return static_cast<int64_t>(data_.pieces.size()); }
  const Piece& piece(int64_t id) const { return data_.pieces[static_cast<size_t>(id)]; }

  /// The id of a piece of that type, or -1.
  int64_t find(std::string_view text, Piece::Type type) const;

  /// Applies the model's rules: character normalisation, white space, escaped blanks.
  std::string normalise(std::string_view text) const;

  /// The most probable segmentation of the normalised text, as ids.
  /// Kudo, "Subword regularization", 2018, section 3.2.
  std::vector<int64_t> segment(std::string_view text) const;

 private:
  /// Pieces in order of their text, for walking along a prefix.
  struct Entry {
    std::string_view text;
    int64_t id;
  };

  /// The best way to reach a position of the text.
  struct Node {
    int64_t id = -1;
    size_t begin = 0;
    float score = 0;
    bool reached = false;
  };

  /// One step of normalisation: what the front of `text` becomes, and its length.
  std::pair<std::string_view, size_t> normalise_front(std::string_view text) const;
  size_t rule_length(std::string_view text, uint32_t& value) const;
  void extend(std::vector<Node>& nodes, std::string_view text, size_t begin) const;
  std::vector<int64_t> ids_along(const std::vector<Node>& nodes, std::string_view text) const;

  VocabularyData data_;
  std::vector<Entry> sorted_;        // normal, user-defined and unused pieces
  std::vector<Entry> user_defined_;  // are never normalised
  std::vector<uint32_t> trie_;       // of the normalisation rules
  std::string_view replacements_;    // NUL-terminated texts
  int64_t unknown_ = 0;
  std::vector<int64_t> bytes_;  // id of each byte's piece
  float lowest_score_ = 0, highest_score_ = 0;
};

}  // namespace animax::nn
