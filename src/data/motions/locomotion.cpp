// SPDX-License-Identifier: MIT
// Legs carry the body: walking, running, hopping, jumping, turning.
#include "data/motions/gait.h"
#include "data/motions/programs.h"

namespace animax::data {
namespace {

bool two_legged(const Puppet& puppet) { return puppet.legs.size() <= 2; }

/// Swings of arms, tail and wings that accompany steps; `left_forward` is +1 when the left leg is
/// in front.
void accompany(const Stage& stage, Figure& figure, double arm_swing, double elbow) {
  const Puppet& puppet = figure.puppet;
  const double left_forward = std::cos(stage.phase());
  for (const Arm& arm : puppet.arms) {
    const double forward = -arm.side * left_forward * arm_swing;
    swing_arm(figure, arm, forward + 0.05, elbow + 0.35 * std::max(0.0, forward));
  }
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.wave(
        tail->joints, kVertical, 0.10 * stage.energy(), 0.22 * stage.energy(), stage.phase(), 1.6);
  for (const Chain* ear : puppet.anatomy.all(Part::kEar))
    figure.bend(ear->joints, kLateral, 0.15 * stage.energy() * std::sin(stage.phase(2)));
  for (const Chain* antenna : puppet.anatomy.all(Part::kAntenna))
    figure.bend(antenna->joints, kLateral, 0.2 * std::sin(stage.phase(1, 0.2 * antenna->side)));
}

/// Pelvis and chest of a walking or running biped.
void biped_body(const Stage& stage, Figure& figure, double lean, double bob, double twist) {
  const Puppet& puppet = figure.puppet;
  const double left_forward = std::cos(stage.phase());
  const double sway = -std::sin(stage.phase());  // towards the leg that carries
  figure.move_root(Vector3d(-0.035 * sway * stage.unit(), 0, 0));
  figure.move_root(Vector3d(0, bob * stage.unit() * std::cos(stage.phase(2, 0.5 / 2)), 0));
  figure.turn_in_model(puppet.root, kVertical, -twist * left_forward);
  figure.turn_in_model(puppet.root, kForward, -0.05 * sway);
  figure.bend(puppet.spine, kVertical, 2.2 * twist * left_forward);
  figure.bend(puppet.spine, kForward, 0.07 * sway);
  figure.bend(puppet.spine, kLateral, lean);
  figure.turn_head(-1.2 * twist * left_forward, -0.8 * lean + 0.04 * std::sin(stage.phase(2)));
}

/// Back of a four-legged body: it nods, rolls and bends with the steps.
void beast_body(const Stage& stage, Figure& figure, double bob, double pitch, double roll) {
  const Puppet& puppet = figure.puppet;
  figure.move_root(Vector3d(0, bob * stage.unit() * std::sin(stage.phase(2)), 0));
  figure.turn_in_model(puppet.root, kLateral, pitch * std::sin(stage.phase()));
  figure.turn_in_model(puppet.root, kForward, roll * std::cos(stage.phase()));
  figure.bend(puppet.spine, kVertical, 0.09 * stage.energy() * std::cos(stage.phase()));
  figure.turn_head(-0.07 * std::cos(stage.phase()), 0.12 * std::sin(stage.phase(2, 0.1)));
}

}  // namespace

void program_walk(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  stand(stage, figure);
  if (two_legged(figure.puppet)) {
    biped_body(stage, figure, 0.05, 0.02 * e, 0.10 * e);
    accompany(stage, figure, 0.5 * e, 0.25);
    walk_with(stage, figure, {GaitPattern::kWalk, 0.62 + 0.18 * e, 0.58, 0.11 + 0.05 * e, 0.7});
    return;
  }
  beast_body(stage, figure, 0.02 * e, 0.03, 0.04 * e);
  accompany(stage, figure, 0.3, 0.2);
  walk_with(stage, figure, {GaitPattern::kWalk, 0.42 + 0.22 * e, 0.62, 0.12 + 0.08 * e, 0.6});
}

void program_run(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  stand(stage, figure);
  if (two_legged(figure.puppet)) {
    biped_body(stage, figure, 0.22 + 0.06 * e, 0.0, 0.16 * e);
    figure.move_root(Vector3d(0, 0.09 * e * stage.unit() * std::cos(stage.phase(2, 0.02)), 0));
    accompany(stage, figure, 0.85 * e, 1.25);
    walk_with(stage, figure, {GaitPattern::kWalk, 0.75 + 0.25 * e, 0.36, 0.32 + 0.12 * e, 0.9});
    return;
  }
  program_gallop(stage, figure);
}

void program_trot(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  beast_body(stage, figure, 0.06 * e, 0.02, 0.03);
  accompany(stage, figure, 0.3, 0.2);
  walk_with(stage, figure, {GaitPattern::kTrot, 0.5 + 0.22 * e, 0.45, 0.2 + 0.1 * e, 0.7});
}

void program_gallop(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy();
  // The back flexes as the hind legs come forward and stretches as they push.
  const double gather = std::cos(stage.phase());
  figure.move_root(Vector3d(0, 0.10 * e * stage.unit() * std::sin(stage.phase(1, 0.35)), 0));
  figure.turn_in_model(puppet.root, kLateral, 0.16 * e * std::sin(stage.phase(1, -0.05)));
  figure.bend(puppet.spine, kLateral, 0.22 * e * gather);
  figure.turn_head(0, -0.2 * e * gather - 0.08);
  accompany(stage, figure, 0.3, 0.4);
  walk_with(stage, figure, {GaitPattern::kGallop, 0.75 + 0.3 * e, 0.32, 0.25 + 0.12 * e, 0.8});
}

void program_hop(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy();
  const double cycle = stage.phase() / (2 * M_PI), p = cycle - std::floor(cycle);
  // One hop: dip, flight, landing. Phase 0 stands upright.
  const double dip = keys(p, {{0, 0.05}, {0.2, 1}, {0.36, 0}, {0.72, 0}, {0.86, 0.9}, {1, 0.05}});
  const double flight = p > 0.34 && p < 0.76 ? std::sin(M_PI * (p - 0.34) / 0.42) : 0;
  const double rise = stage.unit() * (0.42 * e * flight);
  stand(stage, figure);
  figure.move_root(Vector3d(0, rise - 0.22 * stage.unit() * dip, 0));
  if (!two_legged(puppet))
    figure.turn_in_model(
        puppet.root, kLateral, -0.2 * keys(p, {{0.2, 0}, {0.4, 1}, {0.75, -1}, {1, 0}}));
  figure.bend(puppet.spine, kLateral, 0.3 * dip - 0.1 * flight);
  figure.turn_head(0, -0.15 * dip);
  for (const Arm& arm : puppet.arms) swing_arm(figure, arm, 0.9 * flight - 0.4 * dip, 0.7, 0.3);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.4 * flight - 0.2 * dip);
  for (const Chain* ear : puppet.anatomy.all(Part::kEar))
    figure.bend(ear->joints, kLateral, -0.5 * flight + 0.3 * dip);
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (FootTarget& foot : feet) {
    foot.contact.y() += 0.9 * rise;
    foot.pitch = 0.6 * flight;
  }
  figure.lower_to_reach(feet, std::vector<double>(feet.size(), flight > 0 ? 0.0 : 1.0));
  plant_all(figure, feet);
}

