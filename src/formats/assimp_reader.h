// SPDX-License-Identifier: MIT
// Everything that is neither glTF nor BVH, through Assimp: FBX, Collada, OBJ, 3DS, X, MD5, ...
#pragma once

#include "scene/rig.h"

#include <filesystem>

namespace animax::formats {

/// Reads a file of any kind Assimp knows. The result is in metres with Y up where the file states
/// its unit and axes (FBX, Collada); FBX pivots are folded into the joints. Joints are the bones,
/// nodes that carry rigid meshes, and animated nodes above them.
/// Textures are taken from inside the file or from its folder; missing ones become warnings.
/// @throws Error with Assimp's reason. Assimp is not hardened against hostile files: a service that
///         takes files from strangers should accept glTF, or run this in a process of its own.
Rig read_with_assimp(const std::filesystem::path& path);

}  // namespace animax::formats
