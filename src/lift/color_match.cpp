// SPDX-License-Identifier: MIT
#include "lift/color_match.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace animax::lift {
namespace {

// A pixel short of its joint's colour costs this part of the squared distance: less than 1, because
// blur mixes every circle with the background, more than 0, because bones are such mixtures too.
constexpr float kShortfallCost = 0.3f;
constexpr float kLeastAmount = 0.3f;
// Probability mass of "none of these colours", as a squared distance in sigmas.
constexpr float kOutlierDistance2 = 9;

}  // namespace

ColorMatcher::ColorMatcher(const Legend& legend, double color_sigma)
    : background_(unit_color(legend.style.background.data())),
      sigma_(static_cast<float>(color_sigma)),
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

int ColorMatcher::match(const Vector3f& pixel, Matches& out) const {
  const auto cell_of = [](float x) {
    return std::clamp(static_cast<int>(x * kCells), 0, kCells - 1);
  };
  const size_t cell =
      (static_cast<size_t>(cell_of(pixel[0])) * kCells + cell_of(pixel[1])) * kCells +
      cell_of(pixel[2]);
  const float scale = -0.5f / (sigma_ * sigma_);
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

  void add(const Vector3f& pixel, const Vector3f& wanted, float weight) {
    const Eigen::Vector4f x(pixel[0], pixel[1], pixel[2], 1);
    gram += weight * x * x.transpose();
    cross += weight * wanted * x.transpose();
  }
};

void collect(const Image& image,
             const ColorMatcher& matcher,
             const ColorCorrection& current,
             std::vector<CorrectionSums>& per_point) {
  // About twenty thousand samples are plenty.
  const int stride =
      std::max(1, static_cast<int>(std::sqrt(double(image.width) * image.height / 60000)));
  ColorMatcher::Matches matches;
  for (int y = 0; y < image.height; y += stride) {
    for (int x = 0; x < image.width; x += stride) {
      const Vector3f raw = unit_color(image.at(x, y));
      const Vector3f pixel = current.apply(raw);
      if (matcher.is_background(pixel) || matcher.match(pixel, matches) == 0) continue;
      const ColorMatch& best = matches[0];
      if (best.amount < 0.6f || best.share < 0.5f) continue;
      // What lies on the way to the background is blur, not drift.
      const float amount = std::min(best.amount, 1.0f);
      const Vector3f wanted =
          matcher.background() + amount * (matcher.color(best.point) - matcher.background());
      per_point[best.point].add(raw, wanted, best.share);
    }
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
    // Every joint has the same say however many pixels it shows.
    CorrectionSums sums;
    for (const CorrectionSums& point : per_point) {
      const float mass = point.gram(3, 3);
      if (mass < 1) continue;
      sums.gram += point.gram / mass;
      sums.cross += point.cross / mass;
    }
    const float ridge = static_cast<float>(stiffness);
    sums.gram.diagonal().array() += ridge;
    sums.cross += ridge * prior;
    const Eigen::Matrix<float, 3, 4> solution =
        sums.gram.ldlt().solve(sums.cross.transpose()).transpose();
    if (!solution.allFinite()) return start;
    current.linear = solution.leftCols<3>();
    current.offset = solution.col(3);
  }
  return current;
}

}  // namespace animax::lift
