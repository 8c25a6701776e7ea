// SPDX-License-Identifier: MIT
#include "nn/attention.h"

#include "core/error.h"
#include "kernels/attention.h"
#include "nn/fused.h"
#include "nn/fused_training.h"

#include <ATen/ATen.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace animax::nn {
namespace {

// Largest number of logits held at once by the explicit form: 64 MiB of fp32.
constexpr int64_t kMaxLogits = int64_t{1} << 24;

// Above this many keys a biased attention is one over tokens, not over text rows.
[[maybe_unused]] constexpr int64_t kFewKeys = 640;

// The textbook form over (B, N, L, d), in fp32 or fp64, a bounded number of queries at a time.
at::Tensor explicit_attention(const at::Tensor& q,
                              const at::Tensor& k,
                              const at::Tensor& v,
                              const at::Tensor& key_bias) {
  const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(3)));
  const at::Tensor k_columns = k.transpose(2, 3);
  const at::Tensor bias =
      key_bias.defined() ? key_bias.to(q.scalar_type()).unsqueeze(1).unsqueeze(1) : key_bias;
  const auto rows = [&](const at::Tensor& queries) {
    at::Tensor logits = at::matmul(queries * scale, k_columns);
    if (bias.defined()) logits = logits + bias;
    return at::matmul(logits.softmax(-1), v);
  };
  const int64_t logits_per_query = std::max<int64_t>(1, q.size(0) * q.size(1) * k.size(2));
  const int64_t step = std::max<int64_t>(1, kMaxLogits / logits_per_query);
  if (q.size(2) <= step) return rows(q);
  std::vector<at::Tensor> parts;
  for (int64_t begin = 0; begin < q.size(2); begin += step) {
    parts.push_back(rows(q.narrow(2, begin, std::min(step, q.size(2) - begin))));
  }
  return at::cat(parts, 2);
}

template <typename T>
kernels::HeadRows<T> head_rows(const at::Tensor& t) {
  return {static_cast<T*>(t.data_ptr()), t.stride(0), t.stride(1), t.stride(2)};
}

template <typename T>
void run_kernel(const at::Tensor& q,
                const at::Tensor& k,
                const at::Tensor& v,
                const at::Tensor& key_bias,
                const at::Tensor& out) {
  kernels::AttentionOptions options;
  at::Tensor bias;
  if (key_bias.defined()) {
    bias = key_bias.to(at::kFloat).contiguous();
    options.key_bias = bias.data_ptr<float>();
    options.key_bias_stride = bias.size(0) == 1 ? 0 : bias.size(1);
  }
  kernels::attention<T>({q.size(0), q.size(2), q.size(1), k.size(1), q.size(3)},
                        head_rows<const T>(q),
                        head_rows<const T>(k),
                        head_rows<const T>(v),
                        head_rows<T>(out),
                        options);
}

// The streaming form of kernels/attention.h over (B, L, N, d).
at::Tensor streaming_attention(const at::Tensor& q,
                               const at::Tensor& k,
                               const at::Tensor& v,
                               const at::Tensor& key_bias) {
  const auto dense = [](const at::Tensor& t) { return t.stride(3) == 1 ? t : t.contiguous(); };
  const at::Tensor out = at::empty(q.sizes(), q.options());
  const auto run = q.scalar_type() == at::kFloat ? run_kernel<float> : run_kernel<kernels::Bf16>;
  run(dense(q), dense(k), dense(v), key_bias, out);
  return out;
}

}  // namespace

at::Tensor attention(const at::Tensor& q,
                     const at::Tensor& k,
                     const at::Tensor& v,
                     const at::Tensor& key_bias) {
  CHECK_EQ(q.dim(), 4);
  CHECK_EQ(k.dim(), 4);
  CHECK_EQ(q.size(3), k.size(3));
  CHECK_EQ(k.size(1), v.size(1));
  if (training_kernels_apply(q, q.scalar_type()))
    return attention_with_gradients(q, k, v, key_bias);
  if (kernels_apply(q, q.scalar_type())) return streaming_attention(q, k, v, key_bias);
  const at::Tensor qh = q.transpose(1, 2), kh = k.transpose(1, 2),
                   vh = v.transpose(1, 2);  // (B, N, L, d)
#if TORCH_VERSION_MAJOR >= 2
  if (!key_bias.defined()) return at::scaled_dot_product_attention(qh, kh, vh).transpose(1, 2);
  // The fused kernels take a bias only in q's dtype, and bf16 would round the logarithm that stands
  // for the text's padding; with that few keys the explicit form is cheap.
  const bool is_wide = q.scalar_type() == at::kFloat || q.scalar_type() == at::kDouble;
  if (is_wide || k.size(1) > kFewKeys) {
    const at::Tensor mask = key_bias.to(q.scalar_type()).unsqueeze(1).unsqueeze(1);
    return at::scaled_dot_product_attention(qh, kh, vh, mask).transpose(1, 2);
  }
#endif
  const auto type = q.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  return explicit_attention(qh.to(type), kh.to(type), vh.to(type), key_bias)
      .to(q.scalar_type())
      .transpose(1, 2);
}

}  // namespace animax::nn
