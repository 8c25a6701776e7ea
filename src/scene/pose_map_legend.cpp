// SPDX-License-Identifier: MIT
// Which joints a pose map shows.
#include "core/error.h"
#include "scene/pose_map.h"
#include "scene/pose_map_palette.h"
#include "scene/skinning.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

namespace animax {

namespace {

constexpr double kCoincident = 0.005;  // of the rest box' diagonal
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A circle that may be drawn. Candidates form a forest, parents before children.
struct Candidate {
  int joint = -1;
  int parent = -1;  // index of a candidate
  Vector3d point_in_joint = Vector3d::Zero();
  Vector3d in_world = Vector3d::Zero();
  bool drawn = true;
  double lost = 0;  // length of the bones below that were left out already
};

// Joints that move vertices, and the chain ends below those: one for each joint that would
// otherwise end a chain, the farthest.
std::vector<bool> joints_worth_drawing(const Skeleton& skeleton,
                                       const std::vector<Vector3d>& heads) {
  const int n = skeleton.size();
  std::vector<bool> worth(n);
  for (int j = 0; j < n; ++j) worth[j] = skeleton.joints[j].deforms;
  if (std::none_of(worth.begin(), worth.end(), [](bool b) { return b; }))
    return std::vector<bool>(n, true);

  const auto children = skeleton.children();
  std::vector<bool> moves_below(n, false);
  for (int j = n - 1; j >= 0; --j)
    for (int child : children[j])
      if (skeleton.joints[child].deforms || moves_below[child]) moves_below[j] = true;
  for (int j = 0; j < n; ++j) {
    if (!skeleton.joints[j].deforms || moves_below[j]) continue;
    int farthest = -1;
    double reach = 0;
    for (int child : children[j]) {
      const double distance = (heads[child] - heads[j]).norm();
      if (children[child].empty() && distance > reach) farthest = child, reach = distance;
    }
    if (farthest >= 0) worth[farthest] = true;
  }
  return worth;
}

// Vertices that each joint moves mainly (more than half by weight), in the world at rest.
std::vector<std::vector<Vector3d>> vertices_of_joints(const Rig& rig) {
  std::vector<std::vector<Vector3d>> vertices(rig.skeleton.size());
  const auto positions = skinned_positions(rig, rig.skeleton.rest_pose());
  for (size_t m = 0; m < rig.meshes.size(); ++m) {
    const Mesh& mesh = rig.meshes[m];
    for (size_t v = 0; v < mesh.positions.size(); ++v)
      for (int k = 0; k < mesh.influences; ++k) {
        const size_t i = v * mesh.influences + k;
        const int joint = rig.skins[mesh.skin].joints[mesh.slots[i]];
        if (joint >= 0 && mesh.weights[i] > 0.5f)
          vertices[joint].push_back(positions[m][v].cast<double>());
      }
  }
  return vertices;
}

// The far end of the vertices as seen from the head: in the direction of their centroid where that
// is a direction at all, else (wheels) the farthest one.
Vector3d tip_in_world(const Vector3d& head, const std::vector<Vector3d>& vertices) {
  Vector3d centroid = Vector3d::Zero(), farthest = head;
  for (const Vector3d& v : vertices) {
    centroid += v / static_cast<double>(vertices.size());
    if ((v - head).squaredNorm() > (farthest - head).squaredNorm()) farthest = v;
  }
  const double offset = (centroid - head).norm();
  if (!(offset > 0.25 * (farthest - head).norm())) return farthest;
  const Vector3d direction = (centroid - head) / offset;
  double reach = 0;
  for (const Vector3d& v : vertices) reach = std::max(reach, direction.dot(v - head));
  return head + reach * direction;
}

// The front of what stands upright between a head and its tip, or nullopt for what does not, is
// slender or flat (screens), small, or beside the middle (ears). In the plane of symmetry, whatever
// the surface looks like there. `body` is the rest box.
std::optional<Vector3d> face_in_world(const Vector3d& head,
                                      const Vector3d& tip,
                                      const std::vector<Vector3d>& vertices,
                                      const Bounds& body) {
  constexpr double kUpright = 0.75, kTall = 0.1, kDeep = 0.25, kWide = 0.2;
  const double length = (tip - head).norm();
  const bool stands = tip.y() - head.y() > kUpright * length;
  if (!stands || length < kTall * body.size().y()) return std::nullopt;
  const Vector3d up = (tip - head) / length;
  const Vector3d front = (Vector3d::UnitZ() - up * up.z()).normalized();
  double reach = 0, left = 0, right = 0;
  for (const Vector3d& v : vertices) {
    const double aside = v.x() - body.center().x();
    reach = std::max(reach, front.dot(v - head));
    left = std::max(left, aside);
    right = std::max(right, -aside);
  }
  if (reach < kDeep * length || std::min(left, right) < kWide * length) return std::nullopt;
  return head + 0.5 * length * up + reach * front;
}

// The far end of what a joint inside a chain moves, or nullopt where that is near or the heads of
// its children show how it turns already: none of them may come near that end. `body` is the rest
// box.
std::optional<Vector3d> inner_tip_in_world(const Vector3d& head,
                                           const std::vector<Vector3d>& child_heads,
                                           const std::vector<Vector3d>& vertices,
                                           const Bounds& body) {
  constexpr double kLong = 0.08;  // of the rest box' diagonal: shorter ones are not worth a circle
  constexpr double kNearEnd = 0.6;  // of the way from the head to that end
  const Vector3d tip = tip_in_world(head, vertices);
  const double length = (tip - head).norm();
  if (length < kLong * body.diagonal()) return std::nullopt;
  for (const Vector3d& child : child_heads)
    if ((child - head).dot(tip - head) > kNearEnd * length * length) return std::nullopt;
  return tip;
}

// Where a joint gets circles beside its head: none, one, or a tip and a face.
std::vector<Vector3d> tips_of(const Vector3d& head,
                              const std::vector<Vector3d>& child_heads,
                              const std::vector<Vector3d>& vertices,
                              const Bounds& body,
                              const PoseMapStyle& style) {
  std::vector<Vector3d> places;
  if (!child_heads.empty()) {
    if (!style.inner_tips) return {};
    if (const auto tip = inner_tip_in_world(head, child_heads, vertices, body))
      places.push_back(*tip);
    return places;
  }
  places.push_back(tip_in_world(head, vertices));
  if (!style.faces) return places;
  if (const auto face = face_in_world(head, places[0], vertices, body)) places.push_back(*face);
  return places;
}

void add_tips(const Rig& rig,
              const PoseMapStyle& style,
              const std::vector<Affine3d>& world_from_joint,
              double coincident,
              std::vector<Candidate>& candidates) {
  const auto vertices = vertices_of_joints(rig);
  const Bounds body = rest_bounds(rig);
  std::vector<std::vector<Vector3d>> child_heads(candidates.size());
  for (const Candidate& c : candidates)
    if (c.parent >= 0) child_heads[c.parent].push_back(c.in_world);
  for (size_t i = 0, heads = candidates.size(); i < heads; ++i) {
    const int joint = candidates[i].joint;
    // All that is drawn shows how the root of a chain turns.
    const bool is_chain_root = candidates[i].parent < 0 && !child_heads[i].empty();
    if (vertices[joint].empty() || is_chain_root) continue;
    const Vector3d head = candidates[i].in_world;
    for (const Vector3d& place : tips_of(head, child_heads[i], vertices[joint], body, style)) {
      Candidate tip;
      tip.joint = joint;
      tip.parent = static_cast<int>(i);
      tip.in_world = place;
      tip.point_in_joint = world_from_joint[joint].inverse() * place;
      // A singular world_from_joint (scale 0) has no inverse and nothing to show.
      if (tip.point_in_joint.allFinite() && (place - head).norm() > coincident)
        candidates.push_back(tip);
    }
  }
}

std::vector<Candidate> make_candidates(const Rig& rig, const PoseMapStyle& style) {
  const Skeleton& skeleton = rig.skeleton;
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  const auto heads = origins(world_from_joint);
  const auto worth = joints_worth_drawing(skeleton, heads);
  const double coincident = kCoincident * rest_bounds(rig).diagonal();

  std::vector<Candidate> candidates;
  std::vector<int> candidate_of(skeleton.size(), -1);  // of the joint or its nearest drawn ancestor
  for (int j = 0; j < skeleton.size(); ++j) {
    const int up = skeleton.joints[j].parent;
    const int parent = up < 0 ? -1 : candidate_of[up];
    candidate_of[j] = parent;
    if (!worth[j]) continue;
    if (parent >= 0 && (heads[j] - candidates[parent].in_world).norm() <= coincident) continue;
    candidate_of[j] = static_cast<int>(candidates.size());
    Candidate candidate;
    candidate.joint = j;
    candidate.parent = parent;
    candidate.in_world = heads[j];
    candidates.push_back(candidate);
  }
  if (style.tips) add_tips(rig, style, world_from_joint, coincident, candidates);
  return candidates;
}

// How much would be lost without candidate i: for the end of a chain the length from its parent to
// the chain's original end; inside a chain a part of the span that remains, so that long chains
// are thinned evenly. Roots and branchings stay.
double worth_of(const std::vector<Candidate>& candidates,
                size_t i,
                const std::vector<std::vector<int>>& children) {
  const Candidate& c = candidates[i];
  if (c.parent < 0 || children[i].size() > 1) return kInfinity;
  const double above = (c.in_world - candidates[c.parent].in_world).norm();
  if (children[i].empty()) return above + c.lost;
  return 0.4 * (above + (candidates[children[i][0]].in_world - c.in_world).norm());
}

// Leaves out candidate i; its children hang on its parent from now on.
void leave_out(std::vector<Candidate>& candidates,
               size_t i,
               std::vector<std::vector<int>>& children) {
  Candidate& c = candidates[i];
  c.drawn = false;
  if (c.parent < 0) return;
  auto& siblings = children[c.parent];
  siblings.erase(std::find(siblings.begin(), siblings.end(), static_cast<int>(i)));
  for (int child : children[i]) {
    candidates[child].parent = c.parent;
    siblings.push_back(child);
  }
  Candidate& parent = candidates[c.parent];
  if (children[i].empty())
    parent.lost = std::max(parent.lost, c.lost + (c.in_world - parent.in_world).norm());
}

// Longest way, along bones, from each candidate down to the end of its chain.
std::vector<double> lengths_below(const std::vector<Candidate>& candidates) {
  std::vector<double> below(candidates.size(), 0);
  for (size_t i = candidates.size(); i-- > 0;) {
    const Candidate& c = candidates[i];
    if (c.parent < 0) continue;
    const double bone = (c.in_world - candidates[c.parent].in_world).norm();
    below[c.parent] = std::max(below[c.parent], bone + below[i]);
  }
  return below;
}

// Leaves out what stands closer than `spacing` to something that is kept. Long branches are asked
// first, and so parents before their children.
void keep_apart(std::vector<Candidate>& candidates,
                double spacing,
                std::vector<std::vector<int>>& children) {
  const auto below = lengths_below(candidates);
  std::vector<size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(
      order.begin(), order.end(), [&](size_t a, size_t b) { return below[a] > below[b]; });
  std::vector<Vector3d> kept;
  for (size_t i : order) {
    const Candidate& c = candidates[i];
    const bool crowded = std::any_of(kept.begin(), kept.end(), [&](const Vector3d& k) {
      return (k - c.in_world).norm() < spacing;
    });
    if (crowded && c.parent >= 0) {
      leave_out(candidates, i, children);
    } else {
      kept.push_back(c.in_world);
    }
  }
}

std::vector<std::vector<int>> children_of(const std::vector<Candidate>& candidates) {
  std::vector<std::vector<int>> children(candidates.size());
  for (size_t i = 0; i < candidates.size(); ++i)
    if (candidates[i].parent >= 0) children[candidates[i].parent].push_back(static_cast<int>(i));
  return children;
}

void keep_most_informative(std::vector<Candidate>& candidates,
                           size_t max_count,
                           std::vector<std::vector<int>>& children) {
  const auto is_drawn = [](const Candidate& c) { return c.drawn; };
  for (auto left =
           static_cast<size_t>(std::count_if(candidates.begin(), candidates.end(), is_drawn));
       left > max_count;
       --left) {
    size_t least = candidates.size();
    double worth = kInfinity;
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (!candidates[i].drawn) continue;
      const double w = worth_of(candidates, i, children);
      // Of equals the later goes; where only roots remain, the last of them.
      if (w <= worth && (w < kInfinity || children[i].empty())) least = i, worth = w;
    }
    leave_out(candidates, least, children);
  }
}

}  // namespace

