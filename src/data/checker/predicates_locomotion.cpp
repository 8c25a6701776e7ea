// SPDX-License-Identifier: MIT
// Legs, wings, fins and bellies that carry a body.
#include "core/statistics.h"
#include "data/checker/judge.h"

#include <utility>

namespace animax::data {
namespace {

/// Legs of a pair swing against each other and lift.
void steps(const Evidence& e, Judge& judge, double swing, double lift) {
  judge.at_most("correlation of left and right feet", pair_correlation(e), -0.15);
  judge.at_least("swing of the feet (leg heights)", mean_range(e.foot_z), swing);
  judge.at_least("lift of the feet (leg heights)", mean_range(e.foot_y), lift);
}

/// Correlation of the feet on one diagonal of a four-legged body.
double diagonal(const Evidence& e) {
  double sum = 0;
  int count = 0;
  for (size_t a = 0; a < e.foot_z.size(); ++a)
    for (size_t b = a + 1; b < e.foot_z.size(); ++b)
      if (e.puppet.legs[a].index != e.puppet.legs[b].index &&
          e.puppet.legs[a].side != e.puppet.legs[b].side)
        sum += correlation(e.foot_z[a], e.foot_z[b]), ++count;
  return count ? sum / count : 0;
}

/// Correlation of the mean fore feet with the mean hind feet.
double fore_hind(const Evidence& e) {
  std::vector<Series> fore, hind;
  for (size_t a = 0; a < e.foot_z.size(); ++a)
    (e.puppet.legs[a].index == 0 ? fore : hind).push_back(e.foot_z[a]);
  return correlation(mean_of(fore), mean_of(hind));
}

void walk(const Evidence& e, Judge& judge) {
  const bool biped = two_legged(e);
  steps(e, judge, biped ? 0.3 : 0.2, 0.04);
  judge.at_least(
      "height of the root", mean(e.root_y, 0.2, 1), is_plan(e, BodyPlan::kInsect) ? -0.14 : -0.18);
  judge.at_most("lift of the feet", mean_range(e.foot_y), biped ? 0.36 : 0.42);
  if (e.foot_z.size() == 4) judge.at_most("correlation of diagonal feet", diagonal(e), 0.55);
}

void run(const Evidence& e, Judge& judge) {
  if (two_legged(e)) {
    steps(e, judge, 0.55, 0.27);
    judge.at_least("height of the root", mean(e.root_y, 0.2, 1), -0.25);
    return;
  }
  judge.at_least("swing of the feet", mean_range(e.foot_z), 0.5);
  judge.at_least("lift of the feet", mean_range(e.foot_y), 0.15);
  judge.at_least("correlation of left and right feet", pair_correlation(e), 0.2);
}

void trot(const Evidence& e, Judge& judge) {
  steps(e, judge, 0.25, 0.1);
  if (e.foot_z.size() == 4) judge.at_least("correlation of diagonal feet", diagonal(e), 0.45);
}

void gallop(const Evidence& e, Judge& judge) {
  run(e, judge);
  judge.at_most("correlation of fore and hind feet", fore_hind(e), 0.3);
}

void march(const Evidence& e, Judge& judge) {
  steps(e, judge, 0.12, 0.26);
  judge.at_most("swing of the feet", mean_range(e.foot_z), 0.72);
  judge.at_most("lean", mean(e.lean, 0.2, 1), 0.25);
}

void hop(const Evidence& e, Judge& judge) {
  judge.at_least("height of the lowest foot in flight", flight(e), 0.1);
  judge.at_least("rise of the root", highest(e.root_y), 0.1);
  judge.at_most("rise of the root", highest(e.root_y), 0.72);
  judge.at_least("dips of the root", reversals(e.root_y, 0.12), 1);
  judge.at_most("swing of the feet", mean_range(e.foot_z), 0.6);
}

void jump(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kFish)) {
    judge.at_least("rise of the body", highest(e.root_y), 0.5);
    judge.at_most("height at the end", mean(e.root_y, 0.94, 1), 0.35 * highest(e.root_y) + 0.1);
    judge.at_least("tilt of the body", range(e.root_pitch), 0.35);
    return;
  }
  judge.at_least("height of the lowest foot in flight", flight(e), 0.4);
  judge.at_least("rise of the root", highest(e.root_y), 0.48);
  judge.at_most("flights", peaks(e.root_y, 0.2, 0.4), 1.4);
  judge.at_least("dip before or after", -lowest(e.root_y), 0.08);
  judge.at_most("height at the end", e.root_y.back(), 0.3);
}

