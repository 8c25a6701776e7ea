// SPDX-License-Identifier: MIT
// Which joints change their place relative to their parents, told from located points.
#pragma once

#include "lift/solve_rotations.h"

namespace animax::lift {

struct SlidingOptions {
  double threshold = 0;         ///< world units: points nearer to where they should be do not slide
  double noise = 1;             ///< errors over what the spots' sigmas promise
  std::vector<bool> may_slide;  ///< per joint; empty: all may
};

/// Names the joints whose drawn heads are, in a quarter of the frames or more, where no turn of the
/// joints above can bring them. The head of a joint is held rigidly by the nearest joint above that
/// turns. It slides when
/// - its distance from the next drawn head above is out of the reach of the joints between (of the
///   bone alone, where that head is the holder's); where the holder is not drawn, it is what
///   slides;
/// - or, in any case, its distances from more than half of the other heads with the same holder
///   are not the rest pose's: the links of a chain that runs round a wheel.
/// A head without drawn ancestors (feet that hang on the root beside the body) is compared with the
/// top of the largest drawn tree of the same root and the other heads with that top's holder.
/// Points whose own expected error is near the threshold are left out.
/// @param track  (frames, points of the legend)
std::vector<int> find_sliding(const Skeleton& skeleton,
                              const Legend& legend,
                              const Influence& influence,
                              const Track3d& track,
                              const SlidingOptions& options);

}  // namespace animax::lift
