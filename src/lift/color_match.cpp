// SPDX-License-Identifier: MIT
#include "lift/color_match.h"

#include "core/statistics.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <utility>

namespace animax::lift {
namespace {

// A pixel short of its joint's colour costs this part of the squared distance: less than 1, because
// blur mixes every circle with the background, more than 0, because bones are such mixtures too.
constexpr float kShortfallCost = 0.3f;
constexpr float kLeastAmount = 0.3f;
// Probability mass of "none of these colours", as a squared distance in sigmas.
constexpr float kOutlierDistance2 = 9;

}  // namespace

ColorMatcher::ColorMatcher(const Legend& legend)
    : background_(unit_color(legend.style.background.data())),
      table_(static_cast<size_t>(kCells) * kCells * kCells) {
  float nearest = 1;
  for (const DrawnJoint& joint : legend.joints) {
    colors_.push_back(unit_color(joint.color.data()));
    directions_.push_back(colors_.back() - background_);
    const float length2 = std::max(directions_.back().squaredNorm(), 1e-4f);
    inverse_length2_.push_back(1 / length2);
    nearest = std::min(nearest, std::sqrt(length2));
  }
  background_reach_ = 0.35f * nearest;

  for (size_t cell = 0; cell < table_.size(); ++cell) {
    const Vector3f center((cell / (kCells * kCells) + 0.5f) / kCells,
                          (cell / kCells % kCells + 0.5f) / kCells,
                          (cell % kCells + 0.5f) / kCells);
    std::array<float, kMatches> costs;
    costs.fill(std::numeric_limits<float>::infinity());
    table_[cell].fill(-1);
    for (int p = 0; p < points(); ++p) {
      // Insertion into the short sorted list.
      float cost = fit(center, p).cost;
      int16_t index = static_cast<int16_t>(p);
      for (int k = 0; k < kMatches; ++k) {
        if (cost < costs[k]) {
          std::swap(cost, costs[k]);
          std::swap(index, table_[cell][k]);
        }
      }
    }
  }
}

ColorMatcher::Fit ColorMatcher::fit(const Vector3f& pixel, int point) const {
  const Vector3f& direction = directions_[point];
  const Vector3f v = pixel - background_;
  const float amount = std::clamp(v.dot(direction) * inverse_length2_[point], 0.0f, 1.1f);
  const float shortfall = std::max(0.0f, 1 - amount);
  const float cost = (v - amount * direction).squaredNorm() +
                     kShortfallCost * shortfall * shortfall / inverse_length2_[point];
  return {cost, amount};
}

int ColorMatcher::match(const Vector3f& pixel, float sigma, Matches& out) const {
  const auto cell_of = [](float x) {
    return std::clamp(static_cast<int>(x * kCells), 0, kCells - 1);
  };
  const size_t cell =
      (static_cast<size_t>(cell_of(pixel[0])) * kCells + cell_of(pixel[1])) * kCells +
      cell_of(pixel[2]);
  const float scale = -0.5f / (sigma * sigma);
  float total = std::exp(-0.5f * kOutlierDistance2);
  int count = 0;
  for (int16_t point : table_[cell]) {
    if (point < 0) break;
    const Fit f = fit(pixel, point);
    const float likelihood = std::exp(scale * f.cost);
    total += likelihood;
    if (f.amount >= kLeastAmount) out[count++] = {point, f.amount, likelihood};
  }
  for (int k = 0; k < count; ++k) out[k].share /= total;
  std::sort(out.begin(), out.begin() + count, [](const ColorMatch& a, const ColorMatch& b) {
    return a.share > b.share;
  });
  while (count > 0 && out[count - 1].share < 0.02f) --count;
  return count;
}

namespace {

// Sums of the weighted least squares problem palette = X * (pixel, 1).
struct CorrectionSums {
  Eigen::Matrix4f gram = Eigen::Matrix4f::Zero();
  Eigen::Matrix<float, 3, 4> cross = Eigen::Matrix<float, 3, 4>::Zero();
  float wanted2 = 0;  // sum of squares of what is wanted

