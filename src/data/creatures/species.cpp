// SPDX-License-Identifier: MIT
#include "data/creatures/species.h"

namespace animax::data {

Creature finish_creature(Sculptor& sculptor,
                         const MakeContext& context,
                         const std::string& adjective,
                         double metres,
                         const std::vector<std::string>& classes) {
  const RigStyle style = draw_style(context.rng, context.options, metres, 1);
  Creature creature = sculptor.finish(context.plan, style, context.rng);
  name_creature(creature, context, adjective, classes);
  return creature;
}

}  // namespace animax::data
