// SPDX-License-Identifier: MIT
// Every kernel against a naive twin in double precision, on every instruction set that this
// processor has. Built twice: with Highway's vectors and with HWY_COMPILE_ONLY_SCALAR.
#include "core/error.h"
#include "core/random.h"
#include "kernels/attention.h"
#include "kernels/rows.h"
#include "kernels/targets_for_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace animax::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

template <typename T>
std::vector<T> random_values(Rng& rng, int64_t count, double magnitude = 1) {
  std::vector<T> values(static_cast<size_t>(count));
  for (T& value : values) from_float(static_cast<float>(magnitude * rng.normal()), value);
  return values;
}

/// One rounding of T, relative.
template <typename T>
constexpr double kRounding = sizeof(T) == 2 ? 1.0 / 256 : 1e-7;

template <typename T>
void expect_close(const std::vector<T>& found,
                  const std::vector<double>& expected,
                  double relative,
                  const std::string& what) {
  ASSERT_EQ(found.size(), expected.size());
  double peak = 0;
  for (const double value : expected) peak = std::max(peak, std::abs(value));
  for (size_t i = 0; i < found.size(); ++i) {
    const double limit = relative * peak + kRounding<T> * std::abs(expected[i]) + 1e-30;
    ASSERT_NEAR(to_float(found[i]), expected[i], limit) << what << ", element " << i;
  }
}

struct AttentionCase {
  AttentionShape shape;
  double magnitude = 1;
  std::vector<float> bias = {};  // (batch, keys) or empty
};

template <typename T>
struct AttentionData {
  std::vector<T> q, k, v;
};

template <typename T>
AttentionData<T> make_data(const AttentionCase& c) {
  Rng rng(7);
  const auto& s = c.shape;
  const int64_t row = s.batch * s.heads * s.head_dim;
  return {random_values<T>(rng, row * s.queries, c.magnitude),
          random_values<T>(rng, row * s.keys, c.magnitude),
          random_values<T>(rng, row * s.keys)};
}

template <typename T>
std::vector<double> naive_attention(const AttentionCase& c, const AttentionData<T>& data) {
  const auto& [batch, heads, queries, keys, dim] = c.shape;
  std::vector<double> out(data.q.size());
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t h = 0; h < heads; ++h)
      for (int64_t i = 0; i < queries; ++i) {
        const auto at = [&](int64_t rows, int64_t row) {
          return static_cast<size_t>(((b * rows + row) * heads + h) * dim);
        };
        std::vector<double> logits(static_cast<size_t>(keys));
        double largest = -kInfinity, sum = 0;
        for (int64_t j = 0; j < keys; ++j) {
          double dot = 0;
          for (int64_t d = 0; d < dim; ++d)
            dot += double{to_float(data.q[at(queries, i) + d])} * to_float(data.k[at(keys, j) + d]);
          logits[j] = dot / std::sqrt(static_cast<double>(dim));
          if (!c.bias.empty()) logits[j] += c.bias[b * keys + j];
          largest = std::max(largest, logits[j]);
        }
        if (largest == -kInfinity) continue;  // zeros
        for (double& logit : logits) sum += logit = std::exp(logit - largest);
        for (int64_t j = 0; j < keys; ++j)
          for (int64_t d = 0; d < dim; ++d)
            out[at(queries, i) + d] += logits[j] / sum * to_float(data.v[at(keys, j) + d]);
      }
  return out;
}

template <typename T>
std::vector<T> run_attention(const AttentionCase& c,
                             const AttentionData<T>& data,
                             int threads = 0) {
  const auto& s = c.shape;
  std::vector<T> out(data.q.size());
  AttentionOptions options;
  options.threads = threads;
  if (!c.bias.empty()) {
    options.key_bias = c.bias.data();
    options.key_bias_stride = s.keys;
  }
  attention<T>(s,
               dense_head_rows(data.q.data(), s.queries, s.heads, s.head_dim),
               dense_head_rows(data.k.data(), s.keys, s.heads, s.head_dim),
               dense_head_rows(data.v.data(), s.keys, s.heads, s.head_dim),
               dense_head_rows(out.data(), s.queries, s.heads, s.head_dim),
               options);
  return out;
}

