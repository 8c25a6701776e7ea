// SPDX-License-Identifier: MIT
// Time to lift 4 views x 33 frames x 64 joints, images in memory, both methods side by side.
// Budget (docs/lifting.md): 5 s, aim 1 s, on 2 cores. ANIMAX_THREADS limits the threads.
#include "lift/corruption.h"

#include <benchmark/benchmark.h>

using namespace animax;
using namespace animax::lift;

namespace {

void run(benchmark::State& state, Method method) {
  SyntheticOptions world;
  world.shape = SyntheticShape::kStar;
  world.joints = 64;
  world.branching = 9;
  const Take take = make_take(world, {}, static_cast<int>(state.range(0)), 1);
  const PoseMaps maps = corrupted_maps(take, Corruption::kNone, 0, 1);
  LiftOptions options;
  options.method = method;
  LiftSeconds sum;
  for (auto _ : state) {
    const LiftResult result = lift::lift(take.rig.skeleton, take.legend, maps, options);
    sum.localise += result.seconds.localise;
    sum.triangulate += result.seconds.triangulate;
    sum.solve += result.seconds.solve;
  }
  const auto average = [&](double seconds) {
    return benchmark::Counter(seconds, benchmark::Counter::kAvgIterations);
  };
  state.counters["joints"] = static_cast<double>(take.legend.joints.size());
  state.counters["localise_s"] = average(sum.localise);
  state.counters["triangulate_s"] = average(sum.triangulate);
  state.counters["solve_s"] = average(sum.solve);
}

void lift_joint_fit(benchmark::State& state) { run(state, Method::kJointFit); }
void lift_paper(benchmark::State& state) { run(state, Method::kPaper); }

}  // namespace

BENCHMARK(lift_joint_fit)
    ->ArgName("pixels")
    ->Arg(128)
    ->Arg(480)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK(lift_paper)
    ->ArgName("pixels")
    ->Arg(128)
    ->Arg(480)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_MAIN();