void turn(const Evidence& e, Judge& judge) {
  Series yaw = e.root_yaw;
  const bool limbless = is_plan(e, BodyPlan::kFish) || is_plan(e, BodyPlan::kSnake);
  if (limbless && !e.line_yaw.empty()) yaw = mean_of(e.line_yaw);
  judge.at_least("change of heading (rad)", std::abs(mean(yaw, 0.92, 1) - yaw.front()), 0.65);
  judge.at_most("lean", mean(e.lean, 0.5, 1), 0.5);
  if (is_plan(e, BodyPlan::kSnake))
    judge.at_most("spread of headings at the end",
                  std::abs(e.line_yaw.front().back() - e.line_yaw.back().back()),
                  2.5);
}

void sneak(const Evidence& e, Judge& judge) {
  steps(e, judge, 0.15, 0.06);
  judge.at_most("height of the root", mean(e.root_y, 0.2, 1), -0.17);
}

void crawl(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kSnake)) {
    double hump = 0, sideways = 0;
    for (const Series& s : e.line_y) hump = std::max(hump, range(s));
    for (const Series& s : e.line_x) sideways = std::max(sideways, range(s));
    judge.at_least("travelling hump (body lengths)", hump, 0.05);
    judge.at_most("sideways motion against the hump", sideways / std::max(hump, 1e-9), 1.0);
    const double front_up = mean(e.front_y, 0.3, 1);
    judge.at_most("height of the head", front_up, 0.25);
    return;
  }
  if (is_plan(e, BodyPlan::kBiped)) {
    judge.at_least("pitch of the trunk (rad)", mean(e.root_pitch, 0.3, 1), 0.8);
    judge.at_most("height of the root", mean(e.root_y, 0.3, 1), -0.25);
    judge.at_least("reversals of the hands", reversals(e.hand_z.front(), 0.06), 1);
    return;
  }
  steps(e, judge, 0.2, 0.08);
  judge.at_most("height of the root", mean(e.root_y, 0.2, 1), -0.14);
}

void scuttle(const Evidence& e, Judge& judge) {
  steps(e, judge, 0.2, 0.08);
  judge.at_least("reversals of the feet", reversals(e.foot_z.front(), 0.12), 2);
  judge.at_least("height of the root", mean(e.root_y, 0.2, 1), -0.16);
}

/// A wave that runs from head to tail: sideways, with the tail later than the middle.
void swim(const Evidence& e, Judge& judge) {
  judge.is("a body line", e.line_yaw.size() >= 2);
  if (e.line_yaw.size() < 2) return;
  judge.at_least("swing of the tail (rad)", range(e.line_yaw.back()), 0.45);
  judge.at_least("reversals of the tail", reversals(e.line_yaw.back(), 0.25), 1);
  judge.at_most("lean", mean(e.lean, 0.2, 1), 0.5);
  judge.at_most("lasting turn", std::abs(mean(mean_of(e.line_yaw), 0.85, 1)), 0.6);
  judge.at_most("swing of the head against the tail",
                range(e.line_yaw.front()) / std::max(range(e.line_yaw.back()), 1e-9),
                0.95);
  judge.at_most("rise of the body", highest(e.root_y), 0.45);
}

void slither(const Evidence& e, Judge& judge) {
  judge.is("a body line", e.line_yaw.size() >= 4);
  if (e.line_yaw.size() < 4) return;
  std::vector<double> swings;
  for (const Series& s : e.line_yaw) swings.push_back(range(s));
  judge.at_least("swing of the body's joints (rad)", quantile(std::move(swings), 0.5), 0.5);
  judge.at_least("reversals", reversals(e.line_yaw[e.line_yaw.size() / 2], 0.25), 1);
  judge.at_most("height of the head", mean(e.front_y, 0.3, 1), 0.09);
  judge.at_most("lasting turn", std::abs(mean(mean_of(e.line_yaw), 0.85, 1)), 0.6);
}

