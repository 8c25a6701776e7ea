// SPDX-License-Identifier: MIT
#include "pipeline/motion_lifter.h"

#include "lift/hinges.h"
#include "lift/spindle.h"
#include "lift/triangulate.h"
#include "scene/flesh.h"

#include <algorithm>

namespace animax::pipeline {
namespace {

// Generated evidence disagrees between views by more than drawn pose maps do: only parts that are
// pieces of their own may leave their place (drawers do, hands don't), by more than noise would
// have them, and motion is held smoother.
lift::JointFitOptions fit_options(const Rig& rig) {
  lift::JointFitOptions options;
  options.may_slide = separate_parts(rig);
  options.try_all_parts = true;
  options.slide_threshold = 0.06;
  options.rail_way = 0.2;
  options.acceleration_sigma = 25;
  options.start_agreement = 0.16;
  return options;
}

}  // namespace

MotionLifter::MotionLifter(const Rig& rig,
                           const data::TemplateViews& views,
                           const data::ClipFormat& format)
    : rig_(rig), views_(views), format_(format), fit_(fit_options(rig)) {
  maps_.fps = format.fps;
  maps_.frames = format.frames + 1;
  maps_.cameras = views.cameras;
}

lift::Evidence MotionLifter::evidence_of(const std::vector<float>& pose_latents) const {
  const auto moved = data::decode_pose_latents(views_, format_, pose_latents);
  // So many cells of a joint are as good as a whole circle.
  const double whole = format_.layout == data::FieldLayout::kJoints ? 1 : 4;
  lift::Evidence evidence(
      static_cast<int>(moved.size()), maps_.frames, static_cast<int>(views_.legend.joints.size()));
  for (int v = 0; v < evidence.views(); ++v)
    for (int f = 0; f < evidence.frames(); ++f)
      for (int p = 0; p < evidence.points(); ++p)
        if (const auto& joint = moved[v][f][p])
          evidence.at(v, f, p).push_back({joint->position,
                                          std::min(1.0, joint->cells / whole),
                                          0.006 * views_.cameras[v].width + joint->spread});
  return evidence;
}

lift::LiftResult MotionLifter::lift(const lift::Evidence& evidence) const {
  return lift::lift_evidence(rig_.skeleton, views_.legend, maps_, evidence, fit_);
}

void MotionLifter::finish(const lift::Evidence& evidence,
                          bool plant_feet,
                          lift::LiftResult& lifted) const {
  if (plant_feet) {
    const lift::Floor floor{rest_bounds(rig_).min.y(), rig_height(rig_)};
    lift::plant_feet(rig_.skeleton, views_.legend, maps_, evidence, fit_, floor, kLeadIn, lifted);
  }
  // A part that slides may turn with what carries it, never about a hinge.
  std::vector<bool> hinged = fit_.may_slide;
  for (int joint : lifted.sliding) hinged[joint] = false;
  const bool still = lifted.sliding.empty() &&
                     lift::hold_still(rig_.skeleton,
                                      views_.legend,
                                      hinged,
                                      lift::triangulate_robustly(maps_.cameras, evidence),
                                      lifted.motion.frames);
  for (int joint : lift::turn_spindle(rig_.skeleton, views_.legend, hinged, lifted.motion.frames))
    hinged[joint] = false;
  // All that moves on a base that stands still are hinges.
  lift::straighten_hinges(rig_.skeleton,
                          views_.legend,
                          hinged,
                          still ? hinged : round_parts(rig_),
                          lifted.motion.frames);
  // The rest pose is frame 0 by definition; what the fit left there is noise.
  lifted.motion.frames[0] = rig_.skeleton.rest_pose();
}

}  // namespace animax::pipeline
