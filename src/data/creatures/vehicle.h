// SPDX-License-Identifier: MIT
// A wheeled toy while it is made. Internal to data/creatures.
#pragma once

#include "data/creatures/machine_parts.h"

#include <string>

namespace animax::data {

/// Lengths in model units, z ahead.
struct Vehicle {
  const MakeContext& context;
  const Paint& paint;
  Sculptor& sculptor;
  double half_width, half_length;
  double wheel_radius;       ///< of all axles but the last
  double rear_wheel_radius;  ///< of the last
  double floor;              ///< height of the underside
  double front, rear;        ///< z of the first and last axle
  int base;                  ///< the joint that carries everything
  int shell;                 ///< clay body of rounded hulls
};

/// Adds all but the wheels; a kind with other axles than usual moves `front`, `rear` and
/// `rear_wheel_radius`. A kind that is none of the species becomes a tank.
void add_vehicle_body(Vehicle& vehicle, const std::string& kind);

}  // namespace animax::data
