// SPDX-License-Identifier: MIT
// What a body does without leaving its place: breathing, looking, nodding, eating, roaring.
#include "data/motions/gait.h"
#include "data/motions/programs.h"

namespace animax::data {
namespace {

void sway_tails(const Stage& stage, Figure& figure, double amount, double rate = 1) {
  for (const Chain* tail : figure.puppet.anatomy.all(Part::kTail))
    figure.wave(tail->joints,
                figure.puppet.swing_axis(*tail),
                0.4 * amount,
                amount,
                stage.phase(rate, 0.1),
                1.4);
}

void twitch_ears(const Stage& stage, Figure& figure, double amount) {
  for (const Chain* ear : figure.puppet.anatomy.all(Part::kEar))
    figure.bend(ear->joints, kLateral, amount * std::sin(stage.phase(2, 0.13 * ear->side)));
  for (const Chain* feeler : figure.puppet.anatomy.all(Part::kAntenna))
    figure.wave(feeler->joints, kLateral, amount, amount, stage.phase(1, 0.2 * feeler->side), 1.0);
}

/// Lets the head reach the ground: how far the front of the body tips and the neck bends.
void head_down(Figure& figure, double amount, double extra_neck = 0) {
  const Puppet& puppet = figure.puppet;
  if (amount <= 0) return;
  const bool beast = puppet.legs.size() >= 4;
  figure.turn_in_model(puppet.root, kLateral, (beast ? 0.16 : 0.75) * amount);
  if (beast) {
    figure.bend(puppet.spine, kLateral, 0.25 * amount);
    figure.move_root(Vector3d(0, -0.08 * amount * puppet.unit, 0));
  } else {
    figure.move_root(Vector3d(0, -0.18 * amount * puppet.unit, -0.12 * amount * puppet.unit));
  }
  figure.turn_head(0, (beast ? 1.05 : 0.55) * amount + extra_neck);
}

}  // namespace

void program_idle(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), breath = std::sin(stage.phase()),
               sway = std::sin(stage.phase(1, 0.2));
  stand(stage, figure);
  figure.move_root(Vector3d(0.06 * e * sway, 0.04 * e * (breath - 1), 0) * stage.unit());
  figure.turn_in_model(puppet.root, kForward, -0.03 * e * sway);
  figure.bend(puppet.spine, kLateral, -0.09 * e * breath);
  figure.bend(puppet.spine, kForward, 0.07 * e * sway);
  figure.turn_head(0.2 * e * std::sin(stage.phase(1, 0.4)), 0.1 * e * breath);
  for (const Arm& arm : puppet.arms)
    figure.turn_in_model(arm.shoulder, kForward, arm.side * 0.05 * e * (1 + breath));
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, wing.side * 0.1 * e * breath);
  sway_tails(stage, figure, 0.16 * e);
  twitch_ears(stage, figure, 0.14 * e);
  plant_all(figure);
}

void program_breathe(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), breath = 0.5 - 0.5 * std::cos(stage.phase());
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.05 * e * (1 - breath), 0) * stage.unit());
  figure.bend(puppet.spine, kLateral, 0.12 * e * (1 - 2 * breath));
  figure.turn_head(0, -0.14 * e * (1 - 2 * breath) - 0.06 * breath);
  for (const Arm& arm : puppet.arms)
    figure.turn_in_model(arm.shoulder, kForward, arm.side * 0.22 * e * breath);
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, wing.side * 0.15 * e * breath);
  sway_tails(stage, figure, 0.06 * e);
  plant_all(figure);
}

void program_look_around(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.u, e = stage.energy();
  const double look =
      stage.side() * keys(a, {{0, 0}, {0.22, 1}, {0.42, 1}, {0.68, -1}, {0.86, -1}, {1, 0}});
  stand(stage, figure);
  figure.bend(puppet.spine, kVertical, 0.28 * e * look);
  figure.turn_head(std::min(0.85 * e, 1.15) * look,
                   -0.1 * std::abs(look) * (stage.params.style - 0.3));
  figure.move_root(Vector3d(0.03 * look * stage.unit(), 0, 0));
  for (const Arm& arm : puppet.arms)
    figure.turn_in_model(arm.shoulder, kLateral, -0.1 * arm.side * look);
  twitch_ears(stage, figure, 0.12);
  plant_all(figure);
}

void program_nod(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), down = 0.5 - 0.5 * std::cos(stage.phase());
  stand(stage, figure);
  figure.turn_head(0, (0.62 * down - 0.12) * std::min(e, 1.3));
  figure.bend(figure.puppet.spine, kLateral, 0.08 * e * down);
  twitch_ears(stage, figure, 0.1);
  plant_all(figure);
}

