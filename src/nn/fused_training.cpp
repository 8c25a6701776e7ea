// SPDX-License-Identifier: MIT
#include "nn/fused_training.h"

#include "core/error.h"
#include "kernels/attention.h"
#include "kernels/rows_backward.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <span>
#include <vector>

namespace animax::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Arguments of a function that are no variables: no gradient is asked of them.
struct Constant {
  at::Tensor tensor;
};

std::span<float> values(const at::Tensor& t) {
  CHECK_THAT(t.is_contiguous() && t.scalar_type() == at::kFloat);
  return {t.data_ptr<float>(), static_cast<size_t>(t.numel())};
}

template <typename T>
kernels::HeadRows<T> head_rows(const at::Tensor& t) {
  return {t.data_ptr<float>(), t.stride(0), t.stride(1), t.stride(2)};
}

at::Tensor dense_heads(const at::Tensor& t) { return t.stride(3) == 1 ? t : t.contiguous(); }

kernels::AttentionShape attention_shape(const at::Tensor& q, const at::Tensor& k) {
  return {q.size(0), q.size(2), q.size(1), k.size(1), q.size(3)};
}

kernels::AttentionOptions attention_options(const at::Tensor& key_bias,
                                            const at::Tensor& log_sums) {
  kernels::AttentionOptions options;
  options.log_sums = log_sums.data_ptr<float>();
  if (key_bias.defined()) {
    options.key_bias = key_bias.data_ptr<float>();
    options.key_bias_stride = key_bias.size(0) == 1 ? 0 : key_bias.size(1);
  }
  return options;
}

struct AttentionFunction : torch::autograd::Function<AttentionFunction> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& q_any,
                            const at::Tensor& k_any,
                            const at::Tensor& v_any,
                            const Constant& bias) {
    const at::Tensor q = dense_heads(q_any), k = dense_heads(k_any), v = dense_heads(v_any);
    const at::Tensor key_bias =
        bias.tensor.defined() ? bias.tensor.to(at::kFloat).contiguous() : at::Tensor();
    const at::Tensor out = at::empty(q.sizes(), q.options());
    const at::Tensor log_sums = at::empty({q.size(0), q.size(2), q.size(1)}, q.options());
    kernels::attention<float>(attention_shape(q, k),
                              head_rows<const float>(q),
                              head_rows<const float>(k),
                              head_rows<const float>(v),
                              head_rows<float>(out),
                              attention_options(key_bias, log_sums));
    context->save_for_backward({q, k, v, out, log_sums, key_bias});
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &q = saved[0], &k = saved[1], &v = saved[2], &out = saved[3];
    const at::Tensor grad_out = dense_heads(grads[0]);
    const at::Tensor grad_q = at::empty(q.sizes(), q.options());
    const at::Tensor grad_k = at::empty(k.sizes(), k.options());
    const at::Tensor grad_v = at::empty(v.sizes(), v.options());
    kernels::attention_backward(attention_shape(q, k),
                                head_rows<const float>(q),
                                head_rows<const float>(k),
                                head_rows<const float>(v),
                                head_rows<const float>(out),
                                head_rows<const float>(grad_out),
                                head_rows<float>(grad_q),
                                head_rows<float>(grad_k),
                                head_rows<float>(grad_v),
                                attention_options(saved[5], saved[4]));
    return {grad_q, grad_k, grad_v, at::Tensor()};
  }
};

/// How the tokens of x (B, V, f, P, D) share the vectors of m (B or 1, 1, f or 1, 1, D).
struct Sharing {
  Sharing(const at::Tensor& x, const at::Tensor& m)
      : batch(x.size(0)),
        views(x.size(1)),
        frames(m.size(2) > 1 ? x.size(2) : 1),
        rows(x.size(3) * (m.size(2) > 1 ? 1 : x.size(2))),
        one_for_all(m.size(0) == 1) {}

