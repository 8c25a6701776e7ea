// SPDX-License-Identifier: MIT
// Gestures of arms and legs: waving, clapping, pointing, punching, kicking, dancing, cheering.
// Directions of arms are in the frame of the chest (x left, y up, z forward).
#include "data/motions/gait.h"
#include "data/motions/programs.h"

namespace animax::data {
namespace {

bool chosen(const Arm& arm, const Stage& stage, const Figure& figure) {
  return figure.puppet.arms.size() == 1 || arm.side == stage.params.side;
}

Vector3d mix(const Vector3d& a, const Vector3d& b, double t) { return a + t * (b - a); }

void relaxed_arm(Figure& figure, const Arm& arm, double forward = 0.05) {
  swing_arm(figure, arm, forward, 0.3, 0.18);
}

}  // namespace

void program_wave(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), up = hold(stage.u, 0.0, 0.2, 0.84, 1.0);
  const double s = std::sin(stage.phase());
  stand(stage, figure);
  figure.move_root(Vector3d(-0.03 * stage.side() * up * stage.unit(), 0, 0));
  figure.bend(figure.puppet.spine, kForward, 0.1 * stage.side() * up);
  figure.turn_head(0.12 * stage.side() * up, -0.05, -0.08 * stage.side() * s * up);
  for (const Arm& arm : figure.puppet.arms) {
    if (!chosen(arm, stage, figure)) {
      relaxed_arm(figure, arm);
      continue;
    }
    const Vector3d rest_upper(0.2 * arm.side, -1, 0.05), rest_fore(0.1 * arm.side, -1, 0.3);
    const Vector3d upper(0.95 * arm.side, 0.15 + 0.2 * e, 0.25);
    const Vector3d fore(arm.side * (0.25 + 0.6 * e * s), 1, 0.2);
    figure.pose_arm(arm, mix(rest_upper, upper, up), mix(rest_fore, fore, up));
  }
  plant_all(figure);
}

void program_wave_leg(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), up = hold(stage.u, 0, 0.22, 0.82, 1),
               s = std::sin(stage.phase());
  figure.move_root(Vector3d(-0.10 * stage.side(), -0.03, -0.05) * up * stage.unit());
  figure.turn_in_model(puppet.root, kForward, 0.05 * stage.side() * up);
  figure.turn_head(0.15 * stage.side() * up, -0.12 * up, 0.1 * s * up);
  const std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    FootTarget foot = feet[i];
    const Leg& leg = puppet.legs[i];
    if (leg.index == 0 && leg.side == stage.params.side) {
      foot.contact +=
          up * stage.unit() * Vector3d(0.12 * leg.side + 0.16 * e * s, 0.62 + 0.12 * e * s, 0.42);
      foot.pitch = -0.5 * up * s;
    }
    figure.plant(leg, foot);
  }
}

void program_clap(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), in = hold(stage.u, 0, 0.16, 0.88, 1);
  const double open = std::pow(0.5 + 0.5 * std::cos(stage.phase()), 0.8);
  stand(stage, figure);
  figure.bend(puppet.spine, kLateral, 0.06 - 0.06 * open);
  figure.turn_head(0, 0.08 - 0.12 * open);
  Vector3d middle = Vector3d::Zero();
  for (const Arm& arm : puppet.arms) middle += figure.head(arm.shoulder) / puppet.arms.size();
  for (const Arm& arm : puppet.arms) {
    const double size = arm.length();
    const Vector3d hand = middle + size * Vector3d(arm.side * (0.05 + 0.42 * e * open),
                                                   -0.12 + 0.1 * stage.params.style,
                                                   0.62);
    relaxed_arm(figure, arm);
    figure.reach(arm, hand, Vector3d(arm.side, -0.9, 0), in);
  }
  plant_all(figure);
}

void program_point(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(),
               out = keys(a, {{0, 0}, {0.14, -0.15}, {0.4, 1.05}, {0.5, 1}, {1, 1}});
  const double aside = 0.75 * stage.params.style;
  stand(stage, figure);
  figure.bend(puppet.spine, kVertical, stage.side() * (0.35 * aside - 0.15) * out);
  figure.turn_head(stage.side() * 0.5 * aside * out, -0.05);
  for (const Arm& arm : puppet.arms) {
    if (!chosen(arm, stage, figure)) {
      relaxed_arm(figure, arm);
      continue;
    }
    const Vector3d low(0.2 * arm.side, -1, 0.0), low_fore(0.1 * arm.side, -1, 0.3);
    const Vector3d straight(arm.side * (0.12 + aside), 0.06, 1);
    figure.pose_arm(arm, mix(low, straight, std::min(out, 1.0)), mix(low_fore, straight, out));
  }
  plant_all(figure);
}

