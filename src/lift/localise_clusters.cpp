// SPDX-License-Identifier: MIT
#include "core/parallel.h"
#include "lift/color_match.h"
#include "lift/localise.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace animax::lift {
namespace {

constexpr int kExtraCenters = 12;  // for bones and mixtures
constexpr int kIterations = 6;

// Pixels of one colour, rounded to 64 steps per channel: k-means needs only these.
struct ColorBin {
  Vector3f color = Vector3f::Zero();         // mean
  Vector2d position_sum = Vector2d::Zero();  // image pixels
  double count = 0;
  int cluster = -1;
};

std::vector<ColorBin> make_bins(const Image& image) {
  std::unordered_map<uint32_t, size_t> index;
  std::vector<ColorBin> bins;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const uint8_t* rgb = image.at(x, y);
      const uint32_t key = (rgb[0] >> 2) << 12 | (rgb[1] >> 2) << 6 | rgb[2] >> 2;
      const auto [it, inserted] = index.try_emplace(key, bins.size());
      if (inserted) bins.emplace_back();
      ColorBin& bin = bins[it->second];
      bin.color += unit_color(rgb);
      bin.position_sum += Vector2d(x + 0.5, y + 0.5);
      bin.count += 1;
    }
  }
  for (ColorBin& bin : bins) bin.color /= static_cast<float>(bin.count);
  return bins;
}

float assign(std::vector<ColorBin>& bins, const std::vector<Vector3f>& centers) {
  float total = 0;
  for (ColorBin& bin : bins) {
    float best = std::numeric_limits<float>::infinity();
    for (size_t c = 0; c < centers.size(); ++c) {
      const float distance2 = (bin.color - centers[c]).squaredNorm();
      if (distance2 < best) {
        best = distance2;
        bin.cluster = static_cast<int>(c);
      }
    }
    total += best * static_cast<float>(bin.count);
  }
  return total;
}

// Draws centres in proportion to the squared distance from the nearest one so far.
void add_seeds(const std::vector<ColorBin>& bins, std::vector<Vector3f>& centers, Rng& rng) {
  std::vector<double> distances(bins.size(), std::numeric_limits<double>::infinity());
  size_t seen = 0;
  for (int extra = 0; extra < kExtraCenters; ++extra) {
    for (; seen < centers.size(); ++seen)
      for (size_t i = 0; i < bins.size(); ++i)
        distances[i] =
            std::min(distances[i], double((bins[i].color - centers[seen]).squaredNorm()));
    std::vector<double> weights(bins.size());
    double total = 0;
    for (size_t i = 0; i < bins.size(); ++i) total += weights[i] = distances[i] * bins[i].count;
    if (total < 1e-6) return;
    centers.push_back(bins[rng.weighted(weights)].color);
  }
}

void update(const std::vector<ColorBin>& bins, std::vector<Vector3f>& centers) {
  std::vector<Vector3f> sums(centers.size(), Vector3f::Zero());
  std::vector<float> counts(centers.size(), 0);
  for (const ColorBin& bin : bins) {
    sums[bin.cluster] += static_cast<float>(bin.count) * bin.color;
    counts[bin.cluster] += static_cast<float>(bin.count);
  }
  for (size_t c = 0; c < centers.size(); ++c)
    if (counts[c] > 0) centers[c] = sums[c] / counts[c];
}

// Mean position of each joint's cluster.
void localise_image(const Legend& legend,
                    const Image& image,
                    double camera_px_per_image_px,
                    Rng rng,
                    const std::function<void(int, const Spot&)>& emit) {
  std::vector<ColorBin> bins = make_bins(image);
  std::vector<Vector3f> centers;
  for (const DrawnJoint& joint : legend.joints) centers.push_back(unit_color(joint.color.data()));
  centers.push_back(unit_color(legend.style.background.data()));
  add_seeds(bins, centers, rng);
  for (int i = 0; i < kIterations; ++i) {
    assign(bins, centers);
    update(bins, centers);
  }
  assign(bins, centers);

  std::vector<Vector2d> sums(legend.joints.size(), Vector2d::Zero());
  std::vector<double> counts(legend.joints.size(), 0);
  for (const ColorBin& bin : bins) {
    if (bin.cluster >= static_cast<int>(legend.joints.size())) continue;
    sums[bin.cluster] += bin.position_sum;
    counts[bin.cluster] += bin.count;
  }
  for (size_t p = 0; p < sums.size(); ++p)
    if (counts[p] > 0) emit(p, {camera_px_per_image_px * sums[p] / counts[p], 1, 1});
}

}  // namespace

Evidence localise_by_clustering(const Legend& legend, const PoseMaps& maps, const Rng& rng) {
  const int views = static_cast<int>(maps.cameras.size());
  Evidence evidence(views, maps.frames, static_cast<int>(legend.joints.size()));
  parallel_for(static_cast<size_t>(views) * maps.frames, [&](size_t item) {
    const int view = static_cast<int>(item) / maps.frames;
    const int frame = static_cast<int>(item) % maps.frames;
    const Image image = maps.image(view, frame);
    localise_image(
        legend,
        image,
        double(maps.cameras[view].width) / image.width,
        rng.fork(item),
        [&](int point, const Spot& spot) { evidence.at(view, frame, point).push_back(spot); });
  });
  return evidence;
}

}  // namespace animax::lift
