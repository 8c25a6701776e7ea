// SPDX-License-Identifier: MIT
// Size of a PNG or JPEG image from its header, to judge it before decoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace animax::formats {

struct ImageSize {
  uint32_t width = 0;
  uint32_t height = 0;
};

/// nullopt when the bytes are neither PNG nor JPEG, or end before the size.
std::optional<ImageSize> image_size(std::string_view bytes);

}  // namespace animax::formats
