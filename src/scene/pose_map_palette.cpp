// SPDX-License-Identifier: MIT
#include "scene/pose_map_palette.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace animax::detail {

namespace {

constexpr int kLevels = 17;              // of the candidate grid, per channel
constexpr double kBoneClearance = 0.12;  // of a colour from all bone colours, largest channel
constexpr double kPushDistance = 0.17;
constexpr double kBackgroundDistance = 0.3;

Vector3d unit(Rgb c) { return Vector3d(c[0], c[1], c[2]) / 255.0; }

Rgb bytes(const Vector3d& c) {
  Rgb out;
  for (int k = 0; k < 3; ++k)
    out[k] = static_cast<uint8_t>(std::lround(255 * std::clamp(c[k], 0.0, 1.0)));
  return out;
}

// Bone colours fill a box between the background and half way to the cube's faces; a candidate
// must leave it by kBoneClearance in one channel at least.
std::vector<Vector3d> candidates(const PoseMapStyle& style) {
  const Vector3d background = unit(style.background);
  const double strength = std::min(style.bone_strength, 0.5);
  const Vector3d low = (1 - strength) * background;
  const Vector3d high = low.array() + strength;
  std::vector<Vector3d> all;
  for (int r = 0; r < kLevels; ++r)
    for (int g = 0; g < kLevels; ++g)
      for (int b = 0; b < kLevels; ++b) {
        const Vector3d c = unit(bytes(Vector3d(r, g, b) / (kLevels - 1)));
        const double outside = std::max((low - c).maxCoeff(), (c - high).maxCoeff());
        if (outside >= kBoneClearance && (c - background).norm() >= kBackgroundDistance)
          all.push_back(c);
      }
  return all;
}

// Squared distance to the nearest other colour; stops early once it is known to be below `enough`.
double nearest_other(const std::vector<Vector3d>& chosen,
                     size_t self,
                     const Vector3d& c,
                     double enough) {
  double nearest = 10;
  for (size_t k = 0; k < chosen.size() && nearest >= enough; ++k)
    if (k != self) nearest = std::min(nearest, (chosen[k] - c).squaredNorm());
  return nearest;
}

// Moves single colours to better places until none gets further from its nearest neighbour.
void exchange(const std::vector<Vector3d>& pool, std::vector<Vector3d>& chosen) {
  for (int sweep = 0; sweep < 10; ++sweep) {
    bool moved = false;
    for (size_t k = 0; k < chosen.size(); ++k) {
      double best = nearest_other(chosen, k, chosen[k], 0);
      for (const Vector3d& c : pool) {
        const double distance = nearest_other(chosen, k, c, best);
        if (distance > best + 1e-9) {
          best = distance;
          chosen[k] = c;
          moved = true;
        }
      }
    }
    if (!moved) return;
  }
}

}  // namespace

std::vector<Rgb> distinct_colors(size_t count, const PoseMapStyle& style) {
  const std::vector<Vector3d> pool = candidates(style);
  CHECK_LE(count, pool.size());
  std::vector<Vector3d> chosen;
  std::vector<double> nearest(pool.size());
  for (size_t i = 0; i < pool.size(); ++i)
    nearest[i] = (pool[i] - unit(style.background)).squaredNorm();
  while (chosen.size() < count) {
    const size_t best = std::max_element(nearest.begin(), nearest.end()) - nearest.begin();
    chosen.push_back(pool[best]);
    for (size_t i = 0; i < pool.size(); ++i)
      nearest[i] = std::min(nearest[i], (pool[i] - chosen.back()).squaredNorm());
  }
  // Above this the gain is small and the cost (count^2 per candidate) is not.
  if (count <= 128) exchange(pool, chosen);
  std::vector<Rgb> colors;
  for (const Vector3d& c : chosen) colors.push_back(bytes(c));
  return colors;
}

