// SPDX-License-Identifier: MIT
// A four-legged animal while its parts are made. Internal to data/creatures.
#pragma once

#include "data/creatures/quadruped_shape.h"

#include <vector>

namespace animax::data {

/// Everything the parts of one animal share.
struct Animal {
  const MakeContext& context;
  const QuadrupedSpecies& species;
  QuadrupedShape shape;
  Sculptor sculptor;
  Vector3f main = Vector3f::Zero(), under = Vector3f::Zero(), accent = Vector3f::Zero();
  double hip_y = 0, shoulder_y = 0, hip_z = -0.5, shoulder_z = 0.5;
  int hips = -1, chest = -1, head = -1;
  std::vector<int> spine = {};
  Vector3d skull = Vector3d::Zero();  ///< centre of the cranium
};

/// The direction in the plane of symmetry that rises by `pitch_deg` from straight ahead.
inline Vector3d pitched(double pitch_deg) {
  return {0, std::sin(radians(pitch_deg)), std::cos(radians(pitch_deg))};
}

// In this order: each part needs joints of those before it and draws from the same random numbers.
void make_trunk(Animal& animal);
void make_leg(Animal& animal, bool front, int side);
void make_neck_and_skull(Animal& animal);
void make_snout(Animal& animal, bool with_jaw);
void make_eyes(Animal& animal);
void make_ear(Animal& animal, int side);
void make_tail(Animal& animal);
void make_horns(Animal& animal);
void make_hair(Animal& animal);  ///< manes, wool, spikes and shells

}  // namespace animax::data
