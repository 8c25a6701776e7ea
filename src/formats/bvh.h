// SPDX-License-Identifier: MIT
// Biovision hierarchy files: a skeleton and one motion, no mesh.
// Source: the format as described by Meredith and Maddock, "Motion capture file formats explained",
// 2001; position channels replace the joint's offset, as in Blender.
#pragma once

#include "scene/rig.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace animax::formats {

/// Reads a skeleton with rest rotations of identity and one clip named after the file (none when
/// the file has no MOTION). Units and axes are the file's. End sites are not joints. Throws Error
/// naming file and line. Safe on untrusted data.
Rig read_bvh(const std::filesystem::path& path);
Rig parse_bvh(std::string_view text, const std::filesystem::path& path);

/// Writes the skeleton and `motion`. BVH joints rest in the world's axes, so rotations are written
/// relative to the rest pose; joint positions in the world are kept to 1e-5 of the size of the
/// numbers. Scale is not written; several roots come under one added root.
/// @param motion  at least one frame, fps > 0
void write_bvh(const Skeleton& skeleton, const Motion& motion, const std::filesystem::path& path);

}  // namespace animax::formats
