// SPDX-License-Identifier: MIT
// What a model sees of a template when its fields are lists of joints (FieldLayout::kJoints): the
// images at each joint, and the skeleton that the pose map's lines show.
#pragma once

#include "data/clips/template_views.h"

namespace animax::data {

/// Fills planes, rays and positions of `views`, whose cameras, legend, fields and images are there.
/// Channels of planes: RGB and pose map under the joint's centre (3 + 3), the joint's colour (3),
/// then kStructureChannels: rest position relative to the box' centre (3), offset from the drawn
/// parent (3), whether it is a tip, drawn ancestors, drawn children, length of the longest branch
/// below, height over the floor, depth in this view. Lengths are in half diagonals of the rest box;
/// all are scaled to about [-2, 2].
/// @param drawn_in_world  the circles at rest, as from drawn_positions()
void write_joint_planes(const std::vector<Vector3d>& drawn_in_world,
                        const Bounds& rest,
                        int cells,
                        TemplateViews& views);

}  // namespace animax::data
