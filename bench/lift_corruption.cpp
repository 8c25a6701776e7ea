// SPDX-License-Identifier: MIT
// Error of both lifting methods against kind and strength of corruption, as a Markdown table:
//   lift_corruption [SIZE] [distinct|position] [SEEDS] [CORRUPTION]
#include "lift/corruption.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace animax;
using namespace animax::lift;

namespace {

struct Row {
  LiftError paper, fit;
  double confidence = 0;
};

void add(const LiftError& e, double share, LiftError& sum) {
  sum.mean += share * e.mean;
  sum.p95 += share * e.p95;
  sum.median_rotation_deg += share * e.median_rotation_deg;
}

Row run(Corruption kind, double strength, int size, const PoseMapStyle& style, int seeds) {
  Row row;
  for (int seed = 1; seed <= seeds; ++seed) {
    SyntheticOptions world;
    world.shape = seed % 2 ? SyntheticShape::kBiped : SyntheticShape::kTree;
    world.joints = 24;
    const Take take = make_take(world, style, size, seed);
    const PoseMaps maps = corrupted_maps(take, kind, strength, seed);
    for (Method method : {Method::kPaper, Method::kJointFit}) {
      LiftOptions options;
      options.method = method;
      const LiftResult result = lift::lift(take.rig.skeleton, take.legend, maps, options);
      const LiftError error = measure(take, result.motion);
      add(error, 1.0 / seeds, method == Method::kPaper ? row.paper : row.fit);
      if (method == Method::kJointFit) row.confidence += result.confidence / seeds;
    }
  }
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  const int size = argc > 1 ? std::atoi(argv[1]) : 128;
  PoseMapStyle style;
  if (argc > 2 && std::strcmp(argv[2], "position") == 0) style.palette = PaletteKind::kPosition;
  const int seeds = argc > 3 ? std::atoi(argv[3]) : 2;

  std::printf("%d pixels, %s palette, %d takes of 33 frames; errors in %% of the height\n\n",
              size,
              style.palette == PaletteKind::kPosition ? "position" : "distinct",
              seeds);
  std::printf(
      "| corruption | strength | paper mean | fit mean | paper p95 | fit p95 | paper "
      "rotation | fit rotation | confidence |\n|---|---|---|---|---|---|---|---|---|\n");
  for (int k = 0; k <= static_cast<int>(Corruption::kAll); ++k) {
    const auto kind = static_cast<Corruption>(k);
    if (argc > 4 && to_string(kind) != argv[4]) continue;
    for (double strength : strengths_of(kind)) {
      const Row row = run(kind, strength, size, style, seeds);
      std::printf("| %s | %g | %.2f | %.2f | %.2f | %.2f | %.1f | %.1f | %.2f |\n",
                  to_string(kind).c_str(),
                  strength,
                  100 * row.paper.mean,
                  100 * row.fit.mean,
                  100 * row.paper.p95,
                  100 * row.fit.p95,
                  row.paper.median_rotation_deg,
                  row.fit.median_rotation_deg,
                  row.confidence);
      std::fflush(stdout);
    }
  }
}
