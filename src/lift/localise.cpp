// SPDX-License-Identifier: MIT
#include "lift/localise.h"

#include "core/parallel.h"
#include "lift/circle_fit.h"
#include "lift/color_match.h"

#include <algorithm>
#include <cmath>

namespace animax::lift {
namespace {

// A pixel that may belong to a point.
struct Claim {
  float x, y;
  float weight;  // share * amount above that of a bone
  float amount;
};

// An image whose pixels are matched, with the claims on each point.
class MatchedImage {
 public:
  MatchedImage(const Image& image, const ColorMatcher& matcher, const ColorCorrection& correction)
      : width_(image.width),
        height_(image.height),
        first_(static_cast<size_t>(width_) * height_ + 1),
        claims_(matcher.points()) {
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_; ++x) add(x, y, image.at(x, y), matcher, correction);
    first_.back() = static_cast<uint32_t>(matches_.size());
  }

  int width() const { return width_; }
  int height() const { return height_; }
  const std::vector<Claim>& claims(int point) const { return claims_[point]; }

  // How the pixel looks to the fit of `point`, whose circle shows `peak` of its colour and whose
  // bones `bone`.
  CirclePixel seen_by(int point, int x, int y, float peak, float bone) const {
    const size_t i = static_cast<size_t>(y) * width_ + x;
    if (first_[i] == first_[i + 1]) return {0, background_[i] ? 1.0f : 0.3f};
    float foreign = 0;
    for (uint32_t k = first_[i]; k < first_[i + 1]; ++k) {
      const ColorMatch& match = matches_[k];
      if (match.point != point) {
        foreign += match.share;
        continue;
      }
      const float inside = std::clamp((match.amount - bone) / (peak - bone), 0.0f, 1.0f);
      return {inside, match.share};
    }
    return {0, std::max(0.0f, 1 - foreign) * 0.3f};
  }

 private:
  void add(int x,
           int y,
           const uint8_t* rgb,
           const ColorMatcher& matcher,
           const ColorCorrection& correction) {
    const size_t i = static_cast<size_t>(y) * width_ + x;
    first_[i] = static_cast<uint32_t>(matches_.size());
    const Vector3f pixel = correction.apply(unit_color(rgb));
    background_.push_back(matcher.is_background(pixel));
    if (background_.back()) return;
    ColorMatcher::Matches matches;
    const int count = matcher.match(pixel, correction.sigma, matches);
    for (int k = 0; k < count; ++k) {
      const ColorMatch& m = matches[k];
      matches_.push_back(m);
      const float weight = m.share * m.amount * m.amount;
      if (weight > 0.02f) claims_[m.point].push_back({x + 0.5f, y + 0.5f, weight, m.amount});
    }
  }

