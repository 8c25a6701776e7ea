// SPDX-License-Identifier: MIT
#include "formats/mesh_repair.h"

#include "scene/skinning.h"

#include <algorithm>
#include <cmath>

namespace animax::formats {
namespace {

// Cleans one vertex's influences in place.
void clean(std::vector<Influence>& list, InfluenceRepairs& repairs) {
  float sum = 0;
  for (Influence& influence : list) {
    if (!(influence.weight >= 0) || !std::isfinite(influence.weight)) {
      influence.weight = 0;
      repairs.bad_numbers = true;
    }
    sum += influence.weight;
  }
  if (!(sum > 1e-8f) || !std::isfinite(sum)) {
    list = {{0, 1}};
    repairs.unweighted = true;
    return;
  }
  if (std::abs(sum - 1) > 0.02f) repairs.unnormalised = true;
  std::sort(list.begin(), list.end(), [](const Influence& a, const Influence& b) {
    return a.slot < b.slot;
  });
  std::vector<Influence> merged;
  for (const Influence& influence : list) {
    if (influence.weight <= 0) continue;
    if (!merged.empty() && merged.back().slot == influence.slot)
      merged.back().weight += influence.weight / sum;
    else
      merged.push_back({influence.slot, influence.weight / sum});
  }
  std::stable_sort(merged.begin(), merged.end(), [](const Influence& a, const Influence& b) {
    return a.weight > b.weight;
  });
  list = std::move(merged);
}

}  // namespace

InfluenceRepairs set_influences(std::span<const std::vector<Influence>> by_vertex, Mesh& mesh) {
  InfluenceRepairs repairs;
  std::vector<std::vector<Influence>> lists(by_vertex.begin(), by_vertex.end());
  size_t most = 1;
  for (auto& list : lists) {
    clean(list, repairs);
    most = std::max(most, list.size());
  }
  mesh.influences = static_cast<int>(most);
  mesh.slots.assign(lists.size() * most, 0);
  mesh.weights.assign(lists.size() * most, 0);
  for (size_t v = 0; v < lists.size(); ++v)
    for (size_t k = 0; k < lists[v].size(); ++k) {
      mesh.slots[v * most + k] = lists[v][k].slot;
      mesh.weights[v * most + k] = std::min(lists[v][k].weight, 1.0f);
    }
  return repairs;
}

void set_rigid(Mesh& mesh) {
  mesh.influences = 1;
  mesh.slots.assign(mesh.positions.size(), 0);
  mesh.weights.assign(mesh.positions.size(), 1);
}

void complete_normals(Mesh& mesh) {
  mesh.normals.resize(mesh.positions.size(), Vector3f::Zero());
  bool complete = true;
  for (Vector3f& n : mesh.normals) {
    const float length = n.norm();
    n = std::isfinite(length) && length > 1e-6f ? Vector3f(n / length) : Vector3f(Vector3f::Zero());
    complete = complete && !n.isZero();
  }
  if (complete) return;
  std::vector<Eigen::Vector3d> sums(mesh.positions.size(), Eigen::Vector3d::Zero());
  for (size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
    const uint32_t* corner = &mesh.indices[t];
    const Eigen::Vector3d a = mesh.positions[corner[0]].cast<double>();
    const Eigen::Vector3d area = (mesh.positions[corner[1]].cast<double>() - a)
                                     .cross(mesh.positions[corner[2]].cast<double>() - a);
    for (int k = 0; k < 3; ++k) sums[corner[k]] += area;
  }
  for (size_t v = 0; v < mesh.normals.size(); ++v) {
    if (!mesh.normals[v].isZero()) continue;
    const double length = sums[v].norm();
    mesh.normals[v] = length > 0 && std::isfinite(length)
                          ? Vector3f((sums[v] / length).cast<float>())
                          : Vector3f(Vector3f::UnitY());
  }
}

bool is_mirrored(const Rig& rig, const Mesh& mesh, const std::vector<Affine3d>& world_from_joint) {
  std::vector<bool> mirrored;
  for (const Affine3d& m : skin_matrices(rig.skins[mesh.skin], world_from_joint))
    mirrored.push_back(m.linear().determinant() < 0);
  int64_t balance = 0;
  for (size_t v = 0; v < mesh.positions.size(); ++v)
    balance += mirrored[mesh.slots[v * mesh.influences]] ? 1 : -1;
  return balance > 0;
}

void flip_triangles(Mesh& mesh) {
  for (size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
    std::swap(mesh.indices[t + 1], mesh.indices[t + 2]);
}

void mark_deforming(Rig& rig) {
  for (const Mesh& mesh : rig.meshes)
    for (size_t i = 0; i < mesh.slots.size(); ++i) {
      const int joint = rig.skins[mesh.skin].joints[mesh.slots[i]];
      if (mesh.weights[i] > 0 && joint >= 0) rig.skeleton.joints[joint].deforms = true;
    }
}

}  // namespace animax::formats
