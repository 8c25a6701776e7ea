// SPDX-License-Identifier: MIT
// Changes of posture: sitting, crouching, lying, falling, dying, being hit, rearing, bowing.
#include "data/motions/gait.h"
#include "data/motions/programs.h"

namespace animax::data {
namespace {

double hip_height(const Puppet& puppet) {
  double sum = 0;
  for (const Leg& leg : puppet.legs) sum += puppet.rest_head[leg.joints[0]].y() - puppet.ground;
  return puppet.legs.empty() ? puppet.unit : sum / static_cast<double>(puppet.legs.size());
}

/// Moves the body up or down until its lowest joint (feet included) lies `clearance` above the
/// ground, by the fraction `weight`.
void rest_on_ground(Figure& figure, double clearance, double weight) {
  const Puppet& puppet = figure.puppet;
  double lowest = 1e30;
  for (const Chain& chain : puppet.anatomy.chains)
    if (chain.part == Part::kSpine || chain.part == Part::kHead || chain.part == Part::kLeg)
      for (int j : chain.joints) lowest = std::min(lowest, figure.head(j).y());
  for (const Leg& leg : puppet.legs)
    lowest = std::min(lowest, figure.attached(leg.joints.back(), leg.tip).y());
  const double shift = puppet.ground + clearance - lowest;
  figure.move_root(figure.parent_global(puppet.root).conjugate() * Vector3d(0, weight * shift, 0));
}

void limp_tails(Figure& figure, double angle) {
  for (const Chain* tail : figure.puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, angle);
}

}  // namespace

void program_sit_biped(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), s = ease(a, 0.08, 0.8), lean = hold(a, 0.05, 0.35, 0.5, 0.9);
  const double h = hip_height(puppet);
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.5 * h * s, -0.42 * h * s));
  figure.turn_in_model(puppet.root, kLateral, 0.35 * lean - 0.1 * s);
  figure.bend(puppet.spine, kLateral, 0.35 * lean);
  figure.turn_head(0, -0.35 * lean);
  for (const Arm& arm : puppet.arms)
    swing_arm(figure, arm, 0.5 * s + 0.5 * lean, 0.4 + 0.7 * s, 0.2);
  limp_tails(figure, -0.5 * s);
  plant_all(figure);
}

void program_sit_quadruped(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), s = ease(a, 0.05, 0.8);
  // The forelegs stay; the body turns up about the shoulders until the rump nears the ground.
  Vector3d shoulders = Vector3d::Zero();
  int fore = 0;
  for (const Leg& leg : puppet.legs)
    if (leg.index == 0) shoulders += puppet.rest_head[leg.joints[0]], ++fore;
  shoulders /= std::max(fore, 1);
  figure.turn_body(shoulders, kLateral, -0.72 * s);
  figure.move_root(figure.parent_global(puppet.root).conjugate() * Vector3d(0, -0.03, -0.1) * s *
                   stage.unit());
  figure.turn_head(0, 0.5 * s - 0.15 * hold(a, 0.2, 0.4, 0.6, 0.9));
  limp_tails(figure, 0.7 * s);
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i)
    if (puppet.legs[i].index > 0) feet[i].contact.z() += 0.25 * s * stage.unit();
  plant_all(figure, feet);
}

void program_crouch(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), s = ease(a, 0.05, 0.5) * (1 + 0.04 * std::sin(12 * a));
  const bool biped = puppet.legs.size() <= 2;
  stand(stage, figure);
  figure.move_root(Vector3d(0, -(biped ? 0.48 : 0.52), biped ? -0.1 : 0) * hip_height(puppet) * s);
  figure.turn_in_model(puppet.root, kLateral, biped ? 0.3 * s : 0.0);
  figure.bend(puppet.spine, kLateral, biped ? 0.45 * s : 0.0);
  figure.turn_head(0, biped ? -0.5 * s : 0.25 * s);
  for (const Arm& arm : puppet.arms) swing_arm(figure, arm, 0.85 * s, 0.3 + 1.0 * s, 0.25);
  plant_all(figure);
}