  void add(const Vector3f& pixel, const Vector3f& wanted, float weight) {
    const Eigen::Vector4f x(pixel[0], pixel[1], pixel[2], 1);
    gram += weight * x * x.transpose();
    cross += weight * wanted * x.transpose();
    wanted2 += weight * wanted.squaredNorm();
  }

  void add(const CorrectionSums& other, float weight) {
    gram += weight * other.gram;
    cross += weight * other.cross;
    wanted2 += weight * other.wanted2;
  }

  // Mean squared error per channel of the map X.
  float error2(const Eigen::Matrix<float, 3, 4>& x) const {
    const float sum =
        wanted2 - 2 * (x * cross.transpose()).trace() + (x * gram * x.transpose()).trace();
    return std::max(0.0f, sum) / (3 * std::max(gram(3, 3), 1e-6f));
  }
};

struct Sample {
  Vector3f raw;
  ColorMatch match;
};

// The strongest pixels of one image, per joint. Joints whose strongest pixel is weak compared with
// the others' are hidden, and what matches them is bone or mixture.
void collect(const Image& image,
             const ColorMatcher& matcher,
             const ColorCorrection& current,
             std::vector<CorrectionSums>& per_point) {
  std::vector<Sample> samples;
  std::vector<float> peaks(matcher.points(), 0);
  ColorMatcher::Matches matches;
  const int stride = std::max(1, image.width / 240);
  for (int y = 0; y < image.height; y += stride) {
    for (int x = 0; x < image.width; x += stride) {
      const Vector3f raw = unit_color(image.at(x, y));
      const Vector3f pixel = current.apply(raw);
      if (matcher.is_background(pixel)) continue;
      if (matcher.match(pixel, current.sigma, matches) == 0 || matches[0].share < 0.4f) continue;
      samples.push_back({raw, matches[0]});
      peaks[matches[0].point] = std::max(peaks[matches[0].point], matches[0].amount);
    }
  }
  std::vector<float> found;
  for (float peak : peaks)
    if (peak > 0) found.push_back(peak);
  if (found.empty()) return;
  const float usual = quantile(std::move(found), 0.5);
  for (const Sample& s : samples) {
    const float peak = peaks[s.match.point];
    if (peak < 0.7f * usual || s.match.amount < 0.88f * peak) continue;
    per_point[s.match.point].add(s.raw, matcher.color(s.match.point), s.match.share);
  }
}

}  // namespace

ColorCorrection estimate_correction(const std::vector<const Image*>& images,
                                    const ColorMatcher& matcher,
                                    const ColorCorrection& start,
                                    double stiffness) {
  ColorCorrection current = start;
  Eigen::Matrix<float, 3, 4> prior;
  prior << start.linear, start.offset;
  for (int iteration = 0; iteration < 4; ++iteration) {
    std::vector<CorrectionSums> per_point(matcher.points());
    for (const Image* image : images) collect(*image, matcher, current, per_point);
    CorrectionSums sums;
    float joints = 0;
    // Every joint has the same say however many pixels it shows.
    for (const CorrectionSums& point : per_point) {
      if (point.gram(3, 3) < 0.5f) continue;
      sums.add(point, 1 / point.gram(3, 3));
      ++joints;
    }
    if (joints == 0) return start;
    CorrectionSums held = sums;
    // The background is known and should stay.
    const Vector3f background = matcher.background();
    held.add(background, background, 0.2f * joints);
    const float ridge = static_cast<float>(stiffness);
    held.gram.diagonal().array() += ridge;
    held.cross += ridge * prior;
    const Eigen::Matrix<float, 3, 4> solution =
        held.gram.ldlt().solve(held.cross.transpose()).transpose();
    if (!solution.allFinite()) return start;
    current.linear = solution.leftCols<3>();
    current.offset = solution.col(3);
    current.sigma = std::clamp(1.3f * std::sqrt(sums.error2(solution)), 0.05f, 0.16f);
  }
  return current;
}

}  // namespace animax::lift
