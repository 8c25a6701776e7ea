// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "formats/read.h"
#include "scene/flesh.h"

#include <CLI/CLI.hpp>

namespace animax::cli {
namespace {

// Joint and joint that it hangs on by the surface, though the file has it elsewhere.
std::vector<std::pair<int, int>> rehung(const Rig& rig) {
  const FleshSkeleton flesh = skeleton_by_flesh(rig);
  std::vector<std::pair<int, int>> pairs;
  for (int joint : flesh.rehung) {
    const int limb = flesh.skeleton.joints[flesh.new_from_old[joint]].parent;
    pairs.emplace_back(joint, flesh.old_from_new[limb]);
  }
  return pairs;
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
  for (const auto& [joint, limb] : rehung(rig))
    json["hangs_by_surface"].push_back({{"joint", joint}, {"on", limb}});
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
  for (const auto& [joint, limb] : rehung(rig))
    text += str_cat("  by its surface ",
                    rig.skeleton.joints[joint].name,
                    " hangs on ",
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
