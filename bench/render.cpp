// SPDX-License-Identifier: MIT
// How fast are RGB renders and pose maps of a 10,000-triangle character? Design, section 6: RGB and
// pose map at 256x256 on two CPU cores, 100 frames/s must, 300 aim. One frame is one view.
// "items_per_second" counts views; cpu_ms_per_view is the whole process' CPU time (the driver's
// threads included), which stays comparable on a busy machine.
#include "core/parallel.h"
#include "render/pose_map_renderer.h"
#include "render/renderer.h"
#include "render/sequence.h"
#include "scene/synthetic.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>

namespace animax::render {
namespace {

double process_cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Counts views and their CPU time for as long as it lives.
class ViewCounter {
 public:
  explicit ViewCounter(benchmark::State& state) : state_(state), start_(process_cpu_seconds()) {}
  ~ViewCounter() {
    state_.SetItemsProcessed(views_);
    state_.counters["cpu_ms_per_view"] =
        1e3 * (process_cpu_seconds() - start_) / static_cast<double>(std::max<int64_t>(views_, 1));
  }
  void add(size_t views) { views_ += static_cast<int64_t>(views); }

 private:
  benchmark::State& state_;
  double start_;
  int64_t views_ = 0;
};

struct Scene {
  SyntheticWorld world;
  std::vector<Camera> cameras;
  Legend legend;
};

// A textured biped; some of its meshes come twice to make 10,000 triangles.
Scene make_scene(int size) {
  SyntheticOptions options;
  options.shape = SyntheticShape::kBiped;
  options.textured = true;
  Scene scene{make_synthetic_world(options, 1), {}, {}};
  Rig& rig = scene.world.rig;
  for (size_t i = 0; rig.triangle_count() < 10000; ++i) rig.meshes.push_back(rig.meshes[i]);
  ViewRigOptions views;
  views.size = size;
  scene.cameras = frame_cameras(rig, scene.world.motion, views);
  PoseMapStyle style;
  style.tips = true;
  scene.legend = make_legend(rig, style);
  return scene;
}

// Baseline 1: the same framebuffers cleared and read back, nothing drawn.
void BM_ClearAndReadBack(benchmark::State& state) {
  const auto size = static_cast<int>(state.range(0));
  const Scene scene = make_scene(size);
  Rig empty;
  empty.skeleton = scene.world.rig.skeleton;
  Renderer renderer(empty);
  ViewCounter counter(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(renderer.render(empty.skeleton.rest_pose(), scene.cameras));
    counter.add(scene.cameras.size());
  }
}

void BM_RgbFourViewsAtOnce(benchmark::State& state) {
  const Scene scene = make_scene(static_cast<int>(state.range(0)));
  Renderer renderer(scene.world.rig);
  const auto& frames = scene.world.motion.frames;
  renderer.render(frames[0], scene.cameras);  // compiles shaders
  ViewCounter counter(state);
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(renderer.render(frames[i++ % frames.size()], scene.cameras));
    counter.add(scene.cameras.size());
  }
}

// Baseline 2: one view per call.
void BM_RgbViewByView(benchmark::State& state) {
  const Scene scene = make_scene(static_cast<int>(state.range(0)));
  Renderer renderer(scene.world.rig);
  const auto& frames = scene.world.motion.frames;
  renderer.render(frames[0], scene.cameras[0]);
  ViewCounter counter(state);
  size_t i = 0;
  for (auto _ : state) {
    for (const Camera& camera : scene.cameras)
      benchmark::DoNotOptimize(renderer.render(frames[i % frames.size()], camera));
    counter.add(scene.cameras.size());
    ++i;
  }
}

void BM_PoseMap(benchmark::State& state) {
  const auto size = static_cast<int>(state.range(0));
  const Scene scene = make_scene(size);
  const auto positions = drawn_positions(
      scene.legend, forward_kinematics(scene.world.rig.skeleton, scene.world.motion.frames[0]));
  Image image(size, size, 3);
  ViewCounter counter(state);
  for (auto _ : state) {
    for (const Camera& camera : scene.cameras) {
      draw_pose_map_into(scene.legend, positions, camera, image);
      benchmark::DoNotOptimize(image.pixels.data());
    }
    counter.add(scene.cameras.size());
  }
}

// Baseline 3: circles only, asking every pixel about every circle.
void BM_PoseMapPixelByPixel(benchmark::State& state) {
  const auto size = static_cast<int>(state.range(0));
  const Scene scene = make_scene(size);
  const auto positions = drawn_positions(
      scene.legend, forward_kinematics(scene.world.rig.skeleton, scene.world.motion.frames[0]));
  const double radius = scene.legend.style.radius_px(size);
  Image image(size, size, 3);
  ViewCounter counter(state);
  for (auto _ : state) {
    image.fill(scene.legend.style.background);
    for (size_t i = 0; i < positions.size(); ++i) {
      const Vector2d center = *scene.cameras[0].project(positions[i]);
      for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x)
          if ((Vector2d(x + 0.5, y + 0.5) - center).norm() < radius)
            std::copy_n(scene.legend.joints[i].color.begin(), 3, image.at(x, y));
    }
    benchmark::DoNotOptimize(image.pixels.data());
    counter.add(1);
  }
}

// What the budget is about: whole frames, RGB and pose maps, on all cores.
void BM_RgbAndPoseAllCores(benchmark::State& state) {
  const Scene scene = make_scene(static_cast<int>(state.range(0)));
  std::vector<Pose> poses;
  for (int i = 0; i < 200; ++i)
    poses.push_back(scene.world.motion.frames[i % scene.world.motion.frames.size()]);
  ViewCounter counter(state);
  state.counters["threads"] = thread_count();
  for (auto _ : state) {
    render_frames(scene.world.rig,
                  poses,
                  scene.legend,
                  scene.cameras,
                  {},
                  [](size_t, const RenderedFrame& frame) { benchmark::DoNotOptimize(&frame); });
    counter.add(poses.size() * scene.cameras.size());
  }
}

BENCHMARK(BM_ClearAndReadBack)->Arg(256)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_RgbFourViewsAtOnce)
    ->Arg(128)
    ->Arg(256)
    ->Arg(480)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(BM_RgbViewByView)->Arg(256)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_PoseMap)->Arg(128)->Arg(256)->Arg(480)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(BM_PoseMapPixelByPixel)->Arg(256)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(BM_RgbAndPoseAllCores)->Arg(256)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace animax::render

BENCHMARK_MAIN();
