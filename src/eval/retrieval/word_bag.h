// SPDX-License-Identifier: MIT
// A caption as the set of its words, without inflection.
#pragma once

#include <Eigen/Core>

#include <string>
#include <unordered_map>
#include <vector>

namespace animax::eval {

/// Words of a text without inflection of the verbs that the lexicon knows ("trots" -> "trot"), and
/// each pair of neighbours joined by a space ("lie down").
std::vector<std::string> caption_terms(const std::string& caption);

/// The terms that a collection of captions uses.
class WordBag {
 public:
  WordBag() = default;
  /// Knows the terms that occur in at least `least` of the captions.
  WordBag(const std::vector<std::string>& captions, int least);

  int size() const { return static_cast<int>(index_.size()); }
  /// 1 where the term occurs, else 0; unknown terms are dropped.
  Eigen::VectorXd encode(const std::string& caption) const;

 private:
  std::unordered_map<std::string, int> index_;
};

}  // namespace animax::eval
