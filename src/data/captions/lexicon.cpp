// SPDX-License-Identifier: MIT
#include "data/captions/lexicon.h"

#include <algorithm>
#include <array>
#include <utility>

namespace animax::data {
namespace {

// clang-format off
constexpr MotionWords kWords[] = {
    {"walk", "*walk|*walk forward|*walk along|*stroll|*stroll along|*take a walk|*walk at a steady pace|*take steps forward|*go for a walk|~*walk straight ahead|~*keep walking forward|~*take a stroll", "walk|stroll|walk cycle|~steady walk"},
    {"run", "*run|*run forward|*sprint|*dash forward|*race along|*run along|*run at full speed|*rush forward|~*run straight ahead|~*go for a run|~*sprint along", "run|sprint|run cycle|~dash"},
    {"trot", "*trot|*trot along|*trot forward|*move at a trot|*jog along on four legs@quadruped,dragon|~*trot straight ahead|~*go along at a trot", "trot|~steady trot"},
    {"gallop", "*gallop|*gallop along|*gallop forward|*go at a gallop|*gallop at full speed|~*gallop straight ahead|~*break into a gallop", "gallop|~full gallop"},
    {"march", "*march|*march in place|*march along|*march like a soldier|*march with high knees|*stomp along like a soldier|~*march forward|~*march like a proud soldier", "march|parade march"},
    {"hop", "*hop|*hop along|*hop in place|*hop again and again|*do little hops|*hop on the spot|~*keep hopping|~*make little hops", "series of hops|few hops"},
    {"jump", "*jump|*jump up|*jump high|*leap|*leap into the air|*jump into the air|*leap up high|*leap out of the water@fish|~*jump up into the air|~*make a high leap", "jump|leap|high jump|~jump into the air"},
    {"turn", "*turn|*turn to the {side}|*turn {side}|*turn around to the {side}|*make a turn to the {side}|*turn around|*face to the {side}|*steer to the {side}@vehicle|*drive around a corner to the {side}@vehicle|~*make a {side} turn|~*turn toward the {side}", "turn to the {side}|{side} turn|~turn around to the {side}"},
    {"sneak", "*sneak|*sneak along|*sneak forward|*tiptoe|*creep forward quietly|*creep along|*prowl|*stalk forward|*sneak around|~*tiptoe along|~*prowl along quietly", "sneak|sneaky walk|~quiet sneak"},
    {"crawl", "*crawl|*crawl forward|*crawl along|*crawl along the ground|*crawl on hands and knees@biped|*inch along like a caterpillar@snake|~*crawl straight ahead|~*move forward at a crawl", "crawl|~forward crawl"},
    {"scuttle", "*scuttle|*scuttle along|*scurry|*scurry along|*scuttle forward|*scurry over the ground|~*scurry forward|~*scuttle over the ground", "scuttle|scurry"},
    {"swim", "*swim|*swim forward|*swim along|*swim through the water|*swim around|~*swim straight ahead|~*keep swimming", "swim|swim cycle|~forward swim"},
    {"slither", "*slither|*slither forward|*slither along|*slither over the ground|*wind along the ground|*wriggle forward|~*slither straight ahead|~*wriggle along the ground", "slither|~forward slither"},
    {"fly", "*fly|*fly forward|*fly through the air|*fly along|*fly in the sky|*fly with beating wings|~*keep flying|~*fly straight ahead", "flight|fly cycle|~flight through the air"},
    {"glide", "*glide|*glide through the air|*soar|*soar with spread wings|*glide with wings spread|*soar through the sky|~*glide with spread wings|~*soar through the air", "glide|~soaring glide"},
    {"drive", "*drive|*drive forward|*drive along|*roll forward|*roll along on {its} wheels|*roll along|*drive down the road|~*roll forward on {its} wheels|~*keep driving", "drive|~forward drive"},
    {"idle", "*stand idle|*idle|*stand still|*stand around|*wait|*stay in place|*rest quietly|*do nothing much|*wait around|~*stand around idle|~*wait in place", "idle animation|idle pose|idle|~quiet idle"},
    {"breathe", "*breathe|*breathe in and out|*breathe deeply|*take deep breaths|*take a deep breath|*breathe heavily|~*breathe deeply in and out|~*keep breathing", "deep breath|~few deep breaths"},
    {"look around", "*look around|*look {side} and then {other}|*look from side to side|*look to the {side} and then to the {other}|*glance around|*turn {its} head from side to side|*look about|~*glance {side} and then {other}|~*take a look around", "look around|~glance around"},
    {"nod", "*nod|*nod {its} head|*nod yes|*nod in agreement|*move {its} head up and down|*nod up and down|~*nod {its} head up and down|~*nod {its} head in agreement", "nod|nod of the head|~nod in agreement"},
    {"shake head", "*shake {its} head|*shake {its} head no|*say no with {its} head|*shake {its} head from side to side|*shake {its} head in refusal|~*refuse with a shake of {its} head", "shake of the head|head shake|~shake of {its} head"},
    {"wag tail", "*wag {its} tail|*wag {its} tail from side to side|*swing {its} tail|*swish {its} tail|*wiggle {its} tail|*wave {its} tail|~*swish {its} tail from side to side|~*wag {its} tail to and fro", "wag of the tail|tail wag|~swish of the tail"},
    {"eat", "*eat|*eat something|*feed|*have a meal|*munch on food|*eat from the ground@quadruped,dragon,bird|*graze@quadruped|*lower {its} head and *eat@quadruped,dragon,bird|*eat with {its} hand@biped|~*eat some food|~*have something to eat", "meal|bite to eat|~meal on the ground"},
    {"roar", "*roar|*roar loudly|*let out a roar|*growl|*bellow|*howl|*scream|*give a mighty roar|~*let out a mighty roar|~*growl loudly", "roar|mighty roar|~loud roar"},
    {"sway", "*sway|*sway from side to side|*sway to and fro|*rock from side to side|*sway in the wind@plant|*swing {its} hook@crane|*swing in the breeze@plant|*move in the wind@plant|~*sway left and right|~*rock to and fro", "sway|~swaying motion"},
    {"bounce", "*bounce|*bounce up and down|*bob up and down|*bounce in place|*bounce on the spot|~*keep bouncing|~*bob up and down on the spot", "bounce|~bouncing motion"},
    {"shake", "*shake|*shake all over|*shiver|*tremble|*shake {its} whole body|*shudder|*rattle@chest,door,drawers,laptop,robot_arm,crane,vehicle|*shake itself|~*shiver all over|~*tremble all over", "shake|shiver|~shake of the whole body"},
    {"squash", "*squash and *stretch|*squash down|*squish down and *spring back|*flatten and *spring back|*squash flat and *pop up again|~*squash down and *spring back|~*flatten down and *pop up again", "squash and stretch|~squash"},
    {"stretch", "*stretch|*stretch {its} body|*have a good stretch|*stretch out|*stretch {its} limbs|*stretch after a nap|~*have a stretch|~*stretch {its} body after a nap", "stretch|good stretch|~long stretch"},
    {"dance", "*dance|*dance around|*dance to the music|*groove|*boogie|*dance to the beat|*perform a dance|~*groove to the music|~*do a dance", "dance|little dance|~dance to the beat"},
    {"sit", "*sit|*sit down|*take a seat|*sit down on the ground|*lower itself to *sit|~*sit down and *stay|~*take a seat on the ground", "sit|~sit down"},
    {"crouch", "*crouch|*crouch down|*duck|*duck down|*squat|*squat down|*get down low|~*duck low|~*squat down low", "crouch|squat|~low crouch"},
    {"lie down", "*lie down|*lie down on the ground|*lay itself down|*lie down to *sleep|*go to sleep|*lie down and *rest|~*lie down on the ground and *rest|~*lie down for a nap", "lie down|~rest on the ground"},
    {"fall", "*fall {direction}|*fall|*fall down|*fall over|*tumble {direction}|*tumble|*trip and *fall {direction}|*fall over {direction}|~*tumble over|~*trip and *tumble {direction}", "fall|tumble|~fall to the ground"},
    {"get hit", "*get hit|*take a hit|*take damage|*react to a hit|*flinch|*recoil from a blow|*flinch from a blow|~*get hit by a blow|~*take a blow", "hit reaction|~reaction to a blow"},
    {"die", "*die|*collapse|*drop dead|*collapse and *die|*collapse on {its} {side} side@quadruped,dragon|*die on {its} {side} side@quadruped,dragon|*perish|*float belly up@fish|*flip on {its} back and *die@insect|~*drop down dead|~*collapse dead", "death|death animation|~sudden death"},
    {"rear", "*rear|*rear up|*rise up on {its} hind legs@quadruped,dragon,insect|*rear up high|*raise the front of {its} body|*stand up on {its} hind legs@quadruped,dragon|~*rear up on {its} hind legs@quadruped,dragon|~*rise up high", "rear|~high rear"},
    {"bow", "*bow|*bow down|*take a bow|*bow politely|*bend forward in a bow|*bow deeply|~*bow down politely|~*take a deep bow", "bow|deep bow|~polite bow"},
    {"wave", "*wave|*wave hello|*wave goodbye|*greet with a wave|*wave {its} {side} hand@biped|*wave with {its} {side} arm@biped|*wave with {its} {side} hand@biped|*raise {its} {side} arm and *wave@biped|*wave with {its} {side} front leg@quadruped,dragon,insect|*wave {its} {side} paw@quadruped|*wave {its} leaves@plant|*wave {its} arm@robot_arm|~*wave hello with {its} {side} hand@biped|~*wave a greeting", "wave|friendly wave|~wave hello"},
    {"clap", "*clap|*clap {its} hands|*applaud|*clap hands|*give applause|*clap along|~*clap {its} hands together|~*clap in applause", "clap|round of applause|~clap of the hands"},
    {"point", "*point|*point forward|*point with {its} {side} hand|*point at something with {its} {side} arm|*point ahead|*point at something|*raise {its} {side} arm to *point|~*point ahead with {its} {side} hand|~*point {its} {side} arm at something", "pointing gesture|~pointing gesture ahead"},
    {"punch", "*punch|*punch with {its} {side} fist|*throw a {side} punch|*throw punches|*box|*punch the air|*throw a punch with the {side} hand|~*throw punches with {its} {side} fist|~*punch forward with {its} {side} hand", "punch|{side} punch|~punch with the {side} fist"},
    {"kick", "*kick|*kick with {its} {side} leg|*kick a ball|*kick forward|*kick with the {side} foot|*do a {side} kick|*kick out|~*kick a ball with {its} {side} foot|~*kick out with {its} {side} leg", "kick|{side} kick|~kick with the {side} foot"},
    {"cheer", "*cheer|*celebrate|*cheer with both arms up|*raise both arms in victory|*celebrate a victory|*jump for joy|~*cheer for joy|~*celebrate with both arms up", "cheer|victory celebration|~cheer of joy"},
    {"throw", "*throw something|*throw a ball|*throw a ball with {its} {side} hand|*throw something with {its} {side} arm|*hurl something|*pitch a ball|~*hurl a ball with {its} {side} arm|~*throw something forward", "throw|ball throw|~{side} throw"},
    {"shrug", "*shrug|*shrug {its} shoulders|*give a shrug|*shrug with open hands|~*shrug and *raise {its} hands|~*give a shrug with {its} shoulders", "shrug|shrug of the shoulders"},
    {"reach", "*reach|*reach out|*reach forward|*reach out with {its} {side} hand@biped|*reach for something|*reach for something with {its} {side} arm@biped|*extend {its} arm@robot_arm,crane|~*reach out for something|~*reach forward with {its} {side} hand@biped", "reach|~forward reach"},
    {"lift", "*lift something|*lift a heavy box|*lift a load|*pick something up|*lift something up high|*lift a box overhead@biped|*raise {its} boom@crane|*lift up a load|~*pick up a load|~*lift up a heavy load", "lift|heavy lift|~lift of a load"},
    {"attack", "*attack|*launch an attack|*strike down with {its} {side} hand@biped|*swing a weapon@biped|*lunge at an enemy|*attack an enemy|*lunge and *attack|*attack with {its} {side} claw@quadruped,dragon|*slash with {its} {side} arm@biped|~*lunge forward to *attack|~*launch an attack at an enemy", "attack|fierce attack|~attack on an enemy"},
    {"bite", "*bite|*bite at something|*snap {its} jaws|*snap with {its} teeth|*snap at something|*chomp|~*bite with {its} teeth|~*chomp with {its} jaws", "bite|snap of the jaws|~chomp"},
    {"peck", "*peck|*peck at the ground|*peck at seeds|*peck the ground|*peck for food|~*peck for seeds|~*peck at food on the ground", "peck|~peck at the ground"},
    {"coil", "*coil|*coil up|*curl up into a coil|*coil {its} body|*roll up into a spiral|*wind itself into a coil|~*coil up into a spiral|~*curl {its} body up", "coil|~tight coil"},
    {"strike", "*strike|*strike forward|*strike at prey|*strike with {its} fangs|*lunge forward and *strike|~*strike forward at prey|~*lunge at prey and *strike", "strike|sudden strike|~strike at prey"},
    {"flap", "*flap {its} wings|*flap|*beat {its} wings|*flap {its} wings up and down|*flutter {its} wings|*flap {its} fins@fish|~*flutter|~*beat {its} wings up and down", "flap of the wings|wing flap|~wing beat"},
    {"hover", "*hover|*hover in place|*hover in the air|*hover in one spot|*float in the air with beating wings|~*hover on the spot|~*hover in the air in one spot", "hover|~hover in the air"},
    {"take off", "*take off|*take off from the ground|*take off into the air|*lift off|*launch itself into the air|*rise into the sky|~*lift off from the ground|~*take off into the sky", "takeoff|~takeoff from the ground"},
    {"bloom", "*bloom|*blossom|*open {its} petals|*unfold {its} petals|*come into bloom|*burst into bloom|~*bloom and *unfold|~*open up {its} petals", "bloom|~full bloom"},
    {"open", "*open|*open up|*swing open|*open {its} lid@chest,laptop|*open wide|*slide open@drawers|*open {its} door@door|*raise {its} lid@chest|*unfold {its} screen@laptop|~*open all the way|~*swing wide open", "opening motion|~wide opening"},
    {"close", "*close|*close up|*shut|*swing shut|*close {its} lid@chest,laptop|*slide shut@drawers|*slam shut@chest,door,laptop|*close {its} petals@plant|*fold shut@laptop|~*close all the way|~*fall shut@chest,laptop", "closing motion|~closing"},
    {"open and close", "*open and *close|*open and then *close|*open and *shut again|*open up and *close again|*swing open and *shut@door,chest|~*open and then *shut|~*open up and then *close again", "opening and closing"},
    {"slide out", "*slide out|*slide {its} drawers out|*pull out {its} drawers|*slide out {its} drawers|*extend {its} drawers|~*push out {its} drawers|~*slide {its} drawers all the way out", "slide out|~slide out of the drawers"},
    {"grip", "*grip|*close {its} gripper|*grab something|*grasp an object|*open and *close {its} gripper|*squeeze {its} claw|*grasp something|~*grab an object|~*squeeze {its} gripper", "grip|grasp|~firm grip"},
    {"rotate", "*rotate|*rotate to the {side}|*spin around to the {side}|*rotate {side}|*spin around|*swivel to the {side}|*revolve|~*swivel {side}|~*rotate around to the {side}", "rotation to the {side}|spin|~rotation"},
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 25> kPast{{
    {"run", "ran"}, {"leap", "leaped"}, {"sit", "sat"}, {"lie", "lay"}, {"fall", "fell"}, {"get", "got"},
    {"take", "took"}, {"eat", "ate"}, {"shake", "shook"}, {"swing", "swung"}, {"stand", "stood"},
    {"fly", "flew"}, {"swim", "swam"}, {"strike", "struck"}, {"bite", "bit"}, {"shut", "shut"},
    {"slide", "slid"}, {"rise", "rose"}, {"throw", "threw"}, {"go", "went"}, {"bend", "bent"},
    {"spin", "spun"}, {"give", "gave"}, {"creep", "crept"}, {"come", "came"}}};

// Verbs whose last consonant doubles before -ing and -ed.
constexpr std::array<std::string_view, 30> kDoubling{
    "run", "hop", "nod", "wag", "sit", "get", "clap", "trot", "flap", "swim", "grip", "bob",
    "trip", "shut", "grab", "snap", "hit", "spin", "squat", "let", "stop", "drop", "flip", 
    "pop", "dip", "tap", "rip", "jog", "slam", "begin"};
// clang-format on

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

bool ends_with(const std::string& word, std::string_view tail) {
  return word.size() >= tail.size() && word.ends_with(tail);
}

}  // namespace

std::span<const MotionWords> motion_words() { return kWords; }

std::vector<Phrase> parse_phrases(std::string_view packed) {
  std::vector<Phrase> phrases;
  while (!packed.empty()) {
    const size_t bar = packed.find('|');
    std::string_view entry = packed.substr(0, bar);
    packed = bar == std::string_view::npos ? std::string_view() : packed.substr(bar + 1);
    Phrase phrase;
    if (entry.starts_with('~')) {
      phrase.held_out = true;
      entry.remove_prefix(1);
    }
    if (const size_t at = entry.find('@'); at != std::string_view::npos) {
      std::string plan;
      for (char c : entry.substr(at + 1)) {
        if (c != ',') {
          plan += c;
          continue;
        }
        phrase.plans.push_back(plan);
        plan.clear();
      }
      phrase.plans.push_back(plan);
      entry = entry.substr(0, at);
    }
    phrase.text = entry;
    phrases.push_back(phrase);
  }
  return phrases;
}

std::string inflect(const std::string& verb, Form form) {
  if (form == Form::kBase || verb.size() < 2) return verb;
  const char last = verb.back(), before = verb[verb.size() - 2];
  if (form == Form::kThird) {
    if (verb == "have") return "has";
    if (last == 'y' && !is_vowel(before)) return verb.substr(0, verb.size() - 1) + "ies";
    for (std::string_view tail : {"s", "x", "z", "ch", "sh", "o"})
      if (ends_with(verb, tail)) return verb + "es";
    return verb + "s";
  }
  const bool doubles = std::find(kDoubling.begin(), kDoubling.end(), verb) != kDoubling.end();
  const std::string stem = doubles ? verb + last : verb;
  if (form == Form::kGerund) {
    if (ends_with(verb, "ie")) return verb.substr(0, verb.size() - 2) + "ying";
    if (last == 'e' && before != 'e' && before != 'o' && before != 'y')
      return verb.substr(0, verb.size() - 1) + "ing";
    return stem + "ing";
  }
  for (const auto& [base, past] : kPast)
    if (base == verb) return std::string(past);
  if (last == 'e') return verb + "d";
  if (last == 'y' && !is_vowel(before)) return verb.substr(0, verb.size() - 1) + "ied";
  return stem + "ed";
}

std::string inflect_phrase(const std::string& phrase, Form form) {
  std::string out;
  for (size_t i = 0; i < phrase.size(); ++i) {
    if (phrase[i] != '*') {
      out += phrase[i];
      continue;
    }
    size_t end = i + 1;
    while (end < phrase.size() && phrase[end] != ' ') ++end;
    out += inflect(phrase.substr(i + 1, end - i - 1), form);
    i = end - 1;
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : std::string(text) + ' ') {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') {
      word += c;
    } else if (c != '\'' && !word.empty()) {
      words.push_back(word);
      word.clear();
    }
  }
  return words;
}

}  // namespace animax::data
