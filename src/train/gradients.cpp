// SPDX-License-Identifier: MIT
#include "train/gradients.h"

#include "nn/replicas.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

namespace animax::train {
namespace {

struct Part {
  int64_t begin = 0, end = 0;
  LossTerms terms;
  std::vector<at::Tensor> gradients;
};

std::vector<Part> split(int64_t clips, int replicas) {
  const int64_t count = std::clamp<int64_t>(replicas, 1, clips);
  std::vector<Part> parts(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    parts[i].begin = clips * i / count;
    parts[i].end = clips * (i + 1) / count;
  }
  return parts;
}

}  // namespace

StepTerms accumulate_gradients(const nn::JointModel& model,
                               const Batch& batch,
                               const at::Tensor& sigmas,
                               const BatchNoise& noise,
                               const std::vector<at::Tensor>& parameters,
                               const GradientOptions& options) {
  std::vector<Part> parts = split(batch.size(), options.replicas);
  const auto compute = [&](Part& part) {
    part.terms = flow_matching_loss(model,
                                    slice(batch, part.begin, part.end),
                                    sigmas.slice(0, part.begin, part.end),
                                    slice(noise, part.begin, part.end),
                                    options.weights,
                                    options.head,
                                    options.compute);
    part.gradients = torch::autograd::grad({part.terms.total},
                                           parameters,
                                           {},
                                           /*retain_graph=*/false,
                                           /*create_graph=*/false,
                                           /*allow_unused=*/true);
  };
  if (parts.size() == 1) {
    compute(parts[0]);
  } else {
    nn::for_each_replica(parts.size(), [&](size_t i) { compute(parts[i]); });
  }

  const at::NoGradGuard no_grad;
  StepTerms sum;
  for (Part& part : parts) {
    const double share = static_cast<double>(part.end - part.begin) / batch.size();
    sum.total += share * part.terms.total.item<double>();
    sum.pose += share * part.terms.pose;
    sum.still += share * part.terms.still;
    for (size_t i = 0; i < parameters.size(); ++i) {
      if (!part.gradients[i].defined()) continue;
      at::Tensor parameter = parameters[i];
      at::Tensor& gradient = parameter.mutable_grad();
      if (gradient.defined()) {
        gradient.add_(part.gradients[i], share);
      } else {
        gradient = part.gradients[i] * share;
      }
    }
  }
  return sum;
}

}  // namespace animax::train
