// SPDX-License-Identifier: MIT
#include "render/renderer.h"

#include "core/error.h"
#include "render/egl_context.h"
#include "render/gpu_rig.h"
#include "render/render_target.h"
#include "render/shaders.h"

#include <algorithm>
#include <deque>

namespace animax::render {

void RenderOptions::validate() const {
  if (supersampling < 1 || supersampling > 4)
    throw Error("supersampling: found ", supersampling, ", expected 1 to 4");
  if (max_texture_size < 1 || max_texture_size > 16384)
    throw Error("max_texture_size: found ", max_texture_size, ", expected 1 to 16384 pixels");
}

namespace {

// Image positions become clip coordinates such that the top row of the image is GL's lowest row,
// which is the one that glReadPixels returns first.
Eigen::Matrix4f clip_from_world(const Camera& camera, double near, double far) {
  Eigen::Matrix4d clip_from_camera = Eigen::Matrix4d::Zero();
  clip_from_camera(0, 0) = 2 * camera.focal / camera.width;
  clip_from_camera(0, 2) = 2 * camera.principal_point.x() / camera.width - 1;
  clip_from_camera(1, 1) = 2 * camera.focal / camera.height;
  clip_from_camera(1, 2) = 2 * camera.principal_point.y() / camera.height - 1;
  clip_from_camera(2, 2) = (far + near) / (far - near);
  clip_from_camera(2, 3) = -2 * far * near / (far - near);
  clip_from_camera(3, 2) = 1;
  return (clip_from_camera * camera.camera_from_world.matrix()).cast<float>();
}

struct DepthRange {
  double near, far;
};

DepthRange depth_range(const Camera& camera, const Bounds& bounds) {
  double near = 1e300, far = 0;
  for (int corner = 0; corner < 8 && !bounds.empty(); ++corner) {
    const Vector3d point(corner & 1 ? bounds.max.x() : bounds.min.x(),
                         corner & 2 ? bounds.max.y() : bounds.min.y(),
                         corner & 4 ? bounds.max.z() : bounds.min.z());
    near = std::min(near, camera.depth(point));
    far = std::max(far, camera.depth(point));
  }
  if (!(far > 0)) return {0.5, 1};  // nothing in front of the camera
  far *= 1.001;
  return {std::max(0.999 * near, 1e-3 * far), far};
}

}  // namespace

struct Renderer::Impl {
  explicit Impl(const RenderOptions& options);
  ~Impl() { context.make_current(); }

  void draw_view(const Camera& camera, const Bounds& bounds);
  void draw(const DrawCall& call, unsigned features, const Eigen::Matrix4f& matrix);
  RenderTarget& target(int width, int height, int views);