void program_shake_head(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), s = std::sin(stage.phase());
  stand(stage, figure);
  figure.turn_head(0.68 * std::min(e, 1.35) * s, 0.06, 0.05 * s);
  figure.bend(figure.puppet.spine, kVertical, -0.05 * e * s);
  for (const Chain* ear : figure.puppet.anatomy.all(Part::kEar))
    figure.bend(ear->joints, kForward, 0.3 * std::sin(stage.phase(1, -0.15)));
  plant_all(figure);
}

void program_wag_tail(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy();
  stand(stage, figure);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail)) {
    const double n = static_cast<double>(tail->joints.size());
    figure.wave(tail->joints,
                puppet.swing_axis(*tail),
                0.75 * e / std::sqrt(n),
                0.65 * e / std::sqrt(n),
                stage.phase(),
                0.9);
  }
  figure.turn_in_model(puppet.root, kVertical, -0.06 * e * std::sin(stage.phase()));
  figure.bend(puppet.spine, kVertical, 0.1 * e * std::sin(stage.phase()));
  figure.turn_head(0, -0.1);
  plant_all(figure);
}

void program_eat(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  const double down = hold(stage.u, 0, 0.28, 0.86, 1.0);
  const double bites = 0.5 - 0.5 * std::cos(stage.phase());
  stand(stage, figure);
  head_down(figure, down * (0.94 + 0.1 * e), -0.28 * down * bites);
  figure.open_jaw(0.35 * down * bites);
  sway_tails(stage, figure, 0.14 * e);
  twitch_ears(stage, figure, 0.12);
  plant_all(figure);
}

void program_eat_by_hand(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double to_mouth = 0.5 - 0.5 * std::cos(stage.phase());
  stand(stage, figure);
  figure.bend(puppet.spine, kLateral, 0.12 * to_mouth);
  figure.turn_head(0, 0.22 * to_mouth);
  const Vector3d mouth =
      puppet.head >= 0 ? figure.head(puppet.head) : Vector3d(0, puppet.bounds.max.y(), 0);
  for (const Arm& arm : puppet.arms) {
    if (puppet.arms.size() > 1 && arm.side != stage.params.side) continue;
    const double size = arm.length();
    const Vector3d at_mouth = mouth + Vector3d(0.05 * arm.side, 0.05, 0.28) * size;
    const Vector3d at_plate =
        figure.head(arm.shoulder) + Vector3d(0.12 * arm.side, -0.68, 0.55) * size;
    figure.reach(
        arm, at_plate + to_mouth * (at_mouth - at_plate), Vector3d(0.8 * arm.side, -0.8, -0.1));
  }
  figure.open_jaw(0.3 * to_mouth);
  plant_all(figure);
}

void program_roar(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), e = stage.energy();
  const double gather = hold(a, 0, 0.16, 0.18, 0.36), roar = hold(a, 0.2, 0.4, 0.82, 1.0);
  const double tremble = roar * 0.05 * std::sin(2 * M_PI * 7 * a);
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.08 * gather, -0.05 * gather + 0.08 * roar) * stage.unit());
  figure.turn_in_model(puppet.root, kLateral, 0.08 * gather - 0.12 * e * roar);
  figure.bend(puppet.spine, kLateral, 0.15 * gather - 0.18 * e * roar);
  figure.turn_head(tremble, 0.35 * gather - 0.42 * e * roar, tremble);
  figure.open_jaw(0.75 * roar + tremble);
  for (const Arm& arm : puppet.arms)
    swing_arm(figure, arm, 0.3 * gather - 0.35 * roar, 0.9 * roar, 0.2 + 0.6 * roar);
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, wing.side * (-0.2 * gather + 0.6 * e * roar));
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.4 * e * roar);
  plant_all(figure);
}

void program_sway(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), s = std::sin(stage.phase());
  stand(stage, figure);
  figure.move_root(Vector3d(0.11 * e * s, -0.05 * std::abs(s), 0) * stage.unit());
  figure.turn_in_model(puppet.root, kForward, -0.10 * e * s);
  figure.bend(puppet.spine, kForward, -0.22 * e * std::sin(stage.phase(1, -0.06)));
  figure.turn_head(0, 0, 0.14 * e * std::sin(stage.phase(1, -0.1)));
  for (const Arm& arm : puppet.arms)
    figure.turn_in_model(
        arm.shoulder, kForward, -0.3 * e * std::sin(stage.phase(1, -0.14)) + 0.2 * arm.side);
  sway_tails(stage, figure, 0.2 * e);
  plant_all(figure);
}

