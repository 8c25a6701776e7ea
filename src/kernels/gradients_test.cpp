// SPDX-License-Identifier: MIT
// Gradients of the kernels against numeric derivatives of naive double-precision forms.
#include "core/error.h"
#include "core/random.h"
#include "kernels/attention.h"
#include "kernels/rows_backward.h"
#include "kernels/targets_for_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace animax::kernels {
namespace {

using Values = std::vector<double>;

constexpr double kHidden = -std::numeric_limits<double>::infinity();

Values random_values(Rng& rng, int64_t count) {
  Values values(static_cast<size_t>(count));
  for (double& value : values) value = static_cast<float>(rng.normal());
  return values;
}

std::vector<float> narrow(const Values& values) { return {values.begin(), values.end()}; }

double weighted_sum(const Values& a, const Values& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// d/d x of sum(weights * forward(x)) by central differences.
Values numeric_gradient(Values x,
                        const Values& weights,
                        const std::function<Values(const Values&)>& forward) {
  constexpr double kStep = 1e-5;
  Values gradient(x.size());
  for (size_t i = 0; i < x.size(); ++i) {
    const double middle = x[i];
    x[i] = middle + kStep;
    const double above = weighted_sum(forward(x), weights);
    x[i] = middle - kStep;
    gradient[i] = (above - weighted_sum(forward(x), weights)) / (2 * kStep);
    x[i] = middle;
  }
  return gradient;
}

void expect_close(const std::vector<float>& found,
                  const Values& expected,
                  const std::string& what) {
  ASSERT_EQ(found.size(), expected.size());
  double peak = 1e-3;
  for (const double value : expected) peak = std::max(peak, std::abs(value));
  for (size_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], 2e-5 * peak) << what << ", element " << i;
}

// ---- attention ---------------------------------------------------------------------------------

struct AttentionInputs {
  AttentionShape shape;
  Values q, k, v, bias;

  AttentionInputs(const AttentionShape& s, bool with_bias) : shape(s) {
    Rng rng(17);
    const int64_t row = s.batch * s.heads * s.head_dim;
    q = random_values(rng, row * s.queries);
    k = random_values(rng, row * s.keys);
    v = random_values(rng, row * s.keys);
    bias.assign(static_cast<size_t>(s.batch * s.keys), 0.0);
    if (!with_bias) return;
    bias = random_values(rng, s.batch * s.keys);
    bias[0] = kHidden;
  }

  size_t at(int64_t rows, int64_t b, int64_t row, int64_t h) const {
    return static_cast<size_t>(((b * rows + row) * shape.heads + h) * shape.head_dim);
  }
};

/// Probabilities (batch, heads, queries, keys).
Values probabilities(const AttentionInputs& in) {
  const auto& [batch, heads, queries, keys, dim] = in.shape;
  Values all;
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t h = 0; h < heads; ++h)
      for (int64_t i = 0; i < queries; ++i) {
        Values row;
        double sum = 0;
        for (int64_t j = 0; j < keys; ++j) {
          double dot = 0;
          for (int64_t d = 0; d < dim; ++d)
            dot += in.q[in.at(queries, b, i, h) + d] * in.k[in.at(keys, b, j, h) + d];
          row.push_back(std::exp(dot / std::sqrt(double(dim)) + in.bias[b * keys + j]));
          sum += row.back();
        }
        for (const double p : row) all.push_back(p / sum);
      }
  return all;
}

struct Gradients {
  Values q, k, v;
};