  int width_, height_;
  std::vector<uint32_t> first_;  // per pixel, into matches_
  std::vector<bool> background_;
  std::vector<ColorMatch> matches_;
  std::vector<std::vector<Claim>> claims_;
};

struct Blob {
  Vector2d center = Vector2d::Zero();
  double mass = 0;  // weighted pixels within the radius
};

Blob gather(const std::vector<Claim>& claims, const Vector2d& center, double radius) {
  Blob blob;
  for (const Claim& claim : claims) {
    const Vector2d p(claim.x, claim.y);
    if ((p - center).squaredNorm() > radius * radius) continue;
    blob.center += claim.weight * p;
    blob.mass += claim.weight;
  }
  blob.center = blob.mass > 0 ? Vector2d(blob.center / blob.mass) : center;
  return blob;
}

Blob mean_shift(const std::vector<Claim>& claims, Vector2d start, double radius) {
  Blob blob = gather(claims, start, 2 * radius);
  for (int i = 0; i < 8; ++i) {
    const Blob next = gather(claims, blob.center, 1.15 * radius);
    const double moved = (next.center - blob.center).norm();
    blob = next;
    if (moved < 0.02) break;
  }
  return blob;
}

// Seeds far from one another in proportion to weight and squared distance (k-means++), the first at
// the mean of the strongest pixels.
std::vector<Blob> find_blobs(const std::vector<Claim>& claims,
                             double radius,
                             int max_blobs,
                             Rng& rng) {
  std::vector<Blob> blobs;
  std::vector<double> weights(claims.size());
  for (int attempt = 0; attempt < 2 * max_blobs; ++attempt) {
    double total = 0;
    for (size_t i = 0; i < claims.size(); ++i) {
      double distance2 = 64 * radius * radius;
      for (const Blob& blob : blobs)
        distance2 =
            std::min(distance2, (Vector2d(claims[i].x, claims[i].y) - blob.center).squaredNorm());
      const bool taken = distance2 < 4 * radius * radius;
      total += weights[i] = taken ? 0 : std::pow(claims[i].weight, 4) * distance2;
    }
    if (total < 1e-3) break;
    const Claim& seed = claims[rng.weighted(weights)];
    const Blob blob = mean_shift(claims, {seed.x, seed.y}, radius);
    const bool known = std::any_of(blobs.begin(), blobs.end(), [&](const Blob& other) {
      return (other.center - blob.center).norm() < radius;
    });
    if (!known && blob.mass > 0) blobs.push_back(blob);
  }
  std::sort(
      blobs.begin(), blobs.end(), [](const Blob& a, const Blob& b) { return a.mass > b.mass; });
  if (static_cast<int>(blobs.size()) > max_blobs) blobs.resize(max_blobs);
  return blobs;
}

// The amount that the middle of the blob shows: 1 in a clean image, less after blur.
float peak_amount(const std::vector<Claim>& claims, const Vector2d& center, double radius) {
  float peak = 0.3f;
  for (const Claim& claim : claims)
    if ((Vector2d(claim.x, claim.y) - center).squaredNorm() < std::max(0.25, 0.3 * radius * radius))
      peak = std::max(peak, std::min(claim.amount, 1.0f));
  return peak;
}

Spot refine(const MatchedImage& image, int point, const Blob& blob, double radius, double bone) {
  const float peak = peak_amount(image.claims(point), blob.center, radius);
  const float floor = static_cast<float>(bone) * peak;
  const CircleFit fit =
      fit_circle(blob.center, radius, image.width(), image.height(), [&](int x, int y) {
        return image.seen_by(point, x, y, peak, floor);
      });
  Spot spot;
  spot.position = fit.center;
  spot.weight = std::clamp(std::min(fit.visible, blob.mass / (M_PI * radius * radius)), 0.02, 1.0);
  const double hidden = 1 - std::min(1.0, fit.visible);
  spot.sigma_px = 0.12 + radius * (0.02 + 0.35 * hidden * hidden) + 0.5 * fit.rms;
  return spot;
}

void localise_image(const Legend& legend,
                    const MatchedImage& image,
                    double camera_px_per_image_px,
                    int max_spots,
                    Rng rng,
                    const std::function<std::vector<Spot>&(int point)>& spots_of) {
  const double radius = legend.style.radius_px(image.width());
  for (size_t p = 0; p < legend.joints.size(); ++p) {
    const int point = static_cast<int>(p);
    std::vector<Spot>& spots = spots_of(point);
    for (const Blob& blob : find_blobs(image.claims(point), radius, max_spots, rng)) {
      Spot spot = refine(image, point, blob, radius, legend.style.bone_strength);
      spot.position *= camera_px_per_image_px;
      spot.sigma_px *= camera_px_per_image_px;
      if (spot.weight > 0.08) spots.push_back(spot);
    }
    std::sort(spots.begin(), spots.end(), [](const Spot& a, const Spot& b) {
      return a.weight > b.weight;
    });
  }
}

// What happened to the colours of each view: the start for its single frames. First of all views
// together, because small images hold few pixels to learn from and drift is mostly common.
std::vector<ColorCorrection> corrections_per_view(const PoseMaps& maps,
                                                  const ColorMatcher& matcher) {
  constexpr int kSamples = 4;  // frames per view
  const int samples = std::min(kSamples, maps.frames);
  std::vector<Image> images(maps.cameras.size() * samples);
  parallel_for(images.size(), [&](size_t i) {
    const int sample = static_cast<int>(i) % samples;
    images[i] = maps.image(static_cast<int>(i) / samples, sample * maps.frames / samples);
  });
  std::vector<const Image*> pointers;
  for (const Image& image : images) pointers.push_back(&image);
  const ColorCorrection common = estimate_correction(pointers, matcher, {}, 0.3);

  std::vector<ColorCorrection> corrections(maps.cameras.size());
  parallel_for(maps.cameras.size(), [&](size_t view) {
    const auto first = pointers.begin() + static_cast<long>(view * samples);
    corrections[view] = estimate_correction({first, first + samples}, matcher, common, 3);
  });
  return corrections;
}

}  // namespace

Evidence localise(const Legend& legend,
                  const PoseMaps& maps,
                  const LocaliseOptions& options,
                  const Rng& rng) {
  const int views = static_cast<int>(maps.cameras.size());
  const ColorMatcher matcher(legend);
  std::vector<ColorCorrection> corrections(views);
  if (options.correct_colors) corrections = corrections_per_view(maps, matcher);

  Evidence evidence(views, maps.frames, static_cast<int>(legend.joints.size()));
  parallel_for(static_cast<size_t>(views) * maps.frames, [&](size_t item) {
    const int view = static_cast<int>(item) / maps.frames;
    const int frame = static_cast<int>(item) % maps.frames;
    const Image image = maps.image(view, frame);
    ColorCorrection correction = corrections[view];
    if (options.correct_colors) correction = estimate_correction({&image}, matcher, correction, 8);
    const MatchedImage matched(image, matcher, correction);
    localise_image(
        legend,
        matched,
        double(maps.cameras[view].width) / image.width,
        options.max_spots,
        rng.fork(item),
        [&](int point) -> std::vector<Spot>& { return evidence.at(view, frame, point); });
  });
  return evidence;
}

}  // namespace animax::lift
