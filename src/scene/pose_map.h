// SPDX-License-Identifier: MIT
// What a pose map shows: which joints, in which colours, how large. Shared by the renderer that
// draws pose maps, the lifting that reads them and the model's config, so that they can't disagree.
// Source: AnimaX (arXiv 2506.19851), "Pose maps". Ours beyond it: bones are drawn in the dimmed
// colours of their two ends, so that a line is never taken for a joint; tips (see PoseMapStyle).
#pragma once

#include "core/image.h"
#include "core/json.h"
#include "geometry/camera.h"
#include "scene/rig.h"

#include <filesystem>
#include <string>
#include <vector>

namespace animax {

/// How joint colours are chosen.
enum class PaletteKind {
  kDistinct,  ///< as far apart from one another as possible, whatever the joint
  kPosition,  ///< the joint's rest position (x, y, z in the rest box) as (r, g, b), pushed apart
};

/// The part of a pose map's look that belongs to a model's config.
struct PoseMapStyle {
  PaletteKind palette = PaletteKind::kDistinct;
  double joint_radius = 0.013;  ///< of the circles, as a fraction of the image's width
  double bone_width = 0.008;    ///< of the lines, as a fraction of the image's width
  double min_radius_px = 1.5;   ///< circles are never smaller
  double bone_strength = 0.5;   ///< of a bone's colour: 0 background, 1 the joint's own colour
  int max_joints = 64;          ///< rigs with more draw their most informative ones
  /// Joints nearer than this at rest to one that is drawn already (parents first, long branches
  /// before short ones) are left out; a fraction of the rest box' diagonal. For small images, in
  /// which the fingers of a hand would only hide one another; 0 leaves this out.
  double min_spacing = 0;
  /// Also draw the far end of what a chain's last joint moves (the free edge of a lid, the rim of a
  /// wheel, the toes of a foot): its rotation shows nowhere else.
  bool tips = false;
  /// Beside an upright tip (the crown of a biped's head) also draw a point on its front (about the
  /// face): a turn about the vertical shows nowhere else. Needs tips.
  bool faces = false;
  /// Also draw the far end of what a joint inside a chain moves where no child's head comes near it
  /// (the snout of a head with a jaw): the heads alone show its turn poorly. Needs tips.
  bool inner_tips = false;
  Rgb background = {128, 128, 128};

  double radius_px(int size) const;
  double bone_width_px(int size) const;           ///< at least one pixel
  Rgb bone_color(Rgb joint_color) const;          ///< of that joint's half of a bone
  void validate(const std::string& where) const;  ///< throws Error naming the value
};

Json to_json(const PoseMapStyle& style);
PoseMapStyle pose_map_style_from_json(const Json& json, const std::string& where);

/// One circle: a joint's head, or (PoseMapStyle::tips) a tip that moves with the joint.
struct DrawnJoint {
  int joint = -1;   ///< index into Skeleton::joints
  int parent = -1;  ///< nearest drawn ancestor, an index into Legend::joints; -1: none
  Rgb color = {0, 0, 0};
  Vector3d point_in_joint = Vector3d::Zero();  ///< where the circle is; zero: the joint's head
};

/// The key to a set of pose maps: parents before children.
struct Legend {
  PoseMapStyle style;
  std::vector<DrawnJoint> joints;
};

/// World positions of all circles, one per legend.joints, from forward_kinematics' result.
std::vector<Vector3d> drawn_positions(const Legend& legend,
                                      const std::vector<Affine3d>& world_from_joint);

/// Picks the joints to draw and their colours. Joints that do not deform (but for chain ends, which
/// show how the last deforming joint turns) and joints that coincide with their drawn parent
/// (closer than half a percent of the rest box' diagonal) are left out; then those that add least,
/// chain ends with short bones and joints in the middle of long chains first, until at most
/// style.max_joints remain. The top joint of each drawn tree goes last. A rig in which nothing
/// deforms draws all its joints. Deterministic; empty only for a rig without joints.
Legend make_legend(const Rig& rig, const PoseMapStyle& style);

/// palette.json:
/// {"style":{...},"joints":[{"joint":3,"name":"arm.L","parent":0,"color":[r,g,b]},...]}
/// A tip also has "point":[x,y,z], in the joint's frame.
Json to_json(const Legend& legend, const Skeleton& skeleton);

/// Checks every index, that no colour or circle comes twice and, where a name is given, that it is
/// that joint's name in `skeleton`. Throws Error naming the element; safe on untrusted data.
Legend legend_from_json(const Json& json, const Skeleton& skeleton, const std::string& where);

/// The files around a set of pose maps, as `animax render` writes and `animax lift` reads them:
/// cameras.json, palette.json, rest/{rgb,pose}_v0.png, {rgb,pose}/v0/0000.png ...
struct WorkingFolder {
  std::filesystem::path path;
  double fps = 0;
  int frames = 0;
  std::vector<Camera> cameras;
  Legend legend;

  std::filesystem::path rest_image(const std::string& kind, int view) const;  ///< kind: rgb, pose
  std::filesystem::path frame_image(const std::string& kind, int view, int frame) const;
};

/// Writes cameras.json ({"fps","frames","views":[camera]}) and palette.json; makes the subfolders.
void write_working_folder(const WorkingFolder& folder, const Skeleton& skeleton);

/// Reads the two JSON files; throws Error naming file and key.
WorkingFolder read_working_folder(const std::filesystem::path& path, const Skeleton& skeleton);

}  // namespace animax