  int64_t count() const { return batch * views * frames; }
  /// Offset in dense m of the vector of group i = (b, v, f).
  int64_t offset(int64_t i, int64_t dim) const {
    const int64_t f = i % frames, b = one_for_all ? 0 : i / frames / views;
    return (b * frames + f) * dim;
  }
  /// Sums (count, D) over the groups that share a vector: the shape of m.
  at::Tensor summed(const at::Tensor& per_group) const {
    const at::Tensor sums = per_group.view({batch, views, frames, -1}).sum(1);
    const at::Tensor all = one_for_all && batch > 1 ? sums.sum(0, /*keepdim=*/true) : sums;
    return all.unsqueeze(1).unsqueeze(3);
  }

  int64_t batch, views, frames, rows;
  bool one_for_all;
};

struct NormModulateFunction : torch::autograd::Function<NormModulateFunction> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& x_any,
                            const at::Tensor& shift_any,
                            const at::Tensor& scale_any,
                            double eps) {
    const at::Tensor x = x_any.contiguous();
    const at::Tensor shift = shift_any.contiguous(), scale = scale_any.contiguous();
    const at::Tensor out = at::empty_like(x);
    const int64_t dim = x.size(-1);
    kernels::layer_norm_modulate<float>(values(x),
                                        x.numel() / dim,
                                        dim,
                                        groups(x, shift, scale),
                                        static_cast<float>(eps),
                                        values(out));
    context->save_for_backward({x, shift, scale});
    context->saved_data["eps"] = eps;
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &shift = saved[1], &scale = saved[2];
    const Sharing sharing(x, shift);
    const int64_t dim = x.size(-1);
    const at::Tensor grad_x = at::empty_like(x);
    const at::Tensor grad_shift = at::empty({sharing.count(), dim}, x.options());
    const at::Tensor grad_scale = at::empty_like(grad_shift);
    kernels::layer_norm_modulate_backward(values(x),
                                          values(grads[0].contiguous()),
                                          x.numel() / dim,
                                          dim,
                                          groups(x, shift, scale),
                                          static_cast<float>(context->saved_data["eps"].toDouble()),
                                          values(grad_x),
                                          values(grad_shift),
                                          values(grad_scale));
    return {grad_x, sharing.summed(grad_shift), sharing.summed(grad_scale), at::Tensor()};
  }

  static std::vector<kernels::RowGroup> groups(const at::Tensor& x,
                                               const at::Tensor& shift,
                                               const at::Tensor& scale) {
    const Sharing sharing(x, shift);
    std::vector<kernels::RowGroup> result;
    for (int64_t i = 0; i < sharing.count(); ++i) {
      const int64_t offset = sharing.offset(i, x.size(-1));
      result.push_back(
          {sharing.rows, shift.data_ptr<float>() + offset, scale.data_ptr<float>() + offset});
    }
    return result;
  }
};

struct NormRotateFunction : torch::autograd::Function<NormRotateFunction> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& y_any,
                            const at::Tensor& weight_any,
                            double eps,
                            const Constant& rope,
                            int64_t heads) {
    const at::Tensor y = y_any.contiguous(), weight = weight_any.contiguous();
    const at::Tensor turns = rope.tensor.defined()
                                 ? at::view_as_real(rope.tensor).to(at::kFloat).contiguous()
                                 : at::Tensor();
    const int64_t dim = y.size(2);
    const at::Tensor out = at::empty({y.size(0), y.size(1), heads, dim / heads}, y.options());
    kernels::rms_norm_rotate<float>(values(y),
                                    y.numel() / dim,
                                    dim,
                                    values(weight),
                                    static_cast<float>(eps),
                                    table(turns, dim / heads),
                                    values(out));
    context->save_for_backward({y, weight, turns});
    context->saved_data["eps"] = eps;
    context->saved_data["head_dim"] = dim / heads;
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &y = saved[0], &weight = saved[1];
    const int64_t dim = y.size(2);
    const at::Tensor grad_y = at::empty_like(y), grad_weight = at::empty_like(weight);
    kernels::rms_norm_rotate_backward(values(y),
                                      values(grads[0].contiguous()),
                                      y.numel() / dim,
                                      dim,
                                      values(weight),
                                      static_cast<float>(context->saved_data["eps"].toDouble()),
                                      table(saved[2], context->saved_data["head_dim"].toInt()),
                                      values(grad_y),
                                      values(grad_weight));
    return {grad_y, grad_weight, at::Tensor(), at::Tensor(), at::Tensor()};
  }

  static kernels::RotaryTable table(const at::Tensor& turns, int64_t head_dim) {
    if (!turns.defined()) return {nullptr, 0, head_dim};
    return {turns.data_ptr<float>(), turns.numel() / head_dim, head_dim};
  }
};

