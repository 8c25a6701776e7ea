// SPDX-License-Identifier: MIT
// How many training clips per second does the loader make at 128 pixels, and where does the time
// go? BM_WholeClip is the loader (data/clips/synthetic_clips.h); the rows above it are its parts,
// on the same scenes. Baseline: BM_RenderRest, rendering the rest pose in four views, which no
// loader of pictures can do without; "of_baseline" of the loader is its time divided by that.
// Below: what `animax data render` adds to write whole videos. items_per_second counts clips on one
// thread.
#include "data/clips/synthetic_clips.h"
#include "data/shards/sample.h"
#include "render/renderer.h"

#include <benchmark/benchmark.h>

#include <ctime>

namespace animax::data {
namespace {

constexpr uint64_t kScenes = 24;  // drawn in turn

double process_cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Calls body(i) for scene numbers in turn and reports clips per second and CPU time per clip (of
// the whole process, the software renderer's threads included).
template <typename Body>
double run(benchmark::State& state, const Body& body) {
  uint64_t i = 0;
  const double start = process_cpu_seconds();
  for (auto _ : state) body(i++ % kScenes);
  const double per_clip = (process_cpu_seconds() - start) / static_cast<double>(i);
  state.SetItemsProcessed(static_cast<int64_t>(i));
  state.counters["cpu_ms_per_clip"] = 1e3 * per_clip;
  return per_clip;
}

const std::vector<SyntheticScene>& scenes() {
  static const std::vector<SyntheticScene> made = [] {
    std::vector<SyntheticScene> list;
    for (uint64_t i = 0; i < kScenes; ++i) list.push_back(draw_scene({}, i));
    return list;
  }();
  return made;
}

std::vector<Camera> rest_cameras(const Rig& rig) {
  const ClipFormat format;
  ViewRigOptions cameras = format.cameras;
  cameras.size = format.image_size;
  return make_view_rig(rest_bounds(rig), cameras);
}

RenderRest render_with(render::Renderer& renderer) {
  return [&renderer](const Rig& rig, const std::vector<Camera>& cameras) {
    renderer.load(rig);
    return renderer.render(rig.skeleton.rest_pose(), cameras);
  };
}

Motion motion_of(const SyntheticScene& scene, int frames) {
  return make_motion(
      scene.creature.rig.skeleton, scene.creature.anatomy, scene.params, ClipFormat().fps, frames);
}

double baseline_s = 0;  // CPU seconds of BM_RenderRest per clip; benchmarks run in order

void BM_RenderRest(benchmark::State& state) {
  render::Renderer renderer;
  const RenderRest render = render_with(renderer);
  render(scenes()[0].creature.rig, rest_cameras(scenes()[0].creature.rig));  // compiles shaders
  baseline_s = run(state, [&](uint64_t i) {
    const Rig& rig = scenes()[i].creature.rig;
    benchmark::DoNotOptimize(render(rig, rest_cameras(rig)));
  });
}

void BM_DrawScene(benchmark::State& state) {
  run(state, [](uint64_t i) { benchmark::DoNotOptimize(draw_scene({}, i)); });
}

void BM_MakeMotion(benchmark::State& state) {
  run(state, [](uint64_t i) {
    benchmark::DoNotOptimize(motion_of(scenes()[i], ClipFormat().frames + 1));
  });
}

void BM_TemplateViewsWithoutRendering(benchmark::State& state) {
  const ClipFormat format;
  render::Renderer renderer;
  const RenderRest render = render_with(renderer);
  std::vector<std::vector<Image>> images;
  for (const SyntheticScene& scene : scenes())
    images.push_back(render(scene.creature.rig, rest_cameras(scene.creature.rig)));
  run(state, [&](uint64_t i) {
    benchmark::DoNotOptimize(make_template_views(
        scenes()[i].creature.rig, format, [&](const Rig&, const std::vector<Camera>&) {
          return images[i];
        }));
  });
}

void BM_EncodeMotion(benchmark::State& state) {
  const ClipFormat format;
  render::Renderer renderer;
  std::vector<TemplateViews> views;
  std::vector<Motion> motions;
  for (const SyntheticScene& scene : scenes()) {
    views.push_back(make_template_views(scene.creature.rig, format, render_with(renderer)));
    motions.push_back(motion_of(scene, format.frames + 1));
  }
  run(state, [&](uint64_t i) {
    benchmark::DoNotOptimize(
        encode_motion(scenes()[i].creature.rig, views[i], format, motions[i], false));
  });
}

void BM_WholeClip(benchmark::State& state) {
  const auto source = make_synthetic_source({}, {});
  source->make(0);  // compiles shaders
  const double per_clip =
      run(state, [&](uint64_t i) { benchmark::DoNotOptimize(source->make(i)); });
  if (baseline_s > 0) state.counters["of_baseline"] = per_clip / baseline_s;
}

void BM_RenderAllFrames(benchmark::State& state) {
  render::Renderer renderer;
  run(state, [&](uint64_t i) {
    const Rig& rig = scenes()[i].creature.rig;
    const Motion motion = motion_of(scenes()[i], 17);
    const auto cameras = rest_cameras(rig);
    renderer.load(rig);
    for (const Pose& pose : motion.frames) benchmark::DoNotOptimize(renderer.render(pose, cameras));
  });
}

void BM_ShardSample(benchmark::State& state) {
  render::Renderer renderer;
  const auto shots = make_procedural_shots({}, ClipFormat().fps, 17);
  run(state, [&](uint64_t i) {
    benchmark::DoNotOptimize(encode_sample(shots->make(i), i, {}, renderer));
  });
}

BENCHMARK(BM_RenderRest)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_DrawScene)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_MakeMotion)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_TemplateViewsWithoutRendering)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_EncodeMotion)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_WholeClip)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_RenderAllFrames)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_ShardSample)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace animax::data

BENCHMARK_MAIN();
