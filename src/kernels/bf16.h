// SPDX-License-Identifier: MIT
// The 16-bit brain float as the kernels see it: the upper half of an IEEE-754 binary32.
#pragma once

#include <cstdint>
#include <cstring>

namespace animax::kernels {

/// Same layout as c10::BFloat16 and hwy::bfloat16_t, so arrays of either may be viewed as this.
struct Bf16 {
  uint16_t bits = 0;
};
static_assert(sizeof(Bf16) == 2);

inline float to_float(float value) { return value; }

inline float to_float(Bf16 value) {
  const uint32_t bits = static_cast<uint32_t>(value.bits) << 16;
  float result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

/// Rounds to nearest, ties to even; NaN stays NaN, overflow becomes infinity.
inline Bf16 to_bf16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return {static_cast<uint16_t>((bits >> 16) | 0x40u)};
  return {static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16)};
}

inline void from_float(float value, float& result) { result = value; }
inline void from_float(float value, Bf16& result) { result = to_bf16(value); }

}  // namespace animax::kernels
