// SPDX-License-Identifier: MIT
// Lids, doors, drawers, petals, machines and wheels.
#include "data/checker/judge.h"

namespace animax::data {
namespace {

/// The mover that opens widest.
const Series& widest(const Evidence& e) {
  static const Series none;
  const Series* best = &none;
  for (const Series& s : e.opened)
    if (best->empty() || range(s) > range(*best)) best = &s;
  return *best;
}

/// How nearly shut it is in the first third: what is open at rest shuts first, to open.
double early_low(const Series& s) {
  return *std::min_element(s.begin(), s.begin() + (s.size() + 2) / 3);
}

Series petals_or(const Evidence& e) { return mean_of(e.petal); }

void bloom(const Evidence& e, Judge& judge) {
  // From closed (petals up) to open: their elevation falls through the clip.
  const Series up = petals_or(e);
  judge.is("petals or leaves", !up.empty());
  if (up.empty()) return;
  const double top = highest(up);
  const auto at = std::max_element(up.begin(), up.end()) - up.begin();
  judge.at_least("opening of the petals (rad)", top - mean(up, 0.92, 1), 0.25);
  judge.at_most("moment of the bud", static_cast<double>(at) / (e.frames - 1), 0.5);
  judge.at_most("swing to the sides", range(e.top_x), 0.3);
}

void close_petals(const Evidence& e, Judge& judge) {
  const Series up = petals_or(e);
  judge.is("petals or leaves", !up.empty());
  if (up.empty()) return;
  judge.at_least("closing of the petals (rad)", mean(up, 0.92, 1) - up.front(), 0.25);
  judge.at_most("swing to the sides", range(e.top_x), 0.3);
}

void open(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kPlant)) return bloom(e, judge);
  const Series& s = widest(e);
  judge.is("something that opens", !s.empty());
  if (s.empty()) return;
  judge.at_least("opening at the end (fraction of the limit)", mean(s, 0.92, 1), 0.4);
  judge.at_most("opening at the start", early_low(s), 0.3);
  judge.at_most("turn of the whole", range(e.root_yaw), 0.4);
}

void close(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kPlant)) return close_petals(e, judge);
  const Series& s = widest(e);
  judge.is("something that closes", !s.empty());
  if (s.empty()) return;
  judge.at_least("widest opening", highest(s), 0.35);
  judge.at_most("opening at the end", mean(s, 0.94, 1), 0.25);
  judge.at_least("open early", mean(s, 0.12, 0.3), 0.35);
}

void open_and_close(const Evidence& e, Judge& judge) {
  const Series& s = widest(e);
  judge.is("something that opens", !s.empty());
  if (s.empty()) return;
  judge.at_least("widest opening", highest(s), 0.4);
  judge.at_most("opening at the end", mean(s, 0.94, 1), 0.3);
  judge.at_most("opening at the start", early_low(s), 0.3);
  const auto at = std::max_element(s.begin(), s.end()) - s.begin();
  judge.at_least("moment of the widest opening", static_cast<double>(at) / (e.frames - 1), 0.14);
}

void grip(const Evidence& e, Judge& judge) {
  judge.is("gripper", !e.grip.empty());
  judge.at_least("motion of the fingers", range(e.grip), 0.1);
  judge.at_most("motion of the arm (body extents)", range(e.top_z) + range(e.top_x), 0.3);
  judge.at_most("turn of the base (rad)", range(e.table_yaw), 0.2);
}

void rotate(const Evidence& e, Judge& judge) {
  if (is_plan(e, BodyPlan::kPlant)) {
    judge.at_least("motion of the parts", mean(e.effort), 0.0005);
    judge.at_most("swing of the top", range(e.top_x) + range(e.top_z), 0.5);
    judge.at_most("motion of petals", mean_range(e.petal), 0.5);
    return;
  }
  const Series& yaw = e.table_yaw.empty() ? e.root_yaw : e.table_yaw;
  judge.at_least("change of heading (rad)", std::abs(mean(yaw, 0.92, 1) - yaw.front()), 0.9);
}

void drive(const Evidence& e, Judge& judge) {
  judge.is("wheels", !e.wheel.empty());
  double least = 1e9;
  for (const Series& s : e.wheel) least = std::min(least, range(s));
  judge.at_least("turn of the wheels (rad)", e.wheel.empty() ? 0 : least, 2.5);
  judge.at_most("turn of the body (rad)", range(e.root_yaw), 0.4);
  judge.at_most("rise of the body", highest(e.root_y), 0.3);
}

}  // namespace

void add_object_predicates(Predicates& all) {
  all["bloom"] = bloom, all["open"] = open, all["close"] = close, all["slide out"] = open;
  all["open and close"] = open_and_close, all["grip"] = grip, all["rotate"] = rotate;
  all["drive"] = drive;
}

}  // namespace animax::data
