// SPDX-License-Identifier: MIT
// Gestures of hands and feet, attacks of heads and claws.
#include "data/checker/judge.h"

namespace animax::data {
namespace {

bool biped(const Evidence& e) { return is_plan(e, BodyPlan::kBiped); }

/// The largest of a measure over the hands.
template <typename Measure>
double best_hand(const Evidence& e, Measure measure) {
  double best = -1e9;
  for (size_t i = 0; i < e.hand_y.size(); ++i) best = std::max<double>(best, measure(i));
  return best;
}

double fore_lift(const Evidence& e) {
  double most = 0;
  for (size_t i = 0; i < e.foot_y.size(); ++i)
    if (e.puppet.legs[i].index == 0) most = std::max(most, highest(e.foot_y[i]));
  return most;
}

void wave(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kPlant)) {
    int strokes = 0;
    for (const Series& s : e.leaf) strokes = std::max(strokes, reversals(s, 0.15));
    judge.at_least("strokes of the leaves", strokes, 2);
    judge.at_most("swing of the stem", range(e.top_x), 0.3);
    return;
  }
  if (is_plan(e, BodyPlan::kRobotArm)) {
    int strokes = 0;
    for (const Series& s : e.link) strokes = std::max(strokes, reversals(s, 0.15));
    judge.at_least("strokes of the links", strokes, 2);
    judge.at_least("swing of the base (rad)", range(e.table_yaw), 0.12);
    return;
  }
  if (!biped(e)) {
    judge.at_least("lift of a forefoot", fore_lift(e), 0.35);
    int strokes = 0;
    for (size_t i = 0; i < e.foot_x.size(); ++i)
      if (e.puppet.legs[i].index == 0 && highest(e.foot_y[i]) > 0.35)
        strokes = std::max(strokes, reversals(e.foot_x[i], 0.08));
    judge.at_least("strokes of the foot", strokes, 2);
    judge.at_most("pitch of the body (rad)", -lowest(e.root_pitch), 0.3);
    return;
  }
  judge.at_least("height of the waving hand",
                 best_hand(e, [&](size_t i) { return mean(e.hand_y[i], 0.3, 0.75); }),
                 0.2);
  judge.at_least(
      "strokes",
      best_hand(e,
                [&](size_t i) {
                  return mean(e.hand_y[i], 0.3, 0.75) > 0.15 ? reversals(e.hand_x[i], 0.1) : 0;
                }),
      2);
  judge.at_most("height of the other hand", mean(minimum_of(e.hand_y), 0.3, 0.75), -0.2);
}

void clap(const Evidence& e, Judge& judge) {
  judge.is("two hands", e.hand_x.size() >= 2);
  if (e.hand_x.size() < 2) return;
  Series inwards = mean_of(e.hand_x);
  judge.at_least("strokes of the hands", reversals(inwards, 0.045), 2);
  judge.at_least("hands move against each other", correlation(e.hand_x[0], e.hand_x[1]), 0.4);
  judge.at_least("hands in front", mean(mean_of(e.hand_z), 0.3, 0.8), 0.3);
  judge.at_most("height of the hands", mean(mean_of(e.hand_y), 0.3, 0.8), 0.4);
}

void point(const Evidence& e, Judge& judge) {
  judge.at_least("reach at the end (arm lengths)",
                 best_hand(e,
                           [&](size_t i) {
                             return std::hypot(mean(e.hand_z[i], 0.8, 1),
                                               0.6 * std::max(0.0, mean(e.hand_x[i], 0.8, 1)));
                           }),
                 0.62);
  judge.at_least("height of the hand at the end",
                 best_hand(e,
                           [&](size_t i) {
                             return mean(e.hand_z[i], 0.8, 1) > 0.45 ? mean(e.hand_y[i], 0.8, 1)
                                                                     : -1.0;
                           }) +
                     1,
                 0.7);
  judge.at_most("height of the other hand", mean(minimum_of(e.hand_y), 0.8, 1), -0.4);
  judge.at_most("motion of the hand at the end",
                std::abs(mean(mean_of(e.hand_z), 0.93, 1) - mean(mean_of(e.hand_z), 0.78, 0.85)),
                0.15);
}

void punch(const Evidence& e, Judge& judge) {
  judge.at_least("thrusts of a hand",
                 best_hand(e, [&](size_t i) { return peaks(e.hand_z[i], 0.45, 0.62); }),
                 0.9);
  judge.at_least("way of the fist (arm lengths)",
                 best_hand(e, [&](size_t i) { return range(e.hand_z[i]); }),
                 0.6);
  judge.at_most(
      "height of the hands", best_hand(e, [&](size_t i) { return highest(e.hand_y[i]); }), 0.5);
  judge.at_least("other hand kept up", mean(minimum_of(e.hand_y), 0.25, 0.75), -0.85);
  judge.at_least("turning of the chest (rad)", range(e.spine_yaw), 0.2);
  judge.at_most(
      "fists come back", best_hand(e, [&](size_t i) { return e.hand_z[i].back(); }), 0.55);
}

