// SPDX-License-Identifier: MIT
// Wings: flapping on the ground, flying, gliding, hovering, taking off.
#include "data/motions/gait.h"
#include "data/motions/programs.h"

namespace animax::data {
namespace {

/// Unfolds wings to the sides by `weight`: every bone of the wing points outwards.
void spread(Figure& figure, double weight, double dihedral = 0.05, double back = 0.15) {
  for (const Arm& wing : figure.puppet.wings) {
    const Vector3d whole = (wing.upper + wing.fore).normalized();
    if (std::abs(whole.x()) > 0.8 && std::abs(whole.y()) < 0.35) continue;  // spread by its maker
    const Vector3d out(wing.side, dihedral, -back);
    figure.pose_arm(wing, out, Vector3d(wing.side, dihedral, -1.6 * back), weight);
    if (wing.hand >= 0) {
      const Vector3d bone = figure.puppet.tail[wing.hand];
      const Quaterniond there = shortest_rotation(bone, Vector3d(wing.side, dihedral, -2.2 * back));
      const Quaterniond global = figure.parent_global(figure.puppet.root).conjugate() * there;
      const Quaterniond parent = figure.parent_global(wing.hand);
      figure.set_turn(
          wing.hand,
          Quaterniond::Identity().slerp(weight, (parent.conjugate() * global).normalized()));
    }
  }
}

/// One wing beat: the stroke runs from shoulder to tip with a delay, so that the tip bends up on
/// the way down. `lift` is the mean elevation.
void beat(const Stage& stage, Figure& figure, double amplitude, double lift, double ahead = 0) {
  for (const Arm& wing : figure.puppet.wings) {
    const size_t n = wing.joints.size();
    for (size_t k = 0; k < n; ++k) {
      const double s = n > 1 ? static_cast<double>(k) / (n - 1) : 0;
      const double share = k == 0 ? 1.0 : 0.55 / std::max<double>(1, n - 1);
      const double angle =
          amplitude * share * std::sin(stage.phase(1, ahead) - 1.25 * s) + (k == 0 ? lift : 0);
      figure.turn_in_model(wing.joints[k], kForward, wing.side * angle);
    }
    // The leading edge dips on the way down and rises on the way up.
    figure.turn(wing.shoulder, kLateral, 0.25 * amplitude * std::cos(stage.phase(1, ahead + 0.5)));
  }
}

/// Legs tucked under the body and trailing.
void tuck_legs(Figure& figure, double weight) {
  for (const Leg& leg : figure.puppet.legs) figure.fold_leg(leg, 0.8 * weight, -0.45 * weight);
}

double body_extent(const Figure& figure) { return figure.puppet.height(); }

}  // namespace

void program_flap(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), in = hold(stage.u, 0, 0.12, 0.9, 1.0),
               up = std::sin(stage.phase());
  stand(stage, figure);
  spread(figure, in);
  figure.move_root(Vector3d(0, -0.06 * e * up * in * stage.unit(), 0));
  figure.turn_in_model(puppet.root, kLateral, -0.1 * in);
  figure.turn_head(0, 0.1 * in + 0.06 * up);
  beat(stage, figure, 0.8 * std::min(e, 1.3) * in, 0.12 * in);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, -0.12 * e * up * in);
  if (!puppet.legs.empty()) plant_all(figure);
}

void program_fly(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy();
  spread(figure, 1);
  figure.move_root(
      Vector3d(0, (0.25 - 0.09 * e * std::sin(stage.phase(1, -0.05))) * body_extent(figure), 0));
  figure.turn_in_model(puppet.root, kLateral, 0.18 + 0.05 * std::sin(stage.phase(1, 0.2)));
  figure.bend(puppet.spine, kLateral, 0.08 * std::sin(stage.phase(1, 0.25)));
  figure.turn_head(0, -0.18 - 0.06 * std::sin(stage.phase(1, 0.25)));
  beat(stage, figure, 0.85 * std::min(e, 1.25), 0.1);
  tuck_legs(figure, 1);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.wave(tail->joints, kLateral, 0.1, 0.16, stage.phase(1, 0.4), 1.2);
  if (stage.params.travel)
    figure.move_root(Vector3d(0, 0, 2.2 * stage.unit() * stage.u * stage.duration));
}

void program_glide(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), s = std::sin(stage.phase());
  spread(figure, 1, 0.12);
  figure.move_root(Vector3d(0.06 * s, 0.25 + 0.05 * std::sin(stage.phase(1, 0.3)), 0) *
                   body_extent(figure));
  figure.turn_in_model(puppet.root, kLateral, 0.1);
  figure.turn_in_model(puppet.root, kForward, -0.3 * e * s);
  figure.turn_head(-0.12 * s, -0.1, 0.24 * e * s);
  for (const Arm& wing : puppet.wings)
    figure.turn_in_model(
        wing.shoulder, kForward, wing.side * (0.1 + 0.04 * std::sin(stage.phase(2))));
  tuck_legs(figure, 1);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kForward, -0.2 * s);
  if (stage.params.travel)
    figure.move_root(Vector3d(0, 0, 2.5 * stage.unit() * stage.u * stage.duration));
}

void program_hover(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy();
  spread(figure, 1);
  figure.move_root(
      Vector3d(0, (0.28 - 0.06 * e * std::sin(stage.phase(1, -0.05))) * body_extent(figure), 0));
  figure.turn_in_model(puppet.root, kLateral, -0.55);
  figure.turn_head(0, 0.5);
  beat(stage, figure, 0.7 * std::min(e, 1.3), 0.05);
  for (const Arm& wing : puppet.wings)  // the stroke is forward and back rather than up and down
    figure.turn_in_model(wing.shoulder, kVertical, wing.side * 0.3 * std::cos(stage.phase()));
  for (const Leg& leg : puppet.legs)
    figure.fold_leg(leg, 0.5, -0.1 + 0.08 * std::sin(stage.phase()));
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.35 + 0.1 * std::sin(stage.phase(1, 0.3)));
}

void program_take_off(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.u, e = stage.energy();
  const double dip = hold(a, 0, 0.16, 0.2, 0.34), in = ease(a, 0.02, 0.18),
               climb = ease(a, 0.22, 1.0);
  spread(figure, in);
  figure.move_root(Vector3d(0, -0.28 * dip, 0) * stage.unit());
  figure.move_root(Vector3d(0, 0.9 * climb - 0.07 * e * std::sin(stage.phase()) * climb, 0) *
                   body_extent(figure));
  figure.turn_in_model(puppet.root, kLateral, 0.2 * dip - 0.3 * hold(a, 0.2, 0.4, 0.7, 1.0));
  figure.turn_head(0, -0.25 * dip + 0.1 * climb);
  beat(stage, figure, 0.9 * std::min(e, 1.2) * in, 0.15 * in);
  for (const Chain* tail : puppet.anatomy.all(Part::kTail))
    figure.bend(tail->joints, kLateral, 0.3 * climb);
  const std::vector<FootTarget> feet = rest_feet(puppet);
  const double off = ease(a, 0.24, 0.42);
  for (size_t i = 0; i < feet.size(); ++i) {
    FootTarget foot = feet[i];
    foot.contact.y() += climb * 0.9 * body_extent(figure) * off;
    if (off < 1) figure.plant(puppet.legs[i], foot);
    if (off > 0) figure.fold_leg(puppet.legs[i], 0.5 * off, -0.4 * off);
  }
}

}  // namespace animax::data