void program_lie_down(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action();
  // Front first, then the rump, as dogs and cows do.
  const double front = ease(a, 0.05, 0.6), rear = ease(a, 0.25, 0.85);
  const double h = hip_height(puppet);
  figure.move_root(Vector3d(0, -0.74 * h * 0.5 * (front + rear), 0));
  figure.turn_in_model(puppet.root, kLateral, 0.5 * (front - rear));
  figure.turn_head(0, 0.45 * rear * (0.6 + 0.5 * stage.params.style));
  limp_tails(figure, -0.3 * rear);
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, -0.25 * wing.side * rear);
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    const bool fore = puppet.legs[i].index == 0;
    feet[i].contact.z() += (fore ? 0.4 * front : 0.3 * rear) * stage.unit();
  }
  plant_all(figure, feet);
}

void program_lie_down_biped(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action();
  const double sit = ease(a, 0.0, 0.45), back = ease(a, 0.35, 0.92);
  const double h = hip_height(puppet);
  stand(stage, figure);
  figure.turn_in_model(puppet.root, kLateral, 0.4 * hold(a, 0, 0.25, 0.35, 0.6) - 1.5 * back);
  figure.move_root(figure.parent_global(puppet.root).conjugate() *
                   Vector3d(0, -0.84 * h * sit, -0.45 * h * sit));
  figure.bend(puppet.spine, kLateral, 0.5 * hold(a, 0.05, 0.3, 0.4, 0.9));
  figure.turn_head(0, 0.15 * back);
  for (const Arm& arm : puppet.arms)
    swing_arm(figure, arm, -0.6 * hold(a, 0.1, 0.4, 0.5, 0.9), 0.2, 0.2 + 0.5 * back);
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    const Vector3d hip = figure.head(puppet.legs[i].joints[0]);
    const double ahead = hip.z() + 0.93 * puppet.legs[i].length - feet[i].contact.z();
    feet[i].contact.z() += std::max(ahead, 0.0) * ease(a, 0.4, 0.9);
    feet[i].contact.y() += 0.05 * h * back;
    feet[i].pitch = -1.2 * ease(a, 0.45, 0.9);
  }
  plant_all(figure, feet);
}

void program_fall(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), t = std::clamp((a - 0.08) / 0.55, 0.0, 1.0);
  const double down = t * t * (1 + 0.0 * t), bounce = 0.10 *
                                                      std::exp(-7 * std::max(a - 0.63, 0.0)) *
                                                      std::sin(22 * std::max(a - 0.63, 0.0));
  const Vector3d heading(std::sin(stage.params.direction), 0, std::cos(stage.params.direction));
  const Vector3d axis = kVertical.cross(heading);
  stand(stage, figure);
  const Vector3d pivot =
      Vector3d(puppet.bounds.center().x(), puppet.ground, puppet.bounds.center().z());
  figure.turn_body(pivot, axis, 1.45 * down - bounce);
  const double flail = hold(a, 0.05, 0.3, 0.5, 0.8);
  for (const Arm& arm : puppet.arms)
    figure.pose_arm(
        arm,
        Vector3d(arm.side * (0.25 + 0.9 * flail), -1 + 1.5 * flail, 0.3 * flail + 0.3 * down),
        Vector3d(arm.side * (0.2 + 0.5 * flail), -1 + 2 * flail, 0.6 * flail + 0.3 * down));
  for (const Leg& leg : puppet.legs)
    figure.fold_leg(leg, (0.5 + 0.35 * leg.side) * flail + 0.15 * down, 0.3 * leg.side * flail);
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, wing.side * 0.7 * flail);
  figure.turn_head(0, -0.35 * flail);
  rest_on_ground(figure, 0.06 * stage.unit(), ease(a, 0.1, 0.5));
}

