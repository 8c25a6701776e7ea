// SPDX-License-Identifier: MIT
// The middle line of a body: root, way to the head, tail.
#include "data/recognition/body_reader.h"

#include <algorithm>

namespace animax::data {
namespace {

/// Joint with the largest subtree of relevant joints without a relevant parent, then down to the
/// first one that moves flesh or forks.
int find_root(const RigShape& shape) {
  int root = -1;
  size_t most = 0;
  for (int j = 0; j < static_cast<int>(shape.at.size()); ++j) {
    if (!shape.relevant[j] || shape.parent(j) >= 0) continue;
    const size_t count = shape.subtree(j).size();
    if (count > most) most = count, root = j;
  }
  while (root >= 0 && shape.children[root].size() == 1 && shape.flesh[root].empty() &&
         shape.flesh_count > 0)
    root = shape.children[root][0];
  return root;
}

bool names_part(const RigShape& shape, const std::vector<int>& path, Part part) {
  return std::any_of(path.begin(), path.end(), [&](int j) { return shape.words[j].part == part; });
}

/// How much the end of a path looks like the place of a head: forward and up.
double head_score(const RigShape& shape, const std::vector<int>& path) {
  const Vector3d tip = shape.at[path.back()];
  double score = 1.4 * (tip.z() - shape.bounds.center().z()) / shape.size +
                 1.2 * (tip.y() - shape.bounds.center().y()) / shape.size -
                 2 * std::abs(tip.x() - shape.middle_x) / shape.size;
  for (const Limb& limb : shape.limbs)  // shoulders and ears are on the head's way
    if (std::find(path.begin() + 1, path.end(), limb.parent) != path.end()) score += 0.1;
  if (names_part(shape, path, Part::kHead)) score += 4;
  if (names_part(shape, path, Part::kNeck)) score += 1;
  if (names_part(shape, path, Part::kTail)) score -= 4;
  if (names_part(shape, path, Part::kJaw)) score -= 0.3;
  if (shape.words[path.back()].helper) score -= 0.6;
  return score;
}

double tail_score(const RigShape& shape, const std::vector<int>& path) {
  const Vector3d way = shape.at[path.back()] - shape.at[path.front()];
  double score = -way.z() / shape.size;
  if (names_part(shape, path, Part::kTail)) score += 4;
  return score;
}

/// A last joint that moves the lower side of what the joint above moves.
bool is_jaw(const RigShape& shape, int joint) {
  Bounds jaw, skull;
  for (const Vector3d& p : shape.flesh[joint]) jaw.extend(p);
  for (const Vector3d& p : shape.flesh[shape.parent(joint)]) skull.extend(p);
  return !jaw.empty() && !skull.empty() && jaw.diagonal() < skull.diagonal() &&
         jaw.center().y() < skull.center().y() - 0.15 * skull.size().y() &&
         jaw.center().z() > skull.min.z() + 0.3 * skull.size().z();
}

/// The head's place on the path.
size_t find_head(const RigShape& shape, const std::vector<int>& path) {
  for (size_t i = 0; i < path.size(); ++i)
    if (shape.words[path[i]].part == Part::kHead) return i;
  // Small pairs (ears, eyes) at the far half of the path sit on the head.
  for (size_t i = path.size(); i-- > std::max<size_t>(1, path.size() / 2);)
    for (const Limb& limb : shape.limbs)
      if (limb.parent == path[i] && limb.reach < 0.18 * shape.size && limb.joints.size() <= 3 &&
          limb.low > shape.ground + 0.3 * shape.height)
        return i;
  // A middle fork in the far half (jaw and snout): the head is where it forks.
  for (size_t i = path.size(); i-- > std::max<size_t>(1, path.size() / 2);) {
    const auto middle = std::count_if(shape.children[path[i]].begin(),
                                      shape.children[path[i]].end(),
                                      [&](int c) { return shape.side[c] == 0; });
    if (middle >= 2) return i;
  }
  if (path.size() < 2) return path.size();
  return path.size() - (path.size() >= 3 && is_jaw(shape, path.back()) ? 2 : 1);
}

}  // namespace

std::optional<Trunk> find_trunk(const RigShape& shape) {
  Trunk trunk;
  trunk.root = find_root(shape);
  if (trunk.root < 0) return std::nullopt;
  const std::vector<std::vector<int>> paths = shape.middle_paths(trunk.root);
  const auto better = [&](auto score) {
    return *std::max_element(paths.begin(), paths.end(), [&](const auto& a, const auto& b) {
      return score(shape, a) < score(shape, b);
    });
  };
  trunk.path = better(head_score);
  trunk.head = find_head(shape, trunk.path);
  const std::vector<int> back = better(tail_score);
  const size_t common = static_cast<size_t>(
      std::mismatch(back.begin(), back.end(), trunk.path.begin(), trunk.path.end()).first -
      back.begin());
  if (common < back.size() && tail_score(shape, back) > 0.06)
    trunk.tail = {back.begin() + static_cast<long>(common), back.end()};
  const Vector3d way = shape.at[trunk.path.back()] - shape.at[trunk.path.front()];
  trunk.upright = way.y() > std::abs(way.z());
  return trunk;
}

}  // namespace animax::data
