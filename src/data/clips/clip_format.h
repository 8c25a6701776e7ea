// SPDX-License-Identifier: MIT
// How a clip becomes the latents of a model. Part of model.json, so that training and inference
// can't disagree.
#pragma once

#include "core/json.h"
#include "geometry/camera.h"
#include "scene/pose_map.h"

#include <string>

namespace animax::data {

/// Which cells a template field has.
enum class FieldLayout {
  kImage,   ///< a square grid over the image
  kJoints,  ///< one cell for each drawn joint; needs patches of one cell
};

/// Latents hold motion of a template (scene/motion_field.h). Frame 0 of every clip is the template
/// itself, the rest pose; the model generates frames 1 to `frames`.
struct ClipFormat {
  int frames = 16;  ///< generated frames, a multiple of frames_per_latent
  double fps = 12;
  int frames_per_latent = 4;
  FieldLayout layout = FieldLayout::kImage;
  int cells = 64;          ///< field cells per image side; kJoints: the unit of token positions
  int image_size = 128;    ///< pixels of the template renders, a multiple of cells
  ViewRigOptions cameras;  ///< its `size` is image_size; framed on the rest pose
  PoseMapStyle pose_map;

  ClipFormat();

  int latent_frames() const { return frames / frames_per_latent; }
  int motion_channels() const { return 2 * frames_per_latent; }  ///< dx, dy of each frame
  /// RGB, pose map, colour of the cell's joint; kJoints: also kStructureChannels.
  int template_channels() const {
    return layout == FieldLayout::kJoints ? 9 + kStructureChannels : 9;
  }
  static constexpr int kStructureChannels = 12;  ///< see write_structure_planes()

  /// Throws Error naming `where` and the key.
  void validate(const std::string& where) const;
};

Json to_json(const ClipFormat& format);
ClipFormat clip_format_from_json(const Json& json, const std::string& where);

}  // namespace animax::data
