// SPDX-License-Identifier: MIT
// Decoupled weight decay Adam or Muon over named fp32 parameters, with gradient clipping and an
// exponential moving average of the weights.
// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2;
// for Muon see orthogonalize.h.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace animax::train {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

enum class OptimizerMethod {
  kAdamW,
  kMuon,  ///< of matrices inside the network; embeddings, the last layer and vectors take AdamW
};

struct OptimizerOptions {
  OptimizerMethod method = OptimizerMethod::kAdamW;
  double beta1 = 0.9;
  double beta2 = 0.98;
  double epsilon = 1e-8;
  double momentum = 0.95;               ///< Muon's (Nesterov)
  at::ScalarType compute = at::kFloat;  ///< of Muon's matrix products
  double weight_decay =
      0.01;                ///< of matrices only: biases, norms and embeddings of one row are exempt
  double clip_norm = 1.0;  ///< largest norm of the whole gradient; 0: no clipping
  double ema_decay = 0.999;  ///< warmed up as min(ema_decay, (1 + step) / (10 + step))

  void validate() const;
};

/// Optimiser state beside the parameters; all tensors live on the parameters' device.
class Optimizer {
 public:
  /// `parameters` require gradients; the optimiser keeps references to them.
  Optimizer(NamedTensors parameters, const OptimizerOptions& options);

  /// The parameters in the order they were given in.
  std::vector<at::Tensor> parameters() const;

  /// Applies the accumulated gradients with this learning rate and clears them. Returns the norm of
  /// the gradient before clipping; a gradient that is not finite changes nothing.
  double step(double learning_rate);

  int64_t steps() const { return steps_; }

  /// The averaged weights, by parameter name.
  std::map<std::string, at::Tensor> averaged() const;

  /// Everything needed to go on as if never stopped ("m.<name>", "v.<name>" but with Muon,
  /// "ema.<name>", "steps").
  std::map<std::string, at::Tensor> state() const;

  /// Throws Error naming the tensor that is missing or has another shape.
  void load_state(const std::map<std::string, at::Tensor>& state, const std::string& where);

 private:
  struct Slot {
    std::string name;
    at::Tensor parameter, m, v, ema;  ///< v: undefined with Muon
    bool decays = false;
    bool muon = false;
  };
  /// What one step does to every weight.
  struct Update {
    double learning_rate;
    double m_scale, v_scale;  ///< step size over the first, scale of the root of the second moment
    double clip;              ///< of the gradient
    double ema;
  };
  void update_all(const Update& update);
  void update(Slot& slot, const at::Tensor& gradient, const Update& update) const;
  void adamw_by_operators(Slot& slot, const at::Tensor& gradient, const Update& update) const;
  void adamw_in_one_pass(Slot& slot, const at::Tensor& gradient, const Update& update) const;
  void muon(Slot& slot, const at::Tensor& gradient, const Update& update) const;
  double decay(const Slot& slot, const Update& update) const;

  std::vector<Slot> slots_;
  OptimizerOptions options_;
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
