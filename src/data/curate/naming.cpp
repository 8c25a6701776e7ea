// SPDX-License-Identifier: MIT
#include "data/curate/naming.h"

#include "data/captions/caption.h"
#include "data/captions/lexicon.h"
#include "data/creatures/creature.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>

namespace animax::data {
namespace {

// Words of file names that describe the file, not the thing.
const std::set<std::string>& noise_words() {
  static const std::set<std::string> words{
      "a",    "an",     "the",   "rig",   "rigged",    "low",       "poly",       "lowpoly",
      "high", "model",  "mesh",  "anim",  "animated",  "animation", "animations", "final",
      "free", "export", "asset", "scene", "character", "textured",  "glb",        "gltf",
      "fbx",  "v",      "lod",   "test",  "with",      "and",       "of",         "x"};
  return words;
}

// Common words beyond the names of our own species.
// clang-format off
constexpr std::pair<BodyPlan, std::string_view> kCommonWords[] = {
    {BodyPlan::kBiped, "man|woman|male|female|boy|girl|human|humanoid|people|person|knight|mage|wizard|witch|rogue|barbarian|ranger|warrior|soldier|swat|archer|cleric|monk|ninja|samurai|pirate|zombie|skeleton|goblin|orc|elf|dwarf|ogre|troll|giant|mannequin|robot|mech|astronaut|worker|chef|doctor|business|adventurer|hoodie|suit|punk|casual|hero|villager|cowboy|santa|monkey|gorilla|ape|demon|yeti|vampire|mummy|king|queen|princess|trex|rex|velociraptor|raptor|vrm|avatar"},
    {BodyPlan::kQuadruped, "animal|dog|shepherd|shepard|pug|shiba|husky|cat|kitten|wolf|fox|horse|donkey|mule|zebra|cow|bull|ox|sheep|goat|pig|deer|stag|elk|moose|alpaca|llama|camel|lion|tiger|leopard|cheetah|panther|bear|elephant|rhino|hippo|giraffe|rabbit|bunny|mouse|rat|squirrel|turtle|tortoise|crocodile|alligator|lizard|frog|toad|triceratops|stegosaurus|apatosaurus|parasaurolophus|ankylosaurus|dinosaur"},
    {BodyPlan::kBird, "bird|chicken|hen|rooster|chick|duck|goose|swan|eagle|hawk|owl|crow|raven|parrot|pigeon|dove|penguin|flamingo|stork|ostrich|bat|pterodactyl|phoenix"},
    {BodyPlan::kFish, "fish|shark|whale|dolphin|orca|tuna|salmon|goldfish|clownfish|koi|carp|ray|manta|piranha|eel|anglerfish|puffer|seahorse|swordfish"},
    {BodyPlan::kSnake, "snake|cobra|viper|python|worm|serpent|caterpillar"},
    {BodyPlan::kInsect, "spider|insect|ant|bee|wasp|beetle|crab|scorpion|fly|butterfly|moth|ladybug|mantis|centipede|lobster"},
    {BodyPlan::kDragon, "dragon|wyvern"},
    {BodyPlan::kPlant, "plant|flower|tree|cactus|rose|sunflower|mushroom|bush|palm"},
    {BodyPlan::kChest, "chest|box|crate|coffin"},
    {BodyPlan::kDoor, "door|gate|hatch"},
    {BodyPlan::kDrawers, "drawer|drawers|cabinet|cupboard|dresser|wardrobe"},
    {BodyPlan::kLaptop, "laptop|notebook"},
    {BodyPlan::kRobotArm, "manipulator"},
    {BodyPlan::kCrane, "crane|excavator"},
    {BodyPlan::kVehicle, "car|truck|bus|tank|tractor|train|vehicle|buggy|milktruck|wagon|cart"}};
// clang-format on

const std::map<std::string, BodyPlan>& plan_of_word() {
  static const std::map<std::string, BodyPlan> table = [] {
    std::map<std::string, BodyPlan> words;
    for (const auto& [plan, list] : kCommonWords) {
      for (size_t from = 0; from <= list.size();) {
        const size_t to = std::min(list.find('|', from), list.size());
        words.emplace(list.substr(from, to - from), plan);
        from = to + 1;
      }
    }
    for (BodyPlan plan : creature_plans())
      for (const std::string& species : species_of(plan))
        if (species.find(' ') == std::string::npos) words.emplace(species, plan);
    return words;
  }();
  return table;
}

std::optional<BodyPlan> plan_of_words(const std::vector<std::string>& words) {
  const auto& table = plan_of_word();
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    auto found = table.find(*word);
    if (found == table.end() && word->size() > 3 && word->back() == 's')
      found = table.find(word->substr(0, word->size() - 1));
    if (found != table.end()) return found->second;
  }
  return std::nullopt;
}

// Counts joints that name a part, on whichever side.
std::optional<BodyPlan> plan_of_joints(const Skeleton& skeleton) {
  std::map<std::string, int> count;
  for (const Joint& joint : skeleton.joints)
    for (const std::string& word : name_words(joint.name)) ++count[word];
  const auto any = [&](std::initializer_list<const char*> words) {
    return std::any_of(
        words.begin(), words.end(), [&](const char* w) { return count.contains(w); });
  };
  if (any({"wheel", "wheels"})) return BodyPlan::kVehicle;
  if (any({"lid"})) return BodyPlan::kChest;
  if (any({"door"})) return BodyPlan::kDoor;
  if (any({"hand", "forearm", "fore"}) && any({"foot", "leg", "shin", "calf"}))
    return BodyPlan::kBiped;
  if (any({"wing", "wings"})) return BodyPlan::kBird;
  if (any({"fin", "fins"})) return BodyPlan::kFish;
  if (any({"tail"}) && any({"leg", "foot", "paw", "hoof"})) return BodyPlan::kQuadruped;
  return std::nullopt;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> clip_words(const std::string& clip_name) {
  const size_t bar = clip_name.rfind('|');
  return name_words(bar == std::string::npos ? clip_name : clip_name.substr(bar + 1));
}

// The third person of the motion's first training wording.
std::string verb_phrase(const std::string& motion) {
  for (const MotionWords& entry : motion_words()) {
    if (entry.motion != motion) continue;
    for (const Phrase& phrase : parse_phrases(entry.phrases)) {
      if (phrase.text.find("{side}") != std::string::npos || phrase.held_out) continue;
      std::string text = inflect_phrase(phrase.text, Form::kThird);
      const auto replace = [&](const std::string& hole, const std::string& with) {
        for (size_t at; (at = text.find(hole)) != std::string::npos;)
          text.replace(at, hole.size(), with);
      };
      replace("{its}", "its");
      replace(" {direction}", "");
      return text;
    }
  }
  return "";
}

}  // namespace

std::vector<std::string> name_words(const std::string& name) {
  std::vector<std::string> words(1);
  char before = 0;
  for (const char c : name) {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 128 || !std::isalpha(u)) {
      words.emplace_back();
    } else {
      if (std::isupper(u) && std::islower(static_cast<unsigned char>(before))) words.emplace_back();
      words.back() += static_cast<char>(std::tolower(u));
    }
    before = u < 128 ? c : 0;
  }
  std::erase_if(words, [](const std::string& word) { return word.empty(); });
  return words;
}

