// SPDX-License-Identifier: MIT
// Judges a model on held-out scenes: is the motion the one asked for, and would an animator keep
// it? Beside what the model made stand the true clip, the rest pose and the true clip of another
// motion, which show what each figure is worth.
#pragma once

#include "data/clips/synthetic_clips.h"
#include "eval/motion_metrics.h"

#include <array>
#include <functional>

namespace animax::eval {

/// What a model made of a prompt.
struct GeneratedMotion {
  Motion motion;
  double confidence = 0;  ///< of the lifting, [0, 1]
};
using AnimateFunction =
    std::function<GeneratedMotion(const Rig&, const std::string& prompt, uint64_t seed)>;

/// What makes a motion of a scene, not by its caption alone.
using PerformFunction = std::function<GeneratedMotion(const data::SyntheticScene&, uint64_t seed)>;

/// Held-out clips: another seed than any training run's default, wordings that training never sees.
inline constexpr uint64_t kHeldOutSeed = 0x7e57c11b5ull;
/// Captions that a motion chooses from: its own and those of other motions of the same body.
inline constexpr int kRetrievalCandidates = 32;

/// Which pairs of body plan and motion are asked for (data/clips/splits.h).
enum class Pairs { kAll, kTrained, kHeldOut };

struct ModelEvalOptions {
  int count = 64;  ///< held-out clips
  /// Instead of held-out clips, the prompts of data::samples() on their rigs, each this many times.
  int samples = 0;
  Pairs pairs = Pairs::kAll;
  uint64_t scenes = kHeldOutSeed;    ///< seed that they are drawn from
  bool unfamiliar_subjects = false;  ///< captions name other bodies, half of them unheard of
  /// Of the model's noise: clip i uses seed + i; of samples the first of each prompt uses the seed
  /// itself, as `animate` does, the next seed + 1.
  uint64_t seed = 0;
  int retrieval_clips = 3000;  ///< true clips that retrieval is fitted on; 0: no retrieval

  void validate() const;  ///< throws UsageError naming the option
};

/// Who performs for a caption.
enum Performer { kGenerated, kTrueClip, kStill, kWrongCaption, kPerformers };
/// "generated", "truth", "still", "wrong_caption": keys in JSON.
const char* key_of(Performer performer);

struct Judgement {
  bool passed = false;  ///< data::check_motion finds the motion that the caption names
  double score = 0;
  std::string reason;       ///< the checker's weakest condition
  MotionMetrics metrics;    ///< joint_error is against the true clip
  std::optional<int> rank;  ///< of the own caption among the candidates, 0 is best; if judged
};

struct JudgedScene {
  uint64_t index = 0;  ///< of scene_of
  std::string caption, motion, plan, species;
  std::string pair;  ///< of plan and motion: "trained" or "held out"
  double confidence = 0;
  std::array<Judgement, kPerformers> by;
  Motion generated, truth;
};

struct ModelEvaluation {
  ModelEvalOptions options;
  std::vector<JudgedScene> scenes;
};

/// What is asked of the model in scene `index`: a held-out scene, or a sample with its prompt.
data::SyntheticScene scene_of(const ModelEvalOptions& options, uint64_t index);

/// Draws scenes or makes samples, lets `animate` perform each caption and judges. The true clips
/// have the rate and length of what the model makes. Deterministic where `animate` is. Throws what
/// `animate` throws, and Interrupted on Ctrl-C.
ModelEvaluation evaluate_model(const AnimateFunction& animate, const ModelEvalOptions& options);

/// The same of whatever performs, called without bars and messages.
ModelEvaluation evaluate_performances(const PerformFunction& perform,
                                      const ModelEvalOptions& options);

/// Calls `make` without the messages and bars of single clips, which would tear the bar of the
/// whole evaluation; warnings stay.
GeneratedMotion make_quietly(const std::function<GeneratedMotion()>& make);

/// What measure_motion needs to know of a motion by its name: whether it repeats, turns, or walks
/// on the spot (unless it travels). Unknown names: none of these.
void describe_motion(const std::string& motion, bool travels, MetricContext& context);

}  // namespace animax::eval
