// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"

namespace animax::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
#ifndef ANIMAX_TRAINING_ONLY
      {"animate", "Animate a rig by a sentence", setup_animate},
      {"info", "Print joints, hierarchy, clips, skins and warnings of a rig", setup_info},
      {"render", "Render RGB and pose maps of a rig or clip into a working folder", setup_render},
      {"sheet", "Make a contact sheet of a rig or clip to look at", setup_sheet},
      {"lift", "Turn the pose maps of a working folder into an animation", setup_lift},
      {"eval", "Judge a model on held-out creatures and wordings", setup_eval},
      {"roundtrip", "Render a clip, lift it again and report the errors", setup_roundtrip},
#endif
      {"data curate", "Find what in a folder of assets is fit for training", setup_data_curate},
      {"data render", "Render training clips into tar shards", setup_data_render},
      {"data samples", "Write the sample rigs of the demo, one line a prompt", setup_data_samples},
      {"data stats", "Count a data set by plan, motion, source and licence", setup_data_stats},
      {"data synth", "Make procedural creatures with animations as GLB files", setup_data_synth},
      {"train", "Train a model", setup_train},
  };
  return table;
}

}  // namespace animax::cli
