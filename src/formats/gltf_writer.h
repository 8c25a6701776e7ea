// SPDX-License-Identifier: MIT
// Writes glTF 2.0: an animation into the user's own file, or a whole rig as a new GLB.
#pragma once

#include "core/json.h"
#include "scene/rig.h"

#include <filesystem>
#include <string>

namespace animax::formats {

struct AppendOptions {
  std::string name;              ///< of the animation; empty: the clip's name
  Json extras = Json::object();  ///< becomes animation.extras.animax
};

/// Writes `input` (.glb, .vrm, .gltf) plus one animation as `output`. Only the JSON document and
/// the end of the binary data change: every existing buffer byte, mesh, material, skin, extension,
/// extra and animation is kept, and so is the order of JSON keys.
///
/// The clip's rotation and translation tracks are written, not its scale, and keys at rest where
/// only other animations of the file move, turn or scale a joint (see hold_at_rest()); key times
/// that coincide in single precision are merged, rotations are made unit and sign-continuous. A
/// clip without tracks becomes a rest key of the first joint, because glTF allows no empty
/// animation. Nodes with a `matrix` that get animated are turned into translation, rotation and
/// scale.
///
/// The new data goes to the end of the GLB's binary chunk, for a .gltf input into a new buffer with
/// a data: URI. Written as .glb, a .gltf becomes self-contained; written as .gltf into another
/// folder, the files it refers to are copied along.
///
/// @param rig  as read from `input` by read_gltf (Joint::source_node leads to the nodes)
/// @throws Error when a file cannot be read or written, or when a resource beside the output would
///         be overwritten by a different one; CheckFailure when the clip does not fit the rig.
void append_animation(const std::filesystem::path& input,
                      const Rig& rig,
                      const Clip& clip,
                      const AppendOptions& options,
                      const std::filesystem::path& output);

/// Writes what the user keeps: append_animation() for a glTF input; any other input becomes a whole
/// new GLB with its own clips and this one. `rig` is as read from `input`.
void write_animated(const std::filesystem::path& input,
                    const Rig& rig,
                    const Clip& clip,
                    const AppendOptions& options,
                    const std::filesystem::path& output);

/// Writes a whole rig as a self-contained GLB: one node per joint (plus one per
/// Joint::parent_from_anchor that is not the identity), skins, meshes, materials, textures as PNG,
/// all clips. Meshes of a single joint sit on the joint's node. Reading the result gives the same
/// skeleton, except that scenery (joint -1) becomes a joint.
/// @throws Error when the file cannot be written; CheckFailure for an inconsistent rig.
void write_glb(const Rig& rig, const std::filesystem::path& path);

}  // namespace animax::formats