void kick(const Evidence& e, Judge& judge) {
  double lift = 0, forward = 0;
  for (size_t i = 0; i < e.foot_y.size(); ++i) {
    if (highest(e.foot_y[i]) <= lift) continue;
    lift = highest(e.foot_y[i]);
    forward = highest(e.foot_z[i]);
  }
  judge.at_least("lift of the foot", lift, 0.25);
  judge.at_least("way of the foot forward", forward, 0.4);
  judge.at_most("flight", flight(e), 0.1);
  judge.at_most("both feet", highest(minimum_of(e.foot_y)), 0.12);
  double lifts = 0;
  for (const Series& s : e.foot_y) lifts += peaks(s, 0.1, 0.25);
  judge.at_most("lifts of feet", lifts, 1.5);
  judge.at_most("tilt of the body", highest(e.lean), 0.6);
}

void dance(const Evidence& e, Judge& judge) {
  judge.at_least("sideways motion of the body", range(e.root_x), 0.1);
  judge.at_least("bobbing", range(e.root_y), 0.06);
  judge.at_least("lift of the feet", highest_foot(e), 0.06);
  judge.at_most("swing of the feet forward", mean_range(e.foot_z), 0.45);
  judge.at_most("flight", flight(e), 0.1);
  judge.at_most("tilt of the body", highest(e.lean), 0.6);
  judge.at_least("turning of the body (rad)", range(e.root_yaw), 0.12);
}

void cheer(const Evidence& e, Judge& judge) {
  judge.at_least("height of both hands", mean(minimum_of(e.hand_y), 0.35, 0.75), 0.25);
  judge.at_least("strokes", reversals(e.hand_y.front(), 0.05) + reversals(e.root_y, 0.06), 1);
  judge.at_most("rise of the body", highest(e.root_y), 0.5);
  judge.at_least("hands or body move up and down", range(e.root_y), 0.08);
}

void throw_thing(const Evidence& e, Judge& judge) {
  judge.at_least(
      "way of the hand forward", best_hand(e, [&](size_t i) { return range(e.hand_z[i]); }), 0.6);
  judge.at_least("height of the hand when drawn back",
                 best_hand(e,
                           [&](size_t i) {
                             const auto back =
                                 std::min_element(e.hand_z[i].begin(), e.hand_z[i].end()) -
                                 e.hand_z[i].begin();
                             return e.hand_y[i][back] + 1;
                           }),
                 1.1);
  judge.at_least("turning of the chest (rad)", range(e.spine_yaw), 0.3);
  judge.at_most("lowest height", -lowest(e.root_y), 0.3);
}

void shrug(const Evidence& e, Judge& judge) {
  const Series out = mean_of(e.hand_x), up = mean_of(e.hand_y);
  judge.at_least("hands to the sides", mean(out, 0.3, 0.6) - std::min(out.back(), 0.4), 0.12);
  judge.at_least("hands raised", mean(up, 0.35, 0.6) - up.back(), 0.12);
  judge.at_most("height of the hands", highest(up), 0.3);
  judge.at_least("hands in front", mean(mean_of(e.hand_z), 0.35, 0.6), 0.12);
  judge.at_most("motion of the body", range(e.root_x) + range(e.root_y) + range(e.root_z), 0.12);
  judge.at_least("tilt of the head (rad)", range(e.head_roll), 0.08);
}

void reach(const Evidence& e, Judge& judge) {
  if (!biped(e)) {
    judge.at_least(
        "way of the tip (body extents)", std::hypot(range(e.top_z), range(e.top_y)), 0.12);
    judge.at_least("turn of the links (rad)", mean_range(e.link), 0.18);
    double back = 0;
    for (const Series& s : e.link) back = std::max(back, std::abs(s.back()));
    judge.at_most("links come back (rad)", back, 0.3);
    int strokes = 0;
    for (const Series& s : e.link) strokes = std::max(strokes, reversals(s, 0.15));
    judge.at_most("strokes", strokes, 1.5);
    return;
  }
  judge.at_least("reach forward (arm lengths)",
                 best_hand(e, [&](size_t i) { return highest(e.hand_z[i]); }),
                 0.6);
  judge.at_most("arm comes back", best_hand(e, [&](size_t i) { return e.hand_z[i].back(); }), 0.5);
  judge.at_most("height of the other hand", mean(minimum_of(e.hand_y), 0.3, 0.8), -0.3);
  judge.at_most("reversals of the hand",
                best_hand(e, [&](size_t i) { return reversals(e.hand_z[i], 0.25); }),
                1.5);
  judge.at_most("depth", -lowest(e.root_y), 0.15);
}

