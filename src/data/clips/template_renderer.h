// SPDX-License-Identifier: MIT
// Template views of one rig after another, as a model sees them.
#pragma once

#include "data/clips/template_views.h"
#include "render/renderer.h"

namespace animax::data {

/// Has a rendering context of its own: make one per thread, on that thread.
class TemplateRenderer {
 public:
  /// The rest pose of `rig` in all views, without the images that they were made from.
  TemplateViews show(const Rig& rig, const ClipFormat& format) {
    TemplateViews views = make_template_views(
        rig, format, [this](const Rig& shown, const std::vector<Camera>& cameras) {
          renderer_.load(shown);
          return renderer_.render(shown.skeleton.rest_pose(), cameras);
        });
    views.rgb.clear();
    views.pose.clear();
    return views;
  }

 private:
  render::Renderer renderer_;
};

}  // namespace animax::data
