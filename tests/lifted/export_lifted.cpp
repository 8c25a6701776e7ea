// SPDX-License-Identifier: MIT
// Takes animated rigs round through pose maps and writes each file with what was lifted, and a
// manifest that says where every joint has to be. validate.mjs (../validator) and check_import.py
// read it.
//   export_lifted OUT_DIR
#include "asset_export.h"
#include "eval/roundtrip.h"
#include "formats/gltf_writer.h"
#include "scene/synthetic.h"

#include <algorithm>
#include <map>

namespace animax {
namespace {

constexpr const char* kAnimation = "lifted";
constexpr int kFrames = 13, kPixels = 128;  // what is written matters here, not how well it fits

// Positions of the joints whose names are unique (Blender renames the others).
Json positions_json(const Skeleton& skeleton, const Pose& pose) {
  std::map<std::string, int> uses;
  for (const Joint& joint : skeleton.joints) ++uses[joint.name];
  const std::vector<Vector3d> positions = joint_positions(skeleton, pose);
  Json json = Json::object();
  for (int j = 0; j < skeleton.size(); ++j) {
    const std::string& name = skeleton.joints[j].name;
    if (uses[name] == 1 && !name.empty() && name.size() < 60)
      json[name] = {positions[j].x(), positions[j].y(), positions[j].z()};
  }
  return json;
}

Json case_json(const fs::path& output, const Rig& rig, const Clip& clip) {
  Json frames = Json::array();
  for (double part : {0.0, 0.25, 0.5, 0.9}) {
    const double time = std::floor(part * clip.duration * 12) / 12;  // on a key
    frames.push_back(
        {{"time", time},
         {"joints", positions_json(rig.skeleton, sample_pose(clip, rig.skeleton, time))}});
  }
  return {{"output", output.string()},
          {"animation", kAnimation},
          {"height", rig_height(rig)},
          {"frames", frames}};
}

Clip lift_clip(const Rig& rig, const Clip& clip) {
  eval::RoundTripOptions options;
  options.size = kPixels;
  options.max_frames = kFrames;
  return to_clip(eval::roundtrip(rig, clip, options).lifted, rig.skeleton, kAnimation);
}

void export_synthetic(const fs::path& folder, Json& manifest) {
  for (SyntheticShape shape :
       {SyntheticShape::kTree, SyntheticShape::kBiped, SyntheticShape::kHinge}) {
    SyntheticOptions options;
    options.shape = shape;
    Rng rng(3);
    Rig rig = make_synthetic_rig(options, rng);
    const Clip lifted = lift_clip(rig, rig.clips.at(0));
    rig.clips = {lifted};
    const fs::path output = folder / str_cat("synthetic", static_cast<int>(shape), ".glb");
    formats::write_glb(rig, output);
    manifest.push_back(case_json(output, rig, lifted));
  }
}

// The middle clip of every animated glTF, as in docs/roundtrip.md.
void export_assets(const fs::path& assets, const fs::path& folder, Json& manifest) {
  int count = 0;
  for_each_gltf_asset(assets, [&](const fs::path& path, const Rig& rig) {
    std::vector<const Clip*> lasting;
    for (const Clip& clip : rig.clips)
      if (clip.duration > 0) lasting.push_back(&clip);
    if (lasting.empty()) return;
    const Clip lifted = lift_clip(rig, *lasting[lasting.size() / 2]);
    const fs::path output = folder / str_cat(count++, path.extension().string());
    formats::append_animation(path, rig, lifted, {}, output);
    Json json = case_json(output, rig, lifted);
    json["input"] = path.string();
    manifest.push_back(std::move(json));
  });
}

}  // namespace
}  // namespace animax

int main(int argc, char** argv) {
  return animax::export_main(argc, argv, animax::export_synthetic, animax::export_assets);
}