  RenderOptions options;
  EglContext context;
  ProgramCache programs;
  std::unique_ptr<GpuRig> rig;
  int next_target = 0;
  std::unique_ptr<RenderTarget> targets[2];
  std::deque<RenderTarget*> under_way;
};

Renderer::Impl::Impl(const RenderOptions& wanted) : options(wanted) {
  options.validate();
  glEnable(GL_DEPTH_TEST);
  glDepthFunc(GL_LEQUAL);
}

RenderTarget& Renderer::Impl::target(int width, int height, int views) {
  auto& slot = targets[next_target];
  next_target = 1 - next_target;
  if (!slot || !slot->fits(width, height, views)) {
    slot.reset();
    slot = std::make_unique<RenderTarget>(width, height, views, options.supersampling);
  }
  return *slot;
}

void Renderer::Impl::draw(const DrawCall& call, unsigned features, const Eigen::Matrix4f& matrix) {
  const Material& material = rig->material(call);
  if (material.base_color_texture >= 0) features |= kBaseTexture;
  if (material.emissive_texture >= 0) features |= kEmissiveTexture;
  if (call.colored) features |= kVertexColor;
  if (material.unlit) features |= kUnlit;
  if (material.alpha_mode == AlphaMode::kMask) features |= kMask;

  const Program& program = programs.get(features);
  glUseProgram(program.program.id());
  glUniformMatrix4fv(program.clip_from_world, 1, GL_FALSE, matrix.data());
  glUniform4fv(program.base_color, 1, material.base_color.data());
  // Emission without a texture (often all that is left of a lost one) would wash out the shape.
  const Vector3f emissive = (material.emissive_texture >= 0 ? 1.0f : 0.35f) * material.emissive;
  glUniform3fv(program.emissive, 1, emissive.data());
  glUniform1f(program.cutoff, material.alpha_cutoff);
  const auto bind_texture = [&](int unit, int texture) {
    if (texture < 0) return;
    glActiveTexture(GL_TEXTURE0 + unit);
    glBindTexture(GL_TEXTURE_2D, rig->texture(texture));
  };
  bind_texture(0, material.base_color_texture);
  bind_texture(1, material.emissive_texture);

  material.double_sided ? glDisable(GL_CULL_FACE) : glEnable(GL_CULL_FACE);
  // Drawn upside down (clip_from_world), so what is counter-clockwise runs clockwise.
  glFrontFace(call.mirrored ? GL_CCW : GL_CW);
  glDrawElements(GL_TRIANGLES,
                 static_cast<GLsizei>(call.index_count),
                 GL_UNSIGNED_INT,
                 reinterpret_cast<const void*>(call.first_index * sizeof(uint32_t)));
}

void Renderer::Impl::draw_view(const Camera& camera, const Bounds& bounds) {
  const DepthRange range = depth_range(camera, bounds);
  const Eigen::Matrix4f matrix = clip_from_world(camera, range.near, range.far);
  rig->bind();
  glDisable(GL_BLEND);
  glDepthMask(GL_TRUE);
  for (const DrawCall& call : rig->opaque()) draw(call, 0, matrix);
  if (!rig->has_translucent()) return;

  // What is solid in blended materials goes to the depth buffer, the rest over it.
  const auto translucent = rig->sort_translucent(camera);
  for (const DrawCall& call : translucent) draw(call, kBlendSolid, matrix);
  glEnable(GL_BLEND);
  glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
  glDepthMask(GL_FALSE);
  for (const DrawCall& call : translucent) draw(call, kBlendRest, matrix);
  glDepthMask(GL_TRUE);
  glDisable(GL_BLEND);
}

Renderer::Renderer(const RenderOptions& options) : impl_(std::make_unique<Impl>(options)) {}

Renderer::Renderer(const Rig& rig, const RenderOptions& options) : Renderer(options) { load(rig); }

Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

const std::string& Renderer::device() const { return impl_->context.device(); }

void Renderer::load(const Rig& rig) {
  impl_->context.make_current();
  impl_->rig.reset();  // free the old one's memory first
  impl_->rig = std::make_unique<GpuRig>(rig, impl_->options.max_texture_size);
}

void Renderer::begin(const Pose& pose, const std::vector<Camera>& cameras) {
  CHECK_THAT(impl_->rig != nullptr);
  CHECK_THAT(!cameras.empty());
  CHECK_LT(impl_->under_way.size(), 2u);
  CHECK_EQ(pose.size(), impl_->rig->rig().skeleton.joints.size());
  const int width = cameras[0].width, height = cameras[0].height;
  for (const Camera& camera : cameras) CHECK_THAT(camera.width == width && camera.height == height);
  impl_->context.make_current();
  const Bounds bounds = impl_->rig->skin(pose);
  RenderTarget& target = impl_->target(width, height, static_cast<int>(cameras.size()));
  target.start(impl_->options.background);
  for (size_t view = 0; view < cameras.size(); ++view) {
    target.select_view(static_cast<int>(view));
    impl_->draw_view(cameras[view], bounds);
  }
  target.end();
  impl_->under_way.push_back(&target);
}

std::vector<Image> Renderer::finish() {
  CHECK_THAT(!impl_->under_way.empty());
  impl_->context.make_current();
  RenderTarget* target = impl_->under_way.front();
  impl_->under_way.pop_front();
  auto images = target->read();
  check_gl("rendering");
  return images;
}

std::vector<Image> Renderer::render(const Pose& pose, const std::vector<Camera>& cameras) {
  CHECK_THAT(impl_->under_way.empty());
  std::vector<Image> images;
  impl_->context.make_current();
  while (images.size() < cameras.size()) {
    const auto first = cameras.begin() + static_cast<std::ptrdiff_t>(images.size());
    const auto at_once = std::min<std::ptrdiff_t>(
        cameras.end() - first,
        RenderTarget::max_views(first->width, first->height, impl_->options.supersampling));
    begin(pose, {first, first + at_once});
    for (Image& image : finish()) images.push_back(std::move(image));
  }
  return images;
}

Image Renderer::render(const Pose& pose, const Camera& camera) {
  return std::move(render(pose, std::vector<Camera>{camera})[0]);
}

std::vector<Camera> frame_cameras(const Rig& rig,
                                  const Motion& motion,
                                  const ViewRigOptions& options) {
  Bounds bounds = rest_bounds(rig);
  bounds.extend(bounds_of(rig, motion));
  return make_view_rig(bounds, options);
}

}  // namespace animax::render
