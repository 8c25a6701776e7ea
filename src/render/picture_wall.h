// SPDX-License-Identifier: MIT
// Walls of pictures: many rigs at a glance, one cell each, on light ground.
#pragma once

#include "render/renderer.h"

#include <string>
#include <vector>

namespace animax::render {

struct WallOptions {
  int size = 104;                    ///< pixels of a picture; 32 to 512
  int moments = 1;                   ///< pictures side by side in a cell; 1 to 16
  Rgb background = {226, 229, 236};  ///< sRGB

  void validate() const;  ///< throws Error naming the option
};

/// A grid of cells, in rows of as many as fit into 1300 pixels but at least one, with white lines
/// between them. A cell holds `moments` square pictures in a row and a caption below. Memory: the
/// wall itself, 3 bytes per pixel.
class PictureWall {
 public:
  /// A wall of `cells` empty cells. Throws Error when it would be more than 16384 pixels high or
  /// wide.
  PictureWall(int cells, const WallOptions& options);

  /// Fills cell `index`, counted along the rows from 0. Calls for different cells may overlap.
  /// @param pictures  options.moments RGB images of options.size pixels
  /// @param caption   printable ASCII, cut to the width of the cell
  void place(int index, const std::vector<Image>& pictures, const std::string& caption);

  int columns() const { return columns_; }
  int cell_width() const { return options_.moments * options_.size; }
  int cell_height() const;  ///< with the caption
  /// Left and top edge of cell `index` in the image.
  int left_of(int index) const;
  int top_of(int index) const;
  const Image& image() const { return image_; }

 private:
  WallOptions options_;
  int columns_ = 1;
  Image image_;
};

/// Draws a rig from the front, half from the side and a little from above, large enough that it
/// stays in the picture. One moment is the rest pose; of N moments of a motion of T frames, moment
/// k (1 ... N) is frame k (T - 1) / N, so that the last is where the motion ends. An empty motion
/// shows the rest pose N times. `renderer` must have wall_render_options().
std::vector<Image> render_moments(Renderer& renderer,
                                  const Rig& rig,
                                  const Motion& motion,
                                  const WallOptions& options);

/// How the renderer of a wall's pictures is made.
RenderOptions wall_render_options(const WallOptions& options);

}  // namespace animax::render
