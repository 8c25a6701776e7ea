// SPDX-License-Identifier: MIT
// Windows of artists' clips as a model sees motion, and what to call them.
#pragma once

#include "core/random.h"
#include "data/captions/caption.h"
#include "data/clips/real_assets.h"

namespace animax::data {

struct WindowOptions {
  double fps = 12;
  int frames = 17;         ///< with frame 0, the rest pose
  double blend_in = 0.17;  ///< seconds from the rest pose into the clip
};

/// How many windows a clip of that length gives: one for each full length that fits, at least one.
int window_count(double duration, const WindowOptions& options);

/// Window number `window` of a file's clip, on the repaired rig. Frame 0 is the rest pose and the
/// first blend_in seconds lead from there into the clip. Clips shorter than a window go round where
/// they end as they begin, else hold their last pose. The body starts where it rests, and where it
/// travels farther than a third of its height the steady part of the way is taken out, as on a
/// treadmill. nullopt when the file has no such clip.
std::optional<Motion> cut_window(const RealRig& rig,
                                 const RealClip& clip,
                                 int window,
                                 const WindowOptions& options);

/// The motion that a clip's caption and name agree on; empty: none that the captions know.
std::string motion_of_clip(const RealClip& clip);

/// A sentence for a clip performed by `subject`: lower-case words. Where the motion is known, now
/// and then in another wording for it (always in held-out ones for Split::kTest); else the index's
/// own, or, without one, the clip's name in words.
std::string caption_of_clip(const RealClip& clip,
                            const std::string& original_subject,
                            const std::string& subject,
                            BodyPlan plan,
                            Split split,
                            Rng& rng);

}  // namespace animax::data