void program_die(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), side = stage.side();
  const bool biped = puppet.legs.size() <= 2 && !puppet.arms.empty();
  const double stagger = hold(a, 0, 0.15, 0.2, 0.45), buckle = ease(a, 0.12, 0.5);
  const double t = std::clamp((a - 0.3) / 0.45, 0.0, 1.0), topple = t * t * (3 - 2 * t) * t;
  stand(stage, figure);
  const Vector3d pivot =
      Vector3d(puppet.bounds.center().x(), puppet.ground, puppet.bounds.center().z());
  // Two-legged bodies fall over backwards (or forwards), beasts onto their side.
  const bool forwards = stage.params.style < 0.35;
  if (biped)
    figure.turn_body(pivot, kLateral, (forwards ? 1.5 : -1.5) * topple);
  else
    figure.turn_body(pivot, kForward, -side * 1.5 * topple);
  figure.bend(
      puppet.spine, kLateral, (biped ? 0.5 : 0.1) * stagger + (biped ? 0.15 : 0.0) * buckle);
  figure.turn_head(0.25 * side * topple, 0.5 * stagger + 0.3 * buckle - 0.5 * topple);
  figure.open_jaw(0.3 * topple);
  for (const Arm& arm : puppet.arms)
    swing_arm(figure,
              arm,
              0.5 * stagger,
              0.7 * stagger + 0.2,
              0.15 + 0.75 * topple + 0.15 * arm.side * side);
  for (const Arm& wing : puppet.wings) {
    // The wing that would be under the body folds up beside it.
    const double under = wing.side == stage.params.side ? 1.35 : -0.15;
    figure.turn(wing.shoulder, kForward, wing.side * (0.5 * stagger + under * topple));
  }
  limp_tails(figure, -0.35 * buckle);
  for (const Leg& leg : puppet.legs)
    figure.fold_leg(leg,
                    (biped ? 1.1 : 0.9) * buckle * (1 - 0.65 * topple),
                    (biped ? 0.5 : 0.25) * buckle * (1 - 0.5 * topple));
  rest_on_ground(figure, 0.05 * stage.unit(), ease(a, 0.02, 0.3));
}

void program_die_insect(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action();
  const double flip = ease(a, 0.15, 0.6), curl = ease(a, 0.35, 0.95);
  const double twitch = curl * 0.12 * std::sin(26 * a) * (1 - ease(a, 0.7, 1.0));
  figure.turn_body(puppet.bounds.center(), kForward, stage.side() * M_PI * 0.97 * flip);
  for (const Leg& leg : puppet.legs) figure.fold_leg(leg, 0.75 * curl + twitch * leg.side, 0.0);
  const double hop = 0.5 * stage.unit() * std::sin(M_PI * std::clamp((a - 0.1) / 0.5, 0.0, 1.0));
  rest_on_ground(figure, 0.04 * stage.unit(), ease(a, 0.1, 0.3));
  figure.move_root(figure.parent_global(puppet.root).conjugate() * Vector3d(0, hop, 0));
}

void program_die_floating(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action();
  const double roll = ease(a, 0.15, 0.8), struggle = hold(a, 0, 0.1, 0.2, 0.5);
  figure.turn_body(puppet.bounds.center(), kForward, stage.side() * M_PI * 0.95 * roll);
  figure.wave(puppet.spine, kVertical, 0.1 * struggle, 0.3 * struggle, 30 * a, 3);
  figure.bend(puppet.spine, kLateral, 0.35 * roll);
  for (const Chain* fin : puppet.anatomy.all(Part::kFin))
    figure.bend(fin->joints, kForward, -0.4 * fin->side * roll);
  figure.open_jaw(0.3 * roll);
}

// How far a body may pitch with its feet on the ground: a lizard's long back on short legs hardly.
double most_pitch(const Puppet& puppet) {
  double first = -1e30, last = 1e30, length = 0;
  for (const Leg& leg : puppet.legs) {
    first = std::max(first, leg.contact.z());
    last = std::min(last, leg.contact.z());
    length = std::max(length, leg.length);
  }
  constexpr double kRise = 0.25;  // of the forelegs' hips, in lengths of a leg
  return kRise * length / std::max(first - last, 1e-9);
}

void program_get_hit(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), e = stage.energy();
  // Thrown back at once, a slower return with a little overshoot.
  const double hit = keys(a, {{0, 0}, {0.06, 0}, {0.2, 1}, {0.34, 0.8}, {0.68, -0.14}, {1, 0}});
  const double whip = keys(a, {{0, 0}, {0.08, 0.3}, {0.26, -1}, {0.45, 0.35}, {0.7, -0.1}, {1, 0}});
  stand(stage, figure);
  const bool floating = puppet.legs.empty();
  figure.move_root(Vector3d(0.04 * stage.side() * hit,
                            -0.1 * std::max(hit, 0.0),
                            -(floating ? 0.35 : 0.2) * e * hit) *
                   stage.unit());
  const double pitch = floating ? 0.25 * e : std::min(0.25 * e, most_pitch(puppet));
  figure.turn_in_model(puppet.root, kLateral, -pitch * hit);
  figure.turn_in_model(puppet.root, kVertical, 0.22 * stage.side() * hit);
  figure.bend(puppet.spine, kLateral, (puppet.legs.size() <= 2 ? -0.5 : -0.2) * e * hit);
  figure.turn_head(0.3 * stage.side() * whip, 0.5 * e * whip);
  for (const Arm& arm : puppet.arms)
    swing_arm(figure, arm, 0.9 * e * hit, 0.6 + 0.4 * hit, 0.2 + 0.5 * std::max(hit, 0.0));
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, wing.side * 0.6 * e * hit);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.5 * e * hit);
  if (!floating) plant_all(figure);
}