template <typename T>
void expect_like_naive(const AttentionCase& c, double relative) {
  const AttentionData<T> data = make_data<T>(c);
  const std::vector<double> expected = naive_attention(c, data);
  for_each_target([&](const std::string& target) {
    expect_close(run_attention(c, data),
                 expected,
                 relative,
                 str_cat(target,
                         " queries ",
                         c.shape.queries,
                         " keys ",
                         c.shape.keys,
                         " dim ",
                         c.shape.head_dim));
  });
}

TEST(Attention, EqualsNaiveTwinAtOddSizes) {
  for (const AttentionShape& shape : {AttentionShape{1, 1, 1, 1, 1},
                                      AttentionShape{2, 3, 5, 7, 8},
                                      AttentionShape{1, 2, 6, 16, 3},
                                      AttentionShape{1, 1, 13, 127, 12},
                                      AttentionShape{1, 2, 7, 128, 33},
                                      AttentionShape{2, 1, 100, 129, 64},
                                      AttentionShape{1, 1, 3, 300, 128}})
    expect_like_naive<float>({shape}, 2e-6);
}

TEST(Attention, SeveralChunksOfQueries) { expect_like_naive<float>({{1, 1, 1100, 20, 32}}, 2e-6); }

TEST(Attention, Bf16IsRoundedOnce) { expect_like_naive<Bf16>({{2, 2, 9, 150, 20}}, 2e-6); }

TEST(Attention, LargeLogitsPickTheirKey) {
  expect_like_naive<float>({{1, 2, 11, 40, 16}, 30}, 2e-4);
}

TEST(Attention, TinyValues) { expect_like_naive<float>({{1, 2, 11, 40, 16}, 1e-15}, 2e-6); }

TEST(Attention, KeyBiasIsAddedPerBatchItem) {
  AttentionCase c{{2, 2, 6, 140, 8}};
  Rng rng(3);
  c.bias = random_values<float>(rng, 2 * 140, 3);
  expect_like_naive<float>(c, 2e-6);
}

TEST(Attention, HiddenKeysDoNotCount) {
  AttentionCase c{{2, 1, 6, 260, 8}};
  c.bias.assign(2 * 260, 0.0f);
  for (int j = 0; j < 200; ++j) c.bias[j] = -kInfinity;        // the whole first block hidden
  for (int j = 0; j < 260; ++j) c.bias[260 + j] = -kInfinity;  // everything hidden: zeros
  expect_like_naive<float>(c, 2e-6);
}

TEST(Attention, BiasOfOneKeyStandsForRepeatedKeys) {
  // n equal keys weigh as much as one of them with log(n) added.
  const AttentionCase one{{1, 1, 4, 3, 8}, 1, {0, 0, std::log(5.0f)}};
  const AttentionData<float> data = make_data<float>(one);
  AttentionCase many{{1, 1, 4, 7, 8}};
  AttentionData<float> repeated = data;
  for (int copy = 0; copy < 4; ++copy)
    for (auto* rows : {&repeated.k, &repeated.v})
      for (int d = 0; d < 8; ++d) rows->push_back((*rows)[2 * 8 + d]);
  EXPECT_THAT(run_attention(one, data),
              testing::Pointwise(testing::FloatNear(1e-6f), run_attention(many, repeated)));
}

TEST(Attention, NoKeysGiveZeros) {
  EXPECT_THAT(run_attention<float>({{1, 1, 2, 0, 4}}, make_data<float>({{1, 1, 2, 0, 4}})),
              testing::Each(0.0f));
}

TEST(Attention, NanComesThrough) {
  const AttentionCase c{{1, 1, 2, 20, 4}};
  AttentionData<float> data = make_data<float>(c);
  data.q[0] = std::nanf("");
  for_each_target([&](const std::string& target) {
    const std::vector<float> out = run_attention(c, data);
    EXPECT_TRUE(std::isnan(out[0])) << target;
    EXPECT_FALSE(std::isnan(out[4])) << target;
  });
}

