// SPDX-License-Identifier: MIT
// Learns a unigram vocabulary as SentencePiece does: Kudo, "Subword regularization", 2018.
#include "core/error.h"
#include "nn/vocabulary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace animax::nn {
namespace {

constexpr size_t kMaxPieceCharacters = 16;
constexpr size_t kSeedsPerPiece = 30;   // candidates at the start, per piece wanted
constexpr int kRoundsPerPruning = 2;    // of expectation maximisation
constexpr double kShrink = 0.75;        // share of candidates that one pruning keeps
constexpr double kRoom = 1.1;           // pruning stops at this multiple of the size wanted
constexpr double kLeastExpected = 0.5;  // candidates expected less often go
constexpr double kImpossible = -std::numeric_limits<double>::infinity();

/// A distinct word with its leading blank: its character boundaries and how often it occurs.
struct Word {
  std::string text;
  std::vector<size_t> bounds;  // 0, after the first character, ..., text.size()
  double count = 0;

  size_t characters() const { return bounds.size() - 1; }
  std::string_view between(size_t begin, size_t end) const {
    return std::string_view(text).substr(bounds[begin], bounds[end] - bounds[begin]);
  }
};

/// Log probability of each candidate; ordered, so that sums never depend on chance.
using Scores = std::map<std::string, double, std::less<>>;

Word make_word(std::string text, double count) {
  Word word{.text = std::move(text), .count = count};
  for (size_t i = 0; i < word.text.size(); ++i)
    if ((static_cast<unsigned char>(word.text[i]) & 0xC0) != 0x80) word.bounds.push_back(i);
  word.bounds.push_back(word.text.size());
  return word;
}

std::vector<Word> words_of(const std::vector<std::string>& texts) {
  std::map<std::string, double> counts;
  for (const std::string& text : texts)
    for (size_t begin = 0; begin < text.size();) {
      const size_t end = std::min(text.find(' ', begin), text.size());
      if (end > begin) counts["\u2581" + text.substr(begin, end - begin)] += 1;
      begin = end + 1;
    }
  std::vector<Word> words;
  for (const auto& [text, count] : counts) words.push_back(make_word(text, count));
  return words;
}

double digamma(double x) {
  double result = 0;
  for (; x < 7; x += 1) result -= 1 / x;
  x -= 0.5;
  const double xx = 1 / x, xx2 = xx * xx, xx4 = xx2 * xx2;
  return result + std::log(x) + xx2 / 24 - 7 * xx4 / 960 + 31 * xx4 * xx2 / 8064;
}

double add_logs(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kImpossible ? a : a + std::log1p(std::exp(b - a));
}

/// Calls use(begin, end, entry) for every candidate inside the word.
template <typename Callable>
void for_each_candidate(const Word& word, Scores& scores, Callable&& use) {
  for (size_t begin = 0; begin < word.characters(); ++begin)
    for (size_t end = begin + 1; end <= std::min(word.characters(), begin + kMaxPieceCharacters);
         ++end)
      if (const auto it = scores.find(word.between(begin, end)); it != scores.end())
        use(begin, end, *it);
}

/// Characters and all longer parts of words that occur at least twice, the most covering first.
Scores seeds(const std::vector<Word>& words, size_t wanted) {
  std::map<std::string, double, std::less<>> counts;
  for (const Word& word : words)
    for (size_t begin = 0; begin < word.characters(); ++begin)
      for (size_t end = begin + 1; end <= std::min(word.characters(), begin + kMaxPieceCharacters);
           ++end)
        counts[std::string(word.between(begin, end))] += word.count;
  struct Seed {
    double cover;
    const std::string* text;
  };
  Scores scores;
  std::vector<Seed> longer;
  for (const auto& [text, count] : counts) {
    const size_t characters = make_word(text, 0).characters();
    if (characters == 1)
      scores[text] = count;
    else if (count >= 2)
      longer.push_back({count * static_cast<double>(characters), &text});
  }
  std::stable_sort(
      longer.begin(), longer.end(), [](const Seed& a, const Seed& b) { return a.cover > b.cover; });
  if (longer.size() > wanted) longer.resize(wanted);
  for (const Seed& seed : longer) scores[*seed.text] = seed.cover;
  double sum = 0;
  for (const auto& [text, weight] : scores) sum += weight;
  for (auto& [text, weight] : scores) weight = std::log(weight / sum);
  return scores;
}

/// How often each candidate is expected over all segmentations of all words.
Scores expected_counts(const std::vector<Word>& words, Scores& scores) {
  Scores expected;
  for (const auto& [text, score] : scores) expected[text] = 0;
  for (const Word& word : words) {
    const size_t n = word.characters();
    std::vector<double> before(n + 1, kImpossible), after(n + 1, kImpossible);
    before[0] = after[n] = 0;
    struct Edge {
      size_t begin, end;
      const std::string* text;
      double score;
    };
    std::vector<Edge> edges;  // ordered by begin
    for_each_candidate(word, scores, [&](size_t begin, size_t end, const auto& entry) {
      edges.push_back({begin, end, &entry.first, entry.second});
    });
    for (const Edge& e : edges) before[e.end] = add_logs(before[e.end], before[e.begin] + e.score);
    for (auto e = edges.rbegin(); e != edges.rend(); ++e)
      after[e->begin] = add_logs(after[e->begin], after[e->end] + e->score);
    for (const Edge& e : edges)
      expected.find(*e.text)->second +=
          word.count * std::exp(before[e.begin] + e.score + after[e.end] - before[n]);
  }
  return expected;
}

bool is_character(const std::string& text) { return make_word(text, 0).characters() == 1; }

/// One round of expectation maximisation with a sparse prior.
Scores improved(const std::vector<Word>& words, Scores& scores) {
  Scores expected = expected_counts(words, scores);
  std::erase_if(expected, [](const auto& entry) {
    return entry.second < kLeastExpected && !is_character(entry.first);
  });
  double sum = 0;
  for (auto& [text, count] : expected) {
    count = std::max(count, kLeastExpected);  // characters stay
    sum += count;
  }
  for (auto& [text, count] : expected) count = digamma(count) - digamma(sum);
  return expected;
}

/// The best segmentation of the word, without the word itself as one piece if `split`.
std::vector<std::string> best_segmentation(const Word& word, Scores& scores, bool split) {
  const size_t n = word.characters();
  std::vector<double> best(n + 1, kImpossible);
  std::vector<size_t> from(n + 1, 0);
  best[0] = 0;
  for_each_candidate(word, scores, [&](size_t begin, size_t end, const auto& entry) {
    if (split && begin == 0 && end == n) return;
    const double score = best[begin] + entry.second;
    if (score > best[end]) best[end] = score, from[end] = begin;
  });
  std::vector<std::string> parts;
  if (best[n] == kImpossible) return parts;
  for (size_t end = n; end > 0; end = from[end]) parts.emplace_back(word.between(from[end], end));
  return parts;
}

/// Keeps the characters and those candidates whose loss would cost the most likelihood.
Scores pruned(const std::vector<Word>& words, Scores& scores, size_t wanted) {
  Scores uses;
  double all = 0;
  for (const Word& word : words)
    for (const std::string& part : best_segmentation(word, scores, /*split=*/false))
      uses[part] += word.count, all += word.count;

  struct Candidate {
    double loss;
    std::string text;
  };
  std::vector<Candidate> candidates;
  Scores kept;
  for (const auto& [text, score] : scores) {
    if (is_character(text)) {
      kept[text] = score;
      continue;
    }
    const auto used = uses.find(text);
    if (used == uses.end()) continue;
    const double count = used->second;
    const auto parts = best_segmentation(make_word(text, 0), scores, /*split=*/true);
    double without = 0;
    for (const std::string& part : parts) {
      const auto other = uses.find(part);
      without += std::log((other == uses.end() ? 0 : other->second) + count);
    }
    const auto more = static_cast<double>(parts.size()) - 1;
    without -= static_cast<double>(parts.size()) * std::log(all + count * more);
    candidates.push_back({count / all * (std::log(count / all) - without), text});
  }
  std::stable_sort(candidates.begin(),
                   candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.loss > b.loss; });
  const size_t shrunk = static_cast<size_t>(kShrink * static_cast<double>(scores.size()));
  const size_t size = std::max(wanted, shrunk);
  for (const Candidate& candidate : candidates) {
    if (kept.size() >= size) break;
    kept[candidate.text] = scores.find(candidate.text)->second;
  }
  return kept;
}

