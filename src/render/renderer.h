// SPDX-License-Identifier: MIT
// Renders rigs: textured, lit, anti-aliased, on a neutral background; on a GPU where EGL finds one,
// else in software. Needs EGL only, no window system.
#pragma once

#include "core/image.h"
#include "geometry/camera.h"
#include "scene/rig.h"

#include <memory>
#include <string>
#include <vector>

namespace animax::render {

struct RenderOptions {
  Rgb background = {128, 128, 128};  ///< sRGB; as PoseMapStyle::background
  int supersampling = 2;             ///< squared: samples per pixel; 1 to 4
  int max_texture_size = 1024;       ///< pixels; larger textures are reduced when loaded

  void validate() const;  ///< throws Error naming the option
};

/// Draws one rig at a time in any pose from any cameras.
///
/// Light stands still in the world (a hemisphere, a key light from the front upper left of the
/// model, a weaker one from behind), so that all views of a pose agree. Materials: base colour and
/// emissive with textures, vertex colours, alpha mask and blend, double-sided, unlit. Lighting and
/// anti-aliasing are linear, the image is sRGB. Same input, same device: same bytes.
///
/// Threads: each Renderer has its own GL context and stays in the thread that made it; make one per
/// thread and keep it, because starting one takes longer than drawing a clip's frame. With Mesa's
/// software driver all contexts of a process share one rasteriser of LP_NUM_THREADS threads. Throws
/// Error when there is no usable EGL, and when the driver runs out of memory.
class Renderer {
 public:
  explicit Renderer(const RenderOptions& options = {});
  explicit Renderer(const Rig& rig, const RenderOptions& options = {});
  ~Renderer();
  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;

  /// Uploads meshes and textures in place of those of the rig before. The Rig itself must live as
  /// long as it is drawn.
  void load(const Rig& rig);

  /// Draws the loaded rig; one RGB image per camera, of the camera's size.
  Image render(const Pose& pose, const Camera& camera);
  std::vector<Image> render(const Pose& pose, const std::vector<Camera>& cameras);

  /// render() in two halves: begin() starts the drawing, finish() waits for the images of the
  /// oldest begin(). Up to two may be under way at once, so that a pose is skinned while the one
  /// before it is drawn. Cameras of one call must have equal sizes.
  void begin(const Pose& pose, const std::vector<Camera>& cameras);
  std::vector<Image> finish();

  const std::string& device() const;  ///< what draws, for messages

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Cameras that frame the rig at rest and through all of `motion` (may be empty).
std::vector<Camera> frame_cameras(const Rig& rig,
                                  const Motion& motion,
                                  const ViewRigOptions& options);

}  // namespace animax::render
