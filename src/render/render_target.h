// SPDX-License-Identifier: MIT
// Where the renderer draws to: a column of equally large views in one framebuffer, several GL
// pixels to each image pixel. (Supersampling rather than multi-sampling: software GL takes half as
// long again for four samples as for four pixels, and textures and alpha edges gain too.)
#pragma once

#include "core/image.h"
#include "render/gl.h"

#include <vector>

namespace animax::render {

class RenderTarget {
 public:
  /// Allocates for `views` images of width x height with supersampling^2 GL pixels per pixel.
  /// Throws Error when the driver cannot.
  RenderTarget(int width, int height, int views, int supersampling);

  bool fits(int width, int height, int views) const {
    return width == width_ && height == height_ && views == views_;
  }

  /// Binds it and clears all views.
  void start(Rgb background);
  /// Sets the viewport to one view.
  void select_view(int view) const;
  /// Lets the driver start working.
  void end() const;
  /// Waits, averages (in linear light) and returns all views as RGB.
  std::vector<Image> read();

  /// Most views of that size in one target, at least one.
  static int max_views(int width, int height, int supersampling);

 private:
  int width_, height_, views_, supersampling_;
  GlRenderbuffer color_, depth_;
  GlFramebuffer framebuffer_;
  std::vector<uint32_t> rgba_;  // as read back, row by row
};

}  // namespace animax::render