struct ActivateFunction : torch::autograd::Function<ActivateFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& y_any) {
    const at::Tensor y = y_any.contiguous(), out = at::empty_like(y);
    kernels::gelu_tanh<float>(values(y), values(out));
    context->save_for_backward({y});
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const at::Tensor y = context->get_saved_variables()[0];
    const at::Tensor grad_y = at::empty_like(y);
    kernels::gelu_tanh_backward(values(y), values(grads[0].contiguous()), values(grad_y));
    return {grad_y};
  }
};

struct AddGatedFunction : torch::autograd::Function<AddGatedFunction> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& x,
                            const at::Tensor& gate_any,
                            const at::Tensor& y_any) {
    const at::Tensor gate = gate_any.contiguous(), y = y_any.contiguous().view(x.sizes());
    context->save_for_backward({gate, y});
    context->saved_data["sizes"] = y_any.sizes().vec();
    return at::addcmul(x, gate, y);
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &gate = saved[0], &y = saved[1];
    const Sharing sharing(y, gate);
    const int64_t dim = y.size(-1);
    std::vector<kernels::GateGroup> groups;
    for (int64_t i = 0; i < sharing.count(); ++i)
      groups.push_back({sharing.rows, gate.data_ptr<float>() + sharing.offset(i, dim)});
    const at::Tensor grad_y = at::empty_like(y);
    const at::Tensor grad_gate = at::empty({sharing.count(), dim}, y.options());
    kernels::gated_residual_backward(values(y),
                                     values(grads[0].contiguous()),
                                     y.numel() / dim,
                                     dim,
                                     groups,
                                     values(grad_y),
                                     values(grad_gate));
    return {grads[0],
            sharing.summed(grad_gate),
            grad_y.view(context->saved_data["sizes"].toIntVector())};
  }
};

}  // namespace

bool training_kernels_apply(const at::Tensor& x, at::ScalarType compute) {
  return at::GradMode::is_enabled() && x.device().is_cpu() && x.scalar_type() == at::kFloat &&
         compute == at::kFloat;
}

at::Tensor attention_with_gradients(const at::Tensor& q,
                                    const at::Tensor& k,
                                    const at::Tensor& v,
                                    const at::Tensor& key_bias) {
  return AttentionFunction::apply(q, k, v, Constant{key_bias});
}

at::Tensor norm_modulate_with_gradients(const at::Tensor& x,
                                        const at::Tensor& shift,
                                        const at::Tensor& scale,
                                        double eps) {
  return NormModulateFunction::apply(x, shift, scale, eps);
}

at::Tensor norm_rotate_with_gradients(const at::Tensor& y,
                                      const at::Tensor& weight,
                                      double eps,
                                      const at::Tensor& rope,
                                      int64_t heads) {
  return NormRotateFunction::apply(y, weight, eps, Constant{rope}, heads);
}

at::Tensor activate_with_gradients(const at::Tensor& y) { return ActivateFunction::apply(y); }

at::Tensor add_gated_with_gradients(const at::Tensor& x,
                                    const at::Tensor& gate,
                                    const at::Tensor& y) {
  return AddGatedFunction::apply(x, gate, y);
}

}  // namespace animax::nn
