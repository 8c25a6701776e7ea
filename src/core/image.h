// SPDX-License-Identifier: MIT
// 8-bit images and PNG files.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace animax {

using Rgb = std::array<uint8_t, 3>;

/// An 8-bit sRGB image, rows from the top, pixels interleaved: pixels[(y * width + x) * channels +
/// c].
struct Image {
  int width = 0;
  int height = 0;
  int channels = 3;  ///< 1 (grey), 3 (RGB) or 4 (RGBA, straight alpha)
  std::vector<uint8_t> pixels;

  Image() = default;
  Image(int width, int height, int channels, uint8_t fill = 0);

  bool empty() const { return pixels.empty(); }
  uint8_t* at(int x, int y) { return &pixels[(static_cast<size_t>(y) * width + x) * channels]; }
  const uint8_t* at(int x, int y) const {
    return &pixels[(static_cast<size_t>(y) * width + x) * channels];
  }
  void fill(Rgb color);
};

/// Reads a PNG or JPEG file as `channels` channels. Throws Error on anything else, on damage, and
/// on images over 16384 pixels a side. Safe on untrusted data.
Image read_image(const std::filesystem::path& path, int channels = 3);

/// The same from memory; `name` is used in messages.
Image decode_image(std::string_view bytes, const std::string& name, int channels = 4);

/// Writes a PNG file atomically.
void write_png(const std::filesystem::path& path, const Image& image);

/// The bytes of a PNG file.
std::string encode_png(const Image& image);

/// Copies `source` into `target` with its top left corner at (x, y); parts outside are cut off.
/// Both must have the same number of channels.
void paste(const Image& source, int x, int y, Image& target);

/// Converts between grey, RGB and RGBA (alpha dropped or set to 255).
Image with_channels(const Image& image, int channels);

}  // namespace animax
