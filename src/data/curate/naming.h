// SPDX-License-Identifier: MIT
// Category, subject and captions guessed from the names of files, clips and joints.
#pragma once

#include "scene/skeleton.h"

#include <string>
#include <vector>

namespace animax::data {

/// Lower-case words of a name: split at everything that is no letter and where lower case meets
/// upper case ("KayKit_WalkFast02" -> kay, kit, walk, fast).
std::vector<std::string> name_words(const std::string& name);

/// A noun phrase from a path: the file's words without those that say nothing (rig, low, poly,
/// animated, final, ...), with an article: "apoc_German_Shepard.glb" -> "an apoc german shepard".
/// "an object" when nothing remains.
std::string subject_of_path(const std::string& path);

struct Category {
  std::string name;  ///< a body plan ("biped", "quadruped", ... as to_string(BodyPlan)) or "other"
  std::string from;  ///< "names": a word of the path; "joints": names of joints; "" for "other"
};
/// The body plan of the last word (then of the folders) that names one of our species or of a list
/// of common words; else what the joints' names suggest.
Category category_of(const std::string& path, const Skeleton& skeleton);

/// The motion that a clip's name asks for (motion_of_caption on its words, the part before a last
/// '|' left out), "" when none is recognised.
std::string motion_of_clip(const std::string& clip_name);

/// "a fox runs" where the motion is recognised, else "a fox, dodge backward"; the subject alone
/// when the name has no words.
std::string caption_of_names(const std::string& subject, const std::string& clip_name);

}  // namespace animax::data
