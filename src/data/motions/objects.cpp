// SPDX-License-Identifier: MIT
// Objects and machines: lids, doors and drawers, robot arms, cranes, vehicles.
#include "data/motions/programs.h"

namespace animax::data {
namespace {

/// Turns or slides a one-degree-of-freedom part from rest by `fraction` of its limit.
void actuate(Figure& figure, const Chain& chain, double fraction) {
  const Puppet& puppet = figure.puppet;
  const int joint = chain.joints.front();
  const Matrix3d& frame = puppet.model_from_joint[joint];
  const Vector3d local =
      chain.axis.value_or(frame.transpose() * (chain.slides ? kForward : kVertical));
  if (chain.slides) {
    const double limit = chain.limit > 0 ? chain.limit : 0.6 * puppet.unit;
    figure.shift(joint, (frame * local).normalized() * limit * fraction);
    return;
  }
  const double limit = chain.limit > 0 ? chain.limit : 1.6;
  const double sense = frame.determinant() < 0 ? -1 : 1;
  figure.turn(joint, sense * (frame * local).normalized(), limit * fraction);
}

/// Brings a lid, door or drawer to `fraction` of the way from shut to its limit.
void open_to(Figure& figure, const Chain& chain, double fraction) {
  const double shut = chain.limit > 0 ? chain.closed / chain.limit : 0;
  actuate(figure, chain, shut + fraction * (1 - shut));
}

std::vector<const Chain*> movers(const Figure& figure) {
  std::vector<const Chain*> found;
  for (Part part : {Part::kLid, Part::kDoorPanel, Part::kDrawer})
    for (const Chain* chain : figure.puppet.anatomy.all(part)) found.push_back(chain);
  return found;
}

/// Which of several drawers or doors move: one chosen by style, or all. At least one.
bool takes_part(const Stage& stage, size_t k, size_t count) {
  if (count <= 1 || stage.params.style >= 0.6) return true;
  return k == static_cast<size_t>(stage.params.style / 0.6 * static_cast<double>(count));
}

/// Opens to `open` of the limit at each mover's own time; several move one after another.
void open_all(const Stage& stage, Figure& figure, double (*curve)(double), double reach) {
  const std::vector<const Chain*> chains = movers(figure);
  for (size_t k = 0; k < chains.size(); ++k) {
    if (!takes_part(stage, k, chains.size())) continue;
    const double delay = chains.size() > 1 ? 0.25 * k / (chains.size() - 1) : 0;
    const double a = std::clamp((stage.action() - delay) / (1 - delay), 0.0, 1.0);
    open_to(figure, *chains[k], reach * curve(a));
  }
}

double reach_of(const Stage& stage) { return std::clamp(0.62 + 0.3 * stage.energy(), 0.6, 1.0); }

/// The chain of links of a robot arm or a crane's boom, and the axis each one turns about.
struct Link {
  int joint;
  Vector3d axis;
  double limit;
};

std::vector<Link> links(const Figure& figure) {
  const Puppet& puppet = figure.puppet;
  std::vector<Link> found;
  for (const Chain* chain : puppet.anatomy.all(Part::kSegment)) {
    if (chain->slides) continue;
    for (size_t i = 0; i < chain->joints.size(); ++i) {
      const int joint = chain->joints[i];
      Vector3d axis = kLateral;
      if (i == 0 && chain->axis) {
        const Matrix3d& frame = puppet.model_from_joint[joint];
        axis = (frame.determinant() < 0 ? -1.0 : 1.0) * (frame * *chain->axis).normalized();
        if (std::abs(axis.y()) < 0.5 && axis.x() < 0) axis = -axis;  // positive tips forward
      }
      found.push_back({joint, axis, chain->limit});
    }
  }
  return found;
}

void turn_table(Figure& figure, double angle) {
  const std::vector<const Chain*> tables = figure.puppet.anatomy.all(Part::kTurntable);
  if (!tables.empty())
    figure.turn(tables.front()->joints.front(), kVertical, angle);
  else
    figure.turn(figure.puppet.root, kVertical, angle);
}

/// Tips the links so that the tip of the arm goes forward (positive) or back: bases more, the last
/// ones turn against it.
void tip_links(Figure& figure, double base, double elbow, double wrist) {
  const std::vector<Link> arm = links(figure);
  for (size_t i = 0; i < arm.size(); ++i) {
    const double place = arm.size() > 1 ? static_cast<double>(i) / (arm.size() - 1) : 0;
    const double angle =
        place < 0.3 ? base : (place < 0.8 ? elbow / std::max(1.0, 0.5 * arm.size()) : wrist);
    figure.turn(arm[i].joint, arm[i].axis, angle);
  }
}

void grip_fingers(Figure& figure, double closed) {
  const Puppet& puppet = figure.puppet;
  const std::vector<const Chain*> fingers = puppet.anatomy.all(Part::kGripper);
  Vector3d center = Vector3d::Zero();
  for (const Chain* finger : fingers)
    center += puppet.rest_head[finger->joints.front()] / fingers.size();
  for (const Chain* finger : fingers) {
    if (finger->axis) {
      const double limit =
          finger->limit > 0 ? finger->limit : (finger->slides ? 0.1 * puppet.unit : 0.6);
      const Matrix3d& frame = puppet.model_from_joint[finger->joints.front()];
      const double sense = !finger->slides && frame.determinant() < 0 ? -1 : 1;
      const Vector3d axis = sense * (frame * *finger->axis).normalized();
      // Positive opens: gripping goes the other way, letting go a little beyond rest.
      if (finger->slides)
        figure.shift(finger->joints.front(), axis * (-limit * 0.9 * closed));
      else
        figure.turn(finger->joints.front(), axis, -limit * 0.9 * closed);
      continue;
    }
    const Vector3d out = puppet.rest_head[finger->joints.front()] - center;
    const Vector3d along = puppet.tail[finger->joints.front()].stableNormalized();
    const Vector3d axis = out.cross(along);
    if (axis.norm() > 1e-9) figure.bend(finger->joints, axis.normalized(), -0.55 * closed);
  }
}

void dangle_hook(Figure& figure, double lateral, double forward) {
  for (const Chain* hook : figure.puppet.anatomy.all(Part::kHook)) {
    figure.turn_in_model(hook->joints.front(), kForward, lateral);
    figure.turn_in_model(hook->joints.front(), kLateral, forward);
  }
}

/// Keeps cable and hook plumb below a moving boom, by weight.
void plumb_hook(Figure& figure) {
  for (const Chain* hook : figure.puppet.anatomy.all(Part::kHook)) {
    const Quaterniond now = figure.parent_global(hook->joints.front());
    Vector3d ahead = now * kForward;
    const double yaw = std::atan2(ahead.x(), ahead.z());
    figure.set_global(hook->joints.front(), about(kVertical, yaw));
  }
}

double radius_of(const Puppet& puppet, int wheel) {
  return std::max(puppet.rest_head[wheel].y() - puppet.ground, 0.05 * puppet.unit);
}

Vector3d foot_of(const Puppet& puppet) {
  return {puppet.bounds.center().x(), puppet.ground, puppet.bounds.center().z()};
}

}  // namespace

void program_open(const Stage& stage, Figure& figure) {
  // Gathers speed, swings a little too far, settles.
  open_all(
      stage,
      figure,
      [](double a) {
        return keys(a, {{0.06, 0}, {0.7, 1.04}, {0.82, 0.96}, {0.94, 1}}) * 0.96;
      },
      reach_of(stage));
  figure.turn_body(
      foot_of(figure.puppet), kLateral, -0.015 * hold(stage.action(), 0.3, 0.6, 0.65, 0.9));
}

void program_close(const Stage& stage, Figure& figure) {
  // It starts open (the blend from rest opens it at once) and falls shut with a rebound.
  open_all(
      stage,
      figure,
      [](double a) {
        return keys(a, {{0.26, 1}, {0.8, 0}, {0.87, 0.05}, {0.94, 0}});
      },
      reach_of(stage));
}

void program_open_and_close(const Stage& stage, Figure& figure) {
  open_all(
      stage,
      figure,
      [](double a) {
        // What stands open closes first.
        return keys(a, {{0.17, 0}, {0.45, 1}, {0.58, 1}, {0.92, 0}, {0.96, 0.03}, {1, 0}});
      },
      reach_of(stage));
}

void program_shake_object(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), on = hold(stage.u, 0, 0.1, 0.82, 1.0),
               s = on * std::sin(stage.phase());
  const double t = on * std::sin(stage.phase(2, 0.07));
  const Vector3d foot = foot_of(figure.puppet);
  figure.turn_body(foot, kForward, 0.17 * e * s);
  figure.turn_body(foot, kVertical, 0.10 * e * on * std::sin(stage.phase(1, 0.3)));
  figure.move_root(Vector3d(0, 0.05 * e * std::abs(s), 0) * stage.unit());
  for (const Chain* chain : movers(figure)) actuate(figure, *chain, 0.14 * e * std::max(0.0, t));
  tip_links(figure, 0.06 * t, -0.1 * t, 0.12 * s);
  dangle_hook(figure, -0.35 * e * on * std::sin(stage.phase(1, -0.2)), 0);
}

