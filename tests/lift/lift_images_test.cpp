// SPDX-License-Identifier: MIT
// Lifting on drawn pose maps, clean and corrupted.
#include "lift/corruption.h"

#include <gtest/gtest.h>

namespace animax::lift {
namespace {

Take small_take(SyntheticShape shape, int size, PaletteKind palette = PaletteKind::kDistinct) {
  SyntheticOptions options;
  options.shape = shape;
  options.frames = 9;
  options.joints = shape == SyntheticShape::kDrawers ? 4 : 16;
  PoseMapStyle style;
  style.palette = palette;
  return make_take(options, style, size, 5);
}

LiftError error_of(const Take& take, Method method, Corruption kind, double strength) {
  LiftOptions options;
  options.method = method;
  const PoseMaps maps = corrupted_maps(take, kind, strength, 3);
  return measure(take, lift(take.rig.skeleton, take.legend, maps, options).motion);
}

TEST(Localise, FindsCirclesToAFractionOfAPixel) {
  const Take take = small_take(SyntheticShape::kTree, 256);
  const PoseMaps maps = corrupted_maps(take, Corruption::kNone, 0, 1);
  const Evidence evidence = localise(take.legend, maps, {}, Rng(1));
  std::vector<double> errors;
  int missing = 0;
  for (int t = 0; t < maps.frames; ++t) {
    const auto points =
        drawn_positions(take.legend, forward_kinematics(take.rig.skeleton, take.truth.frames[t]));
    for (int v = 0; v < 4; ++v)
      for (size_t p = 0; p < points.size(); ++p) {
        const auto& spots = evidence.at(v, t, static_cast<int>(p));
        if (spots.empty())
          ++missing;
        else
          errors.push_back((spots[0].position - *take.cameras[v].project(points[p])).norm());
      }
  }
  std::sort(errors.begin(), errors.end());
  EXPECT_LT(errors[errors.size() / 2], 0.1);
  EXPECT_LT(errors[errors.size() * 9 / 10], 0.7);
  EXPECT_LT(missing, static_cast<int>(errors.size()) / 20);
}

TEST(Lift, CleanMapsOfEveryShape) {
  for (auto shape : {SyntheticShape::kChain,
                     SyntheticShape::kStar,
                     SyntheticShape::kTree,
                     SyntheticShape::kBiped,
                     SyntheticShape::kHinge,
                     SyntheticShape::kDrawers}) {
    const Take take = small_take(shape, 240);
    const LiftError error = error_of(take, Method::kJointFit, Corruption::kNone, 0);
    EXPECT_LT(error.mean, 0.004) << "shape " << static_cast<int>(shape);
  }
}

TEST(Lift, SameMapsSameMotion) {
  const Take take = small_take(SyntheticShape::kBiped, 96);
  const PoseMaps maps = corrupted_maps(take, Corruption::kAll, 1, 2);
  const auto a = lift(take.rig.skeleton, take.legend, maps).motion;
  const auto b = lift(take.rig.skeleton, take.legend, maps).motion;
  for (size_t t = 0; t < a.frames.size(); ++t)
    for (size_t j = 0; j < a.frames[t].size(); ++j)
      EXPECT_EQ(a.frames[t][j].rotation.coeffs(), b.frames[t][j].rotation.coeffs());
}

TEST(Lift, ImagesMayBeSmallerThanTheCameras) {
  Take take = small_take(SyntheticShape::kBiped, 128);
  const PoseMaps maps = corrupted_maps(take, Corruption::kNone, 0, 2);
  PoseMaps large = maps;
  for (Camera& camera : large.cameras) camera = camera.resized(480, 480);
  const auto motion = lift(take.rig.skeleton, take.legend, large).motion;
  EXPECT_LT(measure(take, motion).mean, 0.01);
}

TEST(Lift, JointFitBeatsThePaperUnderEveryCorruption) {
  const Take take = small_take(SyntheticShape::kBiped, 128);
  for (int k = 1; k <= static_cast<int>(Corruption::kAll); ++k) {
    const auto kind = static_cast<Corruption>(k);
    const double strength = strengths_of(kind)[1];
    const double paper = error_of(take, Method::kPaper, kind, strength).mean;
    const double fit = error_of(take, Method::kJointFit, kind, strength).mean;
    EXPECT_LT(fit, 0.7 * paper) << to_string(kind);
    // A circle is three pixels wide here; subsampled chroma leaves little of its colour.
    const bool ruinous = kind == Corruption::kJpeg || kind == Corruption::kAll;
    if (!ruinous) EXPECT_LT(fit, 0.03) << to_string(kind);
  }
}

// A small part of the suite behind docs/lifting.md: every corruption at its worst.
TEST(Lift, ErrorsAboveFivePercentAreWarnedOf) {
  int large = 0, silent = 0, needless = 0;
  for (auto palette : {PaletteKind::kDistinct, PaletteKind::kPosition}) {
    const Take take = small_take(SyntheticShape::kTree, 128, palette);
    for (int k = 0; k <= static_cast<int>(Corruption::kAll); ++k) {
      const auto kind = static_cast<Corruption>(k);
      const PoseMaps maps = corrupted_maps(take, kind, strengths_of(kind).back(), 3);
      const LiftResult result = lift(take.rig.skeleton, take.legend, maps);
      const double error = measure(take, result.motion).mean;
      large += error > 0.05;
      silent += error > 0.05 && result.warning.empty();
      needless += error < 0.003 && result.confidence < 0.5;
    }
  }
  EXPECT_GT(large, 2);
  EXPECT_EQ(silent, 0);
  EXPECT_EQ(needless, 0);
}

TEST(Lift, NoiseInsteadOfPoseMapsIsReported) {
  const Take take = small_take(SyntheticShape::kBiped, 96);
  PoseMaps maps = corrupted_maps(take, Corruption::kNone, 0, 1);
  maps.image = [](int view, int frame) {
    Rng rng(100 * view + frame);
    Image image(96, 96, 3);
    for (uint8_t& value : image.pixels) value = static_cast<uint8_t>(rng.integer(0, 255));
    return image;
  };
  const LiftResult noise = lift(take.rig.skeleton, take.legend, maps);
  EXPECT_LT(noise.confidence, 0.5);
  EXPECT_FALSE(noise.warning.empty());
  maps.image = [](int, int) { return Image(96, 96, 3, 128); };
  const LiftResult empty = lift(take.rig.skeleton, take.legend, maps);
  EXPECT_EQ(empty.confidence, 0);
  EXPECT_FALSE(empty.warning.empty());
  const LiftResult good =
      lift(take.rig.skeleton, take.legend, corrupted_maps(take, Corruption::kNone, 0, 1));
  EXPECT_GT(good.confidence, 0.8);
  EXPECT_TRUE(good.warning.empty());
}

}  // namespace
}  // namespace animax::lift