/// The chain rule over the whole matrix of probabilities.
Gradients naive_gradients(const AttentionInputs& in, const Values& g) {
  const auto& [batch, heads, queries, keys, dim] = in.shape;
  const Values p = probabilities(in);
  const double scale = 1 / std::sqrt(double(dim));
  Gradients out{Values(in.q.size()), Values(in.k.size()), Values(in.v.size())};
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t h = 0; h < heads; ++h)
      for (int64_t i = 0; i < queries; ++i) {
        const double* row = &p[((b * heads + h) * queries + i) * keys];
        const size_t qi = in.at(queries, b, i, h);
        Values grad_p(keys);
        double mean = 0;
        for (int64_t j = 0; j < keys; ++j) {
          for (int64_t d = 0; d < dim; ++d) {
            grad_p[j] += g[qi + d] * in.v[in.at(keys, b, j, h) + d];
            out.v[in.at(keys, b, j, h) + d] += row[j] * g[qi + d];
          }
          mean += row[j] * grad_p[j];
        }
        for (int64_t j = 0; j < keys; ++j)
          for (int64_t d = 0; d < dim; ++d) {
            const double ds = row[j] * (grad_p[j] - mean) * scale;
            out.q[qi + d] += ds * in.k[in.at(keys, b, j, h) + d];
            out.k[in.at(keys, b, j, h) + d] += ds * in.q[qi + d];
          }
      }
  return out;
}

struct Found {
  std::vector<float> q, k, v;
};

Found run_backward(const AttentionInputs& in, const Values& g, int threads = 0) {
  const auto& s = in.shape;
  const auto q = narrow(in.q), k = narrow(in.k), v = narrow(in.v), gf = narrow(g);
  const auto bias = narrow(in.bias);
  std::vector<float> out(q.size()), log_sums(s.batch * s.heads * s.queries);
  AttentionOptions options;
  options.key_bias = bias.data();
  options.key_bias_stride = s.keys;
  options.log_sums = log_sums.data();
  options.threads = threads;
  const auto view = [&](auto& t, int64_t rows) {
    return dense_head_rows(t.data(), rows, s.heads, s.head_dim);
  };
  attention<float>(
      s, view(q, s.queries), view(k, s.keys), view(v, s.keys), view(out, s.queries), options);
  Found found{
      std::vector<float>(q.size()), std::vector<float>(k.size()), std::vector<float>(v.size())};
  const auto& constant_out = out;
  attention_backward(s,
                     view(q, s.queries),
                     view(k, s.keys),
                     view(v, s.keys),
                     view(constant_out, s.queries),
                     view(gf, s.queries),
                     view(found.q, s.queries),
                     view(found.k, s.keys),
                     view(found.v, s.keys),
                     options);
  return found;
}

TEST(AttentionBackward, EqualsTheNaiveChainRule) {
  for (const AttentionShape& shape : {AttentionShape{1, 1, 1, 1, 1},
                                      AttentionShape{2, 2, 5, 7, 8},
                                      AttentionShape{1, 1, 7, 64, 3},
                                      AttentionShape{1, 2, 97, 130, 12},
                                      AttentionShape{1, 1, 200, 260, 20},
                                      AttentionShape{1, 1, 96, 128, 64}})
    for (const bool with_bias : {false, true}) {
      if (with_bias && shape.keys == 1) continue;
      const AttentionInputs in(shape, with_bias);
      Rng rng(3);
      const Values g = random_values(rng, static_cast<int64_t>(in.q.size()));
      const Gradients expected = naive_gradients(in, g);
      for_each_target([&](const std::string& target) {
        const std::string what = str_cat(target, " queries ", shape.queries, " keys ", shape.keys);
        const Found found = run_backward(in, g);
        expect_close(found.q, expected.q, what + " q");
        expect_close(found.k, expected.k, what + " k");
        expect_close(found.v, expected.v, what + " v");
      });
    }
}

TEST(AttentionBackward, FullyHiddenRowsHaveNoGradient) {
  AttentionInputs in({1, 1, 3, 5, 4}, false);
  in.bias.assign(5, kHidden);
  const Found found = run_backward(in, Values(12, 1.0));
  for (const auto* gradient : {&found.q, &found.k, &found.v})
    for (const float value : *gradient) EXPECT_EQ(value, 0);
}