void program_punch(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), s = stage.side();
  // Two punches of the same fist: guard, draw back, strike, return.
  const double p = std::fmod(stage.u * 2, 1.0), guard = hold(stage.u, 0, 0.12, 0.9, 1.0);
  const double strike = keys(p, {{0, 0}, {0.28, -0.45}, {0.46, 1}, {0.58, 1}, {1, 0}}) * guard;
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.08 * guard, 0.16 * e * strike) * stage.unit());
  figure.turn_in_model(puppet.root, kVertical, -0.22 * s * strike);
  figure.bend(puppet.spine, kVertical, -0.5 * e * s * strike);
  figure.bend(puppet.spine, kLateral, 0.16 * guard);
  figure.turn_head(0.6 * s * strike, -0.1);
  for (const Arm& arm : puppet.arms) {
    const bool fist = chosen(arm, stage, figure);
    const Vector3d low(0.2 * arm.side, -1, 0.0), low_fore(0.1 * arm.side, -1, 0.3);
    const Vector3d up(0.3 * arm.side, -1, 0.15), up_fore(-0.1 * arm.side, 0.75, 0.7);
    const Vector3d out(-0.1 * arm.side, -0.02, 1);
    const Vector3d back(0.45 * arm.side, -0.7, -0.65), back_fore(0.0, 0.1, 1);
    Vector3d upper = mix(low, up, guard), fore = mix(low_fore, up_fore, guard);
    if (fist && strike > 0)
      upper = mix(upper, out, strike), fore = mix(fore, out, std::min(1.0, 1.2 * strike));
    if (fist && strike < 0)
      upper = mix(upper, back, -2 * strike), fore = mix(fore, back_fore, -2 * strike);
    figure.pose_arm(arm, upper, fore);
  }
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i)
    feet[i].contact.z() +=
        (puppet.legs[i].side == stage.params.side ? -0.16 : 0.14) * guard * stage.unit();
  figure.lower_to_reach(feet, std::vector<double>(feet.size(), 1.0));
  plant_all(figure, feet);
}

void program_kick(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), e = stage.energy();
  const double back = hold(a, 0.05, 0.25, 0.28, 0.42),
               kick = keys(a, {{0.28, 0}, {0.46, 1}, {0.56, 0.95}, {0.9, 0}});
  const double over = hold(a, 0, 0.2, 0.75, 1.0);
  stand(stage, figure);
  figure.move_root(Vector3d(-0.10 * stage.side() * over, -0.05 * over, 0.05 * kick) * stage.unit());
  figure.turn_in_model(puppet.root, kLateral, 0.1 * back - 0.2 * kick);
  figure.bend(puppet.spine, kLateral, 0.15 * back + 0.1 * kick);
  figure.turn_head(0, 0.15 * kick);
  for (const Arm& arm : puppet.arms) {
    const double opposite = arm.side == stage.params.side ? -1 : 1;
    swing_arm(figure, arm, opposite * (0.9 * kick - 0.6 * back), 0.5, 0.25 + 0.4 * kick);
  }
  const std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    FootTarget foot = feet[i];
    const Leg& leg = puppet.legs[i];
    if (leg.side == stage.params.side && leg.index == 0) {
      foot.contact +=
          stage.unit() *
          Vector3d(0, 0.22 * back + (0.5 + 0.22 * e) * kick, -0.38 * back + 0.85 * kick);
      foot.pitch = 0.7 * back - 0.7 * kick;
    }
    figure.plant(leg, foot);
  }
}

void program_dance(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), s = std::sin(stage.phase()), c = std::cos(stage.phase());
  const double down = 0.5 - 0.5 * std::cos(stage.phase(2));
  stand(stage, figure);
  figure.move_root(Vector3d(0.14 * e * s, -0.06 - 0.12 * e * down, 0) * stage.unit());
  figure.turn_in_model(puppet.root, kForward, 0.13 * e * s);
  figure.turn_in_model(puppet.root, kVertical, 0.25 * e * c);
  figure.bend(puppet.spine, kForward, -0.24 * e * s);
  figure.bend(puppet.spine, kVertical, -0.4 * e * c);
  figure.turn_head(0.2 * c, 0.15 * down, 0.15 * s);
  for (const Arm& arm : puppet.arms) {
    const double beat = std::sin(stage.phase(1, arm.side > 0 ? 0.0 : 0.5));
    Vector3d upper, fore;
    if (stage.params.style < 0.5) {  // arms pump overhead in turn
      upper = Vector3d(0.8 * arm.side, 0.2 + 0.5 * beat, 0.3);
      fore = Vector3d(0.25 * arm.side, 1 + 0.3 * beat, 0.25);
    } else {  // bent elbows swing across the body
      upper = Vector3d(0.7 * arm.side, -0.6 + 0.35 * beat, 0.25);
      fore = Vector3d(arm.side * 0.6 + 0.9 * s, 0.3 + 0.5 * beat, 0.8);
    }
    figure.pose_arm(arm, upper, fore);
  }
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    const double lift = std::max(0.0, -puppet.legs[i].side * s);
    feet[i].contact +=
        stage.unit() * Vector3d(0.04 * puppet.legs[i].side, 0.16 * e * lift * lift, 0);
    feet[i].pitch = 0.4 * lift;
  }
  plant_all(figure, feet);
}