/// Exactly what goes into the file: characters, then the most probable others.
std::vector<Piece> final_pieces(const Scores& scores, size_t wanted) {
  std::vector<Piece> characters, longer;
  for (const auto& [text, score] : scores)
    (is_character(text) ? characters : longer).push_back({text, static_cast<float>(score)});
  const auto by_score = [](const Piece& a, const Piece& b) { return a.score > b.score; };
  std::stable_sort(longer.begin(), longer.end(), by_score);
  longer.resize(std::min(longer.size(), wanted - characters.size()));
  longer.insert(longer.end(), characters.begin(), characters.end());
  std::stable_sort(longer.begin(), longer.end(), by_score);
  return longer;
}

}  // namespace

VocabularyData train_vocabulary(const std::vector<std::string>& texts, int64_t vocab_size) {
  VocabularyData data{.byte_fallback = true};
  data.pieces = {{data.pad_piece, 0, Piece::Type::kControl},
                 {data.eos_piece, 0, Piece::Type::kControl},
                 {data.bos_piece, 0, Piece::Type::kControl},
                 {data.unk_piece, 0, Piece::Type::kUnknown}};
  for (int byte = 0; byte < 256; ++byte)
    data.pieces.push_back({byte_piece(byte), 0, Piece::Type::kByte});

  const std::vector<Word> words = words_of(texts);
  if (words.empty()) throw Error("vocabulary: found no text to learn from");
  const int64_t room = vocab_size - static_cast<int64_t>(data.pieces.size());
  const auto wanted = static_cast<size_t>(std::max<int64_t>(room, 0));
  Scores scores = seeds(words, wanted * kSeedsPerPiece);
  const auto characters = std::count_if(
      scores.begin(), scores.end(), [](const auto& entry) { return is_character(entry.first); });
  if (room < characters)
    throw Error("vocabulary: found a size of ",
                vocab_size,
                ", expected at least ",
                data.pieces.size() + static_cast<size_t>(characters),
                " for the bytes, the special pieces and the ",
                characters,
                " characters in use");

  while (true) {
    for (int round = 0; round < kRoundsPerPruning; ++round) scores = improved(words, scores);
    if (static_cast<double>(scores.size()) <= kRoom * static_cast<double>(wanted)) break;
    const size_t before = scores.size();
    scores = pruned(words, scores, wanted);
    if (scores.size() == before) break;
  }
  std::vector<Piece> pieces = final_pieces(scores, wanted);
  data.pieces.insert(data.pieces.end(), pieces.begin(), pieces.end());
  return data;
}

}  // namespace animax::nn
