// SPDX-License-Identifier: MIT
#include "data/anatomy_recognition.h"

#include "data/recognition/body_reader.h"

namespace animax::data {

std::optional<Anatomy> recognise_anatomy(const Rig& rig, const RecognitionOptions& options) {
  Rig nameless;
  if (!options.use_names) {
    nameless = rig;
    for (Joint& joint : nameless.skeleton.joints) joint.name.clear();
    for (Mesh& mesh : nameless.meshes) mesh.name.clear();
  }
  const RigShape shape(options.use_names ? rig : nameless);
  if (std::optional<Anatomy> thing = read_thing(shape)) return thing;
  return read_body(shape);
}

}  // namespace animax::data
