// SPDX-License-Identifier: MIT
#include "data/motions/gait.h"

namespace animax::data {
namespace {

double fraction(double x) { return x - std::floor(x); }

// Pincers of a crab: hanging down they would reach through the floor.
bool reaches_below_floor(const Arm& arm, const Puppet& puppet) {
  return puppet.rest_head[arm.shoulder].y() - puppet.ground < 1.1 * arm.length();
}

int highest_leg_index(const Puppet& puppet) {
  int highest = 0;
  for (const Leg& leg : puppet.legs) highest = std::max(highest, leg.index);
  return highest;
}

}  // namespace

double leg_phase(const Leg& leg, const Puppet& puppet, GaitPattern pattern, double cycle) {
  const bool left = leg.side >= 0;
  const int last = highest_leg_index(puppet);
  const bool hind = leg.index == last;
  double offset = left ? 0 : 0.5;
  if (last == 1) {
    switch (pattern) {
      case GaitPattern::kWalk:
        offset = (left ? 0 : 0.5) + (hind ? 0 : 0.75);
        break;
      case GaitPattern::kTrot:
        offset = left == hind ? 0 : 0.5;
        break;
      case GaitPattern::kGallop:
        offset = (hind ? 0 : 0.5) + (left ? 0 : 0.12);
        break;
      case GaitPattern::kBound:
        offset = (hind ? 0 : 0.45);
        break;
    }
  } else if (last >= 2) {
    offset = ((leg.index + (left ? 0 : 1)) % 2) * 0.5 + 0.04 * leg.index;
    if (pattern == GaitPattern::kBound) offset = 0.04 * leg.index;
  } else if (pattern == GaitPattern::kBound) {
    offset = left ? 0 : 0.04;
  }
  return fraction(cycle + offset);
}

std::vector<FootTarget> step(const Stage& stage, const Gait& gait, std::vector<double>* on_ground) {
  const Puppet& puppet = stage.puppet;
  const double cycle = stage.phase() / (2 * M_PI);
  const Vector3d heading(std::sin(stage.params.direction), 0, std::cos(stage.params.direction));
  const double stride = gait.stride * stage.unit();
  const double carried = stage.params.travel ? travelled(stage, gait) : 0;
  std::vector<FootTarget> targets;
  on_ground->clear();
  for (const Leg& leg : puppet.legs) {
    const double p = leg_phase(leg, puppet, gait.pattern, cycle);
    double along, lift = 0, pitch = 0;
    if (p < gait.duty) {
      const double s = p / gait.duty;
      along = 0.5 - s;
      pitch = gait.roll * std::pow(ease(s, 0.6, 1.0), 1.5);
    } else {
      const double q = (p - gait.duty) / (1 - gait.duty);
      // Leaves and lands at the speed of the ground, so that the foot does not jerk.
      const double v = -(1 - gait.duty) / gait.duty;
      const double h = q * q * (3 - 2 * q);
      along = -0.5 + h + v * (q * (1 - q) * (1 - q) - q * q * (1 - q)) * 0.8;
      lift = gait.lift * std::pow(std::sin(M_PI * q), 1.2);
      pitch = gait.roll * (1 - ease(q, 0.0, 0.55)) -
              0.35 * gait.roll * std::sin(M_PI * q) * ease(q, 0.45, 0.9);
    }
    FootTarget target;
    target.contact = leg.contact + heading * (along * stride + carried);
    target.contact.y() += lift * stage.unit();
    target.pitch = pitch;
    targets.push_back(target);
    on_ground->push_back(p < gait.duty ? 1.0 : 0.0);
  }
  return targets;
}

double travelled(const Stage& stage, const Gait& gait) {
  return gait.stride / gait.duty * stage.unit() * stage.cycles * stage.u;
}

void walk_with(const Stage& stage, Figure& figure, const Gait& gait) {
  std::vector<double> on_ground;
  const std::vector<FootTarget> targets = step(stage, gait, &on_ground);
  if (stage.params.travel) {
    const Vector3d heading(std::sin(stage.params.direction), 0, std::cos(stage.params.direction));
    figure.move_root(figure.parent_global(figure.puppet.root).conjugate() * heading *
                     travelled(stage, gait));
  }
  figure.lower_to_reach(targets, on_ground);
  plant_all(figure, targets);
}

void swing_arm(Figure& figure, const Arm& arm, double forward, double elbow, double out) {
  if (reaches_below_floor(arm, figure.puppet)) {
    // Held out as at rest, nodding a little.
    constexpr double kShare = 0.35;
    figure.pose_arm(arm,
                    about(kLateral, -kShare * forward) * arm.upper,
                    about(kLateral, -kShare * (forward + 0.5 * elbow)) * arm.fore);
    return;
  }
  const Vector3d upper =
      about(kLateral, -forward) * Vector3d(arm.side * std::sin(out), -std::cos(out), 0);
  const Vector3d fore = about(kLateral, -(forward + elbow)) *
                        Vector3d(arm.side * std::sin(0.5 * out), -std::cos(0.5 * out), 0);
  figure.pose_arm(arm, upper, fore);
}

std::vector<FootTarget> rest_feet(const Puppet& puppet) {
  std::vector<FootTarget> targets;
  for (const Leg& leg : puppet.legs) targets.push_back({leg.contact});
  return targets;
}

void plant_all(Figure& figure, const std::vector<FootTarget>& targets) {
  for (size_t i = 0; i < targets.size(); ++i) figure.plant(figure.puppet.legs[i], targets[i]);
}

void plant_all(Figure& figure) {
  const std::vector<FootTarget> targets = rest_feet(figure.puppet);
  figure.lower_to_reach(targets, std::vector<double>(targets.size(), 1.0));
  plant_all(figure, targets);
}

void stand(const Stage& stage, Figure& figure) {
  for (const Arm& arm : figure.puppet.arms) {
    if (reaches_below_floor(arm, figure.puppet)) continue;
    // Arms that hang already, by the rigger's own taste, stay as they are.
    const Vector3d direction = (arm.upper + arm.fore).normalized();
    if (direction.y() < -0.8) continue;
    swing_arm(figure, arm, 0.02, 0.22 + 0.1 * stage.params.style, 0.16);
  }
}

}  // namespace animax::data
