// SPDX-License-Identifier: MIT
// Finds the motion that free text asks for: every wording of the lexicon and of a list of common
// synonyms, without inflection and small words, is looked for in the text.
#include "data/captions/caption.h"
#include "data/captions/lexicon.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace animax::data {
namespace {

// Further words that people use for a motion; looked for, never written.
// clang-format off
constexpr std::pair<std::string_view, std::string_view> kSynonyms[] = {
    {"walk", "*wander|*pace|*amble|*strut|*hike|*plod"}, {"run", "*jog|*bolt|*charge forward"},
    {"trot", "*canter"}, {"jump", "*vault|*pounce|*spring up"}, {"turn", "*pivot"},
    {"hop", "*skip"}, {"idle", "*pause|*relax|*loiter"}, {"breathe", "*inhale|*exhale|*pant"},
    {"look around", "*search|*scan"}, {"eat", "*chew|*nibble|*devour|*drink"},
    {"roar", "*shout|*yell|*screech|*cry"}, {"bounce", "*jiggle"}, {"shake", "*vibrate|*wobble|*quake"},
    {"squash", "*squash|*flatten|*compress"}, {"crouch", "*kneel|*cower"}, {"lie down", "*lie|*sleep"},
    {"fall", "*stumble|*topple|*slip"}, {"get hit", "*hurt|*get hurt|*stagger|*damage"},
    {"die", "*faint|death|dead"}, {"wave", "*greet"}, {"point", "*aim"}, {"punch", "*jab"},
    {"throw", "*throw|*toss|*hurl"}, {"lift", "*lift|*hoist|*pick up"}, {"cheer", "*rejoice"},
    {"attack", "*slash|*fight|*swipe|*claw|*lunge|sword|*stab"}, {"strike", "*strike"}, {"coil", "*curl"},
    {"bloom", "*blossom|*flower"}, {"open", "*unlock|*unlatch"}, {"close", "*shut|*slam|*lock"},
    {"grip", "*clutch|*clamp"}, {"rotate", "*spin|*twirl|*revolve|*whirl|*swivel"},
    {"drive", "*drive|*roll"}, {"swim", "*paddle|*dive"}, {"slither", "*wriggle|*wind"},
    {"glide", "*soar"}, {"take off", "*ascend"}, {"sneak", "*creep|*stalk|*prowl"},
    {"scuttle", "*scamper|*skitter"}, {"sway", "*swing|*rock"}, {"dance", "*boogie|*groove"},
    {"wag tail", "*wag|*swish tail"}, {"bow", "*curtsy"}, {"sit", "*sit"}, {"reach", "*extend"},
};
// clang-format on

bool is_filler(const std::string& word) {
  static const std::set<std::string> fillers{"a",
                                             "an",
                                             "the",
                                             "its",
                                             "his",
                                             "her",
                                             "their",
                                             "your",
                                             "my",
                                             "of",
                                             "some",
                                             "left",
                                             "right",
                                             "then"};
  return fillers.contains(word);
}

struct Wordings {
  std::vector<std::pair<std::vector<std::string>, std::string>> patterns;  ///< stems -> motion
  std::unordered_map<std::string, std::string> stem_of;                    ///< inflected -> base
};

void learn_verbs(const std::string& phrase, Wordings& known) {
  for (size_t at = 0; (at = phrase.find('*', at)) != std::string::npos; ++at) {
    const std::string verb = phrase.substr(at + 1, phrase.find(' ', at) - at - 1);
    for (Form form : {Form::kThird, Form::kGerund, Form::kPast})
      known.stem_of.emplace(inflect(verb, form), verb);
  }
}

std::vector<std::string> stems(const std::string& text, const Wordings& known) {
  std::vector<std::string> list;
  for (const std::string& word : words_of(text)) {
    if (is_filler(word)) continue;
    const auto found = known.stem_of.find(word);
    list.push_back(found == known.stem_of.end() ? word : found->second);
  }
  return list;
}

std::string without_holes(std::string text) {
  for (size_t open; (open = text.find('{')) != std::string::npos;)
    text.erase(open, text.find('}', open) - open + 1);
  return text;
}

const Wordings& wordings() {
  static const Wordings all = [] {
    Wordings known;
    std::vector<std::pair<std::string, std::string>> texts;
    for (const MotionWords& words : motion_words()) {
      for (const Phrase& phrase : parse_phrases(words.phrases))
        texts.emplace_back(phrase.text, std::string(words.motion));
      for (const Phrase& noun : parse_phrases(words.nouns))
        texts.emplace_back(noun.text, std::string(words.motion));
    }
    for (const auto& [motion, packed] : kSynonyms)
      for (const Phrase& phrase : parse_phrases(packed))
        texts.emplace_back(phrase.text, std::string(motion));
    for (const auto& [text, motion] : texts) learn_verbs(text, known);
    for (const auto& [text, motion] : texts) {
      const std::vector<std::string> pattern =
          stems(without_holes(inflect_phrase(text, Form::kBase)), known);
      if (!pattern.empty()) known.patterns.emplace_back(pattern, motion);
    }
    return known;
  }();
  return all;
}

template <typename... Words>
bool names_any(const std::vector<std::string>& text, const Words&... words) {
  return ((std::find(text.begin(), text.end(), words) != text.end()) || ...);
}

}  // namespace

std::optional<std::string> motion_of_caption(const std::string& text) {
  const Wordings& known = wordings();
  const std::vector<std::string> said = stems(text, known);
  std::optional<std::string> best;
  size_t longest = 0, latest = 0;
  for (const auto& [pattern, motion] : known.patterns) {
    const auto at = std::find_end(said.begin(), said.end(), pattern.begin(), pattern.end());
    if (at == said.end()) continue;
    const size_t place = static_cast<size_t>(at - said.begin());
    if (pattern.size() > longest || (pattern.size() == longest && place > latest)) {
      longest = pattern.size();
      latest = place;
      best = motion;
    }
  }
  return best;
}

MotionParams manner_of_caption(const std::string& text, const MotionParams& defaults) {
  MotionParams params = defaults;
  const std::vector<std::string> said = words_of(text);
  if (names_any(said, "slowly", "slow", "unhurriedly", "leisurely", "sluggishly"))
    params.speed = kSlowSpeed;
  else if (names_any(said,
                     "quickly",
                     "fast",
                     "rapidly",
                     "swiftly",
                     "quick",
                     "rapid",
                     "swift",
                     "hurriedly") ||
           text.find("high speed") != std::string::npos)
    params.speed = kFastSpeed;
  if (names_any(
          said, "gently", "softly", "lightly", "weakly", "gentle", "soft", "slightly", "little"))
    params.energy = kGentleEnergy;
  else if (names_any(said,
                     "energetically",
                     "vigorously",
                     "powerfully",
                     "wildly",
                     "energetic",
                     "vigorous",
                     "powerful",
                     "strongly",
                     "big",
                     "strong",
                     "energy"))  // "with great energy"
    params.energy = kStrongEnergy;
  if (names_any(said, "left")) params.side = 1;
  if (names_any(said, "right")) {
    const auto left = std::find(said.begin(), said.end(), "left");
    if (left == said.end() || std::find(said.begin(), left, "right") != left) params.side = -1;
  }
  if (names_any(said, "backward", "backwards")) params.direction = M_PI;
  if (names_any(said, "forward", "forwards")) params.direction = 0;
  return params;
}

}  // namespace animax::data
