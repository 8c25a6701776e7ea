// SPDX-License-Identifier: MIT
// Bodies without legs: fish and snakes. Their line of joints from head to tail (Puppet::body_line)
// gets headings, and every joint turns by the difference to the one it hangs on, wherever the root
// is along the body.
#include "data/motions/programs.h"

#include <functional>

namespace animax::data {
namespace {

/// Sets the heading of every joint of the body line about `axis` (rad, one per entry, relative to
/// rest). The root stays where it is.
void lay_body(Figure& figure, const Vector3d& axis, const std::vector<double>& headings) {
  const Puppet& puppet = figure.puppet;
  // A joint carries the bone that leads away from the root: behind it for joints behind the root,
  // in front of it for joints in front.
  std::vector<double> angle(puppet.rest_head.size(), 0.0);
  std::vector<bool> on_line(puppet.rest_head.size(), false);
  for (size_t i = 0; i < headings.size(); ++i) {
    angle[puppet.body_line[i]] = headings[i];
    on_line[puppet.body_line[i]] = true;
  }
  std::vector<int> order = puppet.body_line;
  std::sort(order.begin(), order.end());  // parents first
  for (int j : order) {
    int above = puppet.skeleton.joints[j].parent;
    while (above >= 0 && !on_line[above]) above = puppet.skeleton.joints[above].parent;
    figure.turn(j, axis, angle[j] - (above >= 0 ? angle[above] : 0.0));
  }
}

/// The same with the heading as a function of the place along the body, 0 head .. 1 tail end.
void lay_body(Figure& figure, const Vector3d& axis, const std::function<double(double)>& heading) {
  std::vector<double> headings;
  for (double place : figure.puppet.body_position) headings.push_back(heading(place));
  lay_body(figure, axis, headings);
}

std::vector<int> lower(const Figure& figure) { return figure.puppet.body_line; }

/// Pectoral fins paddle; `amount` in rad.
void paddle_fins(const Stage& stage, Figure& figure, double amount, double rate = 1) {
  for (const Chain* fin : figure.puppet.anatomy.all(Part::kFin)) {
    if (fin->side == 0) continue;
    figure.wave(fin->joints,
                kForward,
                fin->side * amount,
                fin->side * 0.6 * amount,
                stage.phase(rate, 0.12),
                0.8);
    figure.turn(
        fin->joints.front(), kVertical, -0.4 * fin->side * amount * std::cos(stage.phase(rate)));
  }
}

/// How upright a snake's front is: joints within `part` of the head rise to `angle` above level.
double risen(double s, double part, double angle) {
  return s < part ? -angle * ease(part - s, 0, 0.55 * part) : 0;
}

/// Like risen, but the very head levels out again, so that it looks ahead.
double risen_with_head(double s, double part, double angle) {
  return risen(s, part, angle) + angle * 0.85 * (1 - ease(s, 0.0, 0.3 * part));
}

/// Raises a snake's front as risen_with_head says, over level ground and not over rest: a cobra
/// stands half upright already, and raises more of itself. `amount` 0 rest .. 1 raised.
void raise_front(Figure& figure, double part, double angle, double amount) {
  constexpr double kUpright = 0.5;  // rad
  const Puppet& puppet = figure.puppet;
  const auto& line = puppet.body_line;
  const auto root = std::find(line.begin(), line.end(), puppet.root) - line.begin();
  std::vector<double> at_rest;
  double upright = 0;  // so much of the body
  for (size_t i = 0; i < line.size(); ++i) {
    const bool before_root = static_cast<std::ptrdiff_t>(i) < root;
    const Vector3d ahead = before_root ? puppet.tail[line[i]] : Vector3d(-puppet.tail[line[i]]);
    at_rest.push_back(-std::atan2(ahead.y(), std::hypot(ahead.x(), ahead.z())));
    if (at_rest.back() < -kUpright) upright = puppet.body_position[i];
  }
  std::vector<double> turns;
  for (size_t i = 0; i < line.size(); ++i) {
    const double raised = risen_with_head(puppet.body_position[i], part + 0.7 * upright, angle);
    turns.push_back(amount * (std::min(raised, at_rest[i]) - at_rest[i]));
  }
  lay_body(figure, kLateral, turns);
}

/// Lets a snake lie on the ground again after its line was bent vertically: the tail half keeps its
/// height.
void hold_tail_half(Figure& figure) {
  const Puppet& puppet = figure.puppet;
  std::vector<int> behind;
  for (size_t i = 0; i < puppet.body_line.size(); ++i)
    if (puppet.body_position[i] > 0.47) behind.push_back(puppet.body_line[i]);
  figure.keep_centroid(behind, true);
}

/// Lets the lowest joint be where the lowest is at rest.
void lay_down(Figure& figure) {
  const Puppet& puppet = figure.puppet;
  double lowest = 1e30, rest = 1e30;
  for (int j : puppet.body_line) {
    lowest = std::min(lowest, figure.head(j).y());
    rest = std::min(rest, puppet.rest_head[j].y());
  }
  figure.move_root(Vector3d(0, rest - lowest, 0));
}

double sine(double angle) { return std::sin(angle); }

}  // namespace

void program_swim(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  lay_body(figure, kVertical, [&](double s) {
    return e * (0.10 + 0.62 * s * s) * sine(stage.phase() - 4.2 * s);
  });
  figure.keep_centroid(lower(figure));
  figure.turn_in_model(figure.puppet.root, kForward, 0.06 * e * std::sin(stage.phase(1, 0.25)));
  paddle_fins(stage, figure, 0.3 * e);
  if (stage.params.travel)
    figure.move_root(Vector3d(0, 0, 1.6 * stage.unit() * stage.u * stage.cycles));
}

void program_idle_fish(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  lay_body(figure, kVertical, [&](double s) {
    return e * (0.03 + 0.24 * s) * sine(stage.phase() - 2.6 * s);
  });
  figure.move_root(Vector3d(0, 0.06 * e * std::sin(stage.phase(1, 0.1)), 0) * stage.unit());
  figure.open_jaw(0.12 * (0.5 - 0.5 * std::cos(stage.phase())));
  paddle_fins(stage, figure, 0.45 * e);
}

void program_leap_fish(const Stage& stage, Figure& figure) {
  const double a = stage.action(), e = stage.energy();
  const double dip = hold(a, 0, 0.16, 0.18, 0.34), t = std::clamp((a - 0.22) / 0.6, 0.0, 1.0),
               arc = 4 * t * (1 - t);
  const double pitch =
      keys(a, {{0, 0}, {0.16, 0.25}, {0.34, -0.9}, {0.52, 0}, {0.74, 0.9}, {0.95, 0}});
  lay_body(figure, kVertical, [&](double s) {
    return (0.1 + 0.5 * s * s) * (1 - 0.5 * arc) * sine(26 * a - 4 * s) * hold(a, 0, 0.1, 0.8, 1);
  });
  figure.turn_body(figure.puppet.bounds.center(), kLateral, pitch * std::min(e, 1.2));
  figure.move_root(Vector3d(0, -0.25 * dip + (0.9 + 0.4 * e) * arc, 0) * stage.unit());
  paddle_fins(stage, figure, 0.5 * arc);
}

void program_turn_body(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), total = stage.side() * (1.2 + 0.4 * stage.energy());
  // The head leads, the body bends after it and straightens out in the new heading.
  const bool snake = puppet.anatomy.plan == BodyPlan::kSnake;
  lay_body(figure, kVertical, [&](double s) {
    const double wriggle = snake ? 0.4 * hold(a, 0, 0.15, 0.8, 1) * sine(14 * a - 9 * s)
                                 : 0.2 * s * hold(a, 0, 0.2, 0.7, 1) * sine(18 * a - 4 * s);
    return total * ease(a, 0.03 + 0.32 * s, 0.62 + 0.33 * s) + wriggle;
  });
  figure.keep_centroid(puppet.body_line);
  figure.turn_in_model(
      puppet.root, kForward, snake ? 0.0 : -0.25 * stage.side() * hold(a, 0.05, 0.3, 0.5, 0.9));
  paddle_fins(stage, figure, 0.3);
}

