// SPDX-License-Identifier: MIT
// Proportions that species of four-legged animals start from, and which of them vary.
#include "data/creatures/quadruped_table.h"

namespace animax::data {

QuadrupedShape canine_shape() {
  QuadrupedShape s;
  s.leg = 0.74, s.hind_leg = 0.76;
  return s;
}

QuadrupedShape feline_shape() {
  QuadrupedShape s;
  s.leg = 0.66, s.hind_leg = 0.68, s.chest = 0.22, s.waist = 0.2, s.hip = 0.21;
  s.neck = 0.24, s.neck_pitch = 48, s.neck_base = 0.15, s.neck_top = 0.13;
  s.head = 0.19, s.head_width = 1.08, s.snout = 0.1, s.snout_base = 0.09, s.snout_tip = 0.06;
  s.snout_pitch = -20, s.eye = 0.05, s.eye_side = 0.62, s.eye_up = 0.28;
  s.tail = 0.9, s.tail_base = 0.045, s.tail_middle = 0.042, s.tail_tip = 0.035;
  s.tail_pitch = -10, s.tail_curl = 75;
  return s;
}

QuadrupedShape hoofed_shape() {
  QuadrupedShape s;
  s.leg = 0.95, s.hind_leg = 0.98, s.chest = 0.27, s.waist = 0.25, s.hip = 0.27;
  s.thigh = 0.13, s.knee = 0.07, s.ankle = 0.048, s.foot = 0.065, s.crouch = 0.06;
  s.neck = 0.62, s.neck_pitch = 52, s.neck_base = 0.19, s.neck_top = 0.11;
  s.head = 0.14, s.head_long = 1.25, s.snout = 0.3, s.snout_base = 0.1, s.snout_tip = 0.08;
  s.snout_pitch = -38, s.eye = 0.036, s.eye_side = 0.95, s.eye_up = 0.3;
  s.ear = 0.14, s.ear_width = 0.045, s.tail = 0.62, s.tail_base = 0.05, s.tail_middle = 0.075;
  s.tail_tip = 0.03, s.tail_pitch = -62, s.tail_curl = -10, s.height_m = 1.5;
  return s;
}

QuadrupedShape heavy_shape() {
  QuadrupedShape s;
  s.leg = 0.68, s.hind_leg = 0.66, s.chest = 0.33, s.waist = 0.34, s.hip = 0.32, s.width = 0.9;
  s.thigh = 0.17, s.knee = 0.12, s.ankle = 0.1, s.foot = 0.12, s.crouch = 0.05;
  s.neck = 0.2, s.neck_pitch = 25, s.neck_base = 0.25, s.neck_top = 0.2;
  s.head = 0.23, s.snout = 0.2, s.snout_base = 0.14, s.snout_tip = 0.09, s.snout_pitch = -14;
  s.eye = 0.038, s.ear = 0.1, s.ear_width = 0.09, s.tail = 0.12, s.tail_base = 0.06;
  s.tail_middle = 0.06, s.tail_tip = 0.04, s.height_m = 1;
  return s;
}

std::span<double QuadrupedShape::*const> quadruped_numbers() {
  using S = QuadrupedShape;
  static constexpr double S::*kNumbers[] = {
      &S::leg,        &S::hind_leg,   &S::chest,     &S::waist, &S::hip,        &S::width,
      &S::thigh,      &S::knee,       &S::ankle,     &S::foot,  &S::crouch,     &S::neck,
      &S::neck_pitch, &S::neck_base,  &S::neck_top,  &S::head,  &S::head_width, &S::head_long,
      &S::snout,      &S::snout_base, &S::snout_tip, &S::eye,   &S::eye_side,   &S::eye_up,
      &S::ear,        &S::ear_width,  &S::ear_out,   &S::tail,  &S::tail_base,  &S::tail_middle,
      &S::tail_tip,   &S::trunk};
  return kNumbers;
}

}  // namespace animax::data
