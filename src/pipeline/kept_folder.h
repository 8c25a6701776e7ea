// SPDX-License-Identifier: MIT
// The working folder of `animate --keep`: what the model saw and what it generated.
#pragma once

#include "data/augment/repair_rig.h"
#include "data/clips/template_views.h"

#include <filesystem>
#include <string>

namespace animax::pipeline {

/// What `animax lift` takes together with the rig's file. Writes cameras.json, palette.json, the
/// template renders and pose maps, the generated pose maps (circles and bones where the latents
/// carried them) and, when the model generated an RGB half, the generated RGB frames (the
/// template's surface carried along). Throws Error.
/// @param rig    as in its file; joints and cameras are written as seen from there
/// @param repaired  what the views show
void write_kept_folder(const std::filesystem::path& path,
                       const Rig& rig,
                       const data::RepairedRig& repaired,
                       const data::TemplateViews& views,
                       const data::ClipFormat& format,
                       const data::MotionLatents& latents);

/// 16 hexadecimal digits that change with the content of the model folder's files.
std::string model_hash(const std::filesystem::path& folder);

}  // namespace animax::pipeline
