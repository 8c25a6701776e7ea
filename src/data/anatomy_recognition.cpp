// SPDX-License-Identifier: MIT
#include "data/anatomy_recognition.h"

#include "data/recognition/bind_pose.h"
#include "data/recognition/body_reader.h"

namespace animax::data {
namespace {

std::optional<Anatomy> read(const Rig& rig) {
  const RigShape shape(rig);
  if (std::optional<Anatomy> thing = read_thing(shape)) return thing;
  return read_body(shape);
}

}  // namespace

std::optional<Anatomy> recognise_anatomy(const Rig& rig, const RecognitionOptions& options) {
  const std::optional<Pose> better = more_symmetric_pose(rig);
  if (options.use_names && !better) return read(rig);
  Rig other = rig;
  for (size_t j = 0; better && j < better->size(); ++j)
    other.skeleton.joints[j].rest = (*better)[j];
  if (!options.use_names)
    for (Joint& joint : other.skeleton.joints) joint.name.clear();
  std::optional<Anatomy> anatomy = read(other);
  if (anatomy && better && rig.vertex_count() > 0) anatomy->ground = rest_bounds(rig).min.y();
  return anatomy;
}

}  // namespace animax::data
