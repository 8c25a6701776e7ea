// SPDX-License-Identifier: MIT
// The one source of randomness. Every random draw of the program comes from an `Rng` handed in by
// the caller, so that the same seed gives the same result; its distributions are written out here
// because those of the standard library differ between implementations.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace animax {

/// Draws pseudo-random numbers: xoshiro256++ seeded through splitmix64 (Blackman and Vigna, 2019).
/// Cheap to copy; not thread-safe: give each thread its own through `fork`.
class Rng {
 public:
  explicit Rng(uint64_t seed);

  /// Makes an independent generator for the item `key` without advancing this one: the same parent
  /// state and key always give the same child, whatever the order or thread of the calls.
  Rng fork(uint64_t key) const;
  Rng fork(std::string_view key) const;

  uint64_t next();                          ///< 64 random bits
  double uniform();                         ///< [0, 1)
  double uniform(double low, double high);  ///< [low, high)
  double normal();                          ///< mean 0, standard deviation 1
  int64_t integer(int64_t low, int64_t high_inclusive);
  bool chance(double probability);

  /// Index drawn in proportion to `weights` (not all zero, none negative).
  size_t weighted(std::span<const double> weights);

  template <typename Container>
  const auto& pick(const Container& items) {
    return items[static_cast<size_t>(integer(0, static_cast<int64_t>(items.size()) - 1))];
  }

  template <typename Container>
  void shuffle(Container& items) {
    for (size_t i = items.size(); i > 1; --i) {
      using std::swap;
      swap(items[i - 1], items[static_cast<size_t>(integer(0, static_cast<int64_t>(i) - 1))]);
    }
  }

 private:
  uint64_t state_[4];
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

/// 64-bit FNV-1a; for keys and fingerprints, not for security.
uint64_t hash64(std::string_view text);

}  // namespace animax
