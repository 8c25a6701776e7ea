// SPDX-License-Identifier: MIT
// What every mesh reader does to bring foreign geometry into the form of scene/rig.h.
#pragma once

#include "scene/rig.h"

#include <cstdint>
#include <span>
#include <vector>

namespace animax::formats {

/// One joint's say over one vertex.
struct Influence {
  uint32_t slot = 0;
  float weight = 0;
};

/// What `set_influences` had to change.
struct InfluenceRepairs {
  bool bad_numbers = false;   ///< weights that were negative or not finite, taken as 0
  bool unnormalised = false;  ///< sums off 1 by more than 2 %
  bool unweighted = false;    ///< vertices without any weight, given to the first slot
};

/// Fills mesh.influences, slots and weights from one list per vertex: weights are made non-negative
/// and scaled to sum 1, repeated slots are merged, the heaviest come first.
InfluenceRepairs set_influences(std::span<const std::vector<Influence>> by_vertex, Mesh& mesh);

/// Gives all vertices to slot 0.
void set_rigid(Mesh& mesh);

/// Makes normals of unit length; those that are missing, zero or not finite are made from the
/// triangles, weighted by area. Indices must be in range.
void complete_normals(Mesh& mesh);

/// Whether the rest pose mirrors the mesh (its vertices' heaviest joints have a matrix of negative
/// determinant in the majority).
bool is_mirrored(const Rig& rig, const Mesh& mesh, const std::vector<Affine3d>& world_from_joint);

/// Turns every triangle over.
void flip_triangles(Mesh& mesh);

/// Sets Joint::deforms for the joints that have weight in some mesh.
void mark_deforming(Rig& rig);

}  // namespace animax::formats