void program_bounce_object(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), p = stage.phase() / (2 * M_PI), q = p - std::floor(p);
  const double arc = 4 * q * (1 - q);  // thrown up at the start of each cycle
  figure.move_root(Vector3d(0, 0.5 * e * arc, 0) * stage.unit());
  figure.turn_body(figure.head(figure.puppet.root), kForward, 0.09 * e * std::sin(stage.phase()));
  const double rattle = ease(q, 0.05, 0.3) * (1 - ease(q, 0.8, 0.98));
  for (const Chain* chain : movers(figure)) actuate(figure, *chain, 0.2 * e * rattle);
  tip_links(figure, 0.1 * (arc - 0.5), -0.2 * (arc - 0.5), 0.2 * (arc - 0.5));
  for (const Chain* wheel : figure.puppet.anatomy.all(Part::kWheel))
    figure.turn(wheel->joints.front(), kLateral, 0.2 * std::sin(stage.phase()));
  dangle_hook(figure, 0, 0.25 * std::sin(stage.phase(1, -0.15)));
}

void program_rotate(const Stage& stage, Figure& figure) {
  const double a = ease(stage.action(), 0.02, 0.98);
  const double angle = stage.side() * (1.9 + 0.6 * stage.energy()) * a;
  const bool table = figure.puppet.has(Part::kTurntable);
  if (table)
    turn_table(figure, angle);
  else
    figure.turn_body(foot_of(figure.puppet), kVertical, angle);
  const double rate = hold(stage.action(), 0, 0.3, 0.7, 1.0);
  if (figure.puppet.has(Part::kHook)) {
    dangle_hook(figure, -0.2 * stage.side() * rate, 0.12 * rate);
  }
}

