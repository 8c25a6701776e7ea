// SPDX-License-Identifier: MIT
// One door for every rig file.
#pragma once

#include "scene/rig.h"

#include <filesystem>

namespace animax::formats {

enum class FileKind { kGltf, kBvh, kOther };

/// Tells a file's kind by its first bytes, then by its extension. Throws Error when it cannot be
/// read or is empty.
FileKind kind_of(const std::filesystem::path& path);

/// Reads .glb, .gltf, .vrm, .bvh, and whatever Assimp reads (.fbx, .dae, .obj, ...; not in
/// training-only builds). Throws Error with one line naming the file and the element.
Rig read_rig(const std::filesystem::path& path);

}  // namespace animax::formats
