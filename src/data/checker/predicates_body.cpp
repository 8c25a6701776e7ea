// SPDX-License-Identifier: MIT
// Heads, tails and changes of posture.
#include "data/checker/judge.h"

namespace animax::data {
namespace {

double feet_path(const Evidence& e) {
  return std::max(mean_range(e.foot_y), e.foot_y.empty() ? 0.0 : 0.5 * mean_range(e.foot_x));
}

/// Feet stay where they are: neither steps nor flight.
void feet_stay(const Evidence& e, Judge& judge) {
  if (!e.foot_y.empty()) judge.at_most("motion of the feet", feet_path(e), 0.12);
}

/// Hands are at most so high from 0.3 of the time until `end`. Pincers are held out and do not
/// count.
void hands_stay_down(const Evidence& e, double end, double most, Judge& judge) {
  if (is_plan(e, BodyPlan::kInsect)) return;
  for (const Series& s : e.hand_y) judge.at_most("height of the hands", mean(s, 0.3, end), most);
}

double end_height(const Evidence& e) { return mean(e.root_y, 0.9, 1); }

void idle(const Evidence& e, Judge& judge) {
  feet_stay(e, judge);
  judge.at_least("effort", mean(e.effort), 0.0006);
  judge.at_most("effort", mean(e.effort), 0.032);
  if (!is_plan(e, BodyPlan::kSnake))
    judge.at_most(
        "largest turn of the body", std::max(range(e.root_yaw), range(e.root_pitch)), 0.35);
  judge.at_most("range of height", range(e.root_y), is_plan(e, BodyPlan::kSnake) ? 0.7 : 0.2);
  if (!e.head_yaw.empty() && !e.foot_y.empty()) {
    judge.at_most("turn of the head", range(e.head_yaw), 0.65);
    judge.at_most("nodding of the head", range(e.head_pitch), 0.4);
  }
  if (!e.tail_yaw.empty()) judge.at_most("swing of the tail", range(e.tail_yaw), 0.85);
  hands_stay_down(e, 1, 0.0, judge);
  for (const Series& s : e.wing_lift) judge.at_most("beat of the wings", range(s), 0.55);
  if (!e.line_yaw.empty() && is_plan(e, BodyPlan::kFish))
    judge.at_most("swing of the tail", range(e.line_yaw.back()), 1.0);
}

void breathe(const Evidence& e, Judge& judge) {
  feet_stay(e, judge);
  judge.at_least(
      "heaving of the chest", range(e.spine_pitch) + range(e.root_y) + range(e.head_pitch), 0.06);
  judge.at_most("turn of the head", range(e.head_yaw), 0.3);
  judge.at_most("effort", mean(e.effort), 0.03);
  judge.at_most("nodding of the head", range(e.head_pitch), 0.5);
  judge.at_most("range of height", range(e.root_y), 0.14);
  judge.at_most("tilt", mean(e.lean), 0.15);
}

double shaking(const Evidence& e) { return reversals(e.head_yaw, 0.25); }

void look_around(const Evidence& e, Judge& judge) {
  feet_stay(e, judge);
  judge.at_least("turn of the head to one side (rad)",
                 std::min(highest(e.head_yaw), -lowest(e.head_yaw)),
                 0.22);
  judge.at_most("reversals of the head", shaking(e), 2.4);
  judge.at_most("turn of the body", range(e.root_yaw), 0.4);
}

void nod(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kRobotArm)) {
    judge.at_least("reversals of the last link", reversals(e.link.back(), 0.2), 1);
    judge.at_least("nod of the last link (rad)", range(e.link.back()), 0.3);
    judge.at_most("turn of the base", range(e.table_yaw), 0.15);
    return;
  }
  feet_stay(e, judge);
  judge.at_least("nodding of the head (rad)", range(e.head_pitch), 0.25);
  judge.at_least("reversals of the head", reversals(e.head_pitch, 0.15), 1);
  judge.at_most("turning of the head against nodding",
                range(e.head_yaw) / std::max(range(e.head_pitch), 1e-9),
                0.7);
  judge.at_most("range of height", range(e.root_y), 0.12);
  judge.at_most("tilt of the body", mean(e.lean, 0.2, 1) + range(e.root_pitch), 0.2);
  hands_stay_down(e, 0.8, 0.1, judge);
}

