// SPDX-License-Identifier: MIT
// Rig and sentence in, the same file with one more animation out.
#pragma once

#include "core/json.h"
#include "scene/rig.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace animax::pipeline {

struct AnimateOptions {
  std::filesystem::path model;  ///< model folder; empty: the bundled mini model
  uint64_t seed = 0;
  int steps = 0;              ///< denoising steps; 0: the model's default
  int frames = 0;             ///< generated frames; 0: the model's; at most that
  double fps = 30;            ///< of the written keys
  double text_guidance = -1;  ///< below 0: the model's default
  double image_guidance = -1;
  /// Lowest and highest sigma of the steps that are guided; empty: the model's default.
  std::vector<double> guidance_interval;
  std::string device = "auto";  ///< auto, cpu, cuda
  bool plant_feet = true;       ///< feet that stand neither creep nor sink (lift/footing.h)
  int candidates = 1;           ///< draws; the one with the best evidence is kept
  std::filesystem::path keep;   ///< working folder to write; empty: none
  bool in_place = false;        ///< drop horizontal root motion
  bool loop = false;            ///< keep one cycle whose end meets its beginning (scene/loop.h)

  void validate() const;  ///< throws UsageError naming the option
};

struct AnimateSeconds {
  double load = 0, render = 0, encode = 0, denoise = 0, decode = 0, lift = 0, write = 0, total = 0;
};

struct AnimateReport {
  std::filesystem::path output;
  AnimateSeconds seconds;
  double peak_rss_mib = 0;
  uint64_t seed = 0;      ///< of the candidate that was kept
  double confidence = 0;  ///< [0, 1]; below 0.5 do not trust the motion
  std::vector<std::pair<std::string, double>> joint_confidence;
  int joints_drawn = 0;
  struct Cycle {
    double start = 0, end = 0;  ///< seconds of the generated motion that were kept
    double seconds = 0;         ///< with the bridge that leads back
    double gap = 0;             ///< as Loop::gap
  };
  std::optional<Cycle> loop;  ///< with AnimateOptions::loop
  std::vector<std::string> warnings;
};

Json to_json(const AnimateReport& report);

/// A model that is ready to animate rigs in memory.
class Animator {
 public:
  /// Loads the model that `options` names. Throws Error or UsageError.
  explicit Animator(const AnimateOptions& options);
  ~Animator();
  Animator(const Animator&) = delete;
  Animator& operator=(const Animator&) = delete;

  /// What came out for one rig and prompt; everything but `output` and the writing time of the
  /// report is filled in. The motion starts at the rest pose (but for options.loop) and is sampled
  /// at options.fps.
  struct Result {
    Motion motion;
    AnimateReport report;
  };

  /// Throws Error for a rig without joints to draw, UsageError for a prompt that is not UTF-8,
  /// Interrupted on Ctrl-C. Writes options.keep when it is named.
  Result animate(const Rig& rig, const std::string& prompt, uint64_t seed);

  /// Lifts `truth` as if the model had generated it: what lifting alone costs.
  /// @param truth  frames() + 1 poses of the rig at fps(); the first is taken to be the rest pose
  /// @param noise  standard deviation of what is added to every number of the latents, in their
  ///               unit
  /// Throws as animate() does.
  Result lift_truth(const Rig& rig, const Motion& truth, double noise, uint64_t seed);

  /// Frames per second that the model generates, and how many.
  double fps() const;
  int frames() const;

  /// What goes into the output's extras.animax.
  Json extras(const std::string& prompt, uint64_t seed) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The folder of the bundled model: $ANIMAX_MODEL, beside the program, or where it was installed.
/// Throws Error naming the places looked at.
std::filesystem::path bundled_model();

/// Animates `input` by `prompt` and writes `output` (the input's own format for glTF, else GLB).
/// Deterministic from the seed on one device. Throws Error, UsageError or Interrupted; nothing is
/// written then.
AnimateReport animate(const std::filesystem::path& input,
                      const std::string& prompt,
                      const std::filesystem::path& output,
                      const AnimateOptions& options);

}  // namespace animax::pipeline
