// SPDX-License-Identifier: MIT
// Training scenes with real rigs: artists' clips, motion programs on artists' rigs, and motion
// carried from one rig to another of the same kind of body.
#pragma once

#include "data/augment/topology.h"
#include "data/captions/caption.h"
#include "data/clips/clip_source.h"
#include "data/clips/real_assets.h"

#include <map>

namespace animax::data {

/// One clip before it is drawn, with where it comes from.
struct RealScene {
  Rig rig;
  std::optional<Anatomy> anatomy;
  Motion motion;  ///< options.frames poses; frame 0 is the rest pose
  std::string caption;
  std::string motion_name;  ///< one of motion_names(), or empty
  BodyPlan plan = BodyPlan::kOther;
  std::string licence;      ///< SPDX name; of rig and motion both ("CC0-1.0 and MIT")
  std::string attribution;  ///< what the licences ask to be said; may be empty
  std::string source;       ///< "clip: SOURCE", "program: SOURCE" or "retarget: SOURCE"
};

/// How often each kind of scene is drawn (relative; not all 0).
struct RealSceneMix {
  double programs = 1;    ///< real rigs with motion programs
  double clips = 1;       ///< real rigs with their own clips
  double retargeted = 1;  ///< real rigs with the clips of others
};

struct RealSceneOptions {
  uint64_t seed = 1;
  RealSceneMix mix;
  double fps = 12;
  int frames = 17;              ///< with the rest pose; >= 2
  double blend_in = 0.17;       ///< seconds
  Split split = Split::kTrain;  ///< kTrain: no pair of held_out_combinations() (splits.h)
  bool fixed_phase = true;      ///< cyclic motion programs start at phase 0
  bool settled_manner = false;  ///< programs perform what captions leave open as usual (caption.h)
  /// Probability that a real rig that performs a motion program is varied first.
  double vary_topology = 0.5;
  TopologyOptions topology;
  bool with_rgb = false;  ///< make_real_source() encodes the RGB half, too
  /// Probability that a caption calls the rig something else (captions/subjects.h).
  double unfamiliar_subjects = 0;
  int scenes_per_rig = 1;  ///< scenes n k to n (k + 1) - 1 show the same rig

  void validate() const;  ///< throws Error naming the option
};

/// Draws scenes one after another, quickest in order of their numbers. Not for several threads.
class RealSceneDrawer {
 public:
  /// Keeps a reference to `assets`. Throws Error naming the option that is out of range.
  RealSceneDrawer(const RealAssets& assets, const RealSceneOptions& options);
  ~RealSceneDrawer();

  /// Scene number `index`: a pure function of the folder's contents, options and index, whatever
  /// the thread or order. Valid until the next call. Throws Error naming a file that cannot be
  /// read.
  const RealScene& draw(uint64_t index);

 private:
  class Body;
  const RealAssets& assets_;
  const RealSceneOptions options_;
  std::vector<double> weights_;  ///< of the bodies
  std::unique_ptr<Body> body_;   ///< the one drawn last
  RealScene scene_;
};

/// Clips of such scenes. Renders on a context of its own: make one per thread, on that thread.
std::unique_ptr<ClipSource> make_real_source(const RealAssets& assets,
                                             const RealSceneOptions& options,
                                             const ClipFormat& format);

/// How many scenes there are of each kind.
struct SceneCounts {
  std::map<std::string, int> by_plan, by_motion, by_licence, by_source;
};

/// Draws scenes first ... first + count - 1 and counts them; "(unnamed)" stands for motions that
/// the captions do not know.
SceneCounts count_real_scenes(const RealAssets& assets,
                              const RealSceneOptions& options,
                              uint64_t first,
                              int count);

}  // namespace animax::data
