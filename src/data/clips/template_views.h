// SPDX-License-Identifier: MIT
// What a model sees of a rig before it moves: the rest pose in every view, and the latents of
// motions seen from there. Used by training and by inference alike.
#pragma once

#include "data/clips/clip_format.h"
#include "scene/motion_field.h"

#include <functional>
#include <vector>

namespace animax::data {

/// Renders the rest pose from every camera (RGB images of the cameras' size). The renderer is
/// handed in so that each thread brings its own.
using RenderRest = std::function<std::vector<Image>(const Rig&, const std::vector<Camera>&)>;

/// The rest pose of one rig in all views: V views of rows x columns cells.
struct TemplateViews {
  std::vector<Camera> cameras;
  Legend legend;
  std::vector<TemplateField> fields;  ///< one per view
  std::vector<Image> rgb, pose;       ///< one per view, as rendered and drawn
  /// (V, format.template_channels(), rows, columns): RGB, pose map, joint colour; 0 = background.
  /// kJoints: see joint_planes.h.
  std::vector<float> planes;
  std::vector<float> rays;  ///< (V, 6, rows, columns): Plücker coordinates
  std::vector<float>
      positions;  ///< kJoints: (V, columns, 2) row and column of each token, in cells

  int rows() const { return fields[0].rows; }
  int columns() const { return fields[0].columns; }
};

/// Throws Error when the rig has no joint that can be drawn.
TemplateViews make_template_views(const Rig& rig,
                                  const ClipFormat& format,
                                  const RenderRest& render);

/// Patches (row-major numbers on a grid of patches of that many cells) that show a joint or, with
/// `with_surface`, the surface; never empty. What a model leaves out costs nothing.
std::vector<int64_t> shown_patches(const TemplateField& field,
                                   int64_t patch_rows,
                                   int64_t patch_columns,
                                   bool with_surface);

/// Latents of a motion seen from the template, (V, 2 * frames_per_latent, latent frames, rows,
/// columns) each; channel 2 i + c holds axis c of the i-th frame of the group.
struct MotionLatents {
  std::vector<float> pose;  ///< displacement of the joints' cells
  std::vector<float> rgb;   ///< displacement of the surface's cells; empty unless asked for
};

/// `motion` has frames + 1 poses (the first is taken to be the template and not encoded).
MotionLatents encode_motion(const Rig& rig,
                            const TemplateViews& views,
                            const ClipFormat& format,
                            const Motion& motion,
                            bool with_rgb);

/// Reads pose latents back: result[view][frame][drawn joint], frame 0 being the template.
std::vector<std::vector<std::vector<std::optional<MovedJoint>>>> decode_pose_latents(
    const TemplateViews& views, const ClipFormat& format, std::span<const float> pose_latents);

}  // namespace animax::data
