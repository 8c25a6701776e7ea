// SPDX-License-Identifier: MIT
#include "render/sequence.h"

#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "render/pose_map_renderer.h"

#include <algorithm>
#include <atomic>
#include <optional>

namespace animax::render {

namespace {

std::vector<Image> draw_pose_maps(const Rig& rig,
                                  const Pose& pose,
                                  const Legend& legend,
                                  const std::vector<Camera>& cameras) {
  const auto positions = drawn_positions(legend, forward_kinematics(rig.skeleton, pose));
  std::vector<Image> images;
  for (const Camera& camera : cameras)
    images.push_back(draw_pose_map(legend, positions, camera, camera.width));
  return images;
}

}  // namespace

void render_frames(const Rig& rig,
                   const std::vector<Pose>& poses,
                   const Legend& legend,
                   const std::vector<Camera>& cameras,
                   const SequenceOptions& options,
                   const std::function<void(size_t, RenderedFrame)>& take) {
  const size_t workers = std::min<size_t>(
      poses.size(), static_cast<size_t>(options.threads > 0 ? options.threads : thread_count()));
  // Each worker keeps its own renderer for all the frames that it gets to.
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  parallel_for(
      workers,
      [&](size_t) {
        try {
          std::optional<Renderer> renderer;
          if (options.rgb) renderer.emplace(rig, options.render);
          for (size_t i; !failed && (i = next.fetch_add(1)) < poses.size();) {
            throw_if_interrupted();
            RenderedFrame frame;
            if (renderer) frame.rgb = renderer->render(poses[i], cameras);
            frame.pose = draw_pose_maps(rig, poses[i], legend, cameras);
            take(i, std::move(frame));
          }
        } catch (...) {
          failed = true;  // the others need not go on
          throw;
        }
      },
      static_cast<int>(workers));
}

WorkingFolder render_working_folder(const Rig& rig,
                                    const Motion& motion,
                                    const Legend& legend,
                                    const std::vector<Camera>& cameras,
                                    const std::filesystem::path& path,
                                    const SequenceOptions& options) {
  const int frames = static_cast<int>(motion.frames.size());
  const WorkingFolder folder{path, motion.fps, frames, cameras, legend};
  make_folder(path / "rest");
  for (size_t view = 0; view < cameras.size(); ++view)
    for (const char* kind : {"rgb", "pose"})
      make_folder(folder.frame_image(kind, static_cast<int>(view), 0).parent_path());
  std::error_code ignored;  // it need not exist; if it cannot be removed, writing it will say so
  fs::remove(path / "cameras.json", ignored);

  std::vector<Pose> poses = motion.frames;
  poses.push_back(rig.skeleton.rest_pose());
  Progress progress("rendering", poses.size());
  const auto write = [&](size_t frame, const char* kind, const std::vector<Image>& images) {
    for (size_t v = 0; v < images.size(); ++v) {
      const int view = static_cast<int>(v);
      const bool rest = frame == motion.frames.size();
      write_png(rest ? folder.rest_image(kind, view)
                     : folder.frame_image(kind, view, static_cast<int>(frame)),
                images[v]);
    }
  };
  render_frames(rig, poses, legend, cameras, options, [&](size_t frame, RenderedFrame images) {
    write(frame, "rgb", images.rgb);
    write(frame, "pose", images.pose);
    progress.advance();
  });
  write_working_folder(folder, rig.skeleton);
  return folder;
}

}  // namespace animax::render
