// SPDX-License-Identifier: MIT
#include "nn/vocabulary.h"

#include "core/error.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>

namespace animax::nn {
namespace {

constexpr std::string_view kEscapedBlank = "\u2581";
constexpr std::string_view kReplacement = "\uFFFD";
constexpr float kUnknownPenalty = 10;
constexpr size_t kMaxRuleMatches = 32;  // SentencePiece looks no further

/// Bytes of the character whose first byte is `lead`, as SentencePiece counts: by the lead alone.
size_t lead_length(char lead) {
  constexpr const char* kLengths = "\1\1\1\1\1\1\1\1\1\1\1\1\2\2\3\4";
  return static_cast<size_t>(kLengths[static_cast<unsigned char>(lead) >> 4]);
}

/// Length of the valid UTF-8 character at the front, 0 if there is none.
size_t valid_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto more = [&](size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return more(1) ? 2 : 0;
  if (lead >= 0xE0 && lead < 0xF0) {
    if (!more(1) || !more(2) || (lead == 0xE0 && byte(1) < 0xA0) ||
        (lead == 0xED && byte(1) >= 0xA0))
      return 0;
    return 3;
  }
  if (lead < 0xF0 || lead > 0xF4 || !more(1) || !more(2) || !more(3)) return 0;
  if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) >= 0x90)) return 0;
  return 4;
}

/// Narrows [low, high) of sorted entries, which agree on `depth` bytes, to those with `next` there.
template <typename Iterator>
std::pair<Iterator, Iterator> narrowed(Iterator low, Iterator high, size_t depth, char next) {
  const auto at = [depth](const auto& entry) {
    return entry.text.size() > depth ? static_cast<unsigned char>(entry.text[depth]) : -1;
  };
  const int wanted = static_cast<unsigned char>(next);
  low = std::partition_point(low, high, [&](const auto& e) { return at(e) < wanted; });
  high = std::partition_point(low, high, [&](const auto& e) { return at(e) <= wanted; });
  return {low, high};
}

// A unit of the double-array trie (darts-clone, Yata 2008).
bool has_leaf(uint32_t unit) { return unit >> 8 & 1; }
uint32_t leaf_value(uint32_t unit) { return unit & 0x7FFFFFFF; }
uint32_t label_of(uint32_t unit) { return unit & (uint32_t{1} << 31 | 0xFF); }
size_t offset_of(uint32_t unit) { return size_t{unit >> 10} << ((unit & 0x200) >> 6); }

}  // namespace

Vocabulary::Vocabulary(VocabularyData data) : data_(std::move(data)) {
  lowest_score_ = std::numeric_limits<float>::max();
  highest_score_ = std::numeric_limits<float>::lowest();
  bytes_.assign(256, -1);
  for (size_t i = 0; i < data_.pieces.size(); ++i) {
    const Piece& piece = data_.pieces[i];
    const auto id = static_cast<int64_t>(i);
    switch (piece.type) {
      case Piece::Type::kNormal:
        lowest_score_ = std::min(lowest_score_, piece.score);
        highest_score_ = std::max(highest_score_, piece.score);
        [[fallthrough]];
      case Piece::Type::kUnused:
        sorted_.push_back({piece.text, id});
        break;
      case Piece::Type::kUserDefined:
        sorted_.push_back({piece.text, id});
        user_defined_.push_back({piece.text, id});
        break;
      case Piece::Type::kUnknown:
        unknown_ = id;
        break;
      case Piece::Type::kByte:
        for (int byte = 0; byte < 256; ++byte)
          if (piece.text == byte_piece(byte)) bytes_[static_cast<size_t>(byte)] = id;
        break;
      case Piece::Type::kControl:
        break;
    }
  }
  const auto by_text = [](const Entry& a, const Entry& b) { return a.text < b.text; };
  std::sort(sorted_.begin(), sorted_.end(), by_text);
  std::sort(user_defined_.begin(), user_defined_.end(), by_text);
  if (data_.charsmap.empty()) return;
  uint32_t trie_bytes = 0;
  std::memcpy(&trie_bytes, data_.charsmap.data(), sizeof trie_bytes);  // checked when parsed
  trie_.resize(trie_bytes / 4);
  std::memcpy(trie_.data(), data_.charsmap.data() + 4, trie_.size() * 4);
  replacements_ = std::string_view(data_.charsmap).substr(4 + trie_bytes);
}

int64_t Vocabulary::find(std::string_view text, Piece::Type type) const {
  for (size_t i = 0; i < data_.pieces.size(); ++i)
    if (data_.pieces[i].type == type && data_.pieces[i].text == text)
      return static_cast<int64_t>(i);
  return -1;
}

size_t Vocabulary::rule_length(std::string_view text, uint32_t& value) const {
  if (trie_.empty()) return 0;
  size_t node = offset_of(trie_[0]), longest = 0, matches = 0;
  for (size_t i = 0; i < text.size() && matches < kMaxRuleMatches; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    node ^= byte;
    if (node >= trie_.size() || label_of(trie_[node]) != byte) break;
    const uint32_t unit = trie_[node];
    node ^= offset_of(unit);
    if (!has_leaf(unit)) continue;
    if (node >= trie_.size()) break;
    value = leaf_value(trie_[node]);
    longest = i + 1;
    ++matches;
  }
  return longest;
}

