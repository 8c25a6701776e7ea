// SPDX-License-Identifier: MIT
#include "data/captions/caption.h"

#include "core/error.h"
#include "data/captions/lexicon.h"

#include <algorithm>
#include <cmath>

namespace animax::data {
namespace {

// How a manner is named.
using Names = std::vector<std::string>;
const Names kSlowly{"slowly", "very slowly", "at a slow pace", "in slow motion", "unhurriedly"};
const Names kQuickly{"quickly", "fast", "very fast", "rapidly", "swiftly", "at high speed"};
const Names kGently{"gently", "softly", "lightly", "a little", "weakly"};
const Names kStrongly{"energetically", "vigorously", "with great energy", "powerfully", "wildly"};
const Names kMoods{"happily", "calmly", "playfully", "proudly", "cheerfully", "nicely"};
const Names kSlow{"slow", "very slow", "leisurely"};
const Names kQuick{"quick", "fast", "rapid", "swift"};
const Names kGentle{"gentle", "soft", "light", "small"};
const Names kStrong{"vigorous", "powerful", "energetic", "big", "strong"};

/// {a} subject with "a", {the} subject with "the", {s} third person, {b} base, {g} gerund, {m}
/// manner. A leading '~' is held out.
const std::vector<std::string>& sentences() {
  static const std::vector<std::string> all{"{the} {s} {m}",
                                            "{a} {s} {m}",
                                            "{the} {m} {s}",
                                            "{a} {m} {s}",
                                            "{the} is {g} {m}",
                                            "{a} is {g} {m}",
                                            "{a} {g} {m}",
                                            "{a} {m} {g}",
                                            "make it {b} {m}",
                                            "make {the} {b} {m}",
                                            "let it {b} {m}",
                                            "let {the} {b} {m}",
                                            "have {the} {b} {m}",
                                            "{b} {m}",
                                            "{b} {m}",
                                            "please {b} {m}",
                                            "{g} {m}",
                                            "{m} {g}",
                                            "{g}",
                                            "it {s} {m}",
                                            "it is {g} {m}",
                                            "i want {the} to {b} {m}",
                                            "can you make {the} {b} {m}",
                                            "animate {the} {g} {m}",
                                            "show {the} {g} {m}",
                                            "an animation of {a} {g} {m}",
                                            "{the} should {b} {m}",
                                            "{the} starts to {b} {m}",
                                            "{the} begins {g} {m}",
                                            "~please have {the} {b} {m}",
                                            "~show me {the} {g} {m}",
                                            "~please make {the} {b} {m}",
                                            "~an animation of {the} that {s} {m}",
                                            "~can you let {the} {b} {m}",
                                            "~please let {the} {b} {m}",
                                            "~{the} begins to {b} {m}",
                                            "~{the} starts {g} {m}",
                                            "~can you show {the} {g} {m}"};
  return all;
}

const std::vector<std::string>& noun_sentences() {
  static const std::vector<std::string> all{"a {j} {n}",
                                            "a {j} {n}",
                                            "one {j} {n}",
                                            "{the} does a {j} {n}",
                                            "{a} does a {j} {n}",
                                            "give {the} a {j} {n}",
                                            "make it do a {j} {n}",
                                            "an animation of a {j} {n}",
                                            "the {j} {n} of {a}",
                                            "~i want a {j} {n}",
                                            "~please show a {j} {n}",
                                            "~let {the} do a {j} {n}"};
  return all;
}

std::string fill(std::string text, const std::string& key, const std::string& value) {
  const std::string hole = "{" + key + "}";
  for (size_t at; (at = text.find(hole)) != std::string::npos;)
    text.replace(at, hole.size(), value);
  return text;
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

bool starts_with_vowel(const std::string& word) {
  return !word.empty() && std::string("aeiou").find(word[0]) != std::string::npos;
}

bool has_hole(const std::string& text, const std::string& key) {
  return text.find("{" + key + "}") != std::string::npos;
}

/// The subject with "the" and with "a"; a sentence can do without a subject as "it".
struct Subject {
  std::string definite, indefinite;
};

Subject parse_subject(const std::string& text) {
  std::vector<std::string> words = words_of(text);
  if (!words.empty() && (words[0] == "a" || words[0] == "an" || words[0] == "the"))
    words.erase(words.begin());
  if (words.empty() || words[0] == "it") return {"it", "it"};
  const std::string noun = join(words);
  static const Names owners{"my", "this", "our", "his", "her"};
  if (std::find(owners.begin(), owners.end(), words[0]) != owners.end()) return {noun, noun};
  return {"the " + noun, (starts_with_vowel(noun) ? "an " : "a ") + noun};
}

/// What may be said about the manner; empty when it is usual.
std::string draw_manner(const MotionParams& params, Rng& rng, NamedManner& named) {
  Names said;
  const bool slow = params.speed<0.8, fast = params.speed> 1.3;
  const bool gentle = params.energy<0.8, strong = params.energy> 1.25;
  named.speed = (slow || fast) && rng.chance(0.8);
  if (named.speed) said.push_back(rng.pick(slow ? kSlowly : kQuickly));
  named.energy = (gentle || strong) && rng.chance(said.empty() ? 0.75 : 0.3);
  if (named.energy) said.push_back(rng.pick(gentle ? kGently : kStrongly));
  if (said.empty()) {
    const bool usual = !slow && !fast && !gentle && !strong;
    return usual && rng.chance(0.15) ? rng.pick(kMoods) : "";
  }
  if (said.size() == 1) return said[0];
  return said[0] + " and " + said[1];
}

std::string draw_adjective(const MotionParams& params, Rng& rng, NamedManner& named) {
  Names said;
  if (params.speed < 0.8) said.push_back(rng.pick(kSlow));
  if (params.speed > 1.3) said.push_back(rng.pick(kQuick));
  const size_t of_speed = said.size();
  if (params.energy < 0.8) said.push_back(rng.pick(kGentle));
  if (params.energy > 1.25) said.push_back(rng.pick(kStrong));
  if (said.empty() || rng.chance(0.15)) return "";
  const size_t chosen = static_cast<size_t>(rng.integer(0, std::ssize(said) - 1));
  (chosen < of_speed ? named.speed : named.energy) = true;
  return said[chosen];
}

const MotionWords& words_for(const std::string& motion) {
  for (const MotionWords& words : motion_words())
    if (words.motion == motion) return words;
  throw Error("motion \"", motion, "\" has no wordings");
}

std::vector<Phrase> phrases_for(std::string_view packed, bool held_out, BodyPlan plan) {
  std::vector<Phrase> fitting;
  const std::string name = to_string(plan);
  for (const Phrase& phrase : parse_phrases(packed)) {
    const bool fits =
        phrase.plans.empty() ||
        std::find(phrase.plans.begin(), phrase.plans.end(), name) != phrase.plans.end();
    if (fits && phrase.held_out == held_out) fitting.push_back(phrase);
  }
  return fitting;
}

/// A sided motion names its side more often than not, so that text can decide it.
Phrase draw_phrase(const std::vector<Phrase>& phrases, Rng& rng) {
  std::vector<double> weights;
  for (const Phrase& phrase : phrases) {
    const bool names = has_hole(phrase.text, "side") || has_hole(phrase.text, "direction");
    weights.push_back((names ? 2.5 : 1.0) * (phrase.plans.empty() ? 1.0 : 1.5));
  }
  return phrases[rng.weighted(weights)];
}

std::string draw_sentence(const std::vector<std::string>& all, bool held_out, Rng& rng) {
  std::vector<std::string> usable;
  for (const std::string& sentence : all)
    if (sentence.starts_with('~') == held_out) usable.push_back(sentence.substr(held_out ? 1 : 0));
  return rng.pick(usable);
}

std::string fill_details(std::string text, const MotionParams& params, Rng& rng) {
  const bool backward = std::cos(params.direction) < 0;
  text = fill(text, "side", params.side >= 0 ? "left" : "right");
  text = fill(text, "other", params.side >= 0 ? "right" : "left");
  text = fill(text,
              "direction",
              backward ? (rng.chance(0.5) ? "backward" : "backwards")
                       : (rng.chance(0.5) ? "forward" : "forwards"));
  return fill(text, "its", "its");
}

}  // namespace

std::string make_caption(const std::string& subject,
                         const MotionParams& params,
                         Rng& rng,
                         Split split,
                         BodyPlan plan,
                         NamedManner* named) {
  const MotionWords& words = words_for(params.motion);
  const Subject who = parse_subject(subject);
  // A test caption has a held-out phrase, a held-out sentence, or both.
  const bool test = split == Split::kTest;
  bool new_phrase = test && rng.chance(0.7);
  const bool new_sentence = test && (!new_phrase || rng.chance(0.3));
  const bool noun = rng.chance(0.14);
  std::vector<Phrase> phrases = phrases_for(noun ? words.nouns : words.phrases, new_phrase, plan);
  const bool lacking = phrases.empty();
  if (lacking) phrases = phrases_for(noun ? words.nouns : words.phrases, !new_phrase, plan);
  const Phrase phrase = draw_phrase(phrases, rng);
  const bool strange_sentence = new_sentence || (test && !phrase.held_out);
  std::string text = draw_sentence(noun ? noun_sentences() : sentences(), strange_sentence, rng);
  NamedManner said;
  said.side = has_hole(phrase.text, "side") || has_hole(phrase.text, "other");
  said.direction = has_hole(phrase.text, "direction");
  const bool tells_manner = noun || has_hole(text, "m");
  if (noun) {
    text = fill(text, "j", draw_adjective(params, rng, said));
    text = fill(text, "n", phrase.text);
  } else {
    text = fill(text, "s", inflect_phrase(phrase.text, Form::kThird));
    text = fill(text, "b", inflect_phrase(phrase.text, Form::kBase));
    text = fill(text, "g", inflect_phrase(phrase.text, Form::kGerund));
    text = fill(text, "m", draw_manner(params, rng, said));
  }
  text = fill(fill(text, "the", who.definite), "a", who.indefinite);
  text = fill_details(text, params, rng);
  if (!tells_manner) said.speed = said.energy = false;
  if (named) *named = said;
  // "a energetic jump" -> "an energetic jump", and single spaces.
  std::vector<std::string> list = words_of(text);
  for (size_t i = 0; i + 1 < list.size(); ++i) {
    if (list[i] != "a" && list[i] != "an") continue;
    const bool plural = list[i + 1] == "few" || list[i + 1] == "little";
    list[i] = starts_with_vowel(list[i + 1]) && !plural ? "an" : "a";
  }
  return join(list);
}

MotionParams settled_manner(const MotionParams& params, const NamedManner& named) {
  const auto middle = [](bool said, double value, double low, double high) {
    return !said ? 1.0 : value < 1 ? low : high;
  };
  MotionParams settled = params;
  settled.speed = middle(named.speed, params.speed, kSlowSpeed, kFastSpeed);
  settled.energy = middle(named.energy, params.energy, kGentleEnergy, kStrongEnergy);
  if (!named.side) settled.side = 1;
  if (!named.direction) settled.direction = 0;
  settled.style = kUsualStyle;
  return settled;
}

std::vector<std::string> all_training_captions(int count) {
  static const Names subjects{
      "a fox",   "a dog",     "a horse",         "a bird",      "a dragon",  "a man",
      "a woman", "a robot",   "a character",     "a creature",  "an animal", "a fish",
      "a snake", "a spider",  "a beetle",        "a flower",    "a tree",    "a treasure chest",
      "a door",  "a cabinet", "a laptop",        "a robot arm", "a crane",   "a toy car",
      "it",      "a red cat", "a small monster", "a wooden box"};
  Rng rng(20240601);
  std::vector<std::string> captions;
  for (int i = 0; i < count; ++i) {
    const BodyPlan plan = static_cast<BodyPlan>(i % static_cast<int>(BodyPlan::kOther));
    const std::vector<std::string> motions = motions_for(plan);
    const MotionParams params = random_params(rng.pick(motions), rng);
    captions.push_back(make_caption(rng.pick(subjects), params, rng, Split::kTrain, plan));
  }
  return captions;
}

}  // namespace animax::data
