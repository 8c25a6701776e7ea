// SPDX-License-Identifier: MIT
#include "data/recognition/rig_shape.h"

#include "scene/skinning.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <map>

namespace animax::data {
namespace {

/// Enough vertices for every shape that is measured here.
constexpr size_t kMostVertices = 6000;
/// A joint whose flesh stays within this share of the size lies on the middle plane.
constexpr double kMiddle = 0.02;

Vector3d mirrored(const Vector3d& p, double plane_x) { return {2 * plane_x - p.x(), p.y(), p.z()}; }

double run_length(const std::vector<Vector3d>& at, const std::vector<int>& run) {
  double length = 0;
  for (size_t i = 1; i < run.size(); ++i) length += (at[run[i]] - at[run[i - 1]]).norm();
  return length;
}

/// 0.2 for the names of a pair ("leg_1_l", "leg_1_r"), 1 for others: what distances are scaled by.
double same_words(const JointWords& a, const JointWords& b) {
  if (a.side == 0 || a.side != -b.side || a.words.size() != b.words.size()) return 1;
  for (size_t i = 0; i < a.words.size(); ++i)
    if (a.words[i] != b.words[i] && a.words[i][0] != 'l' && a.words[i][0] != 'r') return 1;
  return 0.2;
}

/// Ratio of the extents across the axis: 1 for a rod, near 0 for a sheet.
double roundness_of(const std::vector<Vector3d>& points, const Vector3d& axis) {
  if (points.size() < 8 || axis.norm() < 1e-12) return 1;
  Vector3d mean = Vector3d::Zero();
  for (const Vector3d& p : points) mean += p;
  mean /= static_cast<double>(points.size());
  const Vector3d u = axis.unitOrthogonal(), v = axis.normalized().cross(u);
  Eigen::Matrix2d spread = Eigen::Matrix2d::Zero();
  for (const Vector3d& p : points) {
    const Vector2d across((p - mean).dot(u), (p - mean).dot(v));
    spread += across * across.transpose();
  }
  const Vector2d extents = Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d>(spread).eigenvalues();
  return extents[1] > 0 ? std::sqrt(std::max(extents[0], 0.0) / extents[1]) : 1;
}

}  // namespace

RigShape::RigShape(const Rig& rig_in) : rig(rig_in) {
  at = joint_positions(rig.skeleton, rig.skeleton.rest_pose());
  for (const Joint& joint : rig.skeleton.joints) words.push_back(read_joint_name(joint.name));
  find_flesh();
  if (!bounds.empty()) {
    ground = bounds.min.y();
    size = std::max(bounds.diagonal(), 1e-9);
    height = std::max(bounds.size().y(), 1e-3 * size);
  }
  find_middle();
  find_limbs();
}

void RigShape::find_flesh() {
  const int n = rig.skeleton.size();
  flesh.resize(n);
  relevant.assign(n, rig.vertex_count() == 0);
  const auto positions = skinned_positions(rig, rig.skeleton.rest_pose());
  const size_t step = std::max<size_t>(1, rig.vertex_count() / kMostVertices);
  for (size_t m = 0; m < rig.meshes.size(); ++m) {
    const Mesh& mesh = rig.meshes[m];
    const Skin& skin = rig.skins[mesh.skin];
    const size_t k = static_cast<size_t>(mesh.influences);
    for (size_t v = 0; v < mesh.positions.size(); ++v) {
      size_t most = v * k;
      for (size_t i = v * k; i < (v + 1) * k; ++i) {
        const int joint = skin.joints[mesh.slots[i]];
        if (joint >= 0 && mesh.weights[i] > 0.1f) relevant[joint] = 1;
        if (mesh.weights[i] > mesh.weights[most]) most = i;
      }
      const Vector3d p = positions[m][v].cast<double>();
      bounds.extend(p);
      const int joint = skin.joints[mesh.slots[most]];
      if (joint >= 0 && v % step == 0) flesh[joint].push_back(p), ++flesh_count;
    }
  }
  for (int j = n - 1; j >= 0; --j)
    if (relevant[j] && parent(j) >= 0) relevant[parent(j)] = 1;
  children.resize(n);
  for (int j = 0; j < n; ++j) {
    if (!relevant[j]) continue;
    if (rig.vertex_count() == 0) bounds.extend(at[j]);
    if (parent(j) >= 0) children[parent(j)].push_back(j);
  }
}

double RigShape::mirror_score(double plane_x) const {
  double score = 0;
  for (size_t a = 0; a < at.size(); ++a) {
    if (!relevant[a]) continue;
    const Vector3d wanted = mirrored(at[a], plane_x);
    double nearest = 1e300;
    for (size_t b = 0; b < at.size(); ++b)
      if (relevant[b]) nearest = std::min(nearest, (at[b] - wanted).norm());
    score += std::max(0.0, 1 - nearest / (0.03 * size));
  }
  return score;
}

void RigShape::find_middle() {
  std::vector<double> planes{0.0};
  if (!bounds.empty()) planes.push_back(bounds.center().x());
  for (int j : rig.skeleton.roots())
    if (relevant[j]) planes.push_back(at[j].x());
  double best = -1;
  for (double x : planes) {
    if (!bounds.empty() && (x < bounds.min.x() || x > bounds.max.x())) continue;
    const double score = mirror_score(x);
    if (score > best + 1e-6) best = score, middle_x = x;
  }
  const auto count = std::count(relevant.begin(), relevant.end(), 1);
  symmetry = count > 0 ? std::max(best, 0.0) / static_cast<double>(count) : 0;
}

void RigShape::find_sides(const std::vector<char>& demoted) {
  const int n = rig.skeleton.size();
  side.assign(n, 0);
  // Names decide where they agree with the places: limbs may cross the middle in a rest pose.
  std::vector<int> name_side(n, 0);
  double agreement = 0, told = 0;
  for (int j = 0; j < n; ++j) {
    name_side[j] = words[j].side;
    if (name_side[j] == 0 && parent(j) >= 0) name_side[j] = name_side[parent(j)];
    if (!relevant[j] || words[j].side == 0 || std::abs(at[j].x() - middle_x) < kMiddle * size)
      continue;
    told += 1;
    agreement += (at[j].x() > middle_x) == (words[j].side > 0);
  }
  const bool sided_names = told > 0 && std::abs(agreement / told - 0.5) > 0.3;
  if (sided_names && agreement < 0.5 * told)
    for (int& s : name_side) s = -s;
  for (int j = 0; j < n; ++j) {
    if (!relevant[j] || demoted[j]) continue;
    double low = 1e300, high = -1e300;
    for (int k : subtree(j)) {
      low = std::min(low, at[k].x() - middle_x);
      high = std::max(high, at[k].x() - middle_x);
    }
    const double slack = kMiddle * size;
    if (sided_names && side[j] == 0) side[j] = name_side[j];
    if (side[j] != 0) continue;
    if (low > -slack && high > slack) side[j] = 1;
    if (high < slack && low < -slack) side[j] = -1;
  }
}

std::vector<int> RigShape::subtree(int joint) const {
  std::vector<int> all{joint};
  for (size_t i = 0; i < all.size(); ++i)
    all.insert(all.end(), children[all[i]].begin(), children[all[i]].end());
  return all;
}

Bounds RigShape::subtree_bounds(int joint) const {
  Bounds box;
  for (int j : subtree(joint)) {
    box.extend(at[j]);
    for (const Vector3d& p : flesh[j]) box.extend(p);
  }
  return box;
}

std::vector<std::vector<int>> RigShape::middle_paths(int joint) const {
  std::vector<std::vector<int>> paths;
  for (int child : children[joint]) {
    if (side[child] != 0) continue;
    for (std::vector<int> path : middle_paths(child)) {
      path.insert(path.begin(), joint);
      paths.push_back(std::move(path));
    }
  }
  if (paths.empty()) paths.push_back({joint});
  return paths;
}

std::optional<Part> RigShape::named_part(const std::vector<int>& joints) const {
  std::map<Part, int> votes;
  for (int j : joints)
    if (words[j].part) ++votes[*words[j].part];
  std::optional<Part> best;
  for (const auto& [part, count] : votes)
    if (!best || count > votes[*best]) best = part;
  // "FrontShoulder, FrontUpperLeg" is a leg whatever the count.
  if (best == Part::kArm && votes.count(Part::kLeg)) best = Part::kLeg;
  if (best == Part::kFinger && votes.count(Part::kArm)) best = Part::kArm;
  return best;
}

Limb RigShape::make_limb(int joint) const {
  Limb limb;
  limb.side = side[joint];
  limb.parent = parent(joint);
  limb.base = limb.tip = at[joint];
  // The way that leads farthest along the bones; flesh decides between leaves of equal way.
  std::vector<std::vector<int>> runs;
  std::vector<std::vector<int>> open{{joint}};
  while (!open.empty()) {
    const std::vector<int> run = open.back();
    open.pop_back();
    if (children[run.back()].empty()) runs.push_back(run);
    for (int child : children[run.back()]) {
      open.push_back(run);
      open.back().push_back(child);
    }
  }
  std::stable_sort(runs.begin(), runs.end(), [&](const auto& a, const auto& b) {
    const double x = run_length(at, a), y = run_length(at, b);
    return std::abs(x - y) > 1e-6 * size ? x > y : a.back() < b.back();
  });
  limb.joints = runs.front();
  std::vector<char> taken(at.size(), 0);
  for (int j : limb.joints) taken[j] = 1;
  for (const auto& run : runs) {
    std::vector<int> rest;
    for (int j : run)
      if (!taken[j]) rest.push_back(j), taken[j] = 1;
    if (!rest.empty()) limb.branches.push_back(rest);
  }
  std::vector<Vector3d> points;
  for (int j : subtree(joint)) {
    points.push_back(at[j]);
    points.insert(points.end(), flesh[j].begin(), flesh[j].end());
  }
  limb.low = limb.base.y();
  for (const Vector3d& p : points) {
    limb.low = std::min(limb.low, p.y());
    const double far = (p - limb.base).norm();
    if (far > limb.reach) limb.reach = far, limb.tip = p;
  }
  limb.roundness = roundness_of(points, limb.tip - limb.base);
  limb.named = named_part(limb.joints);
  limb.helper = !limb.named && words[joint].helper;
  return limb;
}

void RigShape::split_limb(int joint, std::vector<Limb>& out) const {
  // A girdle that carries several limbs (a spider's side): each of them is a limb.
  int fork = joint;
  double way = 0;
  while (children[fork].size() == 1) {
    way += (at[children[fork][0]] - at[fork]).norm();
    fork = children[fork][0];
  }
  std::vector<std::pair<double, int>> reaches;
  for (int child : children[fork]) {
    double reach = 0;
    for (int j : subtree(child)) reach = std::max(reach, (at[j] - at[fork]).norm());
    reaches.emplace_back(reach, child);
  }
  std::sort(reaches.rbegin(), reaches.rend());
  const bool girdle = reaches.size() > 1 && reaches[1].first > 0.5 * reaches[0].first &&
                      way < 0.4 * reaches[1].first && named_part(subtree(joint)) != Part::kWing;
  if (!girdle) {
    out.push_back(make_limb(joint));
    return;
  }
  for (const auto& [reach, child] : reaches)
    if (reach > 0.3 * reaches[0].first) split_limb(child, out);
}

std::vector<Limb> RigShape::candidates() const {
  std::vector<Limb> found;
  for (int j = 0; j < static_cast<int>(at.size()); ++j)
    if (relevant[j] && side[j] != 0 && (parent(j) < 0 || side[parent(j)] == 0))
      split_limb(j, found);
  return found;
}

void RigShape::find_limbs() {
  std::vector<char> demoted(at.size(), 0);
  for (int round = 0; round < 24; ++round) {
    find_sides(demoted);
    limbs = candidates();
    for (size_t a = 0; a < limbs.size(); ++a) {
      if (limbs[a].side < 0) continue;
      double nearest = 0.12 * size;
      for (size_t b = 0; b < limbs.size(); ++b) {
        if (limbs[b].side > 0 || limbs[b].partner >= 0) continue;
        const double likeness = same_words(words[limbs[a].joints[0]], words[limbs[b].joints[0]]);
        const double off =
            likeness * (mirrored(limbs[a].base, middle_x) - limbs[b].base).norm() +
            likeness * 0.4 * (mirrored(limbs[a].tip, middle_x) - limbs[b].tip).norm();
        if (off < nearest) nearest = off, limbs[a].partner = static_cast<int>(b);
      }
      if (limbs[a].partner >= 0) limbs[limbs[a].partner].partner = static_cast<int>(a);
    }
    // What has no partner belongs to the middle; below it there may be pairs yet.
    bool changed = false;
    for (const Limb& limb : limbs) {
      if (limb.partner >= 0) continue;
      int top = limb.joints[0];
      while (parent(top) >= 0 && side[parent(top)] != 0) top = parent(top);
      bool shared = false;  // with a limb that has a partner
      for (const Limb& other : limbs) {
        int above = other.joints[0];
        while (above >= 0 && above != top) above = parent(above);
        shared = shared || (above == top && other.partner >= 0);
      }
      if (!shared && !demoted[top]) demoted[top] = 1, changed = true;
    }
    if (!changed) break;
  }
  std::vector<Limb> paired;
  std::vector<int> place(limbs.size(), -1);
  for (size_t i = 0; i < limbs.size(); ++i)
    if (limbs[i].partner >= 0)
      place[i] = static_cast<int>(paired.size()), paired.push_back(limbs[i]);
  for (Limb& limb : paired) limb.partner = place[limb.partner];
  limbs = std::move(paired);
}

}  // namespace animax::data