void program_slither(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  lay_body(figure, kVertical, [&](double s) {
    return e * (0.45 + 0.4 * std::min(1.0, 3 * s)) * sine(stage.phase() - 8.5 * s);
  });
  figure.keep_centroid(lower(figure));
  if (stage.params.travel)
    figure.move_root(Vector3d(0, 0, 1.1 * stage.unit() * stage.u * stage.cycles));
}

void program_idle_snake(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  lay_body(figure, kVertical, [&](double s) { return 0.22 * e * sine(stage.phase() - 5 * s); });
  figure.keep_centroid(lower(figure));
  const double lift = 0.35 + 0.12 * std::sin(stage.phase(1, 0.2));
  lay_body(figure, kLateral, [&](double s) { return risen_with_head(s, 0.35, lift * 1.4); });
  hold_tail_half(figure);
}

void program_inch(const Stage& stage, Figure& figure) {
  // A hump travels from the tail to the head; the ends stay on the ground.
  const double e = stage.energy();
  lay_body(figure, kLateral, [&](double s) {
    const double window = std::sin(M_PI * std::clamp(s, 0.0, 1.0));
    return 0.85 * e * std::sqrt(window) * sine(stage.phase() + 6.5 * s);
  });
  figure.keep_centroid(lower(figure));
  lay_down(figure);
}

