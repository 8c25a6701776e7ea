// SPDX-License-Identifier: MIT
#include "pipeline/motion_lifter.h"

#include "lift/hinges.h"

#include <algorithm>

namespace animax::pipeline {
namespace {

// The legend of another order and hierarchy of the same joints; points stay in their order.
Legend rehang(Legend legend, const FleshSkeleton& flesh) {
  std::vector<int> head(flesh.skeleton.size(), -1);
  for (size_t p = 0; p < legend.joints.size(); ++p) {
    DrawnJoint& drawn = legend.joints[p];
    drawn.joint = flesh.new_from_old[drawn.joint];
    if (drawn.point_in_joint.isZero()) head[drawn.joint] = static_cast<int>(p);
  }
  for (DrawnJoint& drawn : legend.joints) {
    const bool is_head = drawn.point_in_joint.isZero();
    int joint = is_head ? flesh.skeleton.joints[drawn.joint].parent : drawn.joint;
    while (joint >= 0 && head[joint] < 0) joint = flesh.skeleton.joints[joint].parent;
    drawn.parent = joint < 0 ? -1 : head[joint];
  }
  return legend;
}

// From the order of the skeleton by flesh to the rig's.
template <typename Value>
std::vector<Value> in_old_order(const std::vector<Value>& values, const FleshSkeleton& flesh) {
  std::vector<Value> old(values.size());
  for (size_t i = 0; i < values.size(); ++i) old[flesh.old_from_new[i]] = values[i];
  return old;
}

// Generated evidence disagrees between views by more than drawn pose maps do: only parts that are
// pieces of their own may leave their place (drawers do, hands don't), by more than noise would
// have them, and motion is held smoother.
lift::JointFitOptions fit_options(const Rig& rig, const FleshSkeleton& flesh) {
  lift::JointFitOptions options;
  const std::vector<bool> separate = separate_parts(rig);
  for (int old : flesh.old_from_new) options.may_slide.push_back(separate[old]);
  options.try_all_parts = true;
  options.slide_threshold = 0.06;
  options.rail_way = 0.2;
  options.acceleration_sigma = 25;
  return options;
}

}  // namespace

MotionLifter::MotionLifter(const Rig& rig,
                           const data::TemplateViews& views,
                           const data::ClipFormat& format)
    : rig_(rig),
      views_(views),
      format_(format),
      flesh_(skeleton_by_flesh(rig)),
      legend_(rehang(views.legend, flesh_)),
      fit_(fit_options(rig, flesh_)) {
  maps_.fps = format.fps;
  maps_.frames = format.frames + 1;
  maps_.cameras = views.cameras;
}

lift::Evidence MotionLifter::evidence_of(const std::vector<float>& pose_latents) const {
  const auto moved = data::decode_pose_latents(views_, format_, pose_latents);
  // So many cells of a joint are as good as a whole circle.
  const double whole = format_.layout == data::FieldLayout::kJoints ? 1 : 4;
  lift::Evidence evidence(
      static_cast<int>(moved.size()), maps_.frames, static_cast<int>(legend_.joints.size()));
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
  return lift::lift_evidence(flesh_.skeleton, legend_, maps_, evidence, fit_);
}

void MotionLifter::finish(const lift::Evidence& evidence,
                          bool plant_feet,
                          lift::LiftResult& lifted) const {
  if (plant_feet) {
    const lift::Floor floor{rest_bounds(rig_).min.y(), rig_height(rig_)};
    lift::plant_feet(flesh_.skeleton, legend_, maps_, evidence, fit_, floor, kLeadIn, lifted);
  }
  // A part that slides may turn with what carries it, never about a hinge.
  std::vector<bool> hinged = fit_.may_slide;
  for (int joint : lifted.sliding) hinged[joint] = false;
  lift::straighten_hinges(flesh_.skeleton, legend_, hinged, lifted.motion.frames);

  for (Pose& pose : lifted.motion.frames) pose = flesh_.original_pose(rig_.skeleton, pose);
  for (int& joint : lifted.sliding) joint = flesh_.old_from_new[joint];
  lifted.joint_confidence = in_old_order(lifted.joint_confidence, flesh_);
  lifted.residual_px = in_old_order(lifted.residual_px, flesh_);
}

}  // namespace animax::pipeline
