// SPDX-License-Identifier: MIT
// Reads glTF 2.0: .gltf, .glb, .vrm.
#pragma once

#include "scene/rig.h"

#include <filesystem>
#include <string>

namespace animax::formats {

/// Reads the default scene (everything where it shows no mesh) and all animations. Joints are the
/// skins' joints, nodes that carry rigid meshes, and animated nodes above them; Joint::source_node
/// is the node's index, Joint::rest the node's own transform, Joint::parent_from_anchor whatever
/// unanimated nodes lie between it and its parent joint.
/// Morph targets are applied with their default weights. Supports KHR_texture_transform,
/// KHR_materials_unlit, KHR_materials_pbrSpecularGlossiness (colour), KHR_mesh_quantization,
/// KHR_draco_mesh_compression, EXT_meshopt_compression; refuses files that require anything else
/// that changes geometry.
/// Repairs what is harmless (see Rig::warnings) and throws Error naming file and element otherwise.
/// Safe on untrusted data; at most about 3 GiB of memory for the worst file.
Rig read_gltf(const std::filesystem::path& path);

/// The same from the bytes of a file; `path` serves for messages and for files beside it.
Rig parse_gltf_rig(std::string bytes, const std::filesystem::path& path);

}  // namespace animax::formats
