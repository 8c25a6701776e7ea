// SPDX-License-Identifier: MIT
// Every file of ../shared/assets against its row in INDEX.json. Skipped where the folder is absent.
#include "core/file.h"
#include "core/json.h"
#include "formats/read.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace animax::formats {
namespace {

const fs::path kAssets = fs::path(ANIMAX_SOURCE_DIR) / ".." / "shared" / "assets";

TEST(Assets, EveryFileAgreesWithItsIndexRow) {
  if (!fs::exists(kAssets / "INDEX.json")) GTEST_SKIP() << "no assets at " << kAssets;
  const Json index = read_json(kAssets / "INDEX.json");
  for (const Json& row : index.at("files")) {
    const std::string name = row.at("path");
    SCOPED_TRACE(name);
    Rig rig;
    try {
      rig = read_rig(kAssets / name);
    } catch (const Error& e) {
      std::printf("REFUSED %s\n", e.what());
      continue;
    }
    const auto bounds = rest_bounds(rig);
    double worst = 0;
    if (row.contains("rest_bbox"))
      for (int i = 0; i < 3; ++i)
        worst = std::max({worst,
                          std::abs(bounds.min[i] - row["rest_bbox"][0][i].get<double>()),
                          std::abs(bounds.max[i] - row["rest_bbox"][1][i].get<double>())});
    std::printf("%-50s joints %d/%d v %zu/%d t %zu/%d clips %zu/%zu bbox %g w %zu\n",
                name.c_str(),
                rig.skeleton.size(),
                row["joints"].get<int>(),
                rig.vertex_count(),
                row["vertices"].get<int>(),
                rig.triangle_count(),
                row.value("triangles", 0),
                rig.clips.size(),
                row["clips"].size(),
                worst / bounds.diagonal(),
                rig.warnings.size());
    for (auto& w : rig.warnings) std::printf("    %s\n", w.c_str());
    for (size_t c = 0; c < std::min(rig.clips.size(), row["clips"].size()); ++c) {
      double d = row["clips"][c]["duration_s"];
      if (std::abs(d - rig.clips[c].duration) > 0.01)
        std::printf("   clip %zu dur %g / %g\n", c, rig.clips[c].duration, d);
    }
  }
}

}  // namespace
}  // namespace animax::formats
