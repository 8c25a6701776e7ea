// SPDX-License-Identifier: MIT
#include "eval/retrieval/word_bag.h"

#include "data/captions/lexicon.h"

#include <map>
#include <set>
#include <sstream>

namespace animax::eval {
namespace {

using Stems = std::unordered_map<std::string, std::string>;

void learn_verbs(std::string_view packed, Stems& stems) {
  for (const data::Phrase& phrase : data::parse_phrases(packed)) {
    std::istringstream words(phrase.text);
    for (std::string word; words >> word;) {
      if (!word.starts_with('*')) continue;
      const std::string verb = word.substr(1);
      for (data::Form form :
           {data::Form::kBase, data::Form::kThird, data::Form::kGerund, data::Form::kPast})
        stems.emplace(data::inflect(verb, form), verb);
    }
  }
}

const Stems& known_stems() {
  static const Stems stems = [] {
    Stems made;
    for (const data::MotionWords& words : data::motion_words()) learn_verbs(words.phrases, made);
    return made;
  }();
  return stems;
}

}  // namespace

std::vector<std::string> caption_terms(const std::string& caption) {
  std::vector<std::string> terms;
  std::string before;
  for (const std::string& word : data::words_of(caption)) {
    const auto stem = known_stems().find(word);
    const std::string term = stem == known_stems().end() ? word : stem->second;
    terms.push_back(term);
    if (!before.empty()) terms.push_back(before + " " + term);
    before = term;
  }
  return terms;
}

WordBag::WordBag(const std::vector<std::string>& captions, int least) {
  std::map<std::string, int> count;  // ordered: indices do not depend on hashing
  for (const std::string& caption : captions) {
    const auto terms = caption_terms(caption);
    for (const std::string& term : std::set<std::string>(terms.begin(), terms.end())) ++count[term];
  }
  for (const auto& [term, n] : count)
    if (n >= least) index_.emplace(term, static_cast<int>(index_.size()));
}

Eigen::VectorXd WordBag::encode(const std::string& caption) const {
  Eigen::VectorXd bag = Eigen::VectorXd::Zero(size());
  for (const std::string& term : caption_terms(caption))
    if (const auto it = index_.find(term); it != index_.end()) bag[it->second] = 1;
  return bag;
}

}  // namespace animax::eval
