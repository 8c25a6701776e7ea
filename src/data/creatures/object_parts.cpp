// SPDX-License-Identifier: MIT
#include "data/creatures/object_parts.h"

namespace animax::data {

Chain& add_hinge(
    Sculptor& s, Part part, int side, int index, int joint, const Vector3d& axis, double limit) {
  Chain& chain = s.draft.add_chain(part, side, index, {joint});
  chain.axis = axis.normalized();
  chain.limit = limit;
  return chain;
}

Creature finish_object(Sculptor& s,
                       const MakeContext& context,
                       const std::string& adjective,
                       double metres,
                       const std::vector<std::string>& classes) {
  const RigStyle style = draw_style(context.rng, context.options, metres, 1);
  Creature creature = s.finish(context.plan, style, context.rng, context.rng.chance(0.5));
  name_creature(creature, context, adjective, classes);
  return creature;
}

}  // namespace animax::data
