// SPDX-License-Identifier: MIT
#include "formats/gltf_reader.h"

#include "formats/gltf_parts.h"
#include "formats/mesh_repair.h"

#include <algorithm>

namespace animax::formats {
namespace {

// Extensions that a reader may ignore without getting positions wrong are not listed: only those
// that are *required* by the file are looked at.
void check_extensions(const GltfModel& model, Warnings& warnings) {
  static const std::set<std::string> kRead = {"KHR_texture_transform",
                                              "KHR_materials_unlit",
                                              "KHR_materials_pbrSpecularGlossiness",
                                              "KHR_mesh_quantization",
                                              "KHR_draco_mesh_compression",
                                              "EXT_meshopt_compression"};
  for (const std::string& name : model.gltf().extensionsRequired) {
    if (kRead.contains(name)) continue;
    if (name == "EXT_mesh_gpu_instancing" || name.starts_with("MPEG_") ||
        name.find("compression") != std::string::npos)
      model.fail("extensionsRequired", "needs ", name.substr(0, 60), ", which is not supported");
    warnings.add("needs the extension ", name.substr(0, 60), ", which is not shown");
  }
}

}  // namespace

Rig parse_gltf_rig(std::string bytes, const std::filesystem::path& path) {
  const GltfModel model(parse_gltf(std::move(bytes), path));
  Rig rig;
  rig.name = path.filename().string();
  Warnings warnings(rig.warnings);
  check_extensions(model, warnings);
  const NodeTree tree = read_skeleton(model, rig, warnings);
  const std::vector<TextureMapping> mappings = read_materials(model, rig, warnings);
  read_meshes(model, tree, mappings, rig, warnings);
  read_clips(model, tree, rig, warnings);
  mark_deforming(rig);
  if (rig.meshes.empty())
    for (Joint& joint : rig.skeleton.joints) joint.deforms = true;
  check(rig);
  return rig;
}

Rig read_gltf(const std::filesystem::path& path) { return parse_gltf_rig(read_file(path), path); }

}  // namespace animax::formats
