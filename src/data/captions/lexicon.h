// SPDX-License-Identifier: MIT
// Words for motions: verb phrases, nouns, and how English verbs are inflected.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace animax::data {

/// Wordings of one motion. In `phrases` entries are separated by '|'. Within an entry: '*' stands
/// before each verb to inflect; "{side}", "{other}" (the other side), "{direction}" and "{its}" are
/// filled in; a leading '~' holds the wording out for testing; "@chest,door" at the end limits it
/// to these body plans. `nouns` likewise, each fit to follow "a".
struct MotionWords {
  std::string_view motion;
  std::string_view phrases;
  std::string_view nouns;
};

std::span<const MotionWords> motion_words();

/// One entry of MotionWords, parsed.
struct Phrase {
  std::string text;  ///< with '*' and placeholders, without '~' and '@'
  bool held_out = false;
  std::vector<std::string> plans;  ///< empty: all
};
std::vector<Phrase> parse_phrases(std::string_view packed);

enum class Form { kBase, kThird, kGerund, kPast };

/// Inflects a verb given in its base form: ("carry", kThird) -> "carries".
std::string inflect(const std::string& verb, Form form);

/// Inflects every word marked by '*' and drops the marks.
std::string inflect_phrase(const std::string& phrase, Form form);

/// Splits at spaces; keeps only lower-case ASCII letters (others become spaces).
std::vector<std::string> words_of(std::string_view text);

}  // namespace animax::data
