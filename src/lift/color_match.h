// SPDX-License-Identifier: MIT
// Which circle a pixel's colour belongs to. A pixel is taken as a mixture of the background and one
// joint's colour, so that blurred circles and their soft rims still count for their joint.
#pragma once

#include "core/image.h"
#include "scene/pose_map.h"

#include <array>
#include <vector>

namespace animax::lift {

/// Undoes what a generator did to an image's colours, drift of hue and loss of contrast alike:
/// palette colour = linear * pixel + offset, channels 0..1.
struct ColorCorrection {
  Eigen::Matrix3f linear = Eigen::Matrix3f::Identity();
  Vector3f offset = Vector3f::Zero();
  float sigma = 0.07f;  ///< colour error that remains, per channel

  Vector3f apply(const Vector3f& pixel) const { return linear * pixel + offset; }
};

inline Vector3f unit_color(const uint8_t* rgb) {
  return Vector3f(rgb[0], rgb[1], rgb[2]) * (1.0f / 255);
}

/// One explanation of a pixel.
struct ColorMatch {
  int point = -1;    ///< index into Legend::joints
  float amount = 0;  ///< 0: background, 1: the full colour of the joint
  float share = 0;   ///< probability of this explanation among all, [0, 1]
};

class ColorMatcher {
 public:
  static constexpr int kMatches = 4;
  using Matches = std::array<ColorMatch, kMatches>;

  explicit ColorMatcher(const Legend& legend);

  /// The likeliest explanations, most likely first; returns how many. 0: background or nothing.
  /// @param sigma  expected colour error per channel, as a fraction of the cube's side
  int match(const Vector3f& pixel, float sigma, Matches& out) const;

  /// True when the colour is nearer the background than any joint is likely to be.
  bool is_background(const Vector3f& pixel) const {
    return (pixel - background_).squaredNorm() < background_reach_ * background_reach_;
  }

  const Vector3f& color(int point) const { return colors_[point]; }
  const Vector3f& background() const { return background_; }
  int points() const { return static_cast<int>(colors_.size()); }

 private:
  struct Fit {
    float cost, amount;
  };
  Fit fit(const Vector3f& pixel, int point) const;

  static constexpr int kCells = 32;  // of the look-up table, per channel
  std::vector<Vector3f> colors_;
  std::vector<Vector3f> directions_;  // colour - background
  std::vector<float> inverse_length2_;
  Vector3f background_;
  float background_reach_;
  std::vector<std::array<int16_t, kMatches>> table_;  // nearest points per cell, -1: none
};

/// Estimates what happened to the colours of images, taken together as one, by iterated matching
/// (ICP in colour space): the strongest pixels of every joint should have the joint's full colour.
/// The affine map is held near `start` with the given stiffness (0: free). Deterministic.
ColorCorrection estimate_correction(const std::vector<const Image*>& images,
                                    const ColorMatcher& matcher,
                                    const ColorCorrection& start,
                                    double stiffness);

}  // namespace animax::lift
