// SPDX-License-Identifier: MIT
// Pose maps in, motion out.
#pragma once

#include "lift/footing.h"
#include "lift/joint_fit.h"
#include "lift/localise.h"

#include <string>

namespace animax::lift {

enum class Method {
  kPaper,     ///< cluster, triangulate with bone lengths, walk root to leaves
  kJointFit,  ///< everything at once; see joint_fit.h
};

struct LiftOptions {
  Method method = Method::kJointFit;
  LocaliseOptions localise;  ///< kJointFit only
  JointFitOptions fit;       ///< kJointFit only
  uint64_t seed = 1;         ///< of the seeding of clusters and blobs
};

struct LiftSeconds {
  double localise = 0;     ///< includes reading and decoding the images
  double triangulate = 0;  ///< kJointFit: the start
  double solve = 0;        ///< rotations
};

struct LiftResult {
  Motion motion;
  std::vector<int> sliding;  ///< joints whose translation was freed, besides the roots'

  /// [0, 1] over all frames and drawn points; below 0.5 do not trust the motion. Per joint of the
  /// skeleton likewise; 0 for joints that are not drawn.
  double confidence = 0;
  std::vector<double> joint_confidence;
  std::vector<double> residual_px;  ///< per joint: median reprojection error; 0 where not drawn
  double contradicted = 0;          ///< [0, 1]: part of the circles seen that the motion leaves out
  std::string warning;              ///< one line when the evidence is poor, else empty
  LiftSeconds seconds;
};

/// Lifts pose maps to a motion of the skeleton. Only rotations change, and the translation of the
/// joint that carries each drawn tree and of sliding joints (drawers) where the evidence demands
/// it. Joints that no drawn point depends on keep their rest pose relative to the parent.
/// Throws Error when there are no cameras, frames or points.
LiftResult lift(const Skeleton& skeleton,
                const Legend& legend,
                const PoseMaps& maps,
                const LiftOptions& options = {});

/// The joint fit alone, for points that were located by other means (a model whose latents say
/// where each circle went): `maps` needs cameras and fps only. Errors as lift().
LiftResult lift_evidence(const Skeleton& skeleton,
                         const Legend& legend,
                         const PoseMaps& maps,
                         const Evidence& evidence,
                         const JointFitOptions& options = {});

/// Fits once more with feet that stand (footing.h): for motions whose feet creep and sink because
/// the points were located by a model. Only what slid before may slide.
/// @param lifted  of lift_evidence() with the same arguments; its motion is replaced
void plant_feet(const Skeleton& skeleton,
                const Legend& legend,
                const PoseMaps& maps,
                const Evidence& evidence,
                JointFitOptions options,
                const Floor& floor,
                double lead_in,
                LiftResult& lifted);

/// The pose maps of a working folder, read when asked for. Throws Error naming the file when an
/// image is missing or damaged.
PoseMaps pose_maps_of(const WorkingFolder& folder);

}  // namespace animax::lift
