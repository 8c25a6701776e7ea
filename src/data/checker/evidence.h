// SPDX-License-Identifier: MIT
// What can be measured of a clip: signals over time in units of the body.
#pragma once

#include "data/motions/puppet.h"
#include "scene/clip.h"

#include <vector>

namespace animax::data {

using Series = std::vector<double>;

/// All series have one value per frame and are smoothed over three frames. Lengths are in units of
/// the leg (Puppet::unit), arms in arm lengths, angles in rad.
class Evidence {
 public:
  Evidence(const Skeleton& skeleton, const Anatomy& anatomy, const Motion& motion);

  const Puppet puppet;
  int frames = 0;
  bool finite = true;

  Series root_x, root_y, root_z;               ///< way from the rest place
  Series root_yaw, root_pitch, root_roll;      ///< of the body; pitch > 0: front down
  Series lean;                                 ///< angle between the body's up and the vertical
  Series spine_pitch, spine_yaw, spine_roll;   ///< of the chest against the root
  Series head_yaw, head_pitch, head_roll;      ///< against the root
  Series head_y;                               ///< height of the head's joint over its rest height
  std::vector<Series> foot_y, foot_z, foot_x;  ///< from the rest place; z against the root
  std::vector<Series> hand_x, hand_y, hand_z;  ///< wrist from shoulder, model axes; x outwards
  std::vector<Series> wing_lift;               ///< elevation of the whole wing against the body
  /// Of the line from tail base to tip, to the root: about Puppet::swing_axis, about kLateral.
  Series tail_yaw, tail_pitch;
  Series jaw;                  ///< opening
  std::vector<Series> opened;  ///< lids, doors, drawers: 0 shut, 1 at the limit
  std::vector<Series> wheel;   ///< angle turned, unwrapped
  std::vector<Series> petal;   ///< elevation of petals (leaves if there are none)
  std::vector<Series> leaf;    ///< elevation of leaves and branches
  Series top_x, top_y, top_z;  ///< of the stem's top or the arm's tip
  std::vector<Series> link;    ///< turn of machine links
  Series grip;                 ///< mean opening angle or way of gripper fingers
  Series table_yaw, hook_tilt;
  std::vector<Series> line_x, line_y;  ///< joints of body_line against their mean place
  std::vector<Series> line_yaw;        ///< heading of each bone of body_line
  Series front_y;                      ///< height of the front of body_line over its rest height
  Series effort;  ///< mean joint speed: way of joints per frame in body extents

 private:
  void measure_root(const std::vector<std::vector<Vector3d>>& heads,
                    const std::vector<std::vector<Quaterniond>>& turns);
  void measure_limbs(const std::vector<std::vector<Vector3d>>& heads,
                     const std::vector<std::vector<Quaterniond>>& turns);
  void measure_parts(const std::vector<std::vector<Vector3d>>& heads,
                     const std::vector<std::vector<Quaterniond>>& turns,
                     const Motion& motion);
  void measure_line(const std::vector<std::vector<Vector3d>>& heads);
};

Series smoothed(const Series& series);
/// Largest minus smallest value; 0 when empty.
double range(const Series& s);
double highest(const Series& s);
double lowest(const Series& s);
double mean(const Series& s);
/// Mean over the part [from, to] of the clip (0 .. 1).
double mean(const Series& s, double from, double to);
/// Correlation of two series, -1 .. 1; 0 when one of them hardly moves.
double correlation(const Series& a, const Series& b);
/// How often the series turns back after moving by at least `step`.
int reversals(const Series& s, double step);
/// Peaks that rise from below `low` to above `high`.
int peaks(const Series& s, double low, double high);
Series minimum_of(const std::vector<Series>& all);
Series mean_of(const std::vector<Series>& all);

}  // namespace animax::data