void program_reach_machine(const Stage& stage, Figure& figure) {
  const double a = stage.action(), e = stage.energy(), out = hold(a, 0.06, 0.46, 0.66, 1.0);
  turn_table(figure, 0.5 * stage.side() * stage.params.style * out);
  tip_links(figure, 0.55 * e * out, 0.75 * out, -0.5 * out);
  grip_fingers(figure, -0.4 * hold(a, 0.1, 0.4, 0.45, 0.6));
  plumb_hook(figure);
}

void program_lift_machine(const Stage& stage, Figure& figure) {
  const double a = stage.action(), e = stage.energy();
  const bool crane = figure.puppet.has(Part::kHook);
  if (crane) {
    const double up = ease(a, 0.08, 0.85);
    tip_links(figure, -0.6 * e * up, 0, 0);
    plumb_hook(figure);
    dangle_hook(figure, 0, 0.14 * std::sin(9 * a) * hold(a, 0.1, 0.4, 0.6, 1.0));
    for (const Chain* hook : figure.puppet.anatomy.all(Part::kHook))
      if (hook->slides) actuate(figure, *hook, up);
    return;
  }
  // Down to take something, grip it, raise it high.
  const double down = hold(a, 0.02, 0.34, 0.42, 0.66), up = ease(a, 0.48, 0.95);
  tip_links(figure, 0.55 * e * down - 0.4 * up, 0.85 * down - 0.35 * up, 0.3 * down + 0.3 * up);
  grip_fingers(figure, -0.5 * hold(a, 0.05, 0.3, 0.34, 0.42) + 0.8 * ease(a, 0.36, 0.46));
}

