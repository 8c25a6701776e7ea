// SPDX-License-Identifier: MIT
#include "data/creatures/palette.h"

#include "core/srgb.h"

#include <algorithm>
#include <cmath>

namespace animax::data {
namespace {

uint32_t hash3(int x, int y, int z, uint32_t seed) {
  uint32_t h = seed * 0x9E3779B9u ^ static_cast<uint32_t>(x) * 0x85EBCA6Bu ^
               static_cast<uint32_t>(y) * 0xC2B2AE35u ^ static_cast<uint32_t>(z) * 0x27D4EB2Fu;
  h ^= h >> 15;
  h *= 0x2C1B3C6Du;
  h ^= h >> 12;
  h *= 0x297A2D39u;
  return h ^ (h >> 15);
}

float unit_hash(int x, int y, int z, uint32_t seed) {
  return static_cast<float>(hash3(x, y, z, seed) >> 8) * (1.0f / 16777216.0f);
}

// Distance to the nearest of points scattered one per unit cell, in cells (Worley, A cellular
// texture basis function, 1996).
double cell_distance(const Vector3f& p, uint32_t seed) {
  const Eigen::Vector3i base = p.array().floor().cast<int>();
  float nearest = 9;
  for (int dz = -1; dz <= 1; ++dz)
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const int x = base.x() + dx, y = base.y() + dy, z = base.z() + dz;
        const Vector3f point(x + unit_hash(x, y, z, seed),
                             y + unit_hash(x, y, z, seed + 1),
                             z + unit_hash(x, y, z, seed + 2));
        nearest = std::min(nearest, (point - p).squaredNorm());
      }
  return std::sqrt(nearest);
}

double pattern_amount(const Coat& coat, const Vector3f& p, const Vector3f& n) {
  const Vector3f q = p / static_cast<float>(coat.scale);
  switch (coat.pattern) {
    case Pattern::kPlain:
      return 0;
    case Pattern::kStripes: {
      // Rings around the body and rings around the legs, bent by noise.
      const double wobble = 0.35 * value_noise(q * 0.8f, coat.seed);
      const double phase = (q.z() + 0.45 * std::abs(q.y()) * 0.6) + wobble;
      const double wave = 0.5 + 0.5 * std::cos(2 * M_PI * phase);
      return smooth_step(1 - coat.cover - 0.12, 1 - coat.cover + 0.12, wave);
    }
    case Pattern::kBands: {
      const double wave = 0.5 + 0.5 * std::cos(2 * M_PI * q.z());
      return smooth_step(1 - coat.cover - 0.15, 1 - coat.cover + 0.15, wave);
    }
    case Pattern::kSpots: {
      const double radius = 0.25 + 0.4 * coat.cover;
      return 1 - smooth_step(radius - 0.1, radius + 0.1, cell_distance(q, coat.seed));
    }
    case Pattern::kRosettes: {
      const double d = cell_distance(q, coat.seed) - (0.2 + 0.3 * coat.cover);
      return 1 - smooth_step(0.08, 0.2, std::abs(d));
    }
    case Pattern::kPatches: {
      const double noise = 0.5 + 0.5 * value_noise(q * 0.55f, coat.seed);
      return smooth_step(1 - coat.cover - 0.06, 1 - coat.cover + 0.06, noise);
    }
    case Pattern::kDorsal: {
      const double wobble = 0.15 * value_noise(q, coat.seed);
      return smooth_step(1 - coat.cover - 0.15, 1 - coat.cover + 0.15, n.y() + wobble);
    }
  }
  return 0;
}

}  // namespace

Vector3f rgb(uint32_t srgb) {
  return {linear_from_srgb(((srgb >> 16) & 255) / 255.0f),
          linear_from_srgb(((srgb >> 8) & 255) / 255.0f),
          linear_from_srgb((srgb & 255) / 255.0f)};
}

Vector3f mix(const Vector3f& a, const Vector3f& b, double t) {
  return a + (b - a) * static_cast<float>(t);
}

Vector3f shift_color(const Vector3f& color, double hue, double saturation, double brightness) {
  // Turn about the grey axis, then stretch away from it.
  const Eigen::AngleAxisf turn(static_cast<float>(2 * M_PI * hue), Vector3f::Ones().normalized());
  const Vector3f turned = turn * color;
  const float grey = turned.mean();
  const Vector3f gray = Vector3f::Constant(grey);
  const Vector3f out =
      (gray + (turned - gray) * static_cast<float>(saturation)) * static_cast<float>(brightness);
  return out.cwiseMax(0.0f).cwiseMin(1.0f);
}

Vector3f random_color(Rng& rng) {
  const double h = rng.uniform() * 6, s = rng.uniform(0.45, 0.95), v = rng.uniform(0.35, 1.0);
  Vector3f srgb;
  for (int c = 0; c < 3; ++c) {
    const double k = std::fmod(5 - 2 * c + h, 6.0);
    srgb[c] = static_cast<float>(v - v * s * std::clamp(std::min(k, 4 - k), 0.0, 1.0));
  }
  return {linear_from_srgb(srgb.x()), linear_from_srgb(srgb.y()), linear_from_srgb(srgb.z())};
}

double value_noise(const Vector3f& p, uint32_t seed) {
  const Eigen::Vector3i base = p.array().floor().cast<int>();
  const Vector3f f = p - base.cast<float>();
  const Vector3f u = f.array().square() * (3.0f - 2.0f * f.array());
  float sum = 0;
  for (int corner = 0; corner < 8; ++corner) {
    const int dx = corner & 1, dy = (corner >> 1) & 1, dz = corner >> 2;
    const float weight =
        (dx ? u.x() : 1 - u.x()) * (dy ? u.y() : 1 - u.y()) * (dz ? u.z() : 1 - u.z());
    sum += weight * unit_hash(base.x() + dx, base.y() + dy, base.z() + dz, seed);
  }
  return 2 * sum - 1;
}

double smooth_step(double low, double high, double x) {
  const double t = std::clamp((x - low) / (high - low), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

Vector3f paint(const Coat& coat,
               const Vector3f& base,
               double amount,
               const Vector3f& position,
               const Vector3f& normal) {
  Vector3f color = base;
  if (amount > 0) {
    color = mix(color, coat.pattern_color, amount * pattern_amount(coat, position, normal));
    if (coat.belly > 0) {
      const double edge = -0.9 + 1.2 * coat.belly;
      const double under = smooth_step(edge + 0.18, edge - 0.18, normal.y());
      color = mix(color, coat.belly_color, amount * under);
    }
  }
  const double noise = value_noise(position * 9.0f, coat.seed + 7);
  return color * static_cast<float>(1 + coat.mottle * noise);
}

}  // namespace animax::data