void program_bounce(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), down = 0.5 - 0.5 * std::cos(stage.phase());
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.24 * e * down * stage.unit(), 0));
  figure.bend(puppet.spine, kLateral, 0.2 * e * (down - 0.5));
  figure.turn_head(0, -0.16 * e * (down - 0.3));
  for (const Arm& arm : puppet.arms)
    swing_arm(figure,
              arm,
              0.25,
              0.9 + 0.3 * std::sin(stage.phase(1, 0.1)),
              0.35 + 0.2 * std::sin(stage.phase(1, -0.1)));
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.3 * e * std::sin(stage.phase(1, -0.15)));
  for (const Chain* ear : puppet.anatomy.all(Part::kEar))
    figure.bend(ear->joints, kLateral, 0.3 * e * std::sin(stage.phase(1, -0.2)));
  plant_all(figure);
}

void program_shake(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), on = hold(stage.u, 0, 0.12, 0.8, 1.0);
  const double s = on * std::sin(stage.phase());
  const double late = on * std::sin(stage.phase(1, -0.18)),
               later = on * std::sin(stage.phase(1, -0.32));
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.06 * on * stage.unit(), 0));
  figure.turn_in_model(puppet.root, kForward, 0.16 * e * s);
  figure.bend(puppet.spine, kForward, 0.2 * e * s);
  figure.bend(puppet.spine, kVertical, 0.12 * e * late);
  figure.turn_head(0.25 * e * late, 0.12 * on, 0.35 * e * late);
  for (const Arm& arm : puppet.arms)
    swing_arm(figure, arm, 0.35 * e * s * arm.side, 0.6, 0.3 + 0.25 * late);
  for (const Arm& wing : puppet.wings) figure.turn(wing.shoulder, kForward, 0.3 * e * late);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kVertical, 0.8 * e * later);
  for (const Chain* ear : puppet.anatomy.all(Part::kEar))
    figure.bend(ear->joints, kForward, 0.5 * e * later);
  plant_all(figure);
}

void program_squash(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), e = stage.energy();
  // Pressed flat, springs up past its height and settles.
  const double down =
      keys(a, {{0, 0}, {0.3, 1}, {0.5, 1}, {0.66, -0.3}, {0.8, 0.18}, {0.9, -0.06}, {1, 0}});
  stand(stage, figure);
  const double flat = std::max(down, 0.0);
  figure.move_root(Vector3d(0, -(0.55 + 0.1 * e) * flat * stage.unit(), 0));
  figure.move_root(Vector3d(0, 0.25 * std::max(-down, 0.0) * stage.unit(), 0));
  figure.bend(puppet.spine, kLateral, (puppet.legs.size() > 2 ? 0.1 : 0.7) * down);
  figure.turn_head(0, (puppet.legs.size() > 2 ? 0.5 : -0.2) * down);
  for (const Arm& arm : puppet.arms)
    swing_arm(figure, arm, 0.3 * down, 0.4 + 0.8 * flat, 0.2 + 0.9 * flat);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, -0.4 * down);
  plant_all(figure);
}

void program_stretch(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), e = stage.energy(), up = hold(a, 0.05, 0.4, 0.72, 1.0);
  stand(stage, figure);
  if (puppet.legs.size() > 2) {  // forelegs forward and low, rump high, as cats and dogs do
    figure.move_root(Vector3d(0, -0.12 * up, -0.16 * up) * stage.unit());
    figure.turn_in_model(puppet.root, kLateral, 0.34 * e * up);
    figure.turn_head(0, -0.7 * up);
    for (const Chain* tail : puppet.anatomy.all(Part::kTail))
      figure.bend(tail->joints, kLateral, 0.8 * up);
    return plant_all(figure);
  }
  figure.bend(puppet.spine, kLateral, -0.22 * e * up);
  figure.turn_head(0, -0.3 * up);
  const double lean = stage.side() * 0.25 * std::sin(2 * M_PI * a) * up;
  figure.bend(puppet.spine, kForward, lean);
  for (const Arm& arm : puppet.arms) {
    const Vector3d high = Vector3d(arm.side * 0.3, 1, -0.15);
    const Vector3d low = Vector3d(arm.side * 0.2, -1, 0.1);
    const Vector3d out = Vector3d(arm.side * 1.0, 0, 0.25);
    const Vector3d way = up < 0.5 ? Vector3d(low + (out - low) * 2 * up)
                                  : Vector3d(out + (high - out) * (2 * up - 1));
    figure.pose_arm(arm, way, way + 0.15 * Vector3d(-arm.side, 0, 0));
  }
  plant_all(figure);
}

}  // namespace animax::data