void program_dance_legs(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), s = std::sin(stage.phase());
  const double down = 0.5 - 0.5 * std::cos(stage.phase(2));
  figure.move_root(Vector3d(0.14 * e * s, -0.14 * e * down, 0) * stage.unit());
  figure.turn_in_model(puppet.root, kForward, -0.12 * e * s);
  figure.turn_in_model(puppet.root, kVertical, 0.16 * e * std::cos(stage.phase()));
  figure.bend(puppet.spine, kForward, -0.12 * e * s);
  figure.turn_head(0, 0.2 * down, 0.22 * s);
  for (const Arm& wing : puppet.wings)
    figure.turn(wing.shoulder, kForward, wing.side * 0.5 * e * down);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.wave(tail->joints, kVertical, 0.3 * e, 0.4 * e, stage.phase(), 1.0);
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    const Leg& leg = puppet.legs[i];
    const double group = leg.side * ((leg.index % 2) ? -1.0 : 1.0);
    const double lift = std::max(0.0, -group * s);
    feet[i].contact.y() += 0.24 * e * lift * stage.unit();
  }
  plant_all(figure, feet);
}

void program_cheer(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), up = hold(stage.u, 0, 0.2, 0.9, 1.0);
  const double beat = std::sin(stage.phase()), p = stage.phase() / (2 * M_PI),
               q = p - std::floor(p);
  const double flight = q < 0.5 ? std::sin(2 * M_PI * q) : 0,
               rise = 0.2 * e * flight * up * stage.unit();
  stand(stage, figure);
  figure.move_root(Vector3d(0, rise - 0.12 * stage.unit() * up * std::max(0.0, -beat), 0));
  figure.bend(puppet.spine, kLateral, -0.14 * up);
  figure.turn_head(0, -0.3 * up);
  for (const Arm& arm : puppet.arms) {
    const Vector3d upper(0.55 * arm.side, 0.75 + 0.3 * beat, 0.15),
        fore(0.35 * arm.side, 1 + 0.3 * beat, 0.1 + 0.25 * beat);
    const Vector3d out(arm.side * 1.0, -0.2, 0.35);
    const Vector3d low(0.2 * arm.side, -1, 0);
    const Vector3d way = up < 0.5 ? mix(low, out, 2 * up) : mix(out, upper, 2 * up - 1);
    figure.pose_arm(arm, way, mix(way, fore, up));
  }
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (FootTarget& foot : feet) foot.contact.y() += 0.85 * rise, foot.pitch = 0.5 * flight * up;
  figure.lower_to_reach(feet, std::vector<double>(feet.size(), flight > 0 ? 0.0 : 1.0));
  plant_all(figure, feet);
}

void program_reach_biped(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), out = hold(a, 0.05, 0.42, 0.68, 0.98);
  const double height = -0.25 + 0.9 * stage.params.style;  // low on a table to high on a shelf
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.04, 0.12) * out * stage.unit());
  figure.turn_in_model(puppet.root, kLateral, 0.12 * out);
  figure.bend(puppet.spine, kLateral, (0.25 - 0.3 * stage.params.style) * out);
  figure.bend(puppet.spine, kVertical, -0.3 * stage.side() * out);
  figure.turn_head(0.2 * stage.side() * out, (0.2 - 0.45 * stage.params.style) * out);
  for (const Arm& arm : puppet.arms) {
    if (!chosen(arm, stage, figure)) {
      relaxed_arm(figure, arm, -0.2 * out);
      continue;
    }
    const Vector3d to(0.08 * arm.side, height, 1);
    figure.pose_arm(arm,
                    mix(Vector3d(0.2 * arm.side, -1, 0), to, out),
                    mix(Vector3d(0.1 * arm.side, -1, 0.3), to, out));
  }
  plant_all(figure);
}

