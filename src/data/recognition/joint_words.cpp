// SPDX-License-Identifier: MIT
#include "data/recognition/joint_words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace animax::data {
namespace {

bool is_separator(char c) { return !std::isalnum(static_cast<unsigned char>(c)); }

std::vector<std::string> split_name(const std::string& name) {
  // "mixamorig:LeftArm" and "Armature|Hips": what stands before belongs to the whole rig.
  const size_t prefix = name.find_last_of(":|");
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  for (size_t i = prefix == std::string::npos ? 0 : prefix + 1; i < name.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(name[i]);
    if (is_separator(name[i]) || std::isdigit(c)) {
      finish();
      continue;
    }
    const bool capital = std::isupper(c);
    const bool after_small = i > 0 && std::islower(static_cast<unsigned char>(name[i - 1]));
    const bool before_small = i + 1 < name.size() && i > 0 &&
                              std::isupper(static_cast<unsigned char>(name[i - 1])) &&
                              std::islower(static_cast<unsigned char>(name[i + 1]));
    if (capital && (after_small || before_small)) finish();
    word += static_cast<char>(std::tolower(c));
  }
  finish();
  return words;
}

struct Keyword {
  const char* text;
  bool whole;  ///< the word itself; otherwise it may be part of the word
  Part part;
};

// Looked for in this order: "forearm" before "arm", "upleg" by its "leg".
constexpr std::array kKeywords{
    Keyword{"thumb", false, Part::kFinger},     Keyword{"finger", false, Part::kFinger},
    Keyword{"pinky", false, Part::kFinger},     Keyword{"index", true, Part::kFinger},
    Keyword{"ring", true, Part::kFinger},       Keyword{"wing", false, Part::kWing},
    Keyword{"feather", false, Part::kWing},     Keyword{"flipper", false, Part::kFin},
    Keyword{"fin", true, Part::kFin},           Keyword{"fins", true, Part::kFin},
    Keyword{"antenna", false, Part::kAntenna},  Keyword{"feeler", false, Part::kAntenna},
    Keyword{"ear", true, Part::kEar},           Keyword{"ears", true, Part::kEar},
    Keyword{"jaw", false, Part::kJaw},          Keyword{"mouth", false, Part::kJaw},
    Keyword{"chin", true, Part::kJaw},          Keyword{"neck", false, Part::kNeck},
    Keyword{"head", false, Part::kHead},        Keyword{"skull", false, Part::kHead},
    Keyword{"face", true, Part::kHead},         Keyword{"tail", false, Part::kTail},
    Keyword{"leg", false, Part::kLeg},          Keyword{"thigh", false, Part::kLeg},
    Keyword{"calf", false, Part::kLeg},         Keyword{"shin", true, Part::kLeg},
    Keyword{"knee", false, Part::kLeg},         Keyword{"foot", false, Part::kLeg},
    Keyword{"toe", false, Part::kLeg},          Keyword{"ball", true, Part::kLeg},
    Keyword{"hoof", false, Part::kLeg},         Keyword{"paw", true, Part::kLeg},
    Keyword{"ankle", false, Part::kLeg},        Keyword{"forearm", false, Part::kArm},
    Keyword{"arm", true, Part::kArm},           Keyword{"upperarm", false, Part::kArm},
    Keyword{"lowerarm", false, Part::kArm},     Keyword{"leftarm", false, Part::kArm},
    Keyword{"rightarm", false, Part::kArm},     Keyword{"elbow", false, Part::kArm},
    Keyword{"clavicle", false, Part::kArm},     Keyword{"shoulder", false, Part::kArm},
    Keyword{"hand", true, Part::kArm},          Keyword{"wrist", false, Part::kArm},
    Keyword{"palm", false, Part::kArm},         Keyword{"tentacle", false, Part::kArm},
    Keyword{"stem", true, Part::kStem},         Keyword{"trunk", true, Part::kStem},
    Keyword{"stalk", true, Part::kStem},        Keyword{"petal", false, Part::kPetal},
    Keyword{"branch", false, Part::kBranch},    Keyword{"lid", true, Part::kLid},
    Keyword{"screen", true, Part::kLid},        Keyword{"drawer", false, Part::kDrawer},
    Keyword{"door", false, Part::kDoorPanel},   Keyword{"wheel", false, Part::kWheel},
    Keyword{"turret", false, Part::kTurntable}, Keyword{"hook", true, Part::kHook},
    Keyword{"spine", false, Part::kSpine},      Keyword{"hips", true, Part::kSpine},
    Keyword{"hip", true, Part::kSpine},         Keyword{"pelvis", true, Part::kSpine},
    Keyword{"chest", false, Part::kSpine},      Keyword{"torso", false, Part::kSpine},
    Keyword{"waist", false, Part::kSpine},      Keyword{"abdomen", false, Part::kSpine},
    Keyword{"body", true, Part::kSpine},
};

constexpr std::array<const char*, 25> kHelperWords{
    "ik",     "pole",    "target",  "control", "ctrl",   "weapon", "handslot", "eye",  "eyes",
    "eyelid", "brow",    "eyebrow", "teeth",   "tongue", "horn",   "hair",     "cape", "gun",
    "slot",   "stomach", "pt",      "nub",     "twist",  "vent",   "track"};

}  // namespace

JointWords read_joint_name(const std::string& name) {
  JointWords read;
  read.words = split_name(name);
  for (const std::string& word : read.words) {
    if (word == "left" || word == "l") read.side = 1;
    if (word == "right" || word == "r") read.side = -1;
    for (const char* helper : kHelperWords) read.helper = read.helper || word == helper;
  }
  if (read.helper) return read;
  for (const Keyword& keyword : kKeywords)
    for (const std::string& word : read.words)
      if (keyword.whole ? word == keyword.text : word.find(keyword.text) != std::string::npos) {
        read.part = keyword.part;
        return read;
      }
  return read;
}

}  // namespace animax::data
