// SPDX-License-Identifier: MIT
// Looks at the name of an output before the work that leads to it begins.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace animax {

/// Throws Error when a file of that name could not be written: its folder is missing or not
/// writable, or a folder is in its place. Creates nothing.
void check_output_place(const std::filesystem::path& path);

/// Throws UsageError unless the name ends in one of `extensions` (".glb"; upper or lower case).
/// Devices and pipes may have any name.
void check_output_extension(const std::filesystem::path& path,
                            const std::vector<std::string>& extensions);

}  // namespace animax
