// SPDX-License-Identifier: MIT
// Colours (linear RGB) and coat patterns of creatures.
#pragma once

#include "core/random.h"
#include "geometry/transform.h"
#include "scene/rig.h"

#include <cstdint>
#include <span>

namespace animax::data {

/// 0xRRGGBB in sRGB as linear RGB.
Vector3f rgb(uint32_t srgb);

/// a + (b - a) * t
Vector3f mix(const Vector3f& a, const Vector3f& b, double t);

/// Turns hue (turns), scales saturation and brightness; the result stays within [0, 1].
Vector3f shift_color(const Vector3f& color, double hue, double saturation, double brightness);

/// A saturated toy colour, seldom two alike.
Vector3f random_color(Rng& rng);

/// Smooth noise in about [-1, 1] with features of size 1.
double value_noise(const Vector3f& p, uint32_t seed);

/// Smooth step from 0 at `low` to 1 at `high` (low may exceed high).
double smooth_step(double low, double high, double x);

enum class Pattern { kPlain, kStripes, kSpots, kPatches, kDorsal, kRosettes, kBands };

/// The look of skin, fur, feathers or scales, in model units.
struct Coat {
  Pattern pattern = Pattern::kPlain;
  Vector3f pattern_color = Vector3f::Zero();
  double scale = 0.15;  ///< size of a stripe, spot or patch
  double cover = 0.5;   ///< share of the surface that has the pattern's colour, 0 to 1
  double belly = 0;     ///< how much of the underside has the belly's colour, 0 to 1
  Vector3f belly_color = Vector3f::Ones();
  double mottle = 0.04;  ///< gentle variation of brightness
  uint32_t seed = 1;
};

/// Colour of a place on the surface.
/// @param base    the colour without pattern
/// @param amount  how much of the pattern applies here, 0 to 1
Vector3f paint(const Coat& coat,
               const Vector3f& base,
               double amount,
               const Vector3f& position,
               const Vector3f& normal);

}  // namespace animax::data