void program_grip(const Stage& stage, Figure& figure) {
  const double s = stage.phase(), closed = 0.5 - 0.5 * std::cos(s), e = stage.energy();
  const double in = hold(stage.u, 0, 0.12, 0.9, 1.0);
  grip_fingers(figure, in * (-1 + 2 * closed) * std::min(e, 1.1));
  tip_links(figure, 0.12 * in, 0.18 * in, 0.05 * in);
}

void program_wave_machine(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), s = std::sin(stage.phase()),
               in = hold(stage.u, 0, 0.15, 0.88, 1.0);
  tip_links(figure, -0.25 * in, -0.2 * in, 0);
  const std::vector<Link> arm = links(figure);
  turn_table(figure, 0.25 * e * s * in);
  for (size_t i = arm.size() > 2 ? 1 : 0; i < arm.size(); ++i)
    figure.turn_in_model(arm[i].joint, arm[i].axis, 0.32 * e * s * in);
}

void program_idle_machine(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), s = std::sin(stage.phase());
  turn_table(figure, 0.14 * e * std::sin(stage.phase(1, 0.25)));
  tip_links(figure, 0.08 * e * s, -0.14 * e * s, 0.16 * e * std::sin(stage.phase(1, 0.1)));
  plumb_hook(figure);
  dangle_hook(figure, 0.12 * e * std::sin(stage.phase(1, -0.2)), 0.1 * e * s);
}

void program_nod_machine(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), down = 0.5 - 0.5 * std::cos(stage.phase());
  tip_links(figure, 0.05 * down, 0.2 * down, 0.7 * e * down);
}

void program_sway_hook(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), s = std::sin(stage.phase());
  turn_table(figure, -0.10 * e * std::sin(stage.phase(1, 0.2)));
  plumb_hook(figure);
  dangle_hook(figure, 0.55 * e * s, 0.12 * e * std::sin(stage.phase(1, 0.25)));
}

void program_drive(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double e = stage.energy(), forward = std::cos(stage.params.direction) < 0 ? -1 : 1;
  // The wheels turn by what the ground passes; the body rocks on its springs.
  const double covered = forward * (0.9 + 0.5 * e) * puppet.unit * 2 * stage.cycles;
  const double start = hold(stage.u, 0, 0.12, 0.2, 0.4), buzz = std::sin(stage.phase(2));
  figure.turn_body(foot_of(puppet), kLateral, -0.09 * forward * e * start + 0.02 * e * buzz);
  figure.move_root(Vector3d(0, 0.035 * e * (0.5 - 0.5 * std::cos(stage.phase(2))), 0) *
                   puppet.unit);
  figure.turn_in_model(puppet.root, kForward, 0.03 * e * std::sin(stage.phase()));
  for (const Chain* wheel : puppet.anatomy.all(Part::kWheel)) {
    const int joint = wheel->joints.front();
    // Rounded to whole turns so that loops close; below half a turn a frame, so that it reads.
    const double turns = covered / radius_of(puppet, joint) / (2 * M_PI);
    const double most = 4 * stage.duration;
    const double whole = std::round(std::clamp(turns, -most, most));
    figure.turn(joint, kLateral, 2 * M_PI * (whole == 0 ? forward : whole) * stage.u);
  }
  if (stage.params.travel) figure.move_root(Vector3d(0, 0, covered * stage.u));
}

void program_turn_vehicle(const Stage& stage, Figure& figure) {
  const Puppet& puppet = figure.puppet;
  const double a = stage.action(), s = stage.side(), steer = hold(a, 0, 0.15, 0.8, 1.0);
  const double yaw = s * (1.2 + 0.4 * stage.energy()) * ease(a, 0.05, 0.95);
  figure.turn_body(foot_of(puppet), kVertical, yaw);
  figure.turn_in_model(
      puppet.root, kVertical.cross(Vector3d(std::cos(yaw), 0, -std::sin(yaw))), 0.1 * s * steer);
  for (const Chain* wheel : puppet.anatomy.all(Part::kWheel)) {
    const int joint = wheel->joints.front();
    figure.turn(joint, kLateral, 2 * M_PI * 1.5 * a);
    if (puppet.rest_head[joint].z() > puppet.bounds.center().z())
      figure.turn(joint, kVertical, 0.45 * s * steer);
  }
}

}  // namespace animax::data