std::string subject_of_path(const std::string& path) {
  std::vector<std::string> words = name_words(std::filesystem::path(path).stem().string());
  std::erase_if(words,
                [](const std::string& w) { return noise_words().contains(w) || w.size() < 2; });
  if (words.empty()) return "an object";
  const bool vowel = std::string("aeiou").find(words[0][0]) != std::string::npos;
  return (vowel ? "an " : "a ") + joined(words);
}

Category category_of(const std::string& path, const Skeleton& skeleton) {
  for (std::filesystem::path at = path; !at.empty(); at = at.parent_path()) {
    if (const auto plan = plan_of_words(name_words(at.stem().string())))
      return {to_string(*plan), "names"};
    if (at == at.parent_path()) break;
  }
  if (const auto plan = plan_of_joints(skeleton)) return {to_string(*plan), "joints"};
  return {to_string(BodyPlan::kOther), ""};
}

std::string motion_of_clip(const std::string& clip_name) {
  return motion_of_caption(joined(clip_words(clip_name))).value_or("");
}

std::string caption_of_names(const std::string& subject, const std::string& clip_name) {
  const std::string motion = motion_of_clip(clip_name);
  if (!motion.empty()) return subject + " " + verb_phrase(motion);
  std::vector<std::string> words = clip_words(clip_name);
  std::erase_if(words, [](const std::string& w) { return noise_words().contains(w); });
  return words.empty() ? subject : subject + ", " + joined(words);
}

}  // namespace animax::data