void program_rear(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), e = stage.energy();
  const double crouch = hold(a, 0, 0.15, 0.18, 0.32), up = hold(a, 0.16, 0.45, 0.68, 0.95);
  Vector3d hips = Vector3d::Zero();
  int last = 0, count = 0;
  for (const Leg& leg : puppet.legs) last = std::max(last, leg.index);
  for (const Leg& leg : puppet.legs)
    if (leg.index == last) hips += puppet.rest_head[leg.joints[0]], ++count;
  hips /= std::max(count, 1);
  figure.move_root(Vector3d(0, -0.15 * crouch, 0) * stage.unit());
  const bool insect = last >= 2;
  figure.turn_body(hips, kLateral, -(insect ? 0.5 : 0.75 + 0.15 * e) * up);
  figure.move_root(figure.parent_global(puppet.root).conjugate() *
                   Vector3d(0, insect ? 0.15 : 0.02, 0.0) * up * stage.unit());
  figure.turn_head(0, 0.35 * up);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.5 * up);
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, wing.side * 0.5 * e * up);
  const std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    const Leg& leg = puppet.legs[i];
    if (leg.index > 0) {
      figure.plant(leg, feet[i]);
      continue;
    }
    // Forelegs leave the ground with the chest and paw the air: a beast's hang from its shoulders,
    // an insect's, which spread far to the sides, point up and ahead.
    FootTarget air = feet[i];
    const double paw = up * std::sin(2 * M_PI * 2.5 * a + (leg.side > 0 ? 0.0 : 2.4));
    const Vector3d hip = figure.head(leg.joints[0]);
    const double across = leg.contact.x() - puppet.rest_head[leg.joints[0]].x();
    const double length = leg.rest_length, unit = stage.unit();
    const Vector3d high = hip +
                          (insect ? Vector3d(0.6 * across, 0.35 * length, 0.5 * length)
                                  : Vector3d(across, -0.62 * length, 0.34 * unit)) +
                          Vector3d(0, 0.14 * e * paw, 0.12 * paw) * unit;
    air.contact = feet[i].contact + ease(up, 0.05, 0.8) * (high - feet[i].contact);
    air.pitch = 0.5 * up;
    figure.plant(leg, air);
  }
}

void program_bow(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), e = stage.energy(), down = hold(a, 0.05, 0.4, 0.62, 0.98);
  stand(stage, figure);
  if (puppet.legs.size() > 2) {  // play bow: elbows down, rump up
    figure.turn_in_model(puppet.root, kLateral, 0.36 * down);
    figure.move_root(Vector3d(0, -0.16, -0.1) * down * stage.unit());
    figure.turn_head(0, -0.25 * down + 0.4 * std::max(0.0, down - 0.8));
    for (const Chain* tail : puppet.anatomy.all(Part::kTail))
      figure.bend(tail->joints, kLateral, 0.5 * down);
    return plant_all(figure);
  }
  figure.turn_in_model(puppet.root, kLateral, 0.4 * down);
  figure.move_root(Vector3d(0, -0.02, -0.12) * down * stage.unit());
  figure.bend(puppet.spine, kLateral, (0.55 + 0.15 * e) * down);
  figure.turn_head(0, 0.3 * down);
  for (const Arm& arm : puppet.arms) {
    const bool across = arm.side == stage.params.side && stage.params.style > 0.5;
    if (across)
      figure.pose_arm(arm,
                      Vector3d(arm.side * 0.35, -1, 0.45 * down),
                      Vector3d(-0.9 * arm.side * down, -1 + 0.9 * down, 0.5));
    else
      swing_arm(figure, arm, 0.3 * down, 0.25, 0.15);
  }
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, -0.15 * wing.side * down);
  plant_all(figure);
}

}  // namespace animax::data
