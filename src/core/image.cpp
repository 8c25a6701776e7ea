// SPDX-License-Identifier: MIT
#include "core/image.h"

#include "core/error.h"
#include "core/file.h"

#include <algorithm>
#include <cstring>
#include <memory>

// The implementation of stb_image is compiled here, once for the whole program; tinygltf is built
// against the same headers with its own copy switched off.
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_MAX_DIMENSIONS 16384
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wunused-function"
#if __has_include(<stb/stb_image.h>)
#include <stb/stb_image.h>
#include <stb/stb_image_write.h>
#else
#include <stb_image.h>
#include <stb_image_write.h>
#endif
#pragma GCC diagnostic pop

namespace animax {

Image::Image(int width, int height, int channels, uint8_t fill)
    : width(width), height(height), channels(channels) {
  CHECK_GT(width, 0);
  CHECK_GT(height, 0);
  CHECK_THAT(channels == 1 || channels == 3 || channels == 4);
  pixels.assign(static_cast<size_t>(width) * height * channels, fill);
}

void Image::fill(Rgb color) {
  CHECK_GE(channels, 3);
  for (size_t i = 0; i < pixels.size(); i += channels) {
    std::copy(color.begin(), color.end(), &pixels[i]);
    if (channels == 4) pixels[i + 3] = 255;
  }
}

Image decode_image(std::string_view bytes, const std::string& name, int channels) {
  int width = 0, height = 0, found = 0;
  std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> data(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(bytes.data()),
                            static_cast<int>(bytes.size()),
                            &width,
                            &height,
                            &found,
                            channels),
      &stbi_image_free);
  if (!data) throw Error(name, ": not a readable PNG or JPEG image: ", stbi_failure_reason());
  Image image(width, height, channels);
  std::memcpy(image.pixels.data(), data.get(), image.pixels.size());
  return image;
}

Image read_image(const std::filesystem::path& path, int channels) {
  return decode_image(read_file(path, 1u << 30), path.string(), channels);
}

std::string encode_png(const Image& image) {
  CHECK_THAT(!image.empty());
  std::string out;
  const auto append = [](void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data), size);
  };
  const int ok = stbi_write_png_to_func(append,
                                        &out,
                                        image.width,
                                        image.height,
                                        image.channels,
                                        image.pixels.data(),
                                        image.width * image.channels);
  CHECK_THAT(ok != 0);
  return out;
}

void write_png(const std::filesystem::path& path, const Image& image) {
  write_file(path, encode_png(image));
}

void paste(const Image& source, int x, int y, Image& target) {
  CHECK_EQ(source.channels, target.channels);
  const int left = std::max(0, -x), right = std::min(source.width, target.width - x);
  if (left >= right) return;
  for (int row = std::max(0, -y); row < std::min(source.height, target.height - y); ++row)
    std::memcpy(target.at(x + left, y + row),
                source.at(left, row),
                static_cast<size_t>(right - left) * source.channels);
}

Image with_channels(const Image& image, int channels) {
  if (image.channels == channels) return image;
  Image out(image.width, image.height, channels);
  const size_t count = static_cast<size_t>(image.width) * image.height;
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* in = &image.pixels[i * image.channels];
    uint8_t* to = &out.pixels[i * channels];
    if (channels == 1) {
      to[0] = static_cast<uint8_t>((in[0] * 77 + in[1] * 150 + in[2] * 29) >> 8);
      continue;
    }
    for (int c = 0; c < 3; ++c) to[c] = in[image.channels == 1 ? 0 : c];
    if (channels == 4) to[3] = 255;
  }
  return out;
}

}  // namespace animax
