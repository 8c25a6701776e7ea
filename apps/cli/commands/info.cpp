// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "data/augment/repair_rig.h"
#include "formats/read.h"

#include <CLI/CLI.hpp>

#include <cmath>

namespace animax::cli {
namespace {

// How `animate` sees a rig differently from its file.
struct Repairs {
  std::vector<std::pair<int, int>> hung;  // joint, and joint that it is animated below
  double turned_deg = 0;                  // about the vertical
};

Repairs repairs_of(const Rig& rig) {
  const data::RepairedRig repaired = data::repair_rig(rig);
  const std::vector<int>& old_of_new = repaired.edited.old_of_new;
  Repairs repairs;
  for (size_t j = 0; j < old_of_new.size(); ++j) {
    const int above = repaired.edited.rig.skeleton.joints[j].parent;
    const int parent = above < 0 ? -1 : old_of_new[above];
    if (parent != rig.skeleton.joints[old_of_new[j]].parent)
      repairs.hung.emplace_back(old_of_new[j], parent);
  }
  const Eigen::Matrix3d turn = data::repaired_from_file(repaired, rig.skeleton).linear();
  repairs.turned_deg = std::round(std::atan2(turn(0, 2), turn(0, 0)) * 180 / M_PI);
  return repairs;
}

Json describe(const Rig& rig) {
  Json joints = Json::array(), clips = Json::array(), skins = Json::array();
  for (const Joint& joint : rig.skeleton.joints)
    joints.push_back({{"name", joint.name}, {"parent", joint.parent}, {"deforms", joint.deforms}});
  for (const Clip& clip : rig.clips)
    clips.push_back({{"name", clip.name}, {"duration", clip.duration}});
  for (const Skin& skin : rig.skins)
    skins.push_back({{"name", skin.name}, {"joints", skin.joints.size()}});
  const Bounds bounds = rest_bounds(rig);
  Json json = {{"name", rig.name},
               {"joints", joints},
               {"skins", skins},
               {"clips", clips},
               {"vertices", rig.vertex_count()},
               {"triangles", rig.triangle_count()},
               {"height", rig_height(rig)},
               {"warnings", rig.warnings}};
  const Repairs repairs = repairs_of(rig);
  json["animated_turned_deg"] = repairs.turned_deg;
  for (const auto& [joint, limb] : repairs.hung)
    json["animated_below"].push_back({{"joint", joint}, {"parent", limb}});
  if (!bounds.empty())
    json["bounds"] = {{bounds.min.x(), bounds.min.y(), bounds.min.z()},
                      {bounds.max.x(), bounds.max.y(), bounds.max.z()}};
  return json;
}

void print_tree(const Skeleton& skeleton,
                const std::vector<std::vector<int>>& children,
                int joint,
                int depth,
                std::string& text) {
  const Joint& j = skeleton.joints[joint];
  text += std::string(2 + 2 * depth, ' ') + (j.name.empty() ? "(unnamed)" : j.name) +
          (j.deforms ? "" : "  (moves no vertices)") + "\n";
  for (int child : children[joint]) print_tree(skeleton, children, child, depth + 1, text);
}

std::string as_text(const Rig& rig) {
  std::string text = str_cat(rig.name,
                             ": ",
                             rig.vertex_count(),
                             " vertices, ",
                             rig.triangle_count(),
                             " triangles, height ",
                             rig_height(rig),
                             "\n");
  text += str_cat(rig.skeleton.size(), " joints:\n");
  const auto children = rig.skeleton.children();
  for (int root : rig.skeleton.roots()) print_tree(rig.skeleton, children, root, 0, text);
  const Repairs repairs = repairs_of(rig);
  if (repairs.turned_deg != 0)
    text += str_cat("  animated as turned by ", repairs.turned_deg, " degrees, to look along +z\n");
  for (const auto& [joint, limb] : repairs.hung)
    text += str_cat("  animated with ",
                    rig.skeleton.joints[joint].name,
                    " below ",
                    rig.skeleton.joints[limb].name,
                    "\n");
  text += str_cat(rig.clips.size(), " clips:\n");
  for (size_t i = 0; i < rig.clips.size(); ++i)
    text += str_cat("  ", i, "  ", rig.clips[i].name, "  ", rig.clips[i].duration, " s\n");
  for (const std::string& warning : rig.warnings) text += "warning: " + warning + "\n";
  return text;
}

}  // namespace

Run setup_info(CLI::App& app) {
  auto path = std::make_shared<std::string>();
  app.add_option("RIG", *path, "Rig file (.glb .gltf .vrm .fbx .dae .bvh ...)")->required();
  return [path] {
    const Rig rig = formats::read_rig(*path);
    return Result{describe(rig), as_text(rig)};
  };
}

}  // namespace animax::cli
