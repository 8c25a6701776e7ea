// SPDX-License-Identifier: MIT
// Sentences for motions, and motions for sentences.
#pragma once

#include "data/motions/motion.h"

#include <optional>
#include <string>
#include <vector>

namespace animax::data {

enum class Split {
  kTrain,
  kTest,  ///< wordings that training never sees, made of words that it does see
};

/// What a caption names of the manner; it leaves the rest open.
struct NamedManner {
  bool speed = false, energy = false, side = false, direction = false;
};

/// Writes a caption: lower-case ASCII words with single spaces, in one of many styles ("the red fox
/// trots happily", "make it run", "opening slowly", "a quick jump"). Speed, energy, side and
/// direction are named in agreement with `params`, or left out.
/// @param subject  noun phrase with or without an article: "a red fox", "fox", "my fox toy";
///                 other characters than ASCII letters are dropped; empty: "it"
/// @param plan     lets wordings of this kind of body be used ("graze", "raise its lid")
/// @param named    if given, says what the caption names
/// Deterministic in `rng`. Throws Error when the motion is unknown.
std::string make_caption(const std::string& subject,
                         const MotionParams& params,
                         Rng& rng,
                         Split split,
                         BodyPlan plan = BodyPlan::kOther,
                         NamedManner* named = nullptr);

/// The manner that a caption settles: what it names has the middle of its kind ("slowly" 0.7 of the
/// usual tempo), what it leaves open is as usual: to the left, forward, neither slow nor gentle. So
/// the text says all there is to say, and a model that learns from it need not guess between a
/// left hand and a right one.
MotionParams settled_manner(const MotionParams& params, const NamedManner& named);

/// `count` captions of training wordings over all motions and many subjects: what a tokenizer is
/// trained on. The same count always gives the same list.
std::vector<std::string> all_training_captions(int count);

/// Finds which motion a sentence asks for, whatever its inflection. The longest wording that occurs
/// decides, between equals the last one. nullopt when nothing is recognised.
std::optional<std::string> motion_of_caption(const std::string& text);

/// The manner that a sentence asks for: speed, energy, side and direction where it names them, else
/// those of `defaults`. Takes words at their face: "a little dog" is gentle.
MotionParams manner_of_caption(const std::string& text, const MotionParams& defaults);

}  // namespace animax::data