void program_jump(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), a = stage.action();
  const double dip = keys(a, {{0, 0}, {0.24, 1}, {0.36, 0}, {0.7, 0}, {0.82, 1}, {1, 0}});
  const double t = std::clamp((a - 0.34) / 0.38, 0.0, 1.0);
  const double flight = 4 * t * (1 - t);  // a parabola, as gravity makes it
  const double rise = stage.unit() * (0.5 + 0.45 * e) * flight;
  stand(stage, figure);
  figure.move_root(Vector3d(0, rise - 0.34 * stage.unit() * dip, 0));
  if (!two_legged(puppet))
    figure.turn_in_model(puppet.root,
                         kLateral,
                         0.35 * keys(a, {{0.2, 0}, {0.4, -1}, {0.55, 0}, {0.72, 1}, {0.85, 0}}));
  figure.bend(puppet.spine, kLateral, 0.45 * dip - 0.15 * flight);
  figure.turn_head(0, -0.3 * dip - 0.1 * flight);
  const double arms =
      keys(a, {{0, 0}, {0.24, -0.9}, {0.42, 2.6}, {0.62, 2.3}, {0.82, 0.5}, {1, 0}});
  for (const Arm& arm : puppet.arms) swing_arm(figure, arm, arms, 0.4, 0.25);
  for (const Arm& wing : puppet.wings) {
    const double lift = keys(a, {{0, 0}, {0.28, 0.7}, {0.45, -0.7}, {0.65, 0.4}, {1, 0}});
    figure.turn(wing.shoulder, kForward, wing.side * lift);
  }
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.5 * flight - 0.3 * dip);
  for (const Chain* ear : puppet.anatomy.all(Part::kEar))
    figure.bend(ear->joints, kLateral, -0.5 * (t > 0 && t < 1 ? std::cos(M_PI * t) : 0.0));
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (FootTarget& foot : feet) {
    foot.contact.y() += rise * 0.86;
    foot.pitch = 0.7 * std::sqrt(std::max(flight, 0.0));
  }
  figure.lower_to_reach(feet, std::vector<double>(feet.size(), flight > 0 ? 0.0 : 1.0));
  plant_all(figure, feet);
}