void shake_head(const Evidence& e, Judge& judge) {
  feet_stay(e, judge);
  judge.at_least("turning of the head (rad)", range(e.head_yaw), 0.4);
  judge.at_least("reversals of the head", shaking(e), 2);
  judge.at_most("turn of the body", range(e.root_yaw), 0.3);
  judge.at_most("nodding of the head against turning",
                range(e.head_pitch) / std::max(range(e.head_yaw), 1e-9),
                0.8);
  judge.at_most("rolling of the body", range(e.root_roll), 0.2);
}

void wag_tail(const Evidence& e, Judge& judge) {
  judge.at_least("swing of the tail (rad)", range(e.tail_yaw), 0.55);
  judge.at_least("reversals of the tail", reversals(e.tail_yaw, 0.3), 2);
  feet_stay(e, judge);
  judge.at_most("rolling of the body", range(e.root_roll), 0.2);
  judge.at_most("sideways motion", range(e.root_x), 0.22);
  judge.at_most("turning of the head", range(e.head_yaw), 0.35);
}

/// A hand of these comes near the mouth.
double hand_to_mouth(const Evidence& e) {
  double most = 0;
  for (size_t i = 0; i < e.hand_y.size(); ++i) {
    Series near(e.hand_y[i].size());
    for (size_t t = 0; t < near.size(); ++t) near[t] = e.hand_y[i][t];
    most = std::max(most, range(near));
  }
  return most;
}

void eat(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kBiped)) {
    double raised = -1, out = 1e9;
    int strokes = 0;
    for (size_t i = 0; i < e.hand_y.size(); ++i) {
      if (mean(e.hand_z[i], 0.3, 1) < 0.15) continue;
      raised = std::max(raised, highest(e.hand_y[i]));
      out = std::min(out, std::abs(mean(e.hand_x[i], 0.3, 1)));
      strokes = std::max(strokes, reversals(e.hand_y[i], 0.2));
    }
    judge.at_least("hand to the mouth (arm lengths)", hand_to_mouth(e), 0.3);
    judge.at_least("strokes", strokes, 1);
    judge.at_most("hand to the side", out, 0.4);
    judge.at_most("height of the hand", raised, 0.7);
    feet_stay(e, judge);
    return;
  }
  judge.at_most("height of the head over its rest", mean(e.head_y, 0.35, 0.8), -0.22);
  judge.at_least("time with the head low",
                 -mean(e.head_y, 0.45, 0.55) / std::max(-lowest(e.head_y), 1e-9),
                 0.5);
  judge.at_most("sinking of the body", -lowest(e.root_y), 0.45);
  judge.at_least("head comes back up", e.head_y.back() - lowest(e.head_y), 0.1);
  judge.at_most("tilt to the side", range(e.root_roll), 0.5);
}

void roar(const Evidence& e, Judge& judge) {
  judge.at_least("head thrown back (rad)",
                 -lowest(e.head_pitch) - lowest(e.spine_pitch) - lowest(e.root_pitch),
                 0.3);
  if (!e.jaw.empty()) judge.at_least("opening of the jaw (rad)", highest(e.jaw), 0.35);
  judge.at_most("rise of the feet", feet_path(e), 0.2);
  judge.at_most("tilt of the body", highest(e.lean), 0.6);
  judge.at_most("advance of the body", range(e.root_z), 0.4);
  for (const Series& s : e.hand_y) judge.at_most("height of the hands", highest(s), 0.6);
}

void sway(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kPlant)) {
    judge.at_least(
        "swing of the top (body extents)", std::hypot(range(e.top_x), range(e.top_z)), 0.12);
    judge.at_most(
        "reversals of the top", std::min(reversals(e.top_x, 0.06), reversals(e.top_z, 0.06)), 3.4);
    return;
  }
  if (is_plan(e, BodyPlan::kCrane)) {
    judge.at_least("swing of the hook (rad)", range(e.hook_tilt), 0.3);
    judge.at_most(
        "turn of the crane", std::abs(e.table_yaw.empty() ? 0.0 : e.table_yaw.back()), 0.5);
    return;
  }
  if (is_plan(e, BodyPlan::kSnake)) {
    judge.at_least("height of the head (body lengths)", mean(e.front_y, 0.3, 1), 0.06);
    judge.at_least("swing of the head to the sides", range(e.line_x.front()), 0.06);
    judge.at_most("height of the head at the start", e.front_y.front(), 0.12);
    return;
  }
  feet_stay(e, judge);
  judge.at_least("sideways motion of the body", range(e.root_x), 0.08);
  judge.at_least("leaning to the sides (rad)", range(e.spine_roll) + range(e.root_roll), 0.12);
  judge.at_most("reversals", reversals(e.root_x, 0.08), 4.6);
  judge.at_most("turning of the body", range(e.root_yaw), 0.3);
}