TEST(Attention, SameBitsForAnyThreadCount) {
  const AttentionCase c{{2, 3, 300, 200, 40}};
  const AttentionData<float> data = make_data<float>(c);
  EXPECT_EQ(run_attention(c, data, 1), run_attention(c, data, 3));
}

TEST(Attention, StridedViewsOfOneFusedProjection) {
  // q, k and v lie side by side in one (rows, 3, heads, dim) array.
  const AttentionCase c{{1, 2, 9, 9, 5}};
  const AttentionData<float> data = make_data<float>(c);
  std::vector<float> fused(9 * 3 * 10);
  for (int row = 0; row < 9; ++row)
    for (int j = 0; j < 10; ++j) {
      fused[row * 30 + j] = data.q[row * 10 + j];
      fused[row * 30 + 10 + j] = data.k[row * 10 + j];
      fused[row * 30 + 20 + j] = data.v[row * 10 + j];
    }
  std::vector<float> out(90);
  const auto view = [&](int part) { return HeadRows<const float>{&fused[part * 10], 0, 30, 5}; };
  attention<float>(c.shape, view(0), view(1), view(2), dense_head_rows(out.data(), 9, 2, 5));
  EXPECT_EQ(out, run_attention(c, data));
}

TEST(Attention, RefusesNullData) {
  EXPECT_THROW(attention<float>({1, 1, 1, 1, 1}, {}, {}, {}, {}), CheckFailure);
}

// ---- rows --------------------------------------------------------------------------------------

constexpr int64_t kDims[] = {1, 2, 6, 17, 32, 100, 1536};
constexpr double kMagnitudes[] = {1e-12, 1, 1e6};

template <typename T>
std::vector<double> naive_layer_norm(const std::vector<T>& x, int64_t dim, double epsilon) {
  std::vector<double> out(x.size());
  for (size_t row = 0; row * dim < x.size(); ++row) {
    double mean = 0, variance = 0;
    for (int64_t i = 0; i < dim; ++i) mean += x[row * dim + i] / double(dim);
    for (int64_t i = 0; i < dim; ++i)
      variance += std::pow(x[row * dim + i] - mean, 2) / double(dim);
    for (int64_t i = 0; i < dim; ++i)
      out[row * dim + i] = (x[row * dim + i] - mean) / std::sqrt(variance + epsilon);
  }
  return out;
}

template <typename T>
void expect_layer_norm_like_naive(int64_t dim, double magnitude) {
  Rng rng(11);
  const int64_t rows = 5;
  const auto x = random_values<float>(rng, rows * dim, magnitude);
  const auto shift = random_values<float>(rng, dim), scale = random_values<float>(rng, dim);
  // Groups: two rows modulated, none, three rows plain.
  const RowGroup groups[] = {{2, shift.data(), scale.data()}, {0, nullptr, nullptr}, {3}};
  std::vector<double> expected = naive_layer_norm(x, dim, 1e-6), affine = expected;
  for (int64_t i = 0; i < rows * dim; ++i) {
    affine[i] = affine[i] * scale[i % dim] + shift[i % dim];
    if (i < 2 * dim) expected[i] = expected[i] * (1.0 + scale[i % dim]) + shift[i % dim];
  }
  for_each_target([&](const std::string& target) {
    std::vector<T> out(x.size());
    layer_norm_modulate<T>(x, rows, dim, groups, 1e-6f, out);
    expect_close(out, expected, 3e-6, str_cat(target, " modulated, dim ", dim));
    layer_norm_affine<T>(x, rows, dim, scale, shift, 1e-6f, out);
    expect_close(out, affine, 3e-6, str_cat(target, " affine, dim ", dim));
  });
}