double wing_beats(const Evidence& e) {
  return e.wing_lift.empty() ? 0 : reversals(mean_of(e.wing_lift), 0.25);
}

void wings(const Evidence& e, Judge& judge) {
  judge.is("wings", !e.wing_lift.empty());
  if (e.wing_lift.empty()) return;
  judge.at_least("beat of the wings (rad)", mean_range(e.wing_lift), 0.45);
  judge.at_least("reversals of the wings", wing_beats(e), 2);
  if (e.wing_lift.size() >= 2)
    judge.at_least("wings beat together", correlation(e.wing_lift[0], e.wing_lift[1]), 0.5);
}

/// Height of the body over rest in body heights.
double raised(const Evidence& e, double from, double to) {
  return mean(e.root_y, from, to) * e.puppet.unit / e.puppet.height();
}

void flap(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kFish)) {
    judge.at_most(
        "swing of the tail (rad)", e.line_yaw.empty() ? 0 : range(e.line_yaw.back()), 0.4);
    judge.at_least("effort", mean(e.effort), 0.002);
    return;
  }
  wings(e, judge);
  judge.at_most("rise over the ground", raised(e, 0.3, 1), 0.12);
}

void fly(const Evidence& e, Judge& judge) {
  wings(e, judge);
  judge.at_least("rise over the ground", raised(e, 0.3, 1), 0.1);
  judge.at_most("rise at the end", raised(e, 0.9, 1), 0.62);
  judge.at_least("pitch of the body (rad)", mean(e.root_pitch, 0.3, 1), -0.2);
}

void hover(const Evidence& e, Judge& judge) {
  wings(e, judge);
  judge.at_least("rise over the ground", raised(e, 0.3, 1), 0.1);
  judge.at_most("pitch of the body (rad)", mean(e.root_pitch, 0.3, 1), -0.25);
  judge.at_most("rise at the end", raised(e, 0.9, 1), 0.62);
}

void take_off(const Evidence& e, Judge& judge) {
  wings(e, judge);
  judge.at_least("rise at the end", raised(e, 0.9, 1), 0.45);
  judge.at_most("height at the start", raised(e, 0, 0.12), 0.2);
}

void glide(const Evidence& e, Judge& judge) {
  judge.is("wings", !e.wing_lift.empty());
  judge.at_least("rise over the ground", raised(e, 0.3, 1), 0.1);
  judge.at_most("reversals of the wings", wing_beats(e), 1.5);
  judge.at_least("banking (rad)", range(e.root_roll), 0.15);
}

}  // namespace

double pair_correlation(const Evidence& e) {
  double sum = 0;
  int count = 0;
  for (size_t a = 0; a < e.foot_z.size(); ++a)
    for (size_t b = a + 1; b < e.foot_z.size(); ++b)
      if (e.puppet.legs[a].index == e.puppet.legs[b].index)
        sum += correlation(e.foot_z[a], e.foot_z[b]), ++count;
  return count ? sum / count : 0;
}

double mean_range(const std::vector<Series>& feet) {
  double sum = 0;
  for (const Series& s : feet) sum += range(s);
  return feet.empty() ? 0 : sum / static_cast<double>(feet.size());
}

double flight(const Evidence& e) { return highest(minimum_of(e.foot_y)); }

double highest_foot(const Evidence& e) {
  double most = 0;
  for (const Series& s : e.foot_y) most = std::max(most, highest(s));
  return most;
}

void add_locomotion_predicates(Predicates& all) {
  all["walk"] = walk, all["run"] = run, all["trot"] = trot, all["gallop"] = gallop;
  all["march"] = march, all["hop"] = hop, all["jump"] = jump, all["turn"] = turn;
  all["sneak"] = sneak, all["crawl"] = crawl, all["scuttle"] = scuttle, all["swim"] = swim;
  all["slither"] = slither, all["flap"] = flap, all["fly"] = fly, all["hover"] = hover;
  all["take off"] = take_off, all["glide"] = glide;
}

}  // namespace animax::data
