// SPDX-License-Identifier: MIT
// Renders whole motions: many frames on all cores, and the working folder of PNG files.
#pragma once

#include "render/renderer.h"
#include "scene/pose_map.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace animax::render {

struct SequenceOptions {
  bool rgb = true;  ///< the textured views; pose maps are always drawn
  int threads = 0;  ///< renderers at work at once; 0: thread_count()
  RenderOptions render;
};

/// RGB (empty without options.rgb) and pose maps of one frame, one each per camera.
struct RenderedFrame {
  std::vector<Image> rgb, pose;
};

/// Calls `take(frame, images)` for every pose, from several threads and in no particular order;
/// calls for different frames may overlap. The images do not depend on the number of threads.
/// An exception in `take` ends the work and is passed on; so does Ctrl-C.
void render_frames(const Rig& rig,
                   const std::vector<Pose>& poses,
                   const Legend& legend,
                   const std::vector<Camera>& cameras,
                   const SequenceOptions& options,
                   const std::function<void(size_t, RenderedFrame)>& take);

/// Writes the working folder of a motion: rest pose and all frames as PNG files, palette.json, and
/// last of all cameras.json, so that a folder with cameras.json is complete. Files that are already
/// there are replaced. Shows progress. Throws Error when the folder cannot be written.
WorkingFolder render_working_folder(const Rig& rig,
                                    const Motion& motion,
                                    const Legend& legend,
                                    const std::vector<Camera>& cameras,
                                    const std::filesystem::path& path,
                                    const SequenceOptions& options = {});

}  // namespace animax::render