void bounce(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kPlant)) {
    judge.at_least("rise and fall of the top (body extents)", range(e.top_y), 0.05);
    judge.at_most(
        "sideways against up and down", range(e.top_x) / std::max(range(e.top_y), 1e-9), 1.0);
    judge.at_least("reversals of the top", reversals(e.top_y, 0.03), 1);
    return;
  }
  if (e.foot_y.empty()) {
    judge.at_least("rise of the body", range(e.root_y), 0.18);
    judge.at_most(
        "shaking to the sides", range(e.root_roll) / std::max(range(e.root_y), 1e-9), 0.8);
    return;
  }
  feet_stay(e, judge);
  judge.at_least("rise and fall of the body", range(e.root_y), 0.12);
  judge.at_least("reversals of the height", reversals(e.root_y, 0.06), 1);
  judge.at_most("sideways motion", range(e.root_x), 0.12);
  judge.at_most("depth", -lowest(e.root_y), 0.46);
}

void shake(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kPlant)) {
    judge.at_least("reversals of the top", reversals(e.top_x, 0.025), 3);
    return;
  }
  judge.at_least("rolling of the body (rad)", range(e.root_roll), 0.08);
  judge.at_least("reversals of the roll", reversals(e.root_roll, 0.05), 3);
  if (!e.foot_y.empty()) feet_stay(e, judge);
  judge.at_most("rise of the body", highest(e.root_y), 0.3);
}

void squash(const Evidence& e, Judge& judge) {
  judge.at_most("motion of the feet", feet_path(e), 0.3);
  judge.at_most("lowest height", lowest(e.root_y), -0.35);
  judge.at_least("height regained", end_height(e) - lowest(e.root_y), 0.3);
  judge.at_most("tilt of the body", highest(e.lean), 0.4);
}

void stretch(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kBiped)) {
    judge.at_least("height of both hands", highest(minimum_of(e.hand_y)), 0.35);
    judge.at_most("hands come down", minimum_of(e.hand_y).back(), 0.3);
    feet_stay(e, judge);
    judge.at_most("depth", -lowest(e.root_y), 0.14);
    judge.at_most("strokes of the hands", reversals(e.hand_y.front(), 0.3), 2.6);
    return;
  }
  judge.at_least("front of the body lowered (rad)", highest(e.root_pitch), 0.14);
  judge.at_most("head raised against the body (rad)", lowest(e.head_pitch), -0.25);
  feet_stay(e, judge);
  judge.at_most("pitch at the end", e.root_pitch.back(), 0.25);
}

void sit(const Evidence& e, Judge& judge) {
  if (two_legged(e)) {
    judge.at_most("height at the end", end_height(e), -0.3);
    judge.at_most("way back at the end", mean(e.root_z, 0.9, 1), -0.2);
    judge.at_most("tilt at the end", mean(e.lean, 0.9, 1), 0.6);
    judge.at_least("height at the end", end_height(e), -0.72);
    return;
  }
  judge.at_most("pitch of the body at the end (rad)", mean(e.root_pitch, 0.9, 1), -0.4);
  judge.at_most("tilt to the side", std::abs(e.root_roll.back()), 0.4);
  double fore = 0;
  for (size_t i = 0; i < e.foot_y.size(); ++i)
    if (e.puppet.legs[i].index == 0) fore = std::max(fore, range(e.foot_y[i]));
  judge.at_most("lift of the forefeet", fore, 0.25);
}

void crouch(const Evidence& e, Judge& judge) {
  judge.at_most("height at the end", end_height(e), -0.28);
  judge.at_least("height at the end", end_height(e), -0.68);
  judge.at_least("way back at the end", mean(e.root_z, 0.9, 1), -0.24);
  judge.at_most("tilt at the end", mean(e.lean, 0.9, 1), 0.5);
  if (!e.foot_y.empty()) judge.at_most("motion of the feet", feet_path(e), 0.15);
}

void lie_down(const Evidence& e, Judge& judge) {
  judge.at_most("height at the end", end_height(e), -0.5);
  if (two_legged(e)) {
    judge.at_least("tilt at the end (rad)", mean(e.lean, 0.92, 1), 1.0);
    judge.at_most("height halfway", mean(e.root_y, 0.3, 0.45), -0.2);
    judge.at_most("tilt at a third (rad)", mean(e.lean, 0.22, 0.3), 0.7);
  } else {
    judge.at_most("tilt at the end (rad)", mean(e.lean, 0.92, 1), 0.5);
  }
}

