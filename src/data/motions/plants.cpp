// SPDX-License-Identifier: MIT
// Plants: stems sway from the ground up, branches and leaves follow late, petals open and close.
#include "data/motions/programs.h"

namespace animax::data {
namespace {

std::vector<int> stem_joints(const Figure& figure) {
  std::vector<int> joints;
  for (const Chain* stem : figure.puppet.anatomy.all(Part::kStem))
    joints.insert(joints.end(), stem->joints.begin(), stem->joints.end());
  if (joints.empty()) joints.push_back(figure.puppet.root);
  return joints;
}

/// Which way a branch, leaf or petal points from where it grows, level; the side it droops to.
Vector3d outwards(const Puppet& puppet, const Chain& chain) {
  const int base = chain.joints.front();
  Vector3d out = chain.joints.size() > 1
                     ? Vector3d(puppet.rest_head[chain.joints.back()] - puppet.rest_head[base])
                     : puppet.tail[base];
  out.y() = 0;
  if (out.norm() < 0.05 * puppet.unit) {
    out = puppet.rest_head[base] - puppet.bounds.center();
    out.y() = 0;
  }
  return out.norm() > 1e-9 ? Vector3d(out.normalized()) : Vector3d(0, 0, 1);
}

/// Turns a part down (positive) or up about the horizontal axis across its direction.
void droop(Figure& figure, const Chain& chain, double angle) {
  figure.bend(chain.joints, kVertical.cross(outwards(figure.puppet, chain)), angle);
}

void follow_leaves(const Stage& stage, Figure& figure, double amount, double rate = 1) {
  const Puppet& puppet = figure.puppet;
  int k = 0;
  for (Part part : {Part::kBranch, Part::kLeaf}) {
    for (const Chain* chain : puppet.anatomy.all(part)) {
      const double late = -0.16 - 0.05 * (k++ % 3);
      droop(figure, *chain, 0.8 * amount * std::sin(stage.phase(rate, late)));
      figure.bend(chain->joints, kForward, -0.5 * amount * std::sin(stage.phase(rate, late)));
    }
  }
}

/// Swings the stem by `angle` at its tip towards the left (about z) and forward (about x).
void lean(Figure& figure, double left, double forward) {
  const std::vector<int> joints = stem_joints(figure);
  figure.bend(joints, kForward, -left);
  figure.bend(joints, kLateral, forward);
}

/// 0 closed bud .. 1 as modelled; rest petals may be anywhere between, so both ends are relative.
void set_petals(Figure& figure, double closed) {
  const Puppet& puppet = figure.puppet;
  for (const Chain* petal : puppet.anatomy.all(Part::kPetal)) {
    const int base = petal->joints.front();
    const Vector3d along =
        petal->joints.size() > 1
            ? Vector3d(puppet.rest_head[petal->joints[1]] - puppet.rest_head[base])
            : puppet.tail[base];
    const Vector3d out = outwards(puppet, *petal);
    // Elevation of the petal at rest; closed means nearly upright.
    const double elevation = std::atan2(along.y(), std::max(along.dot(out), 1e-6));
    const double fold = std::clamp(1.42 - elevation, 0.0, 2.4);
    figure.turn(base, kVertical.cross(out), -fold * closed);
    for (size_t i = 1; i < petal->joints.size(); ++i)
      figure.turn(petal->joints[i], kVertical.cross(out), -0.12 * closed);
  }
}

bool has_petals(const Figure& figure) { return figure.puppet.has(Part::kPetal); }

/// Leaves (and branches) raised along the stem: how a plant without flowers closes.
void set_leaves(Figure& figure, double closed) {
  for (Part part : {Part::kLeaf, Part::kBranch})
    for (const Chain* chain : figure.puppet.anatomy.all(part))
      droop(figure, *chain, -0.85 * closed);
}

}  // namespace

void program_idle_plant(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), s = std::sin(stage.phase());
  lean(figure, 0.12 * e * s, 0.05 * e * std::sin(stage.phase(1, 0.25)));
  follow_leaves(stage, figure, 0.14 * e);
}

void program_sway_plant(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), s = std::sin(stage.phase());
  const double d = stage.params.direction;
  lean(figure, 0.48 * e * s * std::cos(d), 0.48 * e * s * std::sin(d));
  follow_leaves(stage, figure, 0.32 * e);
}

void program_shake_plant(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), on = hold(stage.u, 0, 0.12, 0.75, 1.0),
               s = on * std::sin(stage.phase());
  lean(figure, 0.24 * e * s, 0.06 * e * on * std::sin(stage.phase(1, 0.3)));
  follow_leaves(stage, figure, 0.5 * e * on);
}

void program_bounce_plant(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), down = 0.5 - 0.5 * std::cos(stage.phase());
  // The stem buckles into an S and straightens, so that its top goes up and down.
  const std::vector<int> joints = stem_joints(figure);
  const double n = static_cast<double>(joints.size());
  for (size_t k = 0; k < joints.size(); ++k) {
    const double place = n > 1 ? k / (n - 1) : 0;
    figure.turn(
        joints[k],
        kLateral,
        1.5 * e * down * std::cos(2 * M_PI * place * (n > 2 ? 1.0 : 0.5)) / std::max(1.0, n / 2));
  }
  for (Part part : {Part::kLeaf, Part::kBranch})
    for (const Chain* chain : figure.puppet.anatomy.all(part))
      droop(figure, *chain, 0.45 * e * std::sin(stage.phase(1, -0.12)));
}

void program_bloom(const Stage& stage, Figure& figure) {
  // From a bud: the blend from rest closes it at once, then it opens through the clip.
  const double a = stage.action(), closed = 1 - ease(a, 0.22, 0.9);
  if (has_petals(figure))
    set_petals(figure, 0.95 * closed);
  else
    set_leaves(figure, closed);
  lean(figure, 0, 0.22 * closed);
  if (has_petals(figure)) set_leaves(figure, 0.35 * closed);
}

void program_close_plant(const Stage& stage, Figure& figure) {
  const double closed = ease(stage.action(), 0.08, 0.88);
  if (has_petals(figure))
    set_petals(figure, 0.95 * closed);
  else
    set_leaves(figure, closed);
  lean(figure, 0, 0.22 * closed);
  if (has_petals(figure)) set_leaves(figure, 0.35 * closed);
}

void program_bow_plant(const Stage& stage, Figure& figure) {
  const double down = hold(stage.action(), 0.05, 0.45, 0.6, 1.0), e = stage.energy();
  lean(figure, 0, (1.0 + 0.3 * e) * down);
  for (const Chain* leaf : figure.puppet.anatomy.all(Part::kLeaf)) droop(figure, *leaf, 0.4 * down);
}

void program_wave_plant(const Stage& stage, Figure& figure) {
  const double e = stage.energy(), in = hold(stage.u, 0, 0.15, 0.88, 1.0);
  lean(figure, 0.12 * stage.side() * in, 0);
  for (Part part : {Part::kBranch, Part::kLeaf})
    for (const Chain* chain : figure.puppet.anatomy.all(part))
      droop(figure,
            *chain,
            in * (-0.35 + 0.6 * e * std::sin(stage.phase(1, chain->side > 0 ? 0.0 : 0.25))));
}

void program_rotate_plant(const Stage& stage, Figure& figure) {
  const double s = stage.action();
  const std::vector<int> joints = stem_joints(figure);
  figure.bend(joints,
              kVertical,
              stage.side() * (1.9 + 0.4 * stage.energy()) * keys(s, {{0, 0}, {0.5, 1}, {1, 0}}));
}

}  // namespace animax::data
