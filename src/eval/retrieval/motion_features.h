// SPDX-License-Identifier: MIT
// A motion as one vector, comparable over all bodies: what each part does, in units of the body.
#pragma once

#include "data/anatomy.h"
#include "scene/clip.h"

namespace animax::eval {

/// Length of the vector, the same for every body.
int motion_feature_count();

/// For the root and for each kind of part (left arm, hind legs, lids, ...) statistics over time of
/// where its tip is seen from the root (in Puppet::unit), of how it has turned against the root
/// (rad, whole turns count) and of its height over its rest height: mean, lowest, highest, last
/// value, mean speed, and the strength of one to four swings within the clip. Then how limbs go
/// together: correlations of left and right, front and hind. Several chains of a kind are averaged;
/// a kind that the body lacks gives zeros. Throws Error for motions that track_body refuses.
Eigen::VectorXd motion_features(const Skeleton& skeleton,
                                const data::Anatomy& anatomy,
                                const Motion& motion);

}  // namespace animax::eval
