// SPDX-License-Identifier: MIT
// Attacks with arms, heads, claws and fangs.
#include "data/motions/gait.h"
#include "data/motions/programs.h"

namespace animax::data {
namespace {

/// Draws back by t = 0.3, thrusts by 0.45, returns: -1 .. 1.
double thrust(double a) {
  return keys(a, {{0, 0}, {0.26, -0.5}, {0.36, -0.5}, {0.48, 1}, {0.6, 0.9}, {1, 0}});
}

/// Body and head shoot forward by `amount` (-1 drawn back .. 1).
void lunge_body(const Stage& stage, Figure& figure, double amount, double depth) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), ahead = std::max(amount, 0.0), back = std::max(-amount, 0.0);
  figure.move_root(Vector3d(0, -0.14 * back - 0.05 * ahead, (0.34 * e + depth) * amount) *
                   stage.unit());
  figure.turn_in_model(puppet.root, kLateral, -0.12 * back + 0.14 * ahead);
  figure.bend(puppet.spine, kLateral, -0.15 * back + 0.12 * ahead);
  figure.turn_head(0, -0.5 * back + 0.3 * ahead);
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, wing.side * (0.8 * back + 0.25 * ahead));
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.4 * ahead - 0.2 * back);
}

}  // namespace

void program_attack_biped(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), s = stage.side(), e = stage.energy();
  // An overhead blow: raised by 0.35, down by 0.52, recovered by 1.
  const double raise = hold(a, 0.02, 0.3, 0.36, 0.5), blow = hold(a, 0.38, 0.52, 0.68, 1.0);
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.04 * raise - 0.14 * blow, -0.08 * raise + 0.2 * e * blow) *
                   stage.unit());
  figure.bend(puppet.spine, kLateral, -0.25 * raise + 0.6 * e * blow);
  figure.bend(puppet.spine, kVertical, s * (0.35 * raise - 0.35 * blow));
  figure.turn_head(-0.2 * s * raise, -0.2 * blow);
  for (const Arm& arm : puppet.arms) {
    const bool weapon =
        arm.side == stage.params.side || stage.params.style > 0.7 || puppet.arms.size() == 1;
    const Vector3d rest(0.2 * arm.side, -1, 0), rest_fore(0.1 * arm.side, -1, 0.3);
    const auto blend = [](const Vector3d& x, const Vector3d& y, double t) {
      return Vector3d(x + t * (y - x));
    };
    if (!weapon) {
      figure.pose_arm(arm,
                      blend(rest, Vector3d(0.5 * arm.side, -0.8, 0.5), raise + blow),
                      blend(rest_fore, Vector3d(-0.2 * arm.side, 0.2, 1), raise + blow));
      continue;
    }
    Vector3d upper = blend(rest, Vector3d(0.45 * arm.side, 1, -0.1), raise);
    Vector3d fore = blend(rest_fore, Vector3d(0.1 * arm.side, 0.7, -0.8), raise);
    upper = blend(upper, Vector3d(-0.1 * arm.side, -0.35, 1), blow);
    fore = blend(fore, Vector3d(-0.35 * arm.side, -0.7, 0.9), blow);
    figure.pose_arm(arm, upper, fore);
  }
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    const bool front = puppet.legs[i].side != stage.params.side;
    feet[i].contact.z() +=
        (front ? 0.3 : -0.08) * ease(a, 0.3, 0.5) * (1 - ease(a, 0.75, 1)) * stage.unit();
    if (front)
      feet[i].contact.y() +=
          0.12 * stage.unit() * (hold(a, 0.3, 0.38, 0.42, 0.5) + hold(a, 0.75, 0.85, 0.88, 1));
  }
  figure.lower_to_reach(feet, std::vector<double>(feet.size(), 1.0));
  plant_all(figure, feet);
}

void program_lunge(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), amount = thrust(a);
  stand(stage, figure);
  lunge_body(stage, figure, amount, 0.12);
  figure.open_jaw(0.7 * hold(a, 0.2, 0.38, 0.44, 0.52));
  for (const Arm& arm : puppet.arms)
    swing_arm(figure, arm, 1.3 * std::max(amount, 0.0) - 0.3, 0.7, 0.3);
  if (puppet.legs.empty()) return;
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    const Leg& leg = puppet.legs[i];
    if (leg.index > 0 || puppet.legs.size() <= 2) continue;
    // The foreleg on the attacking side swipes, the other steps along.
    const double swipe =
        hold(a, 0.26, 0.42, 0.5, 0.62) * (leg.side == stage.params.side ? 1.0 : 0.35);
    feet[i].contact +=
        stage.unit() * Vector3d(0, 0.42 * swipe, 0.3 * std::max(amount, 0.0) + 0.2 * swipe);
  }
  plant_all(figure, feet);
}

void program_bite(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  // Two snaps of the jaw while the head jerks forward.
  const double p = std::fmod(2 * stage.u, 1.0), in = hold(stage.u, 0, 0.1, 0.92, 1.0);
  const double amount = in * keys(p, {{0, 0}, {0.3, -0.45}, {0.5, 0.8}, {0.7, 0.6}, {1, 0}});
  stand(stage, figure);
  lunge_body(stage, figure, 0.7 * amount, 0);
  figure.turn_head(0.1 * stage.side() * amount, 0);
  figure.open_jaw(in * 0.8 * hold(p, 0.05, 0.36, 0.42, 0.54));
  if (!puppet.legs.empty()) plant_all(figure);
}

void program_peck(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double p = stage.phase() / (2 * M_PI), q = p - std::floor(p);
  const double down = keys(q, {{0, 0}, {0.15, -0.12}, {0.45, 1}, {0.58, 1}, {0.85, 0}, {1, 0}});
  stand(stage, figure);
  const bool legs = !puppet.legs.empty();
  figure.turn_in_model(puppet.root, kLateral, 0.75 * down);
  figure.move_root(Vector3d(0, -0.16 * std::max(down, 0.0), -0.1 * down) * stage.unit());
  figure.turn_head(0, 0.6 * down);
  figure.open_jaw(0.3 * hold(q, 0.3, 0.42, 0.46, 0.55));
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.3 * down);
  if (legs) plant_all(figure);
}

void program_rear_strike(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), e = stage.energy();
  const double up = hold(a, 0.02, 0.3, 0.38, 0.5), hit = hold(a, 0.4, 0.5, 0.62, 0.95);
  figure.move_root(Vector3d(0, 0.08 * up - 0.12 * hit, -0.25 * up + 0.5 * e * hit) * stage.unit());
  figure.turn_body(figure.head(puppet.root), kLateral, -0.42 * up + 0.18 * hit);
  figure.open_jaw(0.6 * up);
  figure.turn_head(0, -0.2 * up + 0.25 * hit);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.6 * up - 0.5 * hit);
  for (const Chain* feeler : puppet.anatomy.all(Part::kAntenna))
    figure.bend(feeler->joints, kLateral, -0.5 * up + 0.3 * hit);
  for (const Arm& arm : puppet.arms)
    figure.pose_arm(arm,
                    Vector3d(arm.side * 0.5, 0.8 * up - 0.1 * hit, 1),
                    Vector3d(0, 0.8 * up - 0.3 * hit, 1),
                    up + hit);
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    if (puppet.legs[i].index > 0) continue;
    feet[i].contact += stage.unit() * Vector3d(0, 0.95 * up + 0.35 * hit, 0.1 * up + 0.6 * hit);
  }
  plant_all(figure, feet);
}

}  // namespace animax::data