void program_turn(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action();
  const double total = stage.side() * (1.25 + 0.35 * stage.energy());
  const double yaw = total * ease(a, 0.05, 0.95);
  const Vector3d pivot(puppet.bounds.center().x(), puppet.ground, puppet.bounds.center().z());
  stand(stage, figure);
  figure.turn_body(pivot, kVertical, yaw);
  const double lead = hold(a, 0.0, 0.2, 0.65, 1.0) * stage.side();
  figure.bend(puppet.spine, kVertical, 0.25 * lead);
  figure.turn_head(0.5 * lead, 0);
  for (const Arm& arm : puppet.arms)
    swing_arm(figure, arm, 0.3 * arm.side * std::sin(4 * M_PI * a), 0.35, 0.2);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kVertical, -0.6 * lead);
  // Feet take turns: each stands while the body turns above it, then steps ahead.
  constexpr int kSteps = 3;
  std::vector<FootTarget> feet;
  std::vector<double> on_ground;
  for (const Leg& leg : puppet.legs) {
    const double offset =
        leg_phase(
            leg, puppet, puppet.legs.size() == 4 ? GaitPattern::kTrot : GaitPattern::kWalk, 0) <
                0.25
            ? 0.0
            : 0.5;
    double heading = 0, lift = 0;
    for (int k = 0; k < kSteps; ++k) {
      const double start = (k + offset) / kSteps, end = (k + offset + 0.5) / kSteps;
      heading += total / kSteps * ease(a, start, end);
      if (a > start && a < end) lift = std::sin(M_PI * (a - start) / (end - start));
    }
    FootTarget foot;
    foot.contact = pivot + about(kVertical, heading) * (leg.contact - pivot);
    foot.contact.y() += 0.14 * stage.unit() * lift;
    foot.heading = heading;
    feet.push_back(foot);
    on_ground.push_back(lift > 0 ? 0.0 : 1.0);
  }
  figure.lower_to_reach(feet, on_ground);
  plant_all(figure, feet);
}

void program_sneak(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy();
  stand(stage, figure);
  const double low = two_legged(puppet) ? 0.24 : 0.3;
  if (two_legged(puppet)) {
    biped_body(stage, figure, 0.5, 0.03 * e, 0.08);
    for (const Arm& arm : puppet.arms)
      swing_arm(figure, arm, 0.55 - 0.15 * arm.side * std::cos(stage.phase()), 1.5, 0.3);
  } else {
    beast_body(stage, figure, 0.03 * e, 0.02, 0.04);
    figure.turn_head(0, 0.35);
  }
  figure.move_root(Vector3d(0, -low * stage.unit(), 0));
  walk_with(stage, figure, {GaitPattern::kWalk, 0.5 + 0.15 * e, 0.7, 0.2 + 0.1 * e, 0.5});
}

void program_march(const Stage& stage, Figure& figure) {
  const double e = stage.energy();
  stand(stage, figure);
  biped_body(stage, figure, -0.04, 0.02 * e, 0.05);
  accompany(stage, figure, 0.9 * e, 0.1);
  walk_with(stage, figure, {GaitPattern::kWalk, 0.35, 0.55, 0.34 + 0.16 * e, 0.4});
}