TEST(AttentionBackward, SameBitsForAnyThreadCount) {
  const AttentionInputs in({2, 3, 100, 150, 16}, true);
  Rng rng(3);
  const Values g = random_values(rng, static_cast<int64_t>(in.q.size()));
  const Found one = run_backward(in, g, 1), many = run_backward(in, g, 3);
  EXPECT_EQ(one.q, many.q);
  EXPECT_EQ(one.k, many.k);
  EXPECT_EQ(one.v, many.v);
}

// ---- rows --------------------------------------------------------------------------------------

Values naive_normalize(const Values& x, int64_t dim, bool centre, double epsilon) {
  Values out(x.size());
  for (size_t row = 0; row < x.size(); row += dim) {
    double mean = 0, square = 0;
    for (int64_t i = 0; centre && i < dim; ++i) mean += x[row + i] / dim;
    for (int64_t i = 0; i < dim; ++i) square += std::pow(x[row + i] - mean, 2) / dim;
    for (int64_t i = 0; i < dim; ++i)
      out[row + i] = (x[row + i] - mean) / std::sqrt(square + epsilon);
  }
  return out;
}

TEST(LayerNormModulateBackward, EqualsNumericDerivatives) {
  for (const int64_t dim : {3, 16, 37}) {
    Rng rng(23);
    const int64_t rows = 5;
    const Values x = random_values(rng, rows * dim), g = random_values(rng, rows * dim);
    const Values modulation = random_values(rng, 4 * dim);  // shift and scale of both groups
    const auto forward = [&](const Values& input, const Values& m) {
      Values out = naive_normalize(input, dim, true, 1e-6);
      for (int64_t i = 0; i < rows * dim; ++i) {
        const int64_t group = i < 2 * dim ? 0 : 1;
        out[i] = out[i] * (1 + m[(2 * group + 1) * dim + i % dim]) + m[2 * group * dim + i % dim];
      }
      return out;
    };
    const Values grad_x =
        numeric_gradient(x, g, [&](const Values& v) { return forward(v, modulation); });
    const Values grad_m =
        numeric_gradient(modulation, g, [&](const Values& v) { return forward(x, v); });
    const auto xf = narrow(x), gf = narrow(g), mf = narrow(modulation);
    const RowGroup groups[] = {{2, &mf[0], &mf[dim]}, {3, &mf[2 * dim], &mf[3 * dim]}};
    for_each_target([&](const std::string& target) {
      std::vector<float> gx(x.size()), shift(2 * dim), scale(2 * dim), both;
      layer_norm_modulate_backward(xf, gf, rows, dim, groups, 1e-6f, gx, shift, scale);
      for (int64_t group = 0; group < 2; ++group)
        for (auto* part : {&shift, &scale})
          both.insert(both.end(), part->begin() + group * dim, part->begin() + (group + 1) * dim);
      expect_close(gx, grad_x, target + " x");
      expect_close(both, grad_m, target + " shift and scale");
    });
  }
}

TEST(RmsNormRotateBackward, EqualsNumericDerivatives) {
  for (const int64_t head_dim : {2, 6, 16}) {
    Rng rng(29);
    const int64_t rows = 4, dim = 2 * head_dim, positions = 2;
    const Values x = random_values(rng, rows * dim), g = random_values(rng, rows * dim);
    const Values weight = random_values(rng, dim);
    std::vector<float> cos_sin;
    for (int64_t i = 0; i < positions * head_dim / 2; ++i) {
      const double angle = rng.uniform(-3, 3);
      cos_sin.push_back(static_cast<float>(std::cos(angle)));
      cos_sin.push_back(static_cast<float>(std::sin(angle)));
    }
    const auto forward = [&](const Values& input, const Values& w) {
      const Values y = naive_normalize(input, dim, false, 1e-6);
      Values out(y.size());
      for (int64_t i = 0; i < rows * dim; i += 2) {
        const int64_t angle = i / dim % positions * head_dim + i % head_dim;
        const double a = y[i] * w[i % dim], b = y[i + 1] * w[i % dim + 1];
        out[i] = a * cos_sin[angle] - b * cos_sin[angle + 1];
        out[i + 1] = a * cos_sin[angle + 1] + b * cos_sin[angle];
      }
      return out;
    };
    const Values grad_x =
        numeric_gradient(x, g, [&](const Values& v) { return forward(v, weight); });
    const Values grad_w =
        numeric_gradient(weight, g, [&](const Values& v) { return forward(x, v); });
    const auto xf = narrow(x), gf = narrow(g), wf = narrow(weight);
    for_each_target([&](const std::string& target) {
      std::vector<float> gx(x.size()), gw(dim);
      rms_norm_rotate_backward(
          xf, gf, rows, dim, wf, 1e-6f, {cos_sin.data(), positions, head_dim}, gx, gw);
      expect_close(gx, grad_x, target + " x");
      expect_close(gw, grad_w, target + " weight");
    });
  }
}

