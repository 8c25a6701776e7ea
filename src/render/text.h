// SPDX-License-Identifier: MIT
// Small labels in images: a 5x8 bitmap font for printable ASCII.
#pragma once

#include "core/image.h"

#include <string_view>

namespace animax::render {

/// Size of one line of text: 6 * scale pixels per character, 8 * scale pixels high.
int text_width(std::string_view text, int scale);
int text_height(int scale);

/// Writes one line with its top left corner at (x, y), each font pixel `scale` pixels large; what
/// lies outside the RGB image is cut off. Other characters than printable ASCII (each byte of
/// them) show as a box.
void draw_text(Image& target, int x, int y, std::string_view text, int scale, Rgb color);

/// The text cut to at most `width` pixels, with ".." where something is missing.
std::string fit_text(std::string_view text, int scale, int width);

}  // namespace animax::render
