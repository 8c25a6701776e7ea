// SPDX-License-Identifier: MIT
// Decoupled weight decay Adam over named fp32 parameters, with gradient clipping and an exponential
// moving average of the weights.
// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace animax::train {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.98;
  double epsilon = 1e-8;
  double weight_decay =
      0.01;                ///< of matrices only: biases, norms and embeddings of one row are exempt
  double clip_norm = 1.0;  ///< largest norm of the whole gradient; 0: no clipping
  double ema_decay = 0.999;  ///< warmed up as min(ema_decay, (1 + step) / (10 + step))

  void validate() const;
};

/// Optimiser state beside the parameters; all tensors live on the parameters' device.
class AdamW {
 public:
  /// `parameters` require gradients; the optimiser keeps references to them.
  AdamW(NamedTensors parameters, const AdamWOptions& options);

  /// The parameters in the order they were given in.
  std::vector<at::Tensor> parameters() const;

  /// Applies the accumulated gradients with this learning rate and clears them. Returns the norm of
  /// the gradient before clipping; a gradient that is not finite changes nothing.
  double step(double learning_rate);

  int64_t steps() const { return steps_; }

  /// The averaged weights, by parameter name.
  std::map<std::string, at::Tensor> averaged() const;

  /// Everything needed to go on as if never stopped ("m.<name>", "v.<name>", "ema.<name>",
  /// "steps").
  std::map<std::string, at::Tensor> state() const;

  /// Throws Error naming the tensor that is missing or has another shape.
  void load_state(const std::map<std::string, at::Tensor>& state, const std::string& where);

 private:
  struct Slot {
    std::string name;
    at::Tensor parameter, m, v, ema;
    bool decays = false;
  };
  /// What one step does to every weight.
  struct Update {
    double m_scale, v_scale;  ///< step size over the first, scale of the root of the second moment
    double clip;              ///< of the gradient
    double ema;
  };
  void update_by_operators(at::Tensor parameter,
                           const at::Tensor& gradient,
                           at::Tensor m,
                           at::Tensor v,
                           at::Tensor ema,
                           const Update& update,
                           double decay) const;
  void update_in_one_pass(const at::Tensor& parameter,
                          const at::Tensor& gradient,
                          const at::Tensor& m,
                          const at::Tensor& v,
                          const at::Tensor& ema,
                          const Update& update,
                          double decay) const;

  std::vector<Slot> slots_;
  AdamWOptions options_;
  int64_t steps_ = 0;
};

/// Linear warm-up, constant, then a cosine down to `floor` of the peak over the last `decay` steps.
struct LearningRate {
  double peak = 1e-3;
  int64_t warmup = 100;
  int64_t decay = 0;  ///< 0: none
  int64_t total = 0;
  double floor = 0.02;

  double at(int64_t step) const;
};

}  // namespace animax::train