Legend make_legend(const Rig& rig, const PoseMapStyle& style) {
  style.validate("pose map style");
  std::vector<Candidate> candidates = make_candidates(rig, style);
  auto children = children_of(candidates);
  if (style.min_spacing > 0)
    keep_apart(candidates, style.min_spacing * rest_bounds(rig).diagonal(), children);
  keep_most_informative(candidates, static_cast<size_t>(style.max_joints), children);

  Legend legend{style, {}};
  std::vector<int> index(candidates.size(), -1);
  std::vector<Vector3d> positions;
  std::vector<int> parents;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& c = candidates[i];
    if (!c.drawn) continue;
    index[i] = static_cast<int>(legend.joints.size());
    legend.joints.push_back(
        {c.joint, c.parent < 0 ? -1 : index[c.parent], {0, 0, 0}, c.point_in_joint});
    positions.push_back(c.in_world);
    parents.push_back(legend.joints.back().parent);
  }
  const auto colors =
      style.palette == PaletteKind::kPosition
          ? detail::position_colors(positions, style)
          : detail::deal_colors(
                detail::distinct_colors(positions.size(), style), positions, parents);
  for (size_t i = 0; i < colors.size(); ++i) legend.joints[i].color = colors[i];
  return legend;
}

std::vector<Vector3d> drawn_positions(const Legend& legend,
                                      const std::vector<Affine3d>& world_from_joint) {
  std::vector<Vector3d> positions;
  positions.reserve(legend.joints.size());
  for (const DrawnJoint& j : legend.joints)
    positions.push_back(world_from_joint[j.joint] * j.point_in_joint);
  return positions;
}

}  // namespace animax
