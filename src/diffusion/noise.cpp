// SPDX-License-Identifier: MIT
#include "diffusion/noise.h"

#include <ATen/ATen.h>

#include <numeric>

namespace animax::diffusion {
namespace {

/// Shifts in zeros; int64 is the only 64-bit integer that torch computes with.
at::Tensor logical_shift_right(const at::Tensor& x, int64_t bits) {
  return x.bitwise_right_shift(bits).bitwise_and_((int64_t{1} << (64 - bits)) - 1);
}

int64_t wrapped(uint64_t bits) { return static_cast<int64_t>(bits); }

/// splitmix64's output function of seed + (i + 1) * golden, i = first .. first + count - 1.
at::Tensor hashed_counters(uint64_t seed, int64_t first, int64_t count, at::Device device) {
  at::Tensor z =
      at::arange(first + 1, first + count + 1, at::TensorOptions().dtype(at::kLong).device(device));
  z = z.mul_(wrapped(0x9e3779b97f4a7c15ull)).add_(wrapped(seed));
  z = z.bitwise_xor_(logical_shift_right(z, 30)).mul_(wrapped(0xbf58476d1ce4e5b9ull));
  z = z.bitwise_xor_(logical_shift_right(z, 27)).mul_(wrapped(0x94d049bb133111ebull));
  return z.bitwise_xor_(logical_shift_right(z, 31));
}

/// Uniform in (0, 1): never 0, whose logarithm is infinite.
at::Tensor uniform_open(const at::Tensor& bits) {
  return logical_shift_right(bits, 11).to(at::kDouble).add_(0.5).mul_(0x1p-53);
}

}  // namespace

at::Tensor gaussian_noise(at::IntArrayRef sizes, Rng& rng, at::Device device) {
  const uint64_t seed = rng.next();
  const int64_t count =
      std::accumulate(sizes.begin(), sizes.end(), int64_t{1}, std::multiplies<>());
  const int64_t pairs = (count + 1) / 2;
  const at::Tensor radius =
      uniform_open(hashed_counters(seed, 0, pairs, device)).log_().mul_(-2).sqrt_();
  const at::Tensor angle =
      uniform_open(hashed_counters(seed, pairs, pairs, device)).mul_(2 * 3.14159265358979323846);
  const at::Tensor values = at::cat({radius * angle.cos(), radius * angle.sin()});
  return values.narrow(0, 0, count).to(at::kFloat).view(sizes);
}

}  // namespace animax::diffusion
