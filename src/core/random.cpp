// SPDX-License-Identifier: MIT
#include "core/random.h"

#include "core/error.h"

#include <cmath>

namespace animax {
namespace {

uint64_t splitmix64(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

uint64_t rotate_left(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

}  // namespace

Rng::Rng(uint64_t seed) {
  for (uint64_t& word : state_) word = splitmix64(seed);
}

Rng Rng::fork(uint64_t key) const {
  uint64_t mixed = state_[0] ^ rotate_left(state_[3], 17);
  const uint64_t parent = splitmix64(mixed);
  mixed = parent ^ (key * 0xd1342543de82ef95ull + 0x2545f4914f6cdd1dull);
  return Rng(splitmix64(mixed));
}

Rng Rng::fork(std::string_view key) const { return fork(hash64(key)); }

uint64_t Rng::next() {
  const uint64_t result = rotate_left(state_[0] + state_[3], 23) + state_[0];
  const uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

double Rng::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Rng::uniform(double low, double high) { return low + (high - low) * uniform(); }

double Rng::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  // Box-Muller; 1 - uniform() lies in (0, 1], so the logarithm is finite.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * M_PI * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

int64_t Rng::integer(int64_t low, int64_t high_inclusive) {
  CHECK_LE(low, high_inclusive);
  const uint64_t range = static_cast<uint64_t>(high_inclusive - low) + 1;
  if (range == 0) return static_cast<int64_t>(next());
  // Multiply-shift; its bias is below 2^-64 * range and does not matter here.
  const auto scaled = static_cast<unsigned __int128>(next()) * range;
  return low + static_cast<int64_t>(static_cast<uint64_t>(scaled >> 64));
}

bool Rng::chance(double probability) { return uniform() < probability; }

size_t Rng::weighted(std::span<const double> weights) {
  double total = 0;
  for (double w : weights) {
    CHECK_GE(w, 0.0);
    total += w;
  }
  CHECK_GT(total, 0.0);
  double left = uniform() * total;
  size_t last_positive = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last_positive = i;
    left -= weights[i];
    if (left < 0) return i;
  }
  return last_positive;  // rounding left a remainder
}

uint64_t hash64(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (unsigned char c : text) hash = (hash ^ c) * 0x100000001b3ull;
  return hash;
}

}  // namespace animax
