// SPDX-License-Identifier: MIT
// Writes GLBs with an animation of ours, and where each joint has to be at several times, for
// check_import.py to compare with what Blender makes of them.
//   export_truth OUT_DIR
#include "core/file.h"
#include "core/json.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"
#include "scene/synthetic.h"

#include <cstdio>
#include <map>

namespace animax {
namespace {

constexpr const char* kAnimation = "blender test";

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

void add_case(const fs::path& file,
              const std::string& source,
              const Rig& rig,
              const Clip& clip,
              Json& manifest) {
  Json frames = Json::array();
  for (double part : {0.0, 0.25, 0.5, 0.9}) {
    const double time = std::floor(part * clip.duration * 12) / 12;  // on a key
    frames.push_back(
        {{"time", time},
         {"joints", positions_json(rig.skeleton, sample_pose(clip, rig.skeleton, time))}});
  }
  manifest.push_back({{"file", file.string()},
                      {"source", source},
                      {"animation", kAnimation},
                      {"height", rig_height(rig)},
                      {"frames", frames}});
}

void export_synthetic(const fs::path& folder, Json& manifest) {
  for (SyntheticShape shape :
       {SyntheticShape::kTree, SyntheticShape::kBiped, SyntheticShape::kHinge}) {
    SyntheticOptions options;
    options.shape = shape;
    Rng rng(3);
    Rig rig = make_synthetic_rig(options, rng);
    rig.clips[0].name = kAnimation;
    const fs::path file = folder / str_cat("synthetic", static_cast<int>(shape), ".glb");
    formats::write_glb(rig, file);
    add_case(file, "synthetic", rig, rig.clips[0], manifest);
  }
}

void export_assets(const fs::path& assets, const fs::path& folder, Json& manifest) {
  for (const char* name : {"quaternius/cutefish_Shark.glb",
                           "mesh2motion/fox.glb",
                           "kenney/door_grey_door.glb",
                           "kaykit/adventurers_Knight.glb",
                           "loader-tests/RiggedSimple.glb",

                           "babylonjs/desk_fan.glb"}) {
    const fs::path path = assets / name;
    if (!fs::exists(path)) continue;
    const Rig rig = formats::read_rig(path);
    Clip clip =
        to_clip(sample_motion(rig.clips.at(0), rig.skeleton, 12), rig.skeleton, kAnimation, 1e-6);
    const fs::path file = folder / (path.stem().string() + ".glb");
    formats::append_animation(path, rig, clip, {}, file);
    add_case(file, name, rig, clip, manifest);
  }
}

}  // namespace
}  // namespace animax

int main(int argc, char** argv) try {
  using namespace animax;
  if (argc != 2) throw Error("usage: export_truth OUT_DIR");
  make_folder(argv[1]);
  Json manifest = Json::array();
  export_synthetic(argv[1], manifest);
  export_assets(fs::path(ANIMAX_SOURCE_DIR) / ".." / "shared" / "assets", argv[1], manifest);
  write_json(fs::path(argv[1]) / "manifest.json", manifest);
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
