// SPDX-License-Identifier: MIT
// Round trip over rig files, one table row per file:
//   roundtrip_assets SIZE joint_fit|paper FILE...
#include "core/error.h"
#include "eval/roundtrip.h"
#include "formats/read.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace animax;

namespace {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: %s SIZE joint_fit|paper FILE...\n", argv[0]);
    return 2;
  }
  eval::RoundTripOptions options;
  options.size = std::atoi(argv[1]);
  options.max_frames = 33;
  if (std::strcmp(argv[2], "paper") == 0) options.method = lift::Method::kPaper;
  std::vector<double> means, rotations, all_rotations, swings, lift_seconds;
  std::printf(
      "| file | clip | joints drawn | sliding | frames | mean %% | p95 %% | all joints %% | "
      "rotation | local | all drawn | swing | confidence | localise s | solve s |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (int i = 3; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    try {
      const Rig rig = formats::read_rig(path);
      if (rig.clips.empty()) throw Error("no clips");
      // The clip in the middle: first ones are often a bind pose.
      const Clip& clip = rig.clips[rig.clips.size() / 2];
      const auto r = eval::roundtrip(rig, clip, options);
      std::printf(
          "| %s | %s | %d of %d | %d | %d | %.3f | %.3f | %.3f | %.2f | %.2f | %.2f | %.2f "
          "| %.2f | %.2f | %.2f |\n",
          path.filename().c_str(),
          clip.name.c_str(),
          r.joints_drawn,
          rig.skeleton.size(),
          r.joints_sliding,
          r.frames,
          100 * r.mean_joint_error,
          100 * r.p95_joint_error,
          100 * r.mean_all_joints_error,
          r.median_rotation_error_deg,
          r.median_local_rotation_error_deg,
          r.median_all_rotation_error_deg,
          r.median_swing_error_deg,
          r.confidence,
          r.seconds.localise,
          r.seconds.solve);
      means.push_back(100 * r.mean_joint_error);
      rotations.push_back(r.median_rotation_error_deg);
      all_rotations.push_back(r.median_all_rotation_error_deg);
      swings.push_back(r.median_swing_error_deg);
      lift_seconds.push_back(r.seconds.localise + r.seconds.triangulate + r.seconds.solve);
    } catch (const std::exception& e) {
      std::printf("| %s | %s |\n", path.filename().c_str(), e.what());
    }
    std::fflush(stdout);
  }
  std::printf(
      "\nmedian of %zu files: mean %.3f %%, rotation %.2f, all drawn %.2f, swing %.2f degrees, "
      "lifting %.2f s\n",
      means.size(),
      median(means),
      median(rotations),
      median(all_rotations),
      median(swings),
      median(lift_seconds));
}