void fall(const Evidence& e, Judge& judge) {
  judge.at_least("tilt at the end (rad)", mean(e.lean, 0.92, 1), 1.0);
  judge.at_most("height at the end", end_height(e), -0.4);
}

void die(const Evidence& e, Judge& judge) {
  judge.at_least("tilt at the end (rad)", mean(e.lean, 0.92, 1), 1.0);
  if (!is_plan(e, BodyPlan::kFish) && !is_plan(e, BodyPlan::kInsect))
    judge.at_most("height at the end", end_height(e), -0.15);
  const Series& pace = e.effort;
  judge.at_most("motion at the end against the most",
                mean(pace, 0.92, 1) / std::max(highest(pace), 1e-9),
                0.6);
}

void get_hit(const Evidence& e, Judge& judge) {
  const double back = -lowest(e.root_z);
  judge.at_least("thrown back", back, 0.08);
  judge.at_most("forward against back", highest(e.root_z) / std::max(back, 1e-9), 0.6);
  const auto at = std::min_element(e.root_z.begin(), e.root_z.end()) - e.root_z.begin();
  judge.at_most("moment of the blow", static_cast<double>(at) / (e.frames - 1), 0.5);
  judge.at_most("pitch of the body (rad)", lowest(e.root_pitch), -0.08);
  judge.at_most("way back at the end", -mean(e.root_z, 0.94, 1) / std::max(back, 1e-9), 0.5);
  judge.at_most("depth", -lowest(e.root_y), 0.65);
}

void rear(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kSnake)) {
    judge.at_least("height of the head at the end (body lengths)", mean(e.front_y, 0.75, 1), 0.1);
    judge.at_most("heading at the end", std::abs(mean(mean_of(e.line_yaw), 0.85, 1)), 0.6);
    judge.at_most("height of the head at the start", e.front_y.front(), 0.1);
    return;
  }
  double fore = 0, hind = 0;
  for (size_t i = 0; i < e.foot_y.size(); ++i) {
    if (e.puppet.legs[i].index == 0)
      fore = std::max(fore, highest(e.foot_y[i]));
    else
      hind = std::max(hind, highest(e.foot_y[i]));
  }
  judge.at_least("lift of the forefeet", fore, 0.24);
  judge.at_most("lift of the other feet", hind, 0.25);
  judge.at_most("pitch of the body (rad)", lowest(e.root_pitch), -0.3);
  judge.at_most("advance of the body", highest(e.root_z), 0.3);
}

void bow(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kPlant)) {
    judge.at_least("way of the top forward (body extents)", highest(e.top_z), 0.15);
    judge.at_most("sideways", range(e.top_x) / std::max(highest(e.top_z), 1e-9), 0.6);
    judge.at_most("at the end", e.top_z.back() / std::max(highest(e.top_z), 1e-9), 0.5);
    return;
  }
  feet_stay(e, judge);
  const double down =
      two_legged(e) ? highest(e.root_pitch) + highest(e.spine_pitch) : highest(e.root_pitch);
  judge.at_least("bend forward (rad)", down, two_legged(e) ? 0.5 : 0.16);
  judge.at_most("bend at the end (rad)",
                e.root_pitch.back() + (two_legged(e) ? e.spine_pitch.back() : 0.0),
                0.35);
  judge.at_most("bending back first", -lowest(e.root_pitch) - lowest(e.spine_pitch), 0.15);
  judge.at_most("advance of the body", highest(e.root_z), 0.12);
  judge.at_most("depth", -lowest(e.root_y), 0.3);
  judge.at_most("bends", reversals(e.root_pitch, 0.15), 1.6);
}

}  // namespace

void add_body_predicates(Predicates& all) {
  all["idle"] = idle, all["breathe"] = breathe, all["look around"] = look_around, all["nod"] = nod;
  all["shake head"] = shake_head, all["wag tail"] = wag_tail, all["eat"] = eat, all["roar"] = roar;
  all["sway"] = sway, all["bounce"] = bounce, all["shake"] = shake, all["squash"] = squash;
  all["stretch"] = stretch, all["sit"] = sit, all["crouch"] = crouch, all["lie down"] = lie_down;
  all["fall"] = fall, all["get hit"] = get_hit, all["die"] = die, all["rear"] = rear,
  all["bow"] = bow;
}

}  // namespace animax::data
