// SPDX-License-Identifier: MIT
// Contact sheets: a motion at a glance, one row per view, one column per frame.
#pragma once

#include "render/renderer.h"
#include "scene/pose_map.h"

#include <string>
#include <vector>

namespace animax::render {

/// Lays images out in a grid on dark ground with labels. Every cell is as large as the largest
/// image; empty images leave their cell empty.
/// @param rows           images[row][column]; rows may differ in length
/// @param row_labels     one per row, or empty for no label column
/// @param column_labels  one per column, or empty
/// @param title          one line above; empty: none
Image arrange_sheet(const std::vector<std::vector<Image>>& rows,
                    const std::vector<std::string>& row_labels,
                    const std::vector<std::string>& column_labels,
                    const std::string& title);

struct SheetOptions {
  int views = 2;           ///< rows: the first is a three-quarter view, the others follow evenly
  int frames = 8;          ///< columns, evenly spaced over the motion; fewer where it has fewer
  int size = 192;          ///< pixels of a cell
  bool pose_maps = false;  ///< a row of pose maps below each view
  std::string title;
  PoseMapStyle style;
  RenderOptions render;

  void validate() const;  ///< throws Error naming the option
};

/// Renders the sheet of a motion (of the rest pose where it is empty), framed on the whole motion.
/// A rig without triangles (BVH) shows pose maps only, and needs no EGL.
Image make_contact_sheet(const Rig& rig, const Motion& motion, const SheetOptions& options);

}  // namespace animax::render
