// SPDX-License-Identifier: MIT
// Writes files for validate.mjs to look at: for each glTF of ../shared/assets its copy with one
// more animation, and for some the whole rig as a new GLB; and a manifest that pairs outputs with
// inputs.
//   export_samples OUT_DIR
#include "asset_export.h"
#include "formats/gltf_writer.h"
#include "scene/synthetic.h"

namespace animax {
namespace {

constexpr int kNewGlbEvery = 12;  // compressing textures takes long

Clip some_clip(const Rig& rig) {
  const Clip rest{"rest", 1, {}};
  const Clip& source = rig.clips.empty() ? rest : rig.clips.front();
  return to_clip(sample_motion(source, rig.skeleton, 12), rig.skeleton, "sampled", 1e-6);
}

void export_assets(const fs::path& assets, const fs::path& folder, Json& manifest) {
  int count = 0;
  for_each_gltf_asset(assets, [&](const fs::path& path, const Rig& rig) {
    const fs::path appended = folder / str_cat(count, path.extension().string());
    formats::append_animation(path, rig, some_clip(rig), {"a new clip", {{"seed", 7}}}, appended);
    manifest.push_back({{"output", appended.string()}, {"input", path.string()}});
    if (count++ % kNewGlbEvery != 0) return;
    const fs::path written = folder / str_cat("new", count, ".glb");
    formats::write_glb(rig, written);
    manifest.push_back({{"output", written.string()}});
  });
}

void export_synthetic(const fs::path& folder, Json& manifest) {
  int count = 0;
  for (SyntheticShape shape : {SyntheticShape::kChain,
                               SyntheticShape::kTree,
                               SyntheticShape::kBiped,
                               SyntheticShape::kHinge,
                               SyntheticShape::kDrawers}) {
    SyntheticOptions options;
    options.shape = shape;
    options.anchors = count % 2 == 1;
    options.textured = count % 2 == 0;
    Rng rng(count);
    const fs::path path = folder / str_cat("synthetic", count++, ".glb");
    formats::write_glb(make_synthetic_rig(options, rng), path);
    manifest.push_back({{"output", path.string()}});
  }
}

}  // namespace
}  // namespace animax

int main(int argc, char** argv) {
  return animax::export_main(argc, argv, animax::export_synthetic, animax::export_assets);
}
