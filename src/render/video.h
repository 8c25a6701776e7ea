// SPDX-License-Identifier: MIT
// MP4 files, through OpenCV. Not in training-only builds.
#pragma once

#include "core/image.h"

#include <filesystem>
#include <vector>

namespace animax::render {

/// Writes frames (RGB, all of one size) as an MP4 file, H.264 where the system can encode it, else
/// MPEG-4. Odd sizes lose their last row or column, as the formats need even ones. Atomic. Throws
/// Error when there is no frame, fps is not in (0, 1000], or nothing can encode.
void write_mp4(const std::filesystem::path& path, const std::vector<Image>& frames, double fps);

/// Reads all frames as RGB, at most `max_frames`. Throws Error when the file cannot be decoded.
std::vector<Image> read_video(const std::filesystem::path& path, int max_frames = 10000);

}  // namespace animax::render