void program_lift_biped(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action();
  const double down = hold(a, 0, 0.3, 0.36, 0.62), up = ease(a, 0.45, 0.85);
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.38, -0.12) * down * stage.unit());
  figure.turn_in_model(puppet.root, kLateral, 0.35 * down);
  figure.bend(puppet.spine, kLateral, 0.5 * down - 0.12 * up);
  figure.turn_head(0, -0.15 * down - 0.1 * up);
  for (const Arm& arm : puppet.arms) {
    const Vector3d low(0.1 * arm.side, -1, 0.55), low_fore(-0.05 * arm.side, -1, 0.6);
    const Vector3d rest(0.2 * arm.side, -1, 0), rest_fore(0.1 * arm.side, -1, 0.2);
    const Vector3d high(0.2 * arm.side, 0.9, 0.45), high_fore(0, 1, 0.1),
        front(0.15 * arm.side, -0.2, 1);
    Vector3d upper = mix(rest, low, ease(a, 0, 0.3)),
             fore = mix(rest_fore, low_fore, ease(a, 0, 0.3));
    upper = up < 0.5 ? mix(upper, front, 2 * up) : mix(front, high, 2 * up - 1);
    fore = up < 0.5 ? mix(fore, Vector3d(0, 0.3, 1), 2 * up)
                    : mix(Vector3d(0, 0.3, 1), high_fore, 2 * up - 1);
    figure.pose_arm(arm, upper, fore);
  }
  plant_all(figure);
}

void program_throw(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), s = stage.side();
  const double wind = hold(a, 0.02, 0.3, 0.36, 0.5), thrown = hold(a, 0.36, 0.54, 0.7, 1.0);
  stand(stage, figure);
  figure.move_root(Vector3d(0, -0.05 * (wind + thrown), -0.1 * wind + 0.14 * thrown) *
                   stage.unit());
  figure.bend(puppet.spine, kVertical, s * (0.55 * wind - 0.5 * thrown));
  figure.bend(puppet.spine, kLateral, -0.15 * wind + 0.35 * thrown);
  figure.turn_head(-0.4 * s * wind + 0.3 * s * thrown, 0);
  for (const Arm& arm : puppet.arms) {
    const Vector3d rest(0.2 * arm.side, -1, 0), rest_fore(0.1 * arm.side, -1, 0.3);
    if (!chosen(arm, stage, figure)) {
      figure.pose_arm(arm,
                      mix(rest, Vector3d(0.3 * arm.side, -0.1, 1), wind),
                      mix(rest_fore, Vector3d(0, 0, 1), wind));
      continue;
    }
    const Vector3d cocked(arm.side, 0.3, -0.35), cocked_fore(0.1 * arm.side, 1, -0.5);
    const Vector3d out(0.1 * arm.side, 0.0, 1), out_fore(-0.2 * arm.side, -0.35, 1);
    Vector3d upper = mix(rest, cocked, wind), fore = mix(rest_fore, cocked_fore, wind);
    figure.pose_arm(arm, mix(upper, out, thrown), mix(fore, out_fore, thrown));
  }
  std::vector<FootTarget> feet = rest_feet(puppet);
  for (size_t i = 0; i < feet.size(); ++i) {
    const bool step_foot = puppet.legs[i].side != stage.params.side;
    feet[i].contact.z() +=
        (step_foot ? 0.3 : -0.05) * ease(a, 0.25, 0.45) * (1 - ease(a, 0.75, 1)) * stage.unit();
    if (step_foot)
      feet[i].contact.y() +=
          0.12 * stage.unit() * (hold(a, 0.25, 0.34, 0.36, 0.45) + hold(a, 0.75, 0.85, 0.88, 1));
  }
  figure.lower_to_reach(feet, std::vector<double>(feet.size(), 1.0));
  plant_all(figure, feet);
}

void program_shrug(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double up = hold(stage.action(), 0.08, 0.35, 0.6, 0.95);
  stand(stage, figure);
  figure.turn_head(0, 0.05, 0.3 * stage.side() * up);
  figure.bend(puppet.spine, kLateral, -0.06 * up);
  for (const Arm& arm : puppet.arms) {
    const Vector3d rest(0.2 * arm.side, -1, 0), rest_fore(0.1 * arm.side, -1, 0.3);
    figure.pose_arm(arm,
                    mix(rest, Vector3d(0.55 * arm.side, -1, 0.2), up),
                    mix(rest_fore, Vector3d(1.1 * arm.side, 0.35, 0.7), up));
    if (arm.joints.front() != arm.shoulder)
      figure.turn(arm.joints.front(), kForward, 0.3 * arm.side * up);
  }
  plant_all(figure);
}

}  // namespace animax::data
