// SPDX-License-Identifier: MIT
#include "data/captions/subjects.h"

#include <string_view>
#include <vector>

namespace animax::data {
namespace {

using Words = std::vector<std::string_view>;

const Words& nouns(Split split) {
  // Of every kind, that none tells how its bearer moves; a few are our own creatures', whose
  // sentences so learn to go by the body as well.
  static const Words train{
      "acrobat",   "admiral",    "alien",    "alpaca",   "android",   "angel",     "antelope",
      "archer",    "armadillo",  "assassin", "avatar",   "baby",      "badger",    "bandit",
      "barbarian", "bat",        "beast",    "beaver",   "bird",      "bison",     "boar",
      "boss",      "brute",      "buffalo",  "bull",     "camel",     "captain",   "car",
      "carp",      "chameleon",  "cheetah",  "chimp",    "clown",     "condor",    "construct",
      "cougar",    "coyote",     "creature", "critter",  "cyclops",   "dancer",    "deer",
      "demon",     "dinosaur",   "doll",     "donkey",   "dragon",    "dragonfly", "droid",
      "drone",     "druid",      "duelist",  "dwarf",    "enemy",     "engine",    "explorer",
      "fairy",     "falcon",     "farmer",   "fellow",   "ferret",    "fighter",   "firefly",
      "fish",      "flamingo",   "fox",      "frog",     "gadget",    "gargoyle",  "gecko",
      "giant",     "gladiator",  "gnome",    "golem",    "gremlin",   "guard",     "guardian",
      "guy",       "hamster",    "harpy",    "hedgehog", "helper",    "hero",      "heron",
      "horse",     "hound",      "hunter",   "husky",    "hyena",     "imp",       "invader",
      "jaguar",    "jester",     "judge",    "kangaroo", "kitten",    "knight",    "koala",
      "kraken",    "lady",       "lemur",    "llama",    "lobster",   "lynx",      "machine",
      "mage",      "mammoth",    "mantis",   "marine",   "mascot",    "mech",      "merchant",
      "mermaid",   "miner",      "minion",   "minotaur", "model",     "monk",      "monster",
      "moose",     "moth",       "mule",     "mummy",    "newt",      "nurse",     "octopus",
      "officer",   "ogre",       "orc",      "otter",    "ox",        "paladin",   "parrot",
      "peasant",   "person",     "phoenix",  "pig",      "pilot",     "player",    "pony",
      "priest",    "prince",     "princess", "puma",     "puppet",    "puppy",     "queen",
      "raccoon",   "ranger",     "raptor",   "rat",      "raven",     "rider",     "robot",
      "rogue",     "salamander", "salmon",   "samurai",  "scientist", "scout",     "seahorse",
      "seal",      "servant",    "shaman",   "skeleton", "sloth",     "soldier",   "spider",
      "spirit",    "squid",      "squirrel", "statue",   "stork",     "student",   "swan",
      "teacher",   "thief",      "thing",    "toad",     "troll",     "tuna",      "turkey",
      "vampire",   "viking",     "villager", "villain",  "vulture",   "walrus",    "warlock",
      "wasp",      "weasel",     "werewolf", "whale",    "witch",     "wolf",      "wombat",
      "woman",     "worker",     "wraith",   "yak",      "zebra"};
  static const Words test{"anteater",    "basilisk",  "bishop",   "boxer",    "buzzard", "centaur",
                          "chipmunk",    "cyborg",    "dingo",    "djinn",    "emperor", "ewok",
                          "executioner", "ghoul",     "gibbon",   "gryphon",  "hermit",  "hobbit",
                          "hydra",       "iguana",    "jackal",   "kobold",   "lich",    "mongoose",
                          "mutant",      "nomad",     "ocelot",   "pangolin", "pelican", "platypus",
                          "porcupine",   "sasquatch", "satyr",    "sentinel", "skunk",   "stallion",
                          "tapir",       "titan",     "valkyrie", "yeti"};
  return split == Split::kTest ? test : train;
}

// "drobal", "ki", "vashturn"
std::string draw_word(Rng& rng) {
  static const Words starts{"b",  "br", "c", "ch", "d",  "dr", "f",  "fl", "g", "gr", "h",  "j",
                            "k",  "kr", "l", "m",  "n",  "p",  "pl", "qu", "r", "s",  "sh", "sk",
                            "sn", "st", "t", "th", "tr", "v",  "w",  "x",  "y", "z",  "",   ""};
  static const Words vowels{
      "a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "ai", "ee", "oo", "ou"};
  static const Words ends{"", "", "", "", "l", "n", "r", "s", "t", "x", "ck", "g", "m", "rn", "ng"};
  std::string word;
  const int64_t syllables = rng.integer(1, 3);
  for (int64_t i = 0; i < syllables; ++i) {
    word += rng.pick(starts);
    word += rng.pick(vowels);
    word += rng.pick(ends);
  }
  return word.size() < 2 ? word + "n" : word;
}

// One that means no motion: chance makes "hop" and "sit", too.
std::string made_up_word(Rng& rng) {
  std::string word;
  do word = draw_word(rng);
  while (motion_of_caption(word));
  return word;
}

}  // namespace

std::string unfamiliar_subject(Rng& rng, Split split) {
  static const Words determiners{"a", "a", "a", "my", "this", "our", "his", "her"};
  static const Words adjectives{"huge",
                                "small",
                                "old",
                                "young",
                                "red",
                                "green",
                                "blue",
                                "dark",
                                "wild",
                                "shiny",
                                "angry",
                                "tiny",
                                "brave",
                                "clumsy",
                                "mean",
                                "cute"};
  std::string subject(rng.pick(determiners));
  if (rng.chance(0.2)) subject += " " + std::string(rng.pick(adjectives));
  if (split == Split::kTrain && rng.chance(0.4)) return subject + " " + made_up_word(rng);
  const bool fresh = split == Split::kTest && rng.chance(0.5);
  return subject + " " + std::string(rng.pick(nouns(fresh ? Split::kTest : Split::kTrain)));
}

std::string caption_subject(std::string familiar, double share, const Rng& rng, Split split) {
  Rng draws = rng.fork("unfamiliar subject");
  return draws.chance(share) ? unfamiliar_subject(draws, split) : std::move(familiar);
}

}  // namespace animax::data
