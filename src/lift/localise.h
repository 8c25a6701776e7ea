// SPDX-License-Identifier: MIT
// Finds the circles of a legend in pose maps.
#pragma once

#include "core/random.h"
#include "lift/evidence.h"
#include "scene/pose_map.h"

namespace animax::lift {

/// The paper's way: the pixels of each image are clustered by colour (k-means; centres start at the
/// joints' colours, the background's and at further ones drawn by k-means++ for bones and mixtures)
/// and the mean position of a joint's cluster is the joint. At most one spot per point, weight 1.
/// Source: AnimaX (arXiv 2506.19851), "Reconstruction"; Arthur and Vassilvitskii, "k-means++",
/// 2007. Deterministic for a given `rng` and any number of threads.
Evidence localise_by_clustering(const Legend& legend, const PoseMaps& maps, const Rng& rng);

struct LocaliseOptions {
  double color_sigma = 0.07;   ///< expected colour error, as a fraction of the cube's side
  int max_spots = 3;           ///< per point and image
  bool correct_colors = true;  ///< undo a drift of hue, brightness or contrast of whole images
};

/// Soft matching of colours after undoing the drift of each image's colours, then up to `max_spots`
/// blobs per point by mean shift from k-means++ seeds, each refined by fitting a circle of the
/// legend's radius to what is visible of it: pixels of other circles and bones that may hide it
/// count neither for nor against. Deterministic for a given `rng` and any number of threads.
Evidence localise(const Legend& legend,
                  const PoseMaps& maps,
                  const LocaliseOptions& options,
                  const Rng& rng);

}  // namespace animax::lift
