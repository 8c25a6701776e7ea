// SPDX-License-Identifier: MIT
// What the programs that write files for other tools to judge (validator, lifted) share: the walk
// over the assets, and main().
#pragma once

#include "core/file.h"
#include "core/json.h"
#include "formats/read.h"

#include <cstdio>

namespace animax {

/// Calls visit(path, rig) for each glTF that the folder's INDEX.json lists, in its order.
template <typename Visit>
void for_each_gltf_asset(const fs::path& assets, const Visit& visit) {
  const Json index = read_json(assets / "INDEX.json");
  for (const Json& row : index.at("files")) {
    const fs::path path = assets / row.at("path").get<std::string>();
    if (formats::kind_of(path) == formats::FileKind::kGltf) visit(path, formats::read_rig(path));
  }
}

/// Runs export_synthetic(folder, manifest) and, where the assets are, export_assets(assets, folder,
/// manifest), then writes the manifest into the folder that is the program's only argument. Returns
/// the exit code.
template <typename Synthetic, typename Assets>
int export_main(int argc,
                char** argv,
                const Synthetic& export_synthetic,
                const Assets& export_assets) try {
  if (argc != 2) throw Error("usage: ", argv[0], " OUT_DIR");
  const fs::path folder = argv[1];
  make_folder(folder);
  Json manifest = Json::array();
  export_synthetic(folder, manifest);
  const fs::path assets = fs::path(ANIMAX_SOURCE_DIR) / ".." / "shared" / "assets";
  if (fs::exists(assets / "INDEX.json"))
    export_assets(assets, folder, manifest);
  else
    std::printf("no assets at %s: synthetic rigs only\n", assets.c_str());
  write_json(folder / "manifest.json", manifest);
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}

}  // namespace animax