TEST(LayerNorm, EqualsNaiveTwin) {
  for (const int64_t dim : kDims)
    for (const double magnitude : kMagnitudes) {
      expect_layer_norm_like_naive<float>(dim, magnitude);
      expect_layer_norm_like_naive<Bf16>(dim, magnitude);
    }
}

TEST(LayerNorm, LargeMeanDoesNotCancel) {
  std::vector<float> x(64), out(64);
  for (size_t i = 0; i < x.size(); ++i) x[i] = 4096.0f + static_cast<float>(i % 2);
  const RowGroup group{1};
  layer_norm_modulate<float>(x, 1, 64, {&group, 1}, 0, out);
  for (size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(out[i], i % 2 ? 1 : -1, 1e-5);
}

TEST(LayerNorm, InPlace) {
  Rng rng(2);
  auto x = random_values<float>(rng, 3 * 20);
  std::vector<float> out(x.size());
  const RowGroup group{3};
  layer_norm_modulate<float>(x, 3, 20, {&group, 1}, 1e-6f, out);
  layer_norm_modulate<float>(x, 3, 20, {&group, 1}, 1e-6f, x);
  EXPECT_EQ(x, out);
}

TEST(LayerNorm, RefusesGroupsThatDoNotCoverTheRows) {
  std::vector<float> x(20);
  const RowGroup group{3};
  EXPECT_THROW(layer_norm_modulate<float>(x, 2, 10, {&group, 1}, 1e-6f, x), CheckFailure);
}

template <typename T>
void expect_rms_rotate_like_naive(int64_t heads, int64_t head_dim, double magnitude) {
  Rng rng(5);
  const int64_t rows = 7, positions = 3, dim = heads * head_dim;
  const auto x = random_values<T>(rng, rows * dim, magnitude);
  const auto weight = random_values<float>(rng, dim);
  std::vector<float> cos_sin;
  for (int64_t i = 0; i < positions * head_dim / 2; ++i) {
    const double angle = rng.uniform(-3, 3);
    cos_sin.push_back(static_cast<float>(std::cos(angle)));
    cos_sin.push_back(static_cast<float>(std::sin(angle)));
  }
  std::vector<double> normal(x.size()), expected(x.size());
  for (int64_t row = 0; row < rows; ++row) {
    double squares = 0;
    for (int64_t i = 0; i < dim; ++i) squares += std::pow(to_float(x[row * dim + i]), 2) / dim;
    for (int64_t i = 0; i < dim; ++i)
      normal[row * dim + i] = to_float(x[row * dim + i]) / std::sqrt(squares + 1e-6) * weight[i];
    for (int64_t i = 0; i < dim; i += 2) {
      const int64_t angle = row % positions * head_dim + i % head_dim;
      const double a = normal[row * dim + i], b = normal[row * dim + i + 1];
      expected[row * dim + i] = a * cos_sin[angle] - b * cos_sin[angle + 1];
      expected[row * dim + i + 1] = a * cos_sin[angle + 1] + b * cos_sin[angle];
    }
  }
  for_each_target([&](const std::string& target) {
    const std::string what = str_cat(target, " heads ", heads, " dim ", head_dim);
    std::vector<T> y = x;
    rms_norm_rotate<T>(y, rows, dim, weight, 1e-6f, {cos_sin.data(), positions, head_dim}, y);
    expect_close(y, expected, 3e-6, what);
    y = x;
    rms_norm_rotate<T>(y, rows, dim, weight, 1e-6f, {}, y);
    expect_close(y, normal, 3e-6, what + ", no rotation");
  });
}

TEST(RmsNormRotate, EqualsNaiveTwin) {
  for (const int64_t head_dim : {2, 6, 8, 10, 64, 128})
    for (const double magnitude : kMagnitudes) {
      expect_rms_rotate_like_naive<float>(3, head_dim, magnitude);
      expect_rms_rotate_like_naive<Bf16>(2, head_dim, magnitude);
    }
}

TEST(RmsNormRotate, RotationKeepsLength) {
  Rng rng(9);
  auto x = random_values<float>(rng, 16);
  const auto before = x;
  std::vector<float> cos_sin;
  for (int pair = 0; pair < 8; ++pair) cos_sin.insert(cos_sin.end(), {0.6f, 0.8f});
  rms_norm_rotate<float>(x, 1, 16, {}, 0, {cos_sin.data(), 1, 16}, x);
  for (int i = 0; i < 16; i += 2)
    EXPECT_NEAR(std::hypot(x[i], x[i + 1]), std::hypot(before[i], before[i + 1]), 1e-6);
}

TEST(RmsNormRotate, RefusesHeadsThatDoNotDivideTheRow) {
  std::vector<float> x(10), table(6);
  EXPECT_THROW(rms_norm_rotate<float>(x, 1, 10, {}, 0, {table.data(), 1, 6}, x), CheckFailure);
}

template <typename T>
void expect_gelu_like_naive() {
  std::vector<T> x;
  for (double v = -12; v <= 12; v += 0.013) from_float(static_cast<float>(v), x.emplace_back());
  for (const float v : {0.0f, 1e-30f, -1e-30f, 1e4f, -1e4f, 1e18f, -1e18f, kInfinity})
    from_float(v, x.emplace_back());
  std::vector<double> expected;
  for (const T value : x) {
    const double v = to_float(value);
    expected.push_back(0.5 * v * (1 + std::tanh(std::sqrt(2 / M_PI) * (v + 0.044715 * v * v * v))));
  }
  for_each_target([&](const std::string& target) {
    std::vector<T> y = x;
    gelu_tanh<T>(y, y);
    for (size_t i = 0; i + 1 < y.size(); ++i)
      ASSERT_NEAR(to_float(y[i]), expected[i], 4e-7 + 3 * kRounding<T> * std::abs(expected[i]))
          << target << " x " << to_float(x[i]);
    EXPECT_EQ(to_float(y.back()), kInfinity) << target;
  });
}

TEST(GeluTanh, EqualsNaiveTwin) {
  expect_gelu_like_naive<float>();
  expect_gelu_like_naive<Bf16>();
}

TEST(GeluTanh, LongArraysOnSeveralThreads) {
  Rng rng(4);
  auto x = random_values<float>(rng, 100001);
  auto y = x;
  gelu_tanh<float>(x, x, 1);
  gelu_tanh<float>(y, y, 4);
  EXPECT_EQ(x, y);
}

template <typename T>
void expect_gated_residual_like_naive(int64_t dim) {
  Rng rng(6);
  const auto x = random_values<float>(rng, 4 * dim), gate = random_values<float>(rng, dim);
  const auto y = random_values<T>(rng, 4 * dim);
  const GateGroup groups[] = {{1, gate.data()}, {3, nullptr}};
  std::vector<double> expected(x.begin(), x.end());
  for (int64_t i = 0; i < 4 * dim; ++i)
    expected[i] += to_float(y[i]) * double{i < dim ? gate[i] : 1.0f};
  for_each_target([&](const std::string& target) {
    std::vector<float> sum = x;
    gated_residual<T>(sum, y, 4, dim, groups);
    expect_close(sum, expected, 2e-7, str_cat(target, " dim ", dim));
  });
}

TEST(GatedResidual, EqualsNaiveTwin) {
  for (const int64_t dim : kDims) {
    expect_gated_residual_like_naive<float>(dim);
    expect_gated_residual_like_naive<Bf16>(dim);
  }
}

TEST(Bf16, RoundsToNearestEven) {
  EXPECT_EQ(to_float(to_bf16(1.0f + 1.0f / 256)), 1.0f);               // tie to even
  EXPECT_EQ(to_float(to_bf16(1.0f + 3.0f / 256)), 1.0f + 4.0f / 256);  // tie to even
  EXPECT_EQ(to_float(to_bf16(std::numeric_limits<float>::max())), kInfinity);
  EXPECT_TRUE(std::isnan(to_float(to_bf16(std::nanf("")))));
}

}  // namespace
}  // namespace animax::kernels
