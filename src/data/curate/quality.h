// SPDX-License-Identifier: MIT
// Measurements of rigs and clips that curation decides by.
#pragma once

#include "data/curate/report.h"
#include "scene/rig.h"

namespace animax::data {

/// Counts, the share of degenerate triangles (area below 1e-12 of the rest box' diagonal squared),
/// and the effective number of colours: base colours (material x texture at the triangle's centre x
/// vertex colour, 4 bits a channel, sRGB) weighted by area, exp(entropy). A surface of one colour
/// has 1, two equal halves 2. A rig without triangles has 0.
RigMeasures measure_rig(const Rig& rig);

/// Hashes for telling duplicates: of the joints' names, hierarchy and the surface (to 1e-4 of the
/// rest box' diagonal), and of all poses (to 1e-3 in local units). Not for security.
uint64_t fingerprint(const Rig& rig);
uint64_t fingerprint(const Motion& motion);

/// Duration, frames at 24 a second (at most an hour counts), a hash of the motion, and the mean
/// optical flow.
///
/// Flow: two square views (front and left), framed on the whole motion, sampled at 8 frames a
/// second; over the visible surface, how far each of 64x64 cells' surface point moves in the image
/// until the next sample, in image widths, averaged over cells, views and up to 24 evenly spaced
/// pairs of samples. It is the exact projected motion of the rendered surface
/// (scene/motion_field.h), where an optical-flow estimate on renders (the paper's way) would add
/// the estimator's errors on untextured areas at a hundred times the cost. 0 without triangles.
ClipRow measure_clip(const Rig& rig, int index);

}  // namespace animax::data
