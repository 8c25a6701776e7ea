// SPDX-License-Identifier: MIT
// Geometry of a rig at rest as recognition sees it: which joints move flesh, what lies on the
// middle plane, and pairs of limbs mirrored at it.
#pragma once

#include "data/recognition/joint_words.h"
#include "scene/rig.h"

namespace animax::data {

/// A run of joints off the middle plane, mirrored by its partner.
struct Limb {
  int side = 0;
  int partner = -1;                        ///< index into RigShape::limbs
  int parent = -1;                         ///< joint that it hangs from; -1: a root of its own
  std::vector<int> joints;                 ///< base to tip along the longest way
  std::vector<std::vector<int>> branches;  ///< other runs: fingers, feathers; not the main way
  Vector3d base = Vector3d::Zero();
  Vector3d tip = Vector3d::Zero();  ///< farthest flesh (or joint) from the base
  double low = 0;                   ///< y of its lowest flesh or joint
  double reach = 0;                 ///< base to tip
  double roundness = 1;             ///< thickness by width across base-tip: 1 a rod, near 0 a sheet
  std::optional<Part> named;        ///< what most of its joints' names say
  bool helper = false;              ///< eyes, controls and the like
};

class RigShape {
 public:
  /// Keeps a reference to the rig. O(vertices + joints^2).
  explicit RigShape(const Rig& rig);

  const Rig& rig;
  std::vector<Vector3d> at;                ///< joint heads at rest, world
  std::vector<std::vector<int>> children;  ///< relevant ones only
  std::vector<char> relevant;  ///< moves flesh, or has a descendant that does (all without a mesh)
  std::vector<std::vector<Vector3d>> flesh;  ///< per joint: vertices that follow it most, thinned
  std::vector<JointWords> words;
  Bounds bounds;        ///< of the flesh, or of the joints where there is none
  double height = 1;    ///< never 0
  double size = 1;      ///< diagonal, never 0
  double ground = 0;    ///< lowest y
  double middle_x = 0;  ///< of the plane of symmetry
  size_t flesh_count = 0;
  double symmetry = 0;  ///< 0 to 1: how well the joints coincide with their mirror images

  std::vector<int> side;    ///< per joint: the side its whole subtree lies on; 0: middle
  std::vector<Limb> limbs;  ///< paired ones only

  int parent(int joint) const { return rig.skeleton.joints[joint].parent; }
  /// Relevant joints of a subtree, parents first.
  std::vector<int> subtree(int joint) const;
  /// All runs from `joint` (included) over middle joints to a middle leaf.
  std::vector<std::vector<int>> middle_paths(int joint) const;
  /// Flesh and joints of a subtree.
  Bounds subtree_bounds(int joint) const;
  /// The part that most of these joints' names say, if any does.
  std::optional<Part> named_part(const std::vector<int>& joints) const;

 private:
  void find_flesh();
  void find_middle();
  void find_sides(const std::vector<char>& demoted);
  void find_limbs();
  std::vector<Limb> candidates() const;
  void split_limb(int joint, std::vector<Limb>& out) const;
  Limb make_limb(int joint) const;
  double mirror_score(double plane_x) const;
};

}  // namespace animax::data
