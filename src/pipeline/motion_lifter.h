// SPDX-License-Identifier: MIT
// From what a model generated for a rig to the rig's motion.
#pragma once

#include "data/clips/template_views.h"
#include "lift/lift.h"

namespace animax::pipeline {

/// Clips that models learn from take this long from the rest pose into the motion, in seconds.
inline constexpr double kLeadIn = 0.2;

/// Lifts motions of one rig, which is one tree (data::repair_rig).
class MotionLifter {
 public:
  /// Keeps references to all three.
  MotionLifter(const Rig& rig, const data::TemplateViews& views, const data::ClipFormat& format);

  /// Where the joints went; the expected error grows with the disagreement among a joint's cells.
  /// @param pose_latents  MotionLatents::pose
  lift::Evidence evidence_of(const std::vector<float>& pose_latents) const;

  lift::LiftResult lift(const lift::Evidence& evidence) const;

  /// Adds what is known beyond the places of joints: of the rest pose, feet and hinges.
  void finish(const lift::Evidence& evidence, bool plant_feet, lift::LiftResult& lifted) const;

 private:
  const Rig& rig_;
  const data::TemplateViews& views_;
  const data::ClipFormat& format_;
  lift::PoseMaps maps_;
  lift::JointFitOptions fit_;
};

}  // namespace animax::pipeline
