// SPDX-License-Identifier: MIT
// Vector helpers shared by the kernels. Included once per Highway target, inside foreach_target.
// Every helper takes the lane tag D first: main loops pass ScalableTag<float>, tails pass
// CappedTag<float, 1>, so that nothing is ever read or written past the end of a row.
#if defined(ANIMAX_KERNELS_SIMD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ANIMAX_KERNELS_SIMD_INL_H_
#undef ANIMAX_KERNELS_SIMD_INL_H_
#else
#define ANIMAX_KERNELS_SIMD_INL_H_
#endif

#include "kernels/bf16.h"

#include <hwy/highway.h>

#include <limits>

HWY_BEFORE_NAMESPACE();
namespace animax::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::ScalableTag<float>;
using OneLane = hn::CappedTag<float, 1>;

constexpr float kLog2E = 1.44269504088896340736f;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

template <class D>
HWY_INLINE hn::Vec<D> load(D d, const float* from) {
  return hn::LoadU(d, from);
}

template <class D>
HWY_INLINE hn::Vec<D> load(D d, const Bf16* from) {
  const hn::Rebind<uint16_t, D> d16;
  const hn::RebindToUnsigned<D> d32;
  const auto bits = hn::PromoteTo(d32, hn::LoadU(d16, reinterpret_cast<const uint16_t*>(from)));
  return hn::BitCast(d, hn::ShiftLeft<16>(bits));
}

template <class D>
HWY_INLINE void store(D d, hn::Vec<D> value, float* to) {
  hn::StoreU(value, d, to);
}

/// Rounds to nearest even as to_bf16 does.
template <class D>
HWY_INLINE void store(D d, hn::Vec<D> value, Bf16* to) {
  const hn::Rebind<uint16_t, D> d16;
  const hn::RebindToUnsigned<D> d32;
  const hn::RebindToSigned<D> di32;
  const auto bits = hn::BitCast(d32, value);
  const auto high = hn::ShiftRight<16>(bits);
  const auto odd = hn::And(high, hn::Set(d32, 1u));
  const auto rounded = hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(d32, 0x7fffu))));
  const auto quiet_nan = hn::Or(high, hn::Set(d32, 0x40u));
  const auto is_nan = hn::RebindMask(d32, hn::IsNaN(value));
  const auto result = hn::IfThenElse(is_nan, quiet_nan, rounded);
  hn::StoreU(hn::DemoteTo(d16, hn::BitCast(di32, result)), d16, reinterpret_cast<uint16_t*>(to));
}

/// 2^x for x <= 127 with a relative error below 2e-7; 0 for x < -126 (-inf included), NaN for NaN.
/// Cephes-style: 2^x = 2^n 2^f, f in [-1/2, 1/2], a degree-6 minimax polynomial for 2^f.
template <class D>
HWY_INLINE hn::Vec<D> exp2_fast(D d, hn::Vec<D> x) {
  const hn::RebindToSigned<D> di;
  const auto lowest = hn::Set(d, -126.0f);
  const auto vanishes = hn::Lt(x, lowest);  // false for NaN, which must come through
  const auto clamped = hn::IfThenElse(vanishes, lowest, x);
  const auto n = hn::Round(clamped);
  const auto f = hn::Sub(clamped, n);
  auto p = hn::Set(d, 1.535336188319500e-4f);
  p = hn::MulAdd(p, f, hn::Set(d, 1.339887440266574e-3f));
  p = hn::MulAdd(p, f, hn::Set(d, 9.618437357674640e-3f));
  p = hn::MulAdd(p, f, hn::Set(d, 5.550332471162809e-2f));
  p = hn::MulAdd(p, f, hn::Set(d, 2.402264791363012e-1f));
  p = hn::MulAdd(p, f, hn::Set(d, 6.931472028550421e-1f));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0f));
  const auto exponent = hn::ShiftLeft<23>(hn::ConvertTo(di, n));
  const auto scaled = hn::BitCast(d, hn::Add(hn::BitCast(di, p), exponent));
  return hn::IfThenZeroElse(vanishes, scaled);
}

/// Calls body(lane tag, index) for a whole row: full vectors first, then one lane at a time.
template <class Body>
HWY_INLINE void for_lanes(int64_t count, const Body& body) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) body(d, i);
  for (; i < count; ++i) body(OneLane(), i);
}

/// Sum of term(lane tag, index) over a row, in two running vectors to hide the addition's latency.
template <class Term>
HWY_INLINE float sum_lanes(int64_t count, const Term& term) {
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto even = hn::Zero(d), odd = hn::Zero(d);
  int64_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    even = hn::Add(even, term(d, i));
    odd = hn::Add(odd, term(d, i + lanes));
  }
  float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
  for (; i < count; ++i) sum += hn::GetLane(term(OneLane(), i));
  return sum;
}

/// (a + ib)(cos + i sin) for every neighbouring pair of one head.
HWY_INLINE void rotate_head(float* x, int64_t head_dim, const float* cos_sin) {
  int64_t j = 0;
#if HWY_TARGET != HWY_SCALAR
  const Lanes d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (; j + lanes <= head_dim; j += lanes) {
    const auto v = hn::LoadU(d, x + j), angles = hn::LoadU(d, cos_sin + j);
    const auto sine = hn::DupOdd(angles);
    const auto crossed = hn::Mul(hn::Reverse2(d, v), hn::OddEven(sine, hn::Neg(sine)));
    hn::StoreU(hn::MulAdd(v, hn::DupEven(angles), crossed), d, x + j);
  }
#endif
  for (; j < head_dim; j += 2) {
    const float a = x[j], b = x[j + 1], c = cos_sin[j], s = cos_sin[j + 1];
    x[j] = a * c - b * s;
    x[j + 1] = a * s + b * c;
  }
}

/// 1 + exp(-2u) with u = sqrt(2/pi) (x + 0.044715 x^3).
template <class D>
HWY_INLINE hn::Vec<D> gelu_divisor(D d, hn::Vec<D> x) {
  constexpr float kFactor = -2 * 0.7978845608028654f * 1.4426950408889634f;  // base 2
  const auto cubic = hn::MulAdd(hn::Mul(x, x), hn::Set(d, 0.044715f), hn::Set(d, 1.0f));
  const auto exponent = hn::Mul(hn::Mul(x, cubic), hn::Set(d, kFactor));
  return hn::Add(hn::Set(d, 1.0f), exp2_fast(d, hn::Min(exponent, hn::Set(d, 126.0f))));
}

}  // namespace animax::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
