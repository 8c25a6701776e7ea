// SPDX-License-Identifier: MIT
#include "train/trainer.h"

#include "core/interrupt.h"
#include "core/log.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "train/clip_pool.h"
#include "train/curve_log.h"
#include "train/training_run.h"

#include <ATen/ATen.h>

#include <chrono>
#include <cstdio>

namespace animax::train {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr int kReportEvery = 50;  // steps

// Progress and log.csv: means over the steps since the last report.
class Report {
 public:
  Report(const TrainConfig& config, int64_t first_step)
      : config_(config),
        first_step_(first_step),
        curve_(config.output, first_step),
        progress_("training",
                  static_cast<size_t>(config.total_steps()),
                  static_cast<size_t>(first_step)) {}

  void waited(double seconds) { waited_ += seconds; }

  void count(const TrainingRun& run) {
    loss_ += run.last_terms().total;
    x0_ += run.last_terms().pose;
    still_ += run.last_terms().still;
    ++steps_;
    progress_.advance();
  }

  void write(int64_t step, std::optional<double> validation, const TrainingRun& run) {
    const double elapsed = seconds_since(start_);
    const auto clips =
        static_cast<double>(config_.clips_before(step) - config_.clips_before(first_step_));
    curve_.add({step,
                elapsed,
                config_.clips_before(step),
                loss_ / steps_,
                x0_ / steps_,
                still_ / steps_,
                validation,
                config_.learning_rate_at(step - 1),
                run.last_norm()});
    char line[256];
    std::snprintf(line,
                  sizeof line,
                  "loss %.4f, x0 %.3f of still, %.1f clips/s, %.0f%% waiting for data",
                  loss_ / steps_,
                  x0_ / std::max(still_, 1e-12),
                  clips / elapsed,
                  100 * waited_ / elapsed);
    const std::string text = validation ? str_cat(line, ", validation ", *validation) : line;
    progress_.note(text);
    if (validation) {
      log_info(str_cat("step ", step, ": ", text));
      curve_.draw();
    }
    loss_ = x0_ = still_ = 0;
    steps_ = 0;
  }

 private:
  const TrainConfig& config_;
  const int64_t first_step_;
  const Clock::time_point start_ = Clock::now();
  CurveLog curve_;
  Progress progress_;
  double waited_ = 0;  // seconds for data, since the start
  double loss_ = 0, x0_ = 0, still_ = 0;
  int64_t steps_ = 0;
};

std::vector<data::TrainingClip> take_clips(data::ClipQueue& queue, int count) {
  std::vector<data::TrainingClip> clips;
  for (int i = 0; i < count; ++i) clips.push_back(queue.next());
  return clips;
}

std::vector<Batch> validation_batches(const TrainConfig& config,
                                      const MakeClipSource& make_source,
                                      const Tokenize& tokenize) {
  constexpr int kBatch = 16;
  data::ClipQueue queue([&] { return make_source(true); }, 0, thread_count(), 2 * kBatch);
  std::vector<Batch> batches;
  Rng rng = Rng(config.seed).fork("validation");
  for (int done = 0; done < config.validation_clips; done += kBatch)
    batches.push_back(
        make_batch(take_clips(queue, std::min(kBatch, config.validation_clips - done)),
                   config,
                   config.clip.cameras.views,
                   false,
                   tokenize,
                   rng));
  return batches;
}

}  // namespace

double validate(const nn::JointModel& model,
                const std::vector<Batch>& batches,
                at::ScalarType compute) {
  const at::NoGradGuard no_grad;
  at::manual_seed(1);
  double error = 0, still = 0;
  for (const Batch& batch : batches) {
    const LossTerms terms = flow_matching_loss(
        model, batch, at::ones({batch.size()}), draw_noise(batch), {}, {}, compute);
    error += terms.pose * batch.size();
    still += terms.still * batch.size();
  }
  return still > 0 ? error / still : 1;
}

TrainOutcome train(const TrainConfig& config,
                   bool resume,
                   const MakeClipSource& make_source,
                   const Tokenize& tokenize,
                   const OnValidation& on_validation) {
  TrainingRun run(config, resume);
  std::vector<Batch> validation = validation_batches(config, make_source, tokenize);
  for (Batch& batch : validation) move_to(batch, run.device());
  const int workers = config.workers > 0 ? config.workers : std::max(1, thread_count() - 1);
  ClipPool pool(
      config, [&] { return make_source(false); }, run.first_step(), workers);
  Report report(config, run.first_step());

  TrainOutcome outcome;
  const int64_t total = config.total_steps();
  Clock::time_point last_save = Clock::now();
  for (int64_t step = run.first_step(); step < total && !outcome.interrupted; ++step) {
    const Stage& stage = config.stage_of(step);
    Rng rng = Rng(config.seed).fork("batch").fork(static_cast<uint64_t>(step));
    const Clock::time_point waiting = Clock::now();
    Batch batch = make_batch(pool.take(step), config, stage.views, true, tokenize, rng);
    report.waited(seconds_since(waiting));
    move_to(batch, run.device());
    run.step(step, batch);
    report.count(run);

    outcome.steps = step + 1;
    outcome.interrupted = interrupted();
    const bool stop = outcome.interrupted || step + 1 == total;
    const bool check = stop || (step + 1) % config.validate_every == 0;
    if (check) outcome.validation_error = validate(run.averaged(), validation, run.compute());
    if (check || (step + 1) % kReportEvery == 0)
      report.write(step + 1, check ? std::optional(outcome.validation_error) : std::nullopt, run);
    if (check || seconds_since(last_save) > 60 * config.checkpoint_minutes) {
      run.save(step + 1);
      last_save = Clock::now();
    }
    if (check && on_validation && !outcome.interrupted)
      on_validation(step + 1, config.output / "model");
  }
  return outcome;
}

}  // namespace animax::train
