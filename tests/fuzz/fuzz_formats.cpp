// SPDX-License-Identifier: MIT
// libFuzzer target: glTF, GLB and BVH reading, appending an animation, writing a whole rig. A file
// is either refused with an Error, or read into a rig that passes check() and can be written in a
// form that can be read again. Anything else is a finding.
//   cmake -B build-fuzz -DCMAKE_CXX_COMPILER=clang++ -DANIMAX_FUZZ=ON \
//         -DANIMAX_MODULES="core;geometry;scene;formats"
//   cmake --build build-fuzz --target fuzz_formats
//   mkdir -p corpus && build-fuzz/fuzz_formats -dict=tests/fuzz/formats.dict -max_len=20000 corpus
//   ../shared/assets/loader-tests
#include "core/error.h"
#include "formats/bvh.h"
#include "formats/gltf_build.h"
#include "formats/gltf_reader.h"

#include <string>

namespace animax::formats {
namespace {

const fs::path kNowhere = "/nonexistent/fuzz.glb";  // no file beside it can be read

void try_gltf(const std::string& bytes) {
  const Rig rig = parse_gltf_rig(bytes, kNowhere);
  Clip clip{"fuzz", 1, {}};
  clip.tracks.resize(1);
  clip.tracks[0].joint = rig.skeleton.size() - 1;
  const Quaterniond rest = rig.skeleton.joints.back().rest.rotation;
  clip.tracks[0].rotation = {Interpolation::kLinear, {0, 1}, {rest, rest}};
  const GltfDocument document = parse_gltf(bytes, kNowhere);
  const std::string appended = appended_bytes(document, rig, clip, {"fuzz", {{"seed", 1}}}, true);
  const Rig again = parse_gltf_rig(appended, kNowhere);
  CHECK_EQ(again.skeleton.size(), rig.skeleton.size());
  CHECK_EQ(again.clips.size(), rig.clips.size() + 1);
  CHECK_EQ(again.vertex_count(), rig.vertex_count());
  parse_gltf_rig(glb_bytes(rig), kNowhere);
}

}  // namespace
}  // namespace animax::formats

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace animax;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    if (bytes.find("HIERARCHY") < 8)
      formats::parse_bvh(bytes, "fuzz.bvh");
    else
      formats::try_gltf(bytes);
  } catch (const Error&) {
  }
  return 0;
}