void lift(const Evidence& e, Judge& judge) {
  if (!biped(e)) {
    judge.at_least("rise of the tip (body extents)", highest(e.top_y) - e.top_y.front(), 0.03);
    judge.at_least(
        "height at the end against the lowest", mean(e.top_y, 0.92, 1) - lowest(e.top_y), 0.05);
    judge.at_least("turn of the links (rad)", mean_range(e.link), 0.12);
    double away = 0;
    for (const Series& s : e.link) away = std::max(away, std::abs(s.back()));
    judge.at_least("links stay raised (rad)", away, 0.18);
    return;
  }
  judge.at_most("depth of the knee bend", lowest(e.root_y), -0.15);
  judge.at_least("height of both hands at the end", mean(minimum_of(e.hand_y), 0.92, 1), 0.3);
  judge.at_least("hands go down first", -mean(minimum_of(e.hand_y), 0.15, 0.4), 0.2);
}

void attack(const Evidence& e, Judge& judge) {
  if (biped(e)) {
    judge.at_least("hand raised over the shoulder",
                   best_hand(e, [&](size_t i) { return highest(e.hand_y[i]); }),
                   0.25);
    judge.at_least("blow downwards (arm lengths)",
                   best_hand(e, [&](size_t i) { return range(e.hand_y[i]); }),
                   0.8);
    judge.at_least("advance of the body", highest(e.root_z), 0.06);
    judge.at_least("bend of the body (rad)", highest(e.spine_pitch), 0.2);
    judge.at_most("rise of the body", highest(e.root_y), 0.2);
    return;
  }
  const double ahead = highest(e.root_z);
  judge.at_least("advance of the body", ahead, is_plan(e, BodyPlan::kFish) ? 0.1 : 0.18);
  judge.at_most("advance at the end", mean(e.root_z, 0.95, 1) / std::max(ahead, 1e-9), 0.55);
  judge.at_least("drawn back first", -lowest(e.root_z), 0.04);
  if (!e.foot_y.empty() && !two_legged(e)) judge.at_least("lift of a forefoot", fore_lift(e), 0.15);
}

void bite(const Evidence& e, Judge& judge) {
  judge.is("a jaw", !e.jaw.empty());
  if (e.jaw.empty()) return;
  judge.at_least("opening of the jaw (rad)", highest(e.jaw), 0.3);
  judge.at_least("snaps", peaks(e.jaw, 0.2, 0.3), 0.9);
  judge.at_least("thrust of the body", range(e.root_z), 0.12);
  judge.at_most("motion of the feet", mean_range(e.foot_y), 0.12);
}

void peck(const Evidence& e, Judge& judge) {
  judge.at_least("strokes of the head", reversals(e.head_y, 0.25), 1);
  judge.at_least("way of the head (leg heights)", range(e.head_y), 0.35);
  judge.at_least("pitch of the body (rad)", range(e.root_pitch), 0.35);
  judge.at_most("rise of the body", highest(e.root_y), 0.2);
  const double low = lowest(e.head_y);
  judge.at_most("time with the head low", mean(e.head_y, 0.3, 0.9) / std::min(low, -1e-9), 0.8);
}

void coil(const Evidence& e, Judge& judge) {
  judge.is("a body line", e.line_yaw.size() >= 3);
  if (e.line_yaw.size() < 3) return;
  // From bone to bone the heading goes round in one sense.
  double total = 0;
  for (size_t i = 0; i + 1 < e.line_yaw.size(); ++i) {
    const double step = mean(e.line_yaw[i + 1], 0.95, 1) - mean(e.line_yaw[i], 0.95, 1);
    total += step - 2 * M_PI * std::round(step / (2 * M_PI));
  }
  judge.at_least("turn from head to tail (rad)", std::abs(total), 3.2);
}

void strike(const Evidence& e, Judge& judge) {
  const Series& z = e.root_z;
  // A cobra's head is up at rest and gathers little.
  judge.at_least("gathering: height of the head", highest(e.front_y), 0.04);
  judge.at_least("thrust of the body", range(z), 0.2);
  judge.at_most("height of the head at the end",
                std::abs(e.front_y.back()) / std::max(highest(e.front_y), 1e-9),
                0.6);
}

}  // namespace

void add_gesture_predicates(Predicates& all) {
  all["wave"] = wave, all["clap"] = clap, all["point"] = point, all["punch"] = punch;
  all["kick"] = kick, all["dance"] = dance, all["cheer"] = cheer, all["throw"] = throw_thing;
  all["shrug"] = shrug, all["reach"] = reach, all["lift"] = lift, all["attack"] = attack;
  all["bite"] = bite, all["peck"] = peck, all["coil"] = coil, all["strike"] = strike;
}

}  // namespace animax::data