std::pair<std::string_view, size_t> Vocabulary::normalise_front(std::string_view text) const {
  size_t kept = 0;
  auto low = user_defined_.begin(), high = user_defined_.end();
  for (size_t i = 0; i < text.size() && low != high; ++i) {
    std::tie(low, high) = narrowed(low, high, i, text[i]);
    if (low != high && low->text.size() == i + 1) kept = i + 1;
  }
  if (kept > 0) return {text.substr(0, kept), kept};

  uint32_t value = 0;
  if (const size_t length = rule_length(text, value); length > 0) {
    if (value >= replacements_.size()) return {{}, length};
    const std::string_view rest = replacements_.substr(value);
    return {rest.substr(0, rest.find('\0')), length};
  }
  const size_t length = valid_length(text);
  if (length == 0) return {kReplacement, 1};
  return {text.substr(0, length), length};
}

std::string Vocabulary::normalise(std::string_view text) const {
  const std::string_view blank = data_.escape_whitespaces ? kEscapedBlank : " ";
  const bool trim = data_.remove_extra_whitespaces;
  while (trim && !text.empty()) {
    const auto [front, length] = normalise_front(text);
    if (front != " ") break;
    text.remove_prefix(length);
  }
  if (text.empty()) return {};
  std::string out;
  if (data_.add_dummy_prefix && !data_.whitespace_as_suffix) out += blank;
  bool after_blank = trim;
  while (!text.empty()) {
    auto [front, length] = normalise_front(text);
    text.remove_prefix(length);
    while (after_blank && front.starts_with(' ')) front.remove_prefix(1);
    if (!front.empty()) {
      for (const char c : front)
        if (c == ' ')
          out += blank;
        else
          out += c;
      after_blank = front.ends_with(' ');
    }
    if (!trim) after_blank = false;
  }
  while (trim && out.ends_with(blank)) out.erase(out.size() - blank.size());
  if (data_.add_dummy_prefix && data_.whitespace_as_suffix) out += blank;
  return out;
}

/// Tries every piece that starts at `begin`. Ties go to the earlier start and the shorter piece;
/// sums are rounded to fp32 as SentencePiece does, so that ties are the same.
void Vocabulary::extend(std::vector<Node>& nodes, std::string_view text, size_t begin) const {
  const float so_far = nodes[begin].score;
  const auto offer = [&](size_t end, int64_t id, double score) {
    Node& node = nodes[end];
    if (node.reached && !(score > static_cast<double>(node.score))) return;
    node = {id, begin, static_cast<float>(score), true};
  };
  const size_t character = std::min(lead_length(text[begin]), text.size() - begin);
  bool single = false;
  auto low = sorted_.begin(), high = sorted_.end();
  for (size_t length = 1; begin + length <= text.size(); ++length) {
    std::tie(low, high) = narrowed(low, high, length - 1, text[begin + length - 1]);
    if (low == high) break;
    if (low->text.size() != length) continue;
    const Piece& found = piece(low->id);
    if (found.type == Piece::Type::kUnused) continue;
    const double score =
        found.type == Piece::Type::kUserDefined
            ? static_cast<double>(static_cast<float>(length) * highest_score_) - 0.1
            : static_cast<double>(found.score);
    offer(begin + length, low->id, score + static_cast<double>(so_far));
    single = single || length == character;
  }
  if (!single)
    offer(begin + character,
          unknown_,
          static_cast<double>((lowest_score_ - kUnknownPenalty) + so_far));
}

std::vector<int64_t> Vocabulary::ids_along(const std::vector<Node>& nodes,
                                           std::string_view text) const {
  std::vector<size_t> ends;
  for (size_t end = text.size(); end > 0; end = nodes[end].begin) ends.push_back(end);
  std::vector<int64_t> ids;
  bool after_unknown = false;
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
    const Node& node = nodes[*end];
    const bool unknown = node.id == unknown_;
    if (unknown && data_.byte_fallback)
      for (const char byte : text.substr(node.begin, *end - node.begin))
        ids.push_back(bytes_[static_cast<unsigned char>(byte)]);
    else if (!unknown || !after_unknown)  // a run of unknown characters is one piece
      ids.push_back(node.id);
    after_unknown = unknown;
  }
  return ids;
}

std::vector<int64_t> Vocabulary::segment(std::string_view raw) const {
  const std::string text = normalise(raw);
  std::vector<Node> nodes(text.size() + 1);
  nodes[0].reached = true;
  for (size_t begin = 0; begin < text.size();
       begin += std::min(lead_length(text[begin]), text.size() - begin))
    if (nodes[begin].reached) extend(nodes, text, begin);
  return ids_along(nodes, text);
}

}  // namespace animax::nn