TEST(RmsNormRotateBackward, WeightSumsDoNotDependOnThreads) {
  Rng rng(31);
  const int64_t rows = 700, dim = 12;
  const auto x = narrow(random_values(rng, rows * dim)), g = narrow(random_values(rng, rows * dim));
  const auto weight = narrow(random_values(rng, dim));
  std::vector<float> gx(x.size()), one(dim), three(dim);
  rms_norm_rotate_backward(x, g, rows, dim, weight, 1e-6f, {}, gx, one, 1);
  rms_norm_rotate_backward(x, g, rows, dim, weight, 1e-6f, {}, gx, three, 3);
  EXPECT_EQ(one, three);
}

TEST(RmsNormRotateBackward, WithoutWeightItRotatesBack) {
  std::vector<float> x{1, 2}, g{1, 0}, gx(2);
  const std::vector<float> cos_sin{0.6f, 0.8f};
  rms_norm_rotate_backward(x, g, 1, 2, {}, 0, {cos_sin.data(), 1, 2}, gx, {});
  EXPECT_FLOAT_EQ(gx[0], 0.6f);
  EXPECT_FLOAT_EQ(gx[1], -0.8f);
}

TEST(GeluTanhBackward, EqualsNumericDerivatives) {
  Values x;
  for (double v = -9; v < 9; v += 0.31) x.push_back(static_cast<float>(v));
  Rng rng(37);
  const Values g = random_values(rng, static_cast<int64_t>(x.size()));
  const Values expected = numeric_gradient(x, g, [](const Values& input) {
    Values out;
    for (const double v : input)
      out.push_back(0.5 * v * (1 + std::tanh(std::sqrt(2 / M_PI) * (v + 0.044715 * v * v * v))));
    return out;
  });
  for_each_target([&](const std::string& target) {
    std::vector<float> gx = narrow(g);
    gelu_tanh_backward(narrow(x), gx, gx);
    expect_close(gx, expected, target);
  });
}

TEST(GatedResidualBackward, EqualsItsFormula) {
  for (const int64_t dim : {1, 9, 32}) {
    Rng rng(41);
    const auto y = narrow(random_values(rng, 3 * dim)), g = narrow(random_values(rng, 3 * dim));
    const auto gate = narrow(random_values(rng, dim));
    const GateGroup groups[] = {{2, gate.data()}, {1, nullptr}};
    Values grad_y(3 * dim), grad_gate(2 * dim);
    for (int64_t i = 0; i < 3 * dim; ++i) {
      grad_y[i] = double{g[i]} * (i < 2 * dim ? gate[i % dim] : 1);
      grad_gate[(i < 2 * dim ? 0 : dim) + i % dim] += double{g[i]} * y[i];
    }
    for_each_target([&](const std::string& target) {
      std::vector<float> gy(3 * dim), gg(2 * dim);
      gated_residual_backward(y, g, 3, dim, groups, gy, gg);
      expect_close(gy, grad_y, target + " y");
      expect_close(gg, grad_gate, target + " gate");
    });
  }
}

}  // namespace
}  // namespace animax::kernels