void program_coil(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), in = ease(a, 0.02, 0.75), turns = 1.35 + 0.3 * stage.energy();
  // Tail inside, neck outside and rising, the head looks on over the coil.
  lay_body(figure, kVertical, [&](double s) {
    const double along = std::max(s - 0.12, 0.0);
    return stage.side() * in * 2 * M_PI * turns * std::pow(along, 1.15);
  });
  const double rise = ease(a, 0.35, 0.95);
  lay_body(figure, kLateral, [&](double s) { return 0.9 * rise * risen_with_head(s, 0.3, 1.0); });
  figure.keep_centroid(puppet.body_line);
  lay_down(figure);
}

void program_strike(const Stage& stage, Figure& figure) {
  const double a = stage.action(), e = stage.energy();
  const double gather = hold(a, 0, 0.35, 0.42, 0.5), hit = hold(a, 0.42, 0.52, 0.6, 0.95);
  // The neck folds into an S and stands up, then straightens at once.
  lay_body(figure, kVertical, [&](double s) {
    const double fold = 1.1 * gather * sine(11 * s) * ease(0.62 - s, 0, 0.2);
    return fold + 0.25 * hit * sine(7 * s) * ease(s, 0.2, 0.6);
  });
  lay_body(figure, kLateral, [&](double s) {
    return gather * risen_with_head(s, 0.42, 1.15) + 0.4 * hit * risen(s, 0.45, 0.5);
  });
  hold_tail_half(figure);
  figure.move_root(Vector3d(0, 0, -0.25 * gather + 0.55 * e * hit) * stage.unit());
  figure.open_jaw(0.8 * hold(a, 0.3, 0.45, 0.55, 0.66));
}

void program_rear_snake(const Stage& stage, Figure& figure) {
  const double a = stage.action(), up = ease(a, 0.05, 0.55),
               sway = std::sin(2 * M_PI * a) * ease(a, 0.3, 0.6);
  lay_body(figure, kVertical, [&](double s) { return 0.3 * sway * ease(0.55 - s, 0, 0.3); });
  raise_front(figure, 0.5, 1.15 + 0.15 * stage.energy(), up);
  hold_tail_half(figure);
  lay_down(figure);
}

void program_sway_snake(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  raise_front(figure, 0.5, 1.1, 1);
  // Charmed: the raised front leans from side to side.
  lay_body(figure, kForward, [&](double s) {
    return 0.42 * e * std::sin(stage.phase(1, 0.1 * (s - 0.3))) * ease(0.55 - s, 0, 0.3);
  });
  hold_tail_half(figure);
  lay_down(figure);
}

void program_flap_fins(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  lay_body(figure, kVertical, [&](double s) { return 0.1 * s * sine(stage.phase() - 2.6 * s); });
  figure.move_root(Vector3d(0, 0.08 * e * std::sin(stage.phase(1, 0.25)), 0) * stage.unit());
  paddle_fins(stage, figure, 0.85 * e);
}

}  // namespace animax::data