std::vector<Rgb> deal_colors(std::vector<Rgb> colors,
                             const std::vector<Vector3d>& positions,
                             const std::vector<int>& parents) {
  const size_t n = colors.size();
  CHECK_EQ(positions.size(), n);
  CHECK_EQ(parents.size(), n);
  Bounds bounds;
  for (const Vector3d& p : positions) bounds.extend(p);
  const double scale = std::max(bounds.diagonal(), 1e-12);

  std::vector<double> nearness(n * n), closeness(n * n);
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j) {
      const double distance = (positions[i] - positions[j]).norm() / scale;
      const bool bone = parents[i] == static_cast<int>(j) || parents[j] == static_cast<int>(i);
      nearness[i * n + j] = (bone ? 4 : 1) / std::pow(distance + 0.05, 2);
      closeness[i * n + j] = 1 / std::max((unit(colors[i]) - unit(colors[j])).squaredNorm(), 1e-6);
    }
  std::vector<size_t> color_of(n);
  std::iota(color_of.begin(), color_of.end(), 0);
  const auto gain_of_swap = [&](size_t i, size_t j) {
    double gain = 0;
    for (size_t k = 0; k < n; ++k) {
      if (k == i || k == j) continue;
      const double change =
          closeness[color_of[i] * n + color_of[k]] - closeness[color_of[j] * n + color_of[k]];
      gain += change * (nearness[i * n + k] - nearness[j * n + k]);
    }
    return gain;
  };
  for (int sweep = 0; sweep < 10; ++sweep) {
    bool swapped = false;
    for (size_t i = 0; i < n; ++i)
      for (size_t j = i + 1; j < n; ++j)
        if (gain_of_swap(i, j) > 1e-9) {
          std::swap(color_of[i], color_of[j]);
          swapped = true;
        }
    if (!swapped) break;
  }
  std::vector<Rgb> dealt;
  for (size_t c : color_of) dealt.push_back(colors[c]);
  return dealt;
}

namespace {

// An axis along which the joints hardly spread is not stretched more than tenfold: noise there
// would decide about colours.
std::vector<Vector3d> box_places(const std::vector<Vector3d>& positions) {
  Bounds bounds;
  for (const Vector3d& p : positions) bounds.extend(p);
  std::vector<Vector3d> places;
  const Vector3d size = bounds.size();
  const Vector3d stretch = size.cwiseMax(std::max(0.1 * size.maxCoeff(), 1e-12));
  for (const Vector3d& p : positions)
    places.push_back(Vector3d((p - bounds.center()).cwiseQuotient(stretch).array() + 0.5));
  return places;
}

// For equal points: a direction that differs from pair to pair.
Vector3d some_direction(size_t i, size_t j) {
  const double angle = 2.399963 * static_cast<double>(i + 7 * j);  // golden angle
  const double z = std::sin(1.3 * static_cast<double>(i) + 0.7 * static_cast<double>(j));
  const double r = std::sqrt(1 - z * z);
  return Vector3d(r * std::cos(angle), r * std::sin(angle), z);
}

// One round of pushes; true when nothing had to move.
bool push_apart(std::vector<Vector3d>& places, const Vector3d& background, double distance) {
  bool at_rest = true;
  for (size_t i = 0; i < places.size(); ++i)
    for (size_t j = i + 1; j < places.size(); ++j) {
      const Vector3d between = places[i] - places[j];
      const double length = between.norm();
      if (length >= distance - 1e-3) continue;
      at_rest = false;
      const Vector3d direction = length > 1e-6 ? Vector3d(between / length) : some_direction(i, j);
      places[i] += 0.5 * (distance - length) * direction;
      places[j] -= 0.5 * (distance - length) * direction;
    }
  for (size_t i = 0; i < places.size(); ++i) {
    const Vector3d away = places[i] - background;
    const double length = away.norm();
    if (length < kBackgroundDistance)
      places[i] = background + kBackgroundDistance *
                                   (length > 1e-6 ? Vector3d(away / length) : some_direction(i, 0));
    places[i] = places[i].cwiseMax(0.0).cwiseMin(1.0);
  }
  return at_rest;
}

}  // namespace

std::vector<Rgb> position_colors(const std::vector<Vector3d>& positions,
                                 const PoseMapStyle& style) {
  std::vector<Vector3d> places = box_places(positions);
  // Ask for less where so many colours do not fit: spheres fill at most about half of the cube.
  double distance =
      std::min(kPushDistance, 0.85 / std::cbrt(static_cast<double>(places.size()) + 1));
  for (int round = 0; round < 400; ++round) {
    if (push_apart(places, unit(style.background), distance)) break;
    if (round % 50 == 49) distance *= 0.93;
  }
  std::vector<Rgb> colors;
  std::set<Rgb> used;
  for (const Vector3d& place : places) {
    Rgb color = bytes(place);
    for (int k = 0; !used.insert(color).second; ++k) ++color[k % 3];  // only above some 1000 joints
    colors.push_back(color);
  }
  return colors;
}

}  // namespace animax::detail