void program_crawl_biped(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy();
  const bool has_knees = std::all_of(puppet.legs.begin(), puppet.legs.end(), [](const Leg& leg) {
    return leg.joints.size() >= 2;
  });
  if (puppet.legs.size() != 2 || !has_knees) return program_crawl(stage, figure);
  // On hands and knees: the trunk is level, the pelvis at the height of the thigh.
  const Leg& any = puppet.legs.front();
  const double thigh = (puppet.rest_head[any.joints[1]] - puppet.rest_head[any.joints[0]]).norm();
  figure.turn_in_model(puppet.root, kLateral, 1.25);
  figure.bend(puppet.spine, kVertical, 0.18 * std::cos(stage.phase()));
  figure.turn_head(0, -0.9);
  const double hip_height = puppet.rest_head[any.joints[0]].y() - puppet.ground;
  figure.move_root(Vector3d(0.03 * stage.unit() * std::sin(stage.phase()),
                            1.08 * thigh - hip_height,
                            -0.2 * stage.unit()));
  for (const Leg& leg : puppet.legs) {
    const double p = leg_phase(leg, puppet, GaitPattern::kWalk, stage.phase() / (2 * M_PI));
    const double swing = 0.38 * e * std::cos(2 * M_PI * p);
    const double up = p > 0.55 ? std::sin(M_PI * (p - 0.55) / 0.45) : 0;
    // Thighs hang straight down from the level trunk, shins lie on the ground.
    figure.turn_in_model(leg.joints[0], kLateral, -1.25 - swing - 0.15 * up);
    for (size_t i = 1; i < leg.joints.size(); ++i) {
      if (leg.joints[i] == leg.foot) continue;
      if (leg.fold_sign[i] != 0)
        figure.turn(leg.joints[i],
                    leg.fold_axis,
                    leg.fold_sign[i] * (1.5 + swing + 0.2 * up - leg.rest_fold[i]));
    }
    if (leg.foot >= 0) figure.turn(leg.foot, kLateral, 0.9);
  }
  for (const Arm& arm : puppet.arms) {
    const double p = std::fmod(stage.phase() / (2 * M_PI) + (arm.side > 0 ? 0.5 : 0.0) + 8, 1.0);
    const Vector3d shoulder = figure.head(arm.shoulder);
    const double up = p > 0.55 ? std::sin(M_PI * (p - 0.55) / 0.45) : 0;
    const Vector3d hand(shoulder.x() + 0.05 * arm.side * stage.unit(),
                        puppet.ground + 0.05 * stage.unit() + 0.16 * e * stage.unit() * up,
                        shoulder.z() + (0.1 + 0.28 * e * std::cos(2 * M_PI * p)) * stage.unit());
    figure.reach(arm, hand, Vector3d(0.8 * arm.side, 0.2, -0.6));
  }
}

namespace {

// Steps of legs that reach out sideways are measured by that reach: 1 for legs that stand under the
// body, more for a spider's.
double sprawl(const Puppet& puppet) {
  double reach = 0;
  for (const Leg& leg : puppet.legs) {
    const Vector3d out = leg.contact - puppet.rest_head[leg.joints[0]];
    reach += Vector2d(out.x(), out.z()).norm() / puppet.legs.size();
  }
  return std::clamp(0.8 * reach / puppet.unit, 1.0, 2.0);
}

}  // namespace

void program_crawl(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), wide = sprawl(figure.puppet);
  beast_body(stage, figure, 0.03 * e, 0.04, 0.05 * e);
  accompany(stage, figure, 0.3, 0.2);
  figure.move_root(Vector3d(0, -0.22 * stage.unit(), 0));
  const double stride = 0.5 + 0.2 * e, lift = 0.22 + 0.1 * e;
  walk_with(stage, figure, {GaitPattern::kWalk, wide * stride, 0.65, wide * lift, 0.4});
}

void program_scuttle(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), wide = sprawl(figure.puppet);
  const Puppet& puppet = figure.puppet;
  figure.turn_in_model(puppet.root, kVertical, 0.09 * std::sin(stage.phase()));
  figure.move_root(Vector3d(0, 0.04 * e * stage.unit() * std::sin(stage.phase(2)), 0));
  accompany(stage, figure, 0.3, 0.2);
  const double stride = 0.65 + 0.25 * e, lift = 0.22 + 0.1 * e;
  walk_with(stage, figure, {GaitPattern::kTrot, wide * stride, 0.5, wide * lift, 0.4});
}

}  // namespace animax::data
