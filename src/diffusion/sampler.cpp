// SPDX-License-Identifier: MIT
#include "diffusion/sampler.h"

#include "core/error.h"
#include "core/interrupt.h"
#include "core/progress.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <chrono>

namespace animax::diffusion {
namespace {

/// The passes' predictions turned into one, of the kind that `kind` is set to.
at::Tensor guided_prediction(const Model& model,
                             const Query& query,
                             const GuidancePlan& plan,
                             Prediction& kind) {
  const at::Tensor predictions = model.predict(query);
  CHECK_EQ(predictions.dim(), query.sample.dim() + 1);
  CHECK_EQ(predictions.size(0), static_cast<int64_t>(plan.passes.size()));
  kind = model.prediction;
  if (plan.rescale == 0 || kind == Prediction::kVelocity) return combine_passes(plan, predictions);
  // The deviation that rescaling compares is that of velocities.
  kind = Prediction::kVelocity;
  return combine_passes(plan, velocity_from_clean(query.sample, predictions, query.sigma));
}

/// Tells how long the passes still to come will take.
class PassClock {
 public:
  explicit PassClock(int passes) : passes_(passes) {}
  void advance(size_t passes) { done_ += static_cast<int>(passes); }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  double seconds_left() const { return done_ ? seconds() / done_ * (passes_ - done_) : 0; }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  const int passes_;
  int done_ = 0;
};

}  // namespace

void SampleOptions::validate() const {
  sampler.schedule.validate();
  guidance.validate();
}

at::Tensor sample(const Model& model, const at::Tensor& noise, const SampleOptions& options) {
  options.validate();
  const at::NoGradGuard no_grad;
  const Schedule schedule = make_schedule(options.sampler.schedule);
  const auto solver = make_solver(options.sampler.solver, schedule.sigmas);
  Progress progress(options.label, static_cast<size_t>(schedule.steps()));
  PassClock clock(count_passes(options.guidance, schedule.sigmas));

  at::Tensor x = noise;
  for (int i = 0; i < schedule.steps(); ++i) {
    throw_if_interrupted();
    if (options.cancelled && options.cancelled()) throw Interrupted();

    const double sigma = schedule.sigmas[static_cast<size_t>(i)];
    const GuidancePlan plan = plan_guidance(options.guidance, sigma);
    const Query query{x, sigma, schedule.timesteps[static_cast<size_t>(i)], plan.passes, i};
    Prediction kind;
    const at::Tensor prediction = guided_prediction(model, query, plan, kind);
    if (!at::isfinite(prediction).all().item<bool>())
      throw Error(
          "denoising step ", i + 1, " of ", schedule.steps(), ": the model's output is not finite");
    x = solver->step(x, prediction, kind);

    if (options.trace) options.trace(i, x);
    clock.advance(plan.passes.size());
    progress.advance();
    if (options.progress)
      options.progress({i + 1, schedule.steps(), clock.seconds(), clock.seconds_left()});
  }
  return x;
}

}  // namespace animax::diffusion
